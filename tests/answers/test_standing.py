"""Does a link that stays say what became of its figures, and never more than both states show?"""

import pytest

from ks_data import DataError, store
from ks_data.answers import Choice, standing
from ks_data.answers.standing import Stand
from ks_data.store import current, readiness, releases
from tests.store.states import forget_states, observations, publish
from tests.store.test_protection import FLEVOLAND, stillbirths

HAARLEM = Choice("GM0392", "NL01", 2017, 2022)
FLEVOLAND_2019 = Choice("GM0303", "PV24", 2019, 2019)


@pytest.fixture(autouse=True)
def own_releases(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    monkeypatch.setattr(readiness, "_shown", readiness._Shown())
    forget_states()


def newest_for_readers() -> None:
    store.shown()
    if thread := readiness._shown._making:
        thread.join()


def opened(stand: Stand, choice: Choice = HAARLEM) -> standing.Standing:
    newest_for_readers()
    return standing.standing(standing.state(standing.parsed(str(stand))), stand, choice)


def early_care(percent: int, region: str = "GM0392", year: int = 2019) -> None:
    publish(observations(f"{region} {year} {percent} {percent * 10} 1000"))


@pytest.mark.slow
def test_a_link_says_which_of_four_holds() -> None:
    early_care(80)
    stand = standing.stand_of(current())
    assert opened(stand).is_newest and "nog steeds de nieuwste" in opened(stand).sentences[1]
    early_care(70, "GM0363")
    assert not opened(stand).is_newest and "hetzelfde" in opened(stand).sentences[1] and opened(stand).changes == ()
    early_care(81)
    told = opened(stand)
    assert "veranderd" in told.sentences[1]
    assert [line.partition(": ")[2] for line in told.changes] == ["was 80,0%, is 81,0%"]
    assert opened(stand, Choice("GM0392", "NL01", 2020, 2022)).changes == ()
    releases.restore(0, author="A", note="")
    told = opened(stand)
    assert (
        "Release 1 is daarna teruggedraaid" in told.sentences[1] and "Nu is release 4 de nieuwste" in told.sentences[1]
    )
    assert len(told.changes) == 1 and "was 80,0%" in told.changes[0]


@pytest.mark.slow
def test_a_figure_that_came_since_is_a_change_too() -> None:
    early_care(80)
    stand = standing.stand_of(current())
    early_care(75, year=2021)
    told = opened(stand)
    assert "aangevuld" in told.sentences[1] and [line[-16:] for line in told.changes] == [": nieuw, is 75,0%"[-16:]]


@pytest.mark.slow
def test_two_releases_of_one_state_keep_a_name_of_their_own() -> None:
    """A scheduled release changes nothing until its day; a link to it is not one to the release before."""
    early_care(80)
    later = {"author": "A", "note": "", "source": "CBS", "source_date": "2026-10-01", "valid_from": "2999-01-01"}
    releases.publish("observations", observations("GM0363 2019 70 700 1000"), **later)
    early_care(81)
    names = [str(standing.stand_of(store.at(number)))[:2] for number in (1, 2)]
    assert names == ["1.", "2."]


@pytest.mark.slow
def test_a_link_to_what_was_shipped_says_the_same() -> None:
    stand = standing.stand_of(current())
    assert stand.number == 0 and opened(stand).is_newest
    early_care(80)
    assert "de cijfers zonder releases" in opened(stand).sentences[0] and opened(stand).changes


@pytest.mark.slow
def test_what_is_hidden_in_either_state_is_told_of_neither() -> None:
    publish(stillbirths(**FLEVOLAND))
    stand = standing.stand_of(current())
    publish(stillbirths(GM0303=3, PV24=159))
    assert opened(stand, FLEVOLAND_2019).changes == ()


@pytest.mark.slow
def test_the_name_of_an_earlier_state_tells_nothing_of_what_is_hidden_today() -> None:
    """Else who guesses at a hidden number would see by the name when it is right."""
    publish(stillbirths(**FLEVOLAND))
    stand = standing.stand_of(current())
    publish(stillbirths(GM0303=3, PV24=159))
    assert store.at(1).table("observations")["value"].isna().sum() > 0
    assert standing.stand_of(store.at(1)).digest != stand.digest
    assert "of nu verborgen" in opened(stand, FLEVOLAND_2019).sentences[-1]


@pytest.mark.slow
def test_a_figure_that_is_no_longer_the_one_of_the_link_is_said() -> None:
    early_care(80)
    stand = standing.stand_of(current())
    assert len(opened(stand).sentences) == 2
    assert "of nu verborgen" in opened(Stand(stand.number, stand.day, "0" * 12)).sentences[-1]
    assert len(opened(Stand(stand.number, stand.day)).sentences) == 2
    early_care(81)
    assert standing.stand_of(store.at(1)) == stand, "the name of a state is the same for as long as its figures are"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "x",
        "١.2026-01-01",
        "1.2026-13-45",
        "99.2026-01-01",
        "1.9999-01-01",
        "1.2001-01-01",
        "1" * 10_000,
        "1.2026-01-01.xyz",
    ],
)
def test_what_is_no_state_is_refused_in_a_short_sentence(text: str) -> None:
    early_care(80)
    with pytest.raises(DataError) as refusal:
        standing.state(standing.parsed(text))
    assert len(str(refusal.value)) < 200
