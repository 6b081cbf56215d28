"""The counts of the programme in strips, and the parts of a budget as bars, as SVG. No Streamlit."""

from itertools import pairwise
from typing import Any

from htpy import Element, circle, line, polyline, rect, svg, text

from ks_data.answers.excerpts import BudgetPicture, SpreadPicture
from ks_data.language import dutch
from pages.charts import growth
from pages.charts.theme import LIGHT, Colours
from pages.outputs.letters import LETTERS, in_lines

WIDTH, HEIGHT = 640, 235
RIGHT, FOOT = 40, 18
NAMES, NUMBERS = 230, 120
"""What the names before strips and bars take, and the amounts behind bars."""
LINE = 11
"""So high is a line of a name."""
THICK = 16


def _sheet(words: str, content: Any) -> str:
    size = {"width": str(WIDTH), "height": str(HEIGHT), "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    return str(svg(xmlns="http://www.w3.org/2000/svg", role="img", aria_label=words, **size)[content])


def _letters(look: Colours) -> dict[str, str]:
    return {**LETTERS, "fill": look.text}


def spread_chart(drawn: SpreadPicture, look: Colours = LIGHT) -> str:
    """A strip for each way of counting on one axis of time: its counts as dots that are named, joined by a line."""
    datasets, bands = growth.spread_values(drawn.strips)
    marks, names = datasets["values"], datasets["strips"]
    first, last = drawn.years
    high = (HEIGHT - FOOT) / bands

    def across(year: float) -> float:
        return NAMES + (WIDTH - NAMES - RIGHT) * (year - first) / (last - first)

    def down(level: float) -> float:
        return high * (bands - level)

    content: list[Any] = []
    for year in range(first, last + 1):
        place = f"{across(year):.1f}"
        content.append(line(x1=place, x2=place, y1="0", y2=f"{HEIGHT - FOOT}", stroke=look.grid))
        content.append(text(x=place, y=str(HEIGHT - 5), text_anchor="middle", **_letters(look))[str(year)])
    for strip in names.to_dict("records"):
        floor = f"{down(strip['hoogte']):.1f}"
        content.append(line(x1="0", x2=str(WIDTH), y1=floor, y2=floor, stroke=look.quiet))
        content.append(_name(strip["telling"], NAMES - 14, down(strip["hoogte"]) - high * 0.4, look))
    for _, rows in marks.groupby("telling", sort=False):
        points = [(across(row.jaar), down(row.hoogte)) for row in rows.sort_values("jaar").itertuples()]
        if rows["stap"].iloc[0]:  # what begins on a day stays as it is until the next
            points = [
                points[0],
                *(corner for old, new in pairwise(points) for corner in ((new[0], old[1]), new)),
            ]
        path = " ".join(f"{left:.1f},{top:.1f}" for left, top in points)
        content.append(polyline(points=path, fill="none", stroke=look.other, stroke_width="1.5"))
    for row in marks.to_dict("records"):
        middle = {"cx": f"{across(row['jaar']):.1f}", "cy": f"{down(row['hoogte']):.1f}", "r": "2.6"}
        fill = look.page if row["open"] else look.other
        content.append(circle(**middle, fill=fill, stroke=look.other, stroke_width="1.5"))
        words = {"x": middle["cx"], "y": f"{down(row['hoogte']) - 5:.1f}", "text_anchor": "middle"}
        content.append(text(**words, **_letters(look), font_weight="600")[row["getal"]])
    return _sheet(drawn.strips.alt, content)


def budget_chart(drawn: BudgetPicture, look: Colours = LIGHT) -> str:
    """A bar for each part of a budget, from zero, with its amount and share behind it."""
    rows = len(drawn.lines)
    step = min(HEIGHT / max(rows, 1), 3 * THICK)
    room = WIDTH - NAMES - NUMBERS
    most = max((line_.share for line_ in drawn.lines), default=0.0) or 1.0
    content: list[Any] = []
    for row, part in enumerate(drawn.lines):
        middle = step * (row + 0.5)
        long = room * max(dutch.rounded(part.share, 1), 0.0) / most
        height = min(THICK, step * 0.7)
        place = {"x": str(NAMES), "y": f"{middle - height / 2:.1f}", "width": f"{long:.1f}", "height": f"{height:.1f}"}
        content.append(rect(**place, fill=look.own))
        content.append(_name(part.name, NAMES - 8, middle, look))
        behind = {"x": f"{NAMES + long + 6:.1f}", "y": f"{middle + 3:.1f}", "font_weight": "600"}
        content.append(text(**behind, **_letters(look))[f"{part.amount} ({part.percent})"])
    words = "; ".join(f"{part.name}: {part.amount} ({part.percent})" for part in drawn.lines)
    return _sheet(f"{words}. Totaal: {drawn.total}.", content)


def _name(name: str, right: float, middle: float, look: Colours) -> list[Element]:
    """A name that ends at a place, in as many lines as it needs, around a height."""
    lines = in_lines(name, right)
    top = middle + 3 - LINE * (len(lines) - 1) / 2
    place = {"x": f"{right:g}", "text_anchor": "end", **_letters(look)}
    return [text(y=f"{top + LINE * row:.1f}", **place)[words] for row, words in enumerate(lines)]
