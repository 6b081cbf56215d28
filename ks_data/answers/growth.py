"""How the programme spread over the municipalities: its counts in strips, a table and sentences. Draws nothing."""

from dataclasses import dataclass, field, replace

import pandas as pd

from ks_data.answers import figures, rollout
from ks_data.answers.citations import citation, cited, publishers, short_sources
from ks_data.answers.counts import counts, quantity
from ks_data.catalogue import mergers, regions
from ks_data.catalogue.counts import COALITIONS, IMPULSE, TAKING_PART, TRANCHES, CountGroup, ids
from ks_data.catalogue.indicators import INDICATORS, Indicator, Unit
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

FIRST_YEAR = 2018
"""The year in which the national programme began: older counts are listed, not drawn."""
_OLDER = ids(CountGroup.OLDER_PROGRAMME)
_SPREAD = ids(CountGroup.SPREAD) | _OLDER


@dataclass(frozen=True, slots=True)
class DatedCount:
    """One number by one way of counting. id and name: of that way; date: a year, month or day (ISO)."""

    id: str
    name: str
    date: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Strips:
    """The counts in one unit, a strip for each way of counting.

    drawn: what the strips show. top: the number that a full strip stands for. missing: why there are no strips, or
    empty. alt: the strips in words. remark: how to read them. sentences: what they leave out, with the reason.
    citations: how to cite what they show.
    """

    title: str
    drawn: tuple[DatedCount, ...]
    top: float
    missing: str
    alt: str
    remark: str
    sentences: tuple[str, ...]
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountLine:
    """One count in the table, as text; note: a remark and where it is from."""

    date: str
    note: str
    number: str


