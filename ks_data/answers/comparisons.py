"""A figure of a region beside that of another and beside its own first: the difference, the trend, and their sentences.

A figure is told with its region and year, so that it stands on its own when it is copied. Knows no pages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ks_data import statistics
from ks_data.answers import figures
from ks_data.answers.denominators import ASSUMPTIONS
from ks_data.answers.figures import CALCULATED, REASONS, Figure
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.statistics import Detectable, Difference, Trend, Verdict
from ks_data.store import Snapshot, memoized

NO_FIGURE = Difference(Verdict.NOT_TESTABLE, reason="missing")
"""What there is to say of a difference when one of the two figures is missing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The latest figure of a region in a range of years, beside another region and beside its own first year.

    difference and detectable: with the other region in the same period; change: with the own first year (of pooled
    years: the first as many years, before them); trend: over the latest five years up to the end of the range. All of
    them are decided in statistics. A count is never put beside that of another kind of region. missing_benchmark: the
    other region, when it has no figure in that period.
    """

    figure: Figure
    benchmark: Figure | None
    start: Figure | None
    difference: Difference
    detectable: Detectable
    change: Difference
    trend: Trend
    missing_benchmark: str = ""


def latest(data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int) -> Comparison | None:
    """The latest figure of a region between two years beside that of another region; None when it has none."""
    between = figures.figures_between(data, indicator, region, first, last)
    if not between:
        return None
    newest = between[-1]
    start = (figure for figure in between if len(figure.years) == len(newest.years) and figure.year < newest.years[0])
    return _comparison(data, newest, benchmark, next(start, None), last)


TOGETHER = 3
"""So many years are pooled where a year by itself shows little."""
NOTICEABLE = 0.10
"""Where a year shows only a difference of more than this part of the benchmark, years are few."""


def by_strength(data: Snapshot, indicator: str, region: str, benchmark: str, first: int, last: int) -> list[Comparison]:
    """The latest figures of a region beside another, the strongest test first: three years together, then the year.

    The years together lead where years are few (`_are_few`) and both regions have them; else there is the year alone,
    and nothing where the region has no figure.
    """
    newest = latest(data, indicator, region, benchmark, first, last)
    if newest is None:
        return []
    together = _together(data, newest, benchmark, first, last) if _are_few(data, newest, first) else None
    return [together, newest] if together else [newest]


def _are_few(data: Snapshot, newest: Comparison, first: int) -> bool:
    """Whether there are fewer years than a trend takes, or one shows no difference of a tenth of the benchmark.

    It asks how many are counted and never what the difference is: who pools until it shows will find one.
    """
    indicator, region = newest.figure.indicator.id, newest.figure.region
    years = [year for year in figures.years_with(data, indicator, region) if first <= year <= newest.figure.year]
    if newest.benchmark is None or len(years) < statistics.TREND_POINTS:
        return True
    size = statistics.smallest_detectable(newest.figure.estimate, newest.benchmark.estimate).value
    return not size <= NOTICEABLE * newest.benchmark.value


def _together(data: Snapshot, newest: Comparison, benchmark: str, first: int, last: int) -> Comparison | None:
    """The three years up to the newest one pooled, beside the same of the other region; None where it says no more."""
    figure, indicator, region = newest.figure, newest.figure.indicator, newest.figure.region
    start = figure.year - TOGETHER + 1
    if len(figure.years) > 1 or indicator.kind == "count" or start < first or newest.benchmark is None:
        return None
    pooled = figures.figure_of_period(data, indicator.id, region, f"{start}-{figure.year}")
    if pooled is None:
        return None
    spans = (f"{year}-{year + TOGETHER - 1}" for year in range(first, start - TOGETHER + 1))
    earlier = (figures.figure_of_period(data, indicator.id, region, span) for span in spans)
    comparison = _comparison(data, pooled, benchmark, next((span for span in earlier if span), None), last)
    return comparison if comparison.difference.verdict != Verdict.NOT_TESTABLE else None


def of_period(data: Snapshot, indicator: str, region: str, benchmark: str, period: str) -> Comparison | None:
    """The figure of a region over a year or pooled years beside that of another region; None when it has none."""
    figure = figures.figure_of_period(data, indicator, region, period)
    return _comparison(data, figure, benchmark, None, figure.year) if figure else None


def _comparison(data: Snapshot, figure: Figure, benchmark: str, start: Figure | None, last: int) -> Comparison:
    indicator, region = figure.indicator.id, figure.region
    if figure.indicator.kind == "count" and regions.level(region) != regions.level(benchmark):
        benchmark = region  # the number of births of a town and of the country say only which is larger
    alone = benchmark == region
    beside = None if alone else figures.figure_of_period(data, indicator, benchmark, figure.period)
    difference, detectable = difference_in_period(data, indicator, region, benchmark, figure.period)
    change = _change(data, indicator, region, figure.period, start.period) if start else NO_FIGURE
    return Comparison(
        figure=figure,
        benchmark=beside,
        start=start,
        difference=difference,
        detectable=detectable,
        change=change,
        trend=_recent_trend(data, indicator, region, last),
        missing_benchmark="" if alone or beside else benchmark,
    )


@memoized
def difference_in_period(
    data: Snapshot, indicator: str, region: str, benchmark: str, period: str
) -> tuple[Difference, Detectable]:
    """How a region differs from another over a year or pooled years, and the smallest difference that could show."""
    figure = figures.figure_of_period(data, indicator, region, period)
    beside = figures.figure_of_period(data, indicator, benchmark, period)
    if not figure or not beside or region == benchmark:
        return NO_FIGURE, Detectable()
    difference = statistics.difference(figure.estimate, beside.estimate)
    return difference, statistics.smallest_detectable(figure.estimate, beside.estimate)


@memoized
def _change(data: Snapshot, indicator: str, region: str, period: str, start: str) -> Difference:
    """How a region's figure over a period differs from its figure over an earlier one."""
    figure = figures.figure_of_period(data, indicator, region, period)
    earlier = figures.figure_of_period(data, indicator, region, start)
    if not figure or not earlier:
        return NO_FIGURE
    return statistics.difference(figure.estimate, earlier.estimate, figures.break_years(data, indicator, region))


