"""The way of a file from dropped to published: read, check, compare, publish. Knows no pages, layouts or storage."""

import hashlib
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pandas as pd

from ks_data import store
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.periods import is_date
from ks_data.incoming import checks, choices, difference
from ks_data.incoming.checks import Checked
from ks_data.incoming.difference import Change
from ks_data.incoming.findings import MOST, Finding, Level, remark
from ks_data.incoming.reading import ColumnMapping, Reading, Unrecognised, read
from ks_data.language import dutch
from ks_data.store import releases
from ks_data.store.releases import Release

Progress = Callable[[str], object]
STEPS = ("Lezen", "Controleren", "Vergelijken", "Publiceren")
"""What `examine` and `publish` call their progress with; the last only by publishing."""

FOR_PUBLISHERS = ("zelfde_bestand", "zelfde_naam")
"""The screens that tell whether a file was published before: by them a guess of what is in it could be tried."""

LISTED = 10
"""So many errors or questions are named in a refusal; the others are counted."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file, what is wrong with it and what publishing it would do, held against what counted at that time.

    name and content: as dropped; sha256: of that content. mapping, subjects and signs: what was chosen by hand, now or
    at an earlier file of the same shape; tranche: that of all municipalities of an annex, chosen now. own_rule: whether
    the source hides small numbers by a rule of its own, None as long as nobody says so. state: what the data were then.
    """

    name: str
    content: bytes = field(repr=False)
    sha256: str
    reading: Reading = field(repr=False)
    checked: Checked = field(repr=False)
    change: Change = field(repr=False)
    mapping: ColumnMapping | None
    subjects: Mapping[str, str]
    signs: Mapping[str, str]
    tranche: str
    own_rule: bool | None
    state: Hashable

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.checked.findings

    @property
    def asks_own_rule(self) -> bool:
        """Whether it has figures of which only the publisher knows if the source hides small numbers itself."""
        return self.checked.without_counts > 0


class Unchanged(DataError):  # noqa: N818  # the name says it: all that the file says is published already
    """There is nothing to publish; `release` is the last one that the file's figures came with, None when shipped."""

    def __init__(self, message: str, release: Release | None) -> None:
        super().__init__(message)
        self.release = release


def examine(
    name: str,
    content: bytes,
    *,
    mapping: ColumnMapping | None = None,
    subjects: Mapping[str, str] | None = None,
    signs: Mapping[str, str] | None = None,
    tranche: str = "",
    own_rule: bool | None = None,
    progress: Progress | None = None,
    pulse: Progress | None = None,
) -> Examined:
    """Reads a dropped file, checks it, and compares it with what counts now (never with a preview).

    mapping, subjects and signs: what the analyst chose (see `reading.read` and `checks.checked`); None takes what was
    remembered for files of the same shape. tranche: that of an annex, and own_rule: whether the source hides small
    numbers itself (see `releases.Release`); never remembered, as the next is another.
    progress is called with each of STEPS as it begins, pulse a few times a second while the file is read (see
    `reading.read`): what it raises ends the reading. Keeps nothing. Raises DataError when the file cannot be read, and
    Unrecognised when its columns must be mapped by hand.
    """
    report = progress or _silent
    report(STEPS[0])
    reading, mapping = _read(name, content, mapping, pulse)
    remembered = choices.of(reading.signature)
    subjects = remembered.subjects if subjects is None else subjects
    signs = remembered.signs if signs is None else signs
    with ThreadPoolExecutor(1) as executor:  # reading takes all processors, checking one
        hashing = executor.submit(lambda: hashlib.sha256(content).hexdigest())
        examined = _examined(
            name, content, hashing.result, reading, mapping, subjects, signs, tranche, own_rule, report
        )
    recalled = choices.recalled(remembered, examined.checked)
    findings = (*examined.findings, *recalled)
    return replace(examined, checked=replace(examined.checked, findings=findings)) if recalled else examined


