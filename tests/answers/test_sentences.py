"""Sentences are made from figures by rules: right Dutch for one and many, for % and per 1.000, sure or not."""

import itertools
import math
import re

import pandas as pd
import pytest

from ks_data import INDICATORS, load, statistics
from ks_data.answers import comparison, figures, rollout
from ks_data.answers.comparison import Comparison
from ks_data.answers.figures import Figure
from ks_data.catalogue import regions
from ks_data.statistics import Difference, Trend, Verdict

EARLY = INDICATORS["antenatal_care_before_10w_percent"]
LIGHT = INDICATORS["preterm_or_low_birthweight_per_1000"]
BIRTHS = INDICATORS["births_municipal_report_count"]


def figure(indicator, value: float, births: float = math.nan, region: str = "GM0392", year: int = 2019) -> Figure:
    row = {"indicator": indicator.id, "region": region, "period": str(year), "value": value, "denominator": births}
    said = "uitgaande van ongeveer 1.900 geboorten per jaar" if births == 1900 else ""
    (estimate,) = statistics.estimates(indicator, pd.DataFrame([row]))
    return Figure(indicator, region, year, value, "definitief", "bron", "", estimate, said)


def beside(own: Figure, other: Figure) -> Comparison:
    difference = statistics.difference(own.estimate, other.estimate)
    seen = statistics.smallest_detectable(own.estimate, other.estimate)
    nothing = Difference(Verdict.NOT_TESTABLE, reason="missing")
    return Comparison(own, other, None, difference, seen, nothing, Trend("not_computable", 1, reason="too_few_years"))


def test_a_difference_beyond_chance_is_said_in_plain_words() -> None:
    found = beside(figure(EARLY, 78.4, 1900), figure(EARLY, 72.6, 169_680, "NL01"))
    assert comparison.statement(found) == (
        "In 2019 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding; in Nederland 72,6%."
    )
    assert comparison.certainty(found) == (
        "Dat verschil is groter dan door toeval te verwachten, uitgaande van ongeveer 1.900 geboorten per jaar."
    )
    assert comparison.verdict(found) == "▲ gunstiger (hoger) dan Nederland"
    assert comparison.headline(found) == "Vroeg in zorg: hoger dan in Nederland"


def test_the_overview_counts_what_differs_and_what_can_be_chance() -> None:
    better = beside(figure(EARLY, 78.4, 1900), figure(EARLY, 72.6, 169_680, "NL01"))
    worse = beside(figure(EARLY, 60.0, 1900), figure(EARLY, 72.6, 169_680, "NL01"))
    even = beside(figure(LIGHT, 147.1, 1900), figure(LIGHT, 157.5, 169_680, "NL01"))
    assert comparison.overview([better, even, even]) == (
        "Naast Nederland is 1 van de 3 cijfers aantoonbaar gunstiger (Vroeg in zorg). "
        "Bij 2 kan het verschil toeval zijn."
    )
    assert comparison.overview([better, worse]) == (
        "Naast Nederland is 1 van de 2 cijfers aantoonbaar gunstiger (Vroeg in zorg) en 1 aantoonbaar ongunstiger "
        "(Vroeg in zorg)."
    )
    assert comparison.overview([even, even]) == "Naast Nederland kan bij beide cijfers het verschil toeval zijn."
    assert comparison.overview([better]) == ""


def test_beside_no_difference_stands_the_smallest_that_could_be_seen() -> None:
    found = beside(figure(LIGHT, 147.1, 1900), figure(LIGHT, 157.5, 169_680, "NL01"))
    assert comparison.certainty(found) == (
        "Dat verschil kan toeval zijn: een verschil kleiner dan ongeveer 23 per 1.000, 44 kinderen per jaar, is met "
        "ongeveer 1.900 geboortes niet goed te zien."
    )
    assert comparison.verdict(found) == "– geen aantoonbaar verschil met Nederland"


def test_a_figure_without_numbers_says_why_it_cannot_be_tested() -> None:
    found = beside(figure(LIGHT, 147.1), figure(LIGHT, 157.5, 169_680, "NL01"))
    assert comparison.certainty(found) == "Of dat verschil toeval is, is niet te toetsen: de bron geeft geen aantallen."
    assert comparison.verdict(found) == "○ niet te toetsen"


