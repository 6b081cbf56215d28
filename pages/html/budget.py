"""The table of a budget."""

import pandas as pd
from htpy import Element, span, table, tbody, td, tfoot, th, thead, tr

from ks_data.language import dutch


def budget_table(lines: pd.DataFrame, column: str, title: str, colour: str) -> Element:
    """The amounts by line ("item") or by "funder", each with its share as a bar that starts at zero, and their sum.

    lines: a budget as `figures.budget` gives it (euros, per cents).
    """
    label = lines["item"] + " (" + lines["funder"] + ")" if column == "item" else lines["funder"]  # two may pay an item
    sums = lines.groupby(label, sort=False)[["amount_eur", "share"]].sum()
    rows = [_row(name, amount, share, colour) for name, amount, share in sums.itertuples(name=None)]
    return table(".ks-table.ks-stack")[
        thead[tr[th[title], th(".n")["Bedrag"], th(".n")["Aandeel"]]],
        tbody[rows],
        tfoot[tr[td["Totaal"], td(".n")[dutch.euro(lines["amount_eur"].sum())], td(".n")["100%"]]],
    ]


def _row(label: str, amount: float, share: float, colour: str) -> Element:
    bar = span(".ks-bar", style=f"width:{max(share, 0):.1f}%;background:{colour}")
    return tr[td[label, bar], td(".n")[dutch.euro(amount)], td(".n")[f"{dutch.number(share)}%"]]