def places(examined: Examined, revealed: bool = False) -> pd.DataFrame:
    """Every place of every finding, as far as it has any: level, message, row, column and value, in Dutch.

    revealed: with small numbers, for who brought the file.
    """
    return pd.DataFrame(
        [
            (str(finding.level), finding.message, place.row, place.column, place.value)
            for finding in examined.findings
            for place in (finding.revealed(MOST) if revealed else finding.every_place)
        ],
        columns=["soort", "melding", "rij", "kolom", "waarde"],
    )


def publish(
    examined: Examined,
    *,
    author: str,
    note: str,
    source: str,
    source_date: str = "",
    valid_from: str = "",
    confirmed: Collection[str] = (),
    progress: Progress | None = None,
) -> Release:
    """Publishes an examined file and returns the release, once it has reached the disk.

    What readers will ask for can then be made ready with `Snapshot.prepare`, which takes long after a large release.

    confirmed: the `Finding.key` of each question that was answered with yes. source_date: 2022, 2022-07 or 2022-07-01.
    valid_from: the day from which the figures count, "" for now. When the data changed since the examination, the file
    is checked again first. What was chosen by hand is remembered for the next file of the same shape.

    Raises DataError, and publishes nothing, when something is not filled in, when an error stands in the way, when a
    question is not confirmed, or when it could not be kept; Unchanged when all of it is published already.
    """
    report = progress or _silent
    _refuse_incomplete(author, source, note, source_date)
    if store.current().identity != examined.state:
        examined = _examined_again(examined, report)
    _refuse_unpublishable(examined, confirmed)
    checked = examined.checked
    report(STEPS[3])
    release = releases.publish(
        checked.kind,
        checked.rows,
        author=author.strip(),
        note=note.strip(),
        source=source.strip(),
        source_date=source_date,
        valid_from=valid_from,
        file=examined.name,
        content=examined.content,
        sha256=examined.sha256,
        counts=examined.change.counts,
        own_rule=examined.own_rule if examined.asks_own_rule else None,
    )
    if examined.mapping or examined.subjects or examined.signs:
        with suppress(DataError):  # a choice can be made again; the release is there
            choices.remember(examined.reading, examined.mapping, examined.subjects, examined.signs)
    return release


def changes_anything(examined: Examined) -> bool:
    """Whether there is anything to publish: a figure, or what is said of the source of figures that are there."""
    if examined.change.anything or any(release.kind == examined.checked.kind for release in releases.upcoming()):
        return True  # a scheduled release may yet change what is the same now
    release = _latest(examined)
    return examined.asks_own_rule and examined.own_rule not in (None, release and release.own_rule)


def published_before(name: str, sha256: str) -> Release | None:
    """The newest release of the same bytes, or else of a file with the same name; compare `sha256` to know which."""
    published = [release for release in releases.history() if release.act == "publish" and release.sha256]
    same_content = [release for release in published if release.sha256 == sha256]
    same_name = [release for release in published if release.file == name]
    return next(iter([*same_content, *same_name]), None)


# --- inside ---


def _silent(_: str) -> None:
    pass


def _read(
    name: str, content: bytes, mapping: ColumnMapping | None, pulse: Progress | None
) -> tuple[Reading, ColumnMapping | None]:
    """The reading, and the choice of columns that it was read with."""
    if mapping is not None and mapping.points_out:
        return read(name, content, mapping, pulse), mapping
    reading, unrecognised = None, None
    try:
        reading = read(name, content, mapping, pulse)
        signature = reading.signature
    except Unrecognised as error:
        unrecognised, signature = error, error.sheet.signature
    remembered = choices.of(signature).mapping
    if remembered and (mapping is None or mapping.sheet == remembered.sheet):
        with suppress(DataError):  # years as columns have other names a year later
            reading = read(name, content, remembered, pulse)
            note = f"Gelezen zoals u bij een eerder bestand van deze indeling koos: {remembered.described}."
            return replace(reading, findings=(*reading.findings, remark(note))), remembered
    if reading is None:
        raise unrecognised or DataError(f"{name} is niet te lezen.")
    return reading, mapping


