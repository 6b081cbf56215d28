"""Claims of documents with their verdict, and sources with what comes from them."""

from htpy import (
    Element,
    Fragment,
    a,
    article,
    details,
    div,
    fragment,
    h3,
    li,
    p,
    strong,
    summary,
    table,
    tbody,
    td,
    th,
    thead,
    tr,
    ul,
)

from ks_data.answers import citations, claims, sources
from ks_data.answers.claims import Check, Outcome
from ks_data.language import dutch
from ks_data.store import Snapshot
from pages.charts.theme import Colours
from pages.html import text

FOLD_ABOVE = 8
"""A list of more uses of a source than this unfolds."""


def claim_card(data: Snapshot, check: Check, look: Colours) -> Element:
    """A claim with its verdict and document; beside it the figures, why the verdict is so, and their sources."""
    colour = {Outcome.HOLDS: look.good, Outcome.FAILS: look.bad, Outcome.PARTLY: look.bad}.get(check.verdict, look.even)
    cited = [p[citations.citation(data, source)] for source in check.sources]
    return article(".ks-claim", id=check.claim.id)[
        div[
            h3[check.claim.says],
            text.verdict(check.words, colour),
            text.quiet(citations.citation(data, check.claim.source)),
        ],
        div[
            [p[sentence] for sentence in (check.figures, check.explanation) if sentence],
            details[summary["Bronnen"], cited] if cited else None,
        ],
    ]


def repeated_claims(data: Snapshot, sentence: str) -> list[Element]:
    """What the figures say of a claim that a text repeats, in words, with a link to its place among the claims."""
    return [
        p(".ks-judged")[
            f"Bewering “{check.claim.says}”: ",
            strong[check.words],
            ". ",
            a(href=f"bronnen#{check.claim.id}", target="_self")["Lees waarom"],
        ]
        for check in claims.repeated(data, sentence)
    ]


def source_card(document: sources.Document, look: Colours) -> Element:
    """A document: how to cite each place in it, what comes from there, and a link to the document."""
    return div(".ks-source")[
        p(".ks-quiet")[f"{document.publisher}, {dutch.date(document.date)}", _document_link(document, look)],
        table(".ks-table")[
            thead[tr[th["Zo verwijst u ernaar"], th["Wat wij eruit halen"]]],
            tbody[[tr[td[place.citation], td[_uses(place)]] for place in document.places]],
        ],
    ]


def _document_link(document: sources.Document, look: Colours) -> Fragment | None:
    if not document.url:
        return None
    link = a(href=document.url, target="_blank", rel="noopener", style=f"color:{look.own}")
    return fragment[" · ", link["Open de bron"]]


def _uses(place: sources.Place) -> Element:
    """What comes from a place in a document; a long list unfolds."""
    lines = [li[use.what] for use in place.uses] or [li["Nu niets."]]
    if len(lines) <= FOLD_ABOVE:
        return ul[lines]
    return details[summary[f"{len(lines)} onderdelen"], ul[lines]]
