"""The product carries every figure of the five documents, exactly, with document and section."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from ks_data import INDICATORS, figures, load

FACTS = Path(__file__).parents[2] / "shared" / "facts" / "seed_facts.csv"

NOTE = """
indicator                            year  Haarlem  Nederland
preterm_or_low_birthweight_per_1000  2017  150.1    160.7
preterm_or_low_birthweight_per_1000  2018  147.5    159.0
preterm_or_low_birthweight_per_1000  2019  147.1    157.5
perinatal_mortality_24w_7d_per_1000  2017  5.0      4.4
perinatal_mortality_24w_7d_per_1000  2018  4.6      4.5
perinatal_mortality_24w_7d_per_1000  2019  4.1      4.5
antenatal_care_before_10w_percent    2017  78.0     71.3
antenatal_care_before_10w_percent    2018  78.4     72.1
antenatal_care_before_10w_percent    2019  78.4     72.6
"""


def test_the_three_tables_of_the_haarlem_note_are_shipped_exactly() -> None:
    for line in NOTE.split("\n")[2:-1]:
        indicator, year, haarlem, country = line.split()
        for region, value in (("GM0392", haarlem), ("NL01", country)):
            found = figures.latest(indicator, region, int(year), int(year))
            assert found is not None and found.value == float(value), (indicator, year, region)


def test_births_of_the_note_are_shipped_and_the_estimate_is_marked() -> None:
    rows = figures.yearly("births_municipal_report_count")
    assert rows[["year", "value", "status"]].values.tolist() == [[2020, 1834, "definitief"], [2022, 1895, "geschat"]]


def test_tranches_add_up_to_all_municipalities() -> None:
    totals = figures.tranche_totals()
    assert totals["value"].tolist() == [96, 49, 122, 75]
    assert totals["value"].sum() == len(figures.tranches()) == 342


def test_nothing_is_said_of_a_tranche_without_evidence() -> None:
    known = load("tranches").set_index("region")["tranche"].to_dict()
    assert known == {
        "GM0303": "1-2", "GM0362": "1-2", "GM0384": "1", "GM0392": "1-2",
        "GM0556": "1-2", "GM0715": "1-2", "GM0794": "1-2", "GM1708": "1-2",
    }  # fmt: skip


def test_definitions_that_must_not_share_a_line_are_separate_indicators() -> None:
    mortality = [id for id in INDICATORS if id.startswith("perinatal_mortality")]
    assert len(mortality) == len({INDICATORS[id].definition for id in mortality}) == 6
    assert all(len(figures.yearly(id)["source"].str.split("-").str[0].unique()) <= 2 for id in mortality)


def seed_facts() -> Iterator[dict[str, str]]:
    if FACTS.exists():
        with FACTS.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter=";")


NAMES = {
    "vroeggeboorte en/of laag geboortegewicht": "preterm_or_low_birthweight_per_1000",
    "perinatale sterfte": "perinatal_mortality_24w_7d_per_1000",
    "start zwangerschapsbegeleiding voor 10 weken": "antenatal_care_before_10w_percent",
    "geboren kinderen": "births_municipal_report_count",
}


@pytest.mark.skipif(not FACTS.exists(), reason="the list of facts is not part of the project")
def test_every_listed_fact_is_shipped_with_its_document_and_section() -> None:
    tables = {
        name: load(name) for name in ("observations", "budget", "totals", "counts", "events", "monitor", "sources")
    }
    sources = tables["sources"].set_index("source")
    monitor = tables["monitor"].set_index("number")

    def candidates(fact: dict[str, str]):
        kind, value, period = fact["kind"], float(fact["value"] or "nan"), fact["period"]
        rows = tables["observations"]
        if kind == "observation":
            at = (rows["indicator"] == NAMES[fact["what"]]) & (rows["region"] == fact["region"])
            return rows[at & (rows["period"] == period) & (rows["value"] == value)]
        if kind == "monitor":
            row = monitor.loc[int(fact["what"].split(".")[0])]
            assert row["symbol"] == fact["note"].split(": ")[1]
            rows = rows[rows["indicator"] == row["indicator"]]
            return rows[(rows["value"] == value) & (rows["period"] == period)] if fact["value"] else rows
        if kind == "budget" and fact["what"] != "Totaal":
            rows = tables["budget"]
            return rows[(rows["item"] == fact["what"]) & (rows["amount_eur"] == value) & (rows["year"] == int(period))]
        if kind in ("budget", "tranche_total"):
            rows = tables["totals"]
            key = "totaal" if kind == "budget" else fact["what"].split()[1]
            return rows[(rows["key"] == key) & (rows["value"] == value) & (rows["period"] == period)]
        if kind in ("count", "context"):
            rows = tables["counts"]
            return rows[(rows["what"] == fact["what"]) & (rows["value"] == value) & (rows["date"] == period)]
        rows = tables["events"]
        return rows[(rows["what"] == fact["what"]) & (rows["date"] == period) & (rows["region"] == fact["region"])]

    facts = list(seed_facts())
    assert len(facts) > 60
    for fact in facts:
        found = candidates(fact)
        assert len(found) >= 1, fact
        said = sources.loc[found["source"]]
        at = (said["document"] + ".txt" == fact["document"]) & (said["section"] == fact["section"])
        assert at.any(), fact
