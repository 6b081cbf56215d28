"""What CBS answers is read as it was meant, whichever version answers and whatever goes wrong."""

from collections.abc import Callable

import pytest

from ks_data import DataError
from ks_data.workshop.fetch import statline
from ks_data.workshop.fetch.sources import SOURCES
from ks_data.workshop.fetch.statline import Question, Table
from ks_data.workshop.fetch.web import Client
from tests.workshop.fetch.served import Cbs, births_table, mothers_table

Serve = Callable[[Cbs], Cbs]
TOWNS = {2020: 355, 2021: 352, 2022: 345}


def asked(source: str = "births", pauses: list[float] | None = None) -> Table:
    chosen = SOURCES[source]
    slept: list[float] = [] if pauses is None else pauses
    with Client(sleep=slept.append) as client:
        return statline.table(client, Question(chosen.table, chosen.topics, chosen.levels, chosen.first_year))


def towns(table: Table) -> dict[int, int]:
    return {year: sum(code.startswith("GM") for code in cells) for year, cells in table.rows.items()}


@pytest.mark.parametrize(("gone", "version"), [(set(), 3), ({"v3"}, 4)])
def test_both_versions_give_the_same_table(serve: Serve, gone: set[str], version: int) -> None:
    serve(births_table(gone=gone))
    table = asked()
    assert (table.version, table.modified, table.unasked, towns(table)) == (version, "2024-07-01", 0, TOWNS)
    haarlem = {"live_births": "1834", "population_1_jan": "200000", "population_31_dec": "200000"}
    assert table.rows[2020]["GM0392"] == haarlem | {"status": "definitief", "crude_birth_rate": ""}
    assert {code[:2] for cells in table.rows.values() for code in cells} == {"GM", "PV", "NL"}


@pytest.mark.slow
@pytest.mark.parametrize("gone", [set(), {"v3"}])
def test_a_table_of_many_pages_is_read_to_the_end(serve: Serve, gone: set[str]) -> None:
    cbs = serve(births_table(gone=gone, page=300))
    assert towns(asked()) == TOWNS
    assert sum("skip" in path for path in cbs.asked) >= 3 and cbs.most_at_once == 1


@pytest.mark.slow
def test_more_than_ten_thousand_rows_come_in_pages(serve: Serve) -> None:
    years = {f"{year}JJ00": "Definitief" for year in range(2012, 2024)}
    cbs = serve(births_table(periods=years, ignores_filter=True, page=10_000))
    table = asked()
    assert sum(map(len, table.rows.values())) == sum(towns(table).values()) + 12 * 13
    assert sum("skip" in path for path in cbs.asked) >= 2


def test_rows_that_were_not_asked_for_do_not_count(serve: Serve) -> None:
    """Months, sexes and COROP areas, of a server that does not filter."""
    serve(births_table(ignores_filter=True))
    table = asked()
    assert towns(table) == TOWNS and table.rows[2021]["GM0392"]["live_births"] == "142" and table.unasked > 1000


@pytest.mark.parametrize("gone", [set(), {"v3"}])
def test_a_topic_is_told_from_another_with_the_same_title_by_its_group(serve: Serve, gone: set[str]) -> None:
    serve(mothers_table(gone=gone))
    assert asked("teenage-mothers").rows[2020]["GM0392"]["live_births"] == "1834"


def test_a_topic_that_cannot_be_told_from_others_is_refused(serve: Serve) -> None:
    cbs = mothers_table()
    cbs.measures[0].group = "Leeftijd vader"
    serve(cbs)
    with pytest.raises(DataError, match="meer dan één onderwerp “Totaal levend geboren kinderen” in een groep “leeft"):
        asked("teenage-mothers")


def test_a_topic_that_is_not_there_is_named_with_what_there_is(serve: Serve) -> None:
    cbs = births_table()
    cbs.measures[1].title, cbs.measures[1].v3 = "Geboorten", "Geboorten_7"
    serve(cbs)
    with pytest.raises(DataError, match=r"geen onderwerp “Levend geboren kinderen”. Wat er wel is: .*Geboorten_7"):
        asked()


