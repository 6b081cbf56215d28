"""The monitor, the programme, its timeline and its growth: what is shipped, and what is said of it."""

import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ks_data import load, store
from ks_data.answers import programme
from ks_data.catalogue.indicators import AFTER, BEFORE, DURING, OVERALL
from pages.charts import growth

ROOT = Path(__file__).parents[2]
HAARLEM, UTRECHT, COUNTRY = "GM0392", "GM0344", "NL01"
BIG2 = "monitor_preterm_or_low_birthweight_percent"
NNZ = "municipalities_with_nu_niet_zwanger_percent"


def line_of(indicator: str) -> programme.MonitorLine:
    return next(line for line in programme.monitor() if line.indicator.id == indicator)


def said_beside(indicator: str, region: str = HAARLEM) -> str:
    return " ".join(one.text for one in programme.beside(line_of(indicator), region))


@pytest.fixture
def changed(own_data: Path):
    """Changes a cell of a table in a copy of the data, for every row whose first column named has the value."""

    def change(table: str, column: str, value: str, other: str, new: object) -> None:
        rows = load(table)
        rows.loc[rows[column] == value, other] = new
        store.write({table: rows}, own_data)

    return change


# --- the monitor ---


def test_the_monitor_has_fifteen_indicators_in_four_phases() -> None:
    lines = programme.monitor()
    assert [line.number for line in lines] == list(range(1, 16))
    phases = [line.indicator.phase for line in lines]
    assert [phases.count(phase) for phase in (OVERALL, BEFORE, DURING, AFTER)] == [2, 1, 5, 7]
    assert {line.symbol for line in lines} == set(programme.SYMBOLS)


def test_indicator_7_has_no_value_and_says_why() -> None:
    without = [line for line in programme.monitor() if line.figure is None]
    assert [line.number for line in without] == [7]
    assert without[0].amount == "geen waarde"
    assert "geen waarde en geen jaar" in without[0].missing
    said = said_beside("antenatal_care_after_10w_percent")
    assert "78,4%" in said and "72,6%" in said
    assert "een start vóór week 10, niet erna" in said


def test_big2_of_the_monitor_stands_beside_the_rate_of_the_note_as_another_definition_and_unit() -> None:
    assert line_of(BIG2).amount == "14,8%"
    said = said_beside(BIG2)
    assert "147,1" in said and "157,5" in said
    assert "een andere definitie en een andere eenheid" in said
    assert "Dat is dezelfde waarde als in de monitor." in said
    assert "16% (jaar niet genoemd" in said


def test_shares_of_municipalities_stand_beside_their_numbers() -> None:
    assert "279 gemeenten met Nu Niet Zwanger (april 2024). Dat is 82% van de 342 en past bij" in said_beside(NNZ)
    said = said_beside("municipalities_with_coalition_percent")
    for words in (
        "62% van 342 gemeenten is ongeveer 212",
        "342 gemeenten die in een tranche",
        "272 gemeenten in lokale",
    ):
        assert words in said
    assert said.endswith("Vergelijk deze cijfers dus niet.")


def test_what_is_said_beside_the_monitor_follows_the_data(changed) -> None:
    changed("counts", "what", "gemeenten met Nu Niet Zwanger", "value", 200.0)
    assert "Dat is 58% van de 342 en is iets anders dan" in said_beside(NNZ)


def test_another_municipality_sees_the_country_and_why_its_own_figure_is_missing() -> None:
    said = said_beside(BIG2, UTRECHT)
    assert "Haarlem te vroeg" not in said and "157,5" in said
    assert "Voor Utrecht is dit cijfer nog niet aangeleverd." in said
    assert "project" not in said_beside(NNZ, UTRECHT)
    assert "Haarlem heeft het project Nu Niet Zwanger" in said_beside(NNZ)


def test_everything_beside_the_monitor_that_has_a_figure_has_a_source() -> None:
    listed = set(load("sources")["source"])
    for line in programme.monitor():
        for one in programme.beside(line, HAARLEM):
            assert set(one.sources) <= listed
            assert one.sources or not re.search(r"\d", one.text)


# --- lines, actions, goals, projects, members ---


def test_the_national_programme_has_three_lines_and_fourteen_actions() -> None:
    assert len(programme.items(COUNTRY, "actielijn")) == 3
    grouped = programme.groups(COUNTRY, "doel", "actie")
    assert [one.number for _, actions in grouped for one in actions] == list(range(1, 15))
    assert [(goal.name, len(actions)) for goal, actions in grouped if actions] == [
        ("Lokale en regionale afspraken", 7),
        ("Professionals en informeel netwerk", 7),
    ]


