"""How sources are cited, in full and in a few words, and which sources a choice of figures comes from."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from ks_data.answers import figures
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized


def citation(data: Snapshot, source: str) -> str:
    """How to cite a source; the key itself where it is not listed."""
    return _row(data, source).get("citation", source)


def cited(data: Snapshot, sources: Iterable[str]) -> list[str]:
    """How to cite sources, by their keys; each once."""
    return list(dict.fromkeys(citation(data, source) for source in sources if source))


@memoized
def _addresses(data: Snapshot) -> dict[str, str]:
    """The web address of each source by how it is cited; only of those that have one."""
    rows = data.table("sources")[["citation", "url"]]
    addresses = {str(cited): web_address(str(url)) for cited, url in rows.itertuples(index=False)}
    return {cited: address for cited, address in addresses.items() if address}


def linked(data: Snapshot, citations: Iterable[str]) -> dict[str, str]:
    """Citations, each once, with the address of its document on the web; empty where there is none."""
    addresses = _addresses(data)
    return {citation: addresses.get(citation, "") for citation in citations}


def web_address(text: str) -> str:
    """The address when it is one of the web, else nothing: what was typed in may be anything."""
    try:
        address = urlsplit(text.strip())
        return text.strip() if address.scheme in ("http", "https") and address.hostname else ""
    except ValueError:
        return ""


def sources_of(data: Snapshot, indicators: list[str], codes: list[str], first: int, last: int) -> list[str]:
    """The sources of the figures of these indicators and regions between two years, in order, each once."""
    sources = [
        figure.source
        for indicator in indicators
        for region in codes
        for figure in figures.figures_between(data, indicator, region, first, last)
    ]
    return list(dict.fromkeys(sources))


def short_sources(data: Snapshot, sources: Iterable[str]) -> str:
    """Sources by their keys in a few words, each once: "Gemeente Haarlem, 5 januari 2022 (1. Kosten; 4. Projecten)"."""
    by_document: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        if row := _row(data, source):
            sections = by_document.setdefault(f"{row['publisher']}, {dutch.date(row['date'])}", [])
            sections += [row["section"]] if row["section"] else []
        else:
            by_document.setdefault(source, [])
    return "; ".join(
        f"{document} ({'; '.join(sections)})" if sections else document for document, sections in by_document.items()
    )


def document(source: str) -> str:
    """The document of a source key, which may name a place in it: "kamerbrief-2022/doel" is in "kamerbrief-2022"."""
    return source.partition("/")[0]


def publisher(data: Snapshot, source: str) -> str:
    """Who published a source; the key itself when it is not listed."""
    return _row(data, source).get("publisher", source)


def within_a_sentence(data: Snapshot, source: str) -> str:
    """A source as a sentence names it: “Presentatie Kansrijke Start, Resultaten” (Ministerie van VWS)."""
    row = _row(data, source)
    if not row:
        return source
    return f"“{', '.join(filter(None, (row['title'], row['section'])))}” ({row['publisher']})"


def in_one_line(citations: Iterable[str]) -> str:
    """Citations behind each other: "Bron: a; b.", or "" without any."""
    joined = "; ".join(citation.rstrip(".") for citation in citations)
    return f"Bron: {joined}." if joined else ""


def in_lists(citations: Iterable[str], lines: int, letters: int) -> Iterator[list[str]]:
    """Citations in so many lists that each fits on a page of so many lines, with so many letters on a line."""
    listed: list[str] = []
    room = lines
    for citation in citations:
        needed = 1 + len(citation) // letters
        if listed and needed > room:
            yield listed
            listed, room = [], lines
        listed.append(citation)
        room -= needed
    yield listed


def publishers(data: Snapshot, sources: Iterable[str]) -> str:
    """Who published sources, by their keys, each once, as beneath a picture: "Bron: CBS en Gemeente Haarlem."

    Who stands behind another, as in "VZinfo (RIVM)", is named once. Empty where there are none; where to read it all
    stands in `cited`.
    """
    by_name = {name.casefold(): name for name in (publisher(data, source) for source in sources if source)}
    apart = [name for name in by_name.values() if _behind(name).casefold() not in by_name]
    names = dutch.listing(apart)
    return f"Bron: {names.rstrip('.')}." if names else ""


def _behind(publisher: str) -> str:
    """Who stands behind a publisher, where it is named in brackets after it: "RIVM" of "VZinfo (RIVM)"; else empty."""
    return publisher.removesuffix(")").partition(" (")[2]


def _row(data: Snapshot, source: str) -> Mapping[str, str]:
    """The row of a source; empty when it is not listed."""
    return _rows(data).get(source, {})


@memoized
def _rows(data: Snapshot) -> dict[str, dict[str, str]]:
    """The rows of the sources by their keys."""
    return {str(row["source"]): row for row in data.table("sources").to_dict("records")}
