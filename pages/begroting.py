"""The budget page: who pays what, the control total, and the amount per expected newborn."""

import streamlit as st

from ks_data.answers import budgets
from ks_data.catalogue import regions
from ks_data.language import dutch
from pages.charts import theme
from pages.html.budget import budget_table
from pages.parts import cards, links, reader, visit

data, choice = visit.enter()
visit.heading(f"Begroting Kansrijke Start van {choice.name}")
years = budgets.budget_years(data, choice.region)
if not years:
    municipalities = dutch.listing([regions.name(code) for code in budgets.budget_regions(data)])
    st.info(
        f"Voor {choice.name} is nog geen begroting aangeleverd. Wel voor: {municipalities}. Kies die gemeente links.",
        icon=":material/info:",
    )
    st.stop()
year = links.select("Begrotingsjaar", years, "begrotingsjaar") if len(years) > 1 else years[0]
lines = budgets.budget_lines(data, choice.region, year)
total = lines["amount_eur"].sum()
colour = theme.colours(reader.dark()).own

with st.container(border=True):
    st.header(budgets.headline(lines), anchor=False)
    cards.quiet(f"Begroting {year} van {choice.name}, in euro en als deel van het totaal")
    by_line, by_funder = st.tabs(["Per post", "Per betaler"])
    for tab, column, title in ((by_line, "item", "Post (betaler)"), (by_funder, "funder", "Betaler")):
        tab.html(str(budget_table(lines, column, title, colour)))
    findings = [budgets.control(lines, budgets.control_total(data, choice.region, year))]
    findings += [
        budgets.part_of_year(line.item, line.from_date) for line in lines[lines["from_date"] != ""].itertuples()
    ]
    findings += [budgets.per_newborn(data, total, choice.region, year)]
    cards.paragraphs(findings)
    cards.sources(data, lines["source"])
    cards.download(data, lambda: lines, f"begroting-{choice.name}-{year}", "download_begroting")
