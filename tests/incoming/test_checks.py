"""Does each screen find what it must, and is it silent where it must be?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ks_data import INDICATORS, TABLES, DataError, store
from ks_data.catalogue import regions
from ks_data.incoming import checks, difference
from ks_data.incoming.checks import Checked
from ks_data.incoming.checks.findings import Finding, Level, Place
from ks_data.incoming.checks.indicator_rows import small_numbers
from ks_data.incoming.checks.outcome import NAMED
from ks_data.incoming.difference import WHAT, Change
from ks_data.incoming.reading import Reading, read
from ks_data.statistics import disclosure

BIG2 = "preterm_or_low_birthweight_per_1000"  # per 1.000, a proportion
DEATHS = "perinatal_mortality_24w_7d_per_1000"  # per 1.000, a rate
SMOKING = "smoking_during_pregnancy_percent"  # %
BIRTHS = "live_births_count"  # a count
ERROR, QUESTION, REMARK = Level.ERROR, Level.QUESTION, Level.REMARK
HEAD = "indicator,region,period,value,numerator,denominator,status,source,note"


def frame(kind: str, text: str) -> pd.DataFrame:
    """A published table from lines of CSV without a header; cells at the end may be left out."""
    names = list(TABLES[kind].names)
    rows = [line.split(",") for line in text.split()]
    made = pd.DataFrame([row + [""] * (len(names) - len(row)) for row in rows], columns=names, dtype="str")
    for column in TABLES[kind].columns:
        if column.type != "text":
            made[column.name] = pd.to_numeric(made[column.name].replace("", None)).astype(float)
    if kind == "observations":
        made["status"] = made["status"].replace("", "definitief")
    return made.assign(release=0)


def tables(kind: str = "observations", published: str = "", totals: str = "") -> dict[str, pd.DataFrame]:
    sources = store.shipped("sources").head(0)
    return {
        "observations": frame("observations", ""),
        kind: frame(kind, published),
        "totals": frame("totals", totals),
        "sources": pd.concat([sources, pd.DataFrame([{"source": "bekend"}])]),
    }


def checked(text: str, published: str = "", name: str = "proef.csv", **subjects: str) -> Checked:
    """Observations, from lines without a header as in the template."""
    reading = read(name, f"{HEAD}\n{text}".encode())
    return checks.checked(reading, tables(published=published), subjects)


def screens(found: Checked) -> dict[str, Finding]:
    """What was found, by screen; the last of each."""
    return {finding.screen: finding for finding in found.findings if finding.screen != "gelezen"}


def said(found: Checked) -> str:
    """Every word that a reader of the findings sees."""
    return "\n".join(
        [finding.message for finding in found.findings]
        + [f"{place.row} {place.column} {place.value}" for finding in found.findings for place in finding.places]
    )


def years(indicator: str, region: str, *values: object, first: int = 2015) -> str:
    """A line for each year."""
    return "\n".join(f"{indicator},{region},{first + at},{value}" for at, value in enumerate(values))


def filled(text: str) -> str:
    """The same lines with nine cells."""
    return "\n".join(line + "," * (8 - line.count(",")) for line in text.splitlines())


# --- what each screen finds, and what it lets pass ---

TOWNS = list(regions.municipalities()["code"])
CASES = {
    "geen_getal": (ERROR, f"{BIG2},GM0392,2019,abc", "", f"{BIG2},GM0392,2019,x"),
    "onbekende_periode": (ERROR, f"{BIG2},GM0392,2O19,147.1", "", f"{BIG2},GM0392,2017-2019,147.1"),
    "onbekende_status": (ERROR, f"{BIG2},GM0392,2019,147.1,,,zeker", "", f"{BIG2},GM0392,2019,147.1,,,Voorlopig"),
    "waarde_en_status": (ERROR, f"{BIG2},GM0392,2019,147.1,,,ontbreekt", "", f"{BIG2},GM0392,2019,,,,ontbreekt"),
    "onbekend_gebied": (ERROR, f"{BIG2},Haarlm,2019,147.1", "", f"{BIG2},Haarlem,2019,147.1"),
    "onbekend_onderwerp": (ERROR, "rokende_vaders,GM0392,2019,147.1", "", f"{BIG2},GM0392,2019,147.1"),
    "opgeheven_gemeente": (QUESTION, f"{BIG2},GM0530,2019,147.1", "", f"{BIG2},GM0530,2019,"),
    "dubbel": (ERROR, f"{BIG2},GM0392,2019,147.1\n{BIG2},0392,2019,147.2", "", f"{BIG2},GM0392,2019,147.1"),
    "dubbel_gelijk": (REMARK, f"{BIG2},GM0392,2019,147.1\n{BIG2},0392,2019,147.1", "", f"{BIG2},GM0392,2019,147.1"),
    "te_groot": (ERROR, f"{BIRTHS},GM0392,2019,1e300", "", f"{BIRTHS},GM0392,2019,1e3"),
    "onmogelijk": (ERROR, f"{SMOKING},GM0392,2019,147.1", "", f"{SMOKING},GM0392,2019,100"),
    "geen_heel_getal": (ERROR, f"{BIRTHS},GM0392,2019,1800.5", "", f"{BIRTHS},GM0392,2019,1800.0"),
    "deel_boven_geheel": (ERROR, f"{BIG2},GM0392,2019,,200,100,ontbreekt", "", f"{BIG2},GM0392,2019,1000,100,100"),
    "volgt_niet_uit_aantallen": (
        ERROR,
        f"{BIG2},GM0392,2019,147.1,290,1900",
        "",
        f"{BIG2},GM0392,2019,152.6,290,1900",
    ),
    "andere_grootte": (
        ERROR,
        f"{BIG2},GM0392,2020,14.7",
        years(BIG2, "GM0392", 150.1, 147.5, 147.1),
        f"{BIG2},GM0392,2020,140.7",
    ),
    "herzien": (
        QUESTION,
        f"{BIG2},GM0392,2019,160.0",
        f"{BIG2},GM0392,2019,147.1",
        f"{BIG2},GM0392,2019,148.0",
    ),
    "waarde_weg": (
        QUESTION,
        f"{BIG2},GM0392,2019,,,,ontbreekt",
        f"{BIG2},GM0392,2019,147.1",
        f"{BIG2},GM0392,2018,,,,ontbreekt",
    ),
    "nul_of_onbekend": (
        QUESTION,
        f"{DEATHS},GM0392,2019,0",
        f"{DEATHS},GM0392,2019,,,,ontbreekt",
        f"{DEATHS},GM0392,2018,0",
    ),
    "decimalen_kwijt": (
        QUESTION,
        years(BIG2, "GM0392", 150, 147, 151, 149, 148),
        f"{BIG2},GM0392,2014,150.1",
        years(BIG2, "GM0392", 150, 147, 151, 149, 148.5),
    ),
    "jaren_weg": (
        QUESTION,
        f"{BIG2},GM0392,2015,150.1\n{BIG2},GM0392,2017,150.1",
        years(BIG2, "GM0392", 150.1, 147.5, 150.1),
        f"{BIG2},GM0392,2017,150.1\n{BIG2},GM0392,2018,150.1",  # a series that goes on
    ),
    "sprong": (
        QUESTION,
        f"{BIRTHS},GM0392,2018,1800\n{BIRTHS},GM0392,2019,1100",
        "",
        f"{BIRTHS},GM0392,2018,1800\n{BIRTHS},GM0392,2019,1700",
    ),
    "toekomst": (QUESTION, f"{BIG2},GM0392,2098,147.1", "", f"{BIG2},GM0392,2098,147.1,,,geschat"),
    "delen_boven_geheel": (
        QUESTION,
        f"{BIRTHS},NL01,2019,2000\n{BIRTHS},GM0392,2019,1800\n{BIRTHS},GM0363,2019,9000",
        "",
        f"{BIRTHS},NL01,2019,20000\n{BIRTHS},GM0392,2019,1800\n{BIRTHS},GM0363,2019,9000",
    ),
    "delen_tellen_niet_op": (
        QUESTION,
        "\n".join([f"{BIRTHS},NL01,2019,170000", *(f"{BIRTHS},PV{20 + at},2019,10000" for at in range(12))]),
        "",
        "\n".join([f"{BIRTHS},NL01,2019,120000", *(f"{BIRTHS},PV{20 + at},2019,10000" for at in range(12))]),
    ),
    "af_te_leiden": (
        QUESTION,
        "\n".join([f"{BIRTHS},NL01,2019,110005", *(f"{BIRTHS},PV{20 + at},2019,10000" for at in range(11))]),
        "",
        "\n".join([f"{BIRTHS},NL01,2019,110500", *(f"{BIRTHS},PV{20 + at},2019,10000" for at in range(11))]),
    ),
    "land_buiten_gemeenten": (
        QUESTION,
        "\n".join([f"{BIG2},NL01,2019,190.1", *(f"{BIG2},{code},2019,150.1" for code in TOWNS)]),
        "",
        "\n".join([f"{BIG2},NL01,2019,150.1", *(f"{BIG2},{code},2019,150.1" for code in TOWNS)]),
    ),
    "gemeenten_niet_in_bestand": (
        REMARK,
        "\n".join(f"{BIG2},{code},2019,150.1" for code in TOWNS[:-1]),
        "",
        "\n".join(f"{BIG2},{code},2019,150.1" for code in TOWNS),
    ),
    "kleine_aantallen": (QUESTION, f"{BIRTHS},GM0392,2019,9", "", f"{BIRTHS},GM0392,2019,10\n{BIRTHS},GM0363,2019,0"),
    "veel_kleine_aantallen": (
        QUESTION,
        "\n".join(f"{BIRTHS},{code},2019,{3 if at < 5 else 1000}" for at, code in enumerate(TOWNS[:10])),
        "",
        "\n".join(f"{BIRTHS},{code},2019,{3 if at < 4 else 1000}" for at, code in enumerate(TOWNS[:10])),
    ),
    "niet_ingevuld": (
        REMARK,
        f"{BIG2},GM0392,2019,\n{BIG2},GM0363,2019,147.1",
        "",
        f"{BIG2},GM0392,2019,,,,,,niet gemeten\n{BIG2},GM0363,2019,147.1",
    ),
}


@pytest.mark.parametrize("screen", CASES)
def test_a_screen_finds_what_it_is_for_and_lets_the_next_of_kin_pass(screen: str) -> None:
    level, wrong, published, right = CASES[screen]
    found = screens(checked(filled(wrong), filled(published)))
    assert screen in found and found[screen].level == level
    assert screen not in screens(checked(filled(right), filled(published)))


def test_a_file_without_anything_odd_gets_no_finding_at_all() -> None:
    found = checked(filled(f"{years(BIG2, 'GM0392', 150.1, 147.5, 147.1)}\n{years(BIRTHS, 'GM0392', 1800, 1850)}"))
    assert found.findings == () and not found.blocked and found.questions == ()
    assert len(found.rows) == 5


def test_a_finding_says_row_column_and_text_of_the_first_places_and_counts_the_rest() -> None:
    text = f"{BIG2},GM0392,2019,147.1\n" + "\n".join(f"{BIG2},{code},2019,veel" for code in TOWNS[:7])
    finding = screens(checked(filled(text)))["geen_getal"]
    assert finding.count == 7
    assert finding.places[0] == Place(3, "value", "veel")
    assert [place.row for place in finding.places] == [3, 4, 5, 6, 7]


def test_errors_block_and_questions_do_not() -> None:
    assert checked(filled(f"{SMOKING},GM0392,2019,147.1")).blocked
    asked = checked(filled(f"{BIRTHS},GM0392,2019,9"))
    assert not asked.blocked and [finding.screen for finding in asked.questions] == ["kleine_aantallen"]


def test_a_confirmation_holds_only_for_what_was_asked() -> None:
    one, two = (
        screens(checked(filled(f"{BIG2},GM0392,2019,{value}"), filled(f"{BIG2},GM0392,2019,147.1")))["herzien"]
        for value in (160, 170)
    )
    assert one.key != two.key


# --- units and sizes ---


@pytest.mark.parametrize(
    ("unit", "fits"),
    [
        ("per 1.000 geboortes", True),
        ("per 1000", True),
        ("‰", True),
        ("per 100", False),
        ("per 100 geboortes", False),
        ("per 10.000", False),
        ("%", False),
        ("procent", False),
        ("aantal", False),
        ("geboortes", True),  # says nothing about a unit
    ],
)
def test_a_unit_that_is_written_must_be_that_of_the_indicator(unit: str, fits: bool) -> None:
    official = "Vroeggeboorte en/of te laag geboortegewicht (Big 2)"
    reading = read("a.csv", f"Gemeenten;Jaar;Onderwerp;Eenheid;Waarde\nHaarlem;2019;{official};{unit};14,7".encode())
    found = checks.checked(reading, tables())
    assert ("andere_eenheid" in screens(found)) is not fits
    assert found.subjects[reading.rows["subject"].iloc[0]] == BIG2


def test_ten_times_too_small_is_an_error_for_the_same_year_for_the_next_and_a_question_for_other_regions() -> None:
    published = filled(years(BIG2, "GM0392", 150.1, 147.5, 147.1))
    for text, level in (
        (f"{BIG2},GM0392,2017,14.7", ERROR),
        (f"{BIG2},GM0392,2018,14.7", ERROR),
        (f"{BIG2},GM0363,2018,14.7", QUESTION),
        (f"{BIG2},GM0392,2017,30.1", QUESTION),  # five times: strange, but not another unit
    ):
        finding = screens(checked(filled(text), published))["andere_grootte"]
        assert finding.level == level
    assert (
        "10 keer zo klein" in screens(checked(filled(f"{BIG2},GM0392,2017,14.7"), published))["andere_grootte"].message
    )


# --- rates and their counts ---


@pytest.mark.parametrize(
    "row",
    [
        "152.6,290,1900",  # 152.63 to one decimal
        "153,290,1900",  # to none
        "152.632,290,1900",  # to three
        "4.8,25,5291",  # as CBS has published it; 4.7 follows
    ],
)
def test_a_rate_that_was_rounded_follows_from_its_counts(row: str) -> None:
    assert not screens(checked(filled(f"{BIG2},GM0392,2019,{row},definitief")))


def test_counts_that_were_rounded_to_tens_still_give_the_rate() -> None:
    rng = np.random.default_rng(3)
    under = rng.integers(1000, 9000, 40)
    over = rng.binomial(under, 0.15)
    lines = [
        f"{BIG2},{code},2019,{1000 * part / whole:.1f},{round(part, -1)},{round(whole, -1)}"
        for code, part, whole in zip(TOWNS, over, under, strict=False)
    ]
    assert "volgt_niet_uit_aantallen" not in screens(checked(filled("\n".join(lines))))
    lines[7] = f"{BIG2},{TOWNS[7]},2019,250.0,{round(over[7], -1)},{round(under[7], -1)}"
    finding = screens(checked(filled("\n".join(lines))))["volgt_niet_uit_aantallen"]
    assert finding.count == 1 and finding.places[0].row == 9


# --- regions ---


def test_an_unknown_region_gets_a_suggestion_and_a_merged_one_its_heir() -> None:
    found = checked(filled(f"{BIG2},Haarlm,2019,147.1\n{BIG2},Westvoorne,2019,140.1\n{BIG2},GM0392,2019,150.1"))
    assert "Bedoelde u Haarlem?" in screens(found)["onbekend_gebied"].message
    assert "Westvoorne (sinds 2023 Voorne aan Zee, GM1992)" in screens(found)["opgeheven_gemeente"].message
    assert list(found.rows["region"]) == ["GM0392"]


def test_a_municipality_that_was_divided_has_no_single_code() -> None:
    finding = screens(checked(filled(f"{BIG2},Haaren,2019,147.1")))["opgeheven_gemeente"]
    assert "Oisterwijk" in finding.message and "GM" not in finding.message


def test_all_municipalities_that_are_no_more_are_one_question() -> None:
    gone = list(pd.read_csv(regions.SHAPES_DIR / "mergers.csv")["name"].head(60))
    found = checked(filled("\n".join(f"{BIG2},{name},2019,147.1" for name in gone)))
    (finding,) = [one for one in found.findings if one.screen in ("opgeheven_gemeente", "onbekend_gebied")]
    assert finding.count == 60 and all(name in finding.message for name in gone)


def test_very_many_unknown_regions_are_counted_not_listed() -> None:
    text = "\n".join(f"{BIG2},Nergenshuizen {at},2019,147.1" for at in range(200))
    found = [one for one in checked(filled(text)).findings if one.screen == "onbekend_gebied"]
    assert len(found) == NAMED + 1 and "En nog 180 gebieden" in found[-1].message


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
    (found,) = [one for one in checked(filled("\n".join(lines))).findings if one.level == ERROR]
    assert found.places == (Place(2, "status", "definitief"),) and "Vul de waarde in" in found.message


def test_a_rate_below_zero_of_a_new_region_is_a_finding_and_no_failure() -> None:
    found = checked(filled(f"{BIG2},GM0392,2019,-5"), f"{BIG2},NL01,2018,159.0")
    assert screens(found)["onmogelijk"].places == (Place(2, "value", "-5"),)


def test_a_source_in_the_file_that_is_not_known_is_asked_about_as_it_is_replaced() -> None:
    known = tables()["sources"]["source"].iloc[0]
    lines = [f"{BIG2},GM0392,2019,147.1,,,,GGD Kennemerland,", f"{BIG2},GM0363,2019,147.1,,,,{known},"]
    asked = screens(checked(filled("\n".join(lines))))["andere_bron"]
    assert asked.level == QUESTION and "“GGD Kennemerland”" in asked.message
    assert asked.places == (Place(2, "source", "GGD Kennemerland"),)


def test_the_two_values_of_one_figure_are_shown_unless_they_are_small() -> None:
    found = screens(checked(filled(f"{BIRTHS},GM0392,2019,1800\n{BIRTHS},GM0392,2019,1900")))["dubbel"]
    assert [place.value for place in found.places] == ["1800", "1900"]
    small = screens(checked(filled(f"{BIRTHS},GM0392,2019,4\n{BIRTHS},GM0392,2019,5")))["dubbel"]
    assert {place.value for place in small.places} == {"onderdrukt"}


def test_tranches_payers_and_dates_are_read_as_people_and_excel_write_them() -> None:
    assert tranches("GM0392,Tranche 1,,\nGM0363,1 of 2,,").rows["tranche"].tolist() == ["1", "1-2"]
    read = budget(GOOD.replace("2022-07-01", "1-7-2022").replace("Rijk", "rijk")).rows
    assert "2022-07-01" in set(read["from_date"]) and "Rijk" in set(read["funder"])


def test_a_place_names_the_column_as_the_file_does() -> None:
    text = "Gemeenten;Jaar;Roken (%)\nHaarlm;2019;7\nHaarlem;20x9;7\n"
    reading = read("a.csv", text.replace("Roken (%)", f"{INDICATORS[SMOKING].name} (%)").encode())
    found = screens(checks.checked(reading, tables()))
    assert found["onbekend_gebied"].places == (Place(2, "Gemeenten", "Haarlm"),)
    assert found["onbekende_periode"].places == (Place(3, "Jaar", "20x9"),)


def test_a_rate_of_a_new_region_in_another_unit_than_what_is_published_is_asked() -> None:
    published = f"{BIG2},GM0392,2018,147.5\n{BIG2},NL01,2018,159.0"

    def asked(*values: float) -> list[Finding]:
        rows = [
            f"{BIG2},{code},2019,{value}" for code, value in zip(("GM0392", "GM0363", "GM0034"), values, strict=True)
        ]
        found = checked(filled("\n".join(rows)), published)
        return [one for one in found.findings if one.screen == "ver_van_gepubliceerd"]

    (one,) = asked(147.1, 150.0, 15.7)
    assert one.level == Level.QUESTION and one.count == 1 and "Almere 2019 met 15,7" in one.message
    assert asked(147.1, 150.0, 402.0) == []


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


# --- subjects ---


def test_a_subject_is_known_by_its_id_its_official_name_and_its_short_name() -> None:
    indicator = INDICATORS[DEATHS]
    for text in (indicator.id, indicator.official, indicator.name, indicator.name.upper()):
        assert checks.recognised(text) == DEATHS
    assert checks.recognised("iets anders") == ""


def wide(*subjects: str) -> Reading:
    head = ";".join(["Gemeenten", "Jaar", *subjects])
    return read("a.csv", f"{head}\nHaarlem;2019;{';'.join('7,5' for _ in subjects)}".encode())


def test_where_no_subject_is_known_each_must_be_mapped_or_skipped() -> None:
    alone = screens(checks.checked(wide("Rokende vrouwen"), tables()))["onbekend_onderwerp"]
    assert alone.level == ERROR and "Kies welk cijfer het is" in alone.message
    many = checks.checked(wide(*(f"Onderwerp {at}" for at in range(30))), tables()).findings
    assert sum(one.screen == "onbekend_onderwerp" for one in many) == NAMED + 1
    assert any("En nog 10 onderwerpen" in one.message for one in many)


def test_subjects_beside_one_that_is_known_are_skipped_after_one_question() -> None:
    near = INDICATORS[SMOKING].name[:-1]
    reading = wide("Fietsen", near, "Wandelen", INDICATORS[BIG2].name)
    found = checks.checked(reading, tables())
    (asked,) = (one for one in found.findings if one.screen == "onbekend_onderwerp")
    assert asked.level == QUESTION and not found.blocked and set(found.rows["indicator"]) == {BIG2}
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
    found = checks.checked(wide("A", "B"), tables(), {"A": SMOKING, "B": SMOKING})
    assert "dubbel_gelijk" in screens(found)


@pytest.mark.parametrize("value", ["", "7.5"])
def test_a_file_of_which_nothing_is_left_is_an_error(value: str) -> None:
    """Empty as the template is, and with all that is in it skipped."""
    found = checked(filled(f"iets,GM0392,2019,{value}"), iets="")
    assert found.blocked and "leeg" in screens(found) and found.rows.empty


# --- years ---


def test_a_jump_is_also_seen_from_what_is_published_to_what_is_new() -> None:
    published = filled(f"{BIRTHS},GM0392,2018,1800")
    finding = screens(checked(filled(f"{BIRTHS},GM0392,2019,1100"), published))["sprong"]
    assert "Haarlem ging van 1.800 naar 1.100 in 2019" in finding.message
    assert finding.places == (Place(2, "value", "1100"),)
    assert "sprong" not in screens(checked(filled(f"{BIRTHS},GM0392,2020,1100"), published))  # a year between them


def test_what_chance_explains_is_no_jump() -> None:
    """Twice as many of a hundred is chance in a small town and not in a large one."""
    for under, jumps in ((400, False), (40000, True)):
        text = "\n".join(
            f"{BIG2},GM0392,{year},{rate},{rate * under // 1000},{under}" for year, rate in ((2018, 50), (2019, 75))
        )
        assert ("sprong" in screens(checked(filled(text)))) is jumps


def test_a_jump_that_is_published_already_is_not_asked_again() -> None:
    published = filled(f"{BIRTHS},GM0392,2017,1800\n{BIRTHS},GM0392,2018,1100")
    assert "sprong" not in screens(checked(filled(f"{BIRTHS},GM0392,2019,1150"), published))


def test_the_name_of_a_file_and_its_years_are_compared() -> None:
    text = filled(f"{BIG2},GM0392,2019,147.1")
    assert "andere_periode" in screens(checked(text, name="cijfers_2021.csv"))
    assert "andere_periode" not in screens(checked(text, name="cijfers_2019.csv"))
    assert "andere_periode" not in screens(checked(text, name="cijfers.csv"))


# --- small numbers ---


def test_a_small_number_is_asked_about_and_never_shown() -> None:
    """Alone, as a jump, as a revision, as a rate that does not follow, twice: no message and no place says it."""
    published = filled(f"{BIRTHS},GM0392,2018,1777\n{BIRTHS},GM0363,2019,1888")
    for text, few in (
        (f"{BIRTHS},GM0392,2019,7", "7"),
        (f"{BIRTHS},GM0363,2019,7", "7"),
        (f"{BIRTHS},GM0392,2019,7\n{BIRTHS},0392,2019,6", "7"),
        (f"{BIRTHS},GM0392,2019,7,,,ontbreekt", "7"),
        (f"{BIG2},GM0392,2019,77.7,7,1000", "77.7"),
        (f"{BIG2},GM0392,2019,993.0,993,1000\n{BIG2},GM0392,2020,99.0,99,1000", "993"),
    ):
        found = checked(filled(text), published)
        assert "onderdrukt" in said(found)
        shown = said(found).replace("1 tot en met 9", "").replace("<10", "").replace(",", ".")
        assert few not in [word.strip(".”“:") for word in shown.split()]
        assert found.small[0]


def test_what_the_source_guards_by_itself_is_not_asked_about() -> None:
    free = replace(INDICATORS[BIRTHS], threshold=0)
    few, unknown = np.array([3.0]), np.array([np.nan])
    assert small_numbers(INDICATORS[BIRTHS], few, unknown, unknown).tolist() == [True]
    assert small_numbers(free, few, unknown, unknown).tolist() == [False]


def test_a_total_that_gives_a_small_number_away_is_asked_about_without_saying_it() -> None:
    text = "\n".join([f"{BIRTHS},NL01,2019,110007", *(f"{BIRTHS},PV{20 + at},2019,10000" for at in range(11))])
    finding = screens(checked(filled(text)))["af_te_leiden"]
    assert "Nederland 2019" in finding.message and "7" not in finding.message and finding.places == ()


# --- the rows that would be published ---


def test_the_rows_have_the_columns_of_the_table_and_a_reason_for_what_is_missing() -> None:
    text = f"{BIG2},GM0392,2018,,,,,,vergeten\n{BIG2},GM0392,2019,x"
    text += f"\n{BIG2},NL01,2019,150.1,,,,bekend\n{BIG2},NL01,2018,1,,,,vreemd"
    found = checked(filled(text))
    assert list(found.rows.columns) == list(TABLES["observations"].names)
    assert found.rows[["value", "status", "note", "source"]].astype(object).fillna("-").to_numpy().tolist() == [
        ["-", "ontbreekt", "vergeten", ""],
        ["-", "onderdrukt", "'x' in de bron: geheim", ""],
        [150.1, "definitief", "", "bekend"],
        [1.0, "definitief", "", ""],  # a source that the app does not know: that of the release
    ]
    assert found.lines.tolist() == [2, 3, 4, 5]


# --- tranches ---

TOTALS = "tranche,1,NL01,2023,2,x,x\ntranche,2,NL01,2023,2,x,x"


def tranches(text: str, published: str = "") -> Checked:
    reading = read("tranches.csv", f"region,tranche,evidence,source\n{text}".encode())
    return checks.checked(reading, tables("tranches", published, TOTALS))


@pytest.mark.parametrize(
    ("screen", "text"),
    [
        ("onbekende_tranche", "GM0392,9,,"),
        ("geen_gemeente", "PV27,1,,"),
        ("onbekend_bewijs", "GM0392,1,gehoord,"),
        ("dubbel", "GM0392,1,,\nHaarlem,2,,"),
        ("onbekend_gebied", "Haarlm,1,,"),
        ("meer_dan_gepubliceerd", "GM0392,1,,\nGM0363,1,,\nGM0344,1,,"),
        ("meer_dan_gepubliceerd", "GM0392,1,,\nGM0363,1-2,,\nGM0344,2,,\nGM0034,2,,\nGM0050,1,,"),
        ("leeg", "GM0392,,,\nGM0363,,,"),
    ],
)
def test_a_tranche_list_with_a_mistake_is_blocked(screen: str, text: str) -> None:
    found = tranches(text)
    assert found.blocked and screens(found)[screen].level == ERROR


def test_a_whole_tranche_list_passes_and_one_that_is_not_whole_is_asked_about() -> None:
    assert tranches("GM0392,1,,\nGM0363,1-2,,\nGM0344,2,,").questions
    whole = tranches("GM0392,1,,\nGM0363,1,stated,\nGM0344,2,,\nGM0034,2,,")
    assert whole.findings == () and set(whole.rows["evidence"]) == {"stated"}
    question = screens(tranches("GM0392,1,,"))["minder_dan_gepubliceerd"]
    assert "1 van de 2 in tranche 1 en 0 van de 2 in tranche 2" in question.message


def test_the_list_counts_as_it_would_become() -> None:
    published = "GM0363,1,stated,x\nGM0344,2,stated,x\nGM0034,2,stated,x"
    assert tranches("GM0392,1,,", published).findings == ()
    assert tranches("GM0392,2,,", published).blocked
    assert tranches("GM0344,1,,", published).questions  # moves from one to the other
    assert tranches("GM0344,2,,", published).findings == ()  # says what is published


def test_municipalities_without_a_tranche_in_the_template_are_left_out() -> None:
    found = tranches("GM0392,1,,\nGM0363,,,")
    assert list(found.rows["region"]) == ["GM0392"] and screens(found)["niet_ingevuld"].count == 1


# --- budgets ---

BUDGET = "year,region,item,funder,amount_eur,from_date,note,source"


def budget(text: str, published: str = "", totals: str = "budget,totaal,GM0392,2022,105000,EUR,x") -> Checked:
    reading = read("begroting.csv", f"{BUDGET}\n{text}".encode())
    return checks.checked(reading, tables("budget", published, totals))


GOOD = "2022,GM0392,Huisbezoeken,gemeente,80000,,,\n2022,GM0392,Impuls,Rijk,25000,2022-07-01,vanaf juli,"


def test_a_budget_that_adds_up_passes() -> None:
    found = budget(GOOD)
    assert found.findings == ()
    assert found.rows["amount_eur"].tolist() == [80000, 25000] and found.rows["year"].dtype == "int64"
    with_total = budget(f"{GOOD}\n2022,GM0392,Totaal,,105000,,,")
    assert with_total.findings == () and len(with_total.rows) == 2


@pytest.mark.parametrize(
    ("screen", "level", "text"),
    [
        ("onbekend_jaar", ERROR, GOOD.replace("2022,", "22,")),
        ("geen_bedrag", ERROR, GOOD.replace("80000", "veel")),
        ("geen_bedrag", ERROR, GOOD.replace("80000", "1e300")),
        ("onder_nul", ERROR, GOOD.replace("80000", "-80000")),
        ("onbekende_betaler", ERROR, GOOD.replace("Rijk", "iemand")),
        ("lege_post", ERROR, GOOD.replace("Impuls", "")),
        ("onbekende_datum", ERROR, GOOD.replace("2022-07-01", "1 juli")),
        ("onbekende_datum", ERROR, GOOD.replace("2022-07-01", "2022-13-01")),
        ("dubbel", ERROR, GOOD.replace("Impuls", "Huisbezoeken")),
        ("telt_niet_op", ERROR, f"{GOOD}\n2022,GM0392,Totaal,,100000,,,"),
        ("ander_totaal", QUESTION, GOOD.replace("80000", "90000")),
        ("onbekend_gebied", ERROR, GOOD.replace("GM0392", "Haarlm")),
        ("leeg", ERROR, "2022,GM0392,Totaal,,105000,,,"),
    ],
)
def test_a_budget_with_a_mistake_is_found(screen: str, level: Level, text: str) -> None:
    assert screens(budget(text))[screen].level == level


def test_a_budget_says_which_lines_disappear() -> None:
    published = "2022,GM0392,Huisbezoeken,gemeente,80000\n2022,GM0392,Oud,Rijk,1\n2021,GM0392,Ouder,Rijk,1"
    finding = screens(budget(GOOD, published))["posten_weg"]
    assert "“Oud”" in finding.message and "Ouder" not in finding.message and finding.level == QUESTION


# --- what changes ---


def change_of(found: Checked, published: pd.DataFrame, visible: pd.DataFrame | None = None) -> Change:
    """What publishing a checked file would change in what is published, all of which is visible unless said."""
    seen = published if visible is None else visible
    return difference.change_by(found.kind, found.rows, published, seen, small=found.small, lines=found.lines)


def compared(text: str, published: str, hide: bool = False) -> Change:
    known = frame("observations", filled(published)).assign(release=range(len(published.split())))
    shown = disclosure.suppressed(known, regions.parents(), INDICATORS) if hide else known
    found = checks.checked(read("a.csv", f"{HEAD}\n{filled(text)}".encode()), {**tables(), "observations": shown})
    return change_of(found, known, shown)


def test_new_changed_the_same_and_gone_are_told_apart_with_old_and_new_side_by_side() -> None:
    change = compared(
        years(BIG2, "GM0392", 150.1, 140.0, 149.0),
        years(BIG2, "GM0392", 150.1, 141.0)
        + "\n"
        + years(BIG2, "GM0392", 139.0, first=2014)
        + f"\n{BIG2},GM0363,2015,1",
    )
    assert change.counts == {"nieuw": 1, "gewijzigd": 1, "gelijk": 1, "weg": 1} and change.anything
    rows = {what: change.rows(what).iloc[0] for what in WHAT}
    periods = {what: row["period"] for what, row in rows.items()}
    assert periods == {"nieuw": "2017", "gewijzigd": "2016", "gelijk": "2015", "weg": "2014"}
    assert rows["gewijzigd"][["old_value", "new_value", "line"]].tolist() == [141.0, 140.0, 3]
    assert np.isnan(rows["nieuw"]["old_value"]) and rows["weg"]["old_value"] == 139.0


def test_another_status_or_note_is_a_change_and_two_missing_values_are_the_same() -> None:
    published = f"{BIG2},GM0392,2019,,,,ontbreekt,,geheim\n{BIG2},GM0392,2018,147.1,,,voorlopig"
    assert not compared(published, published).anything
    assert compared(published, published).latest == 1
    assert compared(published.replace("voorlopig", "definitief"), published).counts["gewijzigd"] == 1
    assert compared(published.replace("geheim", "vergeten"), published).counts["gewijzigd"] == 1


def test_a_small_number_shows_neither_old_nor_new_and_cannot_be_guessed() -> None:
    published = f"{BIRTHS},GM0392,2018,7\n{BIRTHS},GM0392,2019,1800"
    for guess in (6, 7):
        change = compared(f"{BIRTHS},GM0392,2018,{guess},,,definitief", published, hide=True)
        row = change.rows("gelijk").iloc[0]
        assert row["period"] == "2018" and np.isnan(row["old_value"]) and np.isnan(row["new_value"])
        assert row["old_status"] == row["new_status"] == "onderdrukt"
        assert change.anything is (guess == 6)
    assert compared(f"{BIRTHS},GM0392,2018,17", published, hide=True).counts["gewijzigd"] == 1


def test_a_budget_line_that_goes_is_a_change_and_a_tranche_that_is_not_in_the_file_is_none() -> None:
    known = frame("budget", "2022,GM0392,Huisbezoeken,gemeente,80000\n2022,GM0392,Oud,Rijk,1").astype({"year": "int64"})
    found = budget("2022,GM0392,Huisbezoeken,gemeente,80000,,,")
    assert change_of(found, known).counts == {"nieuw": 0, "gewijzigd": 0, "gelijk": 1, "weg": 1}
    assert change_of(found, known).anything
    known = frame("tranches", "GM0392,1,stated,x\nGM0363,1,stated,x")
    assert not change_of(tranches("GM0392,1,,"), known).anything


# --- the shipped data ---


@pytest.mark.parametrize("kind", ["observations", "tranches", "budget"])
def test_the_shipped_data_pass_their_own_checks_and_change_nothing(kind: str) -> None:
    shipped = {name: store.shipped(name) for name in ("observations", "tranches", "budget", "totals", "sources")}
    reading = read("uitvoer.csv", shipped[kind].to_csv(index=False).encode())
    found = checks.checked(reading, shipped)
    assert reading.layout == "sjabloon" and reading.kind == kind
    assert [finding for finding in found.findings if finding.level != REMARK] == []
    key = list(TABLES[kind].key)
    mine, theirs = (one.sort_values(key).reset_index(drop=True).astype(object) for one in (found.rows, shipped[kind]))
    columns = [name for name in mine if kind == "observations" or name != "source"]
    pd.testing.assert_frame_equal(mine[columns], theirs[columns], check_dtype=False)
    known = shipped[kind].assign(release=0)
    change = change_of(found, known)
    assert change.counts == {"nieuw": 0, "gewijzigd": 0, "gelijk": len(known), "weg": 0} and not change.anything


# --- anything ---


def shipped_text(kind: str) -> str:
    return store.shipped(kind).groupby(store.shipped(kind).columns[0]).head(2).to_csv(index=False)


TWO_KNOWN = f"{INDICATORS[SMOKING].name} (%);{INDICATORS[BIRTHS].name}"
BASES = [
    *(shipped_text(kind).encode() for kind in ("observations", "tranches", "budget")),
    f"Gemeenten;Jaar;{TWO_KNOWN}\nHaarlem;2019;7,5;1800\nNL01;2019;x;9".encode(),
    "Regio's;2018;2019;2020\nHaarlem;7,5;.;8\nUtrecht (PV);7;8;9\nNergens;1;2;3".encode("cp1252"),
]
PIECES = [
    b"",
    b",",
    b";",
    b"\n",
    b"-",
    b"9",
    b"0",
    b"1e300",
    b"-99996",
    b"x",
    b"GM0392",
    b"NL01",
    b"2019",
    b"\xe9",
    b'"',
]


@pytest.mark.slow
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    base=st.sampled_from(BASES),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)), max_size=12),
    again=st.integers(0, 3),
    id=st.sampled_from(["", SMOKING, BIRTHS, BIG2]),
)
def test_the_checks_never_fail_on_what_could_be_read(base: bytes, cuts: list, again: int, id: str) -> None:
    content = base
    for where, many, piece in cuts:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + many :]
    lines = content.split(b"\n")
    content = b"\n".join([*lines, *lines[1 : again + 1]])
    try:
        reading = read("a.csv", content)
    except DataError:
        return
    shipped = {name: store.shipped(name) for name in (reading.kind, "totals", "sources")}
    subjects = {str(text): id for text in reading.rows["subject"].unique()} if "subject" in reading.rows else {}
    for chosen in ({}, subjects):
        found = checks.checked(reading, shipped, chosen)
        known = shipped[reading.kind].assign(release=0)
        change = change_of(found, known)
        assert len(found.rows) == len(found.lines) == len(found.small)
        assert found.blocked or set(found.rows.columns) == set(TABLES[reading.kind].names)
        assert all(change.counts[what] == len(change.rows(what)) for what in WHAT)


def test_no_more_of_a_text_from_a_file_is_shown_than_fits_on_a_line() -> None:
    reading = read("lang.csv", f"indicator,region,period,value\n{'x' * 290},GM0392,2019,1\n".encode())
    tables = {name: store.load(name) for name in ("observations", "totals", "sources")}
    found = checks.checked(reading, tables).findings
    assert found
    assert all(len(one.message) < 400 and all(len(place.value) <= 80 for place in one.places) for one in found)


def test_a_figure_above_that_of_the_wider_definition_is_asked_about() -> None:
    week, month = (f"perinatal_mortality_24w_{days}_per_1000" for days in ("7d", "28d"))
    rows = f"{week},GM0392,2019,4.1\n{month},GM0392,2019,3.9\n{week},GM0363,2019,3.9\n{month},GM0363,2019,3.9"
    asked = screens(checked(filled(rows)))["meer_dan_ruimer"]
    assert asked.level == QUESTION and "terwijl het daar een deel van is" in asked.message
    assert [place.row for place in asked.places] == [2]
    counts = "stillbirths_24w_count,NL01,2019,900\nperinatal_mortality_22w_7d_per_1000,NL01,2019,5.0,850,170000"
    assert "meer_dan_ruimer" in screens(checked(filled(counts)))
    assert "meer_dan_ruimer" not in screens(checked(filled(counts.replace("850", "950"))))


def test_of_a_share_and_a_number_of_the_same_only_the_one_in_the_unit_of_the_figure_is_taken() -> None:
    name = INDICATORS[SMOKING].name
    file = f"{name};;\nGemeente;2019;\n;Aantal;%\nHaarlem;149;7,8"
    found = checks.checked(read("a.csv", file.encode()), tables())
    assert found.rows[["indicator", "value"]].to_numpy().tolist() == [[SMOKING, 7.8]]
    assert f"“{name} [Aantal]”" in screens(found)["onbekend_onderwerp"].message
    alone = checks.checked(read("a.csv", file.replace("%", "Aantal").encode()), tables())
    assert screens(alone)["andere_eenheid"].level == ERROR


@pytest.mark.parametrize(
    "head", ["indicator,region,period,value,numerator,denominator", "Onderwerp,Gebied,Jaar,Waarde,Teller,Noemer"]
)
def test_a_rate_of_which_only_the_counts_are_given_is_computed_and_asked_about(head: str) -> None:
    file = f"{head}\n{BIG2},GM0377,2019,,62,420\n{BIG2},GM0392,2019,147.1,,\n{BIG2},GM0363,2019,,4,420"
    found = checks.checked(read("a.csv", file.encode()), tables())
    assert found.rows["value"].tolist() == [147.6, 147.1, 9.5]
    assert found.rows["status"].tolist() == ["definitief"] * 3 and set(found.rows["note"]) == {""}
    asked = screens(found)["uitgerekend"]
    assert asked.level == QUESTION and [place.value for place in asked.places] == ["62", "onderdrukt"]


def test_a_computed_rate_is_rounded_and_hidden_by_the_rules_of_the_house() -> None:
    counts = {
        "GM0377": (1, 16),
        "GM0363": (0, 420),
        "GM0034": (17, 17),
    }  # one; none, and all: neither is a small number
    lines = [f"{SMOKING},{code},2019,,{x},{n}" for code, (x, n) in counts.items()]
    file = "\n".join(["indicator,region,period,value,numerator,denominator", *lines])
    found = checks.checked(read("a.csv", file.encode()), tables())
    assert found.rows["value"].tolist() == [6.3, 0.0, 100.0]
    assert [place.value for place in screens(found)["uitgerekend"].places] == ["onderdrukt", "0", "17"]


def test_a_column_called_cijfer_may_name_the_figure() -> None:
    rows = ["Cijfer;Gemeente;Jaar;Percentage", "Vroeg in zorg;Haarlem;1960;79,9"]
    file = "\n".join([*rows, f"{INDICATORS[SMOKING].name};Amsterdam;1960;7,8"])
    found = checks.checked(read("a.csv", file.encode()), tables())
    assert found.rows[["indicator", "region"]].to_numpy().tolist() == [
        ["antenatal_care_before_10w_percent", "GM0392"],
        [SMOKING, "GM0363"],
    ]
