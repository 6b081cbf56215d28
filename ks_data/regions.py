"""Municipalities and provinces: codes and names. The only reader of shapes/; knows no figures.

Codes are those of Statistics Netherlands (CBS): NL01 the country, PV27 a province, GM0392 a municipality.
"""

import csv
import difflib
import re
import unicodedata
from collections.abc import Hashable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ks_data import files
from ks_data.dutch import listing
from ks_data.errors import DataError
from ks_data.files import kept
from ks_data.tables import LONGEST_NAME

COUNTRY = "NL01"
HOME = "GM0392"
"""The municipality the app starts with: Haarlem."""

LONGEST_LIKE = 80
"""So many characters of a name are held against the names of regions, to find one that is spelled like it."""

SHAPES_DIR = Path(__file__).resolve().parents[1] / "shapes"
STATIC_DIR = Path(__file__).resolve().parents[1] / "static"
ATTRIBUTION = "Gemeentegrenzen: © CBS / Kadaster (via nl-maps, bewerkt); plaatsen: GeoNames (CC BY 4.0)"
_BUILD = "python -m ks_data shapes build"
_PROVINCES = {
    "gr": "PV20", "f": "PV21", "fr": "PV21", "d": "PV22", "dr": "PV22", "o": "PV23", "ov": "PV23", "fl": "PV24",
    "gld": "PV25", "gd": "PV25", "u": "PV26", "ut": "PV26", "nh": "PV27", "zh": "PV28", "z": "PV29", "zl": "PV29",
    "nb": "PV30", "l": "PV31", "lb": "PV31",
}  # fmt: skip
"""How CBS marks towns that share a name: "Bergen (NH.)"."""
_ALSO = {
    "denhaag": "GM0518", "gravenhage": "GM0518", "denbosch": "GM0796", "hertogenbosch": "GM0796",
    "friesland": "PV21", "nuenen": "GM0820", "nuenenca": "GM0820", "sudwestfriesland": "GM1900",
    "nederland": COUNTRY, "heelnederland": COUNTRY, "totaalnederland": COUNTRY, "thenetherlands": COUNTRY,
}  # fmt: skip
"""Names in use beside the official ones, as `_plain` writes them."""
_TOWN = re.compile(r"(?:gemeente\s)?(?:GM\s?)?([0-9]{1,4})(?:[.,]0)?", re.IGNORECASE)
_PROVINCE = re.compile(r"(?:provincie\s)?(?:PV|provincie)\s?([0-9]{2})", re.IGNORECASE)
_WHOLE = re.compile(r"(nl|(neder)?land\s)0?[01]?|(neder)?land NL0[01]", re.IGNORECASE)
_KIND = re.compile(r"(gemeente|provincie)\s+(?=\S)", re.IGNORECASE)
"""How a file writes a region: by its code, or with its kind before the name."""
_OTHER = {
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


def version() -> Hashable:
    """What the shapes are now; another value as soon as a file of them changes."""
    try:
        return files.version(SHAPES_DIR)
    except OSError:
        return SHAPES_DIR


def _texts(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


@kept(version)
def municipalities() -> pd.DataFrame:
    """The 342 municipalities of 2023-2025: columns code, name, province; sorted by name.

    Raises DataError when shapes/municipalities.parquet is missing or damaged.
    """
    return files.read(SHAPES_DIR / "municipalities.parquet", _texts("code", "name", "province"), _BUILD).sort_values(
        "name", key=_alphabetical, ignore_index=True
    )


@kept(version)
def provinces() -> pd.DataFrame:
    """The 12 provinces: columns code, name; sorted by name. Raises DataError like `municipalities`."""
    return files.read(SHAPES_DIR / "provinces.parquet", _texts("code", "name"), _BUILD).sort_values(
        "name", ignore_index=True
    )


@kept(version)
def names() -> dict[str, str]:
    """The Dutch name of every region by code, unique: a province that shares its name is marked as province."""
    towns = {str(code): str(name) for code, name in municipalities().set_index("code")["name"].items()}
    taken = set(towns.values())
    areas = {
        str(code): f"{name} (provincie)" if name in taken else str(name)
        for code, name in provinces().set_index("code")["name"].items()
    }
    return {COUNTRY: "Nederland", **areas, **towns}


@kept(version)
def parents() -> dict[str, str]:
    """The region that each region lies in: a municipality in its province, a province in the country."""
    towns = municipalities().set_index("code")["province"].to_dict()
    return {**towns, **dict.fromkeys(provinces()["code"], COUNTRY)}


def name(code: str) -> str:
    """The Dutch name of a region; the code itself where no name is known."""
    if code == COUNTRY:
        return "Nederland"
    try:
        return names().get(code, code)
    except DataError:
        return {HOME: "Haarlem"}.get(code, code)


def level(code: str) -> str:
    """What kind of region a code stands for: "land", "provincie" or "gemeente"."""
    return {"NL": "land", "PV": "provincie"}.get(code[:2], "gemeente")


def find(texts: "pd.Series[str]") -> "pd.Series[str]":
    """The code of the region that each text names; "" where it names none of the app's regions.

    Takes codes (GM0392, 392, PV27, NL00) and names in any usual spelling ("Haarlem (gemeente)", "Den Haag"). A name
    that town and province share is the town, unless the texts name other provinces and no other town. The index is
    kept. Raises DataError like `municipalities`.
    """
    known, by_name, parent = names(), _by_name(), parents()
    looked_up = {text: _codes(text.strip(), known, by_name, parent) for text in texts.unique()}
    sure = {codes[0][:2] for codes in looked_up.values() if len(codes) == 1}
    which = -1 if "PV" in sure and "GM" not in sure else 0
    return texts.map({text: codes[which] if codes else "" for text, codes in looked_up.items()}).astype("str")


def _codes(text: str, known: dict[str, str], by_name: dict[str, list[str]], parent: dict[str, str]) -> list[str]:
    """The regions that a text can stand for, the town before the province."""
    if len(text) > LONGEST_NAME:
        return []
    if code := _TOWN.fullmatch(text):
        found = [f"GM{int(code[1]):04d}"]
    elif code := _PROVINCE.fullmatch(text):
        found = [f"PV{code[1]}"]
    elif _WHOLE.fullmatch(text):
        found = [COUNTRY]
    else:
        return _named(text, by_name, parent)
    return [code for code in found if code in known]


def _named(text: str, by_name: dict[str, list[str]], parent: dict[str, str]) -> list[str]:
    """What a name stands for: "Bergen (NH.)" one town, "Utrecht" a town and a province, "Bergen" nothing sure."""
    before, sign, within = text.removesuffix(")").rpartition("(")
    marked = sign and text.endswith(")") and ")" not in within
    name, mark = (before, within) if marked else (text, "")
    said = _KIND.match(name)
    kind = said[1].lower() if said else {"gm": "gemeente", "pv": "provincie"}.get(mark.lower(), mark.lower())
    codes = by_name.get(_plain(name[said.end() :] if said else name), [])
    wanted = {"gemeente": "GM", "provincie": "PV", "land": "NL", "nl": "NL"}.get(kind)
    if wanted:
        codes = [code for code in codes if code.startswith(wanted)]
    elif mark:
        province = _PROVINCES.get(_plain(mark), "?")
        codes = [code for code in codes if parent.get(code) == province and level(code) == "gemeente"]
    return codes if len({code[:2] for code in codes}) == len(codes) else []


@kept(version)
def _by_name() -> dict[str, list[str]]:
    """Codes by plain name, towns first; a name without its mark ("Bergen") leads to all who bear it."""
    found: dict[str, list[str]] = {}
    rows = [*municipalities()[["code", "name"]].itertuples(index=False), *provinces().itertuples(index=False)]
    for code, name in [*rows, *((code, name) for name, code in _ALSO.items())]:
        for each in {_plain(name), _plain(name.partition("(")[0])}:
            found.setdefault(each, [])
            found[each] += [code] if code not in found[each] else []
    return found


def other(texts: "pd.Series[str]") -> "pd.Series[str]":
    """For each text that is no region of the app, what other level it belongs to ("wijken en buurten"), or ""."""
    levels = {text: _other(text.strip().lower()) for text in texts.unique()}
    return texts.map(levels).astype("str").where(find(texts) == "", "")


def _other(text: str) -> str:
    if len(text) > LONGEST_NAME:
        return ""
    return next((level for level, pattern in _OTHER.items() if pattern.search(text)), "")


def near(text: str) -> str:
    """The name of the region whose spelling is closest, for "Bedoelde u …?"; "" when none is close.

    Of a name that several bear it is all of them: "Bergen (L.) of Bergen (NH.)".
    """
    if len(shared := _by_name().get(_plain(text), [])) > 1:
        return " of ".join(name(code) for code in shared)
    known = {_plain(name): name for name in names().values()}
    found = difflib.get_close_matches(_plain(text.partition("(")[0])[:LONGEST_LIKE], known, 1, 0.75)
    return known[found[0]] if found else ""


def merged(code_or_name: str) -> tuple[str, str, int] | None:
    """Where a municipality that is no more went, and in which year: ("GM1992", "Voorne aan Zee", 2023).

    Known from 2015 on. The code is empty when it was divided; the name then lists all who got a part. None when the
    text names no former municipality.
    """
    row = _mergers().get(_plain(code_or_name))
    if row is None:
        return None
    into = row["into"].split()
    return into[0] if len(into) == 1 else "", listing([name(code) for code in into]), int(row["since"])


@kept(version)
def _mergers() -> dict[str, dict[str, str]]:
    """The typed-in table shapes/mergers.csv by code and by name."""
    try:
        with (SHAPES_DIR / "mergers.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError:
        raise DataError("Het bestand shapes/mergers.csv ontbreekt. Haal het terug uit git.") from None
    return {_plain(key): row for row in rows for key in (row["code"], row["name"])}


def topojson() -> str:
    """The file name in static/ of the borders for the browser; its name holds a hash of its content.

    Raises DataError when there is none.
    """
    found = sorted(STATIC_DIR.glob("regions-*.topo.json"))
    if not found:
        raise DataError(f"De kaart static/regions-….topo.json ontbreekt. Maak haar opnieuw met: {_BUILD}")
    return found[-1].name


def _plain(text: str) -> str:
    """A name without case, accents, blanks or signs: "'s-Gravenhage" -> "sgravenhage"; the leading 's aside.

    Letters and digits of other scripts stay: what is not the name of a place must not become one without them.
    """
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.sub(r"[\W_]+", "", re.sub(r"^['’]?s[- ](?=gravenh|hertog)", "", text.lower()))


def _alphabetical(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Sort key: without case, accents or a leading apostrophe ('s-Gravenhage under s)."""
    plain = texts.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    return plain.str.lower().str.lstrip("'")
