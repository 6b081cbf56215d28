"""The years of a series and its pooled years, on small tables drawn in the test."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import INDICATORS, TABLES, store
from ks_data.answers import Choice, trend, year_table
from ks_data.answers.series import points
from ks_data.answers.trend import offered_beside
from ks_data.store import current
from tests.answers.drawn import EARLY, POOLED


def test_a_year_without_a_value_is_a_row_without_a_value(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        GM0392 2019 78.4 geschat
        NL01   2018 72.1 definitief
    """)
    series = points(current(), EARLY, "GM0392", "NL01", 2017, 2019)
    assert [(point.name, point.year, point.figure and point.figure.value) for point in series] == [
        ("Haarlem", 2017, 78.0),
        ("Haarlem", 2018, None),
        ("Haarlem", 2019, 78.4),
        ("Nederland", 2017, None),
        ("Nederland", 2018, 72.1),
        ("Nederland", 2019, None),
    ]


def test_a_region_without_values_in_the_range_has_no_rows(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        NL01   2020 -    ontbreekt
    """)
    series = points(current(), EARLY, "GM0392", "NL01", 2017, 2020)
    assert {point.region for point in series} == {"GM0392"}


NONE_OF_HAARLEM = "GM0363 2018 60.0 definitief 6000/10000"


@pytest.mark.parametrize(
    ("of_haarlem", "title"),
    [
        ("", "van Haarlem nog geen cijfer"),
        ("GM0392 2018 - onderdrukt -/1000", "het cijfer van Haarlem wordt niet getoond"),
        ("GM0392 2018 - ontbreekt", "het cijfer van Haarlem ontbreekt in de bron"),
        ("GM0392 2014 78.0 definitief 780/1000", "van Haarlem geen cijfer in 2017-2019"),
        ("GM0392 2014 - onderdrukt -/1000", "van Haarlem geen cijfer in 2017-2019"),
    ],
)
def test_a_title_says_that_there_is_no_figure_and_not_only_what_it_would_be_about(observed, of_haarlem, title) -> None:
    observed(f"{NONE_OF_HAARLEM}\n{of_haarlem}")
    answer = trend(current(), INDICATORS[EARLY], Choice("GM0392", "NL01", 2017, 2019))
    assert answer.title == f"{INDICATORS[EARLY].name}: {title}"


def test_a_series_is_saved_with_its_pooled_years(observed, tmp_path: Path) -> None:
    observed(POOLED)
    store.write({"sources": pd.DataFrame(columns=list(TABLES["sources"].names))}, tmp_path)
    rows = trend(current(), INDICATORS[EARLY], Choice("GM0088", "NL01", 2017, 2019)).rows()
    assert rows[["region", "period", "value", "verdict", "status"]].round(1).to_numpy().tolist() == [
        ["NL01", "2017", 70.0, "", "definitief"],
        ["NL01", "2018", 75.0, "", "definitief"],
        ["NL01", "2019", 80.0, "", "definitief"],
        ["GM0088", "2017-2019", 60.0, "lager", "definitief"],
        ["NL01", "2017-2019", 75.8, "", "berekend"],
    ]


TOWNS = """
    GM0392 2018 78.0 definitief 780/1000
    GM0363 2018 60.0 definitief 6000/10000
    GM0363 2019 61.0 definitief 6100/10000
    GM0344 2019 90.0 definitief 450/500
    GM0088 2019 20.0 definitief 10/50
    GM0093 2019 -    onderdrukt -/60
    NL01   2018 72.0 definitief 72000/100000
"""


def test_the_axis_of_an_indicator_is_the_same_for_every_municipality_and_all_years(observed) -> None:
    observed(TOWNS)
    choices = [Choice("GM0392", "NL01", 2018, 2019), Choice("GM0363", "GM0344", 2018, 2018)]
    axes = [trend(current(), INDICATORS[EARLY], choice).extent for choice in choices]
    assert axes[0] == axes[1] == (trend(current(), INDICATORS[EARLY], choices[1]).in_chart[0].estimate.lower, 90.0)


def test_a_tiny_town_does_not_stretch_the_axis_and_its_figure_is_told_to_lie_outside(observed) -> None:
    observed(TOWNS)
    answer = trend(current(), INDICATORS[EARLY], Choice("GM0088", "NL01", 2018, 2019))
    low, high = answer.extent
    assert low > 20.0
    assert answer.outside(low, high, True) == [
        "Buiten de as valt Schiermonnikoog 2019 (20,0): een driehoek op de rand.",
        "De band loopt door buiten de as.",
    ]
    assert answer.outside(low, high, False) == answer.outside(low, high, True)[:1]
    assert answer.outside(0, 100, True) == []


def test_a_tiny_town_has_an_axis_where_there_are_no_others(observed) -> None:
    observed("GM0088 2019 20.0 definitief 10/50")
    assert trend(current(), INDICATORS[EARLY], Choice("GM0088", "GM0088", 2019, 2019)).extent == (20.0, 20.0)


def test_years_together_lead_the_title_and_the_sentences_and_stand_in_the_table() -> None:
    light = INDICATORS["preterm_or_low_birthweight_per_1000"]
    answer = trend(current(), light, Choice("GM0392", "NL01", 2010, 2023))
    assert answer.title.startswith("Te vroeg of te licht geboren: lager dan in Nederland (2017-2019)")
    together, alone, *_ = answer.sentences
    assert together.startswith("In de jaren 2017-2019") and "groter dan door toeval" in together
    assert alone.startswith("In 2019") and "kan toeval zijn" in alone
    rows = answer.rows().set_index(["region", "period"])
    assert rows.loc[("GM0392", "2017-2019"), ["verdict", "status"]].tolist() == ["lager", "berekend"]
    assert not answer.alone  # no bar in the chart: each year has a point of its own


BESIDE = """
    GM0392 2018 78.0 definitief 780/1000
    GM0392 2019 79.0 definitief 790/1000
    GM0363 2018 60.0 definitief 6000/10000
    GM0344 2016 90.0 definitief 450/500
    NL01   2018 72.0 definitief 72000/100000
    PV27   2018 70.0 definitief 7000/10000
"""


def test_regions_beside_stand_in_the_chart_the_table_and_the_download_and_are_not_judged(observed, tmp_path) -> None:
    observed(BESIDE)
    store.write({"sources": pd.DataFrame(columns=list(TABLES["sources"].names))}, tmp_path)
    early, choice = INDICATORS[EARLY], Choice("GM0392", "NL01", 2018, 2019)
    answer = trend(current(), early, choice, ("PV27", "GM0363", "GM0344", "NL01", "GM0392"))
    assert answer.beside == ("PV27", "GM0363", "GM0344")
    assert year_table(answer).columns == ("Haarlem", "Nederland", "Noord-Holland", "Amsterdam")
    rows = answer.rows().set_index(["region", "period"])
    assert rows["value"].to_dict()["PV27", "2018"] == 70.0
    assert [code for code, _ in rows.index[rows["verdict"] != ""]] == ["GM0392"]
    assert answer.without == "Geen cijfer in deze jaren: Utrecht." and answer.missing == ()
    assert answer.alt == f"{answer.title}. Ook in de grafiek: Noord-Holland, Amsterdam en Utrecht."
    alone = trend(current(), early, choice)
    assert (answer.title, answer.sentences, answer.extent) == (alone.title, alone.sentences, alone.extent)
    assert {figure.region for figure in answer.with_limits} == {"GM0392", "NL01"}


def test_only_regions_with_a_figure_in_the_chosen_years_are_offered_beside(observed) -> None:
    observed(BESIDE)
    early, births = INDICATORS[EARLY], INDICATORS["live_births_count"]
    offered = offered_beside(current(), [early], Choice("GM0392", "NL01", 2018, 2019))
    assert offered == ["PV27", "GM0363"]
    assert offered_beside(current(), [births], Choice("GM0392", "NL01", 2018, 2019)) == []


def test_pooled_years_of_a_region_beside_are_listed_too(observed, tmp_path) -> None:
    observed(POOLED)
    store.write({"sources": pd.DataFrame(columns=list(TABLES["sources"].names))}, tmp_path)
    answer = trend(current(), INDICATORS[EARLY], Choice("NL01", "NL01", 2017, 2019), ("GM0088",))
    assert ("GM0088", "2017-2019") in set(answer.rows()[["region", "period"]].itertuples(index=False, name=None))
