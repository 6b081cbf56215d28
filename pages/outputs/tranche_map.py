"""The map of the roll-out as SVG: solid where a source says the tranche, hatched where it only follows from a list.

A hatch is drawn as lines cut to the shapes, as not every program that shows an SVG knows patterns. No Streamlit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from htpy import Element, circle, path, svg

from ks_data.answers.briefing import MapArea, TrancheMap
from ks_data.catalogue import regions
from pages.charts.maps import inferred_line
from pages.charts.theme import LIGHT, Colours

METRES = 800
"""One step of the drawing: less than the eye can see on a page, and a fourth of the borders' points."""
BETWEEN = 4.0
"""Steps between two lines of a hatch."""
SMALL, RING = 9, 12.0
"""A municipality of fewer steps than this gets a ring of this radius around it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Municipalities of one colour on the map: their name, how many there are, and the fill with its hatch or ""."""

    name: str
    published: str
    documented: str
    fill: str
    hatch: str
    rising: bool


def legend(answer: TrancheMap, look: Colours = LIGHT) -> list[Group]:
    """What the colours of the map mean: stated tranches, then those that follow from the list, then unknown ones."""
    groups = []
    for counts, is_inferred in ((answer.counts, False), (answer.inferred_counts, True)):
        for count in counts:
            colours = colours_of(count.tranche, is_inferred, look)
            rising = count.tranche.startswith("1")
            groups.append(Group(count.name, count.published, count.documented, *colours, rising))
    if answer.unknown:
        groups.append(Group("niet bekend", str(answer.unknown), "", *colours_of("", False, look), False))
    return groups


def tranche_map(answer: TrancheMap, look: Colours = LIGHT) -> str:
    """The municipalities of the country in the colours of their tranches, with the chosen one outlined, as SVG."""
    width, height, background = _background(answer.areas, look, str(regions.version()))
    shape = _steps(regions.outlines()[answer.region])
    left, bottom, right, top = shape.bounds
    around = [
        path(d=_path([shape]), fill="none", stroke=colour, stroke_width=str(size), stroke_linejoin="round")
        for colour, size in ((look.page, 4), (look.text, 2))
    ]
    if max(right - left, top - bottom) < SMALL:
        middle = {"cx": f"{(left + right) / 2:g}", "cy": f"{(bottom + top) / 2:g}"}
        around.append(circle(**middle, r=f"{RING:g}", fill="none", stroke=look.text, stroke_width="2"))
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    named = {"role": "img", "aria_label": answer.alt}
    return str(svg(xmlns="http://www.w3.org/2000/svg", **named, **size)[background, around])


@lru_cache(maxsize=4)
def _background(areas: tuple[MapArea, ...], look: Colours, _version: str) -> tuple[int, int, list[Element]]:
    """The map without the chosen municipality: its size in steps, and the paths. The same for every municipality."""
    outlines = regions.outlines()
    groups: dict[tuple[str, bool], list[shapely.Geometry]] = {}
    for area in areas:
        if area.code in outlines:
            groups.setdefault((area.tranche, area.is_inferred), []).append(_steps(outlines[area.code]))
    line = {"stroke": look.outline, "stroke_width": ".5", "stroke_linejoin": "round"}
    drawn = []
    for (tranche, is_inferred), shapes in sorted(groups.items()):
        fill, hatch = colours_of(tranche, is_inferred, look)
        drawn.append(path(d=_path(shapes), fill=fill, **line))
        if hatch:
            rising = tranche.startswith("1")
            drawn.append(path(d=_hatch(shapes, rising), fill="none", stroke=hatch, stroke_width=".8"))
    provinces = [_steps(outlines[code]) for code in regions.provinces()["code"]]
    drawn.append(path(d=_path(provinces), fill="none", stroke=look.text, stroke_width=".8"))
    _, _, right, bottom = shapely.total_bounds([shape for shapes in groups.values() for shape in shapes])
    return int(right) + 2, int(bottom) + 2, drawn


def colours_of(tranche: str, is_inferred: bool, look: Colours = LIGHT) -> tuple[str, str]:
    """The fill of a tranche ("1", "1-2", "") and the colour of the lines over it; "" for none."""
    if not tranche:
        return look.joined, ""
    if is_inferred:
        return look.page, inferred_line(look, tranche)
    first, *other = (look.tranches[int(number) - 1] for number in tranche.split("-"))
    return first, other[0] if other else ""


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
    cut = shapely.get_parts(shapely.intersection(shapely.buffer(shapes, 0), lines))
    ends = [shapely.get_coordinates(piece) for piece in shapely.get_parts(cut) if piece.length > 1]
    return "".join(f"M{piece[0][0]:.0f} {piece[0][1]:.0f}L{piece[-1][0]:.0f} {piece[-1][1]:.0f}" for piece in ends)
