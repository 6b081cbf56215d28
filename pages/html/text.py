"""Paragraphs, verdicts and lists of sources. Knows no figure and no reader's choice."""

from collections.abc import Iterable

from htpy import Element, Fragment, details, fragment, p, small, summary

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
    lines = [f"Bron: {citation}" for citation in dict.fromkeys(citations)]
    if len(lines) <= FOLD_ABOVE:
        return [quiet(line) for line in lines]
    return details(".ks-quiet")[summary[f"{len(lines)} bronnen"], [p[line] for line in lines]]


def source_line(sources: str) -> Element | None:
    """The sources of one card in short; nothing where there are none."""
    return small[f"Bron: {sources}"] if sources else None


def verdict(words: str, colour: str) -> Element | None:
    """A verdict in the colour of what it means; nothing without words."""
    return p(".ks-verdict", style=f"color:{colour}")[words] if words else None
