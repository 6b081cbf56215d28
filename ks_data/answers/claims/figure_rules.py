"""Rules that hold a claim against figures of children: of Haarlem beside the country, their trend, their size."""

from collections.abc import Mapping, Sequence

from ks_data import statistics
from ks_data.answers import comparison_sentences, comparisons, denominators, figures
from ks_data.answers.citations import document
from ks_data.answers.claims.claim import HAARLEM, Check, Claim, Outcome, Rule, checked, outcome_of, untestable
from ks_data.answers.comparisons import Comparison
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.statistics import Verdict
from ks_data.store import Snapshot

BIRTH_YEARS = 5
"""Over how many of the latest years a usual number of births is taken."""
DIRECTIONS = {"rising": Outcome.HOLDS, "falling": Outcome.FAILS}
_CAN_BE = "het verschil kan toeval zijn"
_NOT_SHOWN = "een verschil is niet aangetoond"
_BEYOND = "meer dan toeval"
_OPPOSITE = "aantoonbaar andersom"
_EVEN = "de cijfers zijn gelijk"


def beside_the_country(indicator: str, side: int, first: int, last: int) -> Rule:
    """Haarlem lies below (side -1) or above (1) the country from first to last, by the strongest test there is.

    The years together come first, for one year holds few children. Fails: together they do not lie on that side. Holds:
    they do, and by more than chance or in each of the years. Partly: they do, but not in each year, and it can be
    chance. Where the years together cannot be tested, the years decide: in all of them, in none, in some; a year
    without both figures is one in which it is not shown. Values are compared as published; whether a difference can be
    chance stands beside the outcome.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        by_year = _comparisons(data, indicator)
        within = {year: comparison for year, comparison in by_year.items() if first <= year <= last}
        later = {year: comparison for year, comparison in by_year.items() if year > last}
        together = comparisons.of_period(data, indicator, HAARLEM, regions.COUNTRY, f"{first}-{last}")
        is_tested = together is not None and together.difference.verdict != Verdict.NOT_TESTABLE
        if not within and not is_tested:
            names = f"van {regions.name(HAARLEM)} en van {regions.name(regions.COUNTRY)}"
            return untestable(claim, f"Er is geen jaar van {first} tot en met {last} met een cijfer {names}.")
        missing = [year for year in range(first, last + 1) if year not in within]
        if together is not None and is_tested:
            outcome, chance, explanation = _by_years_together(together, within, side, last - first + 1)
            text = _figures_together(data, together, within)
        else:
            outcome, chance, explanation = _by_year(within, side, last - first + 1)
            text = _figures(data, within)
        explanation += [
            f"Voor {dutch.years(missing)} zijn niet beide cijfers bekend." if missing and within else "",
            f"Later: {_position(later)} Daar gaat de bewering niet over." if later else "",
        ]
        if chance == _CAN_BE:
            chance = {Outcome.HOLDS: f"maar {_CAN_BE}", Outcome.FAILS: _NOT_SHOWN}.get(outcome, _CAN_BE)
        sources = [
            figure.source
            for comparison in (together, *within.values())
            if comparison
            for figure in (comparison.figure, comparison.benchmark)
            if figure
        ]
        return checked(claim, text, outcome, " ".join(filter(None, explanation)), sources, chance)

    return rule


def _by_years_together(
    together: Comparison, within: Mapping[int, Comparison], side: int, years: int
) -> tuple[Outcome, str, list[str]]:
    """The outcome by the years together, whether that can be chance, and why: the years together before each year."""
    verdict, period = together.difference.verdict, together.figure.period
    is_beyond = verdict != Verdict.NO_DIFFERENCE
    right = sum(_side(comparison) == side for comparison in within.values())
    if _side(together) != side:
        outcome = Outcome.FAILS
    else:
        outcome = Outcome.HOLDS if is_beyond or right == years else Outcome.PARTLY
    if _side(together) == 0:
        chance = _EVEN
    elif is_beyond:
        chance = _BEYOND if outcome == Outcome.HOLDS else _OPPOSITE
    else:
        chance = _CAN_BE
    explanation = [f"Over {period} samen: {_position_of(together)}. {comparison_sentences.certainty(together)}"]
    if within:
        explanation.append(f"Per jaar: {_position(within)} {_chance_by_year(list(within.values()))}".strip())
    return outcome, chance, explanation


def _by_year(within: Mapping[int, Comparison], side: int, years: int) -> tuple[Outcome, str, list[str]]:
    """The outcome by the years, where the years together cannot be tested, whether that can be chance, and why."""
    outcome = outcome_of(sum(_side(comparison) == side for comparison in within.values()), years)
    chance, chance_sentence = _chance(list(within.values()), side)
    right = sum(_side(comparison) == side for comparison in within.values())
    count = f"Het klopt in {right} van de {years} jaren." if outcome == Outcome.PARTLY else ""
    return outcome, chance, [count, _position(within), chance_sentence]


def _comparisons(data: Snapshot, indicator: str) -> dict[int, Comparison]:
    """Haarlem beside the country in each year that has both figures."""
    by_year = {
        year: comparisons.latest(data, indicator, HAARLEM, regions.COUNTRY, year, year)
        for year in figures.years_with(data, indicator, HAARLEM)
    }
    return {year: comparison for year, comparison in by_year.items() if comparison and comparison.benchmark}


def _values(comparison: Comparison) -> tuple[float, float]:
    """The two values as published: of the region, and of what it is compared with."""
    decimals = comparison.figure.indicator.decimals
    benchmark = comparison.benchmark or comparison.figure
    return dutch.rounded(comparison.figure.value, decimals), dutch.rounded(benchmark.value, decimals)


def _side(comparison: Comparison) -> int:
    """-1 below what it is compared with, 0 the same, 1 above."""
    own, benchmark = _values(comparison)
    return (own > benchmark) - (own < benchmark)


_SIDES = {-1: "onder", 1: "boven", 0: "gelijk met"}


def _position_of(comparison: Comparison) -> str:
    """ "Haarlem lag onder Nederland"."""
    return f"{regions.name(HAARLEM)} lag {_SIDES[_side(comparison)]} {regions.name(regions.COUNTRY)}"


def _position(by_year: Mapping[int, Comparison]) -> str:
    """ "Haarlem lag in 2019 onder Nederland en in 2017 en 2018 boven Nederland."."""
    clauses = []
    for side, words in _SIDES.items():
        years = [str(year) for year, comparison in by_year.items() if _side(comparison) == side]
        if years:
            clauses.append(f"in {dutch.listing(years)} {words} {regions.name(regions.COUNTRY)}")
    return f"{regions.name(HAARLEM)} lag {dutch.listing(clauses)}."


def _figures_together(data: Snapshot, together: Comparison, by_year: Mapping[int, Comparison]) -> str:
    """The years together as a sentence, then each year as a pair of numbers."""
    pairs = _pairs(list(by_year.values()))
    return comparison_sentences.statement(data, together) + (
        f" Per jaar was het {dutch.listing(pairs)}." if pairs else ""
    )


def _figures(data: Snapshot, by_year: Mapping[int, Comparison]) -> str:
    """The latest year as a sentence, the years before it as pairs of numbers."""
    *before, latest = by_year.values()
    pairs = _pairs(before)
    return comparison_sentences.statement(data, latest) + (f" Eerder was het {dutch.listing(pairs)}." if pairs else "")


def _pairs(yearly: Sequence[Comparison]) -> list[str]:
    """ "150,1 tegen 160,7 in 2017", for each year."""
    pairs = []
    for comparison in yearly:
        indicator = comparison.figure.indicator
        amounts = (figures.amount(indicator, value).removesuffix(" per 1.000") for value in _values(comparison))
        pairs.append(f"{' tegen '.join(amounts)} in {comparison.figure.year}")
    return pairs


def _judged(yearly: Sequence[Comparison]) -> tuple[list[Comparison], list[Comparison]]:
    """The years that can be tested, and those of them in which the difference is more than chance."""
    tested = [comparison for comparison in yearly if comparison.difference.verdict != Verdict.NOT_TESTABLE]
    return tested, [comparison for comparison in tested if comparison.difference.verdict != Verdict.NO_DIFFERENCE]


def _chance_by_year(yearly: Sequence[Comparison]) -> str:
    """Beside the years together: in which of the years by themselves the difference is more than chance."""
    tested, beyond = _judged(yearly)
    if not tested:
        return "Of dat per jaar toeval is, is niet te toetsen."
    if not beyond:
        return "Dat kan per jaar toeval zijn." if any(map(_side, tested)) else ""
    years = [comparison.figure.year for comparison in beyond]
    return f"Ook dat is in {dutch.years(years)} meer dan toeval."


def _chance(yearly: Sequence[Comparison], side: int) -> tuple[str, str]:
    """Whether the differences can be chance, in a few words and in a sentence; the verdicts are those of statistics."""
    tested, beyond = _judged(yearly)
    if not any(map(_side, yearly)):
        return _EVEN, ""
    if not tested:
        reason = figures.REASONS[yearly[-1].difference.reason]
        return "toeval is niet te toetsen", f"Of het verschil toeval is, is niet te toetsen: {reason}."
    several_years = len(tested) > 1
    if not beyond:
        of_those = "die jaren" if len(tested) == len(yearly) else "de jaren die te toetsen zijn"
        single = f"In {tested[0].figure.year} is het verschil niet"
        start = f"In geen van {of_those} is het verschil" if several_years else single
        return _CAN_BE, f"{start} groter dan door toeval te verwachten: {comparison_sentences.undetectable(tested[-1])}"
    assumption = f", {beyond[-1].figure.assumption}" if beyond[-1].figure.assumption else ""
    words = f"het verschil groter dan door toeval te verwachten{assumption}."
    years = dutch.listing([str(comparison.figure.year) for comparison in beyond])
    opposite = [str(comparison.figure.year) for comparison in beyond if _side(comparison) == -side]
    everywhere = len(beyond) == len(yearly)
    few_words = _BEYOND if everywhere else f"in {years} {_BEYOND}"
    if opposite:
        few_words = f"in {dutch.listing(opposite)} {_OPPOSITE}"
    if not everywhere:
        return few_words, f"Alleen in {years} is {words}"
    return few_words, f"In elk van die jaren is {words}" if several_years else f"In {years} is {words}"


def rises(indicator: str, last: int, measured: str) -> Rule:
    """A figure of Haarlem rises up to a year, by the recent trend of statistics.

    measured: in a sentence, what the figure measures of the claim, and what it does not.

    Holds: rising. Fails: falling. Untestable: no change that can be shown, which disproves nothing, or no trend.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        years = [year for year in figures.years_with(data, indicator, HAARLEM) if year <= last]
        comparison = comparisons.latest(data, indicator, HAARLEM, regions.COUNTRY, years[0], last) if years else None
        if comparison is None:
            return untestable(claim, f"Voor {regions.name(HAARLEM)} is er geen cijfer tot en met {last}.")
        own, first = comparison.figure, comparison.start
        text = f"{figures.statement(own)}."
        if first:
            text += f" In {first.year} was dat {figures.amount(first.indicator, first.value)}."
        outcome = DIRECTIONS.get(comparison.trend.direction, Outcome.UNTESTABLE)
        explanation = f"{comparison_sentences.recent_trend(comparison)} {measured}"
        return checked(claim, text, outcome, explanation, [figure.source for figure in (own, first) if figure])

    return rule


