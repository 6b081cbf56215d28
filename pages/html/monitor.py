"""The indicators of the national monitor beneath each other."""

from collections.abc import Iterable

from htpy import Element, div, h3, p, section

from ks_data.answers.monitor import Beside, MonitorLine
from ks_data.store import Snapshot
from pages.html.text import source_line


def monitor_rows(data: Snapshot, lines: Iterable[tuple[MonitorLine, list[Beside]]]) -> Element:
    """Each indicator: amount and year, what it means, and what our own data say of the same thing."""
    return div(".ks-rows")[[_row(data, line, beside) for line, beside in lines]]


def _row(data: Snapshot, line: MonitorLine, beside: list[Beside]) -> Element:
    figure = line.figure
    sources = [source for figures in beside for source in figures.sources]
    return section[
        div[p(".ks-amount")[line.amount], p[str(figure.year) if figure else line.missing]],
        div[
            h3[f"{line.number}. {line.indicator.name}"],
            p[line.indicator.definition],
            p[f"Teken in de bron: {line.sign}"],
            source_line(data, [figure.source if figure else line.source]),
        ],
        div(".ks-aside")[[p[figures.text] for figures in beside], source_line(data, sources) if sources else None],
    ]