def test_provisional_years_are_told_from_definitive_ones(serve: Serve) -> None:
    serve(births_table(periods={"2020JJ00": "Definitief", "2021JJ00": "Voorlopig", "2022JJ00": ""}))
    statuses = {year: cells["NL01"]["status"] for year, cells in asked().rows.items()}
    assert statuses == {2020: "definitief", 2021: "voorlopig", 2022: "voorlopig"}


@pytest.mark.parametrize("fault", ["reset", "truncated", "500", "503"])
def test_what_may_pass_is_asked_again_three_times_with_longer_pauses(serve: Serve, fault: str) -> None:
    pauses: list[float] = []
    serve(births_table(faults=[fault] * 3))
    assert towns(asked(pauses=pauses)) == TOWNS
    assert len(pauses) == 3 and pauses == sorted(set(pauses))


@pytest.mark.parametrize("fault", ["reset", "truncated", "500"])
def test_a_server_that_goes_on_failing_is_left_for_the_other_version(serve: Serve, fault: str) -> None:
    serve(births_table(faults=[fault] * 4))
    assert asked().version == 4


def test_a_server_that_has_nothing_is_not_asked_again(serve: Serve) -> None:
    pauses: list[float] = []
    cbs = serve(births_table(gone={"v3", "v4"}))
    with pytest.raises(DataError, match="Tabel 37259ned is niet op te halen"):
        asked(pauses=pauses)
    assert pauses == [] and len(cbs.asked) == 2


def test_no_server_at_all_is_said_in_dutch() -> None:
    with pytest.raises(DataError, match="geen bruikbaar antwoord: er komt geen verbinding"):
        asked()


@pytest.mark.parametrize("gone", [set(), {"v3"}])
@pytest.mark.parametrize("word", ["TijdelijkNietBeschikbaar", "Vervallen"])
def test_a_table_that_is_out_of_use_is_named_so(serve: Serve, word: str, gone: set[str]) -> None:
    serve(births_table(out_of_use=word, gone=gone))
    with pytest.raises(DataError, match=f"37259ned is .*CBS: {word}"):
        asked()


@pytest.mark.parametrize("gone", [set(), {"v3"}])
def test_an_empty_answer_is_an_error_and_not_no_figures(serve: Serve, gone: set[str]) -> None:
    serve(births_table(empty=True, gone=gone))
    with pytest.raises(DataError, match="geeft niets over 2020-2022"):
        asked()


def test_a_row_that_comes_twice_is_refused(serve: Serve) -> None:
    serve(births_table(twice=True))
    with pytest.raises(DataError, match=r"geeft een cijfer twee keer \(NL01, 2020JJ00\)"):
        asked()


@pytest.mark.parametrize("fault", ["elsewhere", "loop"])
def test_a_next_page_on_another_server_or_without_end_is_not_followed(serve: Serve, fault: str) -> None:
    serve(births_table(faults=[fault] * 2))
    with pytest.raises(DataError, match="verkeerd adres"):
        asked()


def test_a_year_that_is_announced_and_empty_is_left_out(serve: Serve) -> None:
    cbs = births_table()
    cbs.measures[1].value = lambda code, year: None if year == 2022 else 100
    serve(cbs)
    assert list(asked().rows) == [2020, 2021]


def test_a_year_that_is_skipped_is_an_error(serve: Serve) -> None:
    cbs = births_table()
    cbs.measures[1].value = lambda code, year: None if year == 2021 else 100
    serve(cbs)
    with pytest.raises(DataError, match="slaat jaren over: 2021"):
        asked()


def test_a_value_that_is_no_number_is_refused(serve: Serve) -> None:
    serve(births_table(changed={("GM0392", 2021, "LevendGeborenKinderen_7"): "veel"}))  # type: ignore[dict-item]
    with pytest.raises(DataError, match="geeft ‘veel’ waar een getal hoort"):
        asked()


def test_the_server_hears_which_app_asks(serve: Serve) -> None:
    cbs = serve(births_table())
    asked()
    assert {agent.split()[0] for agent in cbs.agents} == {"Kansrijke-Start"}
