"""What the two-minute page says: the latest figures of a municipality, its tranche and its budget."""

from dataclasses import dataclass

from ks_data.answers import budgets, citations, comparisons, figures, revisions, rollout
from ks_data.answers.choice import Choice
from ks_data.answers.comparisons import Comparison
from ks_data.answers.subjects import Subject
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

FUNDERS = {"gemeente": "van de gemeente zelf", "gemeentefonds": "uit het gemeentefonds", "Rijk": "van het Rijk"}


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One figure with what to know of it.

    subject: what it is about, and so which page says more. measure: what the figure counts, and when. figure: as it is
    shown; absent: what stands there where it is "". comparison: beside the benchmark, None where there is no figure.
    caption: what it is compared with; sentences: what it means, and how sure that is. definition: with the source.
    """

    subject: Subject
    title: str
    measure: str
    figure: str = ""
    absent: str = ""
    comparison: Comparison | None = None
    caption: str = ""
    sentences: tuple[str, ...] = ()
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The cards of a municipality in order, with a title and a sentence above and the sources beneath them."""

    title: str
    finding: str
    cards: tuple[FigureCard, ...]
    citations: tuple[str, ...]


@memoized
def overview(data: Snapshot, choice: Choice) -> Overview:
    """The latest core figures of the chosen municipality beside the benchmark, its tranche and its budget."""
    core = [indicator for indicator in INDICATORS.values() if indicator.group == "kern"]
    in_order = [_indicator_card(data, indicator, choice) for indicator in core]
    figure_cards = sorted(in_order, key=lambda card: card.absent != "")  # what there is stands before what there is not
    compared = [card.comparison for card in figure_cards if card.comparison]
    usual = f"Hoe kinderen aan hun leven beginnen, naast {choice.benchmark_name}."
    nothing = (
        f"Van {choice.name} zelf is nog geen cijfer te zien. Bij elk cijfer staat waarom, en wat van elders bekend is."
    )
    ids, places = [indicator.id for indicator in core], [choice.region, choice.benchmark]
    sources = citations.sources_of(data, ids, places, choice.first, choice.last)
    sources += [rollout.tranche(data, choice.region).source, *rollout.tranche_totals(data)["source"]]
    return Overview(
        title=f"Een kansrijke start in {choice.name}",
        finding=comparisons.overview(compared) or (usual if compared else nothing),
        cards=(*figure_cards, _tranche_card(data, choice), _budget_card(data, choice)),
        citations=tuple(citations.cited(data, sources)),
    )


def _indicator_card(data: Snapshot, indicator: Indicator, choice: Choice) -> FigureCard:
    comparison = comparisons.latest(data, indicator.id, choice.region, choice.benchmark, choice.first, choice.last)
    if comparison is None:
        latest = figures.latest(data, indicator.id, choice.benchmark, choice.first, choice.last)
        elsewhere = f" {figures.statement(latest)}." if latest else ""
        reason = figures.why_empty(data, indicator, choice.region, choice.first, choice.last)
        hidden = figures.hidden(data, indicator.id, choice.region, choice.first, choice.last)
        absent = "Niet getoond" if hidden else "Geen cijfer"
        return FigureCard(
            Subject.TREND, indicator.name, indicator.measure, absent=absent, sentences=(reason + elsewhere,)
        )
    figure = comparison.figure
    return FigureCard(
        Subject.TREND,
        indicator.name,
        f"{indicator.measure}, {figure.period}",
        figure=dutch.number(figure.value, indicator.decimals) + ("%" if indicator.unit == "%" else ""),
        comparison=comparison,
        caption=comparisons.caption(comparison),
        sentences=(
            f"{comparisons.statement(data, comparison)} {comparisons.certainty(comparison)}",
            revisions.revision(data, figure),
        ),
        definition=f"{indicator.definition} Bron: {citations.citation(data, figure.source)}",
    )


def _tranche_card(data: Snapshot, choice: Choice) -> FigureCard:
    year, evidence, explanation = rollout.joined(data, choice.region)
    return FigureCard(
        Subject.TRANCHES,
        "Meedoen aan Kansrijke Start",
        "jaar van instappen",
        figure=year,
        caption=evidence,
        sentences=(explanation,),
    )


def _budget_card(data: Snapshot, choice: Choice) -> FigureCard:
    title, years = "Begroting Kansrijke Start", budgets.budget_years(data, choice.region)
    if not years:
        missing = f"Voor {choice.name} is die nog niet aangeleverd."
        return FigureCard(Subject.BUDGET, title, "", absent="Geen begroting", sentences=(missing,))
    lines = budgets.budget_lines(data, choice.region, years[0])
    funders = lines.groupby("funder", sort=False)["amount_eur"].sum()
    shares = dutch.listing([f"{dutch.euro(amount)} {FUNDERS[str(funder)]}" for funder, amount in funders.items()])
    return FigureCard(
        Subject.BUDGET,
        title,
        f"in {years[0]}",
        figure=dutch.euro(lines["amount_eur"].sum()),
        sentences=(f"{choice.name} heeft {shares}.",),
        definition=f"Bron: {citations.citation(data, lines['source'].iloc[0])}",
    )
