"""Texts -> numbers, periods and reasons why a number is missing, as Dutch sources write them. Knows no layouts.

Every function looks at each different text once, however many rows hold it.
"""

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.statuses import Status
from ks_data.catalogue.tables import LONGEST_NAME, MOST_NAMES
from ks_data.language import dutch

Decimal = Literal["", ".", ","]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

HIDDEN = -99996.0
"""Swing's number for a figure that is hidden for privacy; all numbers from LOST down are no figures."""
LOST = -99990.0
TOO_MANY = (
    f"Meer dan {dutch.number(MOST_NAMES, 0)} kan niet. Is dit wel de goede kolom? Haal hem anders weg, of splits het "
    "bestand."
)
"""What is said where a column holds too many different texts."""

_GENERAL = {
    "": (Status.MISSING, "leeg in de bron"),
    ".": (Status.MISSING, "'.' in de bron: onbekend, onvoldoende betrouwbaar of geheim"),
    "x": (Status.SUPPRESSED, "'x' in de bron: geheim"),
    "-": (Status.MISSING, "'-' in de bron: geen gegevens"),
    "?": (Status.MISSING, "'?' in de bron: onbekend"),
    "<5": (Status.SUPPRESSED, "'<5' in de bron: minder dan 5"),
    "<10": (Status.SUPPRESSED, "'<10' in de bron: minder dan 10"),
    **dict.fromkeys(("n.b.", "n.b", "nb", "n/b"), (Status.MISSING, "'n.b.' in de bron: niet bekend")),
    **dict.fromkeys(("n.v.t.", "n.v.t", "nvt"), (Status.MISSING, "'n.v.t.' in de bron: niet van toepassing")),
    "na": (Status.MISSING, "'NA' in de bron: geen gegevens"),
    "n/a": (Status.MISSING, "'n/a' in de bron: geen gegevens"),
    "#n/b": (Status.MISSING, "'#N/B' in Excel: geen gegevens"),
    "#n/a": (Status.MISSING, "'#N/A' in Excel: geen gegevens"),
    "null": (Status.MISSING, "'null' in de bron: geen gegevens"),
}
_GENERAL |= {
    word: (status, f"'{word}' in de bron")
    for status, words in (
        (
            Status.SUPPRESSED,
            "geheim|onderdrukt|afgeschermd|verborgen|vertrouwelijk|gemaskeerd|niet getoond|te klein|te weinig"
            "|te klein aantal|te kleine aantallen|klein aantal|kleine aantallen|te weinig waarnemingen"
            "|te weinig personen|te laag aantal|privacy|suppressed|confidential|masked",
        ),
        (
            Status.MISSING,
            "onbekend|ontbreekt|ontbrekend|geen gegevens|geen data|geen cijfer|geen cijfers|geen opgave"
            "|geen waarneming|geen waarnemingen|niet bekend|niet beschikbaar|nog niet bekend|nog niet beschikbaar"
            "|niet van toepassing|niet gemeten|niet gevraagd|n.a.|n.a|nan|none|missing|no data|not available|unknown",
        ),
    )
    for word in words.split("|")
}
_CBS = {
    "": (Status.MISSING, "leeg bij het CBS: een cijfer kan hier niet voorkomen"),
    ".": (Status.MISSING, "'.' bij het CBS: onbekend, onvoldoende betrouwbaar of geheim"),
    "x": (Status.SUPPRESSED, "'x' bij het CBS: geheim"),
    "-": (Status.MISSING, "'-' bij het CBS: nihil; niet als 0 gelezen"),
}
_SWING = {
    "": (Status.MISSING, "leeg in Swing: geen gegevens"),
    "x": (Status.SUPPRESSED, "'x' in Swing: afgeschermd omdat de aantallen klein zijn"),
    "-": (Status.MISSING, "'-' in Swing: geen gegevens"),
    "?": (Status.MISSING, "'?' in Swing: onbekend"),
}
MISSING = {"": _GENERAL, "cbs": {**_GENERAL, **_CBS}, "swing": {**_GENERAL, **_SWING}}
"""By source: the symbol, the status it stands for, and its meaning in Dutch."""

