"""A card of the overview: one figure, large, with what to know of it."""

from htpy import Element, details, div, h2, p, summary

from ks_data.answers import FigureCard


def figure_card(card: FigureCard, verdict: Element | None) -> Element:
    """Title, measure and figure, the lines below it, and a definition that unfolds; empty texts give nothing."""
    return div(".ks-card")[
        h2[card.title],
        _line("measure", card.measure),
        _line("figure", card.figure),
        _line("none", card.absent),
        verdict,
        _line("beside", card.caption),
        [_line("sentence", sentence) for sentence in card.sentences],
        details[summary["Definitie en bron"], card.definition] if card.definition else None,
    ]


def _line(style: str, text: str) -> Element | None:
    return p(class_=f"ks-{style}")[text] if text else None
