"""The timeline: every event and dated count of a municipality and the country, by date, level and phase."""

import pytest

from ks_data.answers import programme, timeline
from ks_data.catalogue.indicators import DURING
from ks_data.store import current

HAARLEM, UTRECHT = "GM0392", "GM0344"


def test_the_timeline_runs_from_2018_to_2024_and_holds_every_event() -> None:
    moments = timeline.timeline(current(), HAARLEM)
    assert [moment.date for moment in moments] == sorted(moment.date for moment in moments)
    assert (moments[0].year, moments[-1].year) == ("2018", "2024")
    texts = {moment.what.casefold() for moment in moments}
    assert {text.casefold() for text in current().table("events")["what"]} <= texts
    assert {"stand: 5 landelijke conferenties", "stand: 272 gemeenten in lokale coalities"} <= texts


def test_both_dates_of_the_home_visits_are_told_with_their_documents() -> None:
    visits = [moment for moment in timeline.timeline(current(), HAARLEM, phase=DURING) if moment.year == "2022"]
    assert [(moment.date, moment.place) for moment in visits] == [
        ("2022-06-01", "Haarlem"),
        ("2022-07-01", "Nederland"),
    ]


@pytest.mark.parametrize("level", [timeline.LOCAL, timeline.NATIONAL])
@pytest.mark.parametrize("phase", programme.PHASES)
def test_a_filter_keeps_what_it_names_and_nothing_else(level: str, phase: str) -> None:
    everything = timeline.timeline(current(), HAARLEM)
    expected = [moment for moment in everything if (moment.level, moment.phase) == (level, phase)]
    assert timeline.timeline(current(), HAARLEM, level, phase) == expected


def test_the_timeline_of_another_municipality_tells_nothing_of_haarlem() -> None:
    assert {moment.place for moment in timeline.timeline(current(), UTRECHT)} == {"Nederland"}
    assert timeline.timeline(current(), UTRECHT, timeline.LOCAL) == []
    assert {moment.place for moment in timeline.timeline(current(), HAARLEM)} == {
        "Nederland",
        "Haarlem",
        "Kennemerland",
    }


def test_the_timeline_follows_the_filters_in_the_link(page_text) -> None:
    text = page_text("programma", niveau="Alleen gemeente", fase="Tijdens de zwangerschap")
    assert "Eerste groep CenteringPregnancy" in text
    assert "aan de Tweede Kamer" not in text and "Tweede netwerkbijeenkomst" not in text
    assert "De documenten noemen hier niets." in page_text("programma", fase="Na de geboorte")
