"""Series, comparisons and budgets, on small tables drawn in the test."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data import INDICATORS, TABLES, store
from ks_data.answers import benchmarking, budgets, comparison, denominators, figures, series
from ks_data.incoming import publication

EARLY = "antenatal_care_before_10w_percent"


def table(text: str) -> pd.DataFrame:
    """Observations of one indicator: region, period, value, status, and perhaps numerator/denominator and source."""
    rows = [[*line.split(), "-/-", "bron"] for line in text.strip().splitlines()]
    rows = [row[:6] if "/" in row[4] else [*row[:4], "-/-", "bron"] for row in rows]
    rows = [[*row[:4], *row[4].split("/"), "bron" if "/" in row[5] else row[5]] for row in rows]
    frame = pd.DataFrame(rows, columns=["region", "period", "value", "status", "numerator", "denominator", "source"])
    numbers = ["value", "numerator", "denominator"]
    frame[numbers] = frame[numbers].replace("-", None).astype(float)
    return frame.assign(indicator=EARLY, note="")


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
    points = series.points(EARLY, "GM0392", "NL01", 2017, 2019)
    assert [(point.name, point.year, point.figure and point.figure.value) for point in points] == [
        ("Haarlem", 2017, 78.0),
        ("Haarlem", 2018, None),
        ("Haarlem", 2019, 78.4),
        ("Nederland", 2017, None),
        ("Nederland", 2018, 72.1),
        ("Nederland", 2019, None),
    ]


def test_pooled_years_never_enter_a_yearly_series(observed) -> None:
    observed("""
        GM0392 2017-2019 78.2 definitief
        GM0392 2019      78.4 definitief
    """)
    assert figures.yearly(EARLY)["period"].tolist() == ["2019"]
    assert figures.span() == (2017, 2019)


def test_a_region_without_values_in_the_range_has_no_rows(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        NL01   2020 -    ontbreekt
    """)
    points = series.points(EARLY, "GM0392", "NL01", 2017, 2020)
    assert {point.region for point in points} == {"GM0392"}


