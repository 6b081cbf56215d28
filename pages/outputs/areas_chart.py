"""All regions beside each other as SVG: in order, by size, on a map, and smoothed. No Streamlit.

It draws the numbers as they are shown, in the classes and colours of `pages.charts`.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from htpy import Element, Fragment, circle, fragment, line, polyline, svg, text
from markupsafe import Markup

from ks_data.answers import axis
from ks_data.answers.excerpts import AreasPicture
from ks_data.catalogue import regions
from ks_data.language import dutch
from pages.charts import comparison, smoothed
from pages.charts.maps import NO_FIGURE
from pages.charts.theme import FIVE, LIGHT, Colours, five_colours, five_words
from pages.outputs.letters import LETTERS, widest, width
from pages.outputs.line_chart import NUMBERS, left_of
from pages.outputs.municipal_map import Fill, municipal_map
from pages.outputs.tranche_map import Group

WIDTH, HEIGHT = 440, 235
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 18, 30
"""What stays free around a chart; at the left more where its numbers are long."""
NAMES = 118
"""So much room take the names of few regions, before the chart, or more where they are long."""
DOT, RING = 2.6, 6.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """A region as it is drawn, its numbers as shown; NaN where one is not known."""

    code: str
    name: str
    group: str
    value: float
    lower: float
    upper: float
    place: int
    size: float


def areas_chart(drawn: AreasPicture, look: Colours = LIGHT) -> str:
    """The picture of all regions as SVG; what it shows in words is its name."""
    if drawn.form == "map":
        return _five_map(drawn, look)
    if drawn.form == "smoothed":
        return _both_maps(drawn, look)
    chart = _Funnel(drawn, look) if drawn.form == "funnel" else _Ranking(drawn, look)
    return _sheet(WIDTH, HEIGHT, drawn.answer.title, chart.drawing())


def areas_legend(drawn: AreasPicture, look: Colours = LIGHT) -> list[Group]:
    """What the colours mean, with the number of regions of each."""
    answer = drawn.answer
    if drawn.form == "smoothed":
        return _smoothed_legend(drawn, look)
    counts = answer.table["five"].value_counts()
    fills = _five_fills(drawn, look)
    everywhere = regions.provinces() if answer.level == "provincie" else regions.municipalities()
    shown = [word for word in FIVE if word != FIVE[-1] or word in counts]
    groups = [_group(five_words(word, answer.indicator), str(counts.get(word, 0)), fills[word]) for word in shown]
    missing = len(everywhere) - len(answer.table)
    return [*groups, _group(NO_FIGURE, str(missing), fills[NO_FIGURE])] if missing else groups


def _group(name: str, number: str, fill: Fill) -> Group:
    return Group(name, number, *fill)


# --- maps ---


def _five_fills(drawn: AreasPicture, look: Colours) -> dict[str, Fill]:
    """The fill of each class; what cannot be tested is striped and what has no figure hatched the other way."""
    colours = five_colours(drawn.answer.indicator, look)
    fills = {word: Fill(colour) for word, colour in colours.items()}
    return {**fills, FIVE[-1]: Fill(look.page, look.outline), NO_FIGURE: Fill(look.page, look.quiet, rising=True)}


def _of_country(groups: dict[str, str], fills: dict[str, Fill]) -> tuple[tuple[str, Fill], ...]:
    """Each municipality with its fill. groups: the class by code."""
    return tuple((code, fills[groups.get(code) or NO_FIGURE]) for code in regions.municipalities()["code"])


def _five_map(drawn: AreasPicture, look: Colours) -> str:
    table = drawn.answer.table
    groups = dict(zip(table["code"], table["five"].astype(str), strict=True))
    return municipal_map(_of_country(groups, _five_fills(drawn, look)), drawn.region, look, drawn.answer.title)


def _smoothed_fills(drawn: AreasPicture, look: Colours) -> dict[str, Fill]:
    shades = smoothed.shades(smoothed.classes(drawn.answer.table, drawn.answer.indicator), look)
    return {**{name: Fill(colour) for name, colour in shades.items()}, NO_FIGURE: Fill(look.page, look.quiet, True)}


def _smoothed_legend(drawn: AreasPicture, look: Colours) -> list[Group]:
    table, indicator = drawn.answer.table, drawn.answer.indicator
    counted, made = (smoothed.classed(table, indicator, is_smoothed) for is_smoothed in (False, True))
    return [
        _group(name, "" if name == NO_FIGURE else f"{counted.count(name)} en {made.count(name)}", fill)
        for name, fill in _smoothed_fills(drawn, look).items()
    ]


def _both_maps(drawn: AreasPicture, look: Colours) -> str:
    """The figures as counted at the left, and smoothed at the right, each beneath its name."""
    table, fills = drawn.answer.table, _smoothed_fills(drawn, look)
    maps = []
    for column, (is_smoothed, title) in enumerate(((False, "Zoals geteld"), (True, "Gladgestreken"))):
        classes = smoothed.classed(table, drawn.answer.indicator, is_smoothed)
        groups = {code: name for code, name in zip(table["code"], classes, strict=True) if name}
        left = column * WIDTH / 2
        place = {"x": f"{left:g}", "y": "16", "width": f"{WIDTH / 2:g}", "height": f"{HEIGHT - 16}"}
        drawing = municipal_map(_of_country(groups, fills), drawn.region, look, title, **place)
        words = text(x=f"{left + WIDTH / 4:g}", y="11", text_anchor="middle", **_letters(look), font_weight="600")
        maps.append(fragment[words[title], Markup(drawing)])
    return _sheet(WIDTH, HEIGHT, drawn.answer.title, maps)


def _sheet(width: float, height: float, words: str, content: Any) -> str:
    size = {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"0 0 {width:g} {height:g}"}
    return str(svg(xmlns="http://www.w3.org/2000/svg", role="img", aria_label=words, **size)[content])


def _letters(look: Colours) -> dict[str, str]:
    return {**LETTERS, "fill": look.text}


# --- charts ---


class _Chart:
    """Regions along an axis with their figures, the benchmark as a line, and the chosen one in a ring."""

    def __init__(self, drawn: AreasPicture, look: Colours) -> None:
        self.drawn, self.look = drawn, look
        self.indicator = drawn.answer.indicator
        self.fills = _five_fills(drawn, look)

    def marks(self) -> list[_Mark]:
        """The regions that the chart has a place for, lowest first."""
        raise NotImplementedError

    @cached_property
    def benchmark(self) -> float:
        """Its figure as shown; NaN where there is none."""
        figure = self.drawn.answer.benchmark
        return dutch.rounded(figure.value, self.indicator.decimals) if figure else math.nan

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Of the axis of figures, around all that is drawn."""
        numbers = [self.benchmark, *self.numbers()]
        known = [number for number in numbers if math.isfinite(number)]
        return axis.bounds((min(known), max(known)), self.indicator)

    @cached_property
    def left(self) -> float:
        return left_of(axis.ticks(*self.ends) if self.marks() else (), LEFT)

    def numbers(self) -> Iterable[float]:
        return [number for mark in self.marks() for number in (mark.value, mark.lower, mark.upper)]

    def down(self, value: float) -> float:
        low, high = self.ends
        share = (min(max(value, low), high) - low) / (high - low)
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    def words(self, across: float, down: float, said: str, **style: str) -> Fragment:
        """Words over whatever lies there, with an edge in the colour of the page."""
        half = width(said, is_bold=True) / 2
        middle = min(max(across, self.left + half), WIDTH - half)
        place = {"x": f"{middle:.1f}", "y": f"{down:.1f}", "text_anchor": "middle"}
        letters = {**_letters(self.look), "font_weight": "600", **style}
        edge = {"stroke": self.look.page, "stroke_width": "3", "stroke_linejoin": "round"}
        return fragment[text(**place, **letters, **edge)[said], text(**place, **letters)[said]]

    def dot(self, mark: _Mark, across: float, down: float) -> Element:
        """The figure of a region; open where it cannot be tested."""
        is_open = mark.group == FIVE[-1]
        style = {"stroke": self.look.text if is_open else self.look.outline, "stroke_width": "1.2" if is_open else ".4"}
        return circle(cx=f"{across:.1f}", cy=f"{down:.1f}", r=f"{DOT:g}", fill=self.fills[mark.group].fill, **style)

    def grid(self, title: str) -> Fragment:
        rules, style = [], {"dy": "3", "text_anchor": "end", **_letters(self.look)}
        for value, said in axis.ticks(*self.ends):
            height = f"{self.down(value):.1f}"
            rules.append(line(x1=f"{self.left:g}", x2=str(WIDTH - RIGHT), y1=height, y2=height, stroke=self.look.grid))
            rules.append(text(x=f"{self.left - NUMBERS:g}", y=height, **style)[said])
        foot = {"x": f"{(self.left + WIDTH - RIGHT) / 2:g}", "y": str(HEIGHT - 4), "text_anchor": "middle"}
        return fragment[rules, text(**foot, **_letters(self.look))[title]]

    def level(self) -> Fragment | None:
        """The line of the benchmark with its name at the left."""
        if math.isnan(self.benchmark):
            return None
        height = self.down(self.benchmark)
        ends = {"x1": f"{self.left:g}", "x2": str(WIDTH - RIGHT), "y1": f"{height:.1f}", "y2": f"{height:.1f}"}
        drawn = line(**ends, stroke=self.look.other, stroke_width="1.5")
        return fragment[drawn, self.words(0, height - 4, self.drawn.benchmark, fill=self.look.other)]

    def ring(self, mark: _Mark, across: float, down: float) -> Fragment:
        around = {"cx": f"{across:.1f}", "cy": f"{down:.1f}", "r": f"{RING:g}", "fill": "none"}
        style = {"stroke": self.look.own, "stroke_width": "2"}
        return fragment[circle(**around, **style), self.words(across, down + 18, mark.name, fill=self.look.own)]

    def rows(self) -> list[_Mark]:
        """All regions as they are shown, lowest first."""
        table, digits = self.drawn.answer.table, self.indicator.decimals
        places = table["lower"].notna().cumsum()
        numbers = [[dutch.rounded(value, digits) for value in table[name]] for name in ("value", "lower", "upper")]
        texts = (table["code"], table["name"], table["five"].astype(str))
        return [_Mark(*row) for row in zip(*texts, *numbers, places, table["denominator"], strict=True)]


