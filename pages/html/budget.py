"""The table of a budget."""

import pandas as pd
from htpy import Element, span, table, tbody, td, tfoot, th, thead, tr

from ks_data.language import dutch


def budget_table(lines: pd.DataFrame, column: str, title: str, colour: str) -> Element:
    """The amounts by line ("item") or by "funder", each with its share as a bar that starts at zero, and their sum.

    lines: a budget as `figures.budget` gives it (euros, per cents).
    """
    sums = lines.groupby(column, sort=False).agg({"amount_eur": "sum", "share": "sum", "funder": "first"})
    rows = [
        _row(f"{name} ({row.funder})" if column == "item" else str(name), row.amount_eur, row.share, colour)
        for name, row in sums.iterrows()
    ]
    return table(".ks-table.ks-stack")[
        thead[tr[th[title], th(".n")["Bedrag"], th(".n")["Aandeel"]]],
        tbody[rows],
        tfoot[tr[td["Totaal"], td(".n")[dutch.euro(lines["amount_eur"].sum())], td(".n")["100%"]]],
    ]


def _row(label: str, amount: float, share: float, colour: str) -> Element:
    bar = span(".ks-bar", style=f"width:{max(share, 0):.1f}%;background:{colour}")
    return tr[td[label, bar], td(".n")[dutch.euro(amount)], td(".n")[f"{dutch.number(share)}%"]]
