"""The shipped budget, in figures and in words."""

import pytest

from ks_data import store
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
        "De hele begroting is €\N{NO-BREAK SPACE}71,24 per verwacht kind in Haarlem"
    )
    assert budgets.per_newborn(current(), 135_000, "GM0363", 2022) == ""


def test_a_budget_is_one_answer_with_all_that_the_page_shows() -> None:
    budget = budgets.budget(current(), "GM0392")
    assert (budget.years, budget.year, budget.missing) == ((2022,), 2022, "")
    assert budget.headline == "De gemeente betaalt 59% van €\N{NO-BREAK SPACE}135.000"
    assert [line.percent for line in budget.by_funder] == ["59,3%", "22,2%", "18,5%"]
    assert [sentence.split()[0] for sentence in budget.sentences] == ["De", "De", "De"]
    assert budget.download()["amount_eur"].sum() == 135_000
    lines = budget.download()
    lines["amount_eur"] = 0.0
    assert budget.download()["amount_eur"].sum() == 135_000


def test_a_municipality_without_a_budget_hears_who_has_one() -> None:
    budget = budgets.budget(current(), "GM0344")
    assert budget.missing == "Voor Utrecht is nog geen begroting aangeleverd. Wel voor: Haarlem."
    assert (budget.years, budget.by_item, budget.citations) == ((), (), ())


def test_what_differs_by_less_than_a_cent_adds_up() -> None:
    lines = budgets.budget_lines(current(), "GM0392", 2022).assign(amount_eur=[0.1, 0.1, 0.1])
    assert budgets.control(lines, 0.3).startswith("De regels tellen op tot het gepubliceerde totaal")


@pytest.mark.slow
def test_a_line_that_begins_with_the_year_runs_the_whole_year(own_data) -> None:
    store.write({"budget": current().table("budget").assign(from_date="2022-01-01")}, own_data)
    assert not any("niet het hele jaar" in sentence for sentence in budgets.budget(current(), "GM0392").sentences)
    store.write({"budget": current().table("budget").assign(from_date="2022-07")}, own_data)
    assert any("begint in juli 2022 en" in sentence for sentence in budgets.budget(current(), "GM0392").sentences)


def test_where_nobody_has_a_budget_nobody_is_named(own_data) -> None:
    store.write({"budget": current().table("budget").head(0)}, own_data)
    assert budgets.budget(current(), "GM0392").missing == "Voor Haarlem is nog geen begroting aangeleverd."


def test_a_year_without_a_budget_is_an_error() -> None:
    with pytest.raises(ValueError, match="no budget for 1999"):
        budgets.budget(current(), "GM0392", 1999)
