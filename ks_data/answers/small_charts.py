"""The two small pictures of a figure card as plain numbers: how sure a figure is, and how it went through the years.

Every number is rounded as it is shown, so that a picture never holds more than a reader may read. Draws nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ks_data.answers import comparison_sentences, figures
from ks_data.answers.comparisons import Comparison
from ks_data.answers.figures import Figure
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot

Run = tuple[tuple[int, float], ...]
"""Years with their values, without a gap or a break between them."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A figure with its 95 % limits on an axis, and the figure of the other region as a tick.

    value, lower, upper, benchmark: in the unit, rounded; None where there is none. start and stop: of the axis, which
    holds them all. benchmark_label: "Nederland 72,6%"; limits: "95% zeker: 76,5–80,2"; both may be empty.
    words: all of it for who cannot see it.
    """

    value: float
    lower: float | None
    upper: float | None
    benchmark: float | None
    start: float
    stop: float
    benchmark_label: str
    limits: str
    words: str


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The yearly figures of a region up to the one on its card.

    runs: (year, value) in the order of the years; a new run begins after a year without a figure and at a break.
    low and high: around all values, and no nearer to each other than the widest 95 % limits of a year, so that what can
    be chance looks small. first, last: the ends,
    "2017: 78,0%". words: all of it for who cannot see it.
    """

    runs: tuple[Run, ...]
    low: float
    high: float
    first: str
    last: str
    words: str


def strip(comparison: Comparison) -> Strip | None:
    """The figure of a comparison between its limits; None where there are none and nothing stands beside it."""
    figure, beside = comparison.figure, comparison.benchmark
    lower, upper = _limit(figure, figure.estimate.lower), _limit(figure, figure.estimate.upper)
    if figure.indicator.kind == "count" or (lower is None and beside is None):
        return None
    value, benchmark = _rounded(figure), _rounded(beside) if beside else None
    shown = [number for number in (value, lower, upper, benchmark) if number is not None]
    label = f"{regions.name(beside.region)} {figures.short(beside)}" if beside else ""
    between = figure.limits
    limits = f"95% zeker: {between.replace(' en ', '–')}" if between else ""
    verdict = comparison_sentences.verdict_word(comparison).partition(" ")[2]
    own = f"{regions.name(figure.region)} {figures.short(figure)}"
    sure = f"{own}, 95% zeker tussen {between}" if between else own
    words = "; ".join(filter(None, [sure, label, verdict])) + "."
    return Strip(value, lower, upper, benchmark, min(shown), max(shown), label, limits, words)


def sparkline(data: Snapshot, indicator: Indicator, region: str, first: int, last: int) -> Sparkline | None:
    """The yearly figures of a region between two years; None for fewer than two."""
    series = [figure for figure in figures.yearly_figures(data, indicator.id, region) if first <= figure.year <= last]
    if len(series) < 2:
        return None
    low, high = _room(series)
    begin, end = (f"{figure.year}: {figures.short(figure)}" for figure in (series[0], series[-1]))
    return Sparkline(
        runs(data, series),
        low,
        high,
        begin,
        end,
        f"{indicator.name} in {regions.name(region)}; {begin}; {end}.",
    )


def _room(series: Sequence[Figure]) -> tuple[float, float]:
    """Between which values a small picture of a series runs."""
    values = [_rounded(figure) for figure in series]
    widest = max(max(around) - min(around) for around in map(with_limits, series))
    missing = max(0.0, widest - (max(values) - min(values)))
    return min(values) - missing / 2, max(values) + missing / 2


def runs(data: Snapshot, series: Sequence[Figure]) -> tuple[Run, ...]:
    """The points of a series of one region, cut where a year is missing and where another way of counting begins."""
    starts = figures.break_years(data, series[0].indicator.id, series[0].region) if series else []

    def run_of(numbered: tuple[int, Figure]) -> tuple[int, int]:
        place, figure = numbered
        return figure.year - place, sum(start <= figure.year for start in starts)

    return tuple(
        tuple((figure.year, _rounded(figure)) for _, figure in run) for _, run in groupby(enumerate(series), key=run_of)
    )


def with_limits(figure: Figure) -> list[float]:
    """A value and those of its 95 % limits that are known, rounded as they are shown."""
    limits = [_limit(figure, limit) for limit in (figure.estimate.lower, figure.estimate.upper)]
    return [_rounded(figure), *(limit for limit in limits if limit is not None)]


def _rounded(figure: Figure) -> float:
    return dutch.rounded(figure.value, figure.indicator.decimals)


def _limit(figure: Figure, limit: float) -> float | None:
    """A limit as it is shown; None where it is not known."""
    return dutch.rounded(limit, figure.indicator.decimals) if math.isfinite(limit) else None
