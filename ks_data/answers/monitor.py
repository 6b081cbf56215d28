"""The national monitor: each indicator with its latest figure, and what our data say of the same thing.

Makes lists and plain Dutch sentences; knows nothing of how they are drawn.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from ks_data.answers import citations, comparison_sentences, comparisons, figures, missing_figures, programme, rollout
from ks_data.answers.counts import counts, quantity
from ks_data.answers.figures import REASONS, Figure
from ks_data.answers.terms import phase_name
from ks_data.catalogue import regions
from ks_data.catalogue.counts import COALITIONS, FALSE_START, NU_NIET_ZWANGER, TRANCHES, Count
from ks_data.catalogue.indicators import INDICATORS, PHASES, Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

SYMBOLS = {"↑": "pijl omhoog", "↓": "pijl omlaag", "×": "kruis", "...": "drie puntjes"}
"""What a symbol of the monitor looks like. What it means is not in the source, and so not here."""


@dataclass(frozen=True, slots=True)
class MonitorLine:
    """One indicator of the monitor; missing says why there is no figure."""

    number: int
    indicator: Indicator
    figure: Figure | None
    missing: str
    symbol: str
    source: str

    @property
    def cited(self) -> str:
        """The key of the source of the figure, or of the indicator where there is none."""
        return self.figure.source if self.figure else self.source

    @property
    def amount(self) -> str:
        """The value with its unit, or "geen waarde"."""
        return figures.amount(self.indicator, self.figure.value) if self.figure else "geen waarde"

    @property
    def sign(self) -> str:
        """The symbol with how it looks: "↑ (pijl omhoog)"."""
        return f"{self.symbol} ({SYMBOLS[self.symbol]})" if self.symbol in SYMBOLS else self.symbol


@dataclass(frozen=True, slots=True)
class Beside:
    """A sentence on what our data say of the same thing, with the sources of its figures."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """What stands beside an indicator of the monitor.

    indicators: other ids, each with what differs in words; counts: ways of counting; project: how a project of a
    municipality is called; caution: what the reader must know before comparing.
    """

    indicators: tuple[tuple[str, str], ...] = ()
    counts: tuple[Count, ...] = ()
    project: str = ""
    caution: str = ""


RELATED = {
    "municipalities_with_coalition_percent": Related(
        counts=(TRANCHES, COALITIONS),
        caution="Meedoen in een tranche is iets anders dan een coalitie hebben, en de bronnen zeggen niet hoe zij "
        "telden. Vergelijk deze cijfers dus niet.",
    ),
    "municipalities_with_nu_niet_zwanger_percent": Related(counts=(NU_NIET_ZWANGER,), project="Nu Niet Zwanger"),
    "municipalities_with_prenatal_home_visits_percent": Related(project="Prenatale huisbezoeken"),
    "midwifery_practices_with_centering_percent": Related(
        project="CenteringPregnancy", caution="De monitor telt praktijken van verloskundigen, geen gemeenten."
    ),
    "antenatal_care_after_10w_percent": Related(
        indicators=(
            (
                "antenatal_care_before_10w_percent",
                "Dit is een andere maat: een start vóór week 10, niet erna. Wij rekenen het niet om, want de "
                "presentatie zegt niet om welke vrouwen het gaat.",
            ),
        )
    ),
    "monitor_preterm_or_low_birthweight_percent": Related(
        indicators=(
            ("big2_hoftiezer_percent", "Deze bron noemt de grenzen wel: geboren voor week 37, of bij de lichtste 10%."),
            (
                "preterm_or_low_birthweight_per_1000",
                "Niet te vergelijken met de monitor: dit is een andere definitie en een andere eenheid, per 1.000 in "
                "plaats van procent.",
            ),
        ),
        counts=(FALSE_START,),
    ),
}


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """An indicator of the monitor as text.

    share: the value in per cents, to be drawn; None where there is none. amount: the value with its unit, or that there
    is none. year: that of the figure, or why there is none. limits: between which values it is 95 % sure, "" where that
    is not known. sign: the symbol, and how it looks. beside: what our own data say of the same thing, with their source
    in short; both empty where they say nothing. source: that of the figure, empty where it is that of most.
    """

    title: str
    definition: str
    share: float | None
    amount: str
    year: str
    limits: str
    sign: str
    source: str
    beside: tuple[str, ...]
    beside_source: str


@dataclass(frozen=True, slots=True)
class MonitorPhase:
    """The indicators of one phase of the first 1,000 days."""

    title: str
    rows: tuple[MonitorRow, ...]


@dataclass(frozen=True, slots=True)
class Monitor:
    """The national monitor beside what our data say of a municipality and the country.

    title: the figure that comes first, in words. lead: the sentences beneath it: how sure the figures are, and the
    source of most of them. signs: what is known of the symbols. remark: that years make no difference. citations: how
    to cite all of it.
    """

    title: str
    lead: str
    signs: str
    phases: tuple[MonitorPhase, ...]
    remark: str
    citations: tuple[str, ...]
    _rows: pd.DataFrame = field(repr=False, compare=False)

    def download(self) -> pd.DataFrame:
        """The monitor as it is saved; see `monitor_rows`."""
        return self._rows.copy(deep=False)


@memoized
def monitor(data: Snapshot, region: str) -> Monitor:
    """The national monitor, beside what our data say of a municipality and the country."""
    lines = monitor_lines(data)
    shared = Counter(line.cited for line in lines).most_common(1)[0][0] if lines else ""
    besides = {line.number: beside(data, line, region) for line in lines}
    often = [f"{count} keer {sign}" for sign, count in Counter(line.sign for line in lines).items()]
    by_phase = {phase: [line for line in lines if line.indicator.phase == phase] for phase in PHASES}
    beside_sources = [source for remarks in besides.values() for remark in remarks for source in remark.sources]
    return Monitor(
        headline(lines),
        f"Landelijke monitor: {len(lines)} cijfers over heel Nederland, naast wat wij van {regions.name(region)} "
        f"hebben. {how_sure(lines)} Bron: {citations.short_sources(data, [shared])}, tenzij bij een cijfer iets "
        "anders staat.",
        "De presentatie zet een teken bij elk cijfer, maar legt die tekens niet uit. Of een pijl goed of slecht nieuws "
        f"is, staat er dus niet bij. Zo vaak komen ze voor: {dutch.listing(often)}.",
        tuple(_phase(data, phase, of_phase, besides, shared) for phase, of_phase in by_phase.items() if of_phase),
        "Deze pagina toont altijd het nieuwste cijfer.",
        tuple(citations.cited(data, [*(line.cited for line in lines), *beside_sources])),
        monitor_rows(data, lines),
    )


def _phase(
    data: Snapshot, phase: str, lines: list[MonitorLine], besides: dict[int, list[Beside]], shared: str
) -> MonitorPhase:
    rows = tuple(_row(data, line, besides[line.number], shared) for line in lines)
    return MonitorPhase(dutch.capital(phase_name(phase)), rows)


def _row(data: Snapshot, line: MonitorLine, remarks: list[Beside], shared: str) -> MonitorRow:
    return MonitorRow(
        f"{line.number}. {line.indicator.name}",
        line.indicator.definition,
        dutch.rounded(line.figure.value, line.indicator.decimals)
        if line.figure and line.indicator.unit == "%"
        else None,
        line.amount,
        str(line.figure.year) if line.figure else line.missing,
        _limits(line.figure) if line.figure else "",
        f"Teken in de bron: {line.sign}",
        "" if line.cited == shared else citations.short_sources(data, [line.cited]),
        tuple(remark.text for remark in remarks),
        citations.short_sources(data, [source for remark in remarks for source in remark.sources]),
    )


def headline(lines: Sequence[MonitorLine]) -> str:
    """The title: the first indicator that has a figure, in words and with its year."""
    first = next((line.figure for line in lines if line.figure), None)
    return figures.statement(first) if first else "Landelijke monitor Kansrijke Start"


def how_sure(lines: Sequence[MonitorLine]) -> str:
    """Whether it is known how sure the figures are, in a sentence."""
    known = [line.figure for line in lines if line.figure]
    unsure = [figure for figure in known if figure.estimate.reason]
    if not known:
        return ""
    if not unsure:
        return "Hoe zeker een cijfer is (95%), staat ernaast."
    which = "een cijfer is" if len(unsure) == len(known) else f"{len(unsure)} van de {len(known)} cijfers zijn"
    return f"Hoe zeker {which}, is niet te zeggen: {REASONS[unsure[0].estimate.reason]}."


def _limits(figure: Figure) -> str:
    """ "95% zeker: 55–65"; empty where that is not known."""
    between = figure.limits
    return f"95% zeker: {between.replace(' en ', '–')}" if between else ""


def monitor_lines(data: Snapshot) -> list[MonitorLine]:
    """The indicators of the monitor in order, each with its latest national figure."""
    lines = []
    for row in data.table("monitor").sort_values("number").itertuples():
        indicator = INDICATORS[row.indicator]
        figure = figures.latest(data, indicator.id, regions.COUNTRY, *figures.span(data))
        rows = figures.yearly(data, indicator.id)
        notes = rows.loc[(rows["region"] == regions.COUNTRY) & rows["value"].isna(), "note"]
        missing = "" if figure else next(iter(notes), "De bron noemt geen waarde.")
        lines.append(MonitorLine(int(row.number), indicator, figure, missing, row.symbol, row.source))
    return lines


def beside(data: Snapshot, line: MonitorLine, region: str) -> list[Beside]:
    """What our data say of the same thing as a line of the monitor, for a municipality and the country."""
    related = RELATED.get(line.indicator.id, Related())
    remarks = [_same_indicator(data, line.indicator, region)]
    remarks += [
        _other_indicator(data, INDICATORS[id], region, caution, line.figure) for id, caution in related.indicators
    ]
    remarks += [_counts(data, line, related.counts), _project(data, region, related.project)]
    remarks = [remark for remark in remarks if remark.text]
    return [*remarks, Beside(related.caution, ())] if remarks and related.caution else remarks


def _same_indicator(data: Snapshot, indicator: Indicator, region: str) -> Beside:
    """The figure of the municipality beside the country's; empty when the municipality has none."""
    compared = comparisons.by_strength(data, indicator.id, region, regions.COUNTRY, *figures.span(data))
    return _comparison(data, compared, "", "") if compared else Beside("", ())


