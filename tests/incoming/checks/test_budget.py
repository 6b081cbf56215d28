"""Is a mistake in a budget found, and is a good one let pass?"""

import pytest

from ks_data.incoming.findings import Level
from tests.incoming.checks.samples import (
    ERROR,
    QUESTION,
    budget,
    screens,
    tranches,
)

GOOD = "2022,GM0392,Huisbezoeken,gemeente,80000,,,\n2022,GM0392,Impuls,Rijk,25000,2022-07-01,vanaf juli,"


def test_tranches_payers_and_dates_are_read_as_people_and_excel_write_them() -> None:
    assert tranches("GM0392,Tranche 1,,\nGM0363,1 of 2,,").rows["tranche"].tolist() == ["1", "1-2"]
    lines = budget(GOOD.replace("2022-07-01", "1-7-2022").replace("Rijk", "rijk")).rows
    assert "2022-07-01" in set(lines["from_date"]) and "Rijk" in set(lines["funder"])


def test_a_budget_that_adds_up_passes() -> None:
    outcome = budget(GOOD)
    assert outcome.findings == ()
    assert outcome.rows["amount_eur"].tolist() == [80000, 25000] and outcome.rows["year"].dtype == "int64"
    with_total = budget(f"{GOOD}\n2022,GM0392,Totaal,,105000,,,")
    assert with_total.findings == () and len(with_total.rows) == 2


@pytest.mark.parametrize(
    ("screen", "level", "text"),
    [
        ("onbekend_jaar", ERROR, GOOD.replace("2022,", "22,")),
        ("geen_bedrag", ERROR, GOOD.replace("80000", "veel")),
        ("geen_bedrag", ERROR, GOOD.replace("80000", "1e300")),
        ("onder_nul", ERROR, GOOD.replace("80000", "-80000")),
        ("onder_nul", QUESTION, GOOD.replace("25000", "-25000")),
        ("onbekende_betaler", ERROR, GOOD.replace("Rijk", "iemand")),
        ("lege_post", ERROR, GOOD.replace("Impuls", "")),
        ("onbekende_datum", ERROR, GOOD.replace("2022-07-01", "1 juli")),
        ("onbekende_datum", ERROR, GOOD.replace("2022-07-01", "2022-13-01")),
        ("dubbel", ERROR, GOOD.replace("Impuls,Rijk", "Huisbezoeken,gemeente")),
        ("telt_niet_op", ERROR, f"{GOOD}\n2022,GM0392,Totaal,,100000,,,"),
        ("ander_totaal", QUESTION, GOOD.replace("80000", "90000")),
        ("onbekend_gebied", ERROR, GOOD.replace("GM0392", "Haarlm")),
        ("leeg", ERROR, "2022,GM0392,Totaal,,105000,,,"),
    ],
)
def test_a_budget_with_a_mistake_is_found(screen: str, level: Level, text: str) -> None:
    assert screens(budget(text))[screen].level == level


def test_a_budget_says_which_lines_disappear() -> None:
    published = "2022,GM0392,Huisbezoeken,gemeente,80000\n2022,GM0392,Oud,Rijk,1\n2021,GM0392,Ouder,Rijk,1"
    finding = screens(budget(GOOD, published))["posten_weg"]
    assert "“Oud”" in finding.message and "Ouder" not in finding.message and finding.level == QUESTION
