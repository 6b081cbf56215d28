"""Which region or indicator a person names, by code or by name; says what was meant instead. Knows no figures."""

import difflib

import pandas as pd

from ks_data.catalogue import mergers, recognise
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS

LONGEST = 80
"""So many characters of a text that names nothing are repeated to who wrote it."""


def region_code(text: str) -> str:
    """The code of a region, by its code or its name. Raises DataError for any other text."""
    if not (code := recognise.region_codes(pd.Series([text], dtype="str")).iloc[0]):
        if merger := mergers.named(text):
            went = mergers.described(merger.code)
            raise DataError(f"De gemeente {merger.name} bestaat niet meer: {went}. Kies een gemeente van nu.")
        near = recognise.nearest_name(text)
        raise DataError(f"Het gebied {brief(text)} is niet bekend." + (f" Bedoelde u {near}?" if near else ""))
    return str(code)


def unknown_indicator(text: str) -> DataError:
    """What is said of a text that names no indicator."""
    names = [*INDICATORS, *(indicator.name for indicator in INDICATORS.values())]
    near = difflib.get_close_matches(text[:LONGEST], names, 1)
    return DataError(f"De indicator {brief(text)} is niet bekend." + (f" Bedoelde u {near[0]}?" if near else ""))


def brief(text: str) -> str:
    """A text as it is repeated: its beginning, where it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
