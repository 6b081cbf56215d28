"""The figures of an indicator as a table of years and regions."""

import math
from typing import NamedTuple

from htpy import Element, Node, br, div, span, table, tbody, td, th, thead, tr

from ks_data import Indicator
from ks_data.answers import figures
from ks_data.answers.trend import TrendAnswer
from ks_data.catalogue import regions
from ks_data.catalogue.statuses import OPEN, Status
from ks_data.language import dutch


class _Cell(NamedTuple):
    """The figure of a region in a year or in pooled years, or why there is none."""

    period: str
    region: str
    figure: figures.Figure | None
    status: str
    note: str
    verdict: str
    revision: str


def year_table(answer: TrendAnswer) -> Element:
    """A row for each year and for pooled years, a column for each region: the figure above its limits; an asterisk
    marks an open figure."""
    cells, indicator = _cells(answer), answer.indicator
    codes = list(dict.fromkeys(cell.region for cell in cells))
    verdicts = {cell.period: cell.verdict for cell in cells if cell.verdict}
    rows: dict[str, dict[str, Element]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.period[-4:], len(cell.period))):
        rows.setdefault(cell.period, {})[cell.region] = _figure(cell, indicator)
    columns = [th(".n")[regions.name(code)] for code in codes]
    body = [
        tr[
            td[period],
            [by_region.get(code, td) for code in codes],
            td[verdicts.get(period, "")] if verdicts else None,
        ]
        for period, by_region in rows.items()
    ]
    head = tr[th["Jaar"], columns, th["Oordeel"] if verdicts else None]
    return div(".ks-wide", tabindex="0")[table(".ks-table")[thead[head], tbody[body]]]


def legend(answer: TrendAnswer) -> list[str]:
    """What the signs in a year table mean, as far as they occur in it."""
    cells = _cells(answer)
    limited = any(cell.figure and math.isfinite(cell.figure.estimate.lower) for cell in cells)
    statuses = {cell.status for cell in cells}
    return [
        "Onder elk cijfer: 95% zeker tussen." if limited else "",
        "* schatting of voorlopig cijfer" if statuses.intersection(OPEN) else "",
        "† berekend uit de losse jaren" if figures.CALCULATED in statuses else "",
    ]


def _cells(answer: TrendAnswer) -> list[_Cell]:
    single = [
        _Cell(str(point.year), point.region, point.figure, point.status, point.note, point.verdict, point.revision)
        for point in answer.points
    ]
    pooled = [
        _Cell(figure.period, figure.region, figure, figure.status, figure.note, span.verdict, span.revision)
        for figure, span in ((span.figure, span) for span in answer.pooled)
    ]
    return single + pooled


def _figure(cell: _Cell, indicator: Indicator) -> Element:
    figure, digits = cell.figure, indicator.decimals
    below: list[Node] = []
    if figure:
        limits = figures.interval(figure.estimate.lower, figure.estimate.upper, digits)
        below = [[br, span(".ks-limits")[text]] for text in (limits, cell.revision) if text]
        label = dutch.number(figure.value, digits)
    else:
        label = cell.note if cell.status == Status.SUPPRESSED else "geen cijfer"
    return td(".n")[label, _sign(cell.status), below]


def _sign(status: str) -> str:
    if status in OPEN:
        return "*"
    return "†" if status == figures.CALCULATED else ""
