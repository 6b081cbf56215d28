"""Buttons that copy words and tables; the browser does it (static/app.js). Knows no figure and no reader's choice."""

from collections.abc import Mapping

from htpy import Element, button, div, span


def copy_buttons(texts: Mapping[str, str], table: str = "") -> Element:
    """A button for each label that copies its text, and one for a table; what happened is said beside it, and aloud.

    table: its lines with tabs between cells; "" where there is none.
    """
    return div(".ks-copy")[
        [button(type="button", data_copy=text)[label] for label, text in texts.items()],
        button(type="button", data_copy=table, data_copy_table=True)["Kopieer tabel"] if table else None,
        span(role="status"),
    ]
