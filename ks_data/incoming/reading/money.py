"""Amounts of money as Dutch budgets write them -> euros, and in which texts money is spoken of. Knows no layouts.

Every function takes time in proportion to its text, and looks at each different text of a column once.
"""

import re

import numpy as np
import pandas as pd

from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading.values import Floats

_WORDS = re.compile(
    r"€|\beuros?\b|\beuro['’]s\b|\beur\b|\bbedrag(?:en)?\b|\bkosten\b|\blasten\b|\bbaten\b|begroting|\bbegroot\b"
    r"|\bbudget|\braming|\bgeraamd\b|\buitgaven\b|\binkomsten\b|\bsubsidie|\brealisatie\b|\bjaarrekening\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(
    r"\b(?:x|in)\s?(?:€|eur|euro)?\s?1[. \u00a0]?000\b(?![. \u00a0]?[0-9])|[(\[](?:€|eur|euro)\s?1[. \u00a0]?000[)\]]"
    r"|\bduizend(?:en)?\b|\bdzd\b|\bk€|€\s?k\b|\bx\s?k\b",
    re.IGNORECASE,
)
_MILLIONS = re.compile(
    r"\bx\s?(?:€|eur|euro)?\s?1[. \u00a0]?000[. \u00a0]?000\b|\b(?:mln|miljoen(?:en)?)\b", re.IGNORECASE
)
_CURRENCY = re.compile(r"€|\beuro\b|\beur\b", re.IGNORECASE)
_NOTHING_AFTER = re.compile(r",[-–—=]{1,2}$|\.[-–—=]{1,2}$")
"""How whole euros are written: "12.500,-"."""
_SUFFIX = re.compile(r"(?:k|dzd|duizend|mln|miljoen)\.?$", re.IGNORECASE)
_BLANK = " '’\u00a0\u202f"
_DUTCH = re.compile(rf"([0-9]{{1,3}}(?:[.{_BLANK}][0-9]{{3}})+|[0-9]+)(?:,([0-9]{{1,2}}|[0-9]{{4,}}))?")
_ENGLISH = re.compile(rf"([0-9]{{1,3}}(?:[,{_BLANK}][0-9]{{3}})+|[0-9]+)(?:\.([0-9]+))?")
_OPEN = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
NOT_YET = ("pm", "p.m.", "p.m", "pro memorie", "memorie")
NO_AMOUNT = ("", "-", "–", "—", "n.v.t.", "nvt", "€ -", "€-", "€", "- €", *NOT_YET)
"""What stands in a budget where there is no amount, or none yet; small letters."""


def speaks_of_money(text: str) -> bool:
    """Whether a header, a title or the name of a file is about amounts of money."""
    return len(text) <= LONGEST_NAME and _WORDS.search(text.replace("_", " ")) is not None


def has_sign(texts: "pd.Index[str]") -> bool:
    """Whether an amount with a euro sign stands in one of the cells; a sentence with one is no amount."""
    signed = texts[texts.str.contains(r"€|\bEUR\b", regex=True).astype(bool)]
    return bool(np.isfinite(euros(signed)).any())


def scale(text: str) -> int:
    """By how much amounts under a text must be multiplied: 1.000 for "x € 1.000"; 1 where it names no scale."""
    if len(text) > LONGEST_NAME:
        return 1
    if _MILLIONS.search(text):
        return 1_000_000
    return 1_000 if _THOUSANDS.search(text) else 1


def without_scale(text: str) -> str:
    """A header without its scale, its currency and the brackets around them: "Bedrag 2024"."""
    bare = _CURRENCY.sub("", _THOUSANDS.sub("", _MILLIONS.sub("", text)))
    return " ".join(re.sub(r"[()\[\]]", " ", bare).split())


def euros(texts: "pd.Index[str]", factor: int = 1) -> Floats:
    """The amount in each text times a factor, in cents exact; NaN where it is none.

    Takes "€ 12.500,-", "12500.50", "1.234.567,89", "12,5k", "- € 500", "(500)" and "500-". No amount has three
    decimals, so three digits behind a sign are thousands; but "12,500" with a factor is twelve and a half.
    """
    return np.array([_euros(text, factor) for text in texts], dtype=float)


def _euros(text: str, factor: int) -> float:
    bare = text.strip() if len(text) <= LONGEST_NAME else ""
    bare, negative = _unsigned(_CURRENCY.sub("", bare.replace("−", "-")).strip())
    bare = _NOTHING_AFTER.sub("", bare)
    if suffix := _SUFFIX.search(bare):
        factor *= 1_000_000 if suffix[0].lower().startswith(("mln", "miljoen")) else 1_000
        bare = bare[: suffix.start()].rstrip()
    number = _number(bare, factor)
    return round((-number if negative else number) * factor, 2)


def _unsigned(text: str) -> tuple[str, bool]:
    """A text without its sign before, behind or around it, and whether it is below nought."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text.startswith("-/-") or text.endswith("-/-"):
        return text.replace("-/-", "").strip(), True
    if text.startswith(("-", "–")):
        return text[1:].strip(), True
    if text.endswith("-") and text[-2:-1].isdigit():
        return text[:-1].strip(), True
    return text.removeprefix("+").strip(), False


def _number(text: str, factor: int) -> float:
    """An unsigned number, whatever its signs for thousands and decimals; NaN where it is none."""
    if factor > 1 and "," in text and _OPEN.fullmatch(text):
        return float(text.replace(",", "."))
    written = _DUTCH.fullmatch(text) or _ENGLISH.fullmatch(text)
    if written is None:
        return np.nan
    return float(re.sub("[^0-9]", "", written[1]) + "." + (written[2] or "0"))


def undecided(texts: "pd.Index[str]") -> "pd.Index[str]":
    """The texts that can be thousands or decimals: of amounts that are multiplied that is a question."""
    return texts[np.array([_OPEN.fullmatch(text.strip()) is not None for text in texts], dtype=bool)]
