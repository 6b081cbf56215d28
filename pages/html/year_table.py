"""The figures of an indicator as a table of years and regions."""

import math
from typing import NamedTuple

from htpy import Element, Node, br, div, span, table, tbody, td, th, thead, tr

from ks_data import Indicator
from ks_data.answers import figures, revisions, time_series
from ks_data.catalogue import regions
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.store import Snapshot
from pages.charts import trend


class _Cell(NamedTuple):
    """The figure of a region in a year or in pooled years, or why there is none."""

    period: str
    region: str
    figure: figures.Figure | None
    status: str
    note: str
    verdict: str


def year_table(
    data: Snapshot, points: list[time_series.Point], spans: list[time_series.PooledYears], indicator: Indicator
) -> Element:
    """A row for each year and for pooled years, a column for each region: the figure above its limits; an asterisk
    marks an open figure."""
    cells = _cells(points, spans)
    codes = list(dict.fromkeys(cell.region for cell in cells))
    verdicts = {cell.period: cell.verdict for cell in cells if cell.verdict}
    rows: dict[str, dict[str, Element]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.period[-4:], len(cell.period))):
        rows.setdefault(cell.period, {})[cell.region] = _figure(data, cell, indicator)
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


def legend(points: list[time_series.Point], spans: list[time_series.PooledYears]) -> list[str]:
    """What the signs in a year table mean, as far as they occur in it."""
    cells = _cells(points, spans)
    limited = any(cell.figure and math.isfinite(cell.figure.estimate.lower) for cell in cells)
    statuses = {cell.status for cell in cells}
    return [
        "Onder elk cijfer: 95% zeker tussen." if limited else "",
        "* schatting of voorlopig cijfer" if statuses.intersection(trend.OPEN) else "",
        "† berekend uit de losse jaren" if figures.CALCULATED in statuses else "",
    ]


def _cells(points: list[time_series.Point], spans: list[time_series.PooledYears]) -> list[_Cell]:
    single = [
        _Cell(str(point.year), point.region, point.figure, point.status, point.note, point.verdict) for point in points
    ]
    pooled = [
        _Cell(figure.period, figure.region, figure, figure.status, figure.note, span.verdict)
        for figure, span in ((span.figure, span) for span in spans)
    ]
    return single + pooled


def _figure(data: Snapshot, cell: _Cell, indicator: Indicator) -> Element:
    figure, digits = cell.figure, indicator.decimals
    below: list[Node] = []
    if figure:
        limits = figures.interval(figure.estimate.lower, figure.estimate.upper, digits)
        below = [[br, span(".ks-limits")[text]] for text in (limits, revisions.before(data, figure)) if text]
        label = dutch.number(figure.value, digits)
    else:
        label = cell.note if cell.status == Status.SUPPRESSED else "geen cijfer"
    return td(".n")[label, _sign(cell.status), below]


def _sign(status: str) -> str:
    if status in trend.OPEN:
        return "*"
    return "†" if status == figures.CALCULATED else ""
