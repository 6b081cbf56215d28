"""How the programme spread over the municipalities: its counts in lines and in sentences. Draws nothing."""

import pandas as pd

from ks_data.answers import figures
from ks_data.answers.citations import short_sources
from ks_data.answers.counts import COALITIONS, IMPULSE, OF_THE_SPREAD, TRANCHES, counts, quantity
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch
from ks_data.store import Snapshot

FIRST_YEAR = 2018
"""The year in which the national programme began: older counts are listed, not drawn."""


def spread(data: Snapshot, unit: str) -> pd.DataFrame:
    """How the programme spread, in numbers ("aantal") or shares ("%"): the columns of `counts`, a name a line.

    The shares include those of the monitor that are about municipalities.
    """
    rows = counts(data)
    rows = rows[rows["what"].str.contains(OF_THE_SPREAD)]
    shares = [_shares(data, indicator) for indicator in INDICATORS.values() if indicator.per == "gemeenten"]
    rows = pd.concat([rows, *shares])
    rows = rows[rows["unit"] == unit].sort_values(["what", "date"])
    return rows.sort_values("what", key=lambda names: names.str.startswith("GIDS"), kind="stable", ignore_index=True)


def _shares(data: Snapshot, indicator: Indicator) -> pd.DataFrame:
    """The national figures of an indicator, in the columns of `counts`."""
    rows = figures.yearly(data, indicator.id)
    rows = rows[(rows["region"] == regions.COUNTRY) & rows["value"].notna()]
    name = indicator.name[:1].lower() + indicator.name[1:]
    rows = rows.assign(what=name, definition=indicator.definition, date=rows["period"], unit=indicator.unit)
    return rows[list(TABLES["counts"].names)]


def drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `spread` that a chart can show: dated, since FIRST_YEAR, and about the programme itself.

    A share that was measured once is left out, as it says nothing of growth; the monitor shows it.
    """
    rows = rows[(rows["date"] >= str(FIRST_YEAR)) & ~rows["what"].str.startswith("GIDS")]
    repeated = rows.groupby("what")["what"].transform("size") > 1
    return rows[repeated | (rows["unit"] == "aantal")]


def in_words(data: Snapshot, rows: pd.DataFrame) -> list[str]:
    """The counts that a chart leaves out, with the reason, and the two that are easily taken for one."""
    texts = [different_counts(rows), *_undated(data, rows), _measured_once(rows), _older_programme(rows)]
    return [text for text in texts if text]


def _undated(data: Snapshot, rows: pd.DataFrame) -> list[str]:
    return [
        f"Zonder datum, dus niet in de grafiek: {quantity(row)}. Bron: {short_sources(data, [row['source']])}."
        for _, row in rows[rows["date"] == ""].iterrows()
    ]


def _measured_once(rows: pd.DataFrame) -> str:
    single = rows[(rows["unit"] == "%") & (rows["date"] != "") & ~rows["what"].isin(drawn(rows)["what"])]
    shares = [
        f"{row['what']} {dutch.number(row['value'], 0)}% ({dutch.date(row['date'])})" for _, row in single.iterrows()
    ]
    return f"Eén keer gemeten, dus niet in de grafiek: {dutch.listing(shares)}." if shares else ""


def _older_programme(rows: pd.DataFrame) -> str:
    """The counts of the programme that came before, which its sources do not agree on."""
    older = rows[rows["what"].str.startswith("GIDS")].sort_values("date")
    numbers = [f"{dutch.number(row.value, 0)} ({dutch.date(row.date)})" for row in older.itertuples()]
    if not numbers:
        return ""
    return (
        "De eerste deelnemers waren gemeenten met geld voor Gezond in de Stad, de GIDS-gemeenten. Hoeveel dat er "
        f"waren verschilt per bron: {dutch.listing(numbers)}. Die tellingen staan alleen in de tabel."
    )


def different_counts(rows: pd.DataFrame) -> str:
    """That coalitions and taking part in the impulse are two counts, however close; empty when one is missing."""
    pair = [rows[rows["what"] == name] for name in (COALITIONS, IMPULSE)]
    if any(counted.empty for counted in pair):
        return ""
    numbers = [dutch.number(counted["value"].iloc[-1], 0) for counted in pair]
    dates = [dutch.date(counted["date"].iloc[-1]) for counted in pair]
    return (
        f"{numbers[0]} en {numbers[1]} zijn twee verschillende tellingen: {numbers[0]} {COALITIONS} ({dates[0]}) en "
        f"{numbers[1]} {IMPULSE} ({dates[1]}). De bronnen leggen het verschil niet uit."
    )


def changes(rows: pd.DataFrame) -> list[str]:
    """A sentence for each way of counting with two dates or more, the largest growth first."""
    sentences = []
    for name, line in rows.groupby("what", sort=False):
        if len(line) > 1:
            first, last = line.iloc[0], line.iloc[-1]
            unit = "%" if last["unit"] == "%" else ""
            before, after = (f"{dutch.number(row['value'], 0)}{unit}" for row in (first, last))
            text = f"{dutch.capital(str(name))}: van {before} {on(first['date'])} naar {after} {on(last['date'])}."
            sentences.append((last["value"] - first["value"], text))
    return [text for _, text in sorted(sentences, reverse=True)]


def growth(rows: pd.DataFrame) -> str:
    """The title of the page on growth: from the first tranche to all municipalities."""
    tranches = rows[rows["what"] == TRANCHES]
    if tranches.empty:
        return "Hoe Kansrijke Start groeide"
    first, last = tranches.iloc[0], tranches.iloc[-1]
    return (
        f"Van {dutch.number(first['value'], 0)} gemeenten {on(first['date'])} "
        f"naar alle {dutch.number(last['value'], 0)} {on(last['date'])}"
    )


def on(date: str) -> str:
    """A date in a sentence: "in 2019", "in april 2024" or "op 1 januari 2023"."""
    return f"{'op' if len(date) > 7 else 'in'} {dutch.date(date)}"