@memoized
def _recent_trend(data: Snapshot, indicator: str, region: str, last: int) -> Trend:
    estimates = [figure.estimate for figure in figures.yearly_figures(data, indicator, region) if figure.year <= last]
    trend = statistics.trend(estimates, figures.break_years(data, indicator, region))
    hidden = [int(period) for period in figures.hidden_periods(data, indicator, region) if "-" not in period]
    if not trend.reason and any(trend.years[0] <= year <= last for year in hidden):  # the rest gives another picture
        return Trend("not_computable", trend.points, years=trend.years, reason="suppressed")
    return trend


# --- sentences ---

_UNITS = {"%": " procentpunt", "per 1.000": " per 1.000", "aantal": ""}
"""How the size of a difference is written after its number, by the unit of the indicator."""


def statement(data: Snapshot, comparison: Comparison) -> str:
    """What the figures are: that of the region, with the other region beside it."""
    figure, beside = comparison.figure, comparison.benchmark
    if comparison.missing_benchmark:
        missing = figures.no_benchmark(data, figure.indicator, comparison.missing_benchmark, figure.period)
        return f"{figures.statement(figure)}. {missing}"
    if beside is None:
        return f"{figures.statement(figure)}."
    pooled = f" ({beside.note})" if beside.status == CALCULATED else ""
    return f"{figures.statement(figure)}; in {regions.name(beside.region)} {figures.short(beside)}{pooled}."


def certainty(comparison: Comparison) -> str:
    """How sure the difference is, with the assumption and what these numbers could show; empty beside nothing."""
    if comparison.benchmark is None:
        return ""
    assumption = f", {comparison.figure.assumption}" if comparison.figure.assumption else ""
    if comparison.difference.verdict in (Verdict.LOWER, Verdict.HIGHER):
        return f"Dat verschil is groter dan door toeval te verwachten{assumption}."
    if comparison.difference.verdict == Verdict.NOT_TESTABLE:
        return f"Of dat verschil toeval is, is niet te toetsen: {REASONS[comparison.difference.reason]}."
    return f"Dat verschil kan toeval zijn: {_undetectable(comparison)}."


