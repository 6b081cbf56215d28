"""Every indicator, declared once: its definition, unit and direction. Knows no data, no pages.

A definition is part of an indicator's identity: two definitions are two indicators and never share a line.
An id ends in its unit (`_per_1000`, `_percent` or `_count`) for who reads a table; the code asks the declared unit.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["proportion", "rate", "count"]
Unit = Literal["per 1.000", "%", "aantal"]
Group = Literal["kern", "landelijk", "monitor"]
Phase = Literal["programmabreed", "voor de zwangerschap", "tijdens de zwangerschap", "na de geboorte"]

ENDINGS: dict[Unit, str] = {"per 1.000": "_per_1000", "%": "_percent", "aantal": "_count"}
"""What an id ends in, by unit."""

BEFORE: Phase = "voor de zwangerschap"
DURING: Phase = "tijdens de zwangerschap"
AFTER: Phase = "na de geboorte"
OVERALL: Phase = "programmabreed"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure means.

    id: stable name in data, links and exports; ends in the unit.
    name: short Dutch name that readers use.
    definition: the full definition, as far as the source gives one.
    unit: "per 1.000", "%" or "aantal".
    per: what the rate is counted over, in Dutch plural ("geboortes"); empty for a count.
    group: "kern" (the municipality's own figures), "landelijk" (national context) or "monitor".
    phase: the phase of the first 1,000 days.
    better: direction in which a figure is favourable; None where none is declared.
    decimals: how many the source publishes.
    sentence: how a sentence about it runs: verb for one, verb for many, who, and what they did.
    kind: how chance works on it: a proportion (part of the whole), a rate of rare events, or a count.
    births: whether it is counted over (about) all births, so that the number of births says how sure it is.
    threshold: numbers of persons from 1 up to this are hidden; 0 where the source applies a rule of its own.
    official: name of the subject in the source system, where there is one.
    part_of: ids of wider definitions of the same registration, which count each of these cases too.

    Raises ValueError when the id ends in another unit than its own, or when kind and unit do not go together.
    """

    id: str
    name: str
    definition: str
    unit: Unit
    per: str
    group: Group
    phase: Phase
    sentence: tuple[str, str, str, str]
    better: Literal["lower", "higher"] | None = None
    decimals: int = 1
    kind: Kind = "proportion"
    births: bool = False
    threshold: int = 10
    official: str = ""
    part_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit not in ENDINGS or not self.id.endswith(ENDINGS[self.unit]):
            raise ValueError(f"{self.id}: an indicator in “{self.unit}” ends in {ENDINGS.get(self.unit)}")
        if (self.kind == "count") != (self.unit == "aantal"):
            raise ValueError(f"{self.id}: a {self.kind} cannot be in “{self.unit}”")

    @property
    def measure(self) -> str:
        """The unit in words, as it stands beside a chart: "per 1.000 geboortes"."""
        return {
            "per 1.000": f"per 1.000 {self.per}",
            "%": f"% van de {self.per}",
            "aantal": f"aantal {self.per}",
        }[self.unit]


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
    Indicator(
        "municipalities_with_coalition_percent",
        "Gemeenten met een lokale of regionale coalitie",
        "Gemeenten met een lokale of regionale coalitie Kansrijke Start.",
        "%",
        "gemeenten",
        "monitor",
        OVERALL,
        ("had", "hadden", "gemeenten", "een lokale of regionale coalitie"),
        "higher",
        0,
    ),
    Indicator(
        "municipalities_with_joint_plan_percent",
        "Gemeenten met een gezamenlijk plan",
        "Gemeenten met een gezamenlijk plan van aanpak Kansrijke Start.",
        "%",
        "gemeenten",
        "monitor",
        OVERALL,
        ("had", "hadden", "gemeenten", "een gezamenlijk plan van aanpak"),
        "higher",
        0,
    ),
    Indicator(
        "municipalities_with_nu_niet_zwanger_percent",
        "Gemeenten met Nu Niet Zwanger",
        "Gemeenten die zijn aangesloten bij Nu Niet Zwanger.",
        "%",
        "gemeenten",
        "monitor",
        BEFORE,
        ("was", "waren", "gemeenten", "aangesloten bij Nu Niet Zwanger"),
        "higher",
        0,
    ),
    Indicator(
        "municipalities_with_prenatal_home_visits_percent",
        "Gemeenten met prenatale huisbezoeken",
        "Gemeenten met prenatale huisbezoeken door de jeugdgezondheidszorg (JGZ).",
        "%",
        "gemeenten",
        "monitor",
        DURING,
        ("had", "hadden", "gemeenten", "prenatale huisbezoeken"),
        "higher",
        0,
    ),
    Indicator(
        "municipalities_with_voorzorg_percent",
        "Gemeenten met VoorZorg",
        "Gemeenten waarin VoorZorg wordt aangeboden.",
        "%",
        "gemeenten",
        "monitor",
        DURING,
        ("bood", "boden", "gemeenten", "VoorZorg aan"),
        "higher",
        0,
    ),
    Indicator(
        "midwifery_practices_with_centering_percent",
        "Verloskundigen met CenteringZwangerschap",
        "Verloskundigenpraktijken die CenteringZwangerschap aanbieden.",
        "%",
        "verloskundigenpraktijken",
        "monitor",
        DURING,
        ("bood", "boden", "verloskundigenpraktijken", "CenteringZwangerschap aan"),
        "higher",
        0,
    ),
    Indicator(
        "antenatal_care_after_10w_percent",
        "Start begeleiding na week 10",
        "Start van de zwangerschapsbegeleiding na de 10e week van de zwangerschap. De monitor geeft geen waarde.",
        "%",
        "zwangeren",
        "monitor",
        DURING,
        ("begon", "begonnen", "zwangeren", "na week 10 met begeleiding"),
        "lower",
    ),
    Indicator(
        "women_with_problem_debt_percent",
        "Vrouwen met problematische schulden",
        "Vrouwen met problematische schulden in het jaar van de bevalling.",
        "%",
        "vrouwen die bevielen",
        "monitor",
        DURING,
        ("had", "hadden", "vrouwen die bevielen", "problematische schulden"),
        "lower",
    ),
    Indicator(
        "youth_health_organisations_with_centering_percent",
        "JGZ-organisaties met CenteringOuderschap",
        "Organisaties voor jeugdgezondheidszorg die CenteringOuderschap aanbieden.",
        "%",
        "JGZ-organisaties",
        "monitor",
        AFTER,
        ("bood", "boden", "JGZ-organisaties", "CenteringOuderschap aan"),
        "higher",
        0,
    ),
    Indicator(
        "families_without_maternity_care_percent",
        "Gezinnen zonder kraamzorg",
        "Gezinnen die geen kraamzorg gebruiken.",
        "%",
        "gezinnen",
        "monitor",
        AFTER,
        ("gebruikte", "gebruikten", "gezinnen", "geen kraamzorg"),
        "lower",
    ),
    Indicator(
        "children_born_in_vulnerable_family_percent",
        "Geboren in een kwetsbare situatie",
        "Kinderen geboren in een gezin dat te maken heeft met een kwetsbare situatie.",
        "%",
        "geboren kinderen",
        "monitor",
        AFTER,
        ("werd", "werden", "kinderen", "geboren in een kwetsbare situatie"),
        "lower",
    ),
    Indicator(
        "monitor_preterm_or_low_birthweight_percent",
        "Te vroeg of te licht geboren (monitor)",
        "Vroeggeboorte en/of laag geboortegewicht voor de duur van de zwangerschap, zoals in de monitor. "
        "De presentatie geeft de grenzen niet.",
        "%",
        "geboren kinderen",
        "monitor",
        AFTER,
        ("werd", "werden", "kinderen", "te vroeg of te licht geboren"),
        "lower",
    ),
    Indicator(
        "speech_language_delay_age_2_percent",
        "Negatieve score op spraak en taal",
        "Kinderen met een negatieve score op spraak- en taalontwikkeling rond twee jaar.",
        "%",
        "kinderen rond twee jaar",
        "monitor",
        AFTER,
        ("had", "hadden", "kinderen rond twee jaar", "een negatieve score op spraak en taal"),
        "lower",
    ),
    Indicator(
        "overweight_age_2_percent",
        "Overgewicht rond twee jaar",
        "Kinderen met overgewicht, obesitas meegeteld, rond twee jaar.",
        "%",
        "kinderen rond twee jaar",
        "monitor",
        AFTER,
        ("had", "hadden", "kinderen rond twee jaar", "overgewicht"),
        "lower",
    ),
    Indicator(
        "children_under_2_placed_out_of_home_per_1000",
        "Uit huis geplaatste kinderen tot twee jaar",
        "Kinderen tot twee jaar die uit huis zijn geplaatst, per 1.000.",
        "per 1.000",
        "kinderen tot twee jaar",
        "monitor",
        AFTER,
        ("werd", "werden", "kinderen tot twee jaar", "uit huis geplaatst"),
        "lower",
        kind="rate",
    ),
)

INDICATORS: dict[str, Indicator] = {indicator.id: indicator for indicator in _DECLARED}
"""All indicators by id, in the order in which pages show them."""


def related(id: str) -> set[str]:
    """The indicator itself, those of which it is a part, and those that are a part of it."""
    narrower = {one.id for one in _DECLARED if id in wider_than(one)}
    return {id} | narrower | (wider_than(INDICATORS[id]) if id in INDICATORS else set())


def wider_than(indicator: Indicator) -> set[str]:
    """The ids of all wider definitions, also of those that are part of another."""
    return {id for wider in indicator.part_of for id in (wider, *wider_than(INDICATORS[wider]))}
