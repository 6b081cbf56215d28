"""Is a number read as the indicator can have it, and is nothing made out of nothing?"""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.reading.tidy import read
from tests.examples import examples
from tests.incoming.checks.samples import (
    BIG2,
    BIRTHS,
    DEATHS,
    ERROR,
    QUESTION,
    REMARK,
    SMOKING,
    TOWNS,
    checked,
    filled,
    screens,
    tables,
)

READ_TWICE = "decimalen_of_duizenden"


def figures(indicator: str, *cells: str, separator: str = ";") -> Checked:
    """A table of others with one figure for each town."""
    quoted = [f'"{cell}"' for cell in cells]
    lines = [separator.join([town, "2019", indicator, cell]) for town, cell in zip(TOWNS, quoted, strict=False)]
    head = separator.join(["Gemeente", "Jaar", "Indicator", "Waarde"])
    return checks.checked(read("a.csv", "\n".join([head, *lines]).encode()), tables())


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize(
    ("indicator", "cells", "numbers"),
    [
        (SMOKING, ["86.123", "7.456"], [86.123, 7.456]),
        (SMOKING, ["86,123", "7,456"], [86.123, 7.456]),
        (SMOKING, ["86.123", "7,5"], [86.123, 7.5]),
        (SMOKING, ["86.123", "7"], [86.123, 7]),
        (BIG2, ["147.123", "1.000"], [147.123, 1]),
        (DEATHS, ["4.123", "5.001"], [4.123, 5.001]),
        (BIRTHS, ["1.234", "2.345"], [1234, 2345]),
        (BIRTHS, ["1,234", "2,345"], [1234, 2345]),
        (BIRTHS, ["1.234", "987"], [1234, 987]),
        (BIRTHS, ["12.345", "1.000"], [12345, 1000]),
    ],
)
def test_of_two_readings_the_only_possible_one_is_taken(
    separator: str, indicator: str, cells: list[str], numbers: list[float]
) -> None:
    outcome = figures(indicator, *cells, separator=separator)
    assert outcome.rows["value"].tolist() == numbers and not outcome.blocked
    assert READ_TWICE not in screens(outcome) or screens(outcome)[READ_TWICE].level == REMARK


def test_what_was_read_otherwise_is_said_with_its_place() -> None:
    remark = screens(figures(SMOKING, "86.123", "7.5a", "7"))[READ_TWICE]
    assert remark.level == REMARK and "86.123" in remark.message and "% van de" in remark.message
    assert [(place.row, place.value) for place in remark.places] == [(2, "86.123")]


def test_where_both_readings_are_possible_it_is_asked() -> None:
    asked = screens(figures(BIG2, "1.000", "147"))[READ_TWICE]
    assert asked.level == QUESTION and "1.000" in asked.message and asked.count == 1


def test_a_number_that_is_impossible_in_both_readings_stays_an_error() -> None:
    assert screens(figures(SMOKING, "147.123"))["onmogelijk"].level == ERROR


def test_counts_beside_a_rate_are_whole_numbers() -> None:
    text = "Gemeente,Jaar,Indicator,Waarde,Teller,Noemer\n" + f'Haarlem,2019,{BIG2},147.1,279,"1.897"'
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    assert outcome.rows["denominator"].tolist() == [1897] and not outcome.blocked


def test_where_the_layout_says_which_sign_parts_decimals_a_number_is_never_read_otherwise() -> None:
    """A spread of 1.010 that is taken for a number of children stays an error."""
    assert screens(checked(filled(f"{BIRTHS},GM0392,2019,1.234")))["geen_heel_getal"].level == ERROR
    text = '"Perioden";"Regio\'s";"Spreiding (aantal)"\n"2019";"Haarlem";"   1.010"\n"2019";"Zundert";"   2.020"'
    outcome = checks.checked(read("a.csv", text.encode()), tables(), {"Spreiding": BIRTHS})
    assert screens(outcome)["geen_heel_getal"].count == 2 and READ_TWICE not in screens(outcome)


