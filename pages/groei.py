"""How the programme spread over the municipalities: every way of counting is a line of its own."""

import pandas as pd
import streamlit as st

from ks_data.answers import citations, programme, rollout
from pages.charts import growth
from pages.html import programme_cards
from pages.parts import cards, frame

choice = frame.enter()
numbers, shares = programme.spread("aantal"), programme.spread("%")
frame.heading(
    programme.growth(numbers),
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
    drawn = programme.drawn(rows)
    st.header(title, anchor=False)
    if drawn.empty:
        st.info("Er zijn nog geen tellingen met een datum.", icon=":material/info:")
        return
    data, bands, first, last = growth.spread_values(drawn)
    said = programme.changes(drawn)
    cards.chart(growth.spread_spec(bands, first, last, frame.dark()), data, key, " ".join(said) or title)
    top = f"{growth.highest(drawn):.0f}{'%' if key == 'delen' else ''}"
    cards.quiet(
        f"Elke strook begint bij nul en heeft dezelfde schaal, tot {top}. "
        "Open rondje: alleen het jaar is bekend; het staat midden in dat jaar."
    )
    cards.paragraphs(programme.in_words(rows))


strips("Aantal gemeenten", numbers, "aantallen")
strips("Deel van de gemeenten of inwoners", shares, "delen")
everything = pd.concat([numbers, shares], ignore_index=True)
st.header("Alle tellingen met hun bron", anchor=False)
st.html(programme_cards.spread_table(everything))
cards.sources([*everything["source"], rollout.tranche(choice.region).source])
cards.download(
    lambda: everything.assign(source=everything["source"].map(citations.citation)), "groei", "download_groei"
)
