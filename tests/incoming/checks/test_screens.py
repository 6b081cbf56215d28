"""Does each screen find what it must, and is it silent where it must be?"""

import numpy as np
import pytest

from ks_data.incoming.findings import Place
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
    years,
)

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
    by_screen = screens(checked(filled(wrong), filled(published)))
    assert screen in by_screen and by_screen[screen].level == level
    assert screen not in screens(checked(filled(right), filled(published)))


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


def test_a_rate_below_zero_of_a_new_region_is_a_finding_and_no_failure() -> None:
    outcome = checked(filled(f"{BIG2},GM0392,2019,-5"), f"{BIG2},NL01,2018,159.0")
    assert screens(outcome)["onmogelijk"].places == (Place(2, "value", "-5"),)


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


def test_a_figure_above_that_of_the_wider_definition_is_asked_about() -> None:
    week, month = (f"perinatal_mortality_24w_{days}_per_1000" for days in ("7d", "28d"))
    rows = f"{week},GM0392,2019,4.1\n{month},GM0392,2019,3.9\n{week},GM0363,2019,3.9\n{month},GM0363,2019,3.9"
    asked = screens(checked(filled(rows)))["meer_dan_ruimer"]
    assert asked.level == QUESTION and "terwijl het daar een deel van is" in asked.message
    assert [place.row for place in asked.places] == [2]
    counts = "stillbirths_24w_count,NL01,2019,900\nperinatal_mortality_22w_7d_per_1000,NL01,2019,5.0,850,170000"
    assert "meer_dan_ruimer" in screens(checked(filled(counts)))
    assert "meer_dan_ruimer" not in screens(checked(filled(counts.replace("850", "950"))))
