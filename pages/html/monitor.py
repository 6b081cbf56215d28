"""The indicators of the national monitor beneath each other."""

from htpy import Element, Fragment, div, fragment, h3, p, section

from ks_data.answers.monitor import MonitorPhase, MonitorRow
from pages.html.text import source_line


def monitor_rows(phase: MonitorPhase) -> Fragment:
    """Each indicator: amount and year, what it means, and what our own data say of the same thing; then the source."""
    return fragment[div(".ks-rows")[[_row(row) for row in phase.rows]], source_line(phase.source)]


def _row(row: MonitorRow) -> Element:
    return section[
        div[p[row.amount], p[row.year]],
        div[h3[row.title], p[row.definition], p[row.sign], source_line(row.source)],
        div[[p[sentence] for sentence in row.beside], source_line(row.beside_source)] if row.beside else None,
    ]
