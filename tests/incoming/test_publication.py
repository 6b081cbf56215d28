"""Does a file go the whole way, and is nothing published that should not be?"""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ks_data import INDICATORS, DataError, store
from ks_data.incoming import account, choices, publication
from ks_data.incoming.findings import Level
from ks_data.incoming.publication import Examined, Unchanged, examine, publish
from ks_data.incoming.reading import ColumnMapping
from ks_data.store import Snapshot, current, releases
from tests.incoming.spreadsheets import book

SMOKING = "smoking_during_pregnancy_percent"
BIRTHS = "births_municipal_report_count"
HEAD = "indicator,region,period,value,numerator,denominator,status,source,note"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    return tmp_path / "releases"


def file(*rows: str) -> bytes:
    return "\n".join([HEAD, *(row + "," * (8 - row.count(",")) for row in rows)]).encode()


ONE = file(f"{SMOKING},GM0392,1999,7.5")
JUMP = file(f"{BIRTHS},GM0363,1950,1800", f"{BIRTHS},GM0363,1951,1100")


def go(
    content: bytes = ONE, name: str = "een.csv", own_rule_answer: bool | None = None, **more: object
) -> releases.Release:
    found = examine(name, content, own_rule=own_rule_answer)
    return publish(found, **{"author": "Ann", "note": "proef", "source": "CBS", **more})  # type: ignore[arg-type]


def value(
    data: Snapshot | None = None, region: str = "GM0392", period: str = "1999", indicator: str = SMOKING
) -> float:
    rows = (data or current()).table("observations").set_index(["indicator", "region", "period"])["value"]
    return float(rows.get((indicator, region, period), float("nan")))


def test_a_file_that_is_examined_tells_each_step_and_changes_nothing() -> None:
    steps: list[str] = []
    found = examine("een.csv", ONE, progress=steps.append)
    assert steps == ["Lezen", "Controleren", "Vergelijken"]
    assert found.reading.layout == "sjabloon" and found.findings == () and found.change.counts["nieuw"] == 1
    assert releases.history() == () and pd.isna(value())


