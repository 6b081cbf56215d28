"""What the documents say of the programme: the monitor, lines and projects, the timeline, and how it spread.

Makes lists and plain Dutch sentences from tables; knows nothing of how they are drawn. A way of counting is part of a
count's identity, as a definition is of an indicator's: two ways are two names and never share a line.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ks_data import store
from ks_data.answers import citations, comparison, figures, rollout
from ks_data.answers.figures import Figure
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import AFTER, BEFORE, DURING, INDICATORS, OVERALL, Indicator, Phase
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch

# --- the national monitor ---

PHASES: tuple[Phase, ...] = (OVERALL, BEFORE, DURING, AFTER)
SYMBOLS = {"↑": "pijl omhoog", "↓": "pijl omlaag", "×": "kruis", "...": "drie puntjes"}
"""What a symbol of the monitor looks like. What it means is not in the source, and so not here."""
TRANCHES = "gemeenten die in een tranche instapten"
COALITIONS = "gemeenten in lokale coalities"
IMPULSE = "gemeenten die meedoen aan de impuls Kansrijke Start"
NU_NIET_ZWANGER = "gemeenten met Nu Niet Zwanger"
FALSE_START = "valse start bij de geboorte"
OF_THE_SPREAD = "gemeenten|Nu Niet Zwanger"
"""A pattern: a way of counting in which it is found is about how the programme spread."""


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

    others: other indicators, each with what differs in words; counts: ways of counting; project: how a project of a
    municipality is called; caution: what the reader must know before comparing.
    """

    others: tuple[tuple[str, str], ...] = ()
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
        others=(
            (
                "antenatal_care_before_10w_percent",
                "Dit is een andere maat: een start vóór week 10, niet erna. Wij rekenen het niet om, want de "
                "presentatie zegt niet om welke vrouwen het gaat.",
            ),
        )
    ),
    "monitor_preterm_or_low_birthweight_percent": Related(
        others=(
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


def monitor() -> list[MonitorLine]:
    """The indicators of the monitor in order, each with its latest national figure."""
    lines = []
    for row in store.load("monitor").sort_values("number").itertuples():
        indicator = INDICATORS[row.indicator]
        figure = figures.latest(indicator.id, regions.COUNTRY, *figures.span())
        rows = figures.yearly(indicator.id)
        notes = rows.loc[(rows["region"] == regions.COUNTRY) & rows["value"].isna(), "note"]
        missing = "" if figure else next(iter(notes), "De bron noemt geen waarde.")
        lines.append(MonitorLine(int(row.number), indicator, figure, missing, row.symbol, row.source))
    return lines


def beside(line: MonitorLine, region: str) -> list[Beside]:
    """What our data say of the same thing as a line of the monitor, for a municipality and the country."""
    related = RELATED.get(line.indicator.id, Related())
    found = [_compared(line.indicator, region, "", line.figure)]
    found += [_compared(INDICATORS[id], region, caution, line.figure) for id, caution in related.others]
    found += [_counted(line, related.counts), _project(region, related.project)]
    found = [one for one in found if one.text]
    return [*found, Beside(related.caution, ())] if found and related.caution else found


def _compared(indicator: Indicator, region: str, caution: str, figure: Figure | None) -> Beside:
    """A figure of the municipality beside the country's; for another indicator the country's alone will do."""
    name = f"{indicator.name}. " if caution else ""
    both = comparison.latest(indicator.id, region, regions.COUNTRY, *figures.span())
    if both:
        said = [name + comparison.statement(both), comparison.certainty(both), caution]
        used = [both.own.source, both.other.source if both.other else ""]
        return Beside(" ".join(text for text in said if text), tuple(key for key in used if key))
    country = figures.latest(indicator.id, regions.COUNTRY, *figures.span())
    if country is None or not caution:
        return Beside("", ())
    same = figure is not None and (country.year, country.value) == (figure.year, figure.value)
    said = [
        name + f"{figures.statement(country)}.",
        "Dat is dezelfde waarde als in de monitor." if same else "",
        caution,
    ]
    if indicator.group == "kern":
        said.append(figures.why_empty(indicator, region, *figures.span()))
    return Beside(" ".join(text for text in said if text), (country.source,))


def _counted(line: MonitorLine, names: Iterable[str]) -> Beside:
    """The latest count by each of these ways; for numbers of municipalities with what the share comes down to."""
    rows = counts()
    latest = [rows[rows["what"] == name].iloc[-1] for name in names if (rows["what"] == name).any()]
    if not latest:
        return Beside("", ())
    said = []
    everyone = int(rollout.tranche_totals()["value"].sum())
    numbers = [row for row in latest if row["unit"] == "aantal"]
    if line.figure and len(numbers) > 1 and everyone:
        about = dutch.number(line.figure.value * everyone / 100, 0)
        said.append(f"{line.amount} van {everyone} gemeenten is ongeveer {about} gemeenten.")
    for row in latest:
        when = dutch.date(row["date"]) if row["date"] else row["note"] or "zonder datum"
        said.append(f"Andere telling: {quantity(row)} ({when}).")
    if len(numbers) == 1 and line.figure and everyone:
        share = dutch.rounded(100 * numbers[0]["value"] / everyone, line.indicator.decimals)
        agrees = "past bij" if share == line.figure.value else "is iets anders dan"
        shown = dutch.number(share, line.indicator.decimals)
        said.append(f"Dat is {shown}% van de {everyone} en {agrees} het cijfer van de monitor.")
    return Beside(" ".join(said), tuple(row["source"] for row in latest))


def _project(region: str, name: str) -> Beside:
    for item in items(region, "project"):
        if name and name.casefold() in item.name.casefold():
            status = f" ({item.status})" if item.status else ""
            return Beside(f"{regions.name(region)} heeft het project {item.name}{status}.", (item.source,))
    return Beside("", ())


def monitor_rows(lines: list[MonitorLine]) -> pd.DataFrame:
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
            "source": [citations.citation(line.figure.source if line.figure else line.source) for line in lines],
        }
    )


