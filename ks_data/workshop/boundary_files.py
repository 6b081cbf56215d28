"""Writes municipalities as files with borders: for print, and for the browser. Knows not where borders come from.

All borders are simplified at once, so that neighbours keep sharing theirs; provinces are made of their municipalities.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.regions import MUNICIPALITIES, PROVINCES, TOPOJSON

Point = tuple[int, int]
RD_NEW = "EPSG:28992"  # the Dutch grid, in metres
GRID = 20  # metres; all coordinates for the browser are multiples of it
PRINT_TOLERANCE, SCREEN_TOLERANCE = 100, 230  # metres; a corner goes when its triangle is smaller than this, squared


def write(municipalities: gpd.GeoDataFrame, province_names: Mapping[str, str], shapes: Path, static: Path) -> None:
    """Writes the borders for print to `shapes` (GeoParquet) and for the browser to `static` (TopoJSON).

    municipalities: `code, name, province, geometry` in RD New, by code; neighbours share their border. The same ones
    give the same bytes. A TopoJSON of before is removed: the hash of the content is in its name, so that a browser may
    keep it forever. Raises DataError where simplified borders no longer fit.
    """
    for_print = simplify(municipalities, PRINT_TOLERANCE)
    for_screen = simplify(municipalities, SCREEN_TOLERANCE)
    for_print.to_parquet(shapes / MUNICIPALITIES, index=False, compression="zstd")
    dissolve(for_print, province_names).to_parquet(shapes / PROVINCES, index=False, compression="zstd")

    layers = {"municipalities": for_screen, "provinces": dissolve(for_screen, province_names)}
    content = json.dumps(topology(layers), separators=(",", ":"), ensure_ascii=False).encode()
    for earlier in static.glob(TOPOJSON):
        earlier.unlink()
    (static / f"regions-{hashlib.sha256(content).hexdigest()[:10]}.topo.json").write_bytes(content)


def read(shapes: Path) -> gpd.GeoDataFrame:
    """The municipalities for print in a folder: `code, name, province, geometry` in RD New. OSError without them."""
    return gpd.read_parquet(shapes / MUNICIPALITIES)


def simplify(municipalities: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    """The same municipalities with fewer corners; a shared border is simplified once and stays shared."""
    shapes = shapely.coverage_simplify(municipalities.geometry.to_numpy(), tolerance)
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        raise DataError(f"Bij {tolerance} meter sluiten de vereenvoudigde grenzen niet meer op elkaar aan.")
    return municipalities.set_geometry(gpd.GeoSeries(shapes, municipalities.index, crs=RD_NEW))


def dissolve(municipalities: gpd.GeoDataFrame, province_names: Mapping[str, str]) -> gpd.GeoDataFrame:
    """The provinces: `code, name, geometry`, by code; their borders are those of the municipalities."""
    shapes = municipalities.dissolve("province", method="coverage").geometry
    names = pd.Series(dict(province_names))
    columns = {"code": shapes.index, "name": names[shapes.index].to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=shapes.to_numpy(), crs=RD_NEW)


def topology(layers: dict[str, gpd.GeoDataFrame]) -> dict[str, Any]:
    """The layers as one TopoJSON topology in RD New; each shape has its code as `id` and carries its name.

    Every stretch of border between two corners where borders meet is written once, as an arc; a shape is a list
    of arc numbers. Coordinates are on GRID already, so nothing is lost by writing them as whole numbers.
    """
    shapes = {name: [polygons(shape) for shape in layer.geometry] for name, layer in layers.items()}
    rings = [ring for layer in shapes.values() for shape in layer for polygon in shape for ring in polygon]
    arcs = Arcs(junctions(rings))
    objects = {
        name: {
            "type": "GeometryCollection",
            "geometries": [
                {
                    "type": "MultiPolygon",
                    "id": code,
                    "properties": {"name": region},
                    "arcs": [[arcs.of(ring) for ring in polygon] for polygon in shape],
                }
                for code, region, shape in zip(layers[name]["code"], layers[name]["name"], shapes[name], strict=True)
            ],
        }
        for name in layers
    }
    transform = {"scale": [GRID, GRID], "translate": [0, 0]}
    return {"type": "Topology", "transform": transform, "objects": objects, "arcs": arcs.encoded()}


def polygons(shape: shapely.Geometry) -> list[list[list[Point]]]:
    """The rings of every polygon of a shape as grid points, the outer ring first and clockwise, none closed."""
    return [
        [
            [(round(x / GRID), round(y / GRID)) for x, y in shapely.get_coordinates(ring)[:-1]]
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for polygon in shapely.get_parts(shapely.orient_polygons(shape, exterior_cw=True))
    ]


def junctions(rings: list[list[Point]]) -> set[Point]:
    """The points where three or more borders meet."""
    nexts: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for start, end in pairwise([*ring, ring[0]]):
            nexts[start].add(end)
            nexts[end].add(start)
    return {point for point, others in nexts.items() if len(others) > 2}


class Arcs:
    """The stretches of border between junctions, each stored once and numbered in order of first use."""

    def __init__(self, ends: set[Point]) -> None:
        self.ends = ends
        self.numbers: dict[tuple[Point, ...], int] = {}

    def of(self, ring: list[Point]) -> list[int]:
        """The numbers of the arcs that make up a ring; a ring without junctions, such as an island, is one arc."""
        stops = [index for index, point in enumerate(ring) if point in self.ends] or [ring.index(min(ring))]
        around = ring[stops[0] :] + ring[: stops[0] + 1]
        cuts = [stop - stops[0] for stop in stops] + [len(ring)]
        return [self.number(tuple(around[start : end + 1])) for start, end in pairwise(cuts)]

    def number(self, arc: tuple[Point, ...]) -> int:
        """The number of an arc; ~number when it was stored in the other direction."""
        if arc[::-1] in self.numbers:
            return ~self.numbers[arc[::-1]]
        return self.numbers.setdefault(arc, len(self.numbers))

    def encoded(self) -> list[list[list[int]]]:
        """The arcs as TopoJSON writes them: the first point, then the steps from point to point."""
        return [np.diff(np.array(arc), axis=0, prepend=[[0, 0]]).tolist() for arc in self.numbers]
