"""Municipalities and provinces: codes and names. The only reader of shapes/; knows no figures.

Codes are those of Statistics Netherlands (CBS): NL01 the country, PV27 a province, GM0392 a municipality.
"""

import re
import time
import unicodedata
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa

from ks_data.catalogue import parquet
from ks_data.catalogue.errors import DataError

T = TypeVar("T")
COUNTRY = "NL01"
HOME = "GM0392"
"""The municipality the app starts with: Haarlem."""

SHAPES_DIR = Path(__file__).resolve().parents[2] / "shapes"
MERGERS = "mergers.csv"
STATIC_DIR = Path(__file__).resolve().parents[2] / "static"
ATTRIBUTION = "Gemeentegrenzen: © CBS / Kadaster (via nl-maps, bewerkt); plaatsen: GeoNames (CC BY 4.0)"
_BUILD = "python -m ks_data shapes build"


def version() -> Hashable:
    """What the shapes are now; another value as soon as a file of them changes, which is looked at once a second."""
    return _files(SHAPES_DIR, int(time.monotonic()))


@lru_cache(maxsize=2)
def _files(folder: Path, _second: int) -> Hashable:
    try:
        mergers = (folder / MERGERS).stat().st_mtime_ns
    except OSError:
        mergers = 0
    return parquet.files_version(folder), mergers


def by_shapes(function: Callable[[], T]) -> Callable[[], T]:
    """Keeps what a function makes of the shapes until these change; a frame is handed out as a copy on write."""

    @lru_cache(maxsize=2)
    def of_version(_version: Hashable) -> T:
        return function()

    @wraps(function)
    def wrapper() -> T:
        made = of_version(version())
        return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made

    return wrapper


def _texts(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


@by_shapes
def municipalities() -> pd.DataFrame:
    """The 342 municipalities of 2023-2025: columns code, name, province; sorted by name.

    Raises DataError when shapes/municipalities.parquet is missing or damaged.
    """
    return parquet.read(SHAPES_DIR / "municipalities.parquet", _texts("code", "name", "province"), _BUILD).sort_values(
        "name", key=_alphabetical, ignore_index=True
    )


@by_shapes
def boxes() -> pd.DataFrame:
    """The smallest box around each municipality, by code: columns left, bottom, right, top in metres (RD New).

    Raises DataError like `municipalities`.
    """
    import shapely  # takes a tenth of a second, and only a map asks for it

    stored = pa.schema([("code", pa.string()), ("geometry", pa.binary())])
    shapes = parquet.read(SHAPES_DIR / "municipalities.parquet", stored, _BUILD)
    bounds = shapely.bounds(shapely.from_wkb(shapes["geometry"].to_numpy()))
    return pd.DataFrame(bounds, index=pd.Index(shapes["code"]), columns=["left", "bottom", "right", "top"])


@by_shapes
def provinces() -> pd.DataFrame:
    """The 12 provinces: columns code, name; sorted by name. Raises DataError like `municipalities`."""
    return parquet.read(SHAPES_DIR / "provinces.parquet", _texts("code", "name"), _BUILD).sort_values(
        "name", ignore_index=True
    )


@by_shapes
def names() -> dict[str, str]:
    """The Dutch name of every region by code, unique: a province that shares its name is marked as province."""
    towns = {str(code): str(name) for code, name in municipalities().set_index("code")["name"].items()}
    town_names = set(towns.values())
    areas = {
        str(code): f"{name} (provincie)" if name in town_names else str(name)
        for code, name in provinces().set_index("code")["name"].items()
    }
    return {COUNTRY: "Nederland", **areas, **towns}


@by_shapes
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


def topojson() -> str:
    """The file name in static/ of the borders for the browser; its name holds a hash of its content.

    Raises DataError when there is none.
    """
    files = sorted(STATIC_DIR.glob("regions-*.topo.json"))
    if not files:
        raise DataError(f"De kaart static/regions-….topo.json ontbreekt. Maak haar opnieuw met: {_BUILD}")
    return files[-1].name


def plain_name(text: str) -> str:
    """A name without case, accents, blanks or signs: "'s-Gravenhage" -> "sgravenhage"; the leading 's aside.

    Letters and digits of other scripts stay: what is not the name of a place must not become one without them.
    """
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", re.sub(r"^['’]?s[- ](?=gravenh|hertog)", "", text.lower()))


def _alphabetical(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Sort key: without case, accents or a leading apostrophe ('s-Gravenhage under s)."""
    plain = texts.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    return plain.str.lower().str.lstrip("'")