# --- lines, actions, goals, projects, members ---


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the programme; empty where the source says nothing."""

    kind: str
    number: int
    name: str
    text: str
    domain: str
    target: str
    since: str
    status: str
    source: str
    parent: str


def items(region: str, kind: str) -> list[Item]:
    """What a region has of one kind (see tables.PROGRAMME_KINDS), in the order of the source."""
    rows = store.load("programme")
    rows = rows[(rows["region"] == region) & (rows["kind"] == kind)].sort_values("number")
    names = ["kind", "number", "name", "text", "domain", "target", "since", "status", "source", "parent"]
    return [Item(*row) for row in rows[names].itertuples(index=False)]


def groups(region: str, kind: str, child: str) -> list[tuple[Item, list[Item]]]:
    """Each item of a kind with the items of another kind that belong to it: the goals of a line, the actions of a goal.

    An item that names no parent stands alone, after the others.
    """
    parents, children = items(region, kind), items(region, child)
    numbers = {str(parent.number) for parent in parents}
    grouped = [(parent, [one for one in children if one.parent == str(parent.number)]) for parent in parents]
    return grouped + [(one, []) for one in children if one.parent not in numbers]


def members(region: str) -> dict[str, list[Item]]:
    """The members of a coalition by domain; the last key holds those that the documents give both domains, or none."""
    found = items(region, "lid")
    domains = {"medisch": "Medisch domein", "sociaal": "Sociaal domein", "": "Beide domeinen, of niet genoemd"}
    by_domain = {title: [one for one in found if one.domain == domain] for domain, title in domains.items()}
    return {title: some for title, some in by_domain.items() if some}


def described_municipalities() -> list[str]:
    """Codes of the municipalities whose own programme is in the data."""
    return sorted(code for code in store.load("programme")["region"].unique() if regions.level(code) == "gemeente")


def sources(region: str) -> list[str]:
    """The sources of the programme and the timeline of a municipality and the country, each once."""
    rows = store.load("programme")
    used = rows.loc[rows["region"].isin([region, regions.COUNTRY]), "source"]
    return list(dict.fromkeys([*used, *(moment.source for moment in timeline(region))]))


def short_sources(keys: Iterable[str]) -> str:
    """Sources in a few words, each once: "Gemeente Haarlem, 5 januari 2022 (1. Kosten; 4. Projecten)"."""
    listed = store.load("sources").set_index("source")
    by_document: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        if key in listed.index:
            row = listed.loc[key]
            sections = by_document.setdefault(f"{row['publisher']}, {dutch.date(row['date'])}", [])
            sections += [row["section"]] if row["section"] else []
        else:
            by_document.setdefault(key, [])
    return "; ".join(f"{name} ({'; '.join(parts)})" if parts else name for name, parts in by_document.items())


# --- the timeline ---

LOCAL, NATIONAL = "gemeente", "landelijk"
AREAS = {"Kennemerland": ("GM0392",)}
"""Areas without a code, and the municipalities whose documents speak of them."""
PHASE_WORDS: tuple[tuple[Phase, tuple[str, ...]], ...] = (
    (BEFORE, ("nu niet zwanger", "kinderwens")),
    (DURING, ("centering", "prenata", "huisbezoek", "zwangerschapsbegeleiding")),
    (AFTER, ("kraamzorg", "ouderschap", "na de geboorte")),
)
"""By which words an event belongs to a phase; without any of them it is about the whole programme."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline; place is "Nederland", a municipality or an area."""

    date: str
    level: str
    place: str
    phase: Phase
    what: str
    source: str

    @property
    def year(self) -> str:
        return self.date[:4]


