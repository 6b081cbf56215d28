"""The figures of an indicator as a table of years and regions."""

from htpy import Element, br, div, span, table, tbody, td, th, thead, tr

from ks_data.answers.year_table import YearCell, YearRow, YearTable


def year_table(answer: YearTable) -> Element:
    """A row for each year and for pooled years, a column for each region: the figure above its limits; an asterisk
    marks an open figure. In a narrow card the verdict stands under the figures of its row."""
    columns = [th(".n")[name] for name in answer.columns]
    head = tr[th["Jaar"], columns, th(".ks-verdict")["Oordeel"] if answer.is_judged else None]
    body = [_row(row, answer.is_judged) for row in answer.rows]
    return div(".ks-wide.ks-years", tabindex="0")[table(".ks-table")[thead[head], tbody[body]]]


def _row(row: YearRow, is_judged: bool) -> Element:
    cells = [_cell(cell) if cell else td(".n") for cell in row.cells]
    return tr[td[row.period], cells, td(".ks-verdict")[row.verdict] if is_judged else None]


def _cell(cell: YearCell) -> Element:
    return td(".n")[cell.label, cell.sign, [[br, span(".ks-limits")[words]] for words in cell.below]]
