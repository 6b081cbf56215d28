"""How the programme spread over the municipalities: every way of counting is a line of its own."""

import streamlit as st

from ks_data.answers import citations, excerpts, growth
from pages.charts import growth as growth_chart
from pages.html.counts import counts_table
from pages.parts import cards, taking, visit

data, choice = visit.enter()
spread = growth.growth(data, choice.region)
visit.heading(spread.title, spread.lead)
cards.quiet(spread.caution)


def show(strips: growth.Strips, key: str) -> None:
    """The chart of one unit, with the same in words."""
    st.header(strips.title, anchor=False)
    if strips.missing:
        st.info(strips.missing, icon=":material/info:")
        return
    spec, datasets = growth_chart.spread_chart(strips, spread.years)
    cards.chart(data, spec, datasets, key, strips.alt)
    cards.quiet(strips.remark)
    cards.paragraphs(strips.sentences)
    taking.take_along(lambda: excerpts.of_growth(data, spread, strips), choice, key)


show(spread.numbers, "aantallen")
show(spread.shares, "delen")
st.html(str(counts_table(spread.ways_of_counting)))
cards.paragraphs((), cited=citations.linked(data, spread.citations))
cards.download(data, spread.download, ["groei"], "download_groei")