@pytest.mark.parametrize(
    "counts", ["10.5,105", "10,105.5", "10.001,105", "10,1000.0001", "10.5,", ",1000.5", "0.5,1", "1e-6,1000"]
)
def test_persons_are_whole(counts: str) -> None:
    outcome = checked(filled(f"{SMOKING},GM0392,2019,,{counts}\n{SMOKING},GM0363,2019,10.0,10,100"))
    refusal = screens(outcome)["geen_heel_getal"]
    name, column = (
        ("teller", "numerator") if counts.startswith(("10.5", "10.001", "0.5", "1e")) else ("noemer", "denominator")
    )
    assert outcome.blocked and refusal.level == ERROR and f"de {name} is een aantal" in refusal.message
    assert (refusal.places[0].row, refusal.places[0].column) == (2, column)


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (f"{SMOKING},GM0392,2019,10.0,10.499999999999998,105.00000000001", None),
        (f"{SMOKING},GM0392,2019,10.0,10.5000000000001,105", None),
        (f"{SMOKING},GM0392,2019,10.0,11.000000000000002,109.99999999999999", (10.0, 11, 110)),
        (f"{SMOKING},GM0392,2019,10.0,11.0,110.00", (10.0, 11, 110)),
        (f"{SMOKING},GM0392,2019,0.0,1e-17,110", (0, 0, 110)),
        (f"{BIRTHS},GM0392,2019,105.00000000001,,", (105, None, None)),
    ],
)
def test_what_a_computer_leaves_behind_the_point_of_a_whole_number_is_rounded_off(
    row: str, counts: tuple[float | None, ...] | None
) -> None:
    outcome = checked(filled(row))
    assert ("geen_heel_getal" in screens(outcome)) is (counts is None)
    if counts:
        numbers = outcome.rows[["value", "numerator", "denominator"]].astype(object)
        assert tuple(numbers.where(numbers.notna(), None).iloc[0]) == counts


def test_a_mean_of_inhabitants_over_a_year_need_not_be_whole() -> None:
    rows = filled("crude_birth_rate_per_1000,GM0392,2019,10.0,1605,160500.5")
    assert not checked(rows).blocked
    assert checked(rows.replace("1605,", "1605.5,")).blocked  # but the children are


def test_a_small_number_is_not_told_by_how_it_was_read() -> None:
    text = 'Gemeente,Jaar,Indicator,Waarde,Teller,Noemer\nHaarlem,2019,x,"4.567",4,"1.000"'
    outcome = checks.checked(read("a.csv", text.replace("x", BIG2).encode()), tables())
    words = " ".join([finding.message for finding in outcome.findings] + [str(f.places) for f in outcome.findings])
    assert outcome.small.tolist() == [True] and "4.567" not in words and "'4'" not in words


# --- nothing out of nothing ---


@pytest.mark.parametrize("value", ["", "0", "0.0"])
def test_zero_of_zero_is_no_figure(value: str) -> None:
    outcome = checked(filled(f"{SMOKING},GM0392,2019,{value},0,0"))
    assert outcome.rows["value"].isna().all() and outcome.rows["status"].tolist() == ["ontbreekt"]
    assert outcome.rows["note"].iloc[0].startswith("0 van 0") and not outcome.blocked
    assert screens(outcome)["nul_van_nul"].level == REMARK


def test_a_figure_beside_a_denominator_of_zero_is_an_error() -> None:
    assert screens(checked(filled(f"{SMOKING},GM0392,2019,7.5,0,0")))["cijfer_van_niets"].level == ERROR


def test_zero_of_some_is_zero() -> None:
    outcome = checked(filled(f"{SMOKING},GM0392,2019,,0,420\n{SMOKING},GM0363,2019,0,0,420"))
    assert outcome.rows["value"].tolist() == [0, 0] and set(outcome.rows["status"]) == {"definitief"}


@pytest.mark.slow
@examples(25)
@given(st.integers(0, 40), st.integers(0, 400), st.sampled_from(["", "0", "x", "*", "<5", ".", "nb"]))
def test_no_figure_ever_rests_on_nobody(numerator: int, denominator: int, value: str) -> None:
    outcome = checked(filled(f"{SMOKING},GM0392,2019,{value},{numerator},{denominator}"))
    for row in outcome.rows.itertuples():
        assert pd.isna(row.value) or row.denominator > 0 or outcome.blocked
        unanswered = value == "*" and row.status == "" and outcome.blocked
        assert pd.notna(row.value) or unanswered or row.status in ("ontbreekt", "onderdrukt")
        assert value not in ("x", "<5") or row.status == "onderdrukt"


DIGITS = st.integers(1, 999).map(str)


@pytest.mark.slow
@examples(40)
@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 999)), min_size=1, max_size=5),
    st.sampled_from([".", ","]),
    st.sampled_from([";", ","]),
    st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]),
)
def test_three_decimals_of_a_percentage_are_always_decimals(
    numbers: list[tuple[int, int]], sign: str, separator: str, blank: str
) -> None:
    cells = [f"{blank}{whole}{sign}{rest:03}{blank}" for whole, rest in numbers]
    outcome = figures(SMOKING, *cells, separator=separator)
    assert outcome.rows["value"].tolist() == [float(f"{whole}.{rest:03}") for whole, rest in numbers]


