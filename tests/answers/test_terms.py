"""The words that pages explain: each once, in short sentences, and found by a search."""

from ks_data.answers import search
from ks_data.answers.terms import TERMS, meaning
from ks_data.store import current
from pages.parts import menu


def test_every_word_has_one_short_meaning_of_its_own() -> None:
    assert len({term.id for term in TERMS}) == len({term.word for term in TERMS}) == len(TERMS)
    for term in TERMS:
        assert term.meaning.endswith(".") and len(term.meaning.split()) <= 45
        assert meaning(term.id) == term.meaning


def test_a_word_of_the_trade_is_found_and_leads_to_its_plain_word() -> None:
    found = search.find(current(), "betrouwbaarheidsinterval", menu.PAGES)
    assert [result.title for result in found if result.kind == search.Kind.TERM] == ["95% zeker tussen"]
    assert menu.page_of(found[0].target).name == "begrippen"


def test_the_trade_words_that_readers_stumbled_over_are_explained() -> None:
    trade = " ".join(term.trade for term in TERMS)
    assert all(word in trade for word in ("Big 2", "trechter", "programmabreed"))
