"""Claims of documents with their verdict, and sources with what comes from them."""

from collections.abc import Iterable

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

from ks_data.answers.claims import CheckedClaim, Outcome, RepeatedClaim
from ks_data.answers.sources import Document, Place
from pages.charts.theme import Colours
from pages.html import text

FOLD_ABOVE = 8
"""A list of more uses of a source than this unfolds."""


def claim_card(claim: CheckedClaim, look: Colours) -> Element:
    """A claim with its verdict and document; beside it the figures, why the verdict is so, and their sources."""
    colour = {Outcome.HOLDS: look.good, Outcome.FAILS: look.bad, Outcome.PARTLY: look.bad}.get(claim.outcome, look.even)
    cited = [p[citation] for citation in claim.citations]
    return article(".ks-claim", id=claim.id)[
        div[h3[claim.says], text.verdict(claim.verdict, colour), text.quiet(claim.document)],
        div[
            [p[sentence] for sentence in claim.sentences],
            details[summary["Bronnen"], cited] if cited else None,
        ],
    ]


def repeated_claims(repeated: Iterable[RepeatedClaim], page: str) -> list[Element]:
    """What the figures say of claims that a text repeats, each with a link to its place on the page of claims."""
    return [
        p[
            f"Bewering “{claim.says}”: ",
            strong[claim.verdict],
            ". ",
            a(href=f"{page}#{claim.id}", target="_self")["Lees waarom"],
        ]
        for claim in repeated
    ]


def source_card(document: Document, look: Colours) -> Element:
    """A document: how to cite each place in it, what comes from there, and a link to the document."""
    return div(".ks-source")[
        p(".ks-quiet")[document.published, _document_link(document, look)],
        table(".ks-table")[
            thead[tr[th["Zo verwijst u ernaar"], th["Wat wij eruit halen"]]],
            tbody[[tr[td[place.citation], td[_uses(place)]] for place in document.places]],
        ],
    ]


def _document_link(document: Document, look: Colours) -> Fragment | None:
    if not document.url:
        return None
    link = a(href=document.url, target="_blank", rel="noopener", style=f"color:{look.own}")
    return fragment[" · ", link["Open de bron"]]


def _uses(place: Place) -> Element:
    """What comes from a place in a document; a long list unfolds."""
    lines = [li[use.what] for use in place.uses] or [li["Nu niets."]]
    if len(lines) <= FOLD_ABOVE:
        return ul[lines]
    return details[summary[f"{len(lines)} onderdelen"], ul[lines]]
