"""HTML of the programme, the monitor and the timeline; all text is escaped here. No Streamlit."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

import pandas as pd

from ks_data.answers import claims
from ks_data.answers.citations import short_sources
from ks_data.answers.monitor import Beside, MonitorLine
from ks_data.answers.programme import Item
from ks_data.answers.timeline import Moment
from ks_data.language import dutch
from pages.charts.theme import Colours, colours

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
