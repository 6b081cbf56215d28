"""The table of a budget."""

from collections.abc import Iterable

from htpy import Element, span, table, tbody, td, tfoot, th, thead, tr

from ks_data.answers.budgets import BudgetLine


def budget_table(lines: Iterable[BudgetLine], title: str, total: str, colour: str) -> Element:
    """The parts of a budget, each with its share as a bar that starts at zero, and their sum.

    title: of the first column. total: the sum as shown.
    """
    return table(".ks-table.ks-stack")[
        thead[tr[th[title], th(".n")["Bedrag"], th(".n")["Aandeel"]]],
        tbody[[_row(line, colour) for line in lines]],
        tfoot[tr[td["Totaal"], td(".n")[total], td(".n")["100%"]]],
    ]


def _row(line: BudgetLine, colour: str) -> Element:
    bar = span(".ks-bar", style=f"width:{max(line.share, 0):.1f}%;background:{colour}")
    return tr[td[line.name, bar], td(".n")[line.amount], td(".n")[line.percent]]
