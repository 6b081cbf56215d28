"""Is a mistake in a list of tranches found, and is a good list let pass?"""

import pytest

from tests.incoming.checks.samples import (
    ERROR,
    screens,
    tranches,
)


@pytest.mark.parametrize(
    ("screen", "text"),
    [
        ("onbekende_tranche", "GM0392,9,,"),
        ("geen_gemeente", "PV27,1,,"),
        ("onbekend_bewijs", "GM0392,1,gehoord,"),
        ("dubbel", "GM0392,1,,\nHaarlem,2,,"),
        ("onbekend_gebied", "Haarlm,1,,"),
        ("meer_dan_gepubliceerd", "GM0392,1,,\nGM0363,1,,\nGM0344,1,,"),
        ("meer_dan_gepubliceerd", "GM0392,1,,\nGM0363,1-2,,\nGM0344,2,,\nGM0034,2,,\nGM0050,1,,"),
        ("leeg", "GM0392,,,\nGM0363,,,"),
    ],
)
def test_a_tranche_list_with_a_mistake_is_blocked(screen: str, text: str) -> None:
    outcome = tranches(text)
    assert outcome.blocked and screens(outcome)[screen].level == ERROR


def test_a_whole_tranche_list_passes_and_one_that_is_not_whole_is_asked_about() -> None:
    assert tranches("GM0392,1,,\nGM0363,1-2,,\nGM0344,2,,").questions
    whole = tranches("GM0392,1,,\nGM0363,1,stated,\nGM0344,2,,\nGM0034,2,,")
    assert whole.findings == () and set(whole.rows["evidence"]) == {"stated"}
    question = screens(tranches("GM0392,1,,"))["minder_dan_gepubliceerd"]
    assert "1 van de 2 in tranche 1 en 0 van de 2 in tranche 2" in question.message


def test_the_list_counts_as_it_would_become() -> None:
    published = "GM0363,1,stated,x\nGM0344,2,stated,x\nGM0034,2,stated,x"
    assert tranches("GM0392,1,,", published).findings == ()
    assert tranches("GM0392,2,,", published).blocked
    assert tranches("GM0344,1,,", published).questions  # moves from one to the other
    assert tranches("GM0344,2,,", published).findings == ()  # says what is published


def test_municipalities_without_a_tranche_in_the_template_are_left_out() -> None:
    outcome = tranches("GM0392,1,,\nGM0363,,,")
    assert list(outcome.rows["region"]) == ["GM0392"] and screens(outcome)["niet_ingevuld"].count == 1