def test_haarlem_has_three_lines_seven_goals_three_projects_and_four_points() -> None:
    grouped = programme.groups(HAARLEM, "actielijn", "doel")
    assert [[goal.number for goal in goals] for _, goals in grouped] == [[1, 2, 3], [4, 5], [6, 7]]
    projects = programme.items(HAARLEM, "project")
    assert [project.name for project in projects] == ["CenteringPregnancy", "Prenatale huisbezoeken", "Nu Niet Zwanger"]
    assert all(project.target and project.status and project.since and project.text for project in projects)
    assert [point.since for point in programme.items(HAARLEM, "actiepunt")] == ["2022"] * 4


def test_members_joined_in_2019_or_2021_and_have_a_domain_only_where_a_document_gives_one() -> None:
    members = programme.members(HAARLEM)
    assert {title: len(some) for title, some in members.items()} == {
        "Medisch domein": 3,
        "Sociaal domein": 1,
        "Beide domeinen, of niet genoemd": 4,
    }
    since = {one.name.split()[0]: one.since for some in members.values() for one in some}
    assert {name for name, year in since.items() if year == "2021"} == {"Centrum", "Sociaal", "HomeStart"}
    assert len(since) == 8
    unsure = members["Beide domeinen, of niet genoemd"]
    assert all("domein" in one.text for one in unsure)


def test_every_item_belongs_to_something_that_exists() -> None:
    parents = {"doel": "actielijn", "project": "actielijn", "actie": "doel"}
    for region in (COUNTRY, HAARLEM):
        for kind, parent in parents.items():
            known = {str(one.number) for one in programme.items(region, parent)}
            assert {one.parent for one in programme.items(region, kind)} <= {*known, ""}


def test_an_item_without_a_parent_stands_alone(changed) -> None:
    changed("programme", "name", "Vaker praten over kinderwens", "parent", "")
    last, none = programme.groups(HAARLEM, "actielijn", "doel")[-1]
    assert (last.name, none) == ("Vaker praten over kinderwens", [])


def test_sources_in_a_few_words_are_said_once() -> None:
    keys = ["haarlem-bijlage-2022/1-kosten", "haarlem-bijlage-2022/4-projecten", "haarlem-bijlage-2022/1-kosten"]
    assert programme.short_sources(keys) == "Gemeente Haarlem, 5 januari 2022 (1. Kosten; 4. Projecten)"
    assert programme.short_sources(["onbekend"]) == "onbekend"


# --- the timeline ---


def test_the_timeline_runs_from_2018_to_2024_and_holds_every_event() -> None:
    moments = programme.timeline(HAARLEM)
    assert [moment.date for moment in moments] == sorted(moment.date for moment in moments)
    assert (moments[0].year, moments[-1].year) == ("2018", "2024")
    told = {moment.what.casefold() for moment in moments}
    assert {what.casefold() for what in load("events")["what"]} <= told
    assert {"stand: 5 landelijke conferenties", "stand: 272 gemeenten in lokale coalities"} <= told


def test_both_dates_of_the_home_visits_are_told_with_their_documents() -> None:
    visits = [moment for moment in programme.timeline(HAARLEM, phase=DURING) if moment.year == "2022"]
    assert [(moment.date, moment.place) for moment in visits] == [
        ("2022-06-01", "Haarlem"),
        ("2022-07-01", "Nederland"),
    ]


@pytest.mark.parametrize("level", [programme.LOCAL, programme.NATIONAL])
@pytest.mark.parametrize("phase", programme.PHASES)
def test_a_filter_keeps_what_it_names_and_nothing_else(level: str, phase: str) -> None:
    everything = programme.timeline(HAARLEM)
    expected = [moment for moment in everything if (moment.level, moment.phase) == (level, phase)]
    assert programme.timeline(HAARLEM, level, phase) == expected


def test_the_timeline_of_another_municipality_tells_nothing_of_haarlem() -> None:
    assert {moment.place for moment in programme.timeline(UTRECHT)} == {"Nederland"}
    assert programme.timeline(UTRECHT, programme.LOCAL) == []
    assert {moment.place for moment in programme.timeline(HAARLEM)} == {"Nederland", "Haarlem", "Kennemerland"}


# --- growth ---


def test_tranches_are_added_up_by_the_year_they_began() -> None:
    numbers = programme.spread("aantal")
    joined = numbers[numbers["what"] == programme.TRANCHES]
    assert joined[["date", "value"]].values.tolist() == [["2019", 145], ["2020", 267], ["2023-01-01", 342]]
    assert programme.growth(numbers) == "Van 145 gemeenten in 2019 naar alle 342 op 1 januari 2023"


