"""Are figures in another unit than their indicator found, by what is written and by their size?"""

import pytest

from ks_data.incoming import checks
from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import read
from tests.incoming.checks.samples import (
    BIG2,
    BIRTHS,
    DEATHS,
    ERROR,
    QUESTION,
    SMOKING,
    TOWNS,
    checked,
    filled,
    screens,
    tables,
    years,
)


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
    outcome = checks.checked(reading, tables())
    assert ("andere_eenheid" in screens(outcome)) is not fits
    assert outcome.subjects[reading.rows["subject"].iloc[0]] == BIG2


@pytest.mark.slow
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


def test_a_rate_of_a_new_region_in_another_unit_than_what_is_published_is_asked() -> None:
    published = f"{BIG2},GM0392,2018,147.5\n{BIG2},NL01,2018,159.0"

    def asked(*values: float) -> list[Finding]:
        rows = [
            f"{BIG2},{code},2019,{value}" for code, value in zip(("GM0392", "GM0363", "GM0034"), values, strict=True)
        ]
        outcome = checked(filled("\n".join(rows)), published)
        return [one for one in outcome.findings if one.screen == "ver_van_gepubliceerd"]

    (one,) = asked(147.1, 150.0, 15.7)
    assert one.level == Level.QUESTION and one.count == 1 and "Almere 2019 met 15,7" in one.message
    assert asked(147.1, 150.0, 402.0) == []


@pytest.mark.parametrize("indicator", [BIG2, DEATHS, BIRTHS])
def test_a_value_that_is_written_as_a_percentage_must_be_of_an_indicator_in_percent(indicator: str) -> None:
    refusal = screens(checked(filled(f"{indicator},GM0392,2019,12%\n{indicator},NL01,2019,147")))["andere_eenheid"]
    assert refusal.level == ERROR and refusal.count == 1 and "percentage" in refusal.message
    assert [(place.row, place.value) for place in refusal.places] == [(2, "12%")]
    assert "andere_eenheid" not in screens(checked(filled(f"{indicator},GM0392,2019,147")))
    assert "andere_eenheid" not in screens(checked(filled(f"{SMOKING},GM0392,2019,12%")))


PARTS = "delen_van_een"


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ((0.08, 0.07), True),
        ((0.784,), True),
        ((0.08, 0, 1), True),
        ((0, 1), False),  # nobody, and one in a hundred
        ((0.08, 7.5), False),
        ((8.0, 7.0), False),
    ],
)
def test_percentages_that_all_lie_between_nothing_and_one_are_asked_about(
    values: tuple[float, ...], asked: bool
) -> None:
    for indicator in (SMOKING, "youth_care_in_kind_percent"):
        rows = [f"{indicator},{code},2018,{value}" for code, value in zip(TOWNS, values, strict=False)]
        by_screen = screens(checked(filled("\n".join(rows))))
        assert (PARTS in by_screen) is asked
        assert not asked or (by_screen[PARTS].level == QUESTION and by_screen[PARTS].count == len(values))


def test_percentages_below_one_are_asked_about_whatever_is_published() -> None:
    published = f"{SMOKING},GM0392,2018,0.9"
    assert PARTS in screens(checked(filled(f"{SMOKING},GM0392,2019,0.8"), filled(published)))


def test_a_percentage_below_one_that_follows_from_its_counts_and_a_rate_per_thousand_are_not_asked_about() -> None:
    assert PARTS not in screens(checked(filled(f"{SMOKING},GM0392,2018,0.5,50,10000")))
    assert PARTS not in screens(checked(filled(f"{DEATHS},GM0392,2018,0.5")))


def test_percentages_that_are_a_hundred_times_as_small_as_published_are_asked_about_once() -> None:
    found = screens(checked(filled(f"{SMOKING},GM0392,2019,0.08"), filled(f"{SMOKING},GM0392,2018,8.1")))
    assert "andere_grootte" in found and PARTS not in found