def _refuse_incomplete(author: str, source: str, note: str, source_date: str) -> None:
    """Raises DataError when something is not filled in."""
    if not author.strip():
        raise DataError("Vul in wie dit publiceert: de naam blijft bij de release staan.")
    if not source.strip():
        raise DataError("Vul de bron in: die staat straks bij elk cijfer uit dit bestand.")
    if not note.strip():
        raise DataError("Vul in waarom u dit publiceert: dat staat straks bij de release.")
    if source_date and not is_date(source_date):
        raise DataError(f"‘{source_date}’ is geen datum van een bron. Schrijf 2022, 2022-07 of 2022-07-01.")


def _refuse_unpublishable(examined: Examined, confirmed: Collection[str]) -> None:
    """Raises DataError for an error or an open question, Unchanged when all of it is published already."""
    checked = examined.checked
    if checked.blocked:
        errors = [finding for finding in checked.findings if finding.level == Level.ERROR]
        raise DataError(_listed("Dit bestand kan niet worden gepubliceerd. Er staan fouten in:", errors))
    if not changes_anything(examined):
        raise _unchanged(examined)
    if questions := [question for question in checked.questions if question.key not in confirmed]:
        raise DataError(_listed("Er is niets gepubliceerd. Bevestig eerst deze vragen:", questions))


def _latest(examined: Examined) -> Release | None:
    """The newest release that the figures of the file came with; None when they are shipped."""
    return next((release for release in releases.history() if release.number == examined.change.latest), None)


def _examined_again(examined: Examined, report: Progress) -> Examined:
    """The same file against what counts now."""
    return _examined(
        examined.name,
        examined.content,
        lambda: examined.sha256,
        examined.reading,
        examined.mapping,
        examined.subjects,
        examined.signs,
        examined.tranche,
        examined.own_rule,
        report,
    )


def _examined(
    name: str,
    content: bytes,
    digest: Callable[[], str],
    reading: Reading,
    mapping: ColumnMapping | None,
    subjects: Mapping[str, str],
    signs: Mapping[str, str],
    tranche: str,
    own_rule: bool | None,
    report: Progress,
) -> Examined:
    data = store.current()  # without a preview, and the same until the end
    report(STEPS[1])
    tables = {table: data.table(table) for table in ("totals", "sources", reading.kind)}
    checked = checks.checked(reading, tables, subjects, signs, tranche, bool(own_rule))
    sha256 = digest()
    if earlier := _earlier_file(name, sha256):
        checked = replace(checked, findings=(*checked.findings, earlier))
    report(STEPS[2])
    change = difference.change_by(
        reading.kind,
        checked.rows,
        data.unprotected(reading.kind),
        tables[reading.kind],
        small=checked.small,
        lines=checked.lines,
    )
    choice = (mapping, dict(subjects), dict(signs), tranche, own_rule)
    return Examined(name, content, sha256, reading, checked, change, *choice, data.identity)


def _earlier_file(name: str, sha256: str) -> Finding | None:
    """A remark where the same bytes, or a file with the same name, were published before."""
    release = published_before(name, sha256)
    if release is None:
        return None
    words = f"als release {release.number}, op {dutch.date(release.day)}, door {release.by}"
    if release.sha256 == sha256:
        return Finding(Level.REMARK, "zelfde_bestand", f"Dit bestand is al eens gepubliceerd: {words}.")
    return Finding(Level.REMARK, "zelfde_naam", f"Een ander bestand met dezelfde naam is gepubliceerd {words}.")


def _listed(heading: str, findings: Sequence[Finding]) -> str:
    lines = [f"- {finding.message}" for finding in findings[:LISTED]]
    if len(findings) > LISTED:
        lines.append(f"- en nog {len(findings) - LISTED}")
    return "\n".join([heading, *lines])


def _unchanged(examined: Examined) -> Unchanged:
    """Which release already has it: the newest of those that the figures of the file came with."""
    release = _latest(examined)
    if release is None:
        return Unchanged("Er is niets te publiceren: alles in dit bestand staat al in de app.", None)
    origin = f"release {release.number} ({release.file}, {dutch.date(release.day)})"
    message = (
        f"Er is niets te publiceren: alles in dit bestand staat al in de app, het laatst gepubliceerd met {origin}."
    )
    return Unchanged(message, release)
