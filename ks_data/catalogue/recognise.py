"""Which region a text of a file names: codes, and names in any usual spelling; knows no figures and no mergers."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.regions import COUNTRY, by_shapes, level, municipalities, names, parents, plain_name, provinces
from ks_data.catalogue.tables import LONGEST_NAME

LONGEST_LIKE = 80
"""So many characters of a name are held against the names of regions, to find one that is spelled like it."""
_PROVINCE_MARKS = {
    "gr": "PV20", "f": "PV21", "fr": "PV21", "d": "PV22", "dr": "PV22", "o": "PV23", "ov": "PV23", "fl": "PV24",
    "gld": "PV25", "gd": "PV25", "u": "PV26", "ut": "PV26", "nh": "PV27", "zh": "PV28", "z": "PV29", "zl": "PV29",
    "nb": "PV30", "l": "PV31", "lb": "PV31",
}  # fmt: skip
"""How CBS marks towns that share a name: "Bergen (NH.)"."""
_OTHER_NAMES = {
    "denhaag": "GM0518", "gravenhage": "GM0518", "denbosch": "GM0796", "hertogenbosch": "GM0796",
    "friesland": "PV21", "nuenen": "GM0820", "nuenenca": "GM0820", "sudwestfriesland": "GM1900",
    "nederland": COUNTRY, "heelnederland": COUNTRY, "totaalnederland": COUNTRY, "thenetherlands": COUNTRY,
}  # fmt: skip
"""Names in use beside the official ones, as `plain_name` writes them."""
_TOWN = re.compile(r"(?:gemeente\s)?(?:GM\s?)?([0-9]{1,4})(?:[.,]0)?", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:provincie\s)?(?:PV|provincie)\s?([0-9]{2})", re.IGNORECASE)
_COUNTRY_TEXT = re.compile(r"(nl|(neder)?land\s)0?[01]?|(neder)?land NL0[01]", re.IGNORECASE)
_KIND = re.compile(r"(gemeente|provincie)\s+(?=\S)", re.IGNORECASE)
"""How a file writes a region: by its code, or with its kind before the name."""
_OTHER_LEVELS = {
    "wijken en buurten": re.compile(
        r"\A(?:(?:wk|bu)[0-9]{4,8}|[0-9]{6}|[0-9]{8})\Z|\A(?:wijk|buurt|stadsdeel|gebied|verspreide huizen)\s"
    ),
    "GGD-regio's": re.compile(
        r"\Agg[0-9]+\Z|\Aggd\b|\(gg\)\Z|gezondheidsregio|\Aveiligh\. en gez\.|\Adienst gezondheid (?:&|en) jeugd"
    ),
    "landsdelen": re.compile(r"\Ald[0-9]+\Z|\(ld\)\Z|\A(?:noord|oost|west|zuid)-nederland\Z"),
    "COROP-gebieden": re.compile(r"\Acr[0-9]+\Z|\(cr\)\Z"),
    "andere gebieden": re.compile(
        r"\A(?!gm|pv|nl)[a-z]{2}[0-9]{2,6}\Z|\([a-z]{2}\)\Z|\Aveiligheidsregio\s|\Ajeugdregio\s|\Azorgkantoor"
    ),
}
"""What regions of other levels have in them, small letters; a town, province or country is recognised before it."""


def region_codes(texts: "pd.Series[str]") -> "pd.Series[str]":
    """The code of the region that each text names; "" where it names none of the app's regions.

    Takes codes (GM0392, 392, PV27, NL00) and names in any usual spelling ("Haarlem (gemeente)", "Den Haag"). A name
    that town and province share is the town, unless the texts name other provinces and no other town. The index is
    kept. Raises DataError like `municipalities`.
    """
    return texts.map(codes_of(texts.unique())).astype("str")


def codes_of(texts: Iterable[str]) -> dict[str, str]:
    """The same by text: for a few texts that takes a tenth of the time."""
    codes, by_name, parent = names().keys(), _by_name(), parents()
    by_text = {text: candidates(text.strip(), codes, by_name, parent) for text in texts}
    levels = {named[0][:2] for named in by_text.values() if len(named) == 1}
    choice = -1 if "PV" in levels and "GM" not in levels else 0
    return {text: named[choice] if named else "" for text, named in by_text.items()}


def candidates(
    text: str, codes: Collection[str], by_name: Mapping[str, list[str]], parent: Mapping[str, str]
) -> list[str]:
    """The regions, of those with these codes and plain names, that a text can stand for; the town before the province.

    parent: the province of each, for a name with a mark.
    """
    if len(text) > LONGEST_NAME:
        return []
    if code := _TOWN.fullmatch(text):
        named = f"GM{int(code[1]):04d}"
    elif code := _PROVINCE.fullmatch(text):
        named = f"PV{code[1]}"
    elif _COUNTRY_TEXT.fullmatch(text):
        named = COUNTRY
    else:
        return _named(text, by_name, parent)
    return [named] if named in codes else []


def _named(text: str, by_name: Mapping[str, list[str]], parent: Mapping[str, str]) -> list[str]:
    """What a name stands for: "Bergen (NH.)" one town, "Utrecht" a town and a province, "Bergen" nothing sure."""
    before, sign, within = text.removesuffix(")").rpartition("(")
    marked = sign and text.endswith(")") and ")" not in within
    name, mark = (before, within) if marked else (text, "")
    prefix = _KIND.match(name)
    kind = prefix[1].lower() if prefix else {"gm": "gemeente", "pv": "provincie"}.get(mark.lower(), mark.lower())
    codes = by_name.get(plain_name(name[prefix.end() :] if prefix else name), [])
    code_of_kind = {"gemeente": "GM", "provincie": "PV", "land": "NL", "nl": "NL"}.get(kind)
    if code_of_kind:
        codes = [code for code in codes if code.startswith(code_of_kind)]
    elif mark:
        province = _PROVINCE_MARKS.get(plain_name(mark), "?")
        codes = [code for code in codes if parent.get(code) == province and level(code) == "gemeente"]
    return codes if len({code[:2] for code in codes}) == len(codes) else []


@by_shapes
def _by_name() -> dict[str, list[str]]:
    """Codes by plain name, towns first; a name without its mark ("Bergen") leads to all who bear it."""
    by_name: dict[str, list[str]] = {}
    rows = [*municipalities()[["code", "name"]].itertuples(index=False), *provinces().itertuples(index=False)]
    for code, name in [*rows, *((code, name) for name, code in _OTHER_NAMES.items())]:
        for plain in {plain_name(name), plain_name(name.partition("(")[0])}:
            codes = by_name.setdefault(plain, [])
            codes += [code] if code not in codes else []
    return by_name


def other_levels(texts: "pd.Series[str]") -> "pd.Series[str]":
    """For each text that is no region of the app, what other level it belongs to ("wijken en buurten"), or ""."""
    levels = {text: "" if code else other_level(text) for text, code in codes_of(texts.unique()).items()}
    return texts.map(levels).astype("str")


def other_level(text: str) -> str:
    """The same of one text that is no region of the app."""
    if len(text) > LONGEST_NAME:
        return ""
    plain = text.strip().lower()
    return next((level for level, pattern in _OTHER_LEVELS.items() if pattern.search(plain)), "")


def nearest_name(text: str) -> str:
    """The name of the region whose spelling is closest, for "Bedoelde u …?"; "" when none is close.

    Of a name that several bear it is all of them: "Bergen (L.) of Bergen (NH.)".
    """
    if len(shared := _by_name().get(plain_name(text), [])) > 1:
        return " of ".join(regions.name(code) for code in shared)
    by_plain_name = {plain_name(name): name for name in names().values()}
    nearest = difflib.get_close_matches(plain_name(text.partition("(")[0])[:LONGEST_LIKE], by_plain_name, 1, 0.75)
    return by_plain_name[nearest[0]] if nearest else ""
