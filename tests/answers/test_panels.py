"""All indicators of a region in small: which there are, on which years, and what each draws."""

from ks_data.answers import Choice, overview
from ks_data.answers.panels import panels
from ks_data.store import current

ROWS = """
    GM0392 2016 78.0 definitief 780/1000
    GM0392 2018 79.04 definitief 790/1000
    NL01   2017 72.0 definitief 72000/100000
    NL01   2018 72.5 definitief 72500/100000
"""


def test_a_panel_draws_both_regions_cut_at_gaps_and_says_it_in_words(observed) -> None:
    observed(ROWS)
    answer = panels(current(), Choice("GM0392", "NL01", 2010, 2023))
    (panel,) = answer.panels
    assert (answer.first, answer.last) == (2016, 2018)
    assert panel.own == (((2016, 78.0),), ((2018, 79.0),))
    assert panel.other == (((2017, 72.0), (2018, 72.5)),)
    assert panel.low == 72.0 and panel.high > 79.0
    assert panel.verdict == "▲ gunstiger (hoger)" and panel.beside == "Nederland 72,5%"
    assert panel.words.startswith("Vroeg in zorg in Haarlem: van 78,0% in 2016 naar 79,0% in 2018; Nederland 72,5%; ")


def test_what_has_no_figure_in_the_chosen_years_is_named(observed) -> None:
    observed(ROWS)
    answer = panels(current(), Choice("GM0392", "NL01", 2017, 2017))
    assert answer.panels == () and answer.without == "Geen jaarcijfer van Haarlem in deze jaren: Vroeg in zorg."


def test_a_panel_says_of_an_indicator_what_the_overview_says_of_it() -> None:
    for town in ("GM0392", "GM0363"):
        choice = Choice(town, "NL01", 2010, 2023)
        cards = {card.title: card for card in overview(current(), choice).cards if card.figure}
        for panel in panels(current(), choice).panels:
            if card := cards.get(panel.title):
                assert (panel.figure, panel.verdict) == (card.figure, card.verdict)
                assert card.measure.endswith(panel.period)


def test_every_panel_of_the_shipped_data_lies_between_its_own_bounds_and_years() -> None:
    answer = panels(current(), Choice("GM0392", "NL01", 2010, 2023))
    assert len(answer.panels) >= 5
    for panel in answer.panels:
        drawn = [point for run in (*panel.own, *panel.other) for point in run]
        assert all(answer.first <= year <= answer.last and panel.low <= value <= panel.high for year, value in drawn)
