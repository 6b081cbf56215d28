"""The tables of a budget, and who pays it as one bar."""

from collections.abc import Iterable

from htpy import Element, div, p, span, table, tbody, td, tfoot, th, thead, tr

from ks_data.answers.budgets import BudgetLine
from pages.charts.theme import Colours
from pages.html.small_charts import stacked_chart, strengths


def budget_table(lines: Iterable[BudgetLine], title: str, total: str, colour: str) -> Element:
    """The parts of a budget, each with its share as a bar that starts at zero, and their sum.

    title: of the first column. total: the sum as shown.
    """
    return table(".ks-table.ks-stack")[
        thead[tr[th[title], th(".n")["Bedrag"], th(".n")["Aandeel"]]],
        tbody[[_row(line, colour) for line in lines]],
        tfoot[tr[td["Totaal"], td(".n")[total], td(".n")["100%"]]],
    ]


def year_table(lines: Iterable[BudgetLine], colour: str) -> Element:
    """The budget of each year, with a bar that starts at zero."""
    rows = [tr[td[line.name, _bar(line, colour)], td(".n")[line.amount]] for line in lines]
    return table(".ks-table.ks-stack")[thead[tr[th["Jaar"], th(".n")["Bedrag"]]], tbody[rows]]


def payers_chart(lines: tuple[BudgetLine, ...], look: Colours) -> Element:
    """Who pays as one bar, the largest part first and darkest, with each part named beneath it."""
    bar = stacked_chart(tuple(line.share for line in lines), look)
    shades = [f"opacity:{strength:.2f};background:{look.own}" for strength in strengths(len(lines))]
    keys = [
        span(".ks-key")[span(".ks-swatch", style=shade), f" {line.name}: {line.amount} ({line.percent})"]
        for shade, line in zip(shades, lines, strict=True)
    ]
    return div(".ks-payers")[bar, p(".ks-keys")[keys] if bar else None]


def _bar(line: BudgetLine, colour: str) -> Element:
    return span(".ks-bar", style=f"width:{max(line.share, 0):.1f}%;background:{colour}")


def _row(line: BudgetLine, colour: str) -> Element:
    return tr[td[line.name, _bar(line, colour)], td(".n")[line.amount], td(".n")[line.percent]]
