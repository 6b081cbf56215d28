"""What leaves the pages: the headings of downloads, and sources with the address of their document."""

import pytest

from ks_data import INDICATORS, answers
from ks_data.answers import Choice, budgets, citations, claims, growth, monitor, sources
from ks_data.catalogue.headings import HEADINGS
from ks_data.store import current


@pytest.mark.slow
def test_every_column_of_a_download_has_a_dutch_heading() -> None:
    data, choice = current(), Choice("GM0392", "NL01", 2010, 2023)
    early = INDICATORS["antenatal_care_before_10w_percent"]
    frames = [
        answers.trend(data, early, choice).rows(),
        answers.areas(data, INDICATORS["crude_birth_rate_per_1000"], "2023", "gemeente", choice).rows(),
        budgets.budget(data, "GM0392").download(),
        monitor.monitor(data, "GM0392").download(),
        growth.growth(data, "GM0392").download(),
        claims.claims(data).download(),
        sources.sources(data).download({}),
    ]
    assert {column for frame in frames for column in frame} - set(HEADINGS) == set()
    assert all(heading[0].isupper() or heading[0].isdigit() for heading in HEADINGS.values())


def test_a_source_has_its_address_only_where_that_is_one_of_the_web() -> None:
    rows = current().table("sources")
    linked = citations.linked(current(), [*rows["citation"], "onbekend"])
    assert linked["onbekend"] == ""
    with_address = [address for address in linked.values() if address]
    assert len(with_address) >= 30 and all(address.startswith("http") for address in with_address)
    assert list(linked) == list(dict.fromkeys([*rows["citation"], "onbekend"]))