@dataclass(frozen=True, slots=True)
class WayOfCounting:
    """A way of counting in the table, with its definition and its counts by date."""

    title: str
    definition: str
    lines: tuple[CountLine, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """How the programme spread.

    lead: the sentence beneath the title, with the place of one municipality. caution: what to know before comparing.
    of_title: how to cite the title; citations: all that is shown.
    """

    title: str
    lead: str
    caution: str
    numbers: Strips
    shares: Strips
    ways_of_counting: tuple[WayOfCounting, ...]
    of_title: tuple[str, ...]
    citations: tuple[str, ...]
    _rows: pd.DataFrame = field(repr=False, compare=False)

    @property
    def years(self) -> tuple[int, int]:
        """The first and last year of one axis for all strips."""
        years = [int(count.date[:4]) for strips in (self.numbers, self.shares) for count in strips.drawn]
        return min(years, default=FIRST_YEAR), max(years, default=FIRST_YEAR) + 1

    def download(self) -> pd.DataFrame:
        """The counts as they are saved: the columns of the table counts, the source as it is cited."""
        return self._rows.copy(deep=False)


@memoized
def growth(data: Snapshot, region: str) -> Growth:
    """How the programme spread, and in which tranche a municipality joined."""
    national, tranche = _national(data), rollout.tranche(data, region)
    return replace(
        national,
        lead=f"{regions.name(region)}: {tranche.words}. {national.lead}".strip(),
        citations=tuple(dict.fromkeys([*national.citations, *cited(data, [tranche.source])])),
    )


@memoized
def _national(data: Snapshot) -> Growth:
    """How the programme spread, of no municipality."""
    numbers, shares = spread(data, "aantal"), spread(data, "%")
    of_title = numbers[numbers["id"] == TRANCHES.id]
    everything = pd.concat([numbers, shares], ignore_index=True)
    return Growth(
        headline(numbers),
        publishers(data, of_title["source"]),
        "Elke strook is een andere manier van tellen. Vergelijk binnen een strook, niet tussen stroken: de bronnen "
        "tellen niet hetzelfde en leggen dat meestal niet uit.",
        _strips(data, "Aantal gemeenten", numbers),
        _strips(data, "Deel van de gemeenten of inwoners", shares),
        tuple(_way_of_counting(data, rows) for _, rows in everything.groupby(["unit", "id"], sort=False)),
        tuple(cited(data, of_title["source"])),
        tuple(cited(data, everything["source"])),
        everything.assign(source=[citation(data, source) for source in everything["source"]]),
    )


def _strips(data: Snapshot, title: str, rows: pd.DataFrame) -> Strips:
    dated = drawn(rows)
    if dated.empty:
        return Strips(title, (), 0, "Er zijn nog geen tellingen met een datum.", title, "", ())
    share = bool((dated["unit"] == "%").all())
    top = 100 if share else float(dated["value"].max())
    columns = dated[["id", "what", "date", "value", "unit"]]
    return Strips(
        title,
        tuple(DatedCount(*row) for row in columns.itertuples(index=False)),
        top,
        "",
        " ".join(changes(dated)) or title,
        f"Elke strook begint bij nul en heeft dezelfde schaal, tot {top:.0f}{'%' if share else ''}. "
        "Open rondje: alleen het jaar is bekend; het staat midden in dat jaar.",
        tuple(in_words(data, rows)),
        tuple(cited(data, dated["source"])),
    )


def _way_of_counting(data: Snapshot, rows: pd.DataFrame) -> WayOfCounting:
    columns = rows[["date", "value", "unit", "note", "source"]]
    return WayOfCounting(
        dutch.capital(str(rows["what"].iloc[0])),
        " ".join(rows["definition"].drop_duplicates()),
        tuple(_line(data, *row) for row in columns.itertuples(index=False)),
    )


def _line(data: Snapshot, date: str, count: float, unit: str, note: str, source: str) -> CountLine:
    remark = f"{dutch.capital(note)}. " if note else ""
    number = dutch.number(count, 0) + ("%" if unit == "%" else "")
    return CountLine(dutch.date(date), f"{remark}Bron: {short_sources(data, [source])}", number)


# --- rows ---


@memoized
def spread(data: Snapshot, unit: Unit) -> pd.DataFrame:
    """How the programme spread, in numbers ("aantal") or shares ("%"): the columns of `counts`, an id a line.

    The shares include those of the monitor that are about municipalities. The programme before it comes last.
    """
    rows = counts(data)
    rows = rows[rows["id"].isin(_SPREAD)]
    shares = [_shares(data, indicator) for indicator in INDICATORS.values() if indicator.per == "gemeenten"]
    rows = pd.concat([rows, *shares])
    rows = rows[rows["unit"] == unit].sort_values(["what", "date"])
    return rows.sort_values("id", key=lambda names: names.isin(_OLDER), kind="stable", ignore_index=True)


def _shares(data: Snapshot, indicator: Indicator) -> pd.DataFrame:
    """The national figures of an indicator, in the columns of `counts`."""
    rows = figures.yearly(data, indicator.id)
    rows = rows[(rows["region"] == regions.COUNTRY) & rows["value"].notna()]
    name = indicator.name[:1].lower() + indicator.name[1:]
    rows = rows.assign(
        what=name, definition=indicator.definition, date=rows["period"], unit=indicator.unit, id=indicator.id
    )
    return rows[list(TABLES["counts"].names)]


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `spread` that a chart can show: dated, since FIRST_YEAR, and about the programme itself.

    A share that was measured once is left out, as it says nothing of growth; the monitor shows it.
    """
    rows = rows[(rows["date"] >= str(FIRST_YEAR)) & ~rows["id"].isin(_OLDER)]
    repeated = rows.groupby("id")["id"].transform("size") > 1
    return rows[repeated | (rows["unit"] == "aantal")]


# --- sentences ---


def in_words(data: Snapshot, rows: pd.DataFrame) -> list[str]:
    """The counts that a chart leaves out, with the reason, and the two that are easily taken for one."""
    texts = [
        at_the_start(rows),
        different_counts(rows),
        *_undated(data, rows),
        _measured_once(rows),
        _older_programme(rows),
    ]
    return [text for text in texts if text]


def at_the_start(rows: pd.DataFrame) -> str:
    """That the sources have several numbers for the first year, and what each of them counts; empty for one number."""
    of_first_year = rows[rows["date"].str.startswith("2019")].groupby("id").first()
    if not {IMPULSE.id, TAKING_PART.id, TRANCHES.id} <= set(of_first_year.index):
        return ""
    enrolled, taking_part, in_tranches = (
        dutch.number(of_first_year.loc[count.id, "value"], 0) for count in (IMPULSE, TAKING_PART, TRANCHES)
    )
    day = dutch.date(of_first_year.loc[TAKING_PART.id, "date"])
    return (
        f"In 2019 meldden zich {enrolled} gemeenten aan, deden er {taking_part} mee volgens de website ({day}) en "
        f"zaten er {in_tranches} in tranche 1 en 2, met de grenzen van 2023: drie manieren van tellen."
    )


def _undated(data: Snapshot, rows: pd.DataFrame) -> list[str]:
    return [
        f"Zonder datum, dus niet in de grafiek: {quantity(row)}. Bron: {short_sources(data, [row['source']])}."
        for _, row in rows[rows["date"] == ""].iterrows()
    ]


def _measured_once(rows: pd.DataFrame) -> str:
    single = rows[(rows["unit"] == "%") & (rows["date"] != "") & ~rows["id"].isin(drawn(rows)["id"])]
    shares = [
        f"{row['what']} {dutch.number(row['value'], 0)}% ({dutch.date(row['date'])})" for _, row in single.iterrows()
    ]
    return f"Eén keer gemeten, dus niet in de grafiek: {dutch.listing(shares)}." if shares else ""


def _older_programme(rows: pd.DataFrame) -> str:
    """The counts of the programme that came before, which its sources do not agree on."""
    older = rows[rows["id"].isin(_OLDER)].sort_values("date")
    numbers = [f"{dutch.number(row.value, 0)} ({dutch.date(row.date)})" for row in older.itertuples()]
    if not numbers:
        return ""
    return (
        "De eerste deelnemers waren gemeenten met geld voor Gezond in de Stad, de GIDS-gemeenten. Hoeveel dat er "
        f"waren verschilt per bron: {dutch.listing(numbers)}. Die tellingen staan alleen in de tabel."
    )


def different_counts(rows: pd.DataFrame) -> str:
    """That coalitions and taking part in the impulse are two counts, however close; empty when one is missing."""
    pair = [rows[rows["id"] == count.id] for count in (COALITIONS, IMPULSE)]
    if any(counted.empty for counted in pair):
        return ""
    numbers = [dutch.number(counted["value"].iloc[-1], 0) for counted in pair]
    dates = [dutch.date(counted["date"].iloc[-1]) for counted in pair]
    return (
        f"{numbers[0]} en {numbers[1]} zijn twee verschillende tellingen: {numbers[0]} {COALITIONS.name} ({dates[0]}) "
        f"en {numbers[1]} {IMPULSE.name} ({dates[1]}). De bronnen leggen het verschil niet uit."
    )


def changes(rows: pd.DataFrame) -> list[str]:
    """A sentence for each way of counting with two dates or more, the largest growth first."""
    sentences = []
    for _, line in rows.groupby("id", sort=False):
        if len(line) > 1:
            first, last = line.iloc[0], line.iloc[-1]
            unit = "%" if last["unit"] == "%" else ""
            before, after = (f"{dutch.number(row['value'], 0)}{unit}" for row in (first, last))
            text = f"{dutch.capital(last['what'])}: van {before} {on(first['date'])} naar {after} {on(last['date'])}."
            sentences.append((last["value"] - first["value"], text))
    return [text for _, text in sorted(sentences, reverse=True)]


def headline(rows: pd.DataFrame) -> str:
    """The title of the page on growth: how many joined a tranche, and between when; of no other way of counting."""
    joined = rows[rows["id"] == TRANCHES.id]
    if joined.empty:
        return "Hoe Kansrijke Start groeide"
    first, last = joined["date"].iloc[0], joined["date"].iloc[-1]
    number = int(joined["value"].iloc[-1])
    everyone = "alle " if number == len(mergers.municipalities_in(int(last[:4]))) else ""
    since = f"Tussen {dutch.date(first)} en {dutch.date(last)}" if first != last else dutch.capital(on(last))
    return f"{since} stapten {everyone}{dutch.number(number, 0)} gemeenten in bij Kansrijke Start"


def on(date: str) -> str:
    """A date in a sentence: "in 2019", "in april 2024" or "op 1 januari 2023"."""
    return f"{'op' if len(date) > 7 else 'in'} {dutch.date(date)}"
