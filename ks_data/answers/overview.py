"""What the two-minute page says: the latest figures of a municipality, its tranche and its budget."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ks_data import statistics
from ks_data.answers import (
    budgets,
    citations,
    comparison_sentences,
    comparisons,
    figures,
    headlines,
    missing_figures,
    revisions,
    rollout,
    small_charts,
)
from ks_data.answers.choice import Choice
from ks_data.answers.comparisons import Comparison
from ks_data.answers.figures import Figure
from ks_data.answers.small_charts import Sparkline, Strip
from ks_data.answers.subjects import Subject
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

FUNDERS = {"gemeente": "van de gemeente zelf", "gemeentefonds": "uit het gemeentefonds", "Rijk": "van het Rijk"}
BIRTHS = ("live_births_count", "crude_birth_rate_per_1000", "births_municipal_report_count")
"""The indicators that are one subject, births, and share a card; the first of them that has a figure leads."""
_EXPECTED = "Dit is vooraf verwacht en niet geteld. Daarom kan het anders zijn dan wat later is geteld."
_STRIP = "De balk toont waar het onderliggende cijfer met 95% zekerheid ligt, de streep het andere gebied."


@dataclass(frozen=True, slots=True)
class FigureCard:
    """One subject: a figure with what to know of it.

    subject: what it is about, and so which page says more; indicator: the name of the one it opens there. figure: as it
    is shown; measure: what it counts, and when. absent: what stands there where figure is "". older: that other figures
    are newer. verdict: in a word, with its mark; appraisal: "gunstiger", "ongunstiger" or "". strip, sparkline: its
    pictures, where there is something to draw. shares: the parts of an amount. elsewhere: the figures of other regions
    where it has none. sentences: what to know first, in sight. explanation: how sure it is, what it is, its source:
    folded.
    further: other figures of the same subject, folded too.
    """

    subject: Subject
    title: str
    indicator: str = ""
    figure: str = ""
    measure: str = ""
    absent: str = ""
    older: str = ""
    verdict: str = ""
    appraisal: str = ""
    strip: Strip | None = None
    sparkline: Sparkline | None = None
    shares: tuple[float, ...] = ()
    elsewhere: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    further: tuple["FigureCard", ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The cards of a municipality in order, with the finding and a sentence above and the sources beneath them.

    origin: who published the figures; citations: the sources in full.
    """

    title: str
    finding: str
    cards: tuple[FigureCard, ...]
    origin: str
    citations: tuple[str, ...]


@memoized
def overview(data: Snapshot, choice: Choice) -> Overview:
    """The latest core figures of the chosen municipality beside the benchmark, its tranche and its budget."""
    core = [indicator for indicator in INDICATORS.values() if indicator.group == "kern"]
    compared = {
        indicator.id: comparisons.by_strength(
            data, indicator.id, choice.region, choice.benchmark, choice.first, choice.last
        )
        for indicator in core
    }
    outcomes = [rows[0] for rows in compared.values() if rows and rows[0].figure.indicator.better]
    ids = [indicator.id for indicator in core if indicator.better]
    ever = {year for id in ids for year in figures.years_with(data, id, choice.region)}
    finding = headlines.headline(choice, outcomes, sorted(ever))
    cards = {
        indicator.id: _indicator_card(data, indicator, choice, compared[indicator.id], finding.newest)
        for indicator in core
    }
    births = [cards.pop(id) for id in BIRTHS if id in cards]
    places = dict.fromkeys([choice.region, choice.benchmark, *_places(choice)])
    sources = citations.sources_of(data, list(compared), list(places), choice.first, choice.last)
    origin = citations.publishers(data, sources)
    what_is_there = _what_is_there(births, list(cards.values()), bool(ever))
    sources += [rollout.tranche(data, choice.region).source, *rollout.tranche_totals(data)["source"]]
    return Overview(
        title=finding.title,
        finding=f"{finding.lead} {what_is_there}".strip() if not outcomes else finding.lead,
        cards=(*cards.values(), *_together(births), _tranche_card(data, choice), _budget_card(data, choice)),
        origin=origin,
        citations=tuple(citations.cited(data, sources)),
    )


