"""The product carries every figure of the five documents, exactly, with document and section."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from ks_data import INDICATORS
from ks_data.answers import figures, rollout
from ks_data.language import dutch
from ks_data.store import current
from ks_data.store.shipped import shipped

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
            figure = figures.latest(current(), indicator, region, int(year), int(year))
            assert figure is not None and figure.value == float(value), (indicator, year, region)


def test_births_of_the_note_are_shipped_and_the_estimate_is_marked() -> None:
    rows = figures.yearly(current(), "births_municipal_report_count")
    assert rows[["year", "value", "status"]].values.tolist() == [[2020, 1834, "definitief"], [2022, 1895, "geschat"]]


def test_tranches_add_up_to_all_municipalities() -> None:
    totals = rollout.tranche_totals(current())
    assert totals["value"].tolist() == [96, 49, 122, 75]
    assert totals["value"].sum() == len(rollout.tranches(current())) == 342


def test_nothing_is_said_of_a_tranche_without_evidence() -> None:
    documented = current().table("tranches").set_index("region")["tranche"].to_dict()
    assert documented == {
        "GM0098": "1-2", "GM0303": "1-2", "GM0362": "1-2", "GM0384": "1", "GM0392": "1-2", "GM0479": "1-2",
        "GM0503": "1-2", "GM0518": "1-2", "GM0556": "1-2", "GM0597": "1-2", "GM0715": "1-2", "GM0794": "1-2",
        "GM1708": "1-2",
    }  # fmt: skip


def test_definitions_that_must_not_share_a_line_are_separate_indicators() -> None:
    mortality = [id for id in INDICATORS if id.startswith("perinatal_mortality")]
    assert len(mortality) == len({INDICATORS[id].definition for id in mortality}) == 6
    assert all(len(figures.yearly(current(), id)["source"].str.split("-").str[0].unique()) <= 2 for id in mortality)


def test_the_haarlem_note_was_wrong_on_mortality_in_2017_and_2018() -> None:
    observed = current().table("observations").set_index(["indicator", "region", "period"])["value"]
    mortality = observed["perinatal_mortality_24w_7d_per_1000"]
    assert [bool(mortality["GM0392", year] < mortality["NL01", year]) for year in ("2017", "2018", "2019")] == [
        False,
        False,
        True,
    ]


SHIPPED = """
document                      table         rows  sum
haarlem-bijlage-2022          observations  20    5128.8
haarlem-bijlage-2022          budget        3     135000
haarlem-bijlage-2022          totals        1     135000
haarlem-bijlage-2022          counts        2     1923
haarlem-bijlage-2022          events        6     -
haarlem-nota-2022             counts        1     16
kamerbrief-2022               counts        2     448
kamerbrief-2022               events        2     -
pharos-stimuleringsprogramma  counts        1     275
vws-presentatie-2024          observations  15    425.3
vws-presentatie-2024          monitor       15    -
vws-presentatie-2024          totals        4     342
vws-presentatie-2024          counts        2     284
vws-presentatie-2024          events        2     -
"""


def test_as_much_is_shipped_of_each_document_as_was_found_in_it() -> None:
    """How many rows, and the sum of their numbers, so that none goes missing or changes unseen."""
    document, shipped = current().table("sources").set_index("source")["document"], set()
    for table in ("observations", "budget", "totals", "counts", "events", "monitor"):
        rows = current().table(table)
        rows = rows[rows["source"].map(document) != ""]
        for name, group in rows.groupby(rows["source"].str.partition("/")[0]):
            numbers = group.get("value", group.get("amount_eur"))
            shipped.add((name, table, str(len(group)), "-" if numbers is None else f"{numbers.sum():.10g}"))
    assert shipped == {tuple(line.split()) for line in SHIPPED.split("\n")[2:-1]}


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
        name: current().table(name)
        for name in ("observations", "budget", "totals", "counts", "events", "monitor", "sources")
    }
    sources = tables["sources"].set_index("source")
    monitor = tables["monitor"].set_index("number")

    def candidates(fact: dict[str, str]):
        kind, value, period = fact["kind"], float(fact["value"] or "nan"), fact["period"]
        rows = tables["observations"]
        if kind == "observation":
            rows = rows[(rows["indicator"] == NAMES[fact["what"]]) & (rows["region"] == fact["region"])]
            return rows[(rows["period"] == period) & (rows["value"] == value)]
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
            total = "totaal" if kind == "budget" else fact["what"].split()[1]
            return rows[(rows["key"] == total) & (rows["value"] == value) & (rows["period"] == period)]
        if kind in ("count", "context"):
            rows = tables["counts"]
            return rows[(rows["what"] == fact["what"]) & (rows["value"] == value) & (rows["date"] == period)]
        rows = tables["events"]
        return rows[(rows["what"] == fact["what"]) & (rows["date"] == period) & (rows["region"] == fact["region"])]

    facts = list(seed_facts())
    assert len(facts) > 60
    for fact in facts:
        rows = candidates(fact)
        assert len(rows) >= 1, fact
        cited = sources.loc[rows["source"]]
        same_place = (cited["document"] + ".txt" == fact["document"]) & (cited["section"] == fact["section"])
        assert same_place.any(), fact


# --- every one of them is to be seen ---


def written(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def from_the_documents(name: str, table: Callable[[str], pd.DataFrame] | None = None) -> list[Any]:
    """The rows of a table that come from the five documents; table: gives what is read instead of what readers see."""
    table = table or current().table
    sources = table("sources")
    of_documents = sources.loc[sources["document"] != "", "source"]
    rows = table(name)
    return list(rows[rows["source"].isin(of_documents)].itertuples())


def readable_text(page: Page) -> str:
    """What a reader can read on a page, with everything unfolded; cells of one row on one line."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    return re.sub(r"\s*\t\s*", "\t", page.get_by_test_id("stMain").inner_text())


