"""The table that the page of new figures tells how to get, of all municipalities and years, is read as one drop."""

import random

import pytest

from ks_data.catalogue import regions
from ks_data.incoming import publication
from ks_data.language import dutch

SUBJECTS = {
    "Vroeggeboorte en/of te laag geboortegewicht (Big 2) [per 1.000 geboortes]": (
        "preterm_or_low_birthweight_per_1000",
        (120, 190),
    ),
    "Sterfte rond de geboorte vanaf 24 weken zwangerschapsduur (Perinatale mortaliteit) [per 1.000 geboortes]": (
        "perinatal_mortality_24w_7d_per_1000",
        (2, 9),
    ),
    "Zwangerschapsbegeleiding gestart voor 10 weken van de zwangerschap [per 100 geboortes]": (
        "antenatal_care_before_10w_percent",
        (75, 95),
    ),
}
YEARS = range(2014, 2024)


@pytest.mark.slow
def test_the_perinatal_figures_of_all_municipalities_and_years_are_read_as_one_drop() -> None:
    chance = random.Random(1)
    names = ["Nederland", *regions.municipalities()["name"]]
    lines = [f"Gemeente;Onderwerp;{';'.join(map(str, YEARS))}"]
    for name in names:
        for subject, (_, span) in SUBJECTS.items():
            lines.append(";".join([name, subject, *(dutch.number(chance.uniform(*span), 1) for _ in YEARS)]))
    examined = publication.examine("perinatale kerncijfers.csv", "\n".join(lines).encode())
    rows = examined.checked.rows
    assert not examined.checked.blocked and len(rows) == len(names) * len(SUBJECTS) * len(YEARS)
    assert set(rows["indicator"]) == {indicator for indicator, _ in SUBJECTS.values()}
    assert set(rows["region"]) == {regions.COUNTRY, *regions.municipalities()["code"]}
    assert rows["value"].notna().all() and set(rows["period"]) == {str(year) for year in YEARS}
