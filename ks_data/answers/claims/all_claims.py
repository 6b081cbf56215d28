"""Every claim that is checked: what a document says, in our own words, and by which rule it is checked."""

from ks_data.answers.claims import count_rules, document_rules, figure_rules
from ks_data.answers.claims.claim import Claim
from ks_data.catalogue.counts import COALITIONS, HOME_VISITS, IMPULSE, LOCAL_COALITIONS, NU_NIET_ZWANGER

_ANNEX = "haarlem-bijlage-2022"
_ANNEX_FIGURES = f"{_ANNEX}/2-haarlem-in-cijfers"
_MAP = "vws-presentatie-2024/kaart-lokale-coalities"
_EARLY = "antenatal_care_before_10w_percent"
_PRETERM = "preterm_or_low_birthweight_per_1000"

CLAIMS = (
    Claim(
        "mortality-below-national",
        "In Haarlem sterven rond de geboorte minder kinderen dan landelijk.",
        _ANNEX_FIGURES,
        "Sterfte rond de geboorte",
        figure_rules.beside_the_country("perinatal_mortality_24w_7d_per_1000", -1, 2017, 2019),
    ),
    Claim(
        "preterm-or-light-below-national",
        "In Haarlem worden minder kinderen te vroeg of te licht geboren dan landelijk.",
        _ANNEX_FIGURES,
        "Te vroeg of te licht geboren",
        figure_rules.beside_the_country(_PRETERM, -1, 2017, 2019),
    ),
    Claim(
        "early-care-above-national",
        "Zwangeren in Haarlem zijn vaker voor week 10 in zorg dan landelijk.",
        _ANNEX_FIGURES,
        "Vroeg in zorg",
        figure_rules.beside_the_country(_EARLY, 1, 2017, 2019),
    ),
    Claim(
        "early-care-rising",
        "Zwangeren in Haarlem lijken zich steeds eerder te melden.",
        _ANNEX_FIGURES,
        "Vroeg in zorg",
        figure_rules.rises(_EARLY, 2021, "Dit gaat over wie voor week 10 komt; in welke week, zegt het cijfer niet."),
    ),
    Claim(
        "false-start-16-percent",
        "Rond 16% van de kinderen in Nederland begint met een ‘valse start’.",
        "haarlem-nota-2022/2-kernboodschap",
        "Valse start",
        figure_rules.roughly(16, 2022, _PRETERM, "monitor_preterm_or_low_birthweight_percent"),
    ),
    Claim(
        "births-about-1900",
        "In Haarlem worden ongeveer 1.900 kinderen per jaar geboren.",
        _ANNEX_FIGURES,
        "Geboren kinderen",
        figure_rules.usual_births(1900, 2021),
    ),
    Claim(
        "budget-adds-up",
        "De posten van de begroting 2022 zijn samen het totaal.",
        f"{_ANNEX}/1-kosten",
        "Begroting",
        document_rules.budget_adds_up(2022),
    ),
    Claim(
        "home-visits-from-1-june-2022",
        "Vanaf 1 juni 2022 moet elke gemeente kwetsbare zwangeren een prenataal huisbezoek aanbieden.",
        f"{_ANNEX}/4-projecten",
        "Prenatale huisbezoeken",
        document_rules.dated(
            "2022-06-01",
            "home_visits_mandatory",
            r"prenatale? huisbezoek|prenataal huisbezoek",
            "Getoetst is de datum, niet voor wie het aanbod is.",
        ),
        ("home_visits_mandatory",),
    ),
    Claim(
        "home-visits-doubled",
        "In 2021 waren er in Haarlem twee keer zoveel prenatale huisbezoeken als in 2020.",
        f"{_ANNEX}/4-5",
        "Prenatale huisbezoeken",
        count_rules.doubled(HOME_VISITS, 2020, 2021),
        ("home_visits_doubled", "GM0392/project/2"),
    ),
    Claim(
        "launched-in-april-2019",
        "Het ministerie lanceerde het actieprogramma in april 2019.",
        f"{_ANNEX}/1-inleiding",
        "Begin van het programma",
        document_rules.dated("2019-04", "programme_launched"),
        ("programme_launched",),
    ),
    Claim(
        "tranches-are-all-municipalities",
        "De vier tranches zijn op 1 januari 2023 samen alle gemeenten.",
        _MAP,
        "Aantal gemeenten",
        count_rules.tranches_are_all,
    ),
    Claim(
        "coalition-in-every-municipality",
        "Elke gemeente heeft in 2023 een lokale coalitie.",
        _MAP,
        "Aantal gemeenten",
        count_rules.coalition_everywhere(2023),
    ),
    Claim(
        "coalitions-in-272-municipalities",
        "In 272 gemeenten werken partners samen in een lokale coalitie.",
        "kamerbrief-2022/brief-aan-de-kamer",
        "Aantal gemeenten",
        count_rules.counted_again(COALITIONS, IMPULSE, 272, LOCAL_COALITIONS, "municipalities_with_coalition_percent"),
    ),
    Claim(
        "first-tranches-147-municipalities",
        "Voor tranche 1 en 2 meldden zich 147 gemeenten aan.",
        "kansrijkestart-impuls-2019",
        "Aantal gemeenten",
        count_rules.enrolled(147, 2019, ("1", "2")),
    ),
    Claim(
        "impulse-in-275-municipalities",
        "Aan de impuls Kansrijke Start doen 275 gemeenten mee.",
        "pharos-stimuleringsprogramma/voorbeeldtekst-coalitieakkoord",
        "Aantal gemeenten",
        count_rules.counted_again(IMPULSE, COALITIONS, 275),
    ),
    Claim(
        "nu-niet-zwanger-279-is-82-percent",
        "Nu Niet Zwanger is er in 279 gemeenten; dat is de 82% van de monitor.",
        "vws-presentatie-2024/resultaten-actieprogramma",
        "Nu Niet Zwanger",
        count_rules.same_share(NU_NIET_ZWANGER, "municipalities_with_nu_niet_zwanger_percent", 2024),
    ),
)
"""In the order of the subjects."""
