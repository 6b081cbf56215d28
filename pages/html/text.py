"""Paragraphs, verdicts and lists of sources. Knows no figure and no reader's choice."""

from collections.abc import Iterable, Mapping

from htpy import Element, Fragment, a, details, fragment, p, small, summary

FOLD_ABOVE = 3
"""A list of more sources than this unfolds."""


def lead(text: str) -> Element:
    """A sentence at reading size."""
    return p(".ks-lead")[text]


def quiet(text: str) -> Element:
    """A sentence that may be passed over."""
    return p(".ks-quiet")[text]


def news(text: str, number: int) -> Element:
    """What is new, by a number that the browser remembers."""
    return p(".ks-quiet", data_news=str(number))[text]


def context(text: str) -> Element:
    """Where a search result stands, beneath its title."""
    return p(".ks-context")[text]


def chart_name(words: str) -> Element:
    """What the chart just after this shows, for who cannot see it; not seen itself."""
    return p(".ks-chart-name", hidden=True)[words]


def paragraphs(
    sentences: Iterable[str], remarks: Iterable[str] = (), citations: Iterable[str] | Mapping[str, str] = ()
) -> Fragment:
    """Sentences at reading size, quieter remarks and then sources; empty texts give nothing.

    citations: with the address of each where there is one.
    """
    leading = [lead(sentence) for sentence in sentences if sentence]
    quieter = [quiet(remark) for remark in remarks if remark]
    return fragment[leading, quieter, source_list(citations)]


def more(
    title: str,
    sentences: Iterable[str],
    remarks: Iterable[str] = (),
    citations: Iterable[str] | Mapping[str, str] = (),
) -> Element | None:
    """Sentences, quieter remarks and sources that unfold beneath a title; nothing where there are none."""
    texts = [text for text in (*sentences, *remarks, *citations) if text]
    return details(".ks-more")[summary[title], paragraphs(sentences, remarks, citations)] if texts else None


def source_list(citations: Iterable[str] | Mapping[str, str]) -> Element | list[Element]:
    """Sources beneath each other, each once, as links where they have an address; a long list unfolds."""
    addresses = citations if isinstance(citations, Mapping) else dict.fromkeys(citations, "")
    lines = [fragment["Bron: ", _linked(citation, address)] for citation, address in addresses.items()]
    if len(lines) <= FOLD_ABOVE:
        return [p(".ks-quiet")[line] for line in lines]
    return details(".ks-quiet")[summary[f"{len(lines)} bronnen"], [p[line] for line in lines]]


def _linked(citation: str, address: str) -> Element | str:
    return a(href=address, target="_blank", rel="noopener")[citation] if address else citation


def source_line(sources: str) -> Element | None:
    """The sources of one card in short; nothing where there are none."""
    return small[f"Bron: {sources}"] if sources else None


def verdict(words: str, colour: str) -> Element | None:
    """A verdict in the colour of what it means; nothing without words."""
    return p(".ks-verdict", style=f"color:{colour}")[words] if words else None
