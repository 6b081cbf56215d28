"""Every indicator, declared once: its definition, unit and direction. Knows no data, no pages.

A definition is part of an indicator's identity: two definitions are two indicators and never share a line.
An id ends in its unit (`_per_1000`, `_percent` or `_count`) for who reads a table; the code asks the declared unit.
"""

from ks_data.catalogue.indicator import AFTER, BEFORE, DURING, ENDINGS, OVERALL, Group, Indicator, Kind, Phase, Unit
from ks_data.catalogue.monitor_indicators import MONITOR

__all__ = [
    "AFTER",
    "BEFORE",
    "DURING",
    "ENDINGS",
    "INDICATORS",
    "OVERALL",
    "Group",
    "Indicator",
    "Kind",
    "Phase",
    "Unit",
    "related",
    "wider_than",
]

_BIRTHS_NOTE = "Perinatale kerncijfers van waarstaatjegemeente.nl, zoals overgenomen in de nota van Haarlem."

_DECLARED = (
    Indicator(
        "preterm_or_low_birthweight_per_1000",
        "Te vroeg of te licht geboren",
        "Kinderen die te vroeg zijn geboren of een te laag geboortegewicht hebben, of allebei (Big 2), "
        f"per 1.000 geboortes. {_BIRTHS_NOTE}",
        "per 1.000",
        "geboortes",
        "kern",
        AFTER,
        ("werd", "werden", "kinderen", "te vroeg of te licht geboren"),
        "lower",
        official="Vroeggeboorte en/of te laag geboortegewicht (Big 2) [per 1.000 geboortes]",
        births=True,
    ),
    Indicator(
        "perinatal_mortality_24w_7d_per_1000",
        "Sterfte rond de geboorte",
        "Kinderen die overlijden na een zwangerschap van 24 weken of langer, voor of tijdens de geboorte "
        f"of in de eerste 7 dagen daarna, per 1.000 geboortes (perinatale sterfte). {_BIRTHS_NOTE}",
        "per 1.000",
        "geboortes",
        "kern",
        AFTER,
        ("overleed", "overleden", "kinderen", "rond de geboorte"),
        "lower",
        official="Sterfte rond de geboorte vanaf 24 weken zwangerschapsduur (Perinatale mortaliteit) "
        "[per 1.000 geboortes]",
        kind="rate",
        births=True,
        part_of=(
            "perinatal_mortality_22w_7d_perined_per_1000",
            "perinatal_mortality_24w_28d_per_1000",
        ),
    ),
    Indicator(
        "antenatal_care_before_10w_percent",
        "Vroeg in zorg",
        f"Vrouwen die voor week 10 van de zwangerschap met begeleiding zijn gestart, per 100 geboortes. {_BIRTHS_NOTE}",
        "%",
        "zwangeren",
        "kern",
        DURING,
        ("begon", "begonnen", "zwangeren", "voor week 10 met begeleiding"),
        "higher",
        official="Zwangerschapsbegeleiding gestart voor 10 weken van de zwangerschap [per 100 geboortes]",
        births=True,
    ),
    Indicator(
        "births_municipal_report_count",
        "Geboren kinderen volgens de gemeente",
        "Aantal geboorten in een jaar zoals de gemeente het in haar eigen nota noemt. De nota zegt niet of "
        "doodgeboren kinderen meetellen.",
        "aantal",
        "geboren kinderen",
        "kern",
        AFTER,
        ("werd", "werden", "kinderen", "geboren"),
        decimals=0,
        kind="count",
    ),
    Indicator(
        "live_births_count",
        "Levend geboren kinderen",
        "Levend geboren kinderen naar de woongemeente van de moeder (CBS).",
        "aantal",
        "levend geboren kinderen",
        "landelijk",
        AFTER,
        ("werd", "werden", "kinderen", "levend geboren"),
        decimals=0,
        kind="count",
    ),
    Indicator(
        "preterm_birth_22w_percent",
        "Vroeggeboorte",
        "Kinderen geboren voor week 37, van alle levend en dood geboren kinderen vanaf 22 weken "
        "zwangerschap, of vanaf 500 gram bij een onbekende duur (Perined).",
        "%",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("werd", "werden", "kinderen", "te vroeg geboren"),
        "lower",
        births=True,
    ),
    Indicator(
        "big2_hoftiezer_percent",
        "Te vroeg of te licht geboren (curven van Hoftiezer)",
        "Kinderen geboren voor week 37 of met een gewicht bij de lichtste 10% volgens de curven van Hoftiezer, "
        "of allebei, van alle levend en dood geboren kinderen vanaf 24 weken zwangerschap (Perined).",
        "%",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("werd", "werden", "kinderen", "te vroeg of te licht geboren"),
        "lower",
        births=True,
    ),
    Indicator(
        "perinatal_mortality_22w_7d_per_1000",
        "Sterfte rond de geboorte, vanaf 22 weken tot dag 7 (CBS)",
        "Kinderen die overlijden vanaf 22 weken zwangerschap tot en met dag 7 na de geboorte, per 1.000 "
        "geboren kinderen (CBS, op basis van Perined).",
        "per 1.000",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("overleed", "overleden", "kinderen", "rond de geboorte (vanaf 22 weken, tot dag 7)"),
        "lower",
        kind="rate",
        births=True,
    ),
    Indicator(
        "perinatal_mortality_22w_7d_perined_per_1000",
        "Sterfte rond de geboorte, vanaf 22 weken tot dag 7 (Perined)",
        "Kinderen die overlijden vanaf 22 weken zwangerschap tot en met dag 7 na de geboorte, per 1.000 levend "
        "en dood geboren kinderen (Perined).",
        "per 1.000",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("overleed", "overleden", "kinderen", "rond de geboorte (vanaf 22 weken, tot dag 7)"),
        "lower",
        kind="rate",
        births=True,
        part_of=("perinatal_mortality_22w_28d_per_1000",),
    ),
    Indicator(
        "perinatal_mortality_22w_28d_per_1000",
        "Sterfte rond de geboorte, vanaf 22 weken tot dag 28",
        "Kinderen die overlijden vanaf 22 weken zwangerschap tot en met dag 28 na de geboorte, per 1.000 levend "
        "en dood geboren kinderen (Perined).",
        "per 1.000",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("overleed", "overleden", "kinderen", "rond de geboorte (vanaf 22 weken, tot dag 28)"),
        "lower",
        kind="rate",
        births=True,
    ),
    Indicator(
        "perinatal_mortality_24w_28d_per_1000",
        "Sterfte rond de geboorte, vanaf 24 weken tot dag 28",
        "Kinderen die overlijden vanaf 24 weken zwangerschap tot en met dag 28 na de geboorte, per 1.000 levend "
        "en dood geboren kinderen (Perined).",
        "per 1.000",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("overleed", "overleden", "kinderen", "rond de geboorte (vanaf 24 weken, tot dag 28)"),
        "lower",
        kind="rate",
        births=True,
        part_of=("perinatal_mortality_22w_28d_per_1000",),
    ),
    Indicator(
        "perinatal_mortality_24w_7d_perined_per_1000",
        "Sterfte rond de geboorte, vanaf 24 weken tot dag 7 (Perined)",
        "Kinderen die overlijden vanaf 24 weken zwangerschap tot en met dag 7 na de geboorte, per 1.000 levend "
        "en dood geboren kinderen (Perined).",
        "per 1.000",
        "geboren kinderen",
        "landelijk",
        AFTER,
        ("overleed", "overleden", "kinderen", "rond de geboorte (vanaf 24 weken, tot dag 7)"),
        "lower",
        kind="rate",
        births=True,
        part_of=(
            "perinatal_mortality_22w_7d_perined_per_1000",
            "perinatal_mortality_24w_28d_per_1000",
        ),
    ),
    Indicator(
        "stillbirths_24w_count",
        "Dood geboren kinderen vanaf 24 weken",
        "Dood geboren kinderen na een zwangerschap van 24 weken of langer (CBS).",
        "aantal",
        "dood geboren kinderen",
        "landelijk",
        AFTER,
        ("werd", "werden", "kinderen", "dood geboren"),
        decimals=0,
        kind="count",
        part_of=("perinatal_mortality_22w_7d_per_1000",),
    ),
    Indicator(
        "primary_antenatal_care_before_10w_percent",
        "Vroeg in zorg bij de verloskundige (reeks 2005-2012)",
        "Vrouwen met een eerste consult voor week 10, van de vrouwen die hun begeleiding in de eerste lijn "
        "begonnen (RIVM, Perined). Latere cijfers heeft het RIVM ingetrokken.",
        "%",
        "zwangeren in de eerste lijn",
        "landelijk",
        DURING,
        ("begon", "begonnen", "zwangeren", "bij de verloskundige voor week 10 met begeleiding"),
        "higher",
    ),
    Indicator(
        "smoking_during_pregnancy_percent",
        "Roken tijdens de zwangerschap",
        "Vrouwen die op enig moment in de zwangerschap hebben gerookt (Monitor Middelengebruik en Zwangerschap).",
        "%",
        "vrouwen",
        "landelijk",
        DURING,
        ("rookte", "rookten", "vrouwen", "tijdens de zwangerschap"),
        "lower",
    ),
    *MONITOR,
)

INDICATORS: dict[str, Indicator] = {indicator.id: indicator for indicator in _DECLARED}
"""All indicators by id, in the order in which pages show them."""


def related(id: str) -> set[str]:
    """The indicator itself, those of which it is a part, and those that are a part of it."""
    narrower = {indicator.id for indicator in _DECLARED if id in wider_than(indicator)}
    return {id} | narrower | (wider_than(INDICATORS[id]) if id in INDICATORS else set())


def wider_than(indicator: Indicator) -> set[str]:
    """The ids of all wider definitions, also of those that are part of another."""
    return {id for wider in indicator.part_of for id in (wider, *wider_than(INDICATORS[wider]))}