_POINT = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_POINT_GROUPED = r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?$"
_COMMA = r"^[+-]?([0-9]+(,[0-9]*)?|,[0-9]+)([eE][+-]?[0-9]{1,3})?$"
_COMMA_GROUPED = r"^[+-]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?$"
_BLANK_GROUPED = "^[+-]?[1-9][0-9]{0,2}([ '’\u00a0\u202f][0-9]{3})+([.,][0-9]+)?$"
_CURRENCY = "^(€|EUR)[ \u00a0\u202f]*|[ \u00a0\u202f]*(%|€)$"

_BLANKS = " \t\r\n\f\u00a0\ufeff"

# What re matches must take time in proportion to the text: no two repeats side by side may share a character.
_YEAR = "(?:19|20)[0-9]{2}"
_SPAN = re.compile(rf"({_YEAR})\s*(?:-|–|/|t/m|tm|tot en met)\s*({_YEAR})", re.IGNORECASE)
_WHOLE_YEAR = re.compile(
    rf"({_YEAR})(?:[.,]0+|JJ00)?\s*(\*{{0,2}}|\(?(?:nader )?voorlopige?(?: cijfers?)?\)?)", re.IGNORECASE
)
_SHORTER = re.compile(
    rf"{_YEAR}(?:MM|KW|HJ|W|X|SJ|G|VV|DD)\w+|{_YEAR}-[0-9]{{2}}(?:-[0-9]{{2}})?(?:[ T].*)?"
    rf"|[0-9]{{1,2}}-[0-9]{{1,2}}-{_YEAR}(?: .*)?"
    rf"|{_YEAR}[\s-]+(?:[^\s-]\S*\s)?(?:jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec"
    r"|[0-9]\S* (?:kwartaal|half)|kwartaal).*"
    rf"|(?:jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)\w*\.?\s{_YEAR}|{_YEAR}\s?[qk][0-9]",
    re.IGNORECASE,
)
_IN_1905 = re.compile(r"1905-([0-9]{2})-([0-9]{2})(?:[ T][0-9:.]*)?|([0-9]{1,2})[-/]([0-9]{1,2})[-/]1905(?: [0-9:.]*)?")
_MOMENT = re.compile("_?[0-9]{8}_[0-9]{6}")
"""The moment of download, in the names of files of CBS."""
_SPAN_WITHIN = re.compile(rf"(?<![0-9])({_YEAR})(?:[-_ –/]|t/m|tm| t/m )?({_YEAR})(?![0-9])")
_YEAR_WITHIN = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")


def stripped(texts: "pd.Series[str]") -> "pd.Series[str]":
    """The same texts without the blanks around them, also the hard blanks of a web page; a plain column is left."""
    if not isinstance(texts.dtype, pd.CategoricalDtype):
        return texts
    categories = texts.cat.categories
    bare = categories.str.strip(_BLANKS)
    return texts if (bare == categories).all() else spread(texts, bare)


def used(texts: "pd.Series[str]") -> "pd.Index[str]":
    """The different texts that occur; of a plain column all texts."""
    categories, codes = _encoded(texts)
    if isinstance(codes, slice):
        return categories
    return categories[np.bincount(codes, minlength=len(categories)) > 0]


def different(texts: "pd.Series[str]") -> "tuple[npt.NDArray[np.intp], pd.Index[str]]":
    """Which of the different texts stands in each row, and those texts: only those that occur."""
    if not isinstance(texts.dtype, pd.CategoricalDtype):
        codes, plain_texts = pd.factorize(texts.astype(object))
        return codes, pd.Index(plain_texts, dtype="str")
    codes, present = pd.factorize(texts.cat.codes)
    return codes, texts.cat.categories.take(present)


def spread(texts: "pd.Series[str]", meanings: "pd.Series[str] | pd.Index[str] | list[str]") -> "pd.Series[str]":
    """What stands for each different text, put back in the rows; a categorical column again."""
    small = pd.Categorical(meanings)
    codes = small.codes.astype(np.int32).take(texts.cat.codes.to_numpy())
    return pd.Series(pd.Categorical.from_codes(codes, small.categories), index=texts.index)


def equal(texts: "pd.Series[str]", text: str) -> Mask:
    """Whether each text is this one."""
    categories, codes = _encoded(texts)
    if isinstance(codes, slice):
        return np.asarray(categories == text)
    code = categories.get_indexer([text])[0]
    return np.asarray(codes == code) if code >= 0 else np.zeros(len(codes), bool)


def within(texts: "pd.Series[str]", options: tuple[str, ...]) -> Mask:
    """Whether each text is one of these."""
    categories, codes = _encoded(texts)
    is_option = np.asarray(categories.isin(options))
    return is_option if isinstance(codes, slice) else is_option.take(codes)


