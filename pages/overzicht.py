"""The two-minute page: the latest figures, the tranche and the budget, each leading to its page."""

from html import escape

import streamlit as st

from ks_data import INDICATORS, Indicator
from ks_data.answers import budgets, citations, comparison, figures, revisions, rollout
from ks_data.language import dutch
from pages.parts import cards, frame

choice = frame.enter()
FUNDERS = {"gemeente": "van de gemeente zelf", "gemeentefonds": "uit het gemeentefonds", "Rijk": "van het Rijk"}


def card(title: str, measure: str, figure: str, rest: list[str], page: str, link: str, more: str = "") -> None:
    """A bordered card; `rest` are pieces of HTML under the figure, `more` unfolds: the definition and the source."""
    head = [("h2", "", title), ("p", "ks-measure", measure), ("p", "ks-figure", figure)]
    parts = [f'<{tag} class="{style}">{escape(text)}</{tag}>' for tag, style, text in head if text] + rest
    if more:
        parts.append(f"<details><summary>Definitie en bron</summary>{escape(more)}</details>")
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.html(f'<div class="ks-card">{"".join(parts)}</div>')
        st.page_link(page, label=link, icon=":material/arrow_forward:")


def line(text: str, style: str = "ks-sentence") -> str:
    return f'<p class="{style}">{escape(text)}</p>' if text else ""


def indicator_card(indicator: Indicator) -> None:
    link = ("pages/ontwikkeling.py", "Bekijk de ontwikkeling")
    found = compared[indicator.id]
    if found is None:
        beside = figures.latest(indicator.id, choice.other, choice.first, choice.last)
        known = f" {figures.statement(beside)}." if beside else ""
        missing = figures.why_empty(indicator, choice.region, choice.first, choice.last)
        hidden = figures.hidden(indicator.id, choice.region, choice.first, choice.last)
        rest = [line("Niet getoond" if hidden else "Geen cijfer", "ks-none"), line(missing + known)]
        card(indicator.name, indicator.measure, "", rest, *link)
        return
    figure = dutch.number(found.own.value, indicator.decimals) + ("%" if indicator.unit == "%" else "")
    measure = f"{indicator.measure}, {found.own.period}"
    said = f"{comparison.statement(found)} {comparison.certainty(found)}"
    more = f"{indicator.definition} Bron: {citations.citation(found.own.source)}"
    rest = [cards.verdict(found), line(comparison.caption(found), "ks-beside")]
    rest += [line(said), line(revisions.revision(found.own))]
    card(indicator.name, measure, figure, rest, *link, more)


def tranche_card() -> None:
    year, why, said = rollout.joined(choice.region)
    rest = [line(why, "ks-beside"), line(said)]
    card("Meedoen aan Kansrijke Start", "jaar van instappen", year, rest, "pages/tranchekaart.py", "Bekijk de kaart")


def budget_card() -> None:
    link = ("pages/begroting.py", "Bekijk de begroting")
    years = budgets.budget_years(choice.region)
    if not years:
        missing = [line("Geen begroting", "ks-none"), line(f"Voor {choice.name} is die nog niet aangeleverd.")]
        card("Begroting Kansrijke Start", "", "", missing, *link)
        return
    lines = budgets.budget_lines(choice.region, years[0])
    funders = lines.groupby("funder", sort=False)["amount_eur"].sum()
    shares = dutch.listing([f"{dutch.euro(amount)} {FUNDERS[str(funder)]}" for funder, amount in funders.items()])
    total = dutch.euro(lines["amount_eur"].sum())
    said = [line(f"{choice.name} heeft {shares}.")]
    source = f"Bron: {citations.citation(lines['source'].iloc[0])}"
    card("Begroting Kansrijke Start", f"in {years[0]}", total, said, *link, source)


own = [indicator for indicator in INDICATORS.values() if indicator.group == "kern"]
compared = {i.id: comparison.latest(i.id, choice.region, choice.other, choice.first, choice.last) for i in own}
told = comparison.overview([found for found in compared.values() if found])
usual = f"Hoe kinderen aan hun leven beginnen, naast {choice.other_name}."
none = f"Van {choice.name} zelf is nog geen cijfer te zien. Bij elk cijfer staat waarom, en wat van elders bekend is."
frame.heading(f"Een kansrijke start in {choice.name}", told or (usual if any(compared.values()) else none))
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
used = citations.sources_of([i.id for i in own], [choice.region, choice.other], choice.first, choice.last)
cards.sources([*used, rollout.tranche(choice.region).source, *rollout.tranche_totals()["source"]])
