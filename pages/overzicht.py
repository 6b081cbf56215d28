"""The two-minute page: the latest figures, the tranche and the budget, each leading to its page."""

import streamlit as st
from htpy import Element

from ks_data import INDICATORS, Indicator
from ks_data.answers import figures, revisions, sentences
from ks_data.language import dutch
from pages.html.figure_card import absent, beside, figure_card, sentence
from pages.parts import cards, visit

choice = visit.enter()
FUNDERS = {"gemeente": "van de gemeente zelf", "gemeentefonds": "uit het gemeentefonds", "Rijk": "van het Rijk"}


def card(
    title: str, measure: str, figure: str, below: list[Element | None], page: str, link: str, more: str = ""
) -> None:
    """A bordered card that leads to a page; `more` unfolds: the definition and the source."""
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.html(str(figure_card(title, measure, figure, below, more)))
        st.page_link(page, label=link, icon=":material/arrow_forward:")


def indicator_card(indicator: Indicator) -> None:
    link = ("pages/ontwikkeling.py", "Bekijk de ontwikkeling")
    found = compared[indicator.id]
    if found is None:
        latest = figures.latest(indicator.id, choice.other, choice.first, choice.last)
        known = f" {sentences.statement(latest)}." if latest else ""
        missing = sentences.why_empty(indicator, choice.region, choice.first, choice.last)
        hidden = figures.hidden(indicator.id, choice.region, choice.first, choice.last)
        rest = [absent("Niet getoond" if hidden else "Geen cijfer"), sentence(missing + known)]
        card(indicator.name, indicator.measure, "", rest, *link)
        return
    figure = dutch.number(found.own.value, indicator.decimals) + ("%" if indicator.unit == "%" else "")
    measure = f"{indicator.measure}, {found.own.period}"
    said = f"{sentences.comparison(found)} {sentences.certainty(found)}"
    more = f"{indicator.definition} Bron: {figures.citation(found.own.source)}"
    rest = [cards.verdict(found), beside(sentences.beside(found))]
    rest += [sentence(said), sentence(revisions.revision(found.own))]
    card(indicator.name, measure, figure, rest, *link, more)


def tranche_card() -> None:
    year, why, said = sentences.joined(choice.region)
    rest = [beside(why), sentence(said)]
    card("Meedoen aan Kansrijke Start", "jaar van instappen", year, rest, "pages/tranchekaart.py", "Bekijk de kaart")


def budget_card() -> None:
    link = ("pages/begroting.py", "Bekijk de begroting")
    years = figures.budget_years(choice.region)
    if not years:
        missing = [absent("Geen begroting"), sentence(f"Voor {choice.name} is die nog niet aangeleverd.")]
        card("Begroting Kansrijke Start", "", "", missing, *link)
        return
    lines = figures.budget(choice.region, years[0])
    funders = lines.groupby("funder", sort=False)["amount_eur"].sum()
    shares = dutch.listing([f"{dutch.euro(amount)} {FUNDERS[str(funder)]}" for funder, amount in funders.items()])
    total = dutch.euro(lines["amount_eur"].sum())
    said = [sentence(f"{choice.name} heeft {shares}.")]
    source = f"Bron: {figures.citation(lines['source'].iloc[0])}"
    card("Begroting Kansrijke Start", f"in {years[0]}", total, said, *link, source)


own = [indicator for indicator in INDICATORS.values() if indicator.group == "kern"]
compared = {i.id: figures.compare(i.id, choice.region, choice.other, choice.first, choice.last) for i in own}
told = sentences.overview([found for found in compared.values() if found])
usual = f"Hoe kinderen aan hun leven beginnen, naast {choice.other_name}."
none = f"Van {choice.name} zelf is nog geen cijfer te zien. Bij elk cijfer staat waarom, en wat van elders bekend is."
visit.heading(f"Een kansrijke start in {choice.name}", told or (usual if any(compared.values()) else none))
for column, indicator in zip(st.columns(3), own[:3], strict=True):
    with column:
        indicator_card(indicator)
births, coalition, budget = st.columns(3)
with births:
    indicator_card(own[3])
with coalition:
    tranche_card()
with budget:
    budget_card()
used = figures.sources_of([i.id for i in own], [choice.region, choice.other], choice.first, choice.last)
cards.sources([*used, figures.tranche(choice.region).source, *figures.tranche_totals()["source"]])