class _Ranking(_Chart):
    """From low to high with 95 % limits: many beside each other, few beneath each other with their names."""

    def marks(self) -> list[_Mark]:
        return [mark for mark in self.rows() if not math.isnan(mark.lower)]

    def drawing(self) -> Any:
        marks = self.marks()
        if not marks:
            return self.words(WIDTH / 2, HEIGHT / 2, comparison.ranking_remark(self.drawn.answer)[:60])
        return self.beneath(marks) if len(self.drawn.answer.table) <= comparison.FEW else self.beside(marks)

    def beside(self, marks: Sequence[_Mark]) -> Any:
        room = WIDTH - self.left - RIGHT - 12

        def across(mark: _Mark) -> float:
            return self.left + 6 + room * (mark.place - 1) / max(len(marks) - 1, 1)

        bars = [self.bar(across(mark), mark) for mark in marks]
        dots = [self.dot(mark, across(mark), self.down(mark.value)) for mark in marks]
        chosen = [
            self.ring(mark, across(mark), self.down(mark.value)) for mark in marks if mark.code == self.drawn.region
        ]
        return [self.grid(f"{len(marks)} gebieden van laag naar hoog"), bars, self.level(), dots, chosen]

    def bar(self, across: float, mark: _Mark) -> Element:
        place = {"x1": f"{across:.1f}", "x2": f"{across:.1f}"}
        ends = {"y1": f"{self.down(mark.lower):.1f}", "y2": f"{self.down(mark.upper):.1f}"}
        return line(**place, **ends, stroke=self.look.quiet, stroke_width=".8", stroke_opacity=".7")

    def beneath(self, marks: Sequence[_Mark]) -> Any:
        low, high = self.ends
        step = (HEIGHT - TOP - BOTTOM) / len(marks)
        left = max(NAMES, 8 + math.ceil(widest(mark.name for mark in marks)))

        def across(value: float) -> float:
            return left + (WIDTH - left - RIGHT) * (min(max(value, low), high) - low) / (high - low)

        drawn: list[Any] = []
        for value, said in axis.ticks(low, high):
            place = f"{across(value):.1f}"
            drawn.append(line(x1=place, x2=place, y1=str(TOP), y2=str(HEIGHT - BOTTOM), stroke=self.look.grid))
            drawn.append(text(x=place, y=str(HEIGHT - BOTTOM + 12), text_anchor="middle", **_letters(self.look))[said])
        if not math.isnan(self.benchmark):
            place = f"{across(self.benchmark):.1f}"
            ends = {"y1": str(TOP), "y2": str(HEIGHT - BOTTOM)}
            drawn.append(line(x1=place, x2=place, **ends, stroke=self.look.other, stroke_width="1.5"))
            drawn.append(self.words(across(self.benchmark), TOP - 6, self.drawn.benchmark, fill=self.look.other))
        for row, mark in enumerate(marks):
            height = TOP + step * (row + 0.5)
            name = {"x": str(left - 8), "y": f"{height:.1f}", "dy": "3", "text_anchor": "end"}
            ends = {"x1": f"{across(mark.lower):.1f}", "x2": f"{across(mark.upper):.1f}"}
            heights = {"y1": f"{height:.1f}", "y2": f"{height:.1f}"}
            drawn.append(text(**name, **_letters(self.look))[mark.name])
            drawn.append(line(**ends, **heights, stroke=self.look.quiet, stroke_width="1.5"))
            drawn.append(self.dot(mark, across(mark.value), height))
        return drawn


