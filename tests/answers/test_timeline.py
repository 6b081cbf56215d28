"""The timeline: every event and dated count of a municipality and the country, by date, level and phase."""

import pytest

from ks_data.answers import timeline
from ks_data.catalogue.indicators import AFTER, DURING, OVERALL, PHASES
from ks_data.store import current

HAARLEM, UTRECHT = "GM0392", "GM0344"


def test_the_timeline_runs_from_2018_to_2024_and_holds_every_event() -> None:
    moments = timeline.moments(current(), HAARLEM)
    assert [moment.date for moment in moments] == sorted(moment.date for moment in moments)
    assert (moments[0].year, moments[-1].year) == ("2018", "2024")
    texts = {moment.what.casefold() for moment in moments}
    assert {text.casefold() for text in current().table("events")["what"]} <= texts
    assert {"stand: 5 landelijke conferenties", "stand: 272 gemeenten in lokale coalities"} <= texts


def test_both_dates_of_the_home_visits_are_told_with_their_documents() -> None:
    visits = [moment for moment in timeline.moments(current(), HAARLEM, phase=DURING) if moment.year == "2022"]
    assert [(moment.date, moment.place) for moment in visits] == [
        ("2022-06-01", "Haarlem"),
        ("2022-07-01", "Nederland"),
    ]


@pytest.mark.parametrize("level", [timeline.LOCAL, timeline.NATIONAL])
@pytest.mark.parametrize("phase", PHASES)
def test_a_filter_keeps_what_it_names_and_nothing_else(level: str, phase: str) -> None:
    everything = timeline.moments(current(), HAARLEM)
    expected = [moment for moment in everything if (moment.level, moment.phase) == (level, phase)]
    assert timeline.moments(current(), HAARLEM, level, phase) == expected


def test_the_timeline_of_another_municipality_tells_nothing_of_haarlem() -> None:
    assert {moment.place for moment in timeline.moments(current(), UTRECHT)} == {"Nederland"}
    assert timeline.moments(current(), UTRECHT, timeline.LOCAL) == []
    assert {moment.place for moment in timeline.moments(current(), HAARLEM)} == {
        "Nederland",
        "Haarlem",
        "Kennemerland",
    }


def test_the_timeline_follows_the_filters_in_the_link(page_text) -> None:
    text = page_text("programma", niveau="Alleen gemeente", fase="Tijdens de zwangerschap")
    assert "Eerste groep CenteringPregnancy" in text
    assert "aan de Tweede Kamer" not in text and "Tweede netwerkbijeenkomst" not in text
    assert "De documenten noemen hier niets." in page_text("programma", fase="Na de geboorte")


def test_the_timeline_groups_events_by_year_and_names_the_claims_that_they_repeat() -> None:
    answer = timeline.timeline(current(), HAARLEM)
    assert [year for year, _ in answer.years] == ["2018", "2019", "2020", "2021", "2022", "2023", "2024"]
    started, launched = (event for event in answer.years[1][1] if "tranche" not in event.text)
    assert (started.date, started.place, started.is_national) == ("in 2019", "Haarlem · het hele programma", False)
    assert [claim.id for claim in launched.claims] == ["launched-in-april-2019"]
    assert not any(claim for event in answer.years[0][1] for claim in event.claims)  # another document says so there


def test_the_timeline_dates_the_money_of_each_tranche_by_the_circular_that_published_it() -> None:
    texts = [(event.date, event.text) for _, events in timeline.timeline(current(), HAARLEM).years for event in events]
    money = [(date, text) for date, text in texts if text.startswith("Geld voor tranche")]
    assert [date for date, _ in money] == ["mei 2019", "december 2019", "september 2020", "september 2022"]
    assert "bijlage 3.2-16" in money[0][1] and "van 2019 tot en met 2021" in money[0][1]
    assert "bijlage 3.3.3" in money[1][1] and "van 2020 tot en met 2022" in money[1][1]
    assert ("in 2019", "147 van de 150 GIDS-gemeenten melden zich aan voor tranche 1 en 2") in texts


def test_a_choice_that_leaves_nothing_says_so_and_cites_the_same_sources() -> None:
    everything, nothing = (timeline.timeline(current(), HAARLEM, phase=phase) for phase in ("", AFTER))
    assert (nothing.years, nothing.nothing) == ((), "De documenten noemen hier niets.")
    assert nothing.citations == everything.citations and everything.nothing == everything.missing == ""
    assert timeline.timeline(current(), UTRECHT).missing == "Van Utrecht zelf kennen we geen gebeurtenissen."


def test_the_phase_of_an_event_is_the_one_in_its_row_whatever_its_words_are(change_cells) -> None:
    change_cells("events", "id", "first_centering_group", "phase", AFTER)
    change_cells("events", "id", "coalition_started", "what", "eerste prenatale huisbezoeken")
    phases = {moment.id: moment.phase for moment in timeline.moments(current(), HAARLEM)}
    assert (phases["first_centering_group"], phases["coalition_started"]) == (AFTER, OVERALL)