def usual_births(stated: int, until: int) -> Rule:
    """About so many children are born a year. Holds: the mean of the latest years (CBS), in whole hundreds, is it.

    until: the last year that was over when it was said.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        rows = figures.yearly(data, denominators.LIVE_BIRTHS)
        rows = rows[(rows["region"] == HAARLEM) & rows["value"].notna() & (rows["year"] <= until)].tail(BIRTH_YEARS)
        name, years = regions.name(HAARLEM), [int(year) for year in rows["year"]]
        if not years:
            return untestable(claim, f"Er is geen aantal levend geboren kinderen van {name}.")
        mean = dutch.rounded(float(rows["value"].mean()), 0)
        verb, children = ("werd", "kind") if mean == 1 else ("werden", "kinderen")
        number = dutch.number(mean, 0) if len(years) == 1 else f"gemiddeld {dutch.number(mean, 0)}"
        yearly = "" if len(years) == 1 else " per jaar"
        text = f"In {dutch.years(years)} {verb} in {name} {number} {children}{yearly} levend geboren."
        hundreds = int(dutch.rounded(mean / 100, 0) * 100)
        outcome = outcome_of(int(hundreds == stated), 1)
        explanation = f"Afgerond op honderdtallen is dat {dutch.number(hundreds, 0)}"
        explanation += "." if outcome == Outcome.HOLDS else f", niet {dutch.number(stated, 0)}."
        counted = figures.latest(data, "births_municipal_report_count", HAARLEM, 0, until)
        if counted and document(counted.source) == document(claim.source):
            text += f" Het document zelf noemt {dutch.number(counted.value, 0)} in {counted.period}."
            if len(years) > 1:
                low, high = (dutch.number(number, 0) for number in (rows["value"].min(), rows["value"].max()))
                explanation += f" Per jaar liep het van {low} tot {high}."
        return checked(claim, text, outcome, explanation, [*rows["source"], *([counted.source] if counted else [])])

    return rule


def roughly(stated: int, until: int, *indicators: str) -> Rule:
    """About so many percent of the children, beside the latest figures that may be meant, in whole percents.

    Holds: all of them give it. Fails: none does. Partly: some do.
    """

    def rule(data: Snapshot, claim: Claim) -> Check:
        first = min(figures.span(data)[0], until) if len(data.table("observations")) else until
        candidates = (figures.latest(data, indicator, regions.COUNTRY, first, until) for indicator in indicators)
        latest = [figure for figure in candidates if figure]
        if not latest:
            return untestable(claim, f"Er is geen landelijk cijfer tot en met {until} om mee te vergelijken.")
        percents = [dutch.rounded(100 * figure.value / statistics.SCALE[figure.indicator.unit], 0) for figure in latest]
        text = " ".join(
            f"“{figure.indicator.name}” was {figures.amount(figure.indicator, figure.value)} in {figure.year}."
            for figure in latest
        )
        rounded = dutch.listing([f"{dutch.number(percent, 0)}%" for percent in percents])
        explanation = f"Afgerond is dat {rounded}. Het document zegt niet wat het telt en over welk jaar"
        explanation += ", en de definities van deze cijfers verschillen." if len(latest) > 1 else "."
        outcome = outcome_of(sum(percent == stated for percent in percents), len(latest))
        return checked(claim, text, outcome, explanation, [figure.source for figure in latest])

    return rule
