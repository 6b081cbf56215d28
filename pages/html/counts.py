"""The ways of counting how far the programme has spread, as a table."""

import pandas as pd
from htpy import Element, br, span, table, tbody, td, th, tr

from ks_data.answers.citations import short_sources
from ks_data.language import dutch
from ks_data.store import Snapshot


def counts_table(data: Snapshot, rows: pd.DataFrame) -> Element:
    """Every way of counting with its definition, and a line for each count: date, remark, source and value.

    rows: of `programme.spread`.
    """
    return table(".ks-table.ks-counts")[
        [_way_of_counting(data, group) for _, group in rows.groupby(["unit", "what"], sort=False)]
    ]


def _way_of_counting(data: Snapshot, rows: pd.DataFrame) -> Element:
    title, definition = rows["what"].iloc[0], " ".join(rows["definition"].drop_duplicates())
    columns = rows[["date", "value", "unit", "note", "source"]]
    return tbody[
        tr[th(colspan="2", scope="rowgroup")[_opened(title), br, span(".ks-small")[definition]]],
        [_count(data, *row) for row in columns.itertuples(index=False)],
    ]


def _count(data: Snapshot, date: str, count: float, unit: str, note: str, source: str) -> Element:
    remark = f"{_opened(note)}. " if note else ""
    return tr[
        td[dutch.date(date), br, span(".ks-small")[f"{remark}Bron: {short_sources(data, [source])}"]],
        td(".n")[dutch.number(count, 0) + ("%" if unit == "%" else "")],
    ]


def _opened(words: str) -> str:
    """With a capital; the rest stays as it is."""
    return words[:1].upper() + words[1:]
