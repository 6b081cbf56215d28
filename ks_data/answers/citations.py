"""Where figures come from: how a source is cited, and the sources of a choice of figures."""

from ks_data import store
from ks_data.answers import figures
from ks_data.catalogue.memo import kept


@kept(store.version)
def citation(source: str) -> str:
    """How to cite a source; the key itself where it is not listed."""
    citations = store.load("sources").set_index("source")["citation"]
    return str(citations.get(source, source))


def sources_of(indicators: list[str], codes: list[str], first: int, last: int) -> list[str]:
    """The sources of the figures of these indicators and regions between two years, in order, each once."""
    sources = [
        figure.source
        for indicator in indicators
        for region in codes
        for figure in figures.figures_between(indicator, region, first, last)
    ]
    return list(dict.fromkeys(sources))