def _undetectable(comparison: Comparison) -> str:
    """ "een verschil kleiner dan ongeveer 23 per 1.000, 44 kinderen per jaar, is met … niet goed te zien"."""
    figure, detectable = comparison.figure, comparison.detectable
    indicator = figure.indicator
    if math.isnan(detectable.value):
        return "met zulke kleine aantallen is geen enkel verschil te zien"
    size = _rough_size(detectable.value) + _UNITS[indicator.unit]
    cases, people = dutch.number(detectable.cases, 0), indicator.sentence[2]
    period = "per jaar" if len(figure.years) == 1 else "in die jaren samen"
    in_cases = f", {cases} {'kind' if cases == '1' and people == 'kinderen' else people} {period},"
    assumed = figure.assumption and figure.assumption != ASSUMPTIONS["rate_and_denominator"]
    exposure = f"{'ongeveer ' if assumed else ''}{dutch.number(figure.estimate.denominator, 0)} {indicator.per}"
    return f"een verschil kleiner dan ongeveer {size}{in_cases} is met {exposure} niet goed te zien"


def _rough_size(value: float) -> str:
    """A rough size in words: whole numbers from ten on, else one decimal."""
    return dutch.number(value, 0 if value >= 10 else 1)


def verdict(comparison: Comparison) -> str:
    """The verdict with its mark: "– geen aantoonbaar verschil met Nederland"; empty beside nothing."""
    if comparison.benchmark is None:
        return ""
    outcome, name = comparison.difference.verdict, regions.name(comparison.benchmark.region)
    beside = {Verdict.NO_DIFFERENCE: f" met {name}", Verdict.NOT_TESTABLE: ""}.get(outcome, f" dan {name}")
    return verdict_word(comparison) + beside


def verdict_word(comparison: Comparison) -> str:
    """The verdict in a word with its mark, where the other region is named beside it: "▲ gunstiger (hoger)"."""
    if comparison.benchmark is None:
        return ""
    outcome, better = comparison.difference.verdict, comparison.figure.indicator.better
    mark, appraisal = statistics.symbol(outcome, better), statistics.appraisal(outcome, better)
    return f"{mark} {appraisal} ({outcome})" if appraisal else f"{mark} {outcome}"


def headline(*compared: Comparison) -> str:
    """The title of a card in words: what is measured, and the verdict, of years together and then of the year alone."""
    comparison, *alone = compared
    indicator, outcome = comparison.figure.indicator, comparison.difference.verdict
    if comparison.benchmark is None or outcome == Verdict.NOT_TESTABLE:
        return f"{indicator.name}: {figures.amount(indicator, comparison.figure.value)} in {comparison.figure.period}"
    name = regions.name(comparison.benchmark.region)
    title = f"{indicator.name}: {outcome} {f'met {name}' if outcome == Verdict.NO_DIFFERENCE else f'dan in {name}'}"
    if not alone:
        return title
    year, verdict_alone = alone[0].figure.period, alone[0].difference.verdict
    if verdict_alone == outcome:
        return f"{title} ({comparison.figure.period}, en ook in {year} alleen)"
    return f"{title} ({comparison.figure.period}); in {year} alleen {verdict_alone}"


def together_and_alone(compared: Sequence[Comparison]) -> str:
    """Years together and then the year by itself, short: "Haarlem: 148,2; in 2019 alleen 147,1 (kan toeval zijn)."

    The verdict is that of the year. Empty where there are no years together.
    """
    if len(compared) < 2:
        return ""
    together, alone = (comparison.figure for comparison in compared)
    outcome = compared[1].difference.verdict
    words = ["kan toeval zijn" if outcome == Verdict.NO_DIFFERENCE else str(outcome)]
    words += filter(None, [figures.OPEN_STATUS.get(alone.status, "")])
    own = f"{regions.name(together.region)}: {figures.short(together)}"
    return f"{own}; in {alone.period} alleen {figures.short(alone)} ({', '.join(words)})."


def change(comparison: Comparison) -> str:
    """The change since the first year, and whether it can be chance; empty when there is one year."""
    if comparison.start is None:
        return ""
    indicator, start = comparison.figure.indicator, comparison.start.period
    if comparison.change.reason == "break":
        return f"niet te vergelijken met {start}: {REASONS['break']}"
    newest, earliest = (
        dutch.rounded(figure.value, indicator.decimals) for figure in (comparison.figure, comparison.start)
    )
    difference = dutch.rounded(newest - earliest, indicator.decimals)
    unit = " procentpunt" if indicator.unit == "%" else ""
    words = f"{dutch.signed(difference, indicator.decimals)}{unit} sinds {start}" if difference else f"als in {start}"
    chance = {Verdict.NO_DIFFERENCE: " (kan toeval zijn)", Verdict.NOT_TESTABLE: ""}
    return words + chance.get(comparison.change.verdict, " (meer dan toeval)")


