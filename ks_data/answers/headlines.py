"""The finding of a municipality in a headline with its year, and what to know beside it. Knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass

from ks_data import statistics
from ks_data.answers.choice import Choice
from ks_data.answers.comparisons import Comparison
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.statistics import Verdict


@dataclass(frozen=True, slots=True)
class Headline:
    """A title that stands on its own, and the sentence beneath it. newest: the year of the figures it rests on."""

    title: str
    lead: str
    newest: int = 0


def headline(choice: Choice, compared: Sequence[Comparison], other_years: Sequence[int] = ()) -> Headline:
    """What the newest figures say; an older figure is named as such and not counted.

    compared: one an indicator, over the chosen years. other_years: those in which there is a figure too.
    """
    name = choice.name
    if not compared and other_years:
        chosen = dutch.years(range(choice.first, choice.last + 1))
        return Headline(
            f"Van {name} is in {chosen} geen cijfer te zien over zwangerschap en geboorte",
            f"Wel in {dutch.years(other_years)}: kies andere jaren.",
        )
    if not compared:
        return Headline(f"Van {name} zelf is nog geen cijfer te zien over zwangerschap en geboorte", "")
    year = max(comparison.figure.year for comparison in compared)
    newest = [comparison for comparison in compared if comparison.figure.year == year]
    older = [comparison for comparison in compared if comparison.figure.year < year]
    tested = [row for row in newest if row.benchmark and row.difference.verdict != Verdict.NOT_TESTABLE]
    different = [row for row in tested if row.difference.verdict != Verdict.NO_DIFFERENCE]
    lead = [f"Nieuwste cijfers: {dutch.listing(_periods(newest))}.", *_which(different, len(_periods(newest)) > 1)]
    if older:
        names = dutch.listing([f"{_lower(row)} ({row.figure.period})" for row in older])
        lead.append(f"Ouder: {names}.")
    return Headline(_title(name, _periods(newest), tested, different), " ".join(lead), year)


def _title(name: str, periods: list[str], tested: Sequence[Comparison], different: Sequence[Comparison]) -> str:
    period = dutch.listing(periods)
    if not tested or tested[0].benchmark is None:
        return f"Een kansrijke start in {name}: de cijfers van {period}"
    other = regions.name(tested[0].benchmark.region)
    words = {_appraisal(row) or "anders" for row in different}
    differ = words.pop() if len(words) == 1 else "anders"
    if len(different) == 1:
        return _finding(different[0], other)
    if different and len(periods) > 1:  # the lead says which figure is of which period
        return f"In {name} zijn {len(different)} van de {len(tested)} nieuwste cijfers {differ} dan in {other}"
    if different:
        return f"In {name} zijn in {period} {len(different)} van de {len(tested)} cijfers {differ} dan in {other}"
    if len(tested) == 1:
        indicator = tested[0].figure.indicator
        return f"{indicator.name} in {name}: in {period} geen aantoonbaar verschil met {other}"
    if len(periods) > 1:
        return f"In {name} zijn de {len(tested)} nieuwste cijfers niet aantoonbaar anders dan in {other}"
    return f"In {name} zijn de {len(tested)} cijfers van {period} niet aantoonbaar anders dan in {other}"


def _finding(comparison: Comparison, other: str) -> str:
    """ "In Haarlem begonnen zwangeren in 2019 vaker voor week 10 met begeleiding dan in Nederland"."""
    figure = comparison.figure
    _, verb, people, predicate = figure.indicator.sentence
    often = "vaker" if comparison.difference.verdict == Verdict.HIGHER else "minder vaak"
    return f"In {regions.name(figure.region)} {verb} {people} in {figure.period} {often} {predicate} dan in {other}"


def _which(different: Sequence[Comparison], dated: bool) -> list[str]:
    """Which of several figures are favourable and which are not, dated with their period; of one the title says it."""
    if len(different) < 2:
        return []
    by_word: dict[str, list[str]] = {}
    for row in different:
        word = _appraisal(row) or str(row.difference.verdict)
        by_word.setdefault(word, []).append(f"{_lower(row)} ({row.figure.period})" if dated else _lower(row))
    return [f"{dutch.capital(word)}: {dutch.listing(names)}." for word, names in by_word.items()]


def _appraisal(row: Comparison) -> str:
    return statistics.appraisal(row.difference.verdict, row.figure.indicator.better)


def _periods(newest: Sequence[Comparison]) -> list[str]:
    """The periods of the newest figures, which end in the same year: years together first."""
    return sorted({comparison.figure.period for comparison in newest}, key=lambda period: (-len(period), period))


def _lower(comparison: Comparison) -> str:
    """The name of an indicator within a sentence."""
    name = comparison.figure.indicator.name
    return name[:1].lower() + name[1:]