def _places(choice: Choice) -> list[str]:
    """The regions that say something where the chosen one has no figure: the country and its province."""
    return [regions.COUNTRY, regions.parents().get(choice.region, regions.COUNTRY)]


def _what_is_there(births: Sequence[FigureCard], outcomes: Sequence[FigureCard], in_other_years: bool) -> str:
    """What a municipality without outcomes shows all the same, and who can add them where it never has any."""
    known = "Wel bekend is hoeveel kinderen er worden geboren." if any(card.figure for card in births) else ""
    add = "" if in_other_years or any(card.absent == _HIDDEN for card in outcomes) else _ADD
    return " ".join(filter(None, [known, add]))


_HIDDEN = "Niet getoond"
_WHY_HIDDEN = "Dit cijfer zou enkele mensen herkenbaar maken."
_ADD = "Een analist kan links de perinatale kerncijfers van waarstaatjegemeente.nl toevoegen."


def _together(cards: Sequence[FigureCard]) -> list[FigureCard]:
    """One card of several figures of a subject: the first one there is leads, the others are folded in it."""
    if not cards:
        return []
    leading = next((card for card in cards if card.figure), cards[0])
    return [replace(leading, further=tuple(card for card in cards if card is not leading and card.figure))]


def _indicator_card(
    data: Snapshot, indicator: Indicator, choice: Choice, compared: Sequence[Comparison], newest: int
) -> FigureCard:
    """The card of what was compared, the strongest test first (`comparisons.by_strength`)."""
    if not compared:
        return _absent_card(data, indicator, choice)
    comparison = compared[0]
    figure = comparison.figure
    status = f" ({words})" if (words := figures.OPEN_STATUS.get(figure.status)) else ""
    if comparison.missing_benchmark:
        said = comparison_sentences.statement(data, comparison)
    else:  # of a count the title and the measure say it all
        said = f"{figures.statement(figure).removesuffix(status)}." if indicator.kind != "count" else ""
    counted = "in" if indicator.kind == "count" else f"{figures.counted(indicator)},"
    strip = small_charts.strip(comparison)
    return FigureCard(
        Subject.TREND,
        indicator.name,
        indicator.name,
        figure=figures.short(figure),
        measure=f"{counted} {figure.period}{status}",
        older=f"Ouder dan de andere cijfers: {figure.period}" if figure.year < newest else "",
        verdict=comparison_sentences.verdict_word(comparison),
        appraisal=statistics.appraisal(comparison.difference.verdict, indicator.better),
        strip=strip,
        sparkline=small_charts.sparkline(data, indicator, choice.region, choice.first, figure.year),
        sentences=tuple(
            filter(
                None,
                [
                    figures.rests_on(figure) or comparison_sentences.together_and_alone(compared) or said,
                    revisions.revision(data, compared[-1].figure),
                ],
            )
        ),
        explanation=tuple(
            filter(
                None,
                [
                    *(
                        f"{comparison_sentences.statement(data, row)} {comparison_sentences.certainty(row)}".strip()
                        for row in compared
                    ),
                    *(comparison_sentences.caption(row) for row in compared if row.start or row is compared[-1]),
                    _EXPECTED if figure.status == Status.FORECAST else "",
                    _STRIP if strip and strip.limits else "",
                    indicator.definition,
                    f"Bron: {citations.citation(data, figure.source)}",
                ],
            )
        ),
    )


# --- a figure that is not there ---


