"""The national monitor: each indicator with its latest figure, and what our data say of the same thing.

Makes lists and plain Dutch sentences; knows nothing of how they are drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ks_data.answers import citations, comparisons, figures, programme, rollout
from ks_data.answers.counts import COALITIONS, FALSE_START, NU_NIET_ZWANGER, TRANCHES, counts, quantity
from ks_data.answers.figures import Figure
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot

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
    counts: tuple[str, ...] = ()
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


def monitor(data: Snapshot) -> list[MonitorLine]:
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
    comparison = comparisons.latest(data, indicator.id, region, regions.COUNTRY, *figures.span(data))
    return _comparison(data, comparison, "", "") if comparison else Beside("", ())


def _other_indicator(data: Snapshot, indicator: Indicator, region: str, caution: str, figure: Figure | None) -> Beside:
    """Another indicator of a municipality beside the country; the country's alone will do.

    figure: that of the monitor, to say where the country's is the same.
    """
    name = f"{indicator.name}. "
    comparison = comparisons.latest(data, indicator.id, region, regions.COUNTRY, *figures.span(data))
    if comparison:
        return _comparison(data, comparison, name, caution)
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
        texts.append(figures.why_empty(data, indicator, region, *figures.span(data)))
    return Beside(_joined(texts), (country.source,))


def _comparison(data: Snapshot, comparison: comparisons.Comparison, name: str, caution: str) -> Beside:
    texts = [name + comparisons.statement(data, comparison), comparisons.certainty(comparison), caution]
    sources = [comparison.own.source, comparison.other.source if comparison.other else ""]
    return Beside(_joined(texts), tuple(source for source in sources if source))


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text)


def _counts(data: Snapshot, line: MonitorLine, names: Iterable[str]) -> Beside:
    """The latest count by each of these ways; for numbers of municipalities with what the share comes down to."""
    rows = counts(data)
    latest = [rows[rows["what"] == name].iloc[-1] for name in names if (rows["what"] == name).any()]
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
            "source": [citations.citation(data, line.figure.source if line.figure else line.source) for line in lines],
        }
    )
