"""Buttons that copy words; the browser does it (static/app.js). Knows no figure and no reader's choice."""

from collections.abc import Mapping

from htpy import Element, button, div, span


def copy_buttons(texts: Mapping[str, str]) -> Element:
    """A button for each label that copies its text; what happened is said beside it, and aloud."""
    return div(".ks-copy")[
        [button(type="button", data_copy=text)[label] for label, text in texts.items()],
        span(role="status"),
    ]
