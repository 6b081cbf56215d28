"""Municipalities that are no more: where they went, and when. The only reader of shapes/mergers.csv; knows no figures.

A merger is one row in that table. It counts from its day on, so that one that is still to come can stand in it.
"""

import csv
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.regions import MERGERS, by_shapes, plain_name
from ks_data.language.dutch import listing


@dataclass(frozen=True, slots=True)
class Merger:
    """What became of one municipality: since that day (2023-01-01) it is a part of another, or divided over several."""

    code: str
    name: str
    since: str
    into: tuple[str, ...]

    @property
    def year(self) -> int:
        return int(self.since[:4])


_GIVEN_TO_NEW = "GM1000"
"""Codes from here on were given out for a municipality that a merger made; lower ones are of before the table."""


@by_shapes
def mergers() -> dict[str, Merger]:
    """All rows of the table by code. Raises DataError when the table is missing."""
    try:
        with (regions.SHAPES_DIR / MERGERS).open(encoding="utf-8", newline="") as lines:
            rows = [
                Merger(row["code"], row["name"], row["since"], tuple(row["into"].split()))
                for row in csv.DictReader(lines)
            ]
    except OSError:
        raise DataError("Het bestand shapes/mergers.csv ontbreekt. Haal het terug uit git.") from None
    return {merger.code: merger for merger in rows}


def former_codes(texts: "pd.Series[str]") -> "pd.Series[str]":
    """The code of the former municipality that each text names; "" where it names none, or a region of today.

    Takes codes (GM0457, 457) and names as `recognise.region_codes` does. The index is kept.
    """
    by_code, by_name = mergers(), _by_name()
    different = pd.Series(texts.unique(), dtype="str")
    unknown = different[recognise.region_codes(different) == ""]
    codes = {text: code for text in unknown if (code := _former(text.strip(), by_code, by_name))}
    return texts.map(lambda text: codes.get(text, "")).astype("str")


def _former(text: str, by_code: dict[str, Merger], by_name: dict[str, list[str]]) -> str:
    parents = dict.fromkeys(by_code, "")
    named = by_name.get(plain_name(text), []) or recognise.candidates(text, by_code, by_name, parents)
    return named[0] if len(named) == 1 else ""


@by_shapes
def _by_name() -> dict[str, list[str]]:
    """Codes by plain name; "Valkenburg (ZH.)" only with its mark, for another town has the bare name."""
    by_name: dict[str, list[str]] = {}
    for merger in mergers().values():
        by_name.setdefault(plain_name(merger.name), []).append(merger.code)
    return by_name


def municipalities_in(year: int) -> frozenset[str]:
    """The codes of all municipalities that there were, or will be as far as is known, on 1 January of a year.

    By the borders and the table, which goes back to 1990. Raises DataError where either is missing.
    """
    day = f"{year}-01-01"
    made: dict[str, str] = {}
    for merger in mergers().values():
        for code in merger.into:
            made[code] = min(made.get(code, merger.since), merger.since)
    begun = {code for code in made if code < _GIVEN_TO_NEW or made[code] <= day}
    ended = {merger.code for merger in mergers().values() if merger.since <= day}
    unmade = {*regions.municipalities()["code"], *mergers()} - made.keys()
    return frozenset((begun | unmade) - ended)


def municipalities_now(today: date | None = None) -> tuple[str, ...]:
    """The codes of the municipalities within the borders of now that no merger has ended yet, sorted by name.

    today: as for `in_force`. Raises DataError where the borders or the table are missing.
    """
    return _municipalities_on(today or date.today())


@by_shapes
def _municipalities_on(day: date) -> tuple[str, ...]:
    ended = {merger.code for merger in mergers().values() if merger.since <= day.isoformat()}
    return tuple(code for code in regions.municipalities()["code"] if code not in ended)


def in_force(code: str, today: date | None = None) -> Merger | None:
    """The merger in which a municipality ended, if its day has come; today: another day than this one, for a test."""
    merger = mergers().get(code)
    return merger if merger and merger.since <= (today or date.today()).isoformat() else None


def named(text: str) -> Merger | None:
    """The merger of the municipality that a text names by its name or code; None for one that is there, or unknown."""
    texts = pd.Series([text], dtype="str")
    return in_force(recognise.region_codes(texts).iloc[0] or former_codes(texts).iloc[0])


def successors(code: str, today: date | None = None) -> tuple[str, ...]:
    """The municipalities of today that a former one went to, by as many mergers as there were; itself when it is one.

    Several where it, or what it went to, was divided.
    """
    merger = in_force(code, today)
    if merger is None:
        return (code,)
    return tuple(dict.fromkeys(heir for into in merger.into for heir in successors(into, today)))


def described(code: str, today: date | None = None) -> str:
    """Where a former municipality went, each step with its year; "" for one that is there.

    "sinds 2023 Voorne aan Zee, GM1992", "in 2007 naar Binnenmaas, sinds 2019 Hoeksche Waard, GM1963", "in 2021
    verdeeld over Boxtel, Oisterwijk, Tilburg en Vught".
    """
    merger = in_force(code, today)
    if merger is None:
        return ""
    if len(merger.into) > 1:
        parts = [
            f"{_name(into)} ({further})" if (further := described(into, today)) else _name(into) for into in merger.into
        ]
        return f"in {merger.year} verdeeld over {listing(sorted(parts))}"
    (into,) = merger.into
    further = described(into, today)
    if further:
        return f"in {merger.year} naar {_name(into)}, {further}"
    return f"sinds {merger.year} {_name(into)}, {into}"


def _name(code: str) -> str:
    former = mergers().get(code)
    return former.name if former else regions.name(code)
