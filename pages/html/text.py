"""Paragraphs, verdicts and lists of sources. Knows no figure and no reader's choice."""

from collections.abc import Iterable

from htpy import Element, Fragment, details, fragment, p, summary

from ks_data.answers.citations import short_sources
from ks_data.store import Snapshot

FOLD_ABOVE = 3
"""A list of more sources than this unfolds."""


def lead(text: str) -> Element:
    """A sentence at reading size."""
    return p(".ks-lead")[text]


def quiet(text: str) -> Element:
    """A sentence that may be passed over."""
    return p(".ks-quiet")[text]


def context(text: str) -> Element:
    """Where a search result stands, beneath its title."""
    return p(".ks-context")[text]


def paragraphs(sentences: Iterable[str], remarks: Iterable[str] = (), citations: Iterable[str] = ()) -> Fragment:
    """Sentences at reading size, quieter remarks and then sources; empty texts give nothing."""
    leading = [lead(sentence) for sentence in sentences if sentence]
    quieter = [quiet(remark) for remark in remarks if remark]
    return fragment[leading, quieter, source_list(citations)]


def source_list(citations: Iterable[str]) -> Element | list[Element]:
    """Sources beneath each other, each once; a long list unfolds."""
    lines = [quiet(f"Bron: {citation}") for citation in dict.fromkeys(citations)]
    if len(lines) <= FOLD_ABOVE:
        return lines
    return details(".ks-quiet")[summary[f"{len(lines)} bronnen"], lines]


def source_line(data: Snapshot, sources: Iterable[str]) -> Element:
    """The sources of one card in short; sources: their keys."""
    return p(".ks-small")[f"Bron: {short_sources(data, sources)}"]


def verdict(words: str, colour: str) -> Element | None:
    """A verdict in the colour of what it means; nothing without words."""
    return p(".ks-verdict", style=f"color:{colour}")[words] if words else None