def test_ways_of_counting_keep_their_own_line() -> None:
    numbers = programme.spread("aantal").set_index("what")["value"]
    assert numbers["gemeenten met Nu Niet Zwanger"].tolist() == [124, 176, 279]
    assert numbers[programme.COALITIONS] == 272
    assert numbers[programme.IMPULSE].tolist() == [275, 147, 275]
    assert numbers["gemeenten die meedoen aan Kansrijke Start"] == 160


def test_272_and_275_are_named_as_different_counts() -> None:
    said = programme.different_counts(programme.spread("aantal"))
    assert said.startswith("272 en 275 zijn twee verschillende tellingen: 272 gemeenten in lokale coalities")
    assert "275 gemeenten die meedoen aan de impuls Kansrijke Start" in said


def test_what_has_no_date_or_is_another_programme_is_said_but_not_drawn() -> None:
    numbers = programme.spread("aantal")
    drawn = programme.drawn(numbers)
    assert (drawn["date"] != "").all() and not drawn["what"].str.startswith("GIDS").any()
    said = " ".join(programme.in_words(numbers))
    assert "Zonder datum, dus niet in de grafiek: 275 gemeenten die meedoen aan de impuls" in said
    assert "165 (3 november 2014), 155 (9 april 2020) en 150 (20 mei 2022)" in said
    once = " ".join(programme.in_words(programme.spread("%")))
    assert "gemeenten met een lokale of regionale coalitie 62% (2023)" in once


def test_every_count_of_growth_has_a_definition_and_a_listed_source() -> None:
    listed = set(load("sources")["source"])
    for unit in ("aantal", "%"):
        rows = programme.spread(unit)
        assert (rows["definition"] != "").all()
        assert set(rows["source"]) <= listed


def test_a_strip_starts_at_zero_and_a_year_without_a_day_is_an_open_mark_in_its_middle() -> None:
    data, bands, first, last = growth.spread_values(programme.drawn(programme.spread("aantal")))
    values = data["values"]
    assert (bands, first, last) == (values["telling"].nunique(), 2019, 2025)
    assert (values["hoogte"] - values["voet"]).between(0, 0.5).all()
    joined = values[values["telling"] == programme.TRANCHES]
    assert joined["jaar"].tolist() == [2019.5, 2020.5, 2023.0]
    assert joined["open"].tolist() == [1, 1, 0]
    assert joined["getal"].tolist() == ["145", "267", "342"]
    assert data["strips"]["telling"].iloc[0].startswith("… ")


# --- the pages ---


def opened(page: str, **link: str) -> str:
    """All that a page says to a reader who follows a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(link)
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error
    pieces = [element.proto.body for element in app.main.get("html")]
    texts = [
        unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", piece, flags=re.S))) for piece in pieces
    ]
    return re.sub(r"\s+", " ", " ".join([*(title.value for title in app.title), *texts, *(i.value for i in app.info)]))


def test_the_page_of_the_monitor_says_that_indicator_7_has_no_value_and_that_symbols_are_not_explained() -> None:
    said = opened("monitor")
    assert "geen waarde De bron noemt bij deze indicator geen waarde en geen jaar." in said
    assert "legt die tekens niet uit" in said
    assert "9 keer ↑ (pijl omhoog), 4 keer × (kruis), 1 keer ... (drie puntjes) en 1 keer ↓ (pijl omlaag)" in said


def test_the_timeline_follows_the_filters_in_the_link() -> None:
    said = opened("programma", niveau="Alleen gemeente", fase="Tijdens de zwangerschap")
    assert "Eerste groep CenteringPregnancy" in said
    assert "aan de Tweede Kamer" not in said and "Tweede netwerkbijeenkomst" not in said
    assert "De documenten noemen hier niets." in opened("programma", fase="Na de geboorte")


def test_a_municipality_without_a_programme_hears_why_and_what_to_do() -> None:
    said = opened("programma", gemeente="Utrecht")
    assert "Van Utrecht hebben we nog geen eigen programma. Wel van: Haarlem." in said
    assert "data/sources/programme.csv" in said
    assert "Ketenaanpak Kansrijke Start in alle gemeenten" in said
    assert "CenteringPregnancy" not in said


def test_the_page_of_growth_names_its_counts() -> None:
    said = opened("groei")
    assert "Van 145 gemeenten in 2019 naar alle 342 op 1 januari 2023" in said
    assert "272 en 275 zijn twee verschillende tellingen" in said
    assert "10 februari 2022 Bron: Ministerie van VWS, 10 februari 2022 (brief aan de Kamer) 272" in said