class _Funnel(_Chart):
    """By size, between the limits that chance allows; the axis of sizes goes in ever greater steps."""

    def marks(self) -> list[_Mark]:
        return [mark for mark in self.rows() if not math.isnan(mark.size)]

    @cached_property
    def limits(self) -> Any:
        answer = self.drawn.answer
        spread = answer.spread if self.drawn.has_spread else 0.0
        return comparison.funnel_values(answer.table, answer.benchmark, self.indicator, spread)

    def numbers(self) -> Iterable[float]:
        return [*(mark.value for mark in self.marks()), *self.limits[["l95", "u95"]].to_numpy().ravel().tolist()]

    def drawing(self) -> Any:
        marks = self.marks()
        if not marks:
            return self.words(WIDTH / 2, HEIGHT / 2, "Van geen gebied is de grootte bekend.")
        sizes = [mark.size for mark in marks]
        first, last = math.log(min(sizes) * 0.8), math.log(max(sizes) * 1.2)

        def across(size: float) -> float:
            return self.left + 6 + (WIDTH - self.left - RIGHT - 12) * (math.log(size) - first) / (last - first)

        lines = []
        for name, dash in (("l95", ""), ("u95", ""), ("l998", "5 4"), ("u998", "5 4")):
            columns = zip(self.limits["m"], self.limits[name], strict=True)
            points = " ".join(f"{across(max(size, 1e-9)):.1f},{self.down(value):.1f}" for size, value in columns)
            style = {"stroke": self.look.text, "stroke_width": ".9", **({"stroke_dasharray": dash} if dash else {})}
            lines.append(polyline(points=points, fill="none", **style))
        dots = [self.dot(mark, across(mark.size), self.down(mark.value)) for mark in marks]
        chosen = [
            self.ring(mark, across(mark.size), self.down(mark.value))
            for mark in marks
            if mark.code == self.drawn.region
        ]
        foot = [
            text(x=f"{across(size):.1f}", y=str(HEIGHT - BOTTOM + 12), text_anchor="middle", **_letters(self.look))[
                dutch.number(size, 0)
            ]
            for size in _sizes_named(min(sizes), max(sizes))
        ]
        return [self.grid(f"aantal {self.indicator.per}"), lines, self.level(), dots, chosen, foot]


def _sizes_named(smallest: float, largest: float) -> list[float]:
    """Round sizes between these, at most six: 1, 2 or 5 times a power of ten, or only powers."""
    powers = 10.0 ** np.arange(math.floor(math.log10(smallest)), math.ceil(math.log10(largest)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        named = [step * power for power in powers.tolist() for step in steps if smallest <= step * power <= largest]
        if len(named) <= 6:
            break
    return named
