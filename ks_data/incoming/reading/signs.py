"""Texts that stand where a figure is not shown: what each of them means, and which mean what nobody can know.

A bound or a range ("<5", "1 t/m 4") says that there is a figure which the source hides. Knows no sheet and no layout.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from ks_data.catalogue.statuses import WITHOUT_VALUE, Status
from ks_data.incoming.reading import spreadsheet_errors, values
from ks_data.incoming.reading.values import Mask

LONGEST = 40
"""So many characters a bound, a range or a word for a missing figure may have."""
MOST_SIGNS = 1000
"""So many different texts that are no number may be signs; names of a column are more."""
LONGEST_SIGN = 25
"""So many a sign may have of which the meaning is asked."""
ZERO = "nul"
ANSWERS = (*map(str, WITHOUT_VALUE), ZERO)
"""What an analyst can say that a sign stands for."""

_COUNTED = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")
_NUMBER = rf"(?:[0-9]+(?:[.,][0-9]+)?|{'|'.join(_COUNTED)}|één)"
_LESS = r"<=?|=<|[≤⩽≦‹]|(?:minder|kleiner|lager|less|fewer) (?:dan|than)(?: of gelijk aan)?|onder(?: de)?|beneden"
_MOST = r"(?:ten )?hoogstens?|ten hoogste|maximaal|max\.?"
_MORE = r">=?|=>|[≥⩾≧›]|(?:meer|groter|hoger|more|greater) (?:dan|than)(?: of gelijk aan)?|boven(?: de)?"
_LEAST = r"(?:ten )?minstens?|minimaal|min\.?"
_OPEN = r"\+|(?:of|en) (?:minder|lager|kleiner|meer|hoger|groter)"
_BEHIND = r"(?: ?%| [a-zë]+){0,2}"
_BOUND = re.compile(
    rf"(?:n|aantal)? ?(?:(?:{_LESS}|{_MOST}|{_MORE}|{_LEAST}) ?{_NUMBER}|{_NUMBER} ?(?:{_OPEN})){_BEHIND}"
)
_TO = r"[-–—‒‐‑−~]|t/m|tm|t\.?e\.?m\.?|tot en met|tot|to|à|a|of|\.{2,3}"
_RANGE = re.compile(rf"(?:tussen(?: de)? |van |n ?= ?)?({_NUMBER}) ?(?:{_TO}| en ) ?({_NUMBER}){_BEHIND}")
_BLANK_SIGN = re.compile(r" ?([<>=≤≥⩽⩾≦≧‹›]) ?")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FOOTNOTES = "*¹²³⁴⁵⁶⁷⁸⁹⁰"
_AROUND = "()[]\"'“”„‘’"


class Meaning(NamedTuple):
    """Why a figure is not there: its status, and in Dutch what the source says."""

    status: str
    note: str


def plain(text: str) -> str:
    """A sign as it is known by, however it is written: small letters, single blanks, no full-width characters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def meaning(text: str, symbols: str = "") -> Meaning | None:
    """What a text that is no number means, by the signs of a source (see `values.MISSING`); None where it says not."""
    if len(text) > LONGEST:
        return None
    known = {**spreadsheet_errors.MEANINGS, **values.MISSING[symbols]}
    sign = plain(text)
    if sign in known:
        return Meaning(*known[sign])
    bare = text.strip().rstrip(_FOOTNOTES).strip(_AROUND)  # "<5²" has a footnote, and hides no 52
    bare = _BLANK_SIGN.sub(r"\1", plain(bare))
    if bare in known and bare:
        return Meaning(*known[bare])
    if _is_bound(bare) or _is_range(bare):
        return Meaning(Status.SUPPRESSED, f"'{text.strip()}' in de bron: een grens in plaats van het cijfer zelf")
    return None


def _is_bound(bare: str) -> bool:
    return _BOUND.fullmatch(bare) is not None


def _is_range(bare: str) -> bool:
    """Whether a text runs from a number to a larger one; two years are a period."""
    ends = _RANGE.fullmatch(bare)
    if ends is None or (_YEAR.fullmatch(ends[1]) and _YEAR.fullmatch(ends[2])):
        return False
    return _size(ends[1]) < _size(ends[2])


def _size(number: str) -> float:
    counted = {word: float(size) for size, word in enumerate(_COUNTED)} | {"één": 1.0}
    return counted[number] if number in counted else float(number.replace(",", "."))


def is_askable(text: str) -> bool:
    """Whether a text without a meaning can be a sign of its source: it is short, and is no number that went wrong."""
    sign = plain(text)
    is_error = len(sign) > 1 and sign.startswith("#")  # #REF! is a fault of a workbook, and stands for nothing
    return 0 < len(sign) <= LONGEST_SIGN and not any(map(str.isdigit, sign)) and not is_error


def fits(texts: "pd.Index[str]") -> Mask:
    """Whether each text can stand in a column of figures in place of one: a known sign, a bound, or a mark like `*`."""
    return np.array([meaning(text) is not None or _is_mark(text) for text in texts], dtype=bool)


def in_place_of_figures(texts: "pd.Index[str]", is_number: Mask | None = None) -> Mask:
    """Which texts can stand where a figure should: signs, bounds, and what a spreadsheet could not compute.

    Only known signs where there are more different texts than any source has signs. is_number: of each text, where that
    is known already.
    """
    stands = np.asarray(texts.str.casefold().isin(list(values.MISSING[""])), bool) | spreadsheet_errors.broken(texts)
    rest = np.flatnonzero(~stands & ~(values.readable(texts) if is_number is None else is_number))
    if len(rest) <= MOST_SIGNS:
        stands[rest] = fits(texts[rest])
    return stands


def _is_mark(text: str) -> bool:
    sign = plain(text)
    return 0 < len(sign) <= 3 and not any(map(str.isalnum, sign))


def meanings(texts: Iterable[str], symbols: str) -> list[Meaning]:
    """What each text means, without status and note where that is not known."""
    return [meaning(text, symbols) or Meaning("", "") for text in texts]
