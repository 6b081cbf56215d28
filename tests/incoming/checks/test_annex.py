"""Is the annex of a circular read as a list of one tranche, in today's names, and held against its own total?"""

import pytest

from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.reading import Reading, read
from tests.incoming.checks.samples import ERROR, QUESTION, REMARK, screens, tables

SMALL = "Gemeente;Bedrag\nAssen;9.000\nDiemen;9.000\n"
TOTALS = "\n".join(f"tranche,{tranche},NL01,2023,3,x,x" for tranche in "1234")


def reading(text: str, name: str = "bijlage.csv") -> Reading:
    return read(name, text.encode())


def outcome(text: str, tranche: str = "1", published: str = "") -> Checked:
    return checks.checked(reading(text), tables("tranches", published, TOTALS), tranche=tranche)


@pytest.mark.parametrize(
    "text",
    [
        SMALL,
        "Gemeentenaam;Uitkering in euro\nAssen;€ 9.000\nDiemen;€ 12.500,-\n",
        "Nr;Code;Gemeente;Bedrag\n1;GM0106;Assen;9000\n2;GM0384;Diemen;9000\n",
        "Impuls Kansrijke Start, bedragen in euro\n\nGemeente;2019\nAssen;9.000\nDiemen;8.000\n",
    ],
)
def test_a_table_of_municipalities_with_an_amount_is_an_annex(text: str) -> None:
    read_text = reading(text)
    assert (read_text.layout, read_text.kind) == ("bijlage", "tranches")
    assert set(read_text.rows["region"]) == {"GM0106", "GM0384"}


@pytest.mark.parametrize(
    "text",
    [
        "gemeente;tranche\nAssen;1\nDiemen;2\n",
        "jaar;gebied;post;betaler;bedrag\n2022;GM0392;Impuls;Rijk;31000\n",
        "Gemeente;2018;2019\nAssen;12,1;12,5\nDiemen;9,1;9,4\n",
    ],
)
def test_a_list_of_tranches_a_budget_and_figures_by_year_are_no_annex(text: str) -> None:
    assert reading(text).layout != "bijlage"


def test_the_tranche_of_an_annex_is_one_choice_for_the_file_and_nothing_goes_on_without_it() -> None:
    assert outcome(SMALL, "").blocked and screens(outcome(SMALL, ""))["tranche_kiezen"].level == ERROR
    chosen = outcome(SMALL, "2")
    assert not chosen.blocked and dict(zip(chosen.rows["region"], chosen.rows["tranche"], strict=True)) == {
        "GM0106": "2",
        "GM0384": "2",
    }
    assert set(chosen.rows["evidence"]) == {"stated"} and list(chosen.rows.columns)[-1] == "source"


def test_a_list_that_names_tranches_itself_takes_no_tranche_for_the_file() -> None:
    listed = read("lijst.csv", b"gemeente;tranche\nAssen;1\n")
    assert checks.checked(listed, tables("tranches", "", TOTALS), tranche="2").blocked


def test_municipalities_of_that_time_become_those_of_today_each_once() -> None:
    checked = outcome("Gemeente;Bedrag\nAssen;1.000\nAppingedam;2.000\nDelfzijl;2.000\nLoppersum;2.000\n")
    assert list(checked.rows["region"]) == ["GM0106", "GM1979"] and not checked.blocked
    assert "Appingedam (Eemsdelta)" in screens(checked)["herindeling"].message


def test_a_municipality_that_was_divided_since_is_asked_about_and_left_out() -> None:
    checked = outcome("Gemeente;Bedrag\nAssen;1.000\nHaaren;2.000\n")
    assert list(checked.rows["region"]) == ["GM0106"]
    assert screens(checked)["opgeheven_gemeente"].level == QUESTION


def test_a_municipality_that_is_there_twice_or_unknown_blocks_the_annex() -> None:
    assert screens(outcome(SMALL + "Assen;1.000\n"))["dubbel"].level == ERROR
    wrong = outcome("Gemeente;Bedrag\n" + "".join(f"{town};1\n" for town in ("Assen", "Delft", "Breda", "Ede", "Asen")))
    assert screens(wrong)["onbekend_gebied"].level == ERROR and "“Asen”" in screens(wrong)["onbekend_gebied"].message


def test_more_municipalities_than_are_published_in_the_tranche_block_the_annex() -> None:
    four = "Gemeente;Bedrag\n" + "".join(f"{town};1.000\n" for town in ("Assen", "Delft", "Breda", "Ede"))
    assert screens(outcome(four))["meer_dan_gepubliceerd"].level == ERROR


def test_the_amounts_are_held_against_the_total_beneath_them() -> None:
    messages = [outcome(SMALL + line).findings for line in ("", "Totaal;18.000\n", "Totaal;20.000\n")]
    sums = [next(finding for finding in findings if "zijn samen" in finding.message) for findings in messages]
    assert [finding.level for finding in sums] == [REMARK, REMARK, QUESTION]
    assert all("18.000" in finding.message for finding in sums) and "20.000" in sums[2].message


def test_a_municipality_without_an_amount_is_not_in_the_tranche() -> None:
    checked = outcome("Gemeente;Bedrag\nAssen;9.000\nDiemen;9.000\nDelft;0\nBreda;-\nEde;\n")
    assert list(checked.rows["region"]) == ["GM0106", "GM0384"]


def test_moving_to_another_tranche_is_asked_about_and_becoming_surer_is_not() -> None:
    published = "GM0106,1-2,gids_municipality,x\nGM0384,3,stated,x"
    question = screens(outcome(SMALL, "1", published))["andere_tranche"]
    assert (question.level, question.count) == (QUESTION, 1) and "Diemen (was 3)" in question.message
