"""The figures of an indicator, on small tables drawn in the test: what is read, pooled, assumed and hidden."""

from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from ks_data import INDICATORS, statistics, store
from ks_data.answers import denominators, figures, missing_figures
from ks_data.answers.areas import periods_compared
from ks_data.store import current
from tests.answers.drawn import BIRTHS, CARE, EARLY, LIGHT, figure, observations, stated_births


def test_pooled_years_never_enter_a_yearly_series(observed) -> None:
    observed("""
        GM0392 2017-2019 78.2 definitief
        GM0392 2019      78.4 definitief
    """)
    assert figures.yearly(current(), EARLY)["period"].tolist() == ["2019"]
    assert figures.span(current()) == (2017, 2019)


def test_of_figures_that_end_in_the_same_year_a_single_year_is_the_latest(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nGM0392 2017-2019 77.0 definitief\nGM0392 2014-2016 70.0 definitief")
    assert figures.latest(current(), EARLY, "GM0392", 2014, 2019).period == "2019"
    assert figures.latest(current(), EARLY, "GM0392", 2014, 2018).period == "2014-2016"
    assert figures.pooled_with(current(), EARLY, "GM0392") == ["2014-2016", "2017-2019"]
    assert list(periods_compared(current(), EARLY, "gemeente")) == ["2019", "2017-2019", "2014-2016"]


def test_a_rate_on_the_live_births_of_its_year_has_an_approximate_interval() -> None:
    care = figures.latest(current(), EARLY, "GM0392", 2019, 2019)
    assert care
    assert (round(care.estimate.lower, 2), round(care.estimate.upper, 2)) == (76.49, 80.19)
    assert care.estimate.approximate
    assert care.assumption == "uitgaande van 1.900 levend geboren kinderen in 2019 (CBS)"
    care_before = figures.latest(current(), EARLY, "GM0392", 2017, 2017)
    assert care_before and care_before.assumption == "uitgaande van 1.835 levend geboren kinderen in 2017 (CBS)"
    mortality = figures.latest(current(), "perinatal_mortality_24w_7d_per_1000", "GM0392", 2019, 2019)
    assert mortality and (round(mortality.estimate.lower, 2), round(mortality.estimate.upper, 2)) == (1.75, 8.15)


def test_a_rate_of_a_document_is_tested_as_it_is_shown_whatever_its_count() -> None:
    of_a_document = figures.latest(current(), EARLY, "GM0392", 2019, 2019)
    assert of_a_document and of_a_document.estimate.threshold == 0


def test_a_rate_over_births_that_nobody_knows_is_tested_as_it_is_shown_whatever_its_count(
    observed, tmp_path: Path
) -> None:
    observed("GM0392 2030 78.4 definitief\nGM0363 2030 78.4 definitief 784/1000")
    store.write({"counts": stated_births("GM0392", 1900.0)}, tmp_path)
    over_stated_births = figures.latest(current(), EARLY, "GM0392", 2030, 2030)
    with_counts = figures.latest(current(), EARLY, "GM0363", 2030, 2030)
    assert over_stated_births and with_counts
    assert (over_stated_births.estimate.threshold, with_counts.estimate.threshold) == (0, 10)


def test_where_the_live_births_of_a_year_are_not_known_a_stated_number_of_births_is_used(
    observed, tmp_path: Path
) -> None:
    observed("GM0392 2030 78.4 definitief")
    store.write({"counts": stated_births("GM0392", 1900.0)}, tmp_path)
    care = figures.latest(current(), EARLY, "GM0392", 2030, 2030)
    assert care and care.assumption == (
        "uitgaande van ongeveer 1.900 geboortes per jaar, wat klopt zolang het er hooguit 10% meer of minder zijn"
    )


def test_an_estimate_made_beforehand_has_no_interval() -> None:
    births = figures.latest(current(), "births_municipal_report_count", "GM0392", 2022, 2022)
    assert births and births.status == "geschat" and births.estimate.reason == "forecast"


def test_the_births_of_pooled_years_are_those_of_each_year_together(observed, tmp_path: Path) -> None:
    observed("GM0392 2017-2019 78.2 definitief")
    pooled = observations("GM0392 2017-2019 78.2 definitief")
    births = observations(
        """
        GM0392 2017 1800 definitief
        GM0392 2018 1900 definitief
        GM0392 2019 2000 definitief
        """,
        denominators.LIVE_BIRTHS,
    )
    store.write({"observations": pd.concat([pooled, births])}, tmp_path)
    latest = figures.latest(current(), EARLY, "GM0392", 2017, 2019)
    assert latest and latest.estimate.denominator == 5700
    assert latest.assumption == "uitgaande van 5.700 levend geboren kinderen in 2017-2019 (CBS)"


def test_small_numbers_are_hidden_before_they_leave_the_package(observed, tmp_path: Path) -> None:
    rows = observations("""
        GM0392 2019 90.0 definitief
        GM0363 2019 80.0 definitief
        PV27   2019 80.9 definitief
    """).assign(numerator=[9.0, 80.0, 89.0], denominator=[10.0, 100.0, 110.0])
    observed("GM0392 2019 90.0 definitief")
    store.write({"observations": rows}, tmp_path)
    published = current().table("observations").set_index("region")
    assert published.loc["GM0392", ["status", "note"]].tolist() == ["onderdrukt", "onderdrukt"]
    assert published.loc["GM0392", ["value", "numerator"]].isna().all()
    assert figures.latest(current(), EARLY, "GM0392", 2019, 2019) is None
    assert missing_figures.why_empty(current(), CARE, "GM0392", 2019, 2019) == (
        "Voor Haarlem wordt het cijfer over 2019 niet getoond: het gaat om weinig personen, of een klein aantal van "
        "een ander gebied of jaar zou eruit te berekenen zijn (onderdrukt)."
    )


def test_what_is_missing_in_the_source_is_not_said_to_be_still_to_come(observed) -> None:
    observed("""
        GM0392 2019 - ontbreekt
        GM0363 2018 80.0 definitief
        GM0363 2019 - ontbreekt
    """)
    assert missing_figures.why_empty(current(), CARE, "GM0392", 2019, 2019) == (
        "Voor Haarlem ontbreekt het cijfer over 2019 in de bron. Wel, over andere jaren, voor Amsterdam."
    )
    assert missing_figures.why_empty(current(), CARE, "GM0363", 2019, 2019) == (
        "Voor Amsterdam ontbreekt het cijfer over 2019 in de bron. Wel is er een cijfer in 2018. Kies een ander jaar."
    )
    assert "nog niet aangeleverd" in missing_figures.why_empty(current(), CARE, "GM0344", 2019, 2019)


def test_a_zero_is_as_sure_as_the_number_of_births_makes_it(observed, tmp_path: Path) -> None:
    """Also where its source says that the numerator is 0 and does not say of how many."""
    observed("GM0392 2019 0 definitief 0/-")
    store.write({"counts": stated_births("GM0392", 1900)}, tmp_path)
    zero = figures.latest(current(), EARLY, "GM0392", 2019, 2019)
    assert zero and zero.estimate.reason == "" and zero.estimate.upper > 0


def test_pooled_years_that_are_hidden_are_not_made_from_their_years(observed, tmp_path: Path) -> None:
    observed("""
        GM0392 2017-2019 1.0 definitief 5/500
        GM0392 2017      1.0 definitief
        GM0392 2018      1.0 definitief
        GM0392 2019      1.0 definitief
    """)
    store.write({"counts": stated_births("GM0392", 1900)}, tmp_path)
    assert figures.latest(current(), EARLY, "GM0392", 2019, 2019)
    assert figures.figure_of_period(current(), EARLY, "GM0392", "2017-2019") is None


# --- sentences ---


@pytest.mark.parametrize(
    ("indicator", "value", "start"),
    [
        (BIRTHS, 1, "In 2019 werd 1 kind in Haarlem geboren"),
        (BIRTHS, 2, "In 2019 werden 2 kinderen in Haarlem geboren"),
        (LIGHT, 1.0, "In 2019 werd 1,0 van de 1.000 kinderen in Haarlem te vroeg of te licht geboren"),
        (LIGHT, 1.1, "In 2019 werden 1,1 van de 1.000 kinderen in Haarlem te vroeg of te licht geboren"),
        (CARE, 1.0, "In 2019 begon 1,0% van de zwangeren in Haarlem voor week 10 met begeleiding"),
        (CARE, 99.0, "In 2019 begon 99,0% van de zwangeren in Haarlem voor week 10 met begeleiding"),
    ],
)
def test_one_and_many_take_their_own_verb(indicator, value: float, start: str) -> None:
    assert figures.statement(figure(indicator, value)) == start


def test_every_reason_has_words() -> None:
    assert set(get_args(statistics.Reason)) - {""} <= set(figures.REASONS)


@pytest.mark.slow
def test_every_indicator_has_a_sentence_even_without_data_for_a_region() -> None:
    for indicator in INDICATORS.values():
        text = missing_figures.why_empty(current(), indicator, "GM0377", *figures.span(current()))
        has_figures = "GM0377" in figures.regions_with(current(), indicator.id)
        assert has_figures or text.startswith("Voor Bloemendaal ")
        assert has_figures or "nog niet aangeleverd." in text or "(onderdrukt)" in text


def test_of_one_person_a_sentence_speaks_in_the_singular():
    light, care = (next(each for each in INDICATORS.values() if each.per == per) for per in ("kinderen", "zwangeren"))
    assert [figures.so_many(light, number) for number in (1, 1900)] == ["1 kind", "1.900 kinderen"]
    assert figures.so_many(care, 1) == "1 zwangere"
    assert all(figures.so_many(indicator, 1) != f"1 {indicator.per}" for indicator in INDICATORS.values())
