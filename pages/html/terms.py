"""Words with what they mean."""

from collections.abc import Iterable

from htpy import Element, dd, div, dl, dt, small

from ks_data.answers.terms import Term


def term_list(terms: Iterable[Term]) -> Element:
    """Each word with its meaning, and what the trade calls it; a link can land on a word by its id."""
    return dl(".ks-terms")[
        [
            div(id=term.id)[
                dt[term.word],
                dd[term.meaning, small[f"Vakwoord: {term.trade}"] if term.trade else None],
            ]
            for term in terms
        ]
    ]
