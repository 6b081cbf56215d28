"""One indicator of a region through the years, beside other regions: all that is shown, said and saved of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ks_data import statistics
from ks_data.answers import axis, citations, comparison_sentences, comparisons, figures, missing_figures, revisions
from ks_data.answers.choice import Choice
from ks_data.answers.figures import REASONS, Figure
from ks_data.answers.people import People, people
from ks_data.answers.series import Point, PooledYears, points, pooled_years
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import OPEN, Status
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

TINY, SMALL = 100, 1_000
"""Persons: a value over fewer than TINY, and limits over fewer than SMALL, do not stretch the axis of everybody."""
_HOLLOW, _FLAT = "Open teken: schatting of voorlopig cijfer.", "Vlakke streep: jaren samen."
NOTES = 3
"""So many notes on figures stand under a chart; the table has them all."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a series is counted in another way: the first year of it, and why."""

    year: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class TrendAnswer:
    """An indicator of a region through the years of a choice, beside its benchmark where both fit on one axis.

    A snapshot gives one for each question, so it is a key to what is made of it.

    beside: further regions that are drawn and listed too, but not tested against.

    title: the latest figure beside the benchmark, in words; sentences: what it is, how sure, the recent trend, a
    revision; in_table: those of them whose figures and verdict a table of the years gives as well. missing: of each of
    both without a figure in these years, why; without: which further regions have none. points: see `points`; pooled:
    all figures over pooled years, alone: those of them of which some year has no point of its own. extent: between
    which values an axis runs, the same whatever the region and the years (see `_extent`). explanation: the definition,
    and what is left out. people: the leading figure as so many of 1.000, where it can be. origin: who
    published them; citations: the sources in full.
    """

    indicator: Indicator
    choice: Choice
    beside: tuple[str, ...]
    title: str
    sentences: tuple[str, ...]
    in_table: tuple[str, ...]
    missing: tuple[str, ...]
    without: str
    points: tuple[Point, ...]
    pooled: tuple[PooledYears, ...]
    alone: tuple[PooledYears, ...]
    extent: tuple[float, float]
    breaks: tuple[Break, ...]
    explanation: tuple[str, ...]
    people: People | None
    origin: str
    citations: tuple[str, ...]

    @property
    def axis(self) -> tuple[float, float]:
        """Between which round values the axis runs that holds the extent."""
        return axis.bounds(self.extent, self.indicator)

    @property
    def in_chart(self) -> list[Figure]:
        """The figures that a chart shows."""
        return _in_chart(self.points, self.alone)

    @property
    def with_limits(self) -> list[Figure]:
        """Those of them that a chart shows with their limits: more than two bands hide each other."""
        return [figure for figure in self.in_chart if figure.region not in self.beside]

    @property
    def alt(self) -> str:
        """The chart in words, for who cannot see it."""
        others = dutch.listing([regions.name(code) for code in self.beside])
        return f"{self.title}. Ook in de grafiek: {others}." if others else self.title

    def remarks(self, uncertain: bool, shape: str = "band") -> list[str]:
        """What to know when reading the chart, in sentences; uncertain: with its 95 % limits, drawn as a shape."""
        remarks = [_HOLLOW] if self._is_open else []
        remarks += [f"Breuk in {change.year}: {change.reason}." for change in self.breaks]
        remarks += [_FLAT] if self.alone else []
        remarks += [band(self.with_limits, shape)] if uncertain else []
        remarks += [self.without] if self.without else []
        return remarks + self._notes()[:NOTES]

    def key(self, uncertain: bool) -> list[str]:
        """What the marks in a chart mean, in a few words each; `remarks` says more of them, and more."""
        sure = uncertain and any(not figure.estimate.reason for figure in self.with_limits)
        return [
            *(["Band: 95% zeker."] if sure else []),
            *([_HOLLOW] if self._is_open else []),
            *([_FLAT] if self.alone else []),
        ]

    @property
    def _is_open(self) -> bool:
        """Whether some figure is an estimate or not final."""
        return any(point.status in OPEN for point in self.points)

    def outside(self, low: float, high: float, uncertain: bool, shape: str = "band") -> list[str]:
        """Which figures lie outside an axis, and whether a band goes on beyond it, in sentences."""
        beyond = [figure for figure in self.in_chart if not low <= figure.value <= high]
        limits = [limit for figure in self.with_limits for limit in (figure.estimate.lower, figure.estimate.upper)]
        cut = uncertain and any(limit < low or limit > high for limit in limits)
        named = [
            f"{regions.name(figure.region)} {figure.period} ({dutch.number(figure.value, self.indicator.decimals)})"
            for figure in beyond
        ]
        verb = "valt" if len(beyond) == 1 else "vallen"
        marked = ": een driehoek op de rand" if shape == "band" else ""  # not every program that shows slides can
        sentences = [f"Buiten de as {verb} {dutch.listing(named)}{marked}."] if beyond else []
        return sentences + ([f"De {shape} loopt door buiten de as."] if cut else [])

    def _notes(self) -> list[str]:
        """What sources say of figures, and why years have none; the same words of several years once."""
        years: dict[tuple[str, str, bool], list[int]] = {}
        for point in self.points:
            if point.region in self.beside:  # their notes would bury those of the region itself
                continue
            if point.note and (point.figure or point.status == Status.MISSING):
                years.setdefault((point.name, point.note, point.figure is None), []).append(point.year)
        notes = [
            f"{name} {dutch.years(noted)}{', geen cijfer' if is_missing else ''}: {note.rstrip('.')}."
            for (name, note, is_missing), noted in years.items()
        ]
        spans = [span.figure for span in self.alone if span.figure.note and span.figure.region not in self.beside]
        return notes + [
            f"{regions.name(figure.region)} {figure.period}: {figure.note.rstrip('.')}." for figure in spans
        ]

    def rows(self) -> pd.DataFrame:
        """Points and pooled years as they are saved: a row each, with the limits, what they rest on, the verdict.

        Numbers are rounded as they are shown: with all decimals, limits give the denominator back, and so a count.
        """
        digits = self.indicator.decimals
        by_year = [(point.figure, point.verdict, point.citation) for point in self.points if point.figure]
        over_years = [(span.figure, span.verdict, span.citation) for span in self.pooled]
        return pd.DataFrame(
            [
                {
                    "indicator": figure.indicator.id,
                    "region": figure.region,
                    "name": regions.name(figure.region),
                    "period": figure.period,
                    "value": dutch.rounded(figure.value, digits),
                    "unit": figure.indicator.unit,
                    "lower": dutch.rounded(figure.estimate.lower, digits),
                    "upper": dutch.rounded(figure.estimate.upper, digits),
                    "assumption": figure.assumption,
                    "verdict": verdict,
                    "status": figure.status,
                    "source": citation,
                    "note": figure.note,
                }
                for figure, verdict, citation in [*by_year, *over_years]
            ]
        )


