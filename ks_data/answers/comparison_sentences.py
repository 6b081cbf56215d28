"""The sentences of a comparison: what the figures are, how sure their difference is, what could not be seen.

A figure is told with its region and year, so that it stands on its own when it is copied. Knows no pages.
"""

import math
from collections.abc import Sequence

import pandas as pd

from ks_data import statistics
from ks_data.answers import figures, missing_figures
from ks_data.answers.comparisons import Comparison
from ks_data.answers.denominators import ASSUMPTIONS
from ks_data.answers.figures import CALCULATED, REASONS, Figure
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.statistics import Trend, Verdict
from ks_data.store import Snapshot

_UNITS = {"%": " procentpunt", "per 1.000": " per 1.000", "aantal": ""}
"""How the size of a difference is written after its number, by the unit of the indicator."""


def statement(data: Snapshot, comparison: Comparison) -> str:
    """What the figures are: that of the region, with the other region beside it."""
    figure, beside = comparison.figure, comparison.benchmark
    own = figure.note if figure.status == CALCULATED else ""
    other = "" if beside is None else beside.note if beside.status == CALCULATED else _open(beside)
    if own and own == other:
        own, other = "", f"beide {other}"
    said = figures.statement(figure) + (f" ({own})" if own else "")
    if comparison.missing_benchmark:
        missing = missing_figures.no_benchmark(data, figure.indicator, comparison.missing_benchmark, figure.period)
        return f"{said}. {missing}"
    if beside is None:
        return f"{said}."
    return f"{said}; in {regions.name(beside.region)} {figures.short(beside)}{f' ({other})' if other else ''}."


def _open(figure: Figure) -> str:
    """That a figure is an estimate or provisional; else empty."""
    return figures.OPEN_STATUS.get(figure.status, "")


def certainty(comparison: Comparison) -> str:
    """How sure the difference is, with the assumption and what these numbers could show; empty beside nothing."""
    if comparison.benchmark is None:
        return ""
    assumption = f", {comparison.figure.assumption}" if comparison.figure.assumption else ""
    even = _even(comparison.figure, comparison.benchmark)
    if comparison.difference.verdict in (Verdict.LOWER, Verdict.HIGHER):
        subject = f"{even}; wat daarachter verschilt" if even else "Dat verschil"
        return f"{subject} is groter dan door toeval te verwachten{assumption}."
    if comparison.difference.verdict == Verdict.NOT_TESTABLE:
        subject = f"{even}. Of ze ook echt gelijk zijn" if even else "Of dat verschil toeval is"
        return f"{subject}, is niet te toetsen: {REASONS[comparison.difference.reason]}."
    return f"{even or 'Dat verschil kan toeval zijn'}: {undetectable(comparison)}"


def _even(figure: Figure, other: Figure) -> str:
    """That two figures are the same as they are shown; empty when they are not."""
    if figure.value == other.value:
        return "Beide cijfers zijn gelijk"
    return "Afgerond zijn beide cijfers gelijk" if figures.short(figure) == figures.short(other) else ""


def undetectable(comparison: Comparison) -> str:
    """What these numbers could not show, beside a difference that can be chance.

    "een verschil kleiner dan ongeveer 23 per 1.000, 44 kinderen per jaar, is met ongeveer 1.900 kinderen niet goed te
    zien." Where a lower or a higher figure could never be shown, also that.
    """
    never = " ".join(
        f"Een {word} cijfer is met deze aantallen nooit aan te tonen: ook {figures.amount(indicator, value)} kan nog "
        "toeval zijn."
        for indicator, word, value in _never_shown(comparison)
    )
    figure, detectable = comparison.figure, comparison.detectable
    indicator = figure.indicator
    if math.isnan(detectable.value):
        return f"met zulke kleine aantallen is geen enkel verschil goed te zien. {never}".strip()
    size = _rough_size(detectable.value) + _UNITS[indicator.unit]
    cases, people = dutch.number(detectable.cases, 0), indicator.sentence[2]
    period = "per jaar" if len(figure.years) == 1 else "in die jaren samen"
    who = {"0": "", "1": "1 kind " if people == "kinderen" else "1 "}.get(cases, f"{cases} {people} ")
    in_cases = f", {who}{period}," if who else ""
    assumed = figure.assumption and figure.assumption != ASSUMPTIONS["rate_and_denominator"]
    exposure = f"{'ongeveer ' if assumed else ''}{figures.so_many(indicator, figure.estimate.denominator)}"
    smallest = f"een verschil kleiner dan ongeveer {size}{in_cases} is met {exposure} niet goed te zien."
    return f"{smallest} {never}".strip()


def _never_shown(comparison: Comparison) -> list[tuple[Indicator, str, float]]:
    """Whether a lower or a higher figure could never be shown: not if it happened to nobody, or to everybody."""
    figure, beside = comparison.figure, comparison.benchmark
    indicator, denominator = figure.indicator, figure.estimate.denominator
    if beside is None or indicator.kind == "count" or math.isnan(denominator):
        return []
    everybody = statistics.SCALE[indicator.unit]
    extremes = [("lager", 0.0, 0.0, Verdict.LOWER)]
    extremes += [("hoger", everybody, denominator, Verdict.HIGHER)] if indicator.kind == "proportion" else []
    extremes = [extreme for extreme in extremes if extreme[1] != beside.value]  # than nobody none is lower
    if not extremes:
        return []
    rows = pd.DataFrame(
        [
            {"region": figure.region, "period": figure.period, "value": value, "numerator": count}
            for _, value, count, _ in extremes
        ]
    ).assign(indicator=indicator.id, denominator=denominator)
    return [
        (indicator, word, value)
        for (word, value, _, shown), extreme in zip(extremes, statistics.estimates(indicator, rows), strict=True)
        if statistics.verdict(extreme, beside.estimate) != shown
    ]