def _absent_card(data: Snapshot, indicator: Indicator, choice: Choice) -> FigureCard:
    reason = missing_figures.why_empty(data, indicator, choice.region, choice.first, choice.last)
    hidden = figures.hidden(data, indicator.id, choice.region, choice.first, choice.last)
    places = dict.fromkeys([choice.benchmark, *_places(choice)]) if indicator.kind != "count" else {}
    beside = {
        code: figures.latest(data, indicator.id, code, choice.first, choice.last)
        for code in places
        if code != choice.region
    }
    there = [figure for figure in beside.values() if figure]
    never = not hidden and not figures.years_with(data, indicator.id, choice.region)
    need = _need(data, indicator, choice, there) if never else ""
    sentence = need or (_WHY_HIDDEN if hidden else "" if never and there else reason)
    return FigureCard(
        Subject.TREND,
        indicator.name,
        indicator.name,
        absent=_HIDDEN if hidden else "Geen eigen cijfer" if never else "Geen cijfer deze jaren",
        elsewhere=tuple(
            f"{regions.name(row.region)} {figures.amount(indicator, row.value)} ({row.period})" for row in there
        ),
        sentences=(sentence,) if sentence else (),
        explanation=(
            *([reason] if sentence != reason else []),
            *(f"{figures.statement(figure)}." for figure in there),
            *([indicator.definition] if there else []),
            *(f"Bron: {citations.citation(data, source)}" for source in dict.fromkeys(row.source for row in there)),
        ),
    )


def _need(data: Snapshot, indicator: Indicator, choice: Choice, elsewhere: Sequence[Figure]) -> str:
    """What an own figure would rest on, as the country has it: enough to show, or only over several years."""
    country = next((figure for figure in elsewhere if figure.region == regions.COUNTRY), None)
    births = figures.latest(data, BIRTHS[0], choice.region, choice.first, choice.last)
    if not indicator.births or country is None or country.value == 0 or births is None or births.value == 0:
        return ""
    expected = births.value * country.value / statistics.SCALE[indicator.unit]
    people = indicator.sentence[2]
    if indicator.kind == "proportion" and births.value - expected < indicator.threshold:
        return ""  # those of whom it is not so would be too few
    usually = "meestal " if 0.5 < expected / indicator.threshold < 2 else ""  # by chance the other way in some years
    if expected >= indicator.threshold:
        size = f"ongeveer {dutch.number(expected, 0)} {people} per jaar"
        return f"Als in Nederland: {size}, {usually}genoeg om te tonen."
    years = math.ceil(indicator.threshold / expected)
    together = (
        f"Wel over ongeveer {years} jaar samen." if years <= MANY_YEARS else "Ook over jaren samen lukt dat niet."
    )
    few = f"minder dan {indicator.threshold} {people} per jaar"
    return f"Als in Nederland: {few}, {usually}te weinig om te tonen. {together}"


MANY_YEARS = 10
"""Over more years than this a figure no longer says how things are now."""


# --- the programme and its money ---


def _tranche_card(data: Snapshot, choice: Choice) -> FigureCard:
    year, evidence, explanation = rollout.joined(data, choice.region)
    return FigureCard(
        Subject.TRANCHES,
        "Meedoen aan Kansrijke Start",
        figure=year,
        measure=f"ingestapt, {evidence}" if year[-1].isdigit() else evidence,
        explanation=(explanation,),
    )


def _budget_card(data: Snapshot, choice: Choice) -> FigureCard:
    title, years = "Begroting Kansrijke Start", budgets.budget_years(data, choice.region)
    if not years:
        missing = f"Voor {choice.name} is die nog niet aangeleverd."
        return FigureCard(Subject.BUDGET, title, absent="Geen begroting", sentences=(missing,))
    lines = budgets.budget_lines(data, choice.region, years[0])
    funders = lines.groupby("funder", sort=False)["amount_eur"].sum()
    shares = dutch.listing([f"{dutch.euro(amount)} {FUNDERS[str(funder)]}" for funder, amount in funders.items()])
    return FigureCard(
        Subject.BUDGET,
        title,
        figure=dutch.euro(lines["amount_eur"].sum()),
        measure=f"begroot in {years[0]}",
        shares=tuple(dutch.rounded(line.share, 1) for line in budgets.parts(lines, "funder")),
        sentences=(f"{budgets.largest_payer(lines)}.",),
        explanation=(
            f"{choice.name} heeft {shares}.",
            f"Bron: {citations.citation(data, lines['source'].iloc[0])}",
        ),
    )
