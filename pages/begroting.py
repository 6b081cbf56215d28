"""The budget page: who pays what, the control total, and the amount per expected newborn."""

from html import escape

import streamlit as st

from ks_data.answers import budgets
from ks_data.catalogue import regions
from ks_data.language import dutch
from pages.charts import theme
from pages.parts import cards, frame

choice = frame.enter()
frame.heading(f"Begroting Kansrijke Start van {choice.name}")
years = budgets.budget_years(choice.region)
if not years:
    known = dutch.listing([regions.name(code) for code in budgets.budget_regions()])
    st.info(
        f"Voor {choice.name} is nog geen begroting aangeleverd. Wel voor: {known}. Kies die gemeente links.",
        icon=":material/info:",
    )
    st.stop()
year = frame.select("Begrotingsjaar", years, "begrotingsjaar") if len(years) > 1 else years[0]
lines = budgets.budget_lines(choice.region, year)
total = lines["amount_eur"].sum()
bar = theme.colours(frame.dark()).own


def shares(column: str) -> str:
    """The amounts by line or by funder as rows of a table, with a bar that starts at zero."""
    summed = lines.groupby(column, sort=False).agg({"amount_eur": "sum", "share": "sum", "funder": "first"})
    return "".join(
        f"<tr><td>{escape(str(name))}{f' ({escape(row.funder)})' if column == 'item' else ''}"
        f'<span class="ks-bar" style="width:{row.share:.1f}%;background:{bar}"></span></td>'
        f'<td class="n">{dutch.euro(row.amount_eur)}</td><td class="n">{dutch.number(row.share)}%</td></tr>'
        for name, row in summed.iterrows()
    )


with st.container(border=True):
    st.header(budgets.headline(lines), anchor=False)
    cards.quiet(f"Begroting {year} van {choice.name}, in euro en als deel van het totaal")
    by_line, by_funder = st.tabs(["Per post", "Per betaler"])
    for tab, column, title in ((by_line, "item", "Post (betaler)"), (by_funder, "funder", "Betaler")):
        tab.html(
            f'<table class="ks-table ks-stack"><thead><tr><th>{title}</th><th class="n">Bedrag</th>'
            f'<th class="n">Aandeel</th></tr></thead><tbody>{shares(column)}</tbody><tfoot><tr><td>Totaal</td>'
            f'<td class="n">{dutch.euro(total)}</td><td class="n">100%</td></tr></tfoot></table>'
        )
    said = [budgets.control(lines, budgets.control_total(choice.region, year))]
    said += [budgets.part_of_year(line.item, line.from_date) for line in lines[lines["from_date"] != ""].itertuples()]
    said += [budgets.per_newborn(total, choice.region, year)]
    cards.paragraphs([text for text in said if text])
    cards.sources(lines["source"])
    cards.download(lambda: lines, f"begroting-{choice.name}-{year}", "download_begroting")
