"""What was measured as tables of text, and which targets it reaches. Knows numbers, not how they came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.pages import MUNICIPALITY, PAGES, ClickOnMap, InBrowser
from tests.bench.results import (
    APP,
    BARE,
    LIMIT,
    Briefings,
    Load,
    Opening,
    PageResults,
    Processes,
    Publication,
    Redraw,
    Store,
    middle,
)

COLD_TIMES_LIMIT, COLD_TIMES_BARE = 3.2, 1.15
CLICK_ON_MAP_TIMES = 1.5
FAR_MS, FAR_AGAIN_MS, FIRST_VISIT_KB = 3000.0, 1200.0, 1900.0
CHANGE_KB = 15.0
CHANGE_CPU_MS = 30.0
LOAD_SESSIONS = 200
LOAD_P95_MS = 1000.0
READERS, TIMES_READERS = 500, 1.7
READ_CSV_TIMES, READY_TIMES = 6.0, 30.0
STORE_SECONDS, STORE_GB = 25.0, 1.5
FILE_TIMES = 6.0
LARGE_STORE_TIMES = 1.5
FIRST_CLICK_MS, LATER_CLICK_MS = 3000.0, 1000.0
FIRST_LINK_MS, LATER_LINK_MS = 4000.0, 1000.0
CLICK_TIMES, LINK_TIMES, BATCH_TIMES = 10.0, 1.5, 40.0
BATCH_SECONDS = 150.0
LOAD_HEADER = [
    "sessions",
    "opened",
    "changes",
    "errors",
    "p50 ms",
    "p95 ms",
    "max ms",
    "server CPU %",
    "generator CPU %",
]
LARGEST_KB = {"pptx": 500.0, "pdf": 200.0}


@dataclass(frozen=True)
class Target:
    """One thing to reach, what was measured, and whether that is enough; None when it could not be measured."""

    text: str
    measured: str
    reached: bool | None

    def __str__(self) -> str:
        verdict = {True: "gehaald", False: "niet gehaald", None: "niet gemeten"}[self.reached]
        return f"{verdict:13} {self.text}: {self.measured}"


def tables(page: PageResults) -> str:
    """The tables of one page: opening, each change, load."""
    parts = [_openings(page)] if page.openings else []
    parts += [_change(page.name, name, costs) for name, costs in page.changes.items()]
    parts += [_loads(page)] if page.loads else []
    parts += [f"not measured: {failure}" for failure in page.failures]
    return "\n\n".join(parts)


def _openings(page: PageResults) -> str:
    limit, bare = (page.openings.get(way, Opening()) for way in (LIMIT, BARE))
    rows = [
        [
            way,
            *_with_ratios(middle(found.cold), middle(limit.cold), middle(bare.cold)),
            *_with_ratios(middle(found.warm), middle(limit.warm), middle(bare.warm)),
            _number(middle(found.far)),
            _number(middle(found.far_again)),
            _number(_kb(found.fetched)),
        ]
        for way, found in page.openings.items()
    ]
    over = ["40 ms line", "again", "kB fetched"]
    header = ["way", "cold ms", "x limit", "x bare", "warm ms", "x limit", "x bare", *over]
    return f"{page.name}: opening\n" + _table(header, rows)


def _change(page: str, name: str, costs: dict[str, Redraw]) -> str:
    limit, bare = (middle(costs.get(way, Redraw()).redrawn) for way in (LIMIT, BARE))
    rows = [
        [
            way,
            *_with_ratios(middle(cost.redrawn), limit, bare),
            _number(middle(cost.cpu), 1),
            _number(_kb(cost.payload), 1),
            _number(_kb(cost.wire), 1),
            _number(middle(cost.messages)),
        ]
        for way, cost in costs.items()
    ]
    sizes = ["server CPU ms", "kB before compression", "kB on the wire", "messages"]
    header = ["way", "redrawn ms", "x limit", "x bare", *sizes]
    return f"{page}: {name}\n" + _table(header, rows)


def _loads(page: PageResults) -> str:
    rows = [_load_row(load) for load in page.loads]
    return f"{page.name}: each session changes a filter every 5 seconds\n" + _table(LOAD_HEADER, rows)


def _load_row(load: Load) -> list[str]:
    counts = [str(number) for number in (load.sessions, load.opened, load.changes, load.errors)]
    shares = [_number(100 * share) for share in (load.server_cpu, load.generator_cpu)]
    return [*counts, *(_number(value) for value in (load.p50, load.p95, load.max)), *shares]


def processes(found: Sequence[Processes]) -> str:
    """The table of processes behind nginx with ever more readers."""
    rows = [[str(behind.number), *_load_row(load)] for behind in found for load in behind.loads]
    failed = [f"not measured: {behind.number} processes, {failure}" for behind in found for failure in behind.failures]
    table = _table(["processes", *LOAD_HEADER], rows)
    return "\n".join(["processes behind nginx: each session changes a filter every 5 seconds", table, *failed])


def process_targets(found: Sequence[Processes]) -> list[Target]:
    one, *_, many = (behind.readers(LOAD_P95_MS) for behind in found)
    text = f"processes: {READERS} readers of {found[-1].number}, p95 under {_number(LOAD_P95_MS)} ms"
    times = _ratio(many, one)
    return [
        Target(text, f"{many} readers", many >= READERS),
        Target(
            f"processes: {found[-1].number} have {TIMES_READERS} times the readers of {found[0].number}",
            f"{_number(times, 1)} x ({many} and {one})",
            None if times is None else times >= TIMES_READERS,
        ),
    ]


def release(found: Publication) -> str:
    """The table of one release: each step and the whole, beside `pandas.read_csv`."""
    csv = middle(found.pandas) or None

    def row(name: str, seconds: list[float], peak: list[float]) -> list[str]:
        took, most = middle(seconds), middle(peak)
        numbers = [_number(took, 2), _number(_ratio(took, csv), 1)]
        return [name, *numbers, _number(most), _number(_ratio(most, found.file_mb), 1)]

    rows = [row("pandas.read_csv", found.pandas, found.pandas_peak)]
    rows += [row(step, seconds, []) for step, seconds in found.steps.items()]
    rows += [row("all steps", found.seconds, found.peak), row("ready for readers", found.ready, [])]
    title = f"release: {_number(found.rows)} rows, {_number(found.file_mb)} MB\n"
    return title + _table(["step", "s", "x read_csv", "MB on top", "x file"], rows)


def store(found: Store) -> str:
    """The table of opening pages on a large store beside the shipped data."""
    rows = []
    for page in found.first:
        times: list[float | None] = []
        for measured in (found.first, found.next):
            shipped, large = (middle(measured[page][name]) for name in ("shipped", "large"))
            times += [shipped, large, _ratio(large, shipped)]
        memory = [middle(found.memory[page][name]) for name in ("shipped", "large")]
        rows.append([page, *(_number(one, at % 3 // 2) for at, one in enumerate(times)), *map(_number, memory)])
    header = ["page", "first ms", "large ms", "x", "next ms", "large ms", "x", "server MB", "large MB"]
    title = f"store: {found.releases} releases of {_number(found.rows)} rows over the same keys\n"
    made = [found.publish_seconds, found.from_nothing, found.one_more]
    said = "{} s to publish all, {} s to lay them over each other, {} s to lay one more over them; {} MB at most"
    return f"{title}{_table(header, rows)}\n{said.format(*map(_number, [*made, found.peak_mb]))}"


def briefings(found: Briefings) -> str:
    """The tables of briefings: what a reader waits for, and each run over all municipalities."""
    waits = [
        (f"click to {form}", [first], found.later_clicks[form], found.bare_clicks)
        for form, first in found.first_clicks.items()
    ]
    waits.append(("link that stays", found.first_links, found.later_links, found.newest))
    of_readers = [
        [
            name,
            *(_number(middle(times)) for times in (first, later, base)),
            _number(_ratio(middle(later), middle(base)), 1),
        ]
        for name, first, later, base in waits
    ]
    of_runs = [
        [
            *(_number(number) for number in (batch.valid, batch.asked, batch.seconds, batch.cpu_seconds)),
            _number(_ratio(batch.seconds, batch.seconds_of_one)),
            *(_number(batch.largest[form] / 1000) for form in LARGEST_KB),
        ]
        for batch in found.batches
    ]
    head = ["valid files", "of", "s", "CPU s", "x one town", *(f"largest {form} kB" for form in LARGEST_KB)]
    of_waits = _table(["what", "first ms", "later ms", "base ms", "x base"], of_readers)
    return f"briefings (base: {BARE}; of the link the newest figures)\n{of_waits}\n\n{_table(head, of_runs)}"


def briefing_targets(found: Briefings) -> list[Target]:
    targets = []
    for form, first in found.first_clicks.items():
        later, text = middle(found.later_clicks[form]), f"briefing: later click to {form}"
        targets += [
            _at_most(f"briefing: first click to {form}", first, FIRST_CLICK_MS, "ms"),
            _at_most(text, later, LATER_CLICK_MS, "ms"),
            _at_most(f"{text}, times {BARE}", _ratio(later, middle(found.bare_clicks)), CLICK_TIMES, "x"),
        ]
    link_times = _ratio(middle(found.later_links), middle(found.newest))
    targets += [
        _at_most("link that stays: next readers, times the newest figures", link_times, LINK_TIMES, "x"),
        _at_most("link that stays: first reader", middle(found.first_links), FIRST_LINK_MS, "ms"),
        _at_most("link that stays: next readers", middle(found.later_links), LATER_LINK_MS, "ms"),
    ]
    for batch in found.batches:
        times_one = _ratio(batch.seconds, batch.seconds_of_one)
        targets.append(_at_most("briefing: all municipalities", batch.seconds, BATCH_SECONDS, "s"))
        targets.append(_at_most("briefing: all municipalities, times one of them", times_one, BATCH_TIMES, "x"))
        valid = f"{batch.valid} of {batch.asked}"
        targets.append(Target("briefing: every file is valid", valid, batch.valid == batch.asked > 0))
        for form, limit in LARGEST_KB.items():
            targets.append(_at_most(f"briefing: largest {form}", batch.largest[form] / 1000, limit, "kB"))
    if len(found.batches) > 1:
        first, *others = (batch.digests for batch in found.batches)
        differing = sum(first.get(name) != other.get(name) for other in others for name in {*first, *other})
        targets.append(Target("briefing: a second run gives the same bytes", f"{differing} differ", differing == 0))
    return targets


def release_targets(found: Publication) -> list[Target]:
    took, ready = (_ratio(middle(seconds), middle(found.pandas)) for seconds in (found.seconds, found.ready))
    most = _ratio(middle(found.peak), found.file_mb)
    return [
        _at_most("release: times read_csv", took, READ_CSV_TIMES, "x"),
        _at_most("release: ready for readers, times read_csv", ready, READY_TIMES, "x"),
        _at_most("release: memory, times the file", most, FILE_TIMES, "x"),
    ]


def store_targets(found: Store) -> list[Target]:
    text = f"store: {found.releases} releases laid over each other"
    targets = [
        _at_most(text, found.from_nothing, STORE_SECONDS, "s"),
        _at_most(f"{text}, memory", found.peak_mb / 1000, STORE_GB, "GB"),
    ]
    for page in found.first:
        for reader, measured in (("first reader", found.first), ("next readers", found.next)):
            shipped, large = (middle(measured[page][name]) for name in ("shipped", "large"))
            text = f"store: {page}, {reader}, times the shipped data"
            targets.append(_at_most(text, _ratio(large, shipped), LARGE_STORE_TIMES, "x"))
    return targets


def targets(pages: Sequence[PageResults]) -> list[Target]:
    """All targets, for the pages that were measured."""
    found: list[Target] = []
    for page in pages:
        for name in page.changes:
            found += _change_targets(page, name)
        found += _opening_targets(page) if page.openings else []
        found += [_load_target(page.name, page.loads[-1])] if page.loads else []
    return found


def _change_targets(page: PageResults, name: str) -> list[Target]:
    costs, what = page.changes[name], f"{page.name}, {name}"
    app = costs.get(APP, Redraw())
    own, limit, bare = (middle(costs.get(way, Redraw()).redrawn) for way in (APP, LIMIT, BARE))
    found = []
    if _is_a(ClickOnMap, name):
        limit = middle(page.changes[MUNICIPALITY].get(LIMIT, Redraw()).redrawn)
        return [_at_most(f"{what}: outlined, times the limit", _ratio(own, limit), CLICK_ON_MAP_TIMES, "x")]
    if _is_a(InBrowser, name):
        messages = max(app.messages, default=None)
        reached = messages == 0 if messages is not None else None
        return [Target(f"{what}: no message to or from the server", f"{_number(messages)} messages", reached)]
    times_limit, times_bare = next((each.times_limit, each.times_bare) for each in PAGES if each.name == page.name)
    if times_limit is not None:
        found += [_at_most(f"{what}: times the limit", _ratio(own, limit), times_limit, "x")]
    if times_bare is not None and BARE in costs:
        found += [_at_most(f"{what}: times {BARE}", _ratio(own, bare), times_bare, "x")]
    return [
        *found,
        *_usual_targets(what, own, {way: middle(cost.redrawn) for way, cost in costs.items()}),
        _at_most(f"{what}: on the wire", _kb(app.wire), CHANGE_KB, "kB"),
        _at_most(f"{what}: before compression", _kb(app.payload), CHANGE_KB, "kB"),
        _at_most(f"{what}: server CPU", middle(app.cpu), CHANGE_CPU_MS, "ms"),
    ]


def _is_a(kind: type, change: str) -> bool:
    return any(each.name == change and isinstance(each, kind) for page in PAGES for each in page.changes)


def _opening_targets(page: PageResults) -> list[Target]:
    app, limit, bare = (page.openings.get(way, Opening()) for way in (APP, LIMIT, BARE))
    own, what = middle(app.cold), f"{page.name}: cold open"
    targets = [_at_most(f"{what}, times the limit", _ratio(own, middle(limit.cold)), COLD_TIMES_LIMIT, "x")]
    if BARE in page.openings:
        targets.append(_at_most(f"{what}, times {BARE}", _ratio(own, middle(bare.cold)), COLD_TIMES_BARE, "x"))
    return [
        *targets,
        *_usual_targets(what, own, {way: middle(found.cold) for way, found in page.openings.items()}),
        _at_most(f"{page.name}: first visit over a line of 40 ms", middle(app.far), FAR_MS, "ms"),
        _at_most(f"{page.name}: second visit over that line", middle(app.far_again), FAR_AGAIN_MS, "ms"),
        _at_most(f"{page.name}: fetched at a first visit", _kb(app.fetched), FIRST_VISIT_KB, "kB"),
    ]


def _usual_targets(what: str, own: float | None, took: Mapping[str, float | None]) -> list[Target]:
    """That the app is faster than each of the usual ways; took: milliseconds by the name of the way."""
    return [
        Target(f"{what}: faster than {way}", f"{_number(own)} against {_number(other)} ms", _less(own, other))
        for way, other in took.items()
        if way not in (APP, BARE, LIMIT)
    ]


def _load_target(page: str, load: Load) -> Target:
    """The verdict on the highest level that was tried; a level where not all sessions got in is the last."""
    text = f"{page}: {LOAD_SESSIONS} sessions, p95 under {_number(LOAD_P95_MS)} ms"
    measured = f"{_number(load.p95)} ms with {load.opened} of {load.sessions} sessions, {load.errors} errors"
    return Target(text, measured, load.sessions >= LOAD_SESSIONS and load.are_served(LOAD_P95_MS))


def _at_most(text: str, value: float | None, limit: float, unit: str) -> Target:
    reached = None if value is None else value <= limit
    return Target(f"{text} at most {limit:g} {unit}", f"{_number(value, 1)} {unit}", reached)


def _less(one: float | None, other: float | None) -> bool | None:
    return None if one is None or other is None else one < other


def _ratio(value: float | None, limit: float | None) -> float | None:
    return value / limit if value is not None and limit else None


def _kb(sizes: list[int]) -> float | None:
    found = middle(sizes)
    return None if found is None else found / 1000


def _with_ratios(value: float | None, limit: float | None, bare: float | None) -> list[str]:
    """A time, and how many times the static page and the Streamlit page with only this that is."""
    return [_number(value), _number(_ratio(value, limit), 1), _number(_ratio(value, bare), 2)]


def _number(value: float | None, decimals: int = 0) -> str:
    return "-" if value is None else f"{value:,.{decimals}f}"


def _table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table, aligned so that it also reads well as plain text."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]

    def line(cells: list[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        return "| " + " | ".join(padded) + " |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if at else "-") for at, width in enumerate(widths)) + "|"
    return "\n".join([line(header), rule, *map(line, rows)])
