"""How the programme, the monitor and the growth are drawn: a Vega-Lite spec, and HTML of cards and a timeline.

No Streamlit. All text is escaped here.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from itertools import groupby

import altair as alt
import pandas as pd

from ks_data import claims, dutch
from ks_data.programme import Beside, Item, Moment, MonitorLine, short_sources
from pages.look import Colours, Datasets, Spec, colours, finish

# --- cards ---


def grid(boxes: Iterable[str]) -> str:
    """Boxes beside each other where there is room, else beneath each other."""
    return f'<div class="ks-grid">{"".join(boxes)}</div>'


def item_box(item: Item, children: Iterable[Item] = ()) -> str:
    """An item with what belongs to it and its source; a line is told by its number."""
    title = f"Actielijn {item.number}: {item.name}" if item.kind == "actielijn" else item.name
    facts = [("Voor wie", item.target), ("Sinds", dutch.date(item.since) if item.since else ""), ("Stand", item.status)]
    told = "".join(f"<p>{escape(name)}: {escape(value)}</p>" for name, value in facts if value)
    children = list(children)
    listed = f"<ol>{_listed(children)}</ol>" if children else ""
    text = f"<p>{escape(item.text)}</p>{_judged(item.text)}" if item.text else ""
    return (
        f'<div class="ks-box"><h4>{escape(title)}</h4>{text}{told}{listed}'
        f"{_source([item.source, *(child.source for child in children)])}</div>"
    )


def list_box(title: str, found: list[Item]) -> str:
    """Items in one box: a name each, with since when and a remark."""
    return (
        f'<div class="ks-box"><h4>{escape(title)}</h4>'
        f"<ul>{''.join(f'<li>{_told(item, since=True)}</li>' for item in found)}</ul>"
        f"{_source(item.source for item in found)}</div>"
    )


def numbered_box(found: list[Item]) -> str:
    """Items in one box, numbered as in the source."""
    listed = "".join(f'<li value="{item.number}">{_told(item)}</li>' for item in found)
    return f'<div class="ks-box"><ol>{listed}</ol>{_source(item.source for item in found)}</div>'


def _listed(found: list[Item]) -> str:
    return "".join(f'<li value="{item.number}">{_told(item)}</li>' for item in found)


def _told(item: Item, since: bool = False) -> str:
    start = f" (sinds {dutch.date(item.since)})" if since and item.since else ""
    said = [f"{item.name}{start}", item.text, f"Voor {item.target}." if item.target else ""]
    first, *rest = (escape(text) for text in said if text)
    return first + (f'<br><span class="ks-small">{" ".join(rest)}</span>' if rest else "")


def _source(keys: Iterable[str]) -> str:
    return f'<p class="ks-small">Bron: {escape(short_sources(keys))}</p>'


def _judged(text: str) -> str:
    """What the figures say of a claim that a text repeats, in words, with a link to its place among the claims."""
    return "".join(
        f'<p class="ks-judged">Bewering “{escape(check.claim.says)}”: <strong>{escape(check.words)}</strong>. '
        f'<a href="bronnen#{check.claim.id}" target="_self">Lees waarom</a></p>'
        for check in claims.repeated(text)
    )


def monitor_rows(lines: Iterable[tuple[MonitorLine, list[Beside]]]) -> str:
    """Indicators of the monitor beneath each other: value and year, what it means, and what stands beside it."""
    return f'<div class="ks-rows">{"".join(_monitor_row(line, found) for line, found in lines)}</div>'


def _monitor_row(line: MonitorLine, found: list[Beside]) -> str:
    when = str(line.figure.year) if line.figure else line.missing
    own = _source([line.figure.source if line.figure else line.source])
    used = [key for one in found for key in one.sources]
    aside = "".join(f"<p>{escape(one.text)}</p>" for one in found) + (_source(used) if used else "")
    return (
        f'<section><div><p class="ks-amount">{escape(line.amount)}</p><p>{escape(when)}</p></div>'
        f"<div><h3>{line.number}. {escape(line.indicator.name)}</h3><p>{escape(line.indicator.definition)}</p>"
        f'<p>Teken in de bron: {escape(line.sign)}</p>{own}</div><div class="ks-aside">{aside}</div></section>'
    )


# --- timeline ---


def timeline(moments: list[Moment], dark: bool) -> str:
    """A list by year along a line: a square is national, a round dot is local, and the words say so too."""
    look = colours(dark)
    years = groupby(moments, key=lambda moment: moment.year)
    body = [f"<h3>{year}</h3><ul>{''.join(_moment(one, look) for one in some)}</ul>" for year, some in years]
    return f'<div class="ks-time">{"".join(body)}</div>'


def _moment(moment: Moment, look: Colours) -> str:
    national = moment.level == "landelijk"
    shape, colour = ("ks-dot ks-national", look.other) if national else ("ks-dot", look.own)
    when = dutch.date(moment.date) if len(moment.date) > 4 else f"in {moment.date}"
    where = "Landelijk" if national else moment.place
    return (
        f'<li><span class="{shape}" style="background:{colour}"></span>'
        f"<p><strong>{escape(when)}</strong> · {escape(where)} · {escape(moment.phase)}</p>"
        f"<p>{escape(moment.what)}</p>{_judged(moment.what)}{_source([moment.source])}</li>"
    )


# --- growth ---

BAND = 92
"""Height in pixels of the strip of one way of counting."""


@lru_cache(maxsize=16)
def spread_spec(bands: int, first: int, last: int, dark: bool) -> Spec:
    """Strips beneath each other, one for each way of counting, on one time axis. Datasets: see `spread_values`."""
    look = colours(dark)
    span = list(range(first, last + 1))
    years = alt.Axis(
        format="d", values=span, grid=True, labelFlush=False, tickSize=4, labelOverlap=True, labelSeparation=8
    )
    x = alt.X("jaar:Q", title=None, axis=years, scale=alt.Scale(domain=[first, last], nice=False))
    y = alt.Y("hoogte:Q", axis=None, scale=alt.Scale(domain=[0, bands], nice=False, zero=False))
    tooltip = [
        alt.Tooltip("telling:N", title="Telling"),
        alt.Tooltip("datum:N", title="Datum"),
        alt.Tooltip("getal:N", title="Aantal"),
    ]
    base = alt.Chart(alt.NamedData("values")).encode(x, y)
    areas = base.mark_area(opacity=0.13, color=look.other).encode(y2="voet:Q", detail="telling:N")
    lines = base.mark_line(strokeWidth=2.5, color=look.other).encode(detail="telling:N")
    dots = base.transform_filter("datum.open == 0").mark_point(size=75, filled=True, opacity=1, color=look.other)
    hollow = base.transform_filter("datum.open == 1")
    rings = hollow.mark_point(size=75, strokeWidth=2.5, opacity=1, stroke=look.other, fill=look.page)
    stems = base.mark_rule(color=look.other, opacity=0.4).encode(y2="voet:Q")
    words = base.mark_text(dy=-14, fontSize=14, fontWeight=600, color=look.text).encode(alt.Text("getal:N"))
    hover = base.mark_point(size=400, opacity=0).encode(tooltip=tooltip)
    strips = alt.Chart(alt.NamedData("strips")).encode(y)
    floors = strips.mark_rule(color=look.quiet)
    names = strips.mark_text(align="left", baseline="top", fontSize=14, fontWeight=600, color=look.text)
    names = names.encode(alt.Text("telling:N"), x=alt.value(0), y=alt.Y("top:Q", axis=None))
    chart = alt.layer(areas, stems, floors, lines, dots, rings, words, names, hover)
    return finish(chart.properties(width="container", height=bands * BAND), look)


def highest(rows: pd.DataFrame) -> float:
    """The number that a full strip stands for: 100 for shares, else the highest count."""
    return 100 if (rows["unit"] == "%").all() else float(rows["value"].max())


def spread_values(rows: pd.DataFrame) -> tuple[Datasets, int, int, int]:
    """The datasets of `spread_spec` from `programme.drawn`, with its number of strips, first and last year.

    values: jaar (as a fraction; a whole year stands in its middle), hoogte and voet (the strip that the point stands
    in, counted from below), telling, datum and getal in words, open 1 where only the year is known. strips: telling,
    hoogte and top of each strip. The names with the most dates come first.
    """
    order = list(
        rows.groupby("what")["value"]
        .agg(["size", "max"])
        .sort_values(["size", "max"], ascending=False, kind="stable")
        .index
    )
    feet = {what: len(order) - 1 - at for at, what in enumerate(order)}
    foot = rows["what"].map(feet)
    unit = rows["unit"].map({"%": "%"}).fillna("")
    values = pd.DataFrame(
        {
            "jaar": rows["date"].map(moment),
            "hoogte": foot + 0.5 * rows["value"] / highest(rows),
            "voet": foot,
            "telling": rows["what"],
            "datum": rows["date"].map(dutch.date),
            "getal": [dutch.number(value, 0) for value in rows["value"]] + unit,
            "open": (rows["date"].str.len() == 4).astype("int8"),
        }
    )
    cut = all(what.startswith("gemeenten ") for what in order)  # the title says it; a phone has no room for it
    names = [f"… {what.removeprefix('gemeenten ')}" if cut else f"{what[:1].upper()}{what[1:]}" for what in order]
    strips = pd.DataFrame({"telling": names, "hoogte": [feet[what] for what in order]})
    strips = strips.assign(top=strips["hoogte"] + 0.97)
    first, last = int(values["jaar"].min()), int(values["jaar"].max()) + 1
    return {"values": values, "strips": strips}, len(order), first, last


def moment(date: str) -> float:
    """A date as a fraction of years; what is not known of it is taken as its middle: "2020" is 2020.5."""
    year, *rest = (int(part) for part in date.split("-"))
    if not rest:
        return year + 0.5
    day = rest[1] - 1 if len(rest) > 1 else 14.5
    return year + (rest[0] - 1 + day / 31) / 12


def spread_table(rows: pd.DataFrame) -> str:
    """Every way of counting with its definition, and a line for each count: date, remark, source and value."""
    parts = [_counting(part) for _, part in rows.groupby(["unit", "what"], sort=False)]
    return f'<table class="ks-table ks-counts">{"".join(parts)}</table>'


def _counting(rows: pd.DataFrame) -> str:
    name, said = rows["what"].iloc[0], " ".join(rows["definition"].drop_duplicates())
    lines = []
    for date, value, unit, note, source in rows[["date", "value", "unit", "note", "source"]].itertuples(index=False):
        small = f"{note[:1].upper()}{note[1:]}. " if note else ""
        small += f"Bron: {short_sources([source])}"
        shown = dutch.number(value, 0) + ("%" if unit == "%" else "")
        lines.append(
            f'<tr><td>{escape(dutch.date(date))}<br><span class="ks-small">{escape(small)}</span></td>'
            f'<td class="n">{escape(shown)}</td></tr>'
        )
    head = f'{escape(name[:1].upper() + name[1:])}<br><span class="ks-small">{escape(said)}</span>'
    return f'<tbody><tr><th colspan="2" scope="rowgroup">{head}</th></tr>{"".join(lines)}</tbody>'