@memoized
def trend(data: Snapshot, indicator: Indicator, choice: Choice, beside: tuple[str, ...] = ()) -> TrendAnswer:
    """An indicator of the chosen region through the chosen years, beside the benchmark and further regions (codes)."""
    asked = dict.fromkeys([choice.benchmark, *beside])
    fitting = [code for code in asked if comparable(indicator, choice.region, code)]
    benchmark = choice.benchmark if choice.benchmark in fitting else choice.region
    pair = (indicator.id, choice.region, benchmark)
    others = tuple(code for code in fitting if code not in pair)
    leading = _compared(data, indicator, choice)[:1]
    periods_named = [row.figure.period for row in leading]
    shown = points(data, *pair, choice.first, choice.last, others)
    pooled = pooled_years(data, *pair, choice.first, choice.last, periods_named, others)
    span = figures.span(data)
    ever, ever_pooled = points(data, *pair, *span, others), pooled_years(data, *pair, *span, beside=others)
    with_figures = {*(point.region for point in shown), *(span.figure.region for span in pooled)}
    title, sentences, in_table = _title_and_sentences(data, indicator, choice)
    starts = figures.breaks(data, indicator.id, choice.region)[["year", "what"]]
    sources = [*(point.source for point in shown), *(span.figure.source for span in pooled)]
    return TrendAnswer(
        indicator=indicator,
        choice=choice,
        beside=others,
        title=title,
        sentences=sentences,
        in_table=in_table,
        missing=tuple(
            missing_figures.why_empty(data, indicator, code, choice.first, choice.last)
            for code in dict.fromkeys(pair[1:])
            if code not in with_figures
        ),
        without=_without(data, indicator, [code for code in others if code not in with_figures], choice),
        points=tuple(shown),
        pooled=tuple(pooled),
        alone=tuple(_alone(shown, pooled)),
        extent=_extent(_in_chart(ever, _alone(ever, ever_pooled)))
        if indicator.kind == "count"
        else _published_extent(data, indicator.id),
        breaks=tuple(Break(int(year), str(reason)) for year, reason in starts.itertuples(index=False)),
        explanation=(
            indicator.definition,
            *(f"{regions.name(code)} {_NO_AXIS}" for code in asked if code not in fitting),
        ),
        people=people(leading[0]) if leading else None,
        origin=citations.publishers(data, sources),
        citations=tuple(citations.cited(data, sources)),
    )


@memoized
def _published_extent(data: Snapshot, indicator: str) -> tuple[float, float]:
    """Between which values all published figures of an indicator lie, of every region and year."""
    return _extent(figures.from_rows(data, indicator, data.observations(indicator)))


def _extent(drawn: Sequence[Figure]) -> tuple[float, float]:
    """Between which values figures lie, with the limits of those over SMALL persons or more; NaN for none.

    The value of a tiny town is mostly chance, and its limits say next to nothing: they would press the lines of all
    others flat. So a value over fewer than TINY persons does not count, unless there are no others. Where it is not
    known over how many a value is, it counts.
    """
    heights = [figure.value for figure in drawn if not figure.estimate.denominator < TINY]
    large = [figure.estimate for figure in drawn if not figure.estimate.denominator < SMALL]
    limits = [limit for estimate in large for limit in (estimate.lower, estimate.upper) if not math.isnan(limit)]
    heights = [*heights, *limits] or [figure.value for figure in drawn]
    return min(heights, default=math.nan), max(heights, default=math.nan)