@pytest.mark.slow
def test_what_is_published_is_there_with_all_that_was_said_about_it() -> None:
    steps: list[str] = []
    release = go(source_date="2024-05", progress=steps.append)
    assert steps == ["Publiceren"] and value() == 7.5
    assert (release.author, release.note, release.source, release.source_date) == ("Ann", "proef", "CBS", "2024-05")
    assert (release.file, release.rows, release.counts["nieuw"]) == ("een.csv", 1, 1)
    assert releases.file(release) == ONE
    source = current().table("sources").set_index("source").loc["release-1"]
    assert source["citation"] == "CBS (mei 2024). Release 1 in deze app."


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"author": " "}, "wie dit publiceert"),
        ({"source": " "}, "bron"),
        ({"note": " "}, "waarom"),
        ({"source_date": "mei"}, "geen datum"),
        ({"source_date": "2024-13"}, "geen datum"),
        ({"source_date": "2022-02-31"}, "geen datum"),
        ({"source_date": "20２2"}, "geen datum"),
        ({"valid_from": "20２7-01-01"}, "geen datum"),
        ({"valid_from": "2027-1-1"}, "geen datum"),
        ({"valid_from": "morgen"}, "geen datum"),
    ],
)
def test_what_is_not_filled_in_well_is_refused(given: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        go(**given)
    assert releases.history() == ()


def test_an_error_stands_in_the_way_and_is_said() -> None:
    with pytest.raises(DataError, match=r"fouten in:\n- .*kan alleen van 0 tot 100"):
        go(file(f"{SMOKING},GM0392,1999,147.1"), confirmed={"alles"})
    assert releases.history() == ()


def test_all_places_can_be_had_where_only_the_first_are_named() -> None:
    found = examine("fout.csv", file(*(f"{SMOKING},GM0392,{year},veel" for year in range(1980, 1990))))
    (error,) = (one for one in found.checked.findings if one.screen == "geen_getal")
    assert (error.count, len(error.places)) == (10, 5)
    every = publication.places(found)
    every = every[every["melding"] == error.message]
    assert every["rij"].tolist() == list(range(2, 12)) and set(every["kolom"]) == {"value"}
    assert set(every["soort"]) == {"fout"} and set(every["waarde"]) == {"veel"}


def test_all_places_can_be_had_of_what_reading_itself_says_of_a_workbook() -> None:
    """Reading happens in another process: what it says must come over whole."""

    def hide(sheet) -> None:
        for number in range(12, 32):
            sheet.row_dimensions[number].hidden = True

    rows = [["Haarlem", 1980 + number, "=1+1" if number < 10 else 9.1] for number in range(30)]
    found = examine("boek.xlsx", book({"Cijfers": [["Gemeente", "Jaar", "Vroeg in zorg"], *rows]}, hide))
    every = publication.places(found)
    for words, numbers in (("formule zonder uitkomst", range(2, 12)), ("Verborgen", range(12, 32))):
        (finding,) = (one for one in found.findings if words in one.message)
        assert (finding.count, len(finding.places)) == (len(numbers), 5)
        assert every.loc[every["melding"] == finding.message, "rij"].tolist() == list(numbers)


@pytest.mark.slow
def test_the_places_of_a_finding_stay_those_of_its_examination_when_others_publish_in_between() -> None:
    many = examine("herzien.csv", file(*(f"{SMOKING},GM0392,{year},9.5" for year in range(1980, 1990))))
    before = publication.places(many)
    go(file(*(f"{SMOKING},GM0392,{year},7.5" for year in range(1980, 1990))))
    assert publication.places(many).equals(before)
    again = publication.places(examine("herzien.csv", many.content))
    assert len(again) == 10 and again["melding"].str.contains("was 7,5 en wordt 9,5").all()


def test_each_question_must_be_confirmed_by_its_own_key() -> None:
    found = examine("sprong.csv", JUMP)
    keys = {question.key for question in found.checked.questions}
    assert len(keys) == 1
    for given in (set(), {"sprong"}):
        with pytest.raises(DataError, match=r"Bevestig eerst deze vragen:\n- .*Amsterdam ging van 1.800"):
            go(JUMP, confirmed=given)
    assert releases.history() == () and go(JUMP, confirmed=keys).number == 1


@pytest.mark.slow
def test_the_same_again_changes_nothing_and_says_which_release_has_it() -> None:
    go()
    for name, content in (("een.csv", ONE), ("anders.csv", ONE + b"\n")):
        with pytest.raises(Unchanged, match=r"release 1 \(een.csv") as nothing:
            go(content, name)
        assert nothing.value.release and nothing.value.release.number == 1
    assert len(releases.history()) == 1


def test_what_is_shipped_already_is_no_release() -> None:
    with pytest.raises(Unchanged, match="staat al in de app") as nothing:
        go(store.shipped("budget").to_csv(index=False).encode())
    assert nothing.value.release is None and releases.history() == ()


@pytest.mark.slow
def test_what_is_the_same_now_but_not_by_then_can_be_published() -> None:
    go()
    go(file(f"{SMOKING},GM0392,1999,7.6"), valid_from="2999-01-01")
    assert value() == 7.5 and go(valid_from="2999-01-02", name="terug.csv").number == 3


@pytest.mark.slow
def test_a_small_number_can_be_corrected_though_nobody_sees_it() -> None:
    for number, few in ((1, 7), (2, 6)):
        found = examine(f"{few}.csv", file(f"{BIRTHS},GM0392,1999,{few}"))
        keys = {question.key for question in found.checked.questions}
        assert publish(found, author="Ann", note="proef", source="CBS", confirmed=keys).number == number
    assert (found.change.counts["gelijk"], found.change.counts["gewijzigd"]) == (1, 0)
    assert pd.isna(value(indicator=BIRTHS))
    assert 6 in current().unprotected("observations").query("region == 'GM0392'")["value"].to_numpy()


@pytest.mark.slow
def test_what_others_published_in_between_is_checked_again() -> None:
    mine = examine("mijn.csv", file(f"{SMOKING},GM0392,1999,9.5"))
    assert mine.findings == ()
    go()
    with pytest.raises(DataError, match="was 7,5 en wordt 9,5"):
        publish(mine, author="Bo", note="proef", source="CBS")
    again = examine("mijn.csv", file(f"{SMOKING},GM0392,1999,9.5"))
    keys = {one.key for one in again.checked.questions}
    release = publish(mine, author="Bo", note="proef", source="CBS", confirmed=keys)
    assert release.counts["gewijzigd"] == 1 and value() == 9.5


@pytest.mark.slow
def test_a_preview_is_never_what_a_file_is_held_against() -> None:
    found = examine("een.csv", ONE)
    data = store.current(store.Preview("observations", "een.csv", "1", found.checked.rows))
    assert value(data) == 7.5
    again = examine("een.csv", ONE)
    assert again.change.counts["nieuw"] == 1 and again.state == found.state
    assert publish(again, author="Ann", note="proef", source="CBS").number == 1


# --- files and choices that are known ---


def remarks(found: Examined) -> dict[str, str]:
    return {finding.screen: finding.message for finding in found.findings if finding.level == Level.REMARK}


def test_a_file_that_was_published_before_or_one_of_its_name_is_said_to_be_so() -> None:
    release = go()
    same, other = examine("elders.csv", ONE), examine("een.csv", file(f"{SMOKING},GM0392,1998,7.5"))
    assert "als release 1" in remarks(same)["zelfde_bestand"] and "door Ann" in remarks(same)["zelfde_bestand"]
    assert "dezelfde naam is gepubliceerd als release 1" in remarks(other)["zelfde_naam"]
    for name, sha256 in (("een.csv", "0"), ("x.csv", release.sha256)):
        before = publication.published_before(name, sha256)
        assert before and before.number == 1
    assert publication.published_before("x", "0") is None


STRANGE = "Wijkteam;Uitkomst A;Uitkomst B\nHaarlem;7,5;8,5\nAmsterdam;8,5;9,5"


@pytest.mark.slow
def test_a_choice_of_columns_is_remembered_for_the_next_file_of_that_shape() -> None:
    mapping = ColumnMapping(values=("Uitkomst A",), region="Wijkteam", fixed_period="1999")
    subjects = {"Uitkomst A": SMOKING}
    found = examine("a.csv", STRANGE.encode(), mapping=mapping, subjects=subjects)
    assert not found.checked.blocked and len(found.checked.rows) == 2
    choices.remember(found.reading, mapping, subjects)
    next_one = examine("b 2020.csv", STRANGE.replace("7,5", "7,6").encode())
    assert (next_one.mapping, next_one.subjects) == (replace(mapping, fixed_period=""), subjects)
    assert next_one.checked.rows["value"].tolist() == [7.6, 8.5]
    assert set(next_one.checked.rows["period"]) == {"2020"}  # the year that was typed was that of another file
    without = examine("b.csv", STRANGE.encode())
    assert [one.screen for one in without.findings if one.level == Level.ERROR] == ["onbekende_periode"]
    assert examine("c.csv", STRANGE.replace("Wijkteam", "Wijk").encode()).mapping is None


def test_a_choice_of_subjects_is_remembered_and_one_that_is_no_longer_known_is_not() -> None:
    content = b"Gemeenten;Jaar;Rokers;Drinkers\nHaarlem;1999;7,5;8,5"
    found = examine("a.csv", content, subjects={"Rokers": SMOKING, "Drinkers": ""})
    choices.remember(found.reading, None, {"Rokers": SMOKING, "Drinkers": "", "Slapers": "sleep_percent"})
    again = examine("a.csv", content)
    assert again.subjects == {"Rokers": SMOKING, "Drinkers": ""} and not again.checked.blocked
    assert "andere_definitie" in {finding.screen for finding in again.checked.questions}
    assert examine("a.csv", content, subjects={}).checked.blocked


@pytest.mark.slow
def test_the_meaning_of_a_sign_is_remembered_for_the_next_file_of_that_shape_and_shown() -> None:
    content = b"Gemeenten;Jaar;Rokers;Drinkers\nHaarlem;1999;*;8,5\nAmsterdam;1999;7,5;-"
    subjects, signs = {"Rokers": SMOKING, "Drinkers": ""}, {"*": "onderdrukt"}
    assert examine("a.csv", content, subjects=subjects).checked.blocked
    found = examine("a.csv", content, subjects=subjects, signs=signs)
    keys = {question.key for question in found.checked.questions}
    publish(found, author="Ann", note="proef", source="CBS", confirmed=keys)
    again = examine("b.csv", content.replace(b"1999", b"1998"))
    assert again.signs == signs and not again.checked.blocked
    (shown,) = [finding.message for finding in again.findings if finding.screen == "onthouden"]
    assert "“*” is onderdrukt" in shown and "“Drinkers” is overslaan" in shown
    assert examine("b.csv", content.replace(b"1999", b"1998"), signs={}).checked.blocked


MORTALITY = "perinatal_mortality_24w_7d_per_1000"
FEW = file(f"{MORTALITY},GM0193,2019,4.0")
"""Of the live births in Zwolle, six children."""


@pytest.mark.slow
def test_whether_a_source_hides_small_numbers_itself_is_asked_and_stands_in_the_release() -> None:
    """Without an answer, or with no, a rate of few children is hidden; with yes it stands there on somebody's word."""
    for answer in (None, False):
        release = _publish_few(answer)
        assert release.own_rule is answer and pd.isna(value(None, "GM0193", "2019", MORTALITY))
    release = _publish_few(True)
    assert release.own_rule and value(None, "GM0193", "2019", MORTALITY) == 4.0
    assert "De bron verbergt zelf kleine aantallen, zegt Ann" in account.account(release)
    assert releases.history()[0].own_rule and len(releases.history()) == 3


def _publish_few(answer: bool | None) -> releases.Release:
    found = examine("weinig.csv", FEW, own_rule=answer)
    keys = {question.key for question in found.checked.questions}
    assert bool(keys) is not bool(answer)  # with a rule of its own there is nothing more to ask
    return publish(found, author="Ann", note="proef", source=str(answer), confirmed=keys)


@pytest.mark.slow
def test_who_said_by_mistake_that_a_source_hides_small_numbers_can_take_that_back() -> None:
    """By the same file with no, or by a restore; what is not small is shown, and an old state hides it too."""
    both = file(f"{MORTALITY},GM0193,2019,4.0", f"{MORTALITY},GM0363,2019,4.0")

    def seen(state: store.Snapshot | None = None) -> list[bool]:
        return [pd.notna(value(state, town, "2019", MORTALITY)) for town in ("GM0193", "GM0363")]

    def say(answer: bool) -> None:
        found = examine("weinig.csv", both, own_rule=answer)
        publish(found, author="Ann", note="proef", source="X", confirmed={one.key for one in found.checked.questions})

    say(False)
    assert seen() == [False, True]
    say(True)
    assert seen() == [True, True]
    say(False)
    assert seen() == [False, True] and seen(store.at(2)) == [False, True]
    say(True)
    releases.restore(1, author="Ann", note="vergissing")
    assert seen() == [False, True]


@pytest.mark.slow
def test_that_a_source_hides_small_numbers_itself_holds_for_the_file_of_which_it_is_said_and_no_other() -> None:
    """Of neither the same shape nor the same source: who publishes a file answers for it, or it is protected."""
    _publish_few(True)
    assert value(None, "GM0193", "2019", MORTALITY) == 4.0
    later = examine("later.csv", FEW.replace(b"2019", b"2018"))
    assert later.own_rule is None and later.checked.questions
    keys = {question.key for question in later.checked.questions}
    release = publish(later, author="Bob", note="proef", source="True", confirmed=keys)
    assert release.own_rule is None and pd.isna(value(None, "GM0193", "2018", MORTALITY))
    assert not account.own_rule(release), "nobody is said to have answered"


def test_only_figures_that_may_hide_few_people_ask_whether_the_source_hides_them() -> None:
    """Not with counts, not of what CBS guards by itself, not of a count."""
    counted = (f"{SMOKING},GM0392,1999,7.5,75,1000", "live_births_count,GM0392,1999,1900", f"{BIRTHS},GM0392,1999,1900")
    for row in counted:
        assert not examine("a.csv", file(row)).asks_own_rule
    assert examine("a.csv", ONE).checked.without_counts == 1


@pytest.mark.parametrize(
    "kept",
    [None, 3, [], {"mapping": "{"}, {"mapping": 3, "subjects": 4}, {"subjects": [1]}, {"signs": 4}],
)
def test_a_remembered_choice_that_makes_no_sense_is_as_if_there_were_none(kept: object) -> None:
    releases.remember(f"indeling-{examine('een.csv', ONE).reading.signature}", kept)
    assert examine("een.csv", ONE).findings == ()


def test_columns_chosen_by_year_do_not_stand_in_the_way_a_year_later() -> None:
    text = "Wijkteam;x 2018;y 2019\nHaarlem;7,5;8,5"
    mapping = ColumnMapping(values=("x 2018",), region="Wijkteam", fixed_period="2018")
    found = examine("a.csv", text.encode(), mapping=mapping, subjects={"x 2018": SMOKING})
    choices.remember(found.reading, mapping, {"x 2018": SMOKING})
    later = examine("b.csv", text.replace("2018", "2019").replace("y 2019", "y 2020").encode())
    assert later.mapping is None and set(later.reading.rows["period"]) == {"2019", "2020"}


@pytest.mark.slow
def test_the_three_kinds_go_the_whole_way() -> None:
    budget = "year,region,item,funder,amount_eur,from_date,note,source\n2024,GM0392,Huisbezoeken,gemeente,1000,,,"
    tranche = "region,tranche,evidence,source\nGM0363,1,,"
    for content, kind in ((ONE, "observations"), (budget.encode(), "budget"), (tranche.encode(), "tranches")):
        found = examine("a.csv", content)
        keys = {question.key for question in found.checked.questions}
        release = publish(found, author="Ann", note="proef", source="CBS", confirmed=keys)
        assert (release.kind, release.rows) == (kind, 1)
        assert current().table(kind)["source"].eq(f"release-{release.number}").sum() == 1
    assert INDICATORS[SMOKING].name  # the shipped declarations are those that the file names
