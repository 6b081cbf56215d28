"""The fictitious data set: the same at every run, consistent like real figures, and never to be taken for them."""

import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from ks_data import INDICATORS, DataError, statistics
from ks_data.answers import comparisons, figures
from ks_data.answers.areas import areas_table
from ks_data.catalogue import regions
from ks_data.catalogue.tables import TABLES
from ks_data.statistics import SCALE
from ks_data.store import current
from ks_data.workshop import demo
from ks_data.workshop.build import build as build_typed_in

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "data"
KEY = ["indicator", "region", "period"]
YEARS = [str(year) for year in range(2014, 2024)]
TINY = ["GM0060", "GM0088", "GM0093", "GM0096", "GM0277"]
TRANCHE_TOTALS = {"1": 96, "2": 49, "3": 122, "4": 75}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo") / "data"
    demo.build(made)
    return made


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, pd.DataFrame]:
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}


@pytest.fixture(scope="module")
def rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return tables["observations"]


@pytest.fixture(scope="module")
def yearly(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows["period"].str.contains("-")]


@pytest.fixture(scope="module")
def towns() -> pd.DataFrame:
    return regions.municipalities().set_index("code")


def contents(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def of_country(yearly: pd.DataFrame, indicator: str) -> pd.Series:
    found = yearly[(yearly["indicator"] == indicator) & (yearly["region"] == "NL01")]
    return found.set_index("period")["value"]


# --- never to be taken for real ---


def test_a_second_run_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    demo.build(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(folder)


def test_the_folder_holds_every_table_and_the_empty_marker_and_nothing_else(folder: Path) -> None:
    assert sorted(contents(folder)) == sorted(["FICTIEF", *(f"{name}.parquet" for name in TABLES)])
    assert (folder / demo.MARKER).read_bytes() == b""


def test_every_row_cites_a_source_that_says_that_it_is_fictitious(tables: dict[str, pd.DataFrame]) -> None:
    listed = tables["sources"].set_index("source")
    assert (listed["publisher"] == "FICTIEF").all()
    assert listed[["title", "citation"]].map(lambda text: text.startswith("FICTIEF:")).all(axis=None)
    assert (listed[["url", "document"]] == "").all(axis=None)
    assert not set(listed.index) & set(pd.read_parquet(SHIPPED / "sources.parquet")["source"])
    for name in TABLES:
        assert set(tables[name]["source"]) <= set(listed.index), name


def test_texts_that_pages_show_without_their_source_say_it_too(tables: dict[str, pd.DataFrame]) -> None:
    shown = [tables["events"]["what"], tables["breaks"]["what"], tables["programme"]["name"]]
    assert pd.concat(shown).str.startswith("FICTIEF:").all()


def test_the_figures_are_not_the_shipped_ones(rows: pd.DataFrame) -> None:
    real = pd.read_parquet(SHIPPED / "observations.parquet").dropna(subset="value")
    both = real.merge(rows, on=KEY, suffixes=("", "_demo"))
    alike = both[both["value"] == both["value_demo"]]
    assert len(both) > 50
    assert len(alike) < 0.1 * len(both)  # chance only
    assert (alike["region"] == regions.HOME).sum() < 0.25 * (both["region"] == regions.HOME).sum()


def test_the_real_data_are_left_as_they_are(tmp_path: Path) -> None:
    before = contents(SHIPPED)
    demo.build(tmp_path)
    assert contents(SHIPPED) == before


@pytest.mark.parametrize("kept", ["budget.parquet", "sources"])
def test_a_folder_with_other_data_is_refused_and_left_as_it_is(tmp_path: Path, kept: str) -> None:
    copy = shutil.copytree if (SHIPPED / kept).is_dir() else shutil.copy
    copy(SHIPPED / kept, tmp_path / kept)
    with pytest.raises(DataError, match="zonder het bestand FICTIEF"):
        demo.build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [kept]


def test_an_earlier_demonstration_set_is_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / demo.MARKER).touch()
    (tmp_path / "budget.parquet").write_bytes(b"half")
    demo.build(tmp_path)
    assert contents(tmp_path) == contents(folder)


def test_the_rows_pass_every_check_of_typed_in_data_and_come_out_the_same(
    folder: Path, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    (tmp_path / "sources").mkdir()
    for name, table in TABLES.items():
        tables[name].to_csv(tmp_path / "sources" / table.files.replace("*", "demo"), index=False)
    build_typed_in(tmp_path)
    made = {name: hash for name, hash in contents(folder).items() if name != demo.MARKER}
    assert contents(tmp_path) == made


# --- figures that agree with each other ---


def test_there_is_a_row_for_every_place_and_year_of_every_indicator_that_places_have(
    rows: pd.DataFrame, yearly: pd.DataFrame
) -> None:
    assert list(yearly["indicator"].unique()) == sorted(INDICATORS)
    assert 80_000 <= len(rows) <= 110_000
    for id, found in yearly.groupby("indicator"):
        levels = found.groupby(found["region"].map(regions.level)).size().to_dict()
        if id == "births_municipal_report_count":
            assert levels == {"gemeente": 342 * 4}
        elif id in demo.ORGANISED:
            assert levels == {"land": 10}
        else:
            assert levels == {"gemeente": 3420, "provincie": 120, "land": 10}, id


def test_a_value_follows_from_its_counts_rounded_half_up_as_published(rows: pd.DataFrame) -> None:
    rated = rows[rows["numerator"].notna()]
    scale = rated["indicator"].map({id: SCALE[indicator.unit] for id, indicator in INDICATORS.items()})
    tens = rated["indicator"].map({id: 10.0**indicator.decimals for id, indicator in INDICATORS.items()})
    exact = rated["numerator"] * scale / rated["denominator"]
    off = (rated["value"] - exact) * tens
    assert off.between(-0.5 + 1e-6, 0.5 + 1e-6).all()
    assert np.allclose(rated["value"] * tens, (rated["value"] * tens).round())
    assert (rated["numerator"] <= rated["denominator"]).all()
    counts = rows[rows["numerator"].isna() & rows["value"].notna()]
    assert counts["indicator"].str.endswith("_count").all()
    assert (counts["value"] == counts["value"].round()).all()


def test_municipalities_add_up_to_their_province_and_to_the_country(yearly: pd.DataFrame, towns: pd.DataFrame) -> None:
    ids = set(yearly["indicator"]) - set(demo.ORGANISED) - {demo.REPORTED}
    found = yearly[yearly["indicator"].isin(ids)]
    found = found.assign(numerator=found["numerator"].fillna(found["value"]))
    local = found[found["region"].isin(towns.index)]
    for above in (local["region"].map(towns["province"]), pd.Series("NL01", local.index)):
        place = [local["indicator"], above.rename("region"), local["period"]]
        sums = local[["numerator", "denominator"]].groupby(place).sum()
        undelivered = (local["status"] == "ontbreekt") & (local["region"] != demo.MERGED)
        complete = ~undelivered.groupby(place).any()
        total = found.set_index(KEY)[["numerator", "denominator"]].fillna(0).reindex(sums.index)
        assert (sums <= total).all(axis=None)
        assert (sums[complete] == total[complete]).all(axis=None)
        assert (sums[~complete] < total[~complete]).all(axis=None)
        assert complete.mean() > 0.8


def test_births_are_the_same_wherever_they_are_the_denominator(yearly: pd.DataFrame) -> None:
    births = yearly[yearly["indicator"].map(lambda id: INDICATORS[id].births) & yearly["value"].notna()]
    assert (births.groupby(["region", "period"])["denominator"].nunique() == 1).all()
    births = births.groupby(["region", "period"])["denominator"].first()
    for id, most in (("live_births_count", 0.02), (demo.REPORTED, 0.05)):
        near = yearly[(yearly["indicator"] == id) & yearly["value"].notna()].set_index(["region", "period"])["value"]
        away = (near / births.reindex(near.index) - 1).abs()
        assert (away[births.reindex(near.index) > 300] < most).all(), id
    live = yearly[yearly["indicator"] == "live_births_count"].set_index(["region", "period"])["value"]
    dead = yearly[yearly["indicator"] == "stillbirths_24w_count"].set_index(["region", "period"])["value"]
    assert ((live + dead).dropna() <= births.reindex((live + dead).dropna().index)).all()


def test_deaths_by_a_wider_definition_are_never_fewer(yearly: pd.DataFrame) -> None:
    deaths = yearly[yearly["indicator"].str.startswith("perinatal")].pivot(
        index=["region", "period"], columns="indicator", values="numerator"
    )
    deaths = deaths.dropna().rename(columns=lambda id: id.removeprefix("perinatal_mortality_").split("_per_")[0])
    for narrow, wide in (
        ("24w_7d", "24w_7d_perined"),
        ("24w_7d_perined", "22w_7d_perined"),
        ("22w_7d", "22w_7d_perined"),
        ("22w_7d_perined", "22w_28d"),
        ("24w_7d_perined", "24w_28d"),
        ("24w_28d", "22w_28d"),
    ):
        assert (deaths[narrow] <= deaths[wide]).all(), (narrow, wide)


def test_places_are_as_small_and_as_large_as_real_ones(yearly: pd.DataFrame, towns: pd.DataFrame) -> None:
    births = yearly[yearly["indicator"] == demo.MORTALITY].groupby("region")["denominator"].mean()
    local = births[births.index.isin(towns.index)]
    assert set(local.nsmallest(5).index) == set(TINY)
    assert 6 <= local.min() <= 10
    assert 10_500 <= local.max() <= 11_500
    assert 1850 <= local[regions.HOME] <= 1950
    assert 150_000 <= births["NL01"] <= 190_000
    assert abs(np.log(local).skew()) < 0.7  # about lognormal


def test_most_places_differ_by_chance_only_and_a_few_really(yearly: pd.DataFrame, towns: pd.DataFrame) -> None:
    seen = []
    for id in demo.SHARES:
        found = yearly[(yearly["indicator"] == id) & (yearly["period"] == "2022")].set_index("region")
        share = found.loc["NL01", "numerator"] / found.loc["NL01", "denominator"]
        found = found[found.index.isin(towns.index) & (found["denominator"] * share > 10)]
        expected = found["denominator"] * share
        seen.append(((found["numerator"] - expected) / np.sqrt(expected * (1 - share))).dropna())
    z = pd.concat(seen).abs()
    assert len(z) > 3000
    assert 0.64 < z.median() < 0.74  # 0.674 when all is chance
    assert 0.05 < (z > 1.96).mean() < 0.11
    assert 0.01 < (z > 3.09).mean() < 0.05  # 0.002 when all is chance


def test_some_indicators_have_a_trend_and_others_none(yearly: pd.DataFrame) -> None:
    smoking = of_country(yearly, "smoking_during_pregnancy_percent")
    assert (smoking.diff().dropna() < 0).all()
    for id in ("overweight_age_2_percent", "children_born_in_vulnerable_family_percent"):
        steady = of_country(yearly, id)
        assert steady.max() - steady.min() < 0.5, id


# --- the special cases ---


def test_the_marked_break_is_a_step_everywhere(tables: dict[str, pd.DataFrame], yearly: pd.DataFrame) -> None:
    (marked,) = tables["breaks"].itertuples()
    assert (marked.indicator, marked.region, marked.year) == ("antenatal_care_before_10w_percent", "", 2019)
    steps = yearly[yearly["indicator"] == marked.indicator].pivot(index="region", columns="period", values="value")
    steps = steps[~steps.index.str.startswith("GM")].diff(axis=1)
    assert (steps["2019"] > 4).all()
    assert steps.loc["NL01"].drop(["2014", "2019"]).abs().max() < 1
    local = yearly[(yearly["indicator"] == marked.indicator) & yearly["region"].str.startswith("GM")]
    after = local.groupby(["region", local["period"] >= "2019"])["value"].mean().unstack().dropna()
    large = local.groupby("region")["denominator"].mean().reindex(after.index) > 200
    assert (after[True] > after[False])[large].all()


def test_the_merged_municipality_exists_from_2023_and_before_it_says_why_not(
    rows: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    merged = rows[rows["region"] == "GM1992"]
    before, after = merged[merged["period"] < "2023"], merged[merged["period"] == "2023"]
    assert (before["status"] == "ontbreekt").all()
    assert before["note"].str.contains("bestond nog niet").all()
    assert len(after) == len(merged["indicator"].unique())
    assert after["value"].notna().all()
    assert set(tables["budget"].query("region == 'GM1992'")["year"]) == {2023}


def test_small_places_have_counts_of_1_to_9_and_zeros(yearly: pd.DataFrame) -> None:
    persons = yearly["numerator"].fillna(yearly["value"])[yearly["region"].isin(TINY)]
    assert persons.between(1, 9).sum() > 300
    assert (persons == 0).sum() > 100
    assert (yearly["status"] != "onderdrukt").all()


def test_what_is_counted_nationally_only_has_no_small_numbers(yearly: pd.DataFrame) -> None:
    found = yearly[yearly["indicator"].isin(demo.ORGANISED)].dropna(subset="value")
    assert (found["numerator"] >= 10).all()
    assert (found["denominator"] - found["numerator"] >= 10).all()


def test_a_few_municipalities_miss_two_years_and_a_few_a_whole_series(rows: pd.DataFrame) -> None:
    found = rows[(rows["region"] != demo.MERGED) & rows["region"].str.startswith("GM")]
    assert found.loc[found["value"].isna(), "status"].eq("ontbreekt").all()
    assert found.loc[found["value"].isna(), "note"].str.endswith(".").all()
    missing = found[found["value"].isna()].groupby(["indicator", "region"]).size().reset_index(name="years")
    assert (missing.groupby(["indicator", "years"]).size().to_dict()) == {
        ("antenatal_care_before_10w_percent", 10): 4,
        ("preterm_or_low_birthweight_per_1000", 2): 6,
        ("smoking_during_pregnancy_percent", 2): 6,
        ("speech_language_delay_age_2_percent", 10): 4,
    }


def test_a_missing_value_has_no_counts_and_other_rows_no_reason_to_miss_one(rows: pd.DataFrame) -> None:
    missing = rows["status"] == "ontbreekt"
    assert rows.loc[missing, ["value", "numerator", "denominator"]].isna().all(axis=None)
    assert rows.loc[~missing, "value"].notna().all()
    assert (rows["note"].ne("") == missing).all()


def test_the_figures_of_the_last_year_are_provisional(rows: pd.DataFrame) -> None:
    last = rows["period"].str.endswith("2023") & rows["value"].notna()
    reported = rows["indicator"] == demo.REPORTED
    assert set(rows.loc[last & ~reported, "status"]) == {"voorlopig"}
    assert set(rows.loc[last & reported, "status"]) == {"geschat"}
    assert set(rows.loc[~last, "status"]) == {"definitief", "ontbreekt"}


def test_the_smallest_places_have_a_row_of_pooled_years_that_is_the_sum_of_them(rows: pd.DataFrame) -> None:
    pooled = rows[rows["period"].str.contains("-")]
    assert set(pooled["period"]) == {"2021-2023"}
    assert set(TINY) < set(pooled["region"])
    assert pooled["region"].nunique() == 40
    years = rows[rows["period"].isin(["2021", "2022", "2023"])].groupby(["indicator", "region"])
    sums = years[["numerator", "denominator"]].sum(min_count=3)
    found = pooled.set_index(["indicator", "region"])[["numerator", "denominator"]]
    assert (sums.reindex(found.index) == found).all(axis=None)


def test_a_series_of_the_programme_starts_with_the_programme(yearly: pd.DataFrame) -> None:
    found = yearly[yearly["indicator"].isin(demo.ORGANISED)]
    assert (found["value"].isna() == (found["period"] < "2018")).all()


# --- money and roll-out ---


def test_the_tranches_are_complete_and_add_up_to_the_published_totals(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["tranches"]["tranche"].value_counts().to_dict() == TRANCHE_TOTALS
    assert set(tables["tranches"]["region"]) == set(regions.municipalities()["code"])
    assert (tables["tranches"]["evidence"] == "stated").all()
    totals = tables["totals"].query("kind == 'tranche'").set_index("key")["value"]
    assert totals.to_dict() == TRANCHE_TOTALS
    published = pd.read_parquet(SHIPPED / "totals.parquet").query("kind == 'tranche'").set_index("key")["value"]
    assert published.to_dict() == TRANCHE_TOTALS


def test_every_budget_has_a_line_of_each_funder_and_its_control_total(tables: dict[str, pd.DataFrame]) -> None:
    budget = tables["budget"]
    assert len(budget) == (341 * 4 + 1) * 3
    assert set(budget["year"]) == {2020, 2021, 2022, 2023}
    assert (budget["amount_eur"] > 0).all()
    lines = budget.groupby(["region", "year"])
    assert (lines["funder"].nunique() == 3).all()
    totals = tables["totals"].query("kind == 'budget'")
    totals = totals.assign(year=totals["period"].astype(int)).set_index(["region", "year"])["value"]
    assert totals.sort_index().to_dict() == lines["amount_eur"].sum().to_dict()


def test_larger_places_have_more_money(tables: dict[str, pd.DataFrame], yearly: pd.DataFrame) -> None:
    births = yearly[(yearly["indicator"] == demo.MORTALITY) & (yearly["period"] == "2023")].set_index("region")
    money = tables["budget"].query("year == 2023").groupby("region")["amount_eur"].sum()
    assert money.rank().corr(births["denominator"].reindex(money.index).rank()) > 0.9


def test_the_monitor_numbers_all_its_indicators(tables: dict[str, pd.DataFrame]) -> None:
    listed = [id for id, indicator in INDICATORS.items() if indicator.group == "monitor"]
    monitor = tables["monitor"]
    assert monitor["number"].tolist() == list(range(1, len(listed) + 1))
    assert monitor["indicator"].tolist() == listed
    assert set(monitor["symbol"]) == {"↑", "↓", "×"}


def test_the_programme_is_there_in_small(tables: dict[str, pd.DataFrame], yearly: pd.DataFrame) -> None:
    for name in ("counts", "events", "programme"):
        assert 3 <= len(tables[name]) <= 30, name
    counted = tables["counts"].query("what == 'gemeenten in lokale coalities' and date == '2022-12-31'")["value"]
    seen = yearly[(yearly["indicator"] == "municipalities_with_coalition_percent") & (yearly["period"] == "2022")]
    assert counted.tolist() == seen["numerator"].tolist()


# --- one verdict on every page ---


@pytest.mark.parametrize("town", ["Haarlem", "Utrecht", "Staphorst", "Heerlen", "Zwolle"])
def test_every_page_gives_the_verdict_of_the_one_function(
    town: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KS_DATA_DIR", str(folder))
    code = next(code for code, name in regions.names().items() if name == town)
    link = {"gemeente": town, "jaren": ["2022", "2022"]}
    overview = said(link, "overzicht")
    for indicator in (one for one in INDICATORS.values() if one.group == "kern" and one.kind != "count"):
        own, country = (figures.latest(current(), indicator.id, region, 2022, 2022) for region in (code, "NL01"))
        if own is None:
            continue
        assert country
        word = str(statistics.verdict(own.estimate, country.estimate))
        told = comparisons.latest(current(), indicator.id, code, "NL01", 2022, 2022)
        assert told and told.difference.verdict == word
        (title,) = re.findall(rf"{indicator.name}: ([^\d].*)", said(link, "ontwikkeling", cijfers=indicator.name))
        assert title.startswith(word)
        (card,) = re.findall(rf"<h[23][^>]*>{indicator.name}</h[23]>.*?ks-verdict[^>]*>(.*?)</p>", overview)
        assert re.search(rf"(?<!\w){word}", card)
        areas = areas_table(current(), indicator.id, "2022", "gemeente", "NL01").set_index("code")
        assert areas.loc[code, "verdict"] == word
        assert areas.loc[code, "five"].removeprefix("vrijwel zeker ") == word
        table = opened(
            {**link, "cijfer": indicator.name, "jaar": "2022", "gebieden": "Gemeenten"}, "vergelijken", "Tabel"
        )
        shown = table.dataframe[0].value.set_index("Gebied")
        assert shown.loc[town, "Oordeel"] == areas.loc[code, "five"]


def opened(link: dict[str, Any], page: str, view: str = "") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(link)
    if view:
        app.session_state["weergave_gemeente"] = view
    return app.switch_page(f"pages/{page}.py").run()


def said(link: dict[str, Any], page: str, **more: str) -> str:
    app = opened({**link, **more}, page)
    assert not app.exception
    seen = [one.proto.body for one in app.main.get("html") if "ks-chart-name" not in one.proto.body]
    return "\n".join([*(one.value for one in app.main.header), *seen])


def test_an_indicator_that_was_just_declared_is_in_the_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rate = replace(INDICATORS["antenatal_care_before_10w_percent"], id="breastfeeding_percent", name="Borstvoeding")
    count = replace(INDICATORS["live_births_count"], id="twins_count", name="Tweelingen")
    for indicator in (rate, count):
        monkeypatch.setitem(INDICATORS, indicator.id, indicator)
    demo.build(tmp_path)
    rows = pd.read_parquet(tmp_path / "observations.parquet").set_index("indicator")
    assert rows.loc[rate.id, "denominator"].notna().any() and rows.loc[count.id, "value"].gt(0).any()