def _without(data: Snapshot, indicator: Indicator, codes: Sequence[str], choice: Choice) -> str:
    """Which further regions have no figure in the chosen years, and of which it is hidden; empty for none."""
    hidden = [code for code in codes if figures.hidden(data, indicator.id, code, choice.first, choice.last)]
    absent = [code for code in codes if code not in hidden]
    labelled = ((f"Niet getoond ({Status.SUPPRESSED})", hidden), ("Geen cijfer in deze jaren", absent))
    return " ".join(
        f"{label}: {dutch.listing([regions.name(code) for code in named])}." for label, named in labelled if named
    )


_NO_AXIS = "staat niet in de grafiek: aantallen van een ander soort gebied passen niet op dezelfde as."


def offered_beside(data: Snapshot, indicators: Sequence[Indicator], choice: Choice) -> list[str]:
    """Codes of the further regions that have one of these figures in the chosen years: country and provinces first."""
    having = {
        code
        for indicator in indicators
        for code in figures.regions_between(data, indicator.id, choice.first, choice.last)
        if comparable(indicator, choice.region, code)
    }
    return [code for code in regions.names() if code in having - {choice.region, choice.benchmark}]


def comparable(indicator: Indicator, region: str, benchmark: str) -> bool:
    """Whether two regions can stand on one axis: counts only for regions of the same kind."""
    return indicator.kind != "count" or regions.level(region) == regions.level(benchmark)


def _title_and_sentences(
    data: Snapshot, indicator: Indicator, choice: Choice
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The title, all sentences, and those of the year alone, after the years together, that a table says as well.

    Why a year cannot be tested stands in no table.
    """
    compared = _compared(data, indicator, choice)
    if not compared:
        title = missing_figures.headline(data, indicator, choice.region, choice.first, choice.last)
        return title, (), ()
    recent = comparison_sentences.recent_trend(compared[-1])
    explanations = [
        f"{comparison_sentences.statement(data, row)} {comparison_sentences.certainty(row)}" for row in compared
    ]
    in_table = [
        words
        for row, words in zip(compared[1:], explanations[1:], strict=True)
        if row.difference.verdict != statistics.Verdict.NOT_TESTABLE
    ]
    sentences = (*explanations, recent, revisions.revision(data, compared[-1].figure))
    return comparison_sentences.headline(*compared), sentences, tuple(in_table)


def _compared(data: Snapshot, indicator: Indicator, choice: Choice) -> list[comparisons.Comparison]:
    return comparisons.by_strength(data, indicator.id, choice.region, choice.benchmark, choice.first, choice.last)


def _in_chart(yearly: Sequence[Point], alone: Sequence[PooledYears]) -> list[Figure]:
    return [*(point.figure for point in yearly if point.figure), *(span.figure for span in alone)]


def _alone(yearly: Sequence[Point], pooled: Sequence[PooledYears]) -> list[PooledYears]:
    """The pooled years of which some year has no point of its own: a chart needs those only, a table has all."""
    points_with_figure = {(point.region, point.year) for point in yearly if point.figure}
    return [
        span
        for span in pooled
        if not points_with_figure.issuperset((span.figure.region, year) for year in span.figure.years)
    ]


def band(drawn: Sequence[Figure], shape: str = "band") -> str:
    """One sentence on the limits in a chart, drawn as a shape: what they show and rest on, or why there are none."""
    if all(figure.estimate.reason for figure in drawn):
        reasons = dict.fromkeys(REASONS[figure.estimate.reason] for figure in drawn)
        return f"Hoe zeker deze cijfers zijn is niet te toetsen: {dutch.listing(list(reasons))}."
    unsure: dict[tuple[str, str], list[str]] = {}
    assumptions: dict[str, list[Figure]] = {}
    for figure in drawn:
        name = regions.name(figure.region)
        if figure.estimate.reason:
            unsure.setdefault((name, REASONS[figure.estimate.reason]), []).append(figure.period)
        elif figure.assumption:
            assumptions.setdefault(name, []).append(figure)
    without = "".join(
        f" Zonder {shape}: {name} {missing_figures.spans(spans)}, want {reason}."
        for (name, reason), spans in unsure.items()
    )
    approximate = "; ".join(
        f"{name} {approximated[-1].assumption}{_and_so(approximated)}" for name, approximated in assumptions.items()
    )
    addition = f" Benaderd: {approximate}." if approximate else ""
    return f"De {shape} toont waar het onderliggende cijfer met 95% zekerheid ligt.{addition}{without}"


def _and_so(approximated: Sequence[Figure]) -> str:
    """Of which other years the same kind of assumption is made, after the one that is said."""
    *others, newest = approximated
    periods_of_others = [figure.period for figure in others if figure.assumption != newest.assumption]
    return f", en zo in {missing_figures.spans(periods_of_others)}" if periods_of_others else ""