@pytest.mark.parametrize(
    ("indicator", "value", "start"),
    [
        (BIRTHS, 1, "In 2019 werd 1 kind in Haarlem geboren"),
        (BIRTHS, 2, "In 2019 werden 2 kinderen in Haarlem geboren"),
        (LIGHT, 1.0, "In 2019 werd 1,0 van de 1.000 kinderen in Haarlem te vroeg of te licht geboren"),
        (LIGHT, 1.1, "In 2019 werden 1,1 van de 1.000 kinderen in Haarlem te vroeg of te licht geboren"),
        (EARLY, 1.0, "In 2019 begon 1,0% van de zwangeren in Haarlem voor week 10 met begeleiding"),
        (EARLY, 99.0, "In 2019 begon 99,0% van de zwangeren in Haarlem voor week 10 met begeleiding"),
    ],
)
def test_one_and_many_take_their_own_verb(indicator, value: float, start: str) -> None:
    assert figures.statement(figure(indicator, value)) == start


def test_a_trend_says_how_many_of_the_five_years_there_are() -> None:
    short = Trend("not_computable", 3, reason="too_few_years")
    assert comparison.recent_trend(LIGHT, "GM0392", short) == (
        "De recente ontwikkeling in Haarlem is niet te berekenen: 3 van 5 jaren."
    )
    rising = Trend("rising", 5, 20.0, (2015, 2016, 2017, 2018, 2019), 1.0, 3.0)
    assert "is stijgend over 2015-2019" in comparison.recent_trend(LIGHT, "GM0392", rising)


def test_every_reason_has_words() -> None:
    from typing import get_args

    assert set(get_args(statistics.Reason)) - {""} <= set(figures.REASONS)


def shipped() -> list[Comparison]:
    """Every comparison the shipped data can give: each region with data, with each other one, up to each year."""
    found = []
    first, last = figures.span()
    for indicator in INDICATORS:
        have = figures.regions_with(indicator)
        for region, other in itertools.product(have, dict.fromkeys([*have, regions.COUNTRY])):
            for year in figures.years_with(indicator, region):
                for start in {first, year}:
                    found.append(comparison.latest(indicator, region, other, start, min(year, last)))
    return [one for one in found if one]


def test_every_sentence_the_shipped_data_can_give_is_good_dutch() -> None:
    comparisons = shipped()
    assert len(comparisons) > 300
    for found in comparisons:
        name = regions.name(found.own.region)
        texts = [
            comparison.statement(found),
            comparison.certainty(found),
            comparison.headline(found),
            comparison.verdict(found),
            comparison.caption(found),
            comparison.recent_trend(found.own.indicator, found.own.region, found.trend),
        ]
        assert name in texts[0] and str(found.own.year) in texts[0]
        for text in filter(None, texts):
            assert not re.search(r"nan|None|  | ,| \.|\.\.|\{|\}|_", text), text
            assert not re.search(r"\d\.\d(?!\d\d)", text), f"a decimal point: {text}"
        assert texts[2][0].isupper(), texts[2]
        for text in (texts[0], texts[1], texts[5]):
            assert not text or (text[0].isupper() and text.endswith(".")), text


def test_the_verdict_in_words_is_the_verdict_of_the_one_function() -> None:
    for found in shipped():
        if found.other:
            judged = statistics.verdict(found.own.estimate, found.other.estimate)
            assert judged == found.difference.verdict and judged in comparison.verdict(found)
            assert str(judged) in comparison.verdict(found)


def test_every_indicator_has_a_sentence_even_without_data_for_a_region() -> None:
    for indicator in INDICATORS.values():
        text = figures.why_empty(indicator, "GM0377", *figures.span())
        assert text.startswith("Voor Bloemendaal is dit cijfer nog niet aangeleverd.")


def test_the_haarlem_note_was_wrong_on_mortality_in_2017_and_2018() -> None:
    values = load("observations").set_index(["indicator", "region", "period"])["value"]
    mortality = values["perinatal_mortality_24w_7d_per_1000"]
    assert [bool(mortality["GM0392", year] < mortality["NL01", year]) for year in ("2017", "2018", "2019")] == [
        False,
        False,
        True,
    ]


def test_since_when_a_municipality_takes_part_is_no_firmer_than_its_source():
    documented = load("tranches").set_index("evidence")["region"]
    year, why, said = rollout.joined(documented["gids_municipality"].iloc[0])
    assert (year, why) == ("Waarschijnlijk 2019", "GIDS-gemeente, waarschijnlijk 2019-instroom: tranche 1 of 2")
    assert "stapte waarschijnlijk in 2019 in" in said
    assert rollout.joined("GM0392")[0] == "2019"
    assert rollout.joined("GM0088")[:2] == ("Doet mee", "sinds welk jaar is nog niet bekend")
