"""The glossary: what the words on the other pages mean."""

import streamlit as st

from ks_data.answers.terms import TERMS
from pages.html.terms import term_list
from pages.parts import visit

visit.enter()
visit.heading("Begrippen", "Wat de woorden op de andere pagina's betekenen.")
st.html(str(term_list(TERMS)))
visit.land()
