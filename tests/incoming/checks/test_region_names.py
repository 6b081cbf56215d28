"""Is an unknown region found, a merged one asked about, and a code held against its name?"""

import random

import pandas as pd
import pytest

from ks_data import INDICATORS
from ks_data.catalogue import mergers, regions
from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.reading import read
from tests.incoming.checks.samples import (
    BIG2,
    SMOKING,
    TOTALS,
    TOWNS,
    checked,
    filled,
    screens,
    tables,
)


def test_an_unknown_region_gets_a_suggestion_and_a_merged_one_its_heir() -> None:
    outcome = checked(filled(f"{BIG2},Haarlm,2019,147.1\n{BIG2},Westvoorne,2019,140.1\n{BIG2},GM0392,2019,150.1"))
    assert "Bedoelde u Haarlem?" in screens(outcome)["onbekend_gebied"].message
    assert "Westvoorne (sinds 2023 Voorne aan Zee, GM1992)" in screens(outcome)["opgeheven_gemeente"].message
    assert list(outcome.rows["region"]) == ["GM0392"]


def test_a_municipality_that_was_divided_has_no_single_code() -> None:
    finding = screens(checked(filled(f"{BIG2},Haaren,2019,147.1")))["opgeheven_gemeente"]
    assert "Haaren (in 2021 verdeeld over Boxtel, Oisterwijk, Tilburg en Vught)" in finding.message


def test_all_municipalities_that_are_no_more_are_one_question() -> None:
    gone = list(pd.read_csv(regions.SHAPES_DIR / "mergers.csv")["name"].head(60))
    outcome = checked(filled("\n".join(f"{BIG2},{name},2019,147.1" for name in gone)))
    (finding,) = [one for one in outcome.findings if one.screen in ("opgeheven_gemeente", "onbekend_gebied")]
    assert finding.count == 60 and all(name in finding.message for name in gone)


def test_bare_old_numbers_are_named_with_where_each_went_and_do_not_hold_the_others_up() -> None:
    rows = [f"Gemeentecode;Jaar;{INDICATORS[SMOKING].name} (%)"]
    rows += [f"{code.removeprefix('GM').lstrip('0')};2013;7,5" for code in TOWNS]
    rows += ["3;2013;8", "457;2013;8", "517;2013;8"]
    outcome = checks.checked(read("cijfers.csv", "\n".join(rows).encode()), tables())
    (question,) = [finding for finding in outcome.findings if finding.screen == "opgeheven_gemeente"]
    assert question.level == "vraag" and question.count == 3
    assert "3 (Appingedam, sinds 2021 Eemsdelta, GM1979)" in question.message
    assert "457 (Weesp, sinds 2022 Amsterdam, GM0363)" in question.message
    assert "517 ('s-Gravendeel, in 2007 naar Binnenmaas, sinds 2019 Hoeksche Waard, GM1963)" in question.message
    assert not outcome.blocked and set(outcome.rows["region"]) == set(TOWNS)
    assert set(outcome.rows["value"]) == {7.5}


@pytest.mark.parametrize("seed", range(20))
def test_old_names_and_codes_among_those_of_today_are_one_question_and_the_others_are_published(seed: int) -> None:
    chance = random.Random(seed)
    old = [merger for merger in mergers.mergers().values() if mergers.in_force(merger.code)]
    chosen = chance.sample([merger for merger in old if merger.name not in ("Sluis", "Zeeland")], 15)
    texts = [chance.choice([merger.name, merger.code, merger.code[2:].lstrip("0")]) for merger in chosen]
    lines = [f"{BIG2},{code},2012,{140 + row / 10}" for row, code in enumerate(TOWNS)]
    for text in texts:
        lines.insert(chance.randrange(len(lines)), f'{BIG2},"{text}",2012,1')
    outcome = checked("\n".join(f"{line},,,,," for line in lines))
    (question,) = [finding for finding in outcome.findings if finding.screen == "opgeheven_gemeente"]
    assert question.count == 15 and not outcome.blocked
    for merger, text in zip(chosen, texts, strict=True):
        assert text in question.message and mergers.described(merger.code) in question.message
    published = dict(zip(outcome.rows["region"], outcome.rows["value"], strict=True))
    assert published == {code: 140 + row / 10 for row, code in enumerate(TOWNS)}


def test_a_former_municipality_without_a_figure_is_named_too_and_not_asked_about() -> None:
    outcome = checked(f"{BIG2},Brielle,2019,,,,onderdrukt,,\n{BIG2},GM0392,2019,140,,,,,")
    finding = screens(outcome)["opgeheven_gemeente"]
    assert finding.level == "opmerking" and finding.places[0].value == "Brielle"


@pytest.mark.slow
def test_each_different_unknown_region_is_looked_up_however_many_there_are() -> None:
    lines = [f"{BIG2},Nergenshuizen {number},2019,1" for number in range(5000)]
    outcome = checked(filled("\n".join([*lines, f"{BIG2},Brielle,2019,147.1"])))
    assert "Brielle" in screens(outcome)["opgeheven_gemeente"].message


def test_very_many_unknown_regions_are_counted_not_listed() -> None:
    text = "\n".join(f"{BIG2},Nergenshuizen {at},2019,147.1" for at in range(200))
    found = [finding for finding in checked(filled(text)).findings if finding.screen == "onbekend_gebied"]
    assert [finding.count for finding in found] == [200] and "200 gebieden kennen we niet" in found[0].message
    assert "en nog 180" in found[0].message


@pytest.mark.slow
def test_the_name_in_the_template_counts_where_the_code_is_empty_and_must_be_that_of_the_code() -> None:
    def parsed(*lines: str) -> Checked:
        text = "\n".join(["indicator,region,name,period,value,status,source,note", *lines])
        return checks.checked(read("a.csv", text.encode()), tables())

    def row(code: str, name: str) -> str:
        return f"{BIG2},{code},{name},2019,147.1,definitief,,"

    by_name = parsed(row("", "Zwolle"))
    assert not by_name.blocked and list(by_name.rows["region"]) == ["GM0193"]
    (found,) = [one for one in parsed(row("", "Almeere")).findings if one.screen == "onbekend_gebied"]
    assert "Almeere" in found.message and "Bedoelde u Almere?" in found.message
    (found,) = [one for one in parsed(row("GM0034", "Haarlem")).findings if one.screen == "code_en_naam"]
    assert "GM0034 is Almere, maar ernaast staat “Haarlem”" in found.message
    (found,) = [one for one in parsed(row("GM9999", "Haarlem")).findings if one.screen == "onbekend_gebied"]
    assert "GM9999" in found.message
    read_too = read("t.csv", b"region,name,tranche\nGM0034,Haarlem,1\n")
    assert "code_en_naam" in screens(checks.checked(read_too, tables("tranches", "", TOTALS)))


def test_a_code_with_the_name_of_another_region_is_an_error() -> None:
    def parsed(*lines: str) -> Checked:
        text = "\n".join([f"Gemeentecode;Gemeentenaam;Jaar;{INDICATORS[SMOKING].name} (%)", *lines])
        return checks.checked(read("a.csv", text.encode()), tables())

    assert "code_en_naam" in screens(parsed("GM0392;Haarlemmermeer;2019;7,5", "GM0363;Amsterdam;2019;7,5"))
    assert "code_en_naam" not in screens(
        parsed("GM0392;Haarlem;2019;7,5", "GM0518;Den Haag;2019;7,5", "GM0373;Bergen (NH.);2019;7,5")
    )
