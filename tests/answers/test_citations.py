"""Citing: several places of one document in a few words."""

from ks_data.answers import citations
from ks_data.store import current


def test_sources_in_a_few_words_are_said_once() -> None:
    keys = ["haarlem-bijlage-2022/1-kosten", "haarlem-bijlage-2022/4-projecten", "haarlem-bijlage-2022/1-kosten"]
    assert citations.short_sources(current(), keys) == "Gemeente Haarlem, 5 januari 2022 (1. Kosten; 4. Projecten)"
    assert citations.short_sources(current(), ["onbekend"]) == "onbekend"
