"""The headline of a municipality: the finding and its year, and what does not count in it."""

from dataclasses import replace

from ks_data import statistics
from ks_data.answers import headlines
from ks_data.answers.choice import Choice
from ks_data.answers.comparisons import Comparison
from ks_data.statistics import Detectable, Trend
from tests.answers.drawn import CARE, LIGHT, figure

CHOICE = Choice("GM0392", "NL01", 2010, 2023)


def compared(own: object, other: object, period: str = "2019") -> Comparison:
    """A figure of Haarlem beside that of the country, in a year."""
    mine, beside = (replace(row, period=period) for row in (own, other))  # type: ignore[type-var]
    difference = statistics.difference(mine.estimate, beside.estimate)
    return Comparison(mine, beside, None, difference, Detectable(), difference, Trend("not_computable", 0))


MORE_CARE = (figure(CARE, 78.4, 1900), figure(CARE, 72.6, 169_680, "NL01"))
EVEN_LIGHT = (figure(LIGHT, 147.1, 1900), figure(LIGHT, 157.5, 169_680, "NL01"))
LESS_LIGHT = (figure(LIGHT, 101.5, 1900), figure(LIGHT, 157.5, 169_680, "NL01"))


def test_the_headline_is_the_one_finding_with_its_year_and_the_rest_stands_beneath_it() -> None:
    drawn = headlines.headline(CHOICE, [compared(*MORE_CARE), compared(*EVEN_LIGHT)])
    assert drawn.title == ("In Haarlem begonnen zwangeren in 2019 vaker voor week 10 met begeleiding dan in Nederland")
    assert drawn.lead == "Nieuwste cijfers: 2019."


def test_of_several_findings_the_headline_counts_them_and_the_lead_names_them() -> None:
    drawn = headlines.headline(CHOICE, [compared(*MORE_CARE), compared(*LESS_LIGHT)])
    assert drawn.title == "In Haarlem zijn in 2019 2 van de 2 cijfers gunstiger dan in Nederland"
    assert drawn.lead == "Nieuwste cijfers: 2019. Gunstiger: vroeg in zorg en te vroeg of te licht geboren."


def test_an_older_figure_does_not_count_in_the_headline_and_is_named_with_its_year() -> None:
    drawn = headlines.headline(CHOICE, [compared(*LESS_LIGHT, period="2015"), compared(*MORE_CARE, period="2023")])
    assert "vaker voor week 10" in drawn.title and "te licht" not in drawn.title
    assert drawn.newest == 2023
    assert drawn.lead == ("Nieuwste cijfers: 2023. Ouder: te vroeg of te licht geboren (2015).")


def test_where_nothing_differs_the_headline_says_that_it_cannot_be_shown() -> None:
    drawn = headlines.headline(CHOICE, [compared(*EVEN_LIGHT), compared(*EVEN_LIGHT)])
    assert drawn.title == "In Haarlem zijn de 2 cijfers van 2019 niet aantoonbaar anders dan in Nederland"
    alone = headlines.headline(CHOICE, [compared(*EVEN_LIGHT)])
    assert alone.title == "Te vroeg of te licht geboren in Haarlem: in 2019 geen aantoonbaar verschil met Nederland"


def test_figures_of_years_together_and_of_a_year_are_dated_where_they_stand_beside_each_other() -> None:
    rows = [compared(*MORE_CARE), compared(*LESS_LIGHT, period="2017-2019")]
    drawn = headlines.headline(CHOICE, rows)
    assert drawn.title == "In Haarlem zijn 2 van de 2 nieuwste cijfers gunstiger dan in Nederland"
    assert drawn.lead == (
        "Nieuwste cijfers: 2017-2019 en 2019. "
        "Gunstiger: vroeg in zorg (2019) en te vroeg of te licht geboren (2017-2019)."
    )
    even = headlines.headline(CHOICE, [compared(*EVEN_LIGHT), compared(*EVEN_LIGHT, period="2017-2019")])
    assert even.title == "In Haarlem zijn de 2 nieuwste cijfers niet aantoonbaar anders dan in Nederland"


def test_without_a_figure_the_headline_says_so() -> None:
    title = "Van Haarlem zelf is nog geen cijfer te zien over zwangerschap en geboorte"
    assert headlines.headline(CHOICE, []).title == title
