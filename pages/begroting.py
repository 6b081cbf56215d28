"""The budget page: who pays what, the control total, and the amount per expected newborn."""

import streamlit as st

from ks_data.answers import budgets, excerpts
from pages.charts import theme
from pages.html.budget import budget_table
from pages.parts import cards, links, reader, taking, visit

data, choice = visit.enter()
budget = budgets.budget(data, choice.region)
visit.heading(budget.title)
if budget.missing:
    st.info(f"{budget.missing} Kies die gemeente links.", icon=":material/info:")
    st.stop()
if len(budget.years) > 1:
    year = links.select("Begrotingsjaar", list(budget.years), "begrotingsjaar")
    budget = budgets.budget(data, choice.region, year)
colour = theme.colours(reader.dark()).own

with st.container(border=True):
    st.header(budget.headline, anchor=False)
    cards.quiet(budget.caption)
    by_item, by_funder = st.tabs(["Per post", "Per betaler"])
    by_item.html(str(budget_table(budget.by_item, "Post (betaler)", budget.total, colour)))
    by_funder.html(str(budget_table(budget.by_funder, "Betaler", budget.total, colour)))
    cards.paragraphs(budget.sentences)
    cards.paragraphs((), cited=budget.citations)
    with st.container(horizontal=True):
        cards.download(data, budget.download, f"begroting-{choice.name}-{budget.year}", "download_begroting")
        taking.take_along(lambda: excerpts.of_budget(data, budget, choice), choice, "begroting")