def timeline(region: str, level: str = "", phase: str = "") -> list[Moment]:
    """What happened nationally and in a municipality, oldest first: events, and the dated counts of the documents.

    level (LOCAL or NATIONAL) and phase narrow it down; empty means all.
    """
    events = store.load("events")
    found = [(row.date, row.region, row.what, row.source) for row in events.itertuples()]
    documents = store.load("sources").set_index("source")["document"].to_dict()
    for _, row in counts(everywhere=True).iterrows():
        if len(row["date"]) > 4 and documents.get(row["source"]):
            found.append((row["date"], row["region"], f"stand: {quantity(row)}", row["source"]))
    moments = []
    for date, area, what, source in found:
        if area != regions.COUNTRY and region not in (area, *AREAS.get(area, ())):
            continue
        at = NATIONAL if area == regions.COUNTRY else LOCAL
        moments.append(Moment(date, at, regions.name(area), phase_of(what), dutch.capital(what), source))
    kept = [one for one in moments if level in ("", one.level) and phase in ("", one.phase)]
    return sorted(kept, key=lambda one: (one.year, one.date))


def phase_of(what: str) -> Phase:
    """The phase that the words of an event point to."""
    return next((phase for phase, words in PHASE_WORDS if any(word in what.casefold() for word in words)), OVERALL)


# --- how it spread ---

FIRST_YEAR = 2018
"""The year in which the national programme began: older counts are listed, not drawn."""
MEANINGS = {
    COALITIONS: "Gemeenten waar in een lokale coalitie wordt gewerkt.",
    IMPULSE: "Gemeenten die meedoen aan de impuls, de regeling van het Rijk voor lokale coalities.",
    NU_NIET_ZWANGER: "Gemeenten waar Nu Niet Zwanger beschikbaar is.",
}
"""What is counted, where the row itself does not say so."""


def counts(everywhere: bool = False) -> pd.DataFrame:
    """The national counts and the tranches added up, by way of counting and date; those without a date come first.

    Columns of the table counts: what, definition, region, date ("" when the source gives none), value, unit, note,
    source. everywhere: also those of municipalities and areas.
    """
    rows = store.load("counts")
    rows = pd.concat([rows if everywhere else rows[rows["region"] == regions.COUNTRY], _tranches()])
    empty = rows["definition"] == ""
    rows["definition"] = rows["definition"].mask(empty, rows["what"].map(MEANINGS).fillna(""))
    return rows.sort_values(["what", "date"], kind="stable", ignore_index=True)


def _tranches() -> pd.DataFrame:
    """The tranches added up: by year of start, the last one on the date that the source gives for all of them."""
    totals = rollout.tranche_totals()
    years = totals["key"].map(rollout.TRANCHE_START)
    sums = totals.groupby(years)["value"].sum().cumsum()
    rows = []
    for year, value in sums.items():
        whole = year == sums.index[-1]
        date = str(totals["period"].iloc[0]) if whole else str(year)
        joined = dutch.listing([str(key) for key in totals.loc[years <= year, "key"]])
        note = f"tranche {joined}"
        said = f"Gemeenten zoals ze op {dutch.date(str(totals['period'].iloc[0]))} waren; tranches zelf opgeteld."
        rows.append((TRANCHES, said, regions.COUNTRY, date, float(value), "aantal", note, totals["source"].iloc[0]))
    return pd.DataFrame(rows, columns=TABLES["counts"].names)


def spread(unit: str) -> pd.DataFrame:
    """How the programme spread, in numbers ("aantal") or shares ("%"): the columns of `counts`, a name a line.

    The shares include those of the monitor that are about municipalities.
    """
    rows = counts()
    rows = rows[rows["what"].str.contains(OF_THE_SPREAD)]
    shares = [_shares(indicator) for indicator in INDICATORS.values() if indicator.per == "gemeenten"]
    rows = pd.concat([rows, *shares])
    rows = rows[rows["unit"] == unit].sort_values(["what", "date"])
    return rows.sort_values("what", key=lambda what: what.str.startswith("GIDS"), kind="stable", ignore_index=True)