def _other_indicator(data: Snapshot, indicator: Indicator, region: str, caution: str, figure: Figure | None) -> Beside:
    """Another indicator of a municipality beside the country; the country's alone will do.

    figure: that of the monitor, to say where the country's is the same.
    """
    name = f"{indicator.name}. "
    if compared := comparisons.by_strength(data, indicator.id, region, regions.COUNTRY, *figures.span(data)):
        return _comparison(data, compared, name, caution)
    country = figures.latest(data, indicator.id, regions.COUNTRY, *figures.span(data))
    if country is None:
        return Beside("", ())
    same = figure is not None and (country.year, country.value) == (figure.year, figure.value)
    texts = [
        f"{name}{figures.statement(country)}.",
        "Dat is dezelfde waarde als in de monitor." if same else "",
        caution,
    ]
    if indicator.group == "kern":
        texts.append(missing_figures.why_empty(data, indicator, region, *figures.span(data)))
    return Beside(_joined(texts), (country.source,))


def _comparison(data: Snapshot, compared: Sequence[comparisons.Comparison], name: str, caution: str) -> Beside:
    """What was compared, the strongest test first."""
    texts = [
        text
        for row in compared
        for text in (comparison_sentences.statement(data, row), comparison_sentences.certainty(row))
    ]
    texts = [name + texts[0], *texts[1:], caution]
    newest = compared[-1]
    sources = [newest.figure.source, newest.benchmark.source if newest.benchmark else ""]
    return Beside(_joined(texts), tuple(source for source in sources if source))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text)