def starting(texts: "pd.Series[str]", start: str) -> Mask:
    """Whether each text starts with another."""
    categories, codes = _encoded(texts)
    return np.asarray(categories.str.startswith(start), dtype=bool)[codes]


def refuse_no_names(name: str, column: str, texts: "pd.Series[str]") -> None:
    """Raises DataError where texts are no names, periods or units: too many, or too long; the index is the row."""
    refuse_many(name, column, texts)
    categories, codes = _encoded(texts)
    lengths = np.asarray(categories.str.len(), dtype=np.int64)
    if not (lengths > LONGEST_NAME).any():
        return
    long = np.flatnonzero((lengths > LONGEST_NAME)[codes])
    if len(long):
        raise too_long(name, int(texts.index[long[0]]), column, int(lengths[codes][long[0]]), len(long))


def refuse_many(name: str, column: str, texts: "pd.Series[str]", kind: str = "teksten") -> None:
    """Raises DataError where a column holds too many different texts; kind: what they are, in Dutch."""
    if len(texts) <= MOST_NAMES:
        return
    is_plain = not isinstance(texts.dtype, pd.CategoricalDtype)
    count = pc.count_distinct(pa.array(texts)).as_py() if is_plain else len(used(texts))
    if count > MOST_NAMES:
        raise DataError(
            f"{name}, kolom {column[:40]}: hier staan {dutch.number(count, 0)} verschillende {kind}. {TOO_MANY}"
        )


def too_long(name: str, row: int, column: str, length: int, count: int = 1) -> DataError:
    """The refusal of a text that is too long to be a name; count: in how many rows."""
    others = f" Dat geldt voor {dutch.number(count, 0)} rijen." if count > 1 else ""
    return DataError(
        f"{name}, rij {row}, kolom {column[:40]}: hier staat een tekst van {dutch.number(length, 0)} tekens. Een naam, "
        f"periode of eenheid heeft er hoogstens {LONGEST_NAME}.{others} Maak de tekst korter of haal hem weg."
    )


def bracketed(text: str, signs: str = "[]") -> tuple[str, str]:
    """What stands before the last brackets of a text, and in them: "Sterfte [per 1.000]"; all of it where none end it.

    The brackets may hold nothing; no part of the text is looked at twice.
    """
    opening, closing = signs[0], signs[1]
    bare = text.rstrip()
    before, sign, inside = bare[:-1].rpartition(opening)
    if not sign or not bare.endswith(closing) or closing in inside:
        return text, ""
    return before.rstrip(), inside.strip()


def floats(texts: "pd.Series[str]", decimal: Decimal, grouping: bool = True) -> Floats:
    """The number in each row (see `numbers`)."""
    categories, codes = _encoded(texts)
    return numbers(categories, decimal, grouping)[codes]


