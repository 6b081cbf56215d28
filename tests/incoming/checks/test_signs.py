"""Is a sign that nobody can know asked once, and does what hides a figure never make it missing?"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.findings import Place
from ks_data.incoming.reading.tidy import read
from tests.examples import examples
from tests.incoming.checks.samples import BIG2, ERROR, QUESTION, SMOKING, checked, filled, screens, tables

TOWNS = ("Haarlem", "Zundert", "Breda", "Urk", "Utrecht (gemeente)", "Almere")


def given_a_meaning(cells: list[str], **signs: str) -> Checked:
    """A file with these figures of so many towns."""
    lines = [f"{town};2019;{cell}" for town, cell in zip(TOWNS, cells, strict=False)]
    reading = read("a.csv", "\n".join(["Gemeente;Jaar;Vroeg in zorg", *lines]).encode())
    return checks.checked(reading, tables(), None, signs)


def test_each_sign_is_one_error_that_names_it_and_where_it_stands() -> None:
    outcome = given_a_meaning(["*", "81,5", "..", "*", "<5", "1-4"])
    asked = [finding for finding in outcome.findings if finding.level == ERROR]
    assert [(finding.count, finding.places[0]) for finding in asked] == [
        (2, Place(2, "Vroeg in zorg", "*")),
        (1, Place(4, "Vroeg in zorg", "..")),
    ]
    assert "“*” staat 2 keer" in asked[0].message and "onderdrukt, ontbreekt of nul" in asked[0].message
    assert outcome.blocked and outcome.signs == {"*": "", "..": ""}


@pytest.mark.parametrize(
    ("answer", "value", "status"),
    [("onderdrukt", None, "onderdrukt"), ("ontbreekt", None, "ontbreekt"), ("nul", 0.0, "definitief")],
)
def test_the_answer_counts_for_every_cell_with_that_sign(answer: str, value: float | None, status: str) -> None:
    outcome = given_a_meaning(["*", "81,5", " * ", "<5"], **{"*": answer})
    assert not outcome.blocked and outcome.signs == {"*": answer}
    rows = outcome.rows.astype(object).where(outcome.rows.notna(), None)
    assert rows["value"].tolist() == [value, 81.5, value, None]
    assert rows["status"].tolist() == [status, "definitief", status, "onderdrukt"]


def test_an_answer_that_is_none_of_the_three_leaves_the_question_open() -> None:
    assert given_a_meaning(["*", "81,5"], **{"*": "12"}).blocked


def test_a_sign_in_a_count_is_asked_too_and_only_once() -> None:
    text = filled(f"{BIG2},GM0392,2019,147.1,*,1000\n{BIG2},GM0363,2019,*,,")
    errors = [finding for finding in checked(text).findings if finding.level == ERROR]
    assert [finding.count for finding in errors] == [2] and not errors[0].message.count("leeg")


def test_a_hidden_count_without_a_figure_makes_a_hidden_figure() -> None:
    text = f"{SMOKING},GM0392,2019,,<5,420\n{SMOKING},GM0363,2019,,1-4,420\n{SMOKING},GM0034,2019,,.,420"
    outcome = checked(filled(text))
    assert outcome.rows["status"].tolist() == ["onderdrukt", "onderdrukt", "ontbreekt"]
    assert "<5" in outcome.rows["note"].iloc[0]


def test_a_cell_that_says_hidden_beats_a_status_that_says_missing_or_final() -> None:
    outcome = checked(filled(f"{BIG2},GM0392,2019,<5,,,ontbreekt\n{BIG2},GM0363,2019,x,,,definitief"))
    assert outcome.rows["status"].tolist() == ["onderdrukt", "onderdrukt"]
    asked = screens(outcome)["teken_en_status"]
    assert asked.level == QUESTION and [place.row for place in asked.places] == [2]


@pytest.mark.parametrize("date", ["1-apr", "4-jan", "2026-04-01", "2026-04-01 00:00:00", "1-4-2026", "jan-04"])
def test_a_date_that_excel_made_of_a_range_is_named_as_such(date: str) -> None:
    outcome = given_a_meaning([date, "81,5", "79,9"])
    assert screens(outcome)["datum"].level == ERROR and "Excel maakt" in screens(outcome)["datum"].message


@pytest.mark.slow
def test_no_message_advises_to_empty_a_cell() -> None:
    for text in ("abc", "147.1,,,ontbreekt", "147.1,veel,1000", "*", "1-apr", ",,,definitief"):
        outcome = checked(filled(f"{BIG2},GM0392,2019,{text}"))
        assert outcome.blocked
        assert not any("maak" in finding.message and "leeg" in finding.message for finding in outcome.findings)


def test_many_different_texts_are_a_few_findings() -> None:
    words = [f"{'a' * (1 + at // 20)}{'bcdefghijklmnopqrstuv'[at % 20]}" for at in range(400)]
    lines = "\n".join(f"{BIG2},GM0392,{1900 + at % 120},{word}" for at, word in enumerate(words))
    findings = [finding for finding in checked(filled(lines)).findings if finding.screen == "geen_getal"]
    assert len(findings) == 21 and sum(finding.count for finding in findings) == 400


SIGNS = st.sampled_from(["*", "..", ":", "c", "–", "#", "—", "§", "^^", "nihil", "r", "(*)"])


@pytest.mark.slow
@examples(15)
@given(
    st.lists(st.one_of(SIGNS, st.sampled_from(["<5", "1-4", "x", ".", "81,5", "7,25"])), min_size=1, max_size=3),
    st.sampled_from(["onderdrukt", "ontbreekt", "nul"]),
)
def test_no_sign_gets_a_status_or_a_value_before_it_is_answered(cells: list[str], answer: str) -> None:
    cells = ["64,5", *cells, "61,5"]
    outcome = given_a_meaning(cells)
    unknown = [cell for cell in cells if cell not in (*"x.", "<5", "1-4", "81,5", "7,25", "64,5", "61,5")]
    assert outcome.blocked == bool(unknown) and set(outcome.signs) == set(unknown)
    told = zip(cells, outcome.rows["status"], outcome.rows["value"], strict=True)
    assert all(status == "" and math.isnan(value) for cell, status, value in told if cell in unknown)
    answered = given_a_meaning(cells, **dict.fromkeys(unknown, answer))
    assert not answered.blocked
    expected = {"<5": "onderdrukt", "1-4": "onderdrukt", "x": "onderdrukt", ".": "ontbreekt"}
    expected |= dict.fromkeys(("81,5", "7,25", "64,5", "61,5"), "definitief")
    expected |= dict.fromkeys(unknown, "definitief" if answer == "nul" else answer)
    assert answered.rows["status"].tolist() == [expected[cell] for cell in cells]