def caption(comparison: Comparison) -> str:
    """What stands under the large figure of a card: the other region, the change, and a status that is not final."""
    beside = comparison.benchmark
    status = figures.OPEN_STATUS.get(comparison.figure.status, "")
    words = [f"{regions.name(beside.region)} {figures.short(beside)}" if beside else "", change(comparison), status]
    return " · ".join(filter(None, words))


def recent_trend(indicator: Indicator, region: str, trend: Trend) -> str:
    """The recent trend of a region, or why it cannot be computed."""
    name = regions.name(region)
    if trend.reason:
        return f"De recente ontwikkeling in {name} is niet te berekenen: {_why_no_trend(trend)}."
    years = f"{trend.years[0]}-{trend.years[-1]}"
    if direction := {"rising": "stijgend", "falling": "dalend"}.get(trend.direction):
        return f"De recente ontwikkeling in {name} is {direction} over {years}, meer dan door toeval te verwachten."
    if trend.unsteady:
        return (
            f"De cijfers in {name} veranderen over {years} meer dan door toeval te verwachten, maar zonder vaste "
            "richting: als één jaar wegblijft, wijst de lijn de andere kant op."
        )
    size = _rough_size(trend.smallest_change) + _UNITS[indicator.unit]
    return (
        f"De recente ontwikkeling in {name} toont geen aantoonbare verandering over {years}. "
        f"Een verandering kleiner dan ongeveer {size} is met deze aantallen niet goed te zien."
    )


def _why_no_trend(trend: Trend) -> str:
    if trend.reason == "too_few_years":
        return f"{trend.points} van {statistics.TREND_POINTS} jaren"
    if trend.reason == "suppressed":
        return "van sommige jaren wordt het aantal niet getoond omdat het om weinig personen gaat"
    return REASONS[trend.reason]


def report(data: Snapshot, comparison: Comparison) -> list[str]:
    """A comparison in full, a line each: figures, limits, method, assumption, verdict and what could be seen."""
    indicator = comparison.figure.indicator
    lines = [f"{indicator.name} ({indicator.measure}), {comparison.figure.period}"]
    lines += [_report_line(figure) for figure in (comparison.figure, comparison.benchmark) if figure]
    lines.append(f"Oordeel: {comparison.difference.verdict}")
    lines.append(f"{statement(data, comparison)} {certainty(comparison)}".strip())
    return lines


def _report_line(figure: Figure) -> str:
    indicator, estimate = figure.indicator, figure.estimate
    limits = figures.interval(estimate.lower, estimate.upper, max(indicator.decimals, 1))
    if limits:
        words = f"95% zeker tussen {limits}, methode {estimate.method}"
    else:
        words = f"niet te toetsen: {REASONS[estimate.reason]}"
    words += f", benaderd {figure.assumption}" if figure.assumption else ""
    words += f", {figure.note}" if figure.status == CALCULATED else ""
    return f"{regions.name(figure.region)}: {figures.amount(indicator, figure.value)} ({words})"


def fields(comparison: Comparison) -> dict[str, object]:
    """A comparison for scripts: values in the unit, codes as they are, NaN where there is none."""
    figure, benchmark, difference = comparison.figure, comparison.benchmark, comparison.difference
    return {
        "indicator": figure.indicator.id,
        "period": figure.period,
        "unit": figure.indicator.unit,
        "region": _figure_fields(figure),
        "with": _figure_fields(benchmark) if benchmark else None,
        "verdict": str(difference.verdict),
        "reason": difference.reason,
        "appraisal": statistics.appraisal(difference.verdict, figure.indicator.better),
        "difference": [difference.value, difference.lower, difference.upper],
        "smallest_detectable": {"value": comparison.detectable.value, "cases": comparison.detectable.cases},
    }


def _figure_fields(figure: Figure) -> dict[str, object]:
    estimate = figure.estimate
    return {
        "code": figure.region,
        "name": regions.name(figure.region),
        "value": figure.value,
        "lower": estimate.lower,
        "upper": estimate.upper,
        "numerator": estimate.numerator,
        "denominator": estimate.denominator,
        "method": estimate.method,
        "approximate": estimate.approximate,
        "assumption": figure.assumption,
        "reason": estimate.reason,
        "status": figure.status,
        "source": figure.source,
    }
