"""Fetches the official municipal borders of a year (CBS and Kadaster, by PDOK) for this installation. Knows no figure.

The borders that are shipped stay as they are: fetched ones lie in a folder beside the data and are used instead.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from ks_data.catalogue import mergers, regions
from ks_data.catalogue.errors import DataError
from ks_data.language import disks, dutch
from ks_data.workshop import boundary_files
from ks_data.workshop.boundary_files import RD_NEW
from ks_data.workshop.fetch.web import Client, NotThere

PDOK = "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1/collections/gemeente_gegeneraliseerd/items"
PER_PAGE = "1000"
WGS84 = "EPSG:4326"
EXTENT = shapely.box(-10_000, 290_000, 300_000, 640_000)
"""RD New, in metres: further than this the country does not reach, unless its axes are turned round."""
GAP = 1.0
"""Metres; narrower slits between neighbours are refused, as is any overlap: wider ones may be water."""
LEAST_OVERLAP = 0.5
"""So much of a municipality that stayed must lie where it lay."""
LISTED = 5


class NotYet(DataError):  # noqa: N818  # the name says it
    """There are no borders of that year, which may come later."""


@dataclass(frozen=True, slots=True)
class Borders:
    """The municipalities on 1 January of a year: `code, name, province, geometry` in RD New, by code."""

    year: int
    municipalities: gpd.GeoDataFrame

    @property
    def citation(self) -> str:
        return f"Gemeentegrenzen {self.year}: © CBS / Kadaster (via PDOK, gegeneraliseerd, bewerkt), CC BY 4.0"


def fetch(year: int, client: Client) -> Borders:
    """The borders of a year, held against the municipalities that there were then.

    Raises NotYet when there are none of that year, and DataError when municipalities are missing or unknown, the
    shapes do not fit each other, or do not lie where they should.
    """
    features = _features(year, client)
    if not features:
        raise NotYet(f"PDOK heeft nog geen gemeentegrenzen van {year}.")
    codes = [_property(feature, "statcode") for feature in features]
    _refuse_other_municipalities(year, codes)
    frame = gpd.GeoDataFrame(
        {"code": codes, "name": [_property(feature, "statnaam") for feature in features]},
        geometry=[_shape(code, feature) for code, feature in zip(codes, features, strict=True)],
        crs=WGS84,
    ).to_crs(RD_NEW)
    frame = frame.sort_values("code", ignore_index=True)
    _refuse_misfits(frame)
    present = boundary_files.read(regions.shapes_dir())
    _refuse_moved(frame, present)
    frame.insert(2, "province", _provinces(frame, present))
    return Borders(year, frame)


def install(borders: Borders, *, check: bool = False) -> str:
    """Puts the borders in the place of those of this installation, and says in Dutch what changes.

    check: only says it. "" when they are there already. Raises DataError for borders of before the last merger, and
    when they cannot be simplified or written.
    """
    if ended := [code for code in borders.municipalities["code"] if mergers.in_force(code)]:
        raise DataError(f"Over {borders.year} staan er gemeenten in die er nu niet meer zijn: {_listed(ended)}.")
    target = regions.own_shapes()
    with TemporaryDirectory() as folder:
        made = Path(folder) / target.name
        made.mkdir()
        names = regions.provinces().set_index("code")["name"].to_dict()
        boundary_files.write(borders.municipalities, names, made, made)
        (made / regions.CITATION).write_text(f"{borders.citation}\n", encoding="utf-8")
        if all(
            (target / path.name).exists() and (target / path.name).read_bytes() == path.read_bytes()
            for path in made.iterdir()
        ):
            return ""
        sentence = _change(borders)
        if not check:
            _replace(made, target)
    return sentence


def _replace(made: Path, target: Path) -> None:
    """First beside the old borders, then in their place, so that these are never there in part."""
    fresh, old = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")
    try:
        for folder in (fresh, old):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made, fresh)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise DataError(f"Kan de grenzen niet schrijven naar {target}: {disks.refusal(error)}.") from None


def _change(borders: Borders) -> str:
    before = regions.municipalities().set_index("code")["name"].to_dict()
    after = dict(zip(borders.municipalities["code"], borders.municipalities["name"], strict=True))
    words = [f"grenzen van {borders.year}: {len(after)} gemeenten"]
    for label, gone, there in (("niet meer", before, after), ("erbij", after, before)):
        if names := [str(gone[code]) for code in gone if code not in there]:
            words.append(f"{label}: {dutch.listing(names)}")
    return "; ".join(words)


# --- what PDOK says ---


def _features(year: int, client: Client) -> list[dict[str, Any]]:
    """The municipalities of that year; without its filter a server gives those of all years."""
    features: list[dict[str, Any]] = []
    try:
        for page in client.pages(PDOK, {"f": "json", "jaarcode": str(year), "limit": PER_PAGE}):
            rows = page.get("features")
            if not isinstance(rows, list):
                raise DataError("PDOK geeft iets anders dan gemeentegrenzen.")
            features += rows
    except NotThere:
        raise DataError("PDOK kent de gemeentegrenzen niet meer onder dit adres. Vraag de beheerder om hulp.") from None
    return [feature for feature in features if _year(feature) == str(year)]


def _property(feature: dict[str, Any], name: str) -> str:
    return str((feature.get("properties") or {}).get(name) or "").strip()


def _year(feature: dict[str, Any]) -> str:
    return _property(feature, "jaarcode") or _property(feature, "jrstatcode")[:4]


def _shape(code: str, feature: dict[str, Any]) -> shapely.Geometry:
    try:
        shape = shapely.geometry.shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
        raise DataError(f"PDOK geeft van {code} geen grens die te lezen is.") from None
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise DataError(f"PDOK geeft van {code} geen vlak.")
    return shape


# --- what must hold ---


def _refuse_other_municipalities(year: int, codes: list[str]) -> None:
    expected = mergers.municipalities_in(year)
    twice = {code for code in codes if codes.count(code) > 1}
    problems = {
        "dubbel": twice,
        "ontbreekt": expected - {*codes},
        "onbekend in dat jaar (zet de herindeling in shapes/mergers.csv)": {*codes} - expected,
    }
    words = [f"{problem}: {_listed(sorted(wrong))}" for problem, wrong in problems.items() if wrong]
    if words:
        raise DataError(
            f"PDOK geeft over {year} {len({*codes})} gemeenten; dat moeten er {len(expected)} zijn. {'; '.join(words)}."
        )


def _refuse_misfits(frame: gpd.GeoDataFrame) -> None:
    """Raises DataError for a shape that crosses itself or lies abroad, and for gaps and overlaps between neighbours."""
    shapes = frame.geometry.to_numpy()
    if outside := [*frame["code"][~shapely.covered_by(shapes, EXTENT)]]:
        raise DataError(f"Deze grenzen liggen buiten Nederland: {_listed(outside)}.")
    if crossed := [*frame["code"][~shapely.is_valid(shapes)]]:
        raise DataError(f"Deze grenzen kruisen zichzelf: {_listed(crossed)}.")
    edges = shapely.coverage_invalid_edges(shapes, gap_width=GAP)
    if wrong := [*frame["code"][~shapely.is_empty(edges)]]:
        raise DataError(f"Deze grenzen sluiten niet op elkaar aan: {_listed(wrong)}.")


def _refuse_moved(frame: gpd.GeoDataFrame, present: gpd.GeoDataFrame) -> None:
    """Raises DataError for a municipality of before that lies elsewhere: codes or axes were mixed up."""
    both = frame.merge(present, on="code", suffixes=("", "_present"))
    common = shapely.intersection(both["geometry"].to_numpy(), both["geometry_present"].to_numpy())
    smallest = pd.concat([both["geometry"].area, gpd.GeoSeries(both["geometry_present"]).area], axis=1).min(axis=1)
    if moved := [*both["code"][shapely.area(common) < LEAST_OVERLAP * smallest.to_numpy()]]:
        raise DataError(f"Deze gemeenten liggen ergens anders dan voorheen: {_listed(moved)}.")


def _provinces(frame: gpd.GeoDataFrame, present: gpd.GeoDataFrame) -> list[str]:
    """The province of each municipality: as it was, and of a new one that in which most of it lies."""
    known = dict(zip(present["code"], present["province"], strict=True))
    provinces = present.dissolve("province", method="coverage").geometry
    return [
        known.get(code) or str(provinces.intersection(shape).area.idxmax())
        for code, shape in zip(frame["code"], frame.geometry, strict=True)
    ]


def _listed(codes: list[str]) -> str:
    more = [f"nog {len(codes) - LISTED}"] if len(codes) > LISTED else []
    return dutch.listing([*codes[:LISTED], *more])
