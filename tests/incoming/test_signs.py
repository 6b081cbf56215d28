"""What stands where a figure is not shown is read as what it says, or left to be asked; it never becomes a figure."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data.incoming.reading import signs
from tests.examples import examples
from tests.incoming.files import cell, text

BOUNDS = (
    *("<3", "< 3", "<  3", "≤5", "⩽5", "≦ 5", "<=10", "< =10", "=<5", "<\N{NO-BREAK SPACE}5", "＜5", "n<10", "N < 10"),
    *("aantal < 10", "minder dan 5", "Minder dan 5", "kleiner dan 10", "kleiner dan of gelijk aan 4", "onder de 5"),
    *("lager dan 5", "hoogstens 4", "ten hoogste 4", "maximaal 4", "max. 4", "4 of minder", "5 en minder", "<5%"),
    *("< 5 personen", "minder dan vijf", "(<5)", "[<5]", "<5*", "<5¹", "'<5'", ">95", "≥ 90%", "meer dan 95", "95+"),
)
RANGES = (
    *("1-4", "1 - 4", "1–4", "1 – 4", "1—4", "1−4", "1‑4", "1 t/m 4", "1 T/M 4", "1 tm 4", "1 tot 4", "1 tot en met 4"),
    *("0-4", "10-19", "1 à 4", "tussen 1 en 4", "tussen de 1 en 4", "van 1 tot 4", "1..4", "1…4", "1-4 personen"),
    *("0,5-1,5", "(1-4)", "1-4*"),
)
MISSING = (
    *("nb", "n.b", "n.b.", "N.B.", "NB", "geen gegevens", "Geen  gegevens", "ontbreekt", "niet beschikbaar", "NaN"),
    *("n.v.t.", "nvt", "n.a.", "null", "-", "?", ".", "(.)"),
)
HIDDEN = ("x", "X", "(x)", "geheim", "onderdrukt", "Onderdrukt", "afgeschermd", "te klein", "te weinig waarnemingen")
ASKED = ("*", "**", "..", "...", "…", ":", "c", "C", "–", "—", "#", "s", "//", "nihil", "~", "‡", "^", "z")
BROKEN = ("4-1", "2019-2020", "1O0", "12,5,5", "86,1*", "1/4", "<", "< x", "-1--2", "1-apr")


def status(written: str) -> tuple[str, bool]:
    """The status with which a cell is read, and whether it has a value."""
    reading = text(f'Gemeente;Jaar;Big 2\nHaarlem;2019;"{written}"\nZundert;2019;5\nBreda;2019;6\n')
    row = cell(reading, region="GM0392")
    return row.status, not pd.isna(row.value)


@pytest.mark.parametrize(
    "signs_alone", [("*", "*"), ("..", "x"), (".", "."), ("n.b.", "geheim"), ("", "<5"), ("-", "")]
)
def test_a_column_of_nothing_but_signs_is_a_subject_whatever_it_is_called(signs_alone: tuple[str, str]) -> None:
    first, second = signs_alone
    alone = text(f"Gemeente;Jaar;Eigen meting\nHaarlem;2019;{first}\nBreda;2019;{second}\n")
    beside = text(f"Gemeente;Jaar;Big 2;Eigen meting\nHaarlem;2019;5,1;{first}\nBreda;2019;5,2;{second}\n")
    unnamed = text(f"Gemeente;Jaar;Big 2;\nHaarlem;2019;5,1;{first}\nBreda;2019;5,2;{second}\n")
    assert set(alone.rows["subject"]) == {"Eigen meting"}
    assert set(beside.rows["subject"]) == {"Big 2", "Eigen meting"}
    assert set(unnamed.rows["subject"]) == {"Big 2", "kolom 4"}


@pytest.mark.parametrize(
    "table",
    [
        "Gemeente;Jaar;Onderwerp;Waarde;vlag\nHaarlem;2019;Big 2;5,1;*\nBreda;2019;Big 2;5,2;\n",
        "Gemeente;2019;vlag\nHaarlem;5,1;*\nBreda;5,2;\n",
        "Jaar;Haarlem;Breda;vlag\n2019;5,1;5,2;*\n2020;5,1;5,2;\n",
        "Gemeente;Jaar;Teller;Noemer;vlag\nHaarlem;2019;51;1000;*\nBreda;2019;52;1000;\n",
    ],
)
def test_signs_alone_beside_figures_that_are_complete_are_asked_about(table: str) -> None:
    reading = text(table)
    assert "vlag" not in set(reading.rows["subject"])
    questions = [finding.message for finding in reading.findings if finding.screen == "kolom_niet_gelezen"]
    assert questions == ["Deze kolommen met getallen of tekens zijn niet gelezen: vlag. Klopt dat?"]


@pytest.mark.parametrize("written", [*BOUNDS, *RANGES, *HIDDEN])
def test_a_bound_or_a_range_is_a_figure_that_its_source_hides(written: str) -> None:
    assert status(written) == ("onderdrukt", False)


@pytest.mark.parametrize("written", MISSING)
def test_what_says_that_there_is_no_figure_is_missing(written: str) -> None:
    assert status(written) == ("ontbreekt", False)


@pytest.mark.parametrize("written", [*ASKED, *BROKEN])
def test_what_nobody_can_know_gets_no_status_and_no_value(written: str) -> None:
    assert status(written) == ("", False)


def test_a_fault_of_a_workbook_or_a_broken_number_is_no_sign_that_can_be_given_a_meaning() -> None:
    assert [text for text in ASKED if not signs.is_askable(text)] == []
    assert [text for text in BROKEN if signs.is_askable(text)] == ["<", "< x"]


def test_a_column_of_figures_that_are_nearly_all_hidden_is_still_one() -> None:
    reading = text("Gemeente;Jaar;Big 2\nHaarlem;2019;<5\nZundert;2019;1-4\nBreda;2019;*\nUrk;2019;6\n")
    assert reading.rows["status"].tolist() == ["onderdrukt", "onderdrukt", "", ""]
    assert reading.rows["value"].tolist()[3] == 6


BLANKS = st.sampled_from(["", " ", "  ", "\N{NO-BREAK SPACE}"])
LESS = st.sampled_from(["<", "<=", "≤", "⩽", "=<", "minder dan ", "Kleiner dan ", "onder de ", "n<", "N ≤ ", ">", "≥"])
TO = st.sampled_from(["-", "–", "—", " t/m ", " tot ", " TOT EN MET ", "...", "‑"])


@examples(40)
@given(st.tuples(BLANKS, LESS, BLANKS, st.integers(0, 999).map(str), BLANKS).map("".join))
def test_a_bound_in_any_spelling_is_hidden(written: str) -> None:
    found = signs.meaning(written)
    assert found is not None and found.status == "onderdrukt"


@examples(40)
@given(BLANKS, st.integers(0, 99), BLANKS, TO, BLANKS, st.integers(1, 99))
def test_a_range_in_any_spelling_is_hidden(before: str, low: int, left: str, to: str, right: str, width: int) -> None:
    found = signs.meaning(f"{before}{low}{left}{to}{right}{low + width}")
    assert found is not None and found.status == "onderdrukt"


@pytest.mark.slow
@examples(80)
@given(st.text(st.characters(codec="utf-8", exclude_characters='"\r\n;,\v\0'), min_size=1, max_size=8))
def test_no_text_without_digits_ever_becomes_a_figure(written: str) -> None:
    """Whatever the sign: no value, and a status only where the sign says one."""
    if any(map(str.isdigit, written)) or not written.strip():
        return
    try:
        found = status(written)
    except Exception as error:  # a control sign is refused with the file
        assert type(error).__name__ == "DataError"
        return
    known = signs.meaning(written.strip())
    assert found == ((known.status if known else ""), False)
