"""A chart that PowerPoint itself draws: years that a user can edit, limits tied to cells, gaps and breaks. No figures.

The library has no error bars, alternative texts or places of a plot; those are set in the XML.
"""

import io
import math
import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import ColorFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt
from xlsxwriter.utility import xl_col_to_name

from ks_data.answers.year_chart import Chart, ChartPoint, ChartSeries
from ks_data.language import dutch
from pages.charts.trend import apart
from pages.outputs.line_chart import wrapped

SHEET = "Cijfers"
OWN, OTHER = MSO_THEME_COLOR.ACCENT_1, MSO_THEME_COLOR.TEXT_1
LETTERS, SMALLER = Pt(14), Pt(11)
LEFT, TOP, TALL = 0.09, 0.04, 0.84
"""Where the lines stand, as shares of the chart: at the left more where the numbers of the axis are long; the words at
their ends take what they need at the right."""
NARROWEST = 0.4
"""The lines take at least this share of the width."""
LETTER_WIDTH, LINE_HEIGHT = Pt(8), Pt(17)
"""The room that a letter of a label takes, and a line of it."""
LABEL_LETTERS = 16
"""A long name takes lines of so many letters: a wider one programs break themselves, and then labels are higher."""
YEAR_WIDTH = Pt(40)
"""So much room takes a year along the axis: where there is less for each, not every year is named."""
DIGITS = 6
"""So many decimals are more than any figure has: a difference of two of them is rounded to get rid of noise."""


def add_chart(slide: Any, chart: Chart, name: str, place: tuple[int, int, int, int]) -> None:
    """Puts the chart on a slide at left, top, width and height, with its alternative text and its workbook."""
    data = CategoryChartData()
    data.categories = [str(year) for year in chart.years]
    for series in chart.series:
        data.add_series(series.name, _column(chart, series.points))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place, data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt)
    drawn = frame.chart
    drawn.has_legend = drawn.has_title = False
    drawn.font.size = LETTERS
    width, height = place[2], place[3]
    left = _left(chart, width)
    plot = _plot_width(chart, left, width)
    _set_axes(drawn, chart, plot * width)
    for line, series in zip(drawn.plots[0].series, chart.series, strict=True):
        _set_line(line, series)
    _add_limits(drawn, chart)
    _add_labels(drawn, chart, LINE_HEIGHT / height)
    _set_plot(drawn._chartSpace, left, plot)
    for reference in drawn._chartSpace.iter(qn("c:f")):
        reference.text = reference.text.replace("Sheet1!", f"{SHEET}!")
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(chart))


def _column(chart: Chart, points: Sequence[ChartPoint]) -> list[float | None]:
    """A value for each year, None where there is none: a gap."""
    by_year = {point.year: point.value for point in points}
    return [by_year.get(year) for year in chart.years]


def _left(chart: Chart, width: int) -> float:
    """The share of the width before the lines: the numbers of the axis and a gap."""
    return max(LEFT, (max(len(words) for _, words in chart.ticks) + 1) * LETTER_WIDTH / width)


def _plot_width(chart: Chart, left: float, width: int) -> float:
    """The share of the width that the lines take: all but the words at their ends."""
    longest = max((len(words) for series in chart.series for words in _label(series.end)), default=0)
    return max(NARROWEST, 1 - left - (longest + 2) * LETTER_WIDTH / width)


def _set_axes(drawn: Any, chart: Chart, width: float) -> None:
    values, years = drawn.value_axis, drawn.category_axis
    values.minimum_scale, values.maximum_scale, values.major_unit = chart.low, chart.high, chart.step
    decimals = max(len(words.partition(",")[2]) for _, words in chart.ticks)
    values.tick_labels.number_format = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    values.tick_labels.number_format_is_linked = False
    values.has_major_gridlines = True
    values.major_gridlines.format.line.width = Pt(0.75)
    _colour(values.major_gridlines.format.line.color, OTHER, 0.85)
    values.format.line.fill.background()
    values.major_tick_mark = XL_TICK_MARK.NONE
    years.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    years.has_major_gridlines = False
    _colour(years.format.line.color, OTHER, 0.5)
    every = math.ceil(YEAR_WIDTH * len(chart.years) / width)
    years.tick_labels.font.size = LETTERS if every == 1 else SMALLER
    if every > 1:  # PowerPoint then leaves years out; LibreOffice names all, in smaller letters
        skip = years._element.makeelement(qn("c:tickLblSkip"), {"val": str(every)})
        years._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)


