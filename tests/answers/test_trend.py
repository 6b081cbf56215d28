"""The years of a series and its pooled years, on small tables drawn in the test."""

from pathlib import Path

import pandas as pd

from ks_data import INDICATORS, TABLES, store
from ks_data.answers import Choice, trend
from ks_data.answers.trend import points
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
