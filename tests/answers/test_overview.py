"""The overview: the pictures hold what is shown and no more, and a figure says when it is old, loose or not there."""

import math

import pytest

from ks_data import store
from ks_data.answers import Choice, comparisons, figures, overview, small_charts
from ks_data.store import current
from tests.answers.drawn import CARE, EARLY, LIGHT, figure

CHOICE = Choice("GM0392", "NL01", 2010, 2023)


def card(title: str, choice: Choice = CHOICE):
    return next(card for card in overview(current(), choice).cards if card.title == title)


def test_the_strip_holds_the_rounded_figure_its_limits_and_the_country(observed) -> None:
    observed("""
        GM0392 2019 78.44 definitief 1490/1900
        NL01   2019 72.61 definitief 123205/169680
    """)
    strip = small_charts.strip(comparisons.latest(current(), EARLY, "GM0392", "NL01", 2010, 2023))
    assert strip and (strip.value, strip.benchmark) == (78.4, 72.6)
    assert (strip.lower, strip.upper, strip.start, strip.stop) == (76.5, 80.2, 72.6, 80.2)
    assert strip.words == "Haarlem 78,4%, 95% zeker tussen 76,5 en 80,2; Nederland 72,6%; gunstiger (hoger)."


def test_the_sparkline_breaks_where_a_year_is_missing_or_hidden_and_holds_nothing_of_it(observed) -> None:
    observed(
        """
        GM0392 2016 70.0 definitief 700/1000
        GM0392 2017 71.0 definitief 710/1000
        GM0392 2018 -    onderdrukt
        GM0392 2019 73.0 definitief 730/1000
    """.replace("-    onderdrukt", "nan onderdrukt")
    )
    line = small_charts.sparkline(current(), CARE, "GM0392", 2010, 2023)
    assert line and line.runs == (((2016, 70.0), (2017, 71.0)), ((2019, 73.0),))
    assert (line.first, line.last) == ("2016: 70,0%", "2019: 73,0%")
    assert line.low < 70.0 and line.high > 73.0  # with the limits, so that chance looks small
    assert small_charts.sparkline(current(), CARE, "GM0392", 2018, 2023) is None


def test_a_figure_of_nobody_and_one_on_few_births_say_what_they_rest_on() -> None:
    assert figures.rests_on(figure(CARE, 100.0, 13)) == "Dit rust op 13 zwangeren."
    assert figures.rests_on(figure(LIGHT, 0.0, 587)) == "Dit rust op 587 kinderen."
    assert figures.rests_on(figure(LIGHT, 0.0, math.nan)) == "De bron zegt niet op hoeveel kinderen dit rust."
    assert figures.rests_on(figure(LIGHT, 147.1, 1900)) == ""


def test_the_figures_of_births_share_a_card_so_that_haarlem_has_six_subjects() -> None:
    cards = overview(current(), CHOICE).cards
    assert len(cards) == 6
    assert [other.title for other in card("Levend geboren kinderen").further] == [
        "Levend geboren kinderen per 1.000 inwoners",
        "Geboren kinderen volgens de gemeente",
    ]


def test_a_municipality_without_figures_gets_those_of_the_country_and_the_province_and_what_its_own_would_rest_on() -> (
    None
):
    zwolle = Choice("GM0193", "NL01", 2010, 2023)
    light, death = card("Te vroeg of te licht geboren", zwolle), card("Sterfte rond de geboorte", zwolle)
    assert light.figure == "" and light.elsewhere == ("Nederland 157,5 per 1.000 (2019)",)
    assert light.sentences == ("Als in Nederland: ongeveer 222 kinderen per jaar, genoeg om te tonen.",)
    assert death.sentences[0].startswith(
        "Als in Nederland: minder dan 10 kinderen per jaar, meestal te weinig om te tonen."
    )
    assert "Wel over ongeveer 2 jaar samen." in death.sentences[0]


def test_years_without_figures_name_the_years_that_have_them() -> None:
    early = overview(current(), Choice("GM0392", "NL01", 2010, 2015))
    assert early.title == "Van Haarlem is in 2010 tot en met 2015 geen cijfer te zien over zwangerschap en geboorte"
    assert early.finding.startswith("Wel in 2017 tot en met 2019: kies andere jaren.")
    assert "analist" not in early.finding
    assert card("Te vroeg of te licht geboren", Choice("GM0392", "NL01", 2010, 2015)).absent == (
        "Geen cijfer deze jaren"
    )


@pytest.mark.slow
def test_a_figure_older_than_the_others_says_so_on_its_card_and_not_in_the_headline(own_data) -> None:
    rows = current().table("observations")
    early = (rows["indicator"] == EARLY) & (rows["region"] == "GM0392") & (rows["period"] > "2017")
    store.write({"observations": rows[~early]}, own_data)
    assert card("Vroeg in zorg").older == "Ouder dan de andere cijfers: 2017"
    assert card("Te vroeg of te licht geboren").older == ""
    answer = overview(current(), CHOICE)
    assert "vaker voor week 10" not in answer.title and "vroeg in zorg (2017)" in answer.finding


def test_a_card_says_three_years_together_first_and_then_the_year() -> None:
    light = card("Te vroeg of te licht geboren")
    assert (light.figure, light.measure) == ("148,2", "per 1.000 kinderen, 2017-2019")
    assert light.verdict == "▲ gunstiger (lager)"
    assert light.sentences[0] == "Haarlem in 2019 alleen: 147,1 (kan toeval zijn)."
    assert light.explanation[0].startswith("In de jaren 2017-2019 werden 148,2 van de 1.000 kinderen")
    assert light.explanation[1].startswith("In 2019 werden 147,1 van de 1.000 kinderen")
    assert overview(current(), CHOICE).title == (
        "In Haarlem zijn in 2017-2019 2 van de 3 cijfers gunstiger dan in Nederland"
    )
