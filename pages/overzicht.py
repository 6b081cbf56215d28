"""The two-minute page: the latest figures, the tranche and the budget, each leading to its page."""

import streamlit as st

from ks_data import answers
from ks_data.answers import excerpts
from ks_data.answers.subjects import Subject
from pages.charts.theme import colours
from pages.html.figure_card import figure_card
from pages.parts import briefings, cards, menu, reader, taking, visit

data, choice = visit.enter()
COLUMNS = 3
LINKS = {Subject.TREND: "Grafiek", Subject.TRANCHES: "Kaart", Subject.BUDGET: "Begroting"}


def show(card: answers.FigureCard) -> None:
    """A bordered card that leads to a page."""
    key = f"kaart_{card.subject}_{card.title}"  # by which app.css finds it
    with st.container(border=True, height="stretch", vertical_alignment="distribute", gap=None, key=key):
        st.html(str(figure_card(card, colours(reader.dark()))))
        with st.container(
            horizontal=True, width="content", gap="small", vertical_alignment="center", key=f"voet_{key}"
        ):
            taking.take_along(lambda: excerpts.of_card(data, card, choice), choice, key)
            st.page_link(
                menu.showing([card.subject])[0].file, label=LINKS[card.subject], icon=":material/arrow_forward:"
            )


answer = answers.overview(data, choice)
visit.heading(answer.title, answer.finding)
for start in range(0, len(answer.cards), COLUMNS):
    for column, card in zip(st.columns(COLUMNS), answer.cards[start : start + COLUMNS], strict=False):
        with column:
            show(card)
cards.paragraphs((), cited=answer.citations)
briefings.briefing_buttons(data, choice)
