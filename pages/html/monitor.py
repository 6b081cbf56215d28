"""The indicators of the national monitor as one picture, each unfolding into what it means."""

from htpy import Element, details, div, i, meter, p, small, span, strong, summary

from ks_data.answers.monitor import MonitorPhase, MonitorRow
from pages.html.text import source_line


def monitor_rows(phase: MonitorPhase) -> Element:
    """Each indicator as a bar from 0 to 100 % with its amount, year and 95 % limits where they are known.

    Unfolded: what it means, its sign in the source, and what our own data say of the same thing.
    """
    return div(".ks-monitor")[[_row(row) for row in phase.rows]]


def _row(row: MonitorRow) -> Element:
    bar = meter(max="100", value=f"{row.share:g}", aria_hidden="true") if row.share is not None else i
    own = small["met eigen gegevens"] if row.beside else None
    return details[
        summary[
            span[row.title, own],
            bar,
            strong[row.amount],
            span[row.year if row.year.isdigit() else "", small[row.limits] if row.limits else None],
        ],
        div[
            None if row.year.isdigit() else p[row.year],
            p[row.definition],
            p[row.sign],
            source_line(row.source),
            [p[sentence] for sentence in row.beside],
            source_line(row.beside_source),
        ],
    ]
