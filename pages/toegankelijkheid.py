"""The statement of accessibility that a Dutch public body must have: what holds, what was tried, and what was not."""

import streamlit as st

from pages.html.open_data import points
from pages.parts import cards, contact, visit

TESTED = (
    "Met het programma axe: elke pagina en elke weergave, in een breed venster en op een telefoon, licht en donker, "
    "met alles uitgevouwen. Ook elke dia van de presentatie, het menu Meenemen, en wat er van een bestand wordt "
    "gezegd. Het vond niets.",
    "Met de Tab-toets, op elke pagina in een breed, licht venster: u komt bij elke link, knop en keuze, en er komt een "
    "rand om waar u bent.",
    "Contrast van tekst en kleuren. Ook met de drie vormen van kleurenblindheid zijn kleuren uit elkaar te houden.",
    "Vergroot tot 400%: u hoeft niet opzij te schuiven. Vraagt uw computer om minder beweging, dan beweegt er op "
    "geen pagina iets.",
    "Elke grafiek zegt in woorden wat zij laat zien. Wat op een kaart staat, staat ook in een tabel.",
    "De PDF van een gemeente is PDF/UA-1, de norm voor een toegankelijke PDF.",
)
NOT_TESTED = (
    "Er is geen onderzoek gedaan door een onafhankelijke deskundige.",
    "De app is niet geprobeerd door mensen met een beperking, en niet met een schermlezer zoals NVDA of VoiceOver.",
    "De tests draaien in Chromium. Firefox en Safari zijn niet geprobeerd.",
    "De dia's (PPTX) hebben teksten bij de beelden, maar zijn niet geprobeerd met een schermlezer. De PDF ook niet.",
)
SHORTCOMINGS = (
    "Tabellen met een schuifbalk zijn een tekening voor een schermlezer. Dezelfde cijfers staan in de download (CSV).",
    "Een gemeente aanwijzen op de kaart gaat met de muis. Met het toetsenbord kiest u haar bij Gemeente.",
    "De bouwstenen zijn van Streamlit. Wat daarin niet goed is, kunnen wij niet altijd zelf verbeteren.",
)

visit.enter()
visit.heading(
    "Toegankelijkheid",
    "Iedereen moet deze app kunnen gebruiken. Hier staat hoe ver dat is: wat getest is, en wat niet.",
)
st.header("Hoe toegankelijk is de app?", anchor=False)
cards.paragraphs(
    [
        "Volgens ons eigen onderzoek voldoet de app voor een deel aan de eisen (WCAG 2.2, niveau A en AA; EN 301 549). "
        "Dat lijkt op status B, “voldoet gedeeltelijk”. Voor die status is een onafhankelijk onderzoek nodig, en dat "
        "is er nog niet.",
        "Wie deze app voor het publiek aanbiedt, zet zelf een verklaring in het register op "
        "toegankelijkheidsverklaring.nl. Wat hieronder staat kan daarbij helpen.",
    ]
)
for title, lines in (
    ("Wat is getest", TESTED),
    ("Wat niet is getest", NOT_TESTED),
    ("Wat nog niet goed gaat", SHORTCOMINGS),
):
    st.header(title, anchor=False)
    st.html(str(points(lines)))
st.header("Loopt u ergens tegenaan?", anchor=False)
st.html(str(contact.paragraph()))
cards.paragraphs(
    [
        "Krijgt u geen goed antwoord? Dan kunt u een klacht indienen bij die organisatie, en daarna bij de Nationale "
        "ombudsman (nationaleombudsman.nl)."
    ]
)
cards.quiet("Opgesteld op 29 november 2026, na een eigen onderzoek van de versie van die dag.")
