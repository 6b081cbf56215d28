"""What stands around a table says of its year and place, where no cell does: always a question. Knows no layouts."""

import re
from collections.abc import Iterator

import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.incoming.findings import Finding, Level, remark
from ks_data.incoming.reading import values, years
from ks_data.incoming.reading.sheet import Sheet

_WORDS = re.compile(r"[^\W0-9_]+(?:['’-][^\W0-9_]+)*")
_LONGEST_NAME = 3
"""So many words make up the longest name of a region that is looked for."""
_BY_HAND = "Wijs anders de kolommen met de hand aan"


def period_around(sheet: Sheet) -> tuple[str, Finding]:
    """The period that a title, the tab or the file name speaks of, in that order, and the question whether it is so."""
    named = {source: period for source, text in _texts(sheet) if (period := years.period_within(text))}
    if not named:
        several = next((source for source, text in _texts(sheet) if len(years.years_within(text)) > 1), "")
        why = (
            f"Geen kolom noemt een jaar, en {several} noemt er meer dan één."
            if several
            else "Het bestand noemt geen jaar: niet in een kolom, niet in de titel, niet in de naam van het blad en "
            "niet in de bestandsnaam (een dag van downloaden telt niet)."
        )
        return "", remark(f"{why} Wijs de kolommen met de hand aan en vul het jaar in.")
    source, period = next(iter(named.items()))
    others = "".join(f" Let op: {other} noemt {year}." for other, year in named.items() if year != period)
    message = f"Geen kolom noemt een jaar. De periode {period} komt uit {source}.{others} Klopt dat? {_BY_HAND}."
    return period, Finding(Level.QUESTION, "jaar_van_elders", message)


def region_around(sheet: Sheet, unknown: list[str]) -> tuple[str, Finding]:
    """The region that the figures of a table without regions are about, and the question whether it is so.

    unknown: the names of columns of which the texts name no region that is known.
    """
    columns = f" Deze kolommen noemen geen bekend gebied: {', '.join(unknown)}." if unknown else ""
    for source, text in _texts(sheet):
        if len(places := _places_within(text.title() if text == sheet.name else text)) == 1:
            code = places.pop()
            message = (
                f"Geen kolom noemt een gebied. {source[:1].upper()}{source[1:]} noemt {regions.name(code)}; alle "
                f"cijfers zijn gelezen als cijfers over {regions.name(code)}.{columns} Klopt dat? {_BY_HAND}."
            )
            return code, Finding(Level.QUESTION, "gebied_van_elders", message)
    message = (
        "Het bestand heeft geen kolom met gebieden; de cijfers zijn gelezen als cijfers over heel Nederland."
        f"{columns} Klopt dat? {_BY_HAND}."
    )
    return regions.COUNTRY, Finding(Level.QUESTION, "heel_nederland", message)


def _texts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What stands around a table, the nearest first: where it stands, in Dutch, and the text."""
    tab = (f"de naam van het blad ‘{sheet.tab}’", sheet.tab)
    is_year = values.periods(pd.Series([sheet.tab], dtype="str"))["kind"][0] == "jaar"
    if is_year:
        yield tab
    for row in sheet.top[: sheet.heading.first]:
        yield "de titel boven de tabel", " ".join(filter(None, row))
    if not is_year:
        yield tab
    yield "de bestandsnaam", sheet.name.rpartition("/")[2]


def _places_within(text: str) -> set[str]:
    """The regions that a text names with a capital."""
    words = _WORDS.findall(text[:300])
    phrases = {
        " ".join(words[start : start + length])
        for length in range(1, _LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
        if words[start][:1].isupper() or words[start].startswith("'")
    }
    codes = recognise.region_codes(pd.Series(sorted(phrases), dtype="str"))
    return set(codes[codes != ""])