def _colour(colour: ColorFormat, theme: MSO_THEME_COLOR, lighter: float = 0.0) -> None:
    colour.theme_color = theme
    if lighter:
        colour.brightness = lighter


def _set_line(line: Any, series: ChartSeries) -> None:
    """The chosen municipality blue with dots, the other dark with dashes and squares; an open figure an open mark."""
    colour = OWN if series.is_own else OTHER
    line.smooth = False
    _colour(line.format.line.color, colour)
    is_pooled = series.line < 0
    line.format.line.width = Pt(4 if is_pooled else 1 if series.is_open else 2.5)
    if series.is_open:
        line.format.line.dash_style = MSO_LINE_DASH_STYLE.ROUND_DOT
    elif not series.is_own:
        line.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    mark = line.marker
    mark.style = XL_MARKER_STYLE.CIRCLE if series.is_own else XL_MARKER_STYLE.SQUARE
    mark.style = XL_MARKER_STYLE.NONE if is_pooled else mark.style
    mark.size = 8
    mark.format.fill.solid()
    _colour(mark.format.fill.fore_color, MSO_THEME_COLOR.BACKGROUND_1 if series.is_open else colour)
    _colour(mark.format.line.color, colour)


# --- the limits, and the workbook whose cells they follow ---


def _limited(chart: Chart) -> list[int]:
    """The places of the series that have limits."""
    return [place for place, series in enumerate(chart.series) if any(p.lower is not None for p in series.points)]


def _first_column(chart: Chart, place: int) -> int:
    """The first of the four columns in the workbook with the limits of a series."""
    return 1 + len(chart.series) + 4 * _limited(chart).index(place)


def _limits(chart: Chart, series: ChartSeries) -> list[tuple[float, float, float, float] | None]:
    """Of each year the limits as shown, and how far the bar goes down and up."""
    by_year = {point.year: point for point in series.points}
    rows: list[tuple[float, float, float, float] | None] = []
    for year in chart.years:
        point = by_year.get(year)
        if point is None or point.lower is None or point.upper is None:
            rows.append(None)
        else:
            down = dutch.rounded(point.value - point.lower, DIGITS)
            up = dutch.rounded(point.upper - point.value, DIGITS)
            rows.append((point.lower, point.upper, down, up))
    return rows


