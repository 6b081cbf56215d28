"""How the programme spread over the municipalities: every way of counting is a line of its own."""

from functools import partial

import pandas as pd
import streamlit as st

from ks_data.answers import citations, growth, rollout
from pages.charts import growth as growth_chart
from pages.html.counts import counts_table
from pages.parts import cards, reader, visit

data, choice = visit.enter()
numbers, shares = growth.spread(data, "aantal"), growth.spread(data, "%")
visit.heading(
    growth.growth(numbers),
    f"Zo verspreidde Kansrijke Start zich. {choice.name}: {rollout.tranche(data, choice.region).words}.",
)
cards.paragraphs(
    [
        "Elke strook is een andere manier van tellen. Vergelijk binnen een strook, niet tussen stroken: de bronnen "
        "tellen niet hetzelfde en leggen dat meestal niet uit."
    ],
)


def strips(title: str, rows: pd.DataFrame, key: str) -> None:
    """The chart of one unit, with the same in words."""
    dated = growth.drawn(rows)
    st.header(title, anchor=False)
    if dated.empty:
        st.info("Er zijn nog geen tellingen met een datum.", icon=":material/info:")
        return
    datasets, bands, first, last = growth_chart.spread_values(dated)
    changes = growth.changes(dated)
    cards.chart(
        data, growth_chart.spread_spec(bands, first, last, reader.dark()), datasets, key, " ".join(changes) or title
    )
    top = f"{growth_chart.highest(dated):.0f}{'%' if key == 'delen' else ''}"
    cards.quiet(
        f"Elke strook begint bij nul en heeft dezelfde schaal, tot {top}. "
        "Open rondje: alleen het jaar is bekend; het staat midden in dat jaar.",
    )
    cards.paragraphs(growth.in_words(data, rows))


strips("Aantal gemeenten", numbers, "aantallen")
strips("Deel van de gemeenten of inwoners", shares, "delen")
everything = pd.concat([numbers, shares], ignore_index=True)
st.header("Alle tellingen met hun bron", anchor=False)
st.html(str(counts_table(data, everything)))
cards.sources(data, [*everything["source"], rollout.tranche(data, choice.region).source])
cards.download(
    data,
    lambda: everything.assign(source=everything["source"].map(partial(citations.citation, data))),
    "groei",
    "download_groei",
)
