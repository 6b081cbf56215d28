"""All indicators of a region as small pictures on one scale of years, beside another region. Draws nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from ks_data import statistics
from ks_data.answers import comparison_sentences, comparisons, figures, small_charts
from ks_data.answers.choice import Choice
from ks_data.answers.figures import Figure
from ks_data.answers.small_charts import Run
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized


@dataclass(frozen=True, slots=True)
class Panel:
    """One indicator in small.

    figure, period, measure: the own figure as shown, over when and whether it may still change, and what it counts;
    verdict, appraisal: all as on a card of the overview, so that two pages never judge the same differently. beside:
    the figure of the other region, "Nederland 145,2". own, other: their years, cut at gaps and breaks, with
    rounded values. low and high: of all that is drawn and of the own 95 % limits. words: the picture in words.
    """

    title: str
    figure: str
    period: str
    measure: str
    verdict: str
    appraisal: str
    beside: str
    own: tuple[Run, ...]
    other: tuple[Run, ...]
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Panels:
    """The panels of a region from the first to the last year that any of them has; without: which have no figures."""

    title: str
    first: int
    last: int
    panels: tuple[Panel, ...]
    without: str


@memoized
def panels(data: Snapshot, choice: Choice) -> Panels:
    """Every indicator that a region has figures of in the chosen years, in the order of the catalogue."""
    listed = figures.on_pages(data)
    series = {indicator.id: _yearly(data, indicator.id, choice.region, choice) for indicator in listed}
    years = [figure.year for own in series.values() for figure in own]
    absent = [indicator.name for indicator in listed if not series[indicator.id]]
    return Panels(
        f"Alle cijfers van {choice.name}",
        min(years, default=choice.first),
        max(years, default=choice.last),
        tuple(_panel(data, indicator, choice, series[indicator.id]) for indicator in listed if series[indicator.id]),
        f"Geen jaarcijfer van {choice.name} in deze jaren: {dutch.listing(absent)}." if absent else "",
    )


def _yearly(data: Snapshot, indicator: str, region: str, choice: Choice) -> list[Figure]:
    return [
        figure
        for figure in figures.yearly_figures(data, indicator, region)
        if choice.first <= figure.year <= choice.last
    ]


def _panel(data: Snapshot, indicator: Indicator, choice: Choice, own: Sequence[Figure]) -> Panel:
    judged = comparisons.by_strength(data, indicator.id, choice.region, choice.benchmark, choice.first, own[-1].year)
    compared = judged[0] if judged else None
    fits = compared is not None and indicator.kind != "count" and choice.benchmark != choice.region
    other = _yearly(data, indicator.id, choice.benchmark, choice) if fits else []
    newest = own[-1]
    leading = compared.figure if compared else newest
    status = figures.OPEN_STATUS.get(leading.status, "")
    verdict = comparison_sentences.verdict_word(compared) if compared else ""
    appraisal = statistics.appraisal(compared.difference.verdict, indicator.better) if compared else ""
    beside = compared.benchmark if compared else None
    named = f"{choice.benchmark_name} {figures.short(beside)}" if beside else ""
    drawn = [value for figure in own for value in small_charts.with_limits(figure)]
    drawn += [dutch.rounded(figure.value, indicator.decimals) for figure in other]
    ends = f"van {figures.short(own[0])} in {own[0].year} naar {figures.short(newest)} in {newest.year}"
    words = "; ".join(filter(None, [f"{indicator.name} in {choice.name}: {ends}", named, verdict.partition(" ")[2]]))
    return Panel(
        title=indicator.name,
        figure=figures.short(leading),
        period=f"{leading.period}{f' ({status})' if status else ''}",
        measure=figures.counted(indicator),
        verdict=verdict,
        appraisal=appraisal,
        beside=named,
        own=small_charts.runs(data, own),
        other=small_charts.runs(data, other),
        low=min(drawn),
        high=max(drawn),
        words=f"{words}.",
    )