@pytest.mark.slow
@examples(40)
@given(
    st.lists(st.integers(0, 999_999), min_size=1, max_size=5),
    st.sampled_from([".", ",", " ", "\N{NO-BREAK SPACE}", ""]),
    st.sampled_from([";", ","]),
)
def test_thousands_of_persons_are_always_thousands(counts: list[int], sign: str, separator: str) -> None:
    outcome = figures(BIRTHS, *(f"{count:,}".replace(",", sign) for count in counts), separator=separator)
    assert outcome.rows["value"].tolist() == counts


# --- years that Excel wrote otherwise ---


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("44927", "2023"),
        ("44561", "2021"),
        ("44927.0", "2023"),
        ("44561,00", "2021"),
        ("20230101.0", "2023"),
        ("2.023", "2023"),
        ("1905-07-13", "2021"),
        ("1905-07-13 00:00:00", "2021"),
        ("13-7-1905", "2021"),
        ("13/07/1905", "2021"),
    ],
)
def test_a_year_that_excel_made_a_day_or_a_number_of_is_read_and_asked_about(written: str, year: str) -> None:
    text = f"Gemeente;Jaar;Vroeg in zorg\nHaarlem;{written};86,1\nZundert;{written};81,3"
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    assert set(outcome.rows["period"]) == {year} and not outcome.blocked
    asked = [finding.message for finding in outcome.questions if finding.screen in ("jaar_uit_excel", "kolommen")]
    assert len(asked) == 1 and written in asked[0] and f"elezen als {year}" in asked[0]


def test_beside_other_periods_a_number_of_excel_is_read_and_asked_about_too() -> None:
    text = "Gemeente;Jaar;Vroeg in zorg\nHaarlem;44927.0;86,1\nZundert;voorjaar;81,3"
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    assert set(outcome.rows["period"]) == {"2023"} and outcome.blocked
    assert "“44927.0” is in Excel 1 januari 2023" in screens(outcome)["jaar_uit_excel"].message


@pytest.mark.parametrize("header", ["Jaar", "Peildatum", "x", ""])
def test_all_numbers_of_a_column_that_are_first_or_last_days_of_years_are_its_years(header: str) -> None:
    rows = ["Haarlem;44927.0;86,1", "Haarlem;44561.0;86,2", "Zundert;44927.0;81,3", "Zundert;44561.0;81,4"]
    text = "\n".join([f"Gemeente;{header};Vroeg in zorg", *rows])
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    assert dict(zip(outcome.rows["value"], outcome.rows["period"], strict=True)) == {
        86.1: "2023", 86.2: "2021", 81.3: "2023", 81.4: "2021"
    }  # fmt: skip
    assert "‘44927.0’ (gelezen als 2023)" in screens(outcome)["kolommen"].message
    assert "‘44561.0’ (gelezen als 2021)" in screens(outcome)["kolommen"].message


@pytest.mark.parametrize("written", ["44985", "1905", "1905-02-31", "13-7-1906", "99999", "12345"])
def test_a_number_or_a_day_that_is_no_year_is_none(written: str) -> None:
    text = f"Gemeente;Jaar;Vroeg in zorg\nHaarlem;{written};86,1\nZundert;2021;81,3"
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    assert set(outcome.rows["period"]) <= {"2021", "1905"} and "jaar_uit_excel" not in screens(outcome)


@pytest.mark.parametrize("extra", ["", ";Opmerking"])
def test_a_table_with_only_the_two_counts_is_computed(extra: str) -> None:
    lines = ["Haarlem;2021;Vroeg in zorg;861;1000", "Zundert;2021;Vroeg in zorg;<5;120", "Breda;2021;Vroeg in zorg;0;0"]
    text = "\n".join([f"Gemeente;Jaar;Indicator;Teller;Noemer{extra}", *(line + ";" * bool(extra) for line in lines)])
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    rows = outcome.rows.astype(object).where(outcome.rows.notna(), None)
    assert rows[["value", "numerator", "denominator", "status"]].to_numpy().tolist() == [
        [86.1, 861, 1000, "definitief"],
        [None, None, 120, "onderdrukt"],
        [None, 0, 0, "ontbreekt"],
    ]
    assert screens(outcome)["uitgerekend"].level == QUESTION and not outcome.blocked


@pytest.mark.parametrize("sign", ["'", "’", " "])
def test_thousands_may_be_parted_by_a_quote_as_the_swiss_do(sign: str) -> None:
    outcome = figures(BIRTHS, f"1{sign}234", f"2{sign}345", "999")
    assert outcome.rows["value"].tolist() == [1234, 2345, 999]


def test_below_the_name_of_an_indicator_dates_of_excel_are_named_however_many_there_are() -> None:
    text = "Gemeente;Jaar;Vroeg in zorg\nHaarlem;2021;mei-81\nZundert;2021;jun-82\nBreda;2021;83,1"
    outcome = checks.checked(read("a.csv", text.encode()), tables())
    assert screens(outcome)["datum"].count == 2
