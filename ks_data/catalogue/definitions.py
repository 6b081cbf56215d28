"""What every table and column means, in words for who uses them elsewhere. Knows no rows.

Apart from `tables`, on which the store rests: a better word changes no rule and throws no cached table away.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """A table in words. title: of a few words; meaning: what a row is; columns: what each holds, by name."""

    title: str
    meaning: str
    columns: Mapping[str, str]


_INDICATOR = "Welk cijfer: een id uit de tabel indicators."
_REGION = "Code van het gebied: NL01 (Nederland), PV27 (een provincie) of GM0392 (een gemeente); zie de tabel regions."
_SOURCE = "Waar de rij vandaan komt: een sleutel van de tabel sources; de tabel licences zegt hoe u die bron noemt."
_NOTE = "Toelichting."
_DATE = "Datum, zo precies als bekend: 2022, 2022-07 of 2022-07-01."
_YEAR = "Jaar."

DEFINITIONS: dict[str, Definition] = {
    "observations": Definition(
        "Cijfers",
        "Eén cijfer van één gebied over één jaar, of over jaren samen. Kleine aantallen personen zijn verborgen.",
        {
            "indicator": _INDICATOR,
            "region": _REGION,
            "period": "Het jaar (2019) of de jaren samen (2017-2019).",
            "value": "Het cijfer, in de eenheid van de indicator; leeg als het er niet is of niet getoond mag worden.",
            "numerator": "Teller: bij hoeveel het voorkwam; leeg als de bron dat niet geeft.",
            "denominator": "Noemer: van hoeveel; leeg als de bron dat niet geeft.",
            "status": "Hoe vast het cijfer staat, of waarom het er niet is: onderdrukt (weinig personen) of ontbreekt.",
            "source": _SOURCE,
            "note": _NOTE,
        },
    ),
    "breaks": Definition(
        "Breuken",
        "Vanaf welk jaar een cijfer anders geteld wordt. Vergelijk geen jaren aan twee kanten van een breuk.",
        {
            "indicator": _INDICATOR,
            "region": f"{_REGION} Leeg: in elk gebied.",
            "year": "Het eerste jaar van de nieuwe manier van tellen.",
            "what": "Wat er veranderde.",
            "source": _SOURCE,
        },
    ),
    "budget": Definition(
        "Begroting",
        "Eén bedrag in de begroting van een gemeente: per jaar, post en betaler.",
        {
            "year": "Het jaar waarvoor het bedrag begroot is.",
            "region": _REGION,
            "item": "De post: waarvoor het geld is.",
            "funder": "Wie betaalt.",
            "amount_eur": "Bedrag in euro's.",
            "from_date": "Vanaf wanneer het geld er is, als de bron dat zegt.",
            "note": _NOTE,
            "source": _SOURCE,
        },
    ),
    "tranches": Definition(
        "Tranches",
        "In welke groep een gemeente aan Kansrijke Start begon, als een bron dat zegt; niet wat is afgeleid.",
        {
            "region": _REGION,
            "tranche": "De groep; 1-2 als een bron niet zegt welke van de twee.",
            "evidence": (
                "Waar dat uit blijkt: de bron noemt de tranche (stated), de gemeente krijgt impulsgeld sinds 2019 "
                "(impulse_money_since_2019), kreeg geld voor Gezond in de stad (gids_municipality), of deed in "
                "2019 mee (took_part_in_2019)."
            ),
            "source": _SOURCE,
        },
    ),
    "gids": Definition(
        "Geld voor Gezond in de stad",
        "Welke gemeenten in een jaar geld kregen voor Gezond in de stad, met de gemeenten van toen.",
        {
            "year": _YEAR,
            "region": "Code van de gemeente zoals zij toen was.",
            "name": "Naam van de gemeente zoals zij toen was.",
            "amount_eur": "Bedrag in euro's.",
            "source": _SOURCE,
        },
    ),
    "totals": Definition(
        "Gepubliceerde totalen",
        "Een totaal dat een bron noemt, om een optelling naast te leggen.",
        {
            "kind": "Waarvan het een totaal is.",
            "key": "Waarover: de tranche, of het onderdeel van de begroting.",
            "region": _REGION,
            "period": "Waarover of wanneer het totaal geldt.",
            "value": "Het totaal.",
            "unit": "De eenheid.",
            "definition": "Wat er geteld is.",
            "source": _SOURCE,
        },
    ),
    "monitor": Definition(
        "Landelijke monitor",
        "De indicatoren van de landelijke monitor, met hun teken in de presentatie. De cijfers staan in observations.",
        {
            "number": "Het nummer in de monitor.",
            "indicator": _INDICATOR,
            "symbol": "Het teken dat de monitor erbij zet.",
            "source": _SOURCE,
        },
    ),
    "counts": Definition(
        "Tellingen",
        "Een aantal dat een document noemt, zoals het aantal gemeenten dat meedoet. Elke telwijze heeft een id.",
        {
            "what": "Wat er geteld is.",
            "definition": "Hoe er geteld is, als de bron dat zegt.",
            "region": "Code van het gebied, of van een regio met meer gemeenten.",
            "date": _DATE,
            "value": "Het aantal.",
            "unit": "De eenheid.",
            "note": _NOTE,
            "source": _SOURCE,
            "id": "De telwijze: wat zo geteld is, heeft hetzelfde id.",
        },
    ),
    "programme": Definition(
        "Programma",
        "Eén onderdeel van een programma: een actielijn, actie, doel, project, lid van de coalitie of actiepunt.",
        {
            "region": _REGION,
            "kind": "Wat voor onderdeel.",
            "number": "Volgnummer binnen die soort.",
            "parent": "Het nummer van de actielijn waar het bij hoort.",
            "name": "Naam.",
            "text": "Beschrijving.",
            "domain": "Of een lid medisch of sociaal werk doet.",
            "target": "Voor wie.",
            "since": "Sinds wanneer.",
            "status": "Hoe het ervoor staat.",
            "source": _SOURCE,
        },
    ),
    "events": Definition(
        "Gebeurtenissen",
        "Iets met een datum op de tijdlijn. Noemen meer bronnen hetzelfde, dan hebben hun rijen hetzelfde id.",
        {
            "date": _DATE,
            "region": _REGION,
            "what": "Wat er gebeurde.",
            "note": _NOTE,
            "source": _SOURCE,
            "id": "De gebeurtenis.",
            "phase": "Bij welke fase van de eerste 1.000 dagen het hoort.",
        },
    ),
    "sources": Definition(
        "Bronnen van alle rijen",
        "Elk document, of elke plaats in een document, waar rijen vandaan komen.",
        {
            "source": "Sleutel: hier verwijst de kolom source van andere tabellen naar.",
            "title": "Titel.",
            "publisher": "Wie het uitgaf.",
            "date": _DATE,
            "section": "De plaats in het document.",
            "citation": "Zo verwijst u ernaar.",
            "url": "Het adres op internet.",
            "document": "Bestand waaruit is overgenomen.",
        },
    ),
    "indicators": Definition(
        "Indicatoren",
        "Wat elk cijfer betekent. Twee definities zijn twee indicatoren: zet ze nooit in één lijn.",
        {
            "id": "Vaste naam; eindigt op de eenheid.",
            "name": "Korte naam.",
            "definition": "De volledige definitie, zo ver als de bron die geeft.",
            "unit": "Eenheid: per 1.000, % of aantal.",
            "per": "Waarover het cijfer gaat: per 1.000 kinderen, % van de vrouwen.",
            "group": "Waar de app het toont: kern, landelijk of monitor.",
            "phase": "Fase van de eerste 1.000 dagen.",
            "sentence": "Woorden voor een zin erover: werkwoord voor één, voor meer, wie, en wat; met ; ertussen.",
            "better": "Welke kant gunstig is: lower (lager) of higher (hoger); leeg als dat niet is vastgesteld.",
            "decimals": "Hoeveel decimalen de bron geeft.",
            "kind": "Hoe toeval werkt: proportion (deel van een geheel), rate (zeldzaam) of count (aantal).",
            "births": "Of het over (ongeveer) alle geboortes gaat.",
            "among": "Of wie geteld is, hoort bij wie in de noemer staat.",
            "threshold": "Aantallen personen van 1 tot dit getal zijn verborgen; 0 als de bron dat zelf al doet.",
            "official": "Naam van het onderwerp bij de bron.",
            "part_of": "Ids van ruimere definities, waarin dezelfde gevallen ook geteld zijn; met ; ertussen.",
        },
    ),
    "regions": Definition(
        "Gebieden",
        "Nederland, de provincies en de gemeenten van nu.",
        {
            "code": "Code van het CBS: NL01, PV27, GM0392.",
            "name": "Naam; van een provincie met de naam van een gemeente staat erbij dat het de provincie is.",
            "level": "land, provincie of gemeente.",
            "parent": "Code van het gebied waarin het ligt; leeg bij Nederland.",
        },
    ),
    "releases": Definition(
        "Releases",
        "Wat er is gepubliceerd of teruggezet, het nieuwste boven.",
        {
            "number": "Nummer.",
            "act": "publish (gepubliceerd) of restore (een eerdere stand teruggezet).",
            "kind": "Van welke tabel rijen zijn gepubliceerd; leeg bij terugzetten.",
            "source": "De bron, zoals de publiceerder die noemde.",
            "source_date": "Datum van de bron.",
            "note": "Waarom.",
            "created": "Wanneer, in UTC.",
            "valid_from": "Vanaf welke dag het telt; leeg is meteen.",
            "rows": "Hoeveel rijen.",
            "restores": "Naar welke release is teruggezet; 0 is zonder releases.",
            "active": "Of de rijen nu tellen.",
        },
    ),
    "licences": Definition(
        "Bronvermelding en licenties",
        "Hoe u een bron noemt als u haar cijfers gebruikt, en onder welke licentie dat mag.",
        {
            "source": "Sleutel: hier verwijst de kolom source van andere tabellen naar.",
            "attribution": "Noem de bron zo.",
            "licence": "De licentie; leeg als die niet bekend is. Vraag dan de uitgever wat mag.",
            "licence_url": "Waar de licentie staat.",
        },
    ),
}
"""By table: those of `tables.TABLES`, and the four that are made of other declarations."""
