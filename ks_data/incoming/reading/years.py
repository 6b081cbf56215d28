"""Other ways to write a year than as a year: the first or last day of it, the number that Excel has for such a day, or
a school year. Knows no columns."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading import values
from ks_data.incoming.reading.signs import in_place_of_figures

_YEAR = "(?:19|20)[0-9]{2}"
_DIGIT = re.compile("[0-9]")
_TIME = r"(?:[ T]00:00(?::00(?:\.0{1,6})?)?Z?)?"
_FIRST_OR_LAST_DAY = re.compile(
    rf"({_YEAR})[-/.](?:01[-/.]01|12[-/.]31){_TIME}|(?:0?1[-/.]0?1|31[-/.]12)[-/.]({_YEAR}){_TIME}"
    rf"|({_YEAR})(?:0101|1231)|(?:0?1 jan(?:uari|\.)?|31 dec(?:ember|\.)?) ({_YEAR})",
    re.IGNORECASE,
)
_NO_FRACTION = re.compile(r"(?<=[0-9])[.,]0+$")
_DAY_NUMBER_IN_EXCEL = re.compile("[1-9][0-9]{4}")
_GROUPED_YEAR = re.compile("(1[.,\u00a0 ]9|2[.,\u00a0 ]0)[0-9]{2}")
_SCHOOL = r"(?:schooljaar |schooljr\.? |sj\.? ?|seizoen )"
_SCHOOL_YEAR = re.compile(rf"{_SCHOOL}?({_YEAR})\s?[-/–]\s?(['’]?[0-9]{{2}}|{_YEAR})\*?", re.IGNORECASE)
_SHORT_SCHOOL_YEAR = re.compile(rf"({_SCHOOL}?['’]?)([0-9]{{2}})\s?[-/–]\s?['’]?([0-9]{{2}})\*?", re.IGNORECASE)
_MONTH = re.compile(rf"{_YEAR}-(?:0[1-9]|1[0-2])")
_MONTH_NUMBER, _DAY_NUMBER = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_SIGN = "[-_./ ]"
_DAY_WITHIN = re.compile(
    rf"(?<![0-9])(?!{_YEAR}{_YEAR}(?![0-9]))(?:{_DAY_NUMBER}{_SIGN}{_MONTH_NUMBER}{_SIGN}{_YEAR}"
    rf"|{_YEAR}{_SIGN}{_MONTH_NUMBER}{_SIGN}{_DAY_NUMBER}|{_YEAR}(?:0[1-9]|1[0-2])[0-3][0-9]"
    rf"|[0-3][0-9](?:0[1-9]|1[0-2]){_YEAR})(?:[-_T ]?[0-9]{{2}}[-_:.]?[0-9]{{2}}(?:[-_:.]?[0-9]{{2}})?)?(?![0-9])"
)
_DAY_IN_WORDS = re.compile(
    rf"(?<![0-9])[0-9]{{1,2}} ?(?:jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]{{0,8}}\.? ?{_YEAR}",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"(?:gedownload|download|geexporteerd|geëxporteerd|export|opgehaald|bijgewerkt|gewijzigd|aangemaakt|gegenereerd"
    rf"|afgedrukt|gepubliceerd|opgeslagen|(?<!peil)datum|printed|created|updated)[^0-9]{{0,20}}{_YEAR}(?![0-9])",
    re.IGNORECASE,
)
"""When a file was made, which is no period."""


def first_or_last_days(texts: "pd.Index[str]") -> dict[str, str]:
    """The year of each text that is the first or last day of one, written as a day or as Excel counts them."""
    return {text: year for text in texts if len(text) <= LONGEST_NAME and (year := _year_of_day(text))}


def _year_of_day(text: str) -> str:
    bare = _NO_FRACTION.sub("", text.strip())  # what pandas writes of a column of numbers with gaps
    day = _FIRST_OR_LAST_DAY.fullmatch(text) or _FIRST_OR_LAST_DAY.fullmatch(bare)
    return next(filter(None, day.groups())) if day else _year_of_number(bare)


def _year_of_number(text: str) -> str:
    """2023 for 44927, which is 1 January 2023 in Excel; "" for another day."""
    day = values.excel_day(int(text)) if _DAY_NUMBER_IN_EXCEL.fullmatch(text) else None
    is_edge = day is not None and (day.month, day.day) in ((1, 1), (12, 31))
    return str(day.year) if day and is_edge and re.fullmatch(_YEAR, str(day.year)) else ""


def school_years(texts: Iterable[str], months: bool = False, short: bool = False) -> dict[str, tuple[str, str]]:
    """The two years of each text that can be a school year: "2019/2020", "2019/'20", "'19/'20".

    months: "2010-11" is no month; short: "19/20" is one, for it stands where years do.
    """
    years = {}
    for text in texts:
        brief = _SHORT_SCHOOL_YEAR.fullmatch(text) if len(text) <= LONGEST_NAME else None
        if brief and (short or brief[1]) and int(brief[3]) == int(brief[2]) + 1:
            years[text] = (f"20{brief[2]}", f"20{brief[3]}")
            continue
        match = _SCHOOL_YEAR.fullmatch(text) if len(text) <= LONGEST_NAME else None
        if (
            match
            and int(match[2][-2:]) == (int(match[1]) + 1) % 100
            and int(match[2].strip("'’"))
            in (
                int(match[1]) + 1,
                (int(match[1]) + 1) % 100,
            )
        ):
            years[text] = (match[1], str(int(match[1]) + 1))
    return {} if not months and all(_MONTH.fullmatch(text) for text in years) else years


def meanings(texts: "pd.Index[str]", school: bool = False, years: bool = False) -> dict[str, str] | None:
    """What the texts that are no plain years mean, where all are years, their first or last days, or school years.

    None where they are not. A sign for what is missing is passed over. school: "2010-11" is a school year too; years:
    2.023 is one, for the header says that they are years.
    """
    if not any(map(_DIGIT.search, texts)):  # names and signs alone
        return None
    is_year = np.array([values.period(text)[2] == "jaar" for text in texts], bool)
    signs = in_place_of_figures(texts)
    rest = texts[~is_year & ~signs]
    if signs.all():
        return None
    days = first_or_last_days(rest)
    if years:
        days |= {text: re.sub("[^0-9]", "", text) for text in rest if _GROUPED_YEAR.fullmatch(text)}
    if len(days) == len(rest):
        return days
    pairs = school_years(rest, school, short=years)
    return {text: "-".join(pair) for text, pair in pairs.items()} if len(pairs) == len(rest) else None


def periods(texts: "pd.Series[str]") -> pd.DataFrame:
    """As `values.periods`, and the short ways to write a school year too."""
    return pd.DataFrame(named(texts), columns=["period", "status", "kind"], dtype="str")


def named(texts: "Sequence[str] | pd.Series[str]") -> list[tuple[str, str, str]]:
    """The same as a list: for a few texts that takes a tenth of the time."""
    known = [values.period(text) for text in texts]
    school = school_years({text: None for text, (_, _, kind) in zip(texts, known, strict=True) if kind != "jaar"})
    return [
        ("-".join(school[text]), "", "jaar") if period[2] != "jaar" and text in school else period
        for text, period in zip(texts, known, strict=True)
    ]


def period_within(text: str) -> str:
    """The one period that a title, a tab or a file name speaks of, or ""; the day on which it was made is none."""
    return values.period_within(_without_days(text))


def years_within(text: str) -> list[str]:
    """The years that it speaks of, as `period_within` looks at them."""
    return sorted(set(re.findall(rf"(?<![0-9]){_YEAR}(?![0-9])", _without_days(text))))


def _without_days(text: str) -> str:
    text = text[:LONGEST_NAME]
    for made in (_DAY_WITHIN, _DAY_IN_WORDS, _MADE):
        text = made.sub(" ", text)
    return text
