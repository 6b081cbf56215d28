"""What the words of the trade mean, in one or two sentences each: the one place that pages and help take them from."""

from dataclasses import dataclass

from ks_data.catalogue.indicators import OVERALL


@dataclass(frozen=True, slots=True)
class Term:
    """A word as readers meet it, what it means, and how the trade calls it where that is another word."""

    id: str
    word: str
    meaning: str
    trade: str = ""


TERMS = (
    Term(
        "provable",
        "aantoonbaar",
        "Het verschil is groter dan door toeval te verwachten: bij gelijke kansen zou zo'n verschil in minder dan 1"
        " op de 20 gevallen te zien zijn.",
        "statistisch significant (95%)",
    ),
    Term(
        "almost-certain",
        "vrijwel zeker",
        "Het verschil is ook met 99,8% zekerheid aan te tonen: bij gelijke kansen komt het in minder dan 1 op de 500 "
        "gevallen voor. Het zegt hoe zeker een verschil is, niet hoe groot.",
        "statistisch significant (99,8%)",
    ),
    Term(
        "by-chance",
        "kan toeval zijn",
        "Met deze aantallen komt zo'n verschil vaak ook voor als er niets aan de hand is. Het zegt niet dat beide "
        "gelijk zijn.",
        "niet significant",
    ),
    Term(
        "not-testable",
        "niet te toetsen",
        "Er is te weinig bekend om te zeggen of een verschil toeval is; bij het cijfer staat waarom.",
    ),
    Term(
        "interval",
        "95% zeker tussen",
        "Een cijfer over weinig kinderen schommelt door toeval. Het onderliggende cijfer ligt met 95% zekerheid "
        "tussen deze twee grenzen; in een grafiek is dat de band.",
        "betrouwbaarheidsinterval",
    ),
    Term(
        "change",
        "verschil met een eerder jaar",
        "Het nieuwste cijfer naast dat van één eerder jaar. Het zegt niets over de jaren ertussen.",
    ),
    Term(
        "trend",
        "recente ontwikkeling",
        "De lijn door de laatste vijf jaren samen: stijgt of daalt die meer dan door toeval te verwachten? Zij kan "
        "iets anders zeggen dan het verschil met één eerder jaar, want het is een andere vraag.",
        "trendtoets",
    ),
    Term(
        "pooled",
        "jaren samen",
        "De kinderen van een paar jaren bij elkaar geteld. Een klein gebied heeft dan genoeg kinderen om iets te zien.",
        "gepoold",
    ),
    Term(
        "suppressed",
        "onderdrukt",
        "Het cijfer wordt niet getoond: het gaat om weinig personen, of een klein aantal zou eruit te berekenen zijn.",
    ),
    Term(
        "forecast",
        "voorlopig en geschat",
        "Een voorlopig cijfer kan nog veranderen; een geschat cijfer is een verwachting. Beide staan er met een "
        "open teken.",
    ),
    Term(
        "by-size",
        "naar grootte",
        "Elk gebied op zijn grootte. Kleine gebieden schommelen meer, dus liggen de lijnen links verder uit elkaar;"
        " wie erbuiten ligt, verschilt meer dan door toeval te verwachten.",
        "trechter, funnel plot",
    ),
    Term(
        "smoothed",
        "gladgestreken",
        "Cijfers van kleine gebieden zijn naar het gemiddelde getrokken, want op zichzelf zeggen die weinig.",
        "empirisch Bayes, shrinkage",
    ),
    Term(
        "break",
        "breuk",
        "Vanaf dat jaar is anders geteld. Cijfers van ervoor en erna zijn niet te vergelijken.",
        "reeksbreuk",
    ),
    Term(
        "per-1000",
        "van de 1.000",
        "Van elke 1.000 kinderen (of zwangeren) hoeveel het er zijn. Zo zijn grote en kleine gemeenten te vergelijken.",
        "promille",
    ),
    Term(
        "perinatal-mortality",
        "sterfte rond de geboorte",
        "Kinderen die voor, tijdens of kort na de geboorte overlijden. Vanaf welke week en tot welke dag staat bij "
        "elk cijfer.",
        "perinatale sterfte",
    ),
    Term(
        "early-or-light",
        "te vroeg of te licht geboren",
        "Geboren voor week 37 van de zwangerschap, of met een laag gewicht voor de duur daarvan, of allebei.",
        "Big 2",
    ),
    Term(
        "tranche",
        "tranche",
        "Een groep gemeenten die tegelijk aan het programma begon en daar geld voor kreeg. Er zijn er vier, van "
        "2019 tot en met 2022.",
    ),
    Term(
        "inferred",
        "afgeleide tranche",
        "Geen bron noemt de tranche van deze gemeente; zij volgt waarschijnlijk uit de lijst van gemeenten die in "
        "2016 geld kregen voor Gezond in de stad.",
    ),
    Term(
        "coalition",
        "lokale coalitie",
        "Organisaties in een gemeente die samen afspreken hoe zij gezinnen in de eerste 1.000 dagen helpen.",
    ),
    Term(
        "first-1000-days",
        "de eerste 1.000 dagen",
        "Van het begin van de zwangerschap tot de tweede verjaardag.",
    ),
    Term(
        "whole-programme",
        "het hele programma",
        "Wat over meer dan één fase gaat: voor, tijdens en na de zwangerschap.",
        "programmabreed",
    ),
    Term(
        "release",
        "release",
        "Eén keer publiceren, met een nummer, een reden en wie het deed. Niets wordt overschreven.",
    ),
)
"""In the order of the page: how sure, how it is shown, what it is about, the programme, the app."""


def meaning(id: str) -> str:
    """What a word means. Raises KeyError for one that is not there."""
    return {term.id: term.meaning for term in TERMS}[id]


def phase_name(phase: str) -> str:
    """A phase as readers meet it; in the data it keeps the word of the trade."""
    return "het hele programma" if phase == OVERALL else phase
