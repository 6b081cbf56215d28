"""How the programme spread over the municipalities: every way of counting is a line of its own."""

import pandas as pd
import streamlit as st

from ks_data.answers import citations, growth, rollout
from pages.charts import growth as growth_chart
from pages.html.counts import counts_table
from pages.parts import cards, reader, visit

choice = visit.enter()
numbers, shares = growth.spread("aantal"), growth.spread("%")
visit.heading(
    growth.growth(numbers),
    f"Zo verspreidde Kansrijke Start zich. {choice.name}: {rollout.tranche(choice.region).words}.",
)
cards.paragraphs(
    [
        "Elke strook is een andere manier van tellen. Vergelijk binnen een strook, niet tussen stroken: de bronnen "
        "tellen niet hetzelfde en leggen dat meestal niet uit."
    ]
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
    cards.chart(growth_chart.spread_spec(bands, first, last, reader.dark()), datasets, key, " ".join(changes) or title)
    top = f"{growth_chart.highest(dated):.0f}{'%' if key == 'delen' else ''}"
    cards.quiet(
        f"Elke strook begint bij nul en heeft dezelfde schaal, tot {top}. "
        "Open rondje: alleen het jaar is bekend; het staat midden in dat jaar."
    )
    cards.paragraphs(growth.in_words(rows))


strips("Aantal gemeenten", numbers, "aantallen")
strips("Deel van de gemeenten of inwoners", shares, "delen")
everything = pd.concat([numbers, shares], ignore_index=True)
st.header("Alle tellingen met hun bron", anchor=False)
st.html(str(counts_table(everything)))
cards.sources([*everything["source"], rollout.tranche(choice.region).source])
cards.download(
    lambda: everything.assign(source=everything["source"].map(citations.citation)), "groei", "download_groei"
)
