"""Municipalities and provinces: codes and names. The only reader of shapes/; knows no figures.

Codes are those of Statistics Netherlands (CBS): NL01 the country, PV27 a province, GM0392 a municipality.
"""

import re
import time
import unicodedata
from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import pyarrow as pa

from ks_data.catalogue import parquet
from ks_data.catalogue.errors import DataError

P = ParamSpec("P")
T = TypeVar("T")
COUNTRY = "NL01"
HOME = "GM0392"
"""The municipality the app starts with: Haarlem."""

SHAPES_DIR = Path(__file__).resolve().parents[2] / "shapes"
"""The borders that are shipped, and the mergers."""
MERGERS = "mergers.csv"
MUNICIPALITIES, PROVINCES, CITATION = "municipalities.parquet", "provinces.parquet", "source.txt"
TOPOJSON = "regions-*.topo.json"
"""The files with borders: for print, for print, where they come from, and for the browser."""
STATIC_DIR = Path(__file__).resolve().parents[2] / "static"
ATTRIBUTION = "Gemeentegrenzen: © CBS / Kadaster (via nl-maps, bewerkt); plaatsen: GeoNames (CC BY 4.0)"
_BUILD = "python -m ks_data shapes build"


def own_shapes() -> Path:
    """Where borders lie that were fetched for this installation; the folder need not be there."""
    return parquet.data_dir() / "shapes"


def shapes_dir() -> Path:
    """Where the borders are: those that were fetched for this installation, or else those that are shipped."""
    return own_shapes() if (own_shapes() / MUNICIPALITIES).exists() else SHAPES_DIR


def version() -> Hashable:
    """What the shapes are now; another value as soon as a file of them changes, which is looked at once a second."""
    return _files(SHAPES_DIR, own_shapes(), int(time.monotonic()))


@lru_cache(maxsize=2)
def _files(shipped: Path, own: Path, _second: int) -> Hashable:
    try:
        mergers = (shipped / MERGERS).stat().st_mtime_ns
    except OSError:
        mergers = 0
    return parquet.files_version(shipped), parquet.files_version(own), mergers


def by_shapes(function: Callable[P, T]) -> Callable[P, T]:
    """Keeps what a function makes of the shapes until these change; a frame is handed out as a copy on write."""

    @lru_cache(maxsize=2)
    def of_version(_version: Hashable, *arguments: P.args, **named: P.kwargs) -> T:
        return function(*arguments, **named)

    @wraps(function)
    def wrapper(*arguments: P.args, **named: P.kwargs) -> T:
        made = of_version(version(), *arguments, **named)  # type: ignore[arg-type]  # hashable
        return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made

    return wrapper


def _texts(*names: str) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


@by_shapes
def municipalities() -> pd.DataFrame:
    """The municipalities within the borders of now: columns code, name, province; sorted by name.

    Raises DataError when shapes/municipalities.parquet is missing or damaged.
    """
    return parquet.read(shapes_dir() / MUNICIPALITIES, _texts("code", "name", "province"), _BUILD).sort_values(
        "name", key=_alphabetical, ignore_index=True
    )


@by_shapes
def boxes() -> pd.DataFrame:
    """The smallest box around each municipality, by code: columns left, bottom, right, top in metres (RD New).

    Raises DataError like `municipalities`.
    """
    import shapely  # takes a tenth of a second, and only a map asks for it

    stored = pa.schema([("code", pa.string()), ("geometry", pa.binary())])
    shapes = parquet.read(shapes_dir() / MUNICIPALITIES, stored, _BUILD)
    bounds = shapely.bounds(shapely.from_wkb(shapes["geometry"].to_numpy()))
    return pd.DataFrame(bounds, index=pd.Index(shapes["code"]), columns=["left", "bottom", "right", "top"])


@by_shapes
def outlines() -> dict[str, Any]:
    """The shape of each municipality and province by code, as shapely has it, in metres (RD New).

    Raises DataError like `municipalities`.
    """
    import shapely

    stored = pa.schema([("code", pa.string()), ("geometry", pa.binary())])
    files = (parquet.read(shapes_dir() / name, stored, _BUILD) for name in (MUNICIPALITIES, PROVINCES))
    shapes = pd.concat(files, ignore_index=True)
    return dict(zip(shapes["code"], shapely.from_wkb(shapes["geometry"].to_numpy()), strict=True))


@by_shapes
def provinces() -> pd.DataFrame:
    """The 12 provinces: columns code, name; sorted by name. Raises DataError like `municipalities`."""
    return parquet.read(shapes_dir() / PROVINCES, _texts("code", "name"), _BUILD).sort_values("name", ignore_index=True)


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
    """The file name of the borders for the browser, below /app/static/; it holds a hash of its content.

    Raises DataError when there is none.
    """
    folder = STATIC_DIR if shapes_dir() == SHAPES_DIR else own_shapes()
    files = sorted(folder.glob(TOPOJSON))
    if not files:
        raise DataError(f"De kaart {folder.name}/regions-….topo.json ontbreekt. Maak haar opnieuw met: {_BUILD}")
    return files[-1].name


def attribution() -> str:
    """Where the borders come from, in Dutch, to be shown under every map."""
    try:
        return (shapes_dir() / CITATION).read_text(encoding="utf-8").strip()
    except OSError:
        return ATTRIBUTION


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
