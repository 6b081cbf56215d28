"""The page of open data: how the tables are asked for, what to know of them, and what each column means."""

import streamlit as st

from ks_data.answers.open_data import OPEN_TABLES
from pages.html.open_data import descriptions, open_tables, points
from pages.parts import api, api_description, base_path, cards, visit

KNOW = (
    "De tabellen zijn zoals lezers de cijfers zien. Kleine aantallen personen zijn verborgen: dan is de status "
    "“onderdrukt” en is er geen getal.",
    "Elke rij noemt haar bron. In de tabel licences staat hoe u die bron noemt, en onder welke licentie. CC BY 4.0 "
    "(CBS) betekent: noem het CBS. Is de licentie leeg, vraag dan de uitgever wat mag.",
    "Kies rijen met indicator, region en period; elk mag vaker. Met format kiest u csv, json of parquet.",
    "Elk antwoord noemt de release waar het bij hoort, en een ETag. Stuur die ETag mee als If-None-Match; dan krijgt u "
    "304 als er niets veranderde.",
    "U krijgt de stand van nu, of met release=7 of open=2026-07-01 een stand van vroeger. Wat nu verborgen is, is "
    "daarin ook verborgen, want oude en nieuwe cijfers samen kunnen een klein aantal verraden.",
)

data, choice = visit.enter()
visit.heading("Gegevens en API", "Alle tabellen van deze app, om zelf mee te rekenen. Inloggen is niet nodig.")
st.header("Drie voorbeelden", anchor=False)
cards.quiet(
    f"Levend geboren kinderen in {choice.name}. Wijs een voorbeeld aan: rechtsboven komt de knop om het te kopiëren."
)
for example in api_description.examples(base_path.server() + api.path(), choice.region):
    st.subheader(example.title, anchor=False)
    st.code(example.code, language=None, wrap_lines=True)  # colours of code fall short in contrast
st.header("Goed om te weten", anchor=False)
st.html(str(points(KNOW)))
st.header("De tabellen", anchor=False)
st.html(str(open_tables(OPEN_TABLES.values(), api.path())))
st.html(str(descriptions(api.path())))