def _add_limits(drawn: Any, chart: Chart) -> None:
    """Error bars that follow the cells: who edits a limit in the workbook sees the bar move."""
    for place in _limited(chart):
        element = drawn.plots[0].series[place]._element
        bars = element.makeelement(qn("c:errBars"), {})
        for tag, value in (("errDir", "y"), ("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "1")):
            bars.append(bars.makeelement(qn(f"c:{tag}"), {"val": value}))
        rows, first = _limits(chart, chart.series[place]), _first_column(chart, place)
        for tag, column in (("plus", 3), ("minus", 2)):
            lengths = [row[column] if row else None for row in rows]
            bars.append(_reference(bars, tag, first + column, lengths))
        bars.append(_bar_style(element))
        element.find(qn("c:cat")).addprevious(bars)


def _reference(parent: Any, tag: str, column: int, lengths: Sequence[float | None]) -> Any:
    """The cells of a column, with what stands in them now."""

    def child(of: Any, name: str, text: str = "", **attributes: str) -> Any:
        element = of.makeelement(qn(f"c:{name}"), attributes)
        element.text = text or None
        of.append(element)
        return element

    side = parent.makeelement(qn(f"c:{tag}"), {})
    reference = child(side, "numRef")
    letter = xl_col_to_name(column, col_abs=True)
    child(reference, "f", f"{SHEET}!{letter}$2:{letter}${len(lengths) + 1}")
    cache = child(reference, "numCache")
    child(cache, "formatCode", "General")
    child(cache, "ptCount", val=str(len(lengths)))
    for index, length in enumerate(lengths):
        if length is not None:
            child(child(cache, "pt", idx=str(index)), "v", f"{length:g}")
    return side


def _bar_style(series: Any) -> Any:
    """The line of the series, thinner and without dashes."""
    style = series.makeelement(qn("c:spPr"), {})
    line = style.makeelement(qn("a:ln"), {"w": str(Pt(1.5))})
    fill = line.makeelement(qn("a:solidFill"), {})
    colour = series.find(f"{qn('c:spPr')}/{qn('a:ln')}/{qn('a:solidFill')}/{qn('a:schemeClr')}")
    fill.append(fill.makeelement(qn("a:schemeClr"), {"val": colour.get("val")}))
    line.append(fill)
    style.append(line)
    return style


def _workbook(chart: Chart) -> bytes:
    """The workbook behind a chart: a row for each year, the values, then the limits; nothing that is not shown."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"created": datetime(2000, 1, 1)})
    sheet = workbook.add_worksheet(SHEET)
    sheet.write_string(0, 0, "Jaar")
    for row, year in enumerate(chart.years, 1):
        sheet.write_string(row, 0, str(year))
    for place, series in enumerate(chart.series):
        sheet.write_string(0, place + 1, series.name)
        for row, value in enumerate(_column(chart, series.points), 1):
            if value is not None:
                sheet.write_number(row, place + 1, value)
    for place in _limited(chart):
        _write_limits(sheet, chart, place)
    workbook.close()
    return target.getvalue()


def _write_limits(sheet: Any, chart: Chart, place: int) -> None:
    first, series = _first_column(chart, place), chart.series[place]
    for column, words in enumerate(("zeker vanaf", "zeker tot", "omlaag", "omhoog")):
        sheet.write_string(0, first + column, f"{series.name}: {words}")
    figure, lower, upper = (xl_col_to_name(column) for column in (place + 1, first, first + 1))
    for row, limits in enumerate(_limits(chart, series), 1):
        if limits:
            sheet.write_number(row, first, limits[0])
            sheet.write_number(row, first + 1, limits[1])
            number = row + 1
            down = f"=ROUND({figure}{number}-{lower}{number},{DIGITS})"
            sheet.write_formula(row, first + 2, down, None, limits[2])
            up = f"=ROUND({upper}{number}-{figure}{number},{DIGITS})"
            sheet.write_formula(row, first + 3, up, None, limits[3])


# --- the words at the ends, and where the lines stand ---


def _add_labels(drawn: Any, chart: Chart, line_height: float) -> None:
    """The words at the last figure of each region, right of it, and moved as far as they would cover each other.

    line_height: of a line of them, as a share of the chart.
    """
    ends = [(place, series) for place, series in enumerate(chart.series) if series.end]
    words = [_label(series.end) for _, series in ends]
    heights = [_from_the_top(chart, series.points[-1].value) for _, series in ends]
    moved = apart(heights, line_height * max(map(len, words), default=1), (TOP, TOP + TALL))
    for (place, series), lines, height, new in zip(ends, words, heights, moved, strict=True):
        point = drawn.plots[0].series[place].points[series.points[-1].year - chart.years[0]]
        label = point.data_label
        label.has_text_frame = True
        label.text_frame.text = "\n".join(lines)
        for letters in (run.font for paragraph in label.text_frame.paragraphs for run in paragraph.runs):
            letters.bold, letters.size = True, LETTERS
            _colour(letters.color, OWN if series.is_own else OTHER)
        label.position = XL_LABEL_POSITION.RIGHT
        if not math.isclose(new, height, abs_tol=0.001):
            _move(label._dLbl, new - height)


def _label(end: str) -> list[str]:
    """The words at the end of a line, in lines that are not broken again."""
    name, *figure = wrapped(end)
    return [*textwrap.wrap(name, LABEL_LETTERS, break_long_words=False), *figure] if figure else [name]


def _from_the_top(chart: Chart, value: float) -> float:
    """Where a value stands, as a share of the height of the chart."""
    return TOP + TALL * (chart.high - value) / (chart.high - chart.low)


def _move(label: Any, down: float) -> None:
    """Moves a label from where it would stand, by a share of the height of the chart."""
    layout = label.makeelement(qn("c:layout"), {})
    _add_layout(layout, {"x": "0", "y": f"{down:.4f}"})
    label.find(qn("c:idx")).addnext(layout)


def _set_plot(space: Any, left: float, width: float) -> None:
    """Says where the lines stand, as otherwise the words at their ends fall off the chart."""
    area = space.find(f".//{qn('c:plotArea')}")
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = area.makeelement(qn("c:layout"), {})
        area.insert(0, layout)
    sides = {"x": left, "y": TOP, "w": width, "h": TALL}
    _add_layout(
        layout,
        {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge", **{side: f"{sides[side]:.4g}" for side in sides}},
    )


def _add_layout(layout: Any, places: dict[str, str]) -> None:
    manual = layout.makeelement(qn("c:manualLayout"), {})
    for tag, value in places.items():
        manual.append(manual.makeelement(qn(f"c:{tag}"), {"val": value}))
    layout.append(manual)
