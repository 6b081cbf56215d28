"""People as marks: so many of 1.000, as one small SVG that stands on its own."""

from htpy import Element, div, figcaption, figure, path, svg

from ks_data.answers.people import ALL, People, PeopleField
from pages.charts.theme import Colours
from pages.html.small_charts import IMAGE, picture

COLUMNS, STEP = 40, 10
"""Marks beside each other, and the room for each; without a unit, as the picture fits any width."""
DOT, SMALL = "7.5", "3.5"
"""How wide a mark is that counts, and one that does not: told apart by size as well as by colour."""


def people_chart(people: People, look: Colours) -> Element:
    """The fields beside each other, each beneath its label; the sentence is for who cannot see them."""
    colours = (look.own, look.other)
    drawn = zip(people.fields, colours, (people.sentence, ""), strict=False)
    return div(".ks-people")[
        [
            figure[figcaption[field.label], picture(people_field(field, colour, look.quiet), words or field.label)]
            for field, colour, words in drawn
        ]
    ]


def people_field(field: PeopleField, colour: str, quiet: str) -> Element:
    """The marks row by row, those that count first: each path is dots, for its dashes have no length."""
    height = ALL // COLUMNS * STEP
    lines = {"fill": "none", "stroke_linecap": "round", "stroke_dasharray": f"0.01 {STEP - 0.01}"}
    return svg(**IMAGE, viewBox=f"0 0 {COLUMNS * STEP} {height}")[
        path(d=_rows(field.marked, ALL), stroke=quiet, stroke_width=SMALL, **lines),
        path(d=_rows(0, field.marked), stroke=colour, stroke_width=DOT, **lines),
    ]


def _rows(start: int, stop: int) -> str:
    """Lines through the middle of the marks from one up to another, counted row by row."""
    lines = []
    for row in range(start // COLUMNS, (stop - 1) // COLUMNS + 1):
        first, last = max(start - row * COLUMNS, 0), min(stop - row * COLUMNS, COLUMNS)
        lines.append(f"M{first * STEP + STEP // 2} {row * STEP + STEP // 2}h{(last - first) * STEP - STEP // 2}")
    return "".join(lines)
