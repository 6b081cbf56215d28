"""Is each subject of a file known, mapped, skipped or asked about?"""

import pytest

from ks_data import INDICATORS
from ks_data.incoming import checks
from ks_data.incoming.reading import Reading, read
from tests.incoming.checks.samples import (
    BIG2,
    DEATHS,
    ERROR,
    QUESTION,
    SMOKING,
    screens,
    tables,
)


def test_a_subject_is_known_by_its_id_its_official_name_and_its_short_name() -> None:
    indicator = INDICATORS[DEATHS]
    for text in (indicator.id, indicator.official, indicator.name, indicator.name.upper()):
        assert checks.recognised(text) == DEATHS
    assert checks.recognised("iets anders") == ""


def wide(*subjects: str) -> Reading:
    head = ";".join(["Gemeenten", "Jaar", *subjects])
    return read("a.csv", f"{head}\nHaarlem;2019;{';'.join('7,5' for _ in subjects)}".encode())


@pytest.mark.slow
def test_where_no_subject_is_known_each_must_be_mapped_or_skipped() -> None:
    alone = screens(checks.checked(wide("Rokende vrouwen"), tables()))["onbekend_onderwerp"]
    assert alone.level == ERROR and "Kies welk cijfer het is" in alone.message
    many = screens(checks.checked(wide(*(f"Onderwerp {at}" for at in range(30))), tables()))["onbekend_onderwerp"]
    assert many.count == 30 and "30 onderwerpen kennen we niet" in many.message and "en nog 10" in many.message


def test_subjects_beside_one_that_is_known_are_skipped_after_one_question() -> None:
    near = INDICATORS[SMOKING].name[:-1]
    reading = wide("Fietsen", near, "Wandelen", INDICATORS[BIG2].name)
    outcome = checks.checked(reading, tables())
    (asked,) = (finding for finding in outcome.findings if finding.screen == "onbekend_onderwerp")
    assert asked.level == QUESTION and not outcome.blocked and set(outcome.rows["indicator"]) == {BIG2}
    assert asked.count == 3
    assert asked.message == (
        f"Deze onderwerpen kennen we niet: “{near}” (bedoelde u “{INDICATORS[SMOKING].name}”?), “Fietsen” en "
        "“Wandelen”. Wij slaan ze over. Klopt dat?"
    )
    fewer = screens(checks.checked(reading, tables(), {"Fietsen": "", near: SMOKING}))["onbekend_onderwerp"]
    assert fewer.message == "Dit onderwerp kennen we niet: “Wandelen”. Wij slaan het over. Klopt dat?"


def test_a_subject_that_is_not_known_is_mapped_or_skipped() -> None:
    reading = wide("Rokende vrouwen", INDICATORS[BIG2].name)
    mapped = checks.checked(reading, tables(), {"Rokende vrouwen": SMOKING})
    assert not mapped.blocked and set(mapped.rows["indicator"]) == {SMOKING, BIG2}
    question = screens(mapped)["andere_definitie"]
    assert question.level == QUESTION and INDICATORS[SMOKING].definition in question.message
    skipped = checks.checked(reading, tables(), {"Rokende vrouwen": ""})
    assert not skipped.blocked and set(skipped.rows["indicator"]) == {BIG2}
    assert "“Rokende vrouwen”" in screens(skipped)["overgeslagen"].message


def test_a_subject_mapped_to_an_indicator_that_does_not_exist_is_still_unknown() -> None:
    assert "onbekend_onderwerp" in screens(checks.checked(wide("Rokers"), tables(), {"Rokers": "rokers_percent"}))


def test_two_subjects_mapped_to_one_indicator_are_duplicates() -> None:
    outcome = checks.checked(wide("A", "B"), tables(), {"A": SMOKING, "B": SMOKING})
    assert "dubbel_gelijk" in screens(outcome)


def test_of_a_share_and_a_number_of_the_same_only_the_one_in_the_unit_of_the_figure_is_taken() -> None:
    name = INDICATORS[SMOKING].name
    file = f"{name};;\nGemeente;2019;\n;Aantal;%\nHaarlem;149;7,8"
    outcome = checks.checked(read("a.csv", file.encode()), tables())
    assert outcome.rows[["indicator", "value"]].to_numpy().tolist() == [[SMOKING, 7.8]]
    assert f"“{name} [Aantal]”" in screens(outcome)["onbekend_onderwerp"].message
    alone = checks.checked(read("a.csv", file.replace("%", "Aantal").encode()), tables())
    assert screens(alone)["andere_eenheid"].level == ERROR


def test_rows_without_a_subject_are_named_as_such() -> None:
    text = "Onderwerp;Gemeente;2021\nVroeg in zorg;Haarlem;86\n;Zandvoort;83\n"
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    (question,) = [finding for finding in outcome.questions if finding.screen == "geen_onderwerp"]
    assert question.count == 1 and "geen onderwerp" in question.message
