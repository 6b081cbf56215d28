"""A card of the overview: one figure, large, with its two small pictures and what to know of it."""

from htpy import Element, Fragment, details, div, fragment, h2, h3, p, summary

from ks_data.answers import FigureCard
from ks_data.answers.terms import TERMS, Term
from ks_data.language import dutch
from pages.charts.theme import Colours, appraised
from pages.html import text
from pages.html.small_charts import sparkline_chart, stacked_chart, strip_chart


def figure_card(card: FigureCard, look: Colours) -> Element:
    """Title, figure and verdict, the pictures, a sentence, and the rest folded; what is empty gives nothing."""
    return div(".ks-card")[
        h2[card.title],
        _figure(card),
        _line("none", card.absent),
        _line("older", card.older),
        text.verdict(card.verdict, appraised(card.appraisal, look, look.even)),
        [_line("elsewhere", words) for words in card.elsewhere],
        strip_chart(card.strip, look) if card.strip else None,
        sparkline_chart(card.sparkline, look) if card.sparkline else None,
        stacked_chart(card.shares, look),
        [_line("sentence", sentence) for sentence in card.sentences],
        _folded(card, look) if card.explanation or card.further else div(".ks-foot"),
    ]


def _figure(card: FigureCard) -> Element | None:
    """The figure with what it counts behind it."""
    if not card.figure:
        return None
    return div(".ks-number")[p(".ks-figure")[card.figure], _line("measure", card.measure)]


def _folded(card: FigureCard, look: Colours) -> Element:
    title = "Meer cijfers" if card.further else "Uitleg"
    return details[
        summary(aria_label=f"{title} over {card.title}")[title],
        [p[words] for words in card.explanation],
        [_further(other, look) for other in card.further],
        p[f"{dutch.capital(word.word)}: {word.meaning}"] if (word := _word(card)) else None,
    ]


def _word(card: FigureCard) -> Term | None:
    """The term that the verdict of a card uses, to be explained where the card unfolds."""
    said = card.verdict.replace("geen aantoonbaar", "kan toeval zijn")
    return next((term for term in TERMS if said and term.word in said), TERMS[0] if card.appraisal else None)


def _further(card: FigureCard, look: Colours) -> Fragment:
    """Another figure of the same subject, without pictures."""
    return fragment[
        h3[card.title],
        text.verdict(card.verdict, appraised(card.appraisal, look, look.even)),
        [p[words] for words in card.explanation],
    ]


def _line(style: str, words: str) -> Element | None:
    return p(class_=f"ks-{style}")[words] if words else None