def _encoded(texts: "pd.Series[str]") -> "tuple[pd.Index[str], npt.NDArray[np.intp] | slice]":
    """The different texts of a column and which stands in each row; a plain column is itself."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return texts.cat.categories, texts.cat.codes.to_numpy()
    return pd.Index(texts), slice(None)


# --- numbers ---


def plain(array: pa.Array) -> pa.Array:
    """Texts ready to be read as a number: no currency, no percent sign, no blanks between digits."""
    array = pc.utf8_trim(array, _BLANKS)
    array = pc.replace_substring_regex(array, _CURRENCY, "")
    array = pc.replace_substring(array, "−", "-")
    grouped = pc.match_substring_regex(array, _BLANK_GROUPED)
    return pc.if_else(grouped, pc.replace_substring_regex(array, "[ '’\u00a0\u202f]", ""), array)


def evidence(texts: "pd.Index[str]", grouping: bool = True) -> tuple[int, int]:
    """How many texts can only have a decimal point, and how many only a decimal comma; 1.234 can have both."""
    array = pa.array(texts, pa.large_string())
    array = plain(array.filter(pc.match_substring_regex(array, "[.,]")))
    point, comma = _fits(array, ".", grouping), _fits(array, ",", grouping)
    return pc.sum(pc.and_not(point, comma)).as_py() or 0, pc.sum(pc.and_not(comma, point)).as_py() or 0


def numbers(texts: "pd.Index[str]", decimal: Decimal, grouping: bool = True) -> Floats:
    """The number in each text with this decimal sign; NaN where there is none."""
    array = pa.array(texts, pa.large_string())
    if not pc.any(pc.match_substring_regex(array, "[0-9]")).as_py():
        return np.full(len(texts), np.nan)
    if decimal == "." or not pc.any(pc.match_substring(array, ".")).as_py():
        simple = pc.replace_substring(array, ",", ".") if decimal == "," else array
        try:  # nearly always each text is a number or nothing, and that is read in one go
            figures = pc.cast(pc.if_else(pc.equal(simple, ""), None, simple), pa.float64())
        except pa.ArrowInvalid:
            pass
        else:
            if pc.all(pc.is_finite(figures)).as_py() is not False:
                return _as_floats(figures)
    array = plain(array)
    fits = _fits(array, decimal, grouping)
    array = pc.replace_substring(array, "," if decimal == "." else ".", "") if grouping else array
    array = pc.replace_substring(array, ",", ".") if decimal == "," else array
    array = pc.replace_substring_regex(array, r"^\+", "")
    floating = _as_floats(pc.cast(pc.if_else(fits, array, None), pa.float64()))
    return np.where(np.isinf(floating), np.nan, floating)


def _as_floats(array: pa.Array) -> Floats:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.float64)


def readable(texts: "pd.Index[str]") -> Mask:
    """Whether each text is a number, with whatever decimal sign."""
    return np.isfinite(numbers(texts, ".")) | np.isfinite(numbers(texts, ","))


def counts_rows(texts: "pd.Index[str]") -> bool:
    """Whether texts are no more than 1, 2, 3, … as where rows are numbered."""
    counts = numbers(texts, ".")
    counts = np.sort(counts[np.isfinite(counts)])
    return len(counts) > 4 and counts[0] in (0, 1) and bool((np.diff(counts) == 1).all())


def _fits(array: pa.Array, decimal: str, grouping: bool) -> pa.Array:
    whole, groups = (_POINT, _POINT_GROUPED) if decimal == "." else (_COMMA, _COMMA_GROUPED)
    fits = pc.match_substring_regex(array, whole)
    return pc.or_(fits, pc.match_substring_regex(array, groups)) if grouping else fits


# --- periods ---


def periods(texts: "pd.Series[str]") -> pd.DataFrame:
    """What period each text names: columns period ("2019", "2017-2019" or ""), status and kind.

    kind: "jaar", "deel" for a month, a quarter or a day, and "" for what is no period. status: "voorlopig" or "".
    """
    return pd.DataFrame([period(text) for text in texts], columns=["period", "status", "kind"], dtype="str")


def period(text: str) -> tuple[str, str, str]:
    """The same of one text."""
    text = text.strip()
    if len(text) > LONGEST_NAME:
        return "", "", ""
    if year := _WHOLE_YEAR.fullmatch(text):
        return year[1], Status.PROVISIONAL if year[2] else "", "jaar"
    if year_as_date := _as_date(text):
        return year_as_date, "", "jaar"
    starred = text.rstrip("*").rstrip()
    if (span := _SPAN.fullmatch(starred)) and span[1] < span[2]:
        return f"{span[1]}-{span[2]}", Status.PROVISIONAL if starred != text else "", "jaar"
    return "", "", "deel" if _SHORTER.fullmatch(text) else ""


def excel_day(number: int) -> date:
    """The day that Excel shows for a number: 44927 -> 2023-01-01."""
    return date(1899, 12, 30) + timedelta(number)


def _as_date(text: str) -> str:
    """The year that Excel shows as a day in 1905, as it does when a column of years has the format of dates; or ""."""
    day = _IN_1905.fullmatch(text)
    if day is None:
        return ""
    month, number = (int(day[1]), int(day[2])) if day[1] else (int(day[4]), int(day[3]))
    with suppress(ValueError):
        year = str((date(1905, month, number) - excel_day(0)).days)
        return year if re.fullmatch(_YEAR, year) else ""
    return ""


def period_within(text: str) -> str:
    """The one period that a title or file name speaks of ("klik_lv_ggd_20192022.csv" -> "2019-2022"), or ""."""
    text = _MOMENT.sub("", text)
    span = _SPAN_WITHIN.search(text)
    if span and span[1] < span[2]:
        return f"{span[1]}-{span[2]}"
    years = set(_YEAR_WITHIN.findall(text))
    return years.pop() if len(years) == 1 else ""