def _shares(indicator: Indicator) -> pd.DataFrame:
    rows = figures.yearly(indicator.id)
    rows = rows[(rows["region"] == regions.COUNTRY) & rows["value"].notna()]
    name = indicator.name[:1].lower() + indicator.name[1:]
    told = rows.assign(what=name, definition=indicator.definition, date=rows["period"], unit=indicator.unit)
    return told[list(TABLES["counts"].names)]


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `spread` that a chart can show: dated, since FIRST_YEAR, and about the programme itself.

    A share that was measured once is left out, as it says nothing of growth; the monitor shows it.
    """
    rows = rows[(rows["date"] >= str(FIRST_YEAR)) & ~rows["what"].str.startswith("GIDS")]
    often = rows.groupby("what")["what"].transform("size") > 1
    return rows[often | (rows["unit"] == "aantal")]


def in_words(rows: pd.DataFrame) -> list[str]:
    """The counts that a chart leaves out, with the reason, and the two that are easily taken for one."""
    said = [different_counts(rows)]
    for _, row in rows[rows["date"] == ""].iterrows():
        said.append(f"Zonder datum, dus niet in de grafiek: {quantity(row)}. Bron: {short_sources([row['source']])}.")
    once = rows[(rows["unit"] == "%") & (rows["date"] != "") & ~rows["what"].isin(drawn(rows)["what"])]
    if len(once):
        found = [
            f"{row['what']} {dutch.number(row['value'], 0)}% ({dutch.date(row['date'])})" for _, row in once.iterrows()
        ]
        said.append(f"Eén keer gemeten, dus niet in de grafiek: {dutch.listing(found)}.")
    older = rows[rows["what"].str.startswith("GIDS")].sort_values("date")
    if len(older):
        found = [f"{dutch.number(row.value, 0)} ({dutch.date(row.date)})" for row in older.itertuples()]
        said.append(
            "De eerste deelnemers waren gemeenten met geld voor Gezond in de Stad, de GIDS-gemeenten. Hoeveel dat er "
            f"waren verschilt per bron: {dutch.listing(found)}. Die tellingen staan alleen in de tabel."
        )
    return [text for text in said if text]


def different_counts(rows: pd.DataFrame) -> str:
    """That coalitions and taking part in the impulse are two counts, however close; empty when one is missing."""
    pair = [rows[rows["what"] == name] for name in (COALITIONS, IMPULSE)]
    if any(part.empty for part in pair):
        return ""
    numbers = [dutch.number(part["value"].iloc[-1], 0) for part in pair]
    dates = [dutch.date(part["date"].iloc[-1]) for part in pair]
    return (
        f"{numbers[0]} en {numbers[1]} zijn twee verschillende tellingen: {numbers[0]} {COALITIONS} ({dates[0]}) en "
        f"{numbers[1]} {IMPULSE} ({dates[1]}). De bronnen leggen het verschil niet uit."
    )


def changes(rows: pd.DataFrame) -> list[str]:
    """A sentence for each way of counting with two dates or more, the largest growth first."""
    found = []
    for what, part in rows.groupby("what", sort=False):
        if len(part) > 1:
            first, last = part.iloc[0], part.iloc[-1]
            unit = "%" if last["unit"] == "%" else ""
            values = [f"{dutch.number(one['value'], 0)}{unit}" for one in (first, last)]
            text = f"{dutch.capital(str(what))}: van {values[0]} {on(first['date'])} naar "
            found.append((last["value"] - first["value"], f"{text}{values[1]} {on(last['date'])}."))
    return [text for _, text in sorted(found, reverse=True)]


def growth(rows: pd.DataFrame) -> str:
    """The title of the page on growth: from the first tranche to all municipalities."""
    joined = rows[rows["what"] == TRANCHES]
    if joined.empty:
        return "Hoe Kansrijke Start groeide"
    first, last = joined.iloc[0], joined.iloc[-1]
    return (
        f"Van {dutch.number(first['value'], 0)} gemeenten {on(first['date'])} "
        f"naar alle {dutch.number(last['value'], 0)} {on(last['date'])}"
    )


def on(date: str) -> str:
    """A date in a sentence: "in 2019", "in april 2024" or "op 1 januari 2023"."""
    return f"{'op' if len(date) > 7 else 'in'} {dutch.date(date)}"


def quantity(row: "pd.Series[object]") -> str:
    """A count in words: "272 gemeenten in lokale coalities", or "valse start bij de geboorte, 16%"."""
    value = float(str(row["value"]))
    if row["unit"] == "%":
        return f"{row['what']}, {dutch.number(value, 0 if value.is_integer() else 1)}%"
    return f"{dutch.number(value, 0)} {row['what']}"
