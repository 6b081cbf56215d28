"""The two-minute page: the latest figures, the tranche and the budget, each leading to its page."""

import streamlit as st

from ks_data import answers
from ks_data.answers import citations, excerpts
from ks_data.answers.subjects import Subject
from pages.charts.theme import SCREEN
from pages.html.figure_card import figure_card
from pages.parts import briefings, cards, menu, taking, visit

data, choice = visit.enter()
COLUMNS = 3
LINKS = {Subject.TREND: "Grafiek", Subject.TRANCHES: "Kaart", Subject.BUDGET: "Begroting"}


def link(card: answers.FigureCard) -> dict[str, list[str]] | None:
    """What the link of a card opens on its page: the card of the same figure, with the others after it."""
    others = [other.indicator for other in answer.cards if other.indicator]
    return {"cijfers": list(dict.fromkeys([card.indicator, *others]))} if card.indicator else None


def show(card: answers.FigureCard) -> None:
    """A bordered card that leads to a page."""
    key = f"kaart_{card.subject}_{card.title}"  # by which app.css finds it
    with st.container(border=True, height="stretch", vertical_alignment="distribute", gap=None, key=key):
        st.html(str(figure_card(card, SCREEN)))
        with st.container(
            horizontal=True, width="content", gap="small", vertical_alignment="center", key=f"voet_{key}"
        ):
            taking.take_along(lambda: excerpts.of_card(data, card, choice), choice, key)
            page = menu.showing([card.subject])[0].file
            st.page_link(page, label=LINKS[card.subject], icon=":material/arrow_forward:", query_params=link(card))


answer = answers.overview(data, choice)
visit.heading(answer.title, f"{answer.finding} {answer.origin}".strip())
with st.container(gap="xsmall"):
    for start in range(0, len(answer.cards), COLUMNS):
        row = st.columns(COLUMNS, gap="xsmall")
        for column, card in zip(row, answer.cards[start : start + COLUMNS], strict=False):
            with column:
                show(card)
cards.paragraphs((), cited=citations.linked(data, answer.citations))
briefings.briefing_buttons(data, choice)