def _rough_size(value: float) -> str:
    """A rough size in words: whole numbers from ten on, else one decimal, or as many as it takes to be something."""
    decimals = 0 if value >= 10 else next((places for places in (1, 2, 3) if dutch.rounded(value, places)), 4)
    return dutch.number(value, decimals)


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
    """The year by itself beneath years together, short: "Haarlem in 2019 alleen: 147,1 (kan toeval zijn)."

    The years together stand above it. The verdict is that of the year, and so is its status where that is another.
    Empty where there are no years together.
    """
    if len(compared) < 2:
        return ""
    together, alone = compared[0].figure, compared[1].figure
    outcome, beside = compared[1].difference.verdict, compared[1].benchmark
    by_chance = "gelijk" if beside and _even(alone, beside) else "kan toeval zijn"
    words = [by_chance if outcome == Verdict.NO_DIFFERENCE else str(outcome)]
    words += filter(None, [figures.OPEN_STATUS.get(alone.status, "") if alone.status != together.status else ""])
    return f"{regions.name(alone.region)} in {alone.period} alleen: {figures.short(alone)} ({', '.join(words)})."


def change(comparison: Comparison) -> str:
    """The difference with the first year, and whether it can be chance; empty when there is one year.

    It is called otherwise than the recent trend, which asks another thing of the years (see `recent_trend`).
    """
    if comparison.start is None:
        return ""
    indicator, start = comparison.figure.indicator, comparison.start.period
    if comparison.change.reason == "break":
        return f"niet te vergelijken met {start}: {REASONS['break']}"
    newest, earliest = (
        dutch.rounded(figure.value, indicator.decimals) for figure in (comparison.figure, comparison.start)
    )
    difference = dutch.rounded(newest - earliest, indicator.decimals)
    start += f" ({status})" if (status := _open(comparison.start)) else ""
    if not difference:
        return f"{'' if comparison.figure.value == comparison.start.value else 'afgerond '}als in {start}"
    unit = " procentpunt" if indicator.unit == "%" else ""
    words = f"verschil met {start}: {dutch.signed(difference, indicator.decimals)}{unit}"
    chance = {Verdict.NO_DIFFERENCE: " (kan toeval zijn)", Verdict.NOT_TESTABLE: ""}
    return words + chance.get(comparison.change.verdict, " (meer dan toeval)")


def caption(comparison: Comparison) -> str:
    """What stands under the large figure of a card: the other region, the change, and a status that is not final."""
    beside = comparison.benchmark
    words = [
        f"{regions.name(beside.region)} {figures.short(beside)}" if beside else "",
        change(comparison),
        _open(comparison.figure),
    ]
    return " · ".join(filter(None, words))


def recent_trend(comparison: Comparison) -> str:
    """The recent trend of the region, or why it cannot be computed."""
    trend, indicator, name = comparison.trend, comparison.figure.indicator, regions.name(comparison.figure.region)
    if trend.reason:
        return f"De recente ontwikkeling in {name} is niet te berekenen: {_why_no_trend(comparison)}."
    years = _trend_years(trend)
    if direction := {"rising": "stijgend", "falling": "dalend"}.get(trend.direction):
        return f"De recente ontwikkeling in {name} is {direction} over {years}, meer dan door toeval te verwachten."
    if trend.unsteady:
        return (
            f"De cijfers in {name} veranderen over {years} meer dan door toeval te verwachten, maar zonder vaste "
            "richting: als één jaar wegblijft, wijst de lijn de andere kant op."
        )
    unchanged = f"De recente ontwikkeling in {name} toont geen aantoonbare verandering over {years}"
    if math.isnan(trend.smallest_change):  # nobody, or everybody, in each year
        return f"{unchanged}: het cijfer is elk jaar {figures.amount(indicator, comparison.trend_start)}."
    size = _rough_size(trend.smallest_change) + _UNITS[indicator.unit]
    to_zero = " Ook een daling tot 0 niet." if comparison.trend_start <= trend.smallest_change else ""
    return f"{unchanged}. Een verandering kleiner dan ongeveer {size} is met deze aantallen niet goed te zien.{to_zero}"


def _trend_years(trend: Trend) -> str:
    """ "2015-2019"; years with a gap by their names."""
    first, last = trend.years[0], trend.years[-1]
    return f"{first}-{last}" if last - first == len(trend.years) - 1 else dutch.years(trend.years)


def _why_no_trend(comparison: Comparison) -> str:
    trend, hidden = comparison.trend, dutch.years(comparison.hidden_years)
    not_shown = f"van {hidden} wordt het cijfer niet getoond ({Status.SUPPRESSED})" if hidden else ""
    if trend.reason == "too_few_years":
        since = f" sinds de breuk in {comparison.break_year}" if comparison.break_year else ""
        count = f"{trend.points} van {statistics.TREND_POINTS} jaren{since}"
        return f"{count}; {not_shown}" if not_shown else count
    return not_shown if trend.reason == "suppressed" else REASONS[trend.reason]


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
