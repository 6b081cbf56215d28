"""The two-minute page: the latest figures, the tranche and the budget, each leading to its page."""

import streamlit as st

from ks_data import answers
from ks_data.answers.subjects import Subject
from pages.html.figure_card import figure_card
from pages.parts import cards, menu, visit

data, choice = visit.enter()
COLUMNS = 3
LINKS = {
    Subject.TREND: "Bekijk de ontwikkeling",
    Subject.TRANCHES: "Bekijk de kaart",
    Subject.BUDGET: "Bekijk de begroting",
}


def show(card: answers.FigureCard) -> None:
    """A bordered card that leads to a page."""
    verdict = cards.verdict(card.comparison) if card.comparison else None
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.html(str(figure_card(card, verdict)))
        st.page_link(menu.showing([card.subject])[0].file, label=LINKS[card.subject], icon=":material/arrow_forward:")


answer = answers.overview(data, choice)
visit.heading(answer.title, answer.finding)
for start in range(0, len(answer.cards), COLUMNS):
    for column, card in zip(st.columns(COLUMNS), answer.cards[start : start + COLUMNS], strict=False):
        with column:
            show(card)
cards.paragraphs((), cited=answer.citations)
