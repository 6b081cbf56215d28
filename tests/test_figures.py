"""Series, comparisons and budgets, on small tables drawn in the test."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import TABLES, figures, sentences, store

EARLY = "antenatal_care_before_10w_percent"


def table(text: str) -> pd.DataFrame:
    """Observations of one indicator: region, period, value, status."""
    rows = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["region", "period", "value", "status"])
    frame["value"] = frame["value"].replace("-", None).astype(float)
    return frame.assign(indicator=EARLY, numerator=None, denominator=None, source="bron", note="").astype(
        {"numerator": float, "denominator": float}
    )


@pytest.fixture
def observed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))

    def write(text: str) -> None:
        empty = {name: pd.DataFrame(columns=list(TABLES[name].names)) for name in ("breaks", "counts")}
        store.write({"observations": table(text), **empty}, tmp_path)

    return write


def test_a_year_without_a_value_is_a_row_without_a_value(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        GM0392 2019 78.4 geschat
        NL01   2018 72.1 definitief
    """)
    rows = figures.series(EARLY, "GM0392", "NL01", 2017, 2019)
    assert rows[["name", "year"]].values.tolist() == [
        [n, y] for n in ("Haarlem", "Nederland") for y in (2017, 2018, 2019)
    ]
    assert rows["value"].isna().tolist() == [False, True, False, True, False, True]


def test_pooled_years_never_enter_a_yearly_series(observed) -> None:
    observed("""
        GM0392 2017-2019 78.2 definitief
        GM0392 2019      78.4 definitief
    """)
    assert figures.yearly(EARLY)["period"].tolist() == ["2019"]
    assert figures.span() == (2019, 2019)


def test_a_region_without_values_in_the_range_has_no_rows(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        NL01   2020 -    ontbreekt
    """)
    rows = figures.series(EARLY, "GM0392", "NL01", 2017, 2020)
    assert set(rows["region"]) == {"GM0392"}


def test_the_latest_figure_stands_beside_the_same_year_elsewhere(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        GM0392 2018 78.4 definitief
        NL01   2018 72.1 definitief
        NL01   2019 72.6 definitief
    """)
    found = figures.compare(EARLY, "GM0392", "NL01", 2017, 2022)
    assert found and (found.own.year, found.own.value) == (2018, 78.4)
    assert found.other and found.other.value == 72.1
    assert found.first and found.first.year == 2017
    assert sentences.comparison(found) == (
        "In 2018 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding; in Nederland 72,1%."
    )
    assert sentences.change(found) == "+0,4 procentpunt sinds 2017"


def test_a_comparison_says_when_the_other_has_no_figure_that_year(observed) -> None:
    observed("""
        GM0392 2018 78.4 definitief
        NL01   2017 71.3 definitief
    """)
    found = figures.compare(EARLY, "GM0392", "NL01", 2017, 2022)
    assert found and found.other is None and found.first is None
    assert figures.compare(EARLY, "GM0363", "NL01", 2017, 2022) is None
    assert sentences.why_empty(figures.INDICATORS[EARLY], "NL01", 2019, 2022) == (
        "Voor Nederland is er geen cijfer in 2019-2022, wel in 2017. Kies links andere jaren."
    )


def test_the_shipped_budget_adds_up_and_gives_the_amount_per_expected_newborn() -> None:
    lines = figures.budget("GM0392", 2022)
    assert sentences.budget_finding(lines) == "De gemeente betaalt 59% van € 135.000"
    assert "tellen op tot het gepubliceerde totaal" in sentences.budget_control(
        lines, figures.budget_total("GM0392", 2022)
    )
    assert "scheelt € 5.000" in sentences.budget_control(lines, 130_000)
    assert sentences.per_newborn(135_000, "GM0392", 2022).startswith("Dat is € 71,24 per verwacht kind in Haarlem")
    assert sentences.per_newborn(135_000, "GM0363", 2022) == ""
