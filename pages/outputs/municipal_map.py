"""The municipalities of the country in groups of one colour, with one of them outlined and named, as SVG. No Streamlit.

A hatch is drawn as lines cut to the shapes, as not every program that shows an SVG knows patterns.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from htpy import Element, circle, path, svg, text

from ks_data.catalogue import regions
from pages.charts.theme import Colours
from pages.outputs.letters import LETTERS

METRES = 800
"""One step of the drawing: less than the eye can see on a page, and a fourth of the borders' points."""
BETWEEN = 4.0
"""Steps between two lines of a hatch."""
SMALL, RING = 9, 12.0
"""A municipality of fewer steps than this gets a ring of this radius around it."""
NAME = 15
"""The size of the letters of its name, in steps."""


class Fill(NamedTuple):
    """A colour, that of the lines over it ("" for none), and whether those go up from left to right."""

    fill: str
    hatch: str = ""
    rising: bool = False


def municipal_map(fills: tuple[tuple[str, Fill], ...], region: str, look: Colours, words: str, **place: str) -> str:
    """The municipalities with the fill of each code, the region outlined and named; words: what it shows.

    place: x, y, width and height where it is a part of another drawing.
    """
    width, height, background = _background(fills, look, str(regions.version()))
    shape = _steps(regions.outlines()[region])
    left, bottom, right, top = shape.bounds
    around = [
        path(d=_path([shape]), fill="none", stroke=colour, stroke_width=str(size), stroke_linejoin="round")
        for colour, size in ((look.page, 6), (look.text, 3.5))
    ]
    around += [part for code, fill in fills if code == region for part in _filled([shape], fill)]  # over the lines
    if max(right - left, top - bottom) < SMALL:
        middle = {"cx": f"{(left + right) / 2:g}", "cy": f"{(bottom + top) / 2:g}"}
        around.append(circle(**middle, r=f"{RING:g}", fill="none", stroke=look.text, stroke_width="2"))
    around += _name(regions.name(region), shape.bounds, width, look)
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}", **place}
    named = {"role": "img", "aria_label": words}
    return str(svg(xmlns="http://www.w3.org/2000/svg", **named, **size)[background, around])


def _name(name: str, bounds: tuple[float, float, float, float], width: int, look: Colours) -> list[Element]:
    """The name above a municipality, towards the middle of the country so that it stays on the map, with an edge."""
    left, top, right, _ = bounds
    across = (left + right) / 2
    side, aside = ("start", 6) if across < width / 2 else ("end", -6)
    style = {**LETTERS, "font_size": str(NAME), "font_weight": "600", "text_anchor": side, "fill": look.text}
    place = {"x": f"{across + aside:g}", "y": f"{max(top - 6, NAME):g}", **style}
    edge = {"stroke": look.page, "stroke_width": "4", "stroke_linejoin": "round"}
    return [text(**place, **edge)[name], text(**place)[name]]


@lru_cache(maxsize=4)
def _background(fills: tuple[tuple[str, Fill], ...], look: Colours, _version: str) -> tuple[int, int, list[Element]]:
    """The map without the chosen municipality: its size in steps, and the paths. The same for every municipality."""
    outlines = regions.outlines()
    groups: dict[Fill, list[shapely.Geometry]] = {}
    for code, fill in fills:
        if code in outlines:
            groups.setdefault(fill, []).append(_steps(outlines[code]))
    line = {"stroke": look.outline, "stroke_width": ".5", "stroke_linejoin": "round"}
    drawn = []
    for fill, shapes in sorted(groups.items(), key=lambda group: group[0]):
        drawn += _filled(shapes, fill, **line)
    provinces = [_steps(outlines[code]) for code in regions.provinces()["code"]]
    drawn.append(path(d=_path(provinces), fill="none", stroke=look.text, stroke_width=".8"))
    _, _, right, bottom = shapely.total_bounds([shape for shapes in groups.values() for shape in shapes])
    return int(right) + 2, int(bottom) + 2, drawn


def _filled(shapes: list[shapely.Geometry], fill: Fill, **line: str) -> list[Element]:
    """Shapes in their colour, with the lines of a hatch."""
    drawn = [path(d=_path(shapes), fill=fill.fill, **line)]
    if fill.hatch:
        drawn.append(path(d=_hatch(shapes, fill.rising), fill="none", stroke=fill.hatch, stroke_width=".8"))
    return drawn


@lru_cache(maxsize=2)
def _corner(_version: str) -> tuple[float, float]:
    """The left and the top of the country, in metres."""
    left, _, _, top = shapely.total_bounds([regions.outlines()[code] for code in regions.municipalities()["code"]])
    return float(left), float(top)


def _steps(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape in whole steps from the left and the top of the country, so that neighbours still share their border."""
    left, top = _corner(str(regions.version()))
    return shapely.transform(
        shape, lambda points: np.round(np.column_stack([points[:, 0] - left, top - points[:, 1]]) / METRES) + 1
    )


def _rings(shapes: Iterable[shapely.Geometry]) -> Iterator[np.ndarray]:
    """The rings of shapes without points that fall together; what became too small for a surface is left out."""
    for part in shapely.get_parts(list(shapes)):
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)
            points = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]]
            if len(points) > 3:
                yield points[:-1].astype(int)


def _path(shapes: Iterable[shapely.Geometry]) -> str:
    pieces = []
    for points in _rings(shapes):
        steps = np.diff(points, axis=0)
        turns = np.r_[True, (np.diff(steps, axis=0) != 0).any(axis=1)]  # of steps in one direction one long one
        moves = " ".join(f"{across} {down}" for across, down in np.add.reduceat(steps, np.flatnonzero(turns)))
        pieces.append(f"M{points[0][0]} {points[0][1]}l{moves}z")
    return "".join(pieces)


def _hatch(shapes: list[shapely.Geometry], rising: bool) -> str:
    """Parallel lines, cut to the shapes."""
    left, top, right, bottom = shapely.total_bounds(shapes)
    length, slope = right - left, -1 if rising else 1
    starts = np.arange(top - length, bottom + length, BETWEEN)
    lines = shapely.MultiLineString([[(left, start), (right, start + slope * length)] for start in starts])
    surface = shapely.union_all(shapely.buffer(shapes, 0))  # of neighbours, so that no line ends at their border
    ends = [shapely.get_coordinates(piece) for piece in shapely.get_parts(surface & lines) if piece.length > 1]
    return "".join(f"M{piece[0][0]:.0f} {piece[0][1]:.0f}L{piece[-1][0]:.0f} {piece[-1][1]:.0f}" for piece in ends)
