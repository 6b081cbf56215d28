"""The budget page: who pays what, the control total, and the amount per expected newborn."""

import streamlit as st

from ks_data.answers import budgets, citations, excerpts
from pages.charts.theme import SCREEN
from pages.html.budget import budget_table, payers_chart, year_table
from pages.parts import cards, chooser, links, taking, visit

ITEMS, FUNDERS, YEARS = "Per post", "Per betaler", "Per jaar"
data, choice = visit.enter()
budget = budgets.budget(data, choice.region)
if budget.missing:
    visit.heading(budget.title)
    st.info(budget.missing, icon=":material/info:")
    chooser.offer(budgets.budget_regions(data))
    st.stop()
if len(budget.years) > 1:
    chosen = [year for year in budget.years if choice.first <= year <= choice.last]
    usual = budget.years.index(chosen[0]) if chosen else 0
    with st.container(key="welk_jaar"):
        year = links.select("Begrotingsjaar", list(budget.years), "begrotingsjaar", index=usual)
    budget = budgets.budget(data, choice.region, year)

visit.heading(budget.title, f"{budget.sentences[0]} {budget.origin}")
with st.container(border=True):
    st.header(budget.caption, anchor=False)
    st.html(str(payers_chart(budget.by_funder, SCREEN)))
    parts = links.view([ITEMS, FUNDERS, *([YEARS] if len(budget.years) > 1 else [])], "verdeling")
    tables = {
        ITEMS: budget_table(budget.by_item, "Post (betaler)", budget.total, SCREEN.own),
        FUNDERS: budget_table(budget.by_funder, "Betaler", budget.total, SCREEN.own),
        YEARS: year_table(budget.by_year, SCREEN.own),
    }
    st.html(str(tables[parts]))
    cards.paragraphs(budget.sentences[1:])
    cards.paragraphs((), cited=citations.linked(data, budget.citations))
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.download(data, budget.download, ["begroting", str(budget.year), choice.name], "download_begroting")
        taking.take_along(lambda: excerpts.of_budget(data, budget, choice), choice, "begroting")
