"""Are figures in another unit than their indicator found, by what is written and by their size?"""

import pytest

from ks_data.incoming import checks
from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import read
from tests.incoming.checks.samples import (
    BIG2,
    ERROR,
    QUESTION,
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