def date_in_words(date: str) -> str:
    """2022-07-01 -> "1 juli 2022", 2024-04 -> "april 2024", 2020 -> "in 2020"."""
    year, *month_and_day = date.split("-")
    if not month_and_day:
        return f"in {year}"
    month = MONTHS[int(month_and_day[0]) - 1]
    return f"{int(month_and_day[1])} {month} {year}" if len(month_and_day) > 1 else f"{month} {year}"


MONTHS = dutch.MONTHS
NOTED = {row.indicator for row in from_the_documents("observations", shipped)}  # to hide what is small takes seconds
KERN = [indicator for indicator in INDICATORS.values() if indicator.group == "kern" and indicator.id in NOTED]


@pytest.mark.browser
def test_every_figure_of_the_note_stands_in_a_table_under_its_region_and_year(server, visit) -> None:
    tables = [f"weergave_{indicator.id}=Tabel" for indicator in KERN]
    page = visit(server, "ontwikkeling", "&".join([*(f"cijfers={quote(each.name)}" for each in KERN), *tables]))
    expect(page.locator(".ks-table")).to_have_count(len(KERN))
    for number, indicator in enumerate(KERN):
        card = page.locator(".ks-table").nth(number)
        header, *lines = card.locator("tr").evaluate_all(
            "lines => lines.map(line => [...line.querySelectorAll('th, td')].map(cell => cell.innerText))"
        )
        cells = {
            (line[0], place): cell.split("\n")[0].rstrip("*")
            for line in lines
            for place, cell in zip(header, line, strict=True)
        }
        facts = [row for row in from_the_documents("observations") if row.indicator == indicator.id]
        assert facts
        for row in facts:
            place = {"GM0392": "Haarlem", "NL01": "Nederland"}[row.region]
            assert cells[row.period, place] == written(row.value, indicator.decimals), indicator.id


@pytest.mark.browser
def test_every_budget_line_of_the_note_and_its_total_are_to_be_seen(server, visit) -> None:
    text = readable_text(visit(server, "begroting"))
    lines = from_the_documents("budget")
    assert len(lines) == 3
    for row in lines:
        assert re.search(rf"{re.escape(row.item)} \({row.funder}\)\s+€\s{written(row.amount_eur, 0)}\t", text)
    (total,) = (row for row in from_the_documents("totals") if row.kind == "budget")
    assert f"Totaal\t€\N{NO-BREAK SPACE}{written(total.value, 0)}" in text


@pytest.mark.browser
def test_every_published_total_of_a_tranche_is_to_be_seen(server, visit) -> None:
    text = readable_text(visit(server, "tranchekaart"))
    totals = [row for row in from_the_documents("totals") if row.kind == "tranche"]
    assert len(totals) == 4
    for row in totals:
        assert re.search(rf"(?m)^{row.key} \(\d{{4}}\)\t{row.value:.0f}\t", text)


@pytest.mark.browser
def test_every_line_of_the_national_monitor_is_to_be_seen_with_value_year_and_symbol(server, visit) -> None:
    page = visit(server, "monitor")
    lines = page.locator(".ks-monitor details").all_text_contents()
    observed = {row.indicator: row for row in from_the_documents("observations")}
    assert len(lines) == len(from_the_documents("monitor")) == 15
    for row in from_the_documents("monitor"):
        line = next(line for line in lines if line.startswith(f"{row.number}. "))
        assert f"Teken in de bron: {row.symbol}" in line
        fact = observed[row.indicator]
        if fact.status == "ontbreekt":
            assert "geen waarde" in line
            continue
        unit = "%" if INDICATORS[row.indicator].unit == "%" else " per 1.000"
        digits = 0 if float(fact.value).is_integer() else 1
        assert f"{written(fact.value, digits)}{unit}{fact.period}" in line


@pytest.mark.browser
def test_every_event_and_count_of_the_documents_is_to_be_seen_with_its_date(server, visit) -> None:
    pages = ("programma", "groei", "monitor", "bronnen")
    text = "\n".join(readable_text(visit(server, page_name)) for page_name in pages)
    for row in from_the_documents("events"):
        entry = rf"{date_in_words(row.date)} · [^\n]+\s+{re.escape(row.what[:1].upper() + row.what[1:])}"
        assert re.search(entry, text), row
    for row in from_the_documents("counts"):
        number = written(row.value, 0) + ("%" if row.unit == "%" else "")
        about = re.escape(row.what.removeprefix("gemeenten in ").split(" per ")[0].split(" bij ")[0])
        near = rf"{re.escape(number)}[^\n]*{about}|{about}[^\n]*{re.escape(number)}"
        near += rf"|{re.escape(number)}[^\n]*kinderen per jaar geboren|ongeveer {re.escape(number)} kinderen"
        assert re.search(near, text, re.IGNORECASE), row
        assert not row.date or date_in_words(row.date) in text
