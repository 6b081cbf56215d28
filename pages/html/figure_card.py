"""A card of the overview: one figure, large, with what to know of it."""

from collections.abc import Iterable

from htpy import Element, Node, details, div, h2, p, summary


def figure_card(title: str, measure: str, figure: str, below: Iterable[Node], definition: str = "") -> Element:
    """Title, measure and figure, the lines below it, and a definition that unfolds; empty texts give nothing."""
    return div(".ks-card")[
        h2[title],
        _line("measure", measure),
        _line("figure", figure),
        below,
        details[summary["Definitie en bron"], definition] if definition else None,
    ]


def sentence(text: str) -> Element | None:
    return _line("sentence", text)


def beside(text: str) -> Element | None:
    """What the figure is compared with."""
    return _line("beside", text)


def absent(text: str) -> Element | None:
    """What stands where a figure is missing or not shown."""
    return _line("none", text)


def _line(style: str, text: str) -> Element | None:
    return p(class_=f"ks-{style}")[text] if text else None
