"""The two-minute page: the latest figures, the tranche and the budget, each leading to its page."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from htpy import Element

from ks_data import INDICATORS, Indicator
from ks_data.answers import budgets, citations, comparisons, figures, revisions, rollout
from ks_data.language import dutch
from pages.html.figure_card import absent, beside, figure_card, sentence
from pages.parts import cards, visit

data, choice = visit.enter()
COLUMNS = 3
FUNDERS = {"gemeente": "van de gemeente zelf", "gemeentefonds": "uit het gemeentefonds", "Rijk": "van het Rijk"}


def card(
    title: str, measure: str, figure: str, below: list[Element | None], page: str, link: str, definition: str = ""
) -> None:
    """A bordered card that leads to a page; `definition` unfolds: the definition and the source."""
    with st.container(border=True, height="stretch", vertical_alignment="distribute"):
        st.html(str(figure_card(title, measure, figure, below, definition)))
        st.page_link(page, label=link, icon=":material/arrow_forward:")


def indicator_card(indicator: Indicator) -> None:
    link = ("pages/ontwikkeling.py", "Bekijk de ontwikkeling")
    comparison = compared[indicator.id]
    if comparison is None:
        latest = figures.latest(data, indicator.id, choice.benchmark, choice.first, choice.last)
        elsewhere = f" {figures.statement(latest)}." if latest else ""
        reason = figures.why_empty(data, indicator, choice.region, choice.first, choice.last)
        hidden = figures.hidden(data, indicator.id, choice.region, choice.first, choice.last)
        below = [absent("Niet getoond" if hidden else "Geen cijfer"), sentence(reason + elsewhere)]
        card(indicator.name, indicator.measure, "", below, *link)
        return
    figure = dutch.number(comparison.own.value, indicator.decimals) + ("%" if indicator.unit == "%" else "")
    measure = f"{indicator.measure}, {comparison.own.period}"
    explanation = f"{comparisons.statement(data, comparison)} {comparisons.certainty(comparison)}"
    definition = f"{indicator.definition} Bron: {citations.citation(data, comparison.own.source)}"
    below = [cards.verdict(comparison), beside(comparisons.caption(comparison))]
    below += [sentence(explanation), sentence(revisions.revision(data, comparison.own))]
    card(indicator.name, measure, figure, below, *link, definition)


def tranche_card() -> None:
    year, evidence, explanation = rollout.joined(data, choice.region)
    below = [beside(evidence), sentence(explanation)]
    card("Meedoen aan Kansrijke Start", "jaar van instappen", year, below, "pages/tranchekaart.py", "Bekijk de kaart")


def budget_card() -> None:
    link = ("pages/begroting.py", "Bekijk de begroting")
    years = budgets.budget_years(data, choice.region)
    if not years:
        below = [absent("Geen begroting"), sentence(f"Voor {choice.name} is die nog niet aangeleverd.")]
        card("Begroting Kansrijke Start", "", "", below, *link)
        return
    lines = budgets.budget_lines(data, choice.region, years[0])
    funders = lines.groupby("funder", sort=False)["amount_eur"].sum()
    shares = dutch.listing([f"{dutch.euro(amount)} {FUNDERS[str(funder)]}" for funder, amount in funders.items()])
    total = dutch.euro(lines["amount_eur"].sum())
    below = [sentence(f"{choice.name} heeft {shares}.")]
    source = f"Bron: {citations.citation(data, lines['source'].iloc[0])}"
    card("Begroting Kansrijke Start", f"in {years[0]}", total, below, *link, source)


core = [indicator for indicator in INDICATORS.values() if indicator.group == "kern"]
ids = [indicator.id for indicator in core]
compared = {id: comparisons.latest(data, id, choice.region, choice.benchmark, choice.first, choice.last) for id in ids}
finding = comparisons.overview([comparison for comparison in compared.values() if comparison])
usual = f"Hoe kinderen aan hun leven beginnen, naast {choice.benchmark_name}."
nothing = (
    f"Van {choice.name} zelf is nog geen cijfer te zien. Bij elk cijfer staat waarom, en wat van elders bekend is."
)
visit.heading(f"Een kansrijke start in {choice.name}", finding or (usual if any(compared.values()) else nothing))
shows: list[Callable[[], None]] = [partial(indicator_card, indicator) for indicator in core]
shows += [tranche_card, budget_card]
for start in range(0, len(shows), COLUMNS):
    for column, show in zip(st.columns(COLUMNS), shows[start : start + COLUMNS], strict=False):
        with column:
            show()
cited = citations.sources_of(data, ids, [choice.region, choice.benchmark], choice.first, choice.last)
cards.sources(data, [*cited, rollout.tranche(data, choice.region).source, *rollout.tranche_totals(data)["source"]])
