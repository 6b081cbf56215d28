"""The shipped budget, in figures and in words."""

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