def _counts(data: Snapshot, line: MonitorLine, ways: Iterable[Count]) -> Beside:
    """The latest count by each of these ways; for numbers of municipalities with what the share comes down to."""
    rows = counts(data)
    latest = [rows[rows["id"] == way.id].iloc[-1] for way in ways if (rows["id"] == way.id).any()]
    if not latest:
        return Beside("", ())
    texts = []
    municipalities = int(rollout.tranche_totals(data)["value"].sum())
    numbers = [row for row in latest if row["unit"] == "aantal"]
    if line.figure and len(numbers) > 1 and municipalities:
        expected = dutch.number(line.figure.value * municipalities / 100, 0)
        texts.append(f"{line.amount} van {municipalities} gemeenten is ongeveer {expected} gemeenten.")
    for row in latest:
        date = dutch.date(row["date"]) if row["date"] else row["note"] or "zonder datum"
        texts.append(f"Andere telling: {quantity(row)} ({date}).")
    if len(numbers) == 1 and line.figure and municipalities:
        decimals = line.indicator.decimals
        share = dutch.rounded(100 * numbers[0]["value"] / municipalities, decimals)
        agrees = "past bij" if share == line.figure.value else "is iets anders dan"
        percent = f"{dutch.number(share, decimals)}%"
        texts.append(f"Dat is {percent} van de {municipalities} en {agrees} het cijfer van de monitor.")
    return Beside(" ".join(texts), tuple(row["source"] for row in latest))


def _project(data: Snapshot, region: str, name: str) -> Beside:
    """The project of this name that a municipality has; empty when it has none."""
    for item in programme.items(data, region, "project"):
        if name and name.casefold() in item.name.casefold():
            status = f" ({item.status})" if item.status else ""
            return Beside(f"{regions.name(region)} heeft het project {item.name}{status}.", (item.source,))
    return Beside("", ())


def monitor_rows(data: Snapshot, lines: list[MonitorLine]) -> pd.DataFrame:
    """The monitor as it is saved: a row for each indicator, with definition and source."""
    return pd.DataFrame(
        {
            "number": [line.number for line in lines],
            "phase": [line.indicator.phase for line in lines],
            "indicator": [line.indicator.id for line in lines],
            "name": [line.indicator.name for line in lines],
            "value": [line.figure.value if line.figure else None for line in lines],
            "unit": [line.indicator.unit for line in lines],
            "year": [str(line.figure.year) if line.figure else "" for line in lines],
            "symbol": [line.symbol for line in lines],
            "definition": [line.indicator.definition for line in lines],
            "note": [line.missing for line in lines],
            "source": [citations.citation(data, line.cited) for line in lines],
        }
    )
