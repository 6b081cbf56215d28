"""Is what cannot be read in a file of figures found, and are its rows as they would be published?"""

import pytest

from ks_data import INDICATORS, TABLES
from ks_data.incoming import checks
from ks_data.incoming.findings import Place
from ks_data.incoming.reading import read
from tests.incoming.checks.samples import (
    BIG2,
    BIRTHS,
    ERROR,
    QUESTION,
    SMOKING,
    checked,
    filled,
    screens,
    tables,
)


def test_a_text_that_is_no_number_is_an_error_also_beside_a_status() -> None:
    lines = [f"{BIG2},GM0392,2019,veel,,,definitief", f"{BIG2},GM0363,2019,x,,,definitief"]
    (found,) = [one for one in checked(filled("\n".join(lines))).findings if one.screen == "geen_getal"]
    assert [(place.row, place.value) for place in found.places] == [(2, "veel")]


def test_a_count_that_is_no_number_is_an_error_and_a_known_sign_is_none() -> None:
    lines = [
        f"{BIG2},GM0392,2019,147.1,veel,1000",
        f"{BIG2},GM0363,2019,147.1,.,",
        f"{BIG2},NL01,2019,147.1,147,1 000?",
        f"{BIG2},GM0034,2019,,weinig,",
    ]
    found = [one for one in checked(filled("\n".join(lines))).findings if one.screen == "geen_getal"]
    assert [place for one in found for place in one.places] == [
        Place(2, "numerator", "veel"),
        Place(5, "numerator", "weinig"),
        Place(4, "denominator", "1 000?"),
    ]


def test_no_value_beside_a_status_that_says_there_is_one_is_an_error() -> None:
    lines = [
        f"{BIG2},GM0392,2019,,,,definitief",
        f"{BIG2},GM0363,2019,,,,ontbreekt",
        f"{BIG2},GM0034,2019,,,,voorlopig,,nog niet geleverd",
        f"{BIG2},NL01,2019*,,,,",
    ]
    (found,) = [finding for finding in checked(filled("\n".join(lines))).findings if finding.level == ERROR]
    assert found.places == (Place(2, "status", "definitief"),) and "Vul de waarde in" in found.message


def test_a_source_in_the_file_that_is_not_known_is_asked_about_as_it_is_replaced() -> None:
    known = tables()["sources"]["source"].iloc[0]
    lines = [f"{BIG2},GM0392,2019,147.1,,,,GGD Kennemerland,", f"{BIG2},GM0363,2019,147.1,,,,{known},"]
    asked = screens(checked(filled("\n".join(lines))))["andere_bron"]
    assert asked.level == QUESTION and "“GGD Kennemerland”" in asked.message
    assert asked.places == (Place(2, "source", "GGD Kennemerland"),)


def test_the_two_values_of_one_figure_are_shown_unless_they_are_small() -> None:
    double = screens(checked(filled(f"{BIRTHS},GM0392,2019,1800\n{BIRTHS},GM0392,2019,1900")))["dubbel"]
    assert [place.value for place in double.places] == ["1800", "1900"]
    small = screens(checked(filled(f"{BIRTHS},GM0392,2019,4\n{BIRTHS},GM0392,2019,5")))["dubbel"]
    assert {place.value for place in small.places} == {"onderdrukt"}


def test_the_name_of_a_file_and_its_years_are_compared() -> None:
    text = filled(f"{BIG2},GM0392,2019,147.1")
    assert "andere_periode" in screens(checked(text, name="cijfers_2021.csv"))
    assert "andere_periode" not in screens(checked(text, name="cijfers_2019.csv"))
    assert "andere_periode" not in screens(checked(text, name="cijfers.csv"))


def test_the_rows_have_the_columns_of_the_table_and_a_reason_for_what_is_missing() -> None:
    text = f"{BIG2},GM0392,2018,,,,,,vergeten\n{BIG2},GM0392,2019,x"
    text += f"\n{BIG2},NL01,2019,150.1,,,,bekend\n{BIG2},NL01,2018,1,,,,vreemd"
    outcome = checked(filled(text))
    assert list(outcome.rows.columns) == list(TABLES["observations"].names)
    assert outcome.rows[["value", "status", "note", "source"]].astype(object).fillna("-").to_numpy().tolist() == [
        ["-", "ontbreekt", "vergeten", ""],
        ["-", "onderdrukt", "'x' in de bron: geheim", ""],
        [150.1, "definitief", "", "bekend"],
        [1.0, "definitief", "", ""],  # a source that the app does not know: that of the release
    ]
    assert outcome.lines.tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "head", ["indicator,region,period,value,numerator,denominator", "Onderwerp,Gebied,Jaar,Waarde,Teller,Noemer"]
)
def test_a_rate_of_which_only_the_counts_are_given_is_computed_and_asked_about(head: str) -> None:
    file = f"{head}\n{BIG2},GM0377,2019,,62,420\n{BIG2},GM0392,2019,147.1,,\n{BIG2},GM0363,2019,,4,420"
    outcome = checks.checked(read("a.csv", file.encode()), tables())
    assert outcome.rows["value"].tolist() == [147.6, 147.1, 9.5]
    assert outcome.rows["status"].tolist() == ["definitief"] * 3 and set(outcome.rows["note"]) == {""}
    asked = screens(outcome)["uitgerekend"]
    assert asked.level == QUESTION and [place.value for place in asked.places] == ["62", "onderdrukt"]


def test_a_computed_rate_is_rounded_and_hidden_by_the_rules_of_the_house() -> None:
    counts = {
        "GM0377": (1, 16),
        "GM0363": (0, 420),
        "GM0034": (17, 17),
    }  # one; none, and all: neither is a small number
    lines = [f"{SMOKING},{code},2019,,{x},{n}" for code, (x, n) in counts.items()]
    file = "\n".join(["indicator,region,period,value,numerator,denominator", *lines])
    outcome = checks.checked(read("a.csv", file.encode()), tables())
    assert outcome.rows["value"].tolist() == [6.3, 0.0, 100.0]
    assert [place.value for place in screens(outcome)["uitgerekend"].places] == ["onderdrukt", "0", "17"]


def test_a_column_called_cijfer_may_name_the_figure() -> None:
    rows = ["Cijfer;Gemeente;Jaar;Percentage", "Vroeg in zorg;Haarlem;1960;79,9"]
    file = "\n".join([*rows, f"{INDICATORS[SMOKING].name};Amsterdam;1960;7,8"])
    outcome = checks.checked(read("a.csv", file.encode()), tables())
    assert outcome.rows[["indicator", "region"]].to_numpy().tolist() == [
        ["antenatal_care_before_10w_percent", "GM0392"],
        [SMOKING, "GM0363"],
    ]
