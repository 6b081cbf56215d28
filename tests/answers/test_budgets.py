"""The shipped budget, in figures and in words."""

import pytest

from ks_data.answers import budgets
from ks_data.store import current


def test_the_shipped_budget_adds_up_and_gives_the_amount_per_expected_newborn() -> None:
    lines = budgets.budget_lines(current(), "GM0392", 2022)
    assert budgets.headline(lines) == "De gemeente betaalt 59% van €\N{NO-BREAK SPACE}135.000"
    assert "tellen op tot het gepubliceerde totaal" in budgets.control(
        lines, budgets.control_total(current(), "GM0392", 2022)
    )
    assert "scheelt €\N{NO-BREAK SPACE}5.000" in budgets.control(lines, 130_000)
    assert budgets.per_newborn(current(), 135_000, "GM0392", 2022).startswith(
        "Dat is €\N{NO-BREAK SPACE}71,24 per verwacht kind in Haarlem"
    )
    assert budgets.per_newborn(current(), 135_000, "GM0363", 2022) == ""


def test_a_budget_is_one_answer_with_all_that_the_page_shows() -> None:
    budget = budgets.budget(current(), "GM0392")
    assert (budget.years, budget.year, budget.missing) == ((2022,), 2022, "")
    assert budget.headline == "De gemeente betaalt 59% van €\N{NO-BREAK SPACE}135.000"
    assert [line.percent for line in budget.by_funder] == ["59,3%", "22,2%", "18,5%"]
    assert [sentence.split()[0] for sentence in budget.sentences] == ["De", "De", "Dat"]
    assert budget.download()["amount_eur"].sum() == 135_000
    lines = budget.download()
    lines["amount_eur"] = 0.0
    assert budget.download()["amount_eur"].sum() == 135_000


def test_a_municipality_without_a_budget_hears_who_has_one() -> None:
    budget = budgets.budget(current(), "GM0344")
    assert budget.missing == "Voor Utrecht is nog geen begroting aangeleverd. Wel voor: Haarlem."
    assert (budget.years, budget.by_item, budget.citations) == ((), (), ())


def test_a_year_without_a_budget_is_an_error() -> None:
    with pytest.raises(ValueError, match="no budget for 1999"):
        budgets.budget(current(), "GM0392", 1999)
