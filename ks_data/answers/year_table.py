"""The figures of an indicator as a table of years and regions, in the words and signs that readers see."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from ks_data.answers import figures
from ks_data.answers.trend import TrendAnswer
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import OPEN, Status
from ks_data.language import dutch

SMALL, IN_BRACKETS = "Klein bij elk cijfer: 95% zeker tussen.", "Tussen haakjes bij elk cijfer: 95% zeker tussen."
"""Where the limits stand: on the screen, and in text and on paper."""


@dataclass(frozen=True, slots=True)
class YearCell:
    """A figure as shown, with the sign of its status, or why there is none; below: its limits, what it was before."""

    label: str
    sign: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year or pooled years: a cell for each region, None where a region has no such row, and the verdict."""

    period: str
    cells: tuple[YearCell | None, ...]
    verdict: str

    @property
    def last_year(self) -> int:
        return int(self.period[-4:])


@dataclass(frozen=True, slots=True)
class YearTable:
    """Rows in the order of the years. columns: the names of the regions. legend: what the signs in it mean."""

    columns: tuple[str, ...]
    rows: tuple[YearRow, ...]
    legend: tuple[str, ...]

    @property
    def is_judged(self) -> bool:
        """Whether any row has a verdict."""
        return any(row.verdict for row in self.rows)


class _Source(NamedTuple):
    """The figure of a region in a year or in pooled years, or why there is none."""

    period: str
    region: str
    figure: figures.Figure | None
    status: str
    note: str
    verdict: str
    revision: str


def year_table(answer: TrendAnswer) -> YearTable:
    """A row for each year and for pooled years, a column for each region."""
    sources = _sources(answer)
    codes = list(dict.fromkeys(source.region for source in sources))
    by_period: dict[str, dict[str, _Source]] = {}
    for source in sorted(sources, key=lambda source: (source.period[-4:], len(source.period))):
        by_period.setdefault(source.period, {})[source.region] = source
    rows = tuple(
        YearRow(
            period,
            tuple(_cell(by_region[code], answer.indicator) if code in by_region else None for code in codes),
            next((source.verdict for source in by_region.values() if source.verdict), ""),
        )
        for period, by_region in by_period.items()
    )
    return YearTable(tuple(regions.name(code) for code in codes), rows, _legend(sources))


def _legend(sources: list[_Source]) -> tuple[str, ...]:
    """What the signs in a table mean, as far as they occur in it."""
    limited = any(source.figure and math.isfinite(source.figure.estimate.lower) for source in sources)
    statuses = {source.status for source in sources}
    words = [
        SMALL if limited else "",
        "* schatting of voorlopig cijfer" if statuses.intersection(OPEN) else "",
        "† berekend uit de losse jaren" if figures.CALCULATED in statuses else "",
    ]
    return tuple(filter(None, words))


def _sources(answer: TrendAnswer) -> list[_Source]:
    single = [
        _Source(str(point.year), point.region, point.figure, point.status, point.note, point.verdict, point.revision)
        for point in answer.points
    ]
    pooled = [
        _Source(figure.period, figure.region, figure, figure.status, figure.note, span.verdict, span.revision)
        for figure, span in ((span.figure, span) for span in answer.pooled)
    ]
    return single + pooled


def _cell(source: _Source, indicator: Indicator) -> YearCell:
    figure = source.figure
    if not figure:
        return YearCell(source.note if source.status == Status.SUPPRESSED else "geen cijfer", _sign(source.status), ())
    below = tuple(filter(None, (figure.limits, source.revision)))
    return YearCell(dutch.number(figure.value, indicator.decimals), _sign(source.status), below)


def _sign(status: str) -> str:
    if status in OPEN:
        return "*"
    return "†" if status == figures.CALCULATED else ""