def test_the_latest_figure_stands_beside_the_same_year_elsewhere(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        GM0392 2018 78.4 definitief
        NL01   2018 72.1 definitief
        NL01   2019 72.6 definitief
    """)
    found = comparison.latest(EARLY, "GM0392", "NL01", 2017, 2022)
    assert found and (found.own.year, found.own.value) == (2018, 78.4)
    assert found.other and found.other.value == 72.1
    assert found.first and found.first.year == 2017
    assert comparison.statement(found) == (
        "In 2018 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding; in Nederland 72,1%."
    )
    assert comparison.change(found) == "+0,4 procentpunt sinds 2017"


def test_a_comparison_says_when_the_other_has_no_figure_that_year(observed) -> None:
    observed("""
        GM0392 2018 78.4 definitief
        NL01   2017 71.3 definitief
    """)
    found = comparison.latest(EARLY, "GM0392", "NL01", 2017, 2022)
    assert found and found.other is None and found.first is None
    assert comparison.latest(EARLY, "GM0363", "NL01", 2017, 2022) is None
    assert figures.why_empty(figures.INDICATORS[EARLY], "NL01", 2019, 2022) == (
        "Voor Nederland is er geen cijfer in 2019-2022, wel in 2017. Kies links andere jaren."
    )


def test_the_shipped_budget_adds_up_and_gives_the_amount_per_expected_newborn() -> None:
    lines = budgets.budget_lines("GM0392", 2022)
    assert budgets.headline(lines) == "De gemeente betaalt 59% van €\N{NO-BREAK SPACE}135.000"
    assert "tellen op tot het gepubliceerde totaal" in budgets.control(lines, budgets.control_total("GM0392", 2022))
    assert "scheelt €\N{NO-BREAK SPACE}5.000" in budgets.control(lines, 130_000)
    assert budgets.per_newborn(135_000, "GM0392", 2022).startswith(
        "Dat is €\N{NO-BREAK SPACE}71,24 per verwacht kind in Haarlem"
    )
    assert budgets.per_newborn(135_000, "GM0363", 2022) == ""


def test_an_interval_that_rests_on_a_computed_count_is_called_approximate(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    rows = [f"{EARLY},GM0050,2019,70.0,,900", f"{EARLY},NL01,2019,75.0,750,"]
    text = "\n".join(["indicator,region,period,value,numerator,denominator", *rows])
    found = publication.examine("a.csv", text.encode())
    with store.moment(store.Preview("observations", "a.csv", "benaderd", found.checked.rows)):
        seen = comparison.latest(EARLY, "GM0050", "NL01", 2019, 2019)
        assert seen and seen.other
        assert seen.own.assumption == "uitgaande van een teller die uit het cijfer en de noemer is berekend"
        assert seen.other.assumption == "uitgaande van een noemer die uit het cijfer en de teller is berekend"
        assert "benaderd uitgaande van een teller" in "\n".join(comparison.report(seen))


def test_a_region_without_an_interval_has_no_rank(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nGM0363 2019 70.0 definitief\nNL01 2019 72.6 definitief")
    areas = benchmarking.areas(EARLY, "2019", "gemeente", "NL01")
    assert areas["lower"].isna().all() and areas["rank"].isna().all()


def test_no_trend_is_told_over_years_of_which_some_are_hidden(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    head = ["indicator,region,period,value,numerator,denominator"]
    counts = dict(zip(range(2010, 2018), (40, 60, 80, 100, 120, 9, 8, 5), strict=True))
    rows = [f"{EARLY},GM0050,{year},{count / 9:.1f},{count},900" for year, count in counts.items()]
    found = publication.examine("a.csv", "\n".join([*head, *rows]).encode())
    with store.moment(store.Preview("observations", "a.csv", "trend", found.checked.rows)):
        seen = comparison.latest(EARLY, "GM0050", "NL01", 2010, 2017)
        assert seen and seen.own.year == 2014 and seen.trend.reason == "suppressed"
        assert "weinig personen" in comparison.recent_trend(INDICATORS[EARLY], "GM0050", seen.trend)
        assert comparison.latest(EARLY, "GM0050", "NL01", 2010, 2014).trend.direction == "rising"


def test_it_is_said_when_what_stands_beside_has_no_figure_in_that_year(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nNL01 2018 72.6 definitief")
    found = comparison.latest(EARLY, "GM0392", "NL01", 2017, 2019)
    assert found and found.other is None
    assert comparison.statement(found).endswith(" Van Nederland is over 2019 geen cijfer bekend.")
    alone = comparison.latest(EARLY, "GM0392", "GM0392", 2017, 2019)
    assert alone and "geen cijfer" not in comparison.statement(alone)


def test_a_break_is_never_crossed_by_a_difference_or_a_trend(observed, tmp_path: Path) -> None:
    observed("\n".join(f"GM0392 {year} {70 + year % 10}.0 definitief" for year in range(2014, 2020)))
    marked = {"indicator": [EARLY], "region": [""], "year": [2018], "what": ["anders geteld"], "source": ["bron"]}
    births = {"what": ["geboren kinderen per jaar"], "definition": [""], "region": ["GM0392"], "date": [""]}
    births |= {"value": [1900.0], "unit": ["aantal"], "note": [""], "source": ["bron"]}
    store.write({"breaks": pd.DataFrame(marked), "counts": pd.DataFrame(births)}, tmp_path)
    found = comparison.latest(EARLY, "GM0392", "NL01", 2014, 2019)
    assert found and found.change.reason == "break"
    assert comparison.change(found) == "niet te vergelijken met 2014: er is tussendoor anders geteld"
    assert (found.trend.reason, found.trend.points) == ("too_few_years", 2)
    points = series.points(EARLY, "GM0392", "NL01", 2014, 2019)
    assert [point.segment for point in points] == [0, 0, 0, 0, 1, 1]


def test_a_rate_on_a_stated_number_of_births_has_an_approximate_interval() -> None:
    found = comparison.latest(EARLY, "GM0392", "NL01", 2019, 2019)
    assert found
    assert (round(found.own.estimate.lower, 2), round(found.own.estimate.upper, 2)) == (76.49, 80.19)
    assert found.own.estimate.approximate
    assert found.own.assumption == "uitgaande van ongeveer 1.900 geboorten per jaar"
    mortality = figures.latest("perinatal_mortality_24w_7d_per_1000", "GM0392", 2019, 2019)
    assert mortality and (round(mortality.estimate.lower, 2), round(mortality.estimate.upper, 2)) == (1.75, 8.15)


def test_an_estimate_made_beforehand_has_no_interval() -> None:
    births = figures.latest("births_municipal_report_count", "GM0392", 2022, 2022)
    assert births and births.status == "geschat" and births.estimate.reason == "forecast"


def test_counts_of_different_kinds_of_regions_are_never_put_beside_each_other() -> None:
    assert comparison.latest("live_births_count", "GM0392", "NL01", 2010, 2016).other is None
    assert comparison.latest("live_births_count", "GM0392", "GM0344", 2010, 2016).other is not None


def test_small_numbers_are_hidden_before_they_leave_the_package(observed, tmp_path: Path) -> None:
    rows = table("""
        GM0392 2019 90.0 definitief
        GM0363 2019 80.0 definitief
        PV27   2019 80.9 definitief
    """).assign(numerator=[9.0, 80.0, 89.0], denominator=[10.0, 100.0, 110.0])
    observed("GM0392 2019 90.0 definitief")
    store.write({"observations": rows}, tmp_path)
    shown = store.load("observations").set_index("region")
    assert shown.loc["GM0392", ["status", "note"]].tolist() == ["onderdrukt", "onderdrukt (<10)"]
    assert shown.loc["GM0392", ["value", "numerator"]].isna().all()
    assert figures.latest(EARLY, "GM0392", 2019, 2019) is None
    assert figures.why_empty(figures.INDICATORS[EARLY], "GM0392", 2019, 2019) == (
        "Voor Haarlem wordt dit niet getoond: het gaat om weinig personen, of een klein aantal van een ander gebied of "
        "jaar zou eruit te berekenen zijn: onderdrukt (<10)."
    )


def test_all_areas_of_a_kind_are_judged_against_one_benchmark() -> None:
    areas = benchmarking.areas("perinatal_mortality_22w_7d_per_1000", "2014", "provincie", "NL01")
    assert areas["name"].tolist() == ["Fryslân", "Drenthe", "Groningen (provincie)", "Overijssel"]
    assert areas["rank"].tolist() == [1, 2, 3, 4]
    for row in areas.itertuples():
        found = comparison.latest("perinatal_mortality_22w_7d_per_1000", row.code, "NL01", 2014, 2014)
        assert found and str(found.difference.verdict) == row.verdict
    assert benchmarking.periods_compared("perinatal_mortality_22w_7d_per_1000", "provincie") == {"2015": 2, "2014": 4}


POOLED = """
    GM0088 2017-2019 60.0 definitief 30/50
    NL01   2017      70.0 definitief 700/1000
    NL01   2018      75.0 definitief 2250/3000
    NL01   2019      80.0 definitief 1600/2000
"""


def test_pooled_years_stand_beside_the_counts_of_the_same_years_together(observed) -> None:
    observed(POOLED)
    found = comparison.latest(EARLY, "GM0088", "NL01", 2014, 2020)
    assert found and found.other and found.own.period == found.other.period == "2017-2019"
    assert found.other.value == pytest.approx(100 * (700 + 2250 + 1600) / 6000)
    assert found.other.status == figures.CALCULATED and found.difference.verdict == "lager"
    assert comparison.statement(found) == (
        "In de jaren 2017-2019 begon 60,0% van de zwangeren in Schiermonnikoog voor week 10 met begeleiding; "
        "in Nederland 75,8% (berekend uit de losse jaren)."
    )
    assert comparison.of_period(EARLY, "GM0088", "NL01", "2017-2019").difference == found.difference
    areas = benchmarking.areas(EARLY, "2017-2019", "gemeente", "NL01")
    assert areas[["code", "verdict"]].to_numpy().tolist() == [["GM0088", "lager"]]


def test_pooled_years_count_only_when_all_of_them_are_asked_for(observed) -> None:
    observed(POOLED)
    assert comparison.latest(EARLY, "GM0088", "NL01", 2018, 2020) is None
    said = figures.why_empty(INDICATORS[EARLY], "GM0088", 2018, 2020)
    assert "alleen over 2017-2019 samen" in said and "Kies links alle jaren" in said


@pytest.mark.parametrize(
    ("change", "to"),
    [("GM0088", "GM0088"), ("2250/3000", "-/-"), ("1600/2000", "1600/2000 ander"), ("NL01   2018 ", "GM0344 2018 ")],
)
def test_years_are_pooled_only_when_each_has_counts_of_one_source(observed, change: str, to: str) -> None:
    observed(POOLED.replace(change, to))
    found = comparison.latest(EARLY, "GM0088", "NL01", 2017, 2019)
    assert found and (found.other is None) == (change != to)
    assert found.lacking == ("" if change == to else "NL01")


def test_of_figures_that_end_in_the_same_year_a_single_year_is_the_latest(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nGM0392 2017-2019 77.0 definitief\nGM0392 2014-2016 70.0 definitief")
    assert figures.latest(EARLY, "GM0392", 2014, 2019).period == "2019"
    assert figures.latest(EARLY, "GM0392", 2014, 2018).period == "2014-2016"
    assert figures.pooled_with(EARLY, "GM0392") == ["2014-2016", "2017-2019"]
    assert list(benchmarking.periods_compared(EARLY, "gemeente")) == ["2019", "2017-2019", "2014-2016"]


def test_pooled_years_change_since_as_many_years_before_them(observed) -> None:
    observed("""
        GM0392 2013-2016 50.0 definitief 500/1000
        GM0392 2014-2016 60.0 definitief 600/1000
        GM0392 2016-2018 65.0 definitief 650/1000
        GM0392 2017-2019 70.0 definitief 700/1000
    """)
    found = comparison.latest(EARLY, "GM0392", "NL01", 2012, 2019)
    assert found and found.first and found.first.period == "2014-2016"
    assert comparison.change(found) == "+10,0 procentpunt sinds 2014-2016 (meer dan toeval)"


def test_pooled_years_over_a_break_are_shown_and_never_judged(observed, tmp_path: Path) -> None:
    observed(POOLED)
    marked = {"indicator": [EARLY], "region": [""], "year": [2018], "what": ["anders geteld"], "source": ["bron"]}
    store.write({"breaks": pd.DataFrame(marked)}, tmp_path)
    found = comparison.latest(EARLY, "GM0088", "NL01", 2014, 2020)
    assert found and found.other is None and pd.isna(found.own.estimate.lower)
    assert benchmarking.areas(EARLY, "2017-2019", "gemeente", "NL01")["reason"].tolist() == ["break"]


def test_pooled_years_that_are_hidden_are_told_to_be(observed) -> None:
    observed(POOLED.replace("60.0 definitief 30/50", "10.0 definitief 5/50"))
    assert comparison.latest(EARLY, "GM0088", "NL01", 2014, 2020) is None
    assert "weinig personen" in figures.why_empty(INDICATORS[EARLY], "GM0088", 2014, 2020)


def test_the_births_of_pooled_years_are_those_of_each_year_together(observed, tmp_path: Path) -> None:
    observed("GM0392 2017-2019 78.2 definitief")
    both = pd.concat(
        [
            table("GM0392 2017-2019 78.2 definitief"),
            *(
                table(f"GM0392 {year} {births} definitief").assign(indicator=denominators.LIVE_BIRTHS)
                for year, births in ((2017, 1800), (2018, 1900), (2019, 2000))
            ),
        ]
    )
    store.write({"observations": both}, tmp_path)
    found = figures.latest(EARLY, "GM0392", 2017, 2019)
    assert found and found.estimate.denominator == 5700
    assert found.assumption == "uitgaande van 5.700 levend geboren kinderen (CBS)"


def test_a_series_is_saved_with_its_pooled_years(observed, tmp_path: Path) -> None:
    observed(POOLED)
    store.write({"sources": pd.DataFrame(columns=list(TABLES["sources"].names))}, tmp_path)
    asked = (EARLY, "GM0088", "NL01", 2017, 2019)
    saved = series.download_rows(series.points(*asked), series.pooled_years(*asked))
    assert saved[["region", "period", "value", "verdict", "status"]].round(1).to_numpy().tolist() == [
        ["NL01", "2017", 70.0, "", "definitief"],
        ["NL01", "2018", 75.0, "", "definitief"],
        ["NL01", "2019", 80.0, "", "definitief"],
        ["GM0088", "2017-2019", 60.0, "lager", "definitief"],
        ["NL01", "2017-2019", 75.8, "", "berekend"],
    ]


@pytest.mark.parametrize("place", ["NL01", "GM0088"])
def test_pooled_years_of_either_region_over_a_break_are_never_judged(observed, tmp_path: Path, place: str) -> None:
    observed("GM0088 2017-2019 60.0 definitief 30/50\nNL01 2017-2019 75.0 definitief 4500/6000")
    marked = {"indicator": [EARLY], "region": [place], "year": [2018], "what": ["anders geteld"], "source": ["bron"]}
    store.write({"breaks": pd.DataFrame(marked)}, tmp_path)
    found = comparison.latest(EARLY, "GM0088", "NL01", 2017, 2019)
    assert found and found.difference.verdict == "niet te toetsen"
    assert benchmarking.areas(EARLY, "2017-2019", "gemeente", "NL01")["verdict"].tolist() == ["niet te toetsen"]


def test_an_estimate_made_beforehand_is_no_benchmark(observed) -> None:
    observed("GM0088 2019 60.0 definitief 300/500\nNL01 2019 75.0 geschat")
    found = comparison.latest(EARLY, "GM0088", "NL01", 2019, 2019)
    assert found and found.difference.verdict == "niet te toetsen"


def test_pooled_years_that_are_hidden_are_not_made_from_their_years(observed, tmp_path: Path) -> None:
    observed("""
        GM0392 2017-2019 1.0 definitief 5/500
        GM0392 2017      1.0 definitief
        GM0392 2018      1.0 definitief
        GM0392 2019      1.0 definitief
    """)
    births = {"what": ["geboren kinderen per jaar"], "definition": [""], "region": ["GM0392"], "date": [""]}
    births |= {"value": [1900.0], "unit": ["aantal"], "note": [""], "source": ["bron"]}
    store.write({"counts": pd.DataFrame(births)}, tmp_path)
    assert figures.latest(EARLY, "GM0392", 2019, 2019)
    assert figures.figure_of_period(EARLY, "GM0392", "2017-2019") is None
