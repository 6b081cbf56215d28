"""The budget page: who pays what, the control total, and the amount per expected newborn."""

import streamlit as st

from ks_data.answers import figures, sentences
from ks_data.catalogue import regions
from ks_data.language import dutch
from pages.charts import theme
from pages.html.budget import budget_table
from pages.parts import cards, links, reader, visit

choice = visit.enter()
visit.heading(f"Begroting Kansrijke Start van {choice.name}")
years = figures.budget_years(choice.region)
if not years:
    municipalities = dutch.listing([regions.name(code) for code in figures.budget_regions()])
    st.info(
        f"Voor {choice.name} is nog geen begroting aangeleverd. Wel voor: {municipalities}. Kies die gemeente links.",
        icon=":material/info:",
    )
    st.stop()
year = links.select("Begrotingsjaar", years, "begrotingsjaar") if len(years) > 1 else years[0]
lines = figures.budget(choice.region, year)
total = lines["amount_eur"].sum()
colour = theme.colours(reader.dark()).own

with st.container(border=True):
    st.header(sentences.budget_finding(lines), anchor=False)
    cards.quiet(f"Begroting {year} van {choice.name}, in euro en als deel van het totaal")
    by_line, by_funder = st.tabs(["Per post", "Per betaler"])
    for tab, column, title in ((by_line, "item", "Post (betaler)"), (by_funder, "funder", "Betaler")):
        tab.html(str(budget_table(lines, column, title, colour)))
    findings = [sentences.budget_control(lines, figures.budget_total(choice.region, year))]
    findings += [
        sentences.budget_start(line.item, line.from_date) for line in lines[lines["from_date"] != ""].itertuples()
    ]
    findings += [sentences.per_newborn(total, choice.region, year)]
    cards.paragraphs(findings)
    cards.sources(lines["source"])
    cards.download(lambda: lines, f"begroting-{choice.name}-{year}", "download_begroting")
