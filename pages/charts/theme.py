"""How every chart looks: colours by role, fonts, and Dutch numbers in any browser. No Streamlit, no figures."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from ks_data import Indicator
from ks_data.statistics import FiveClass, appraisal, symbol

Spec = dict[str, Any]
Datasets = Mapping[str, pd.DataFrame | bytes]
"""The figures of a chart by name, as a frame or as Arrow."""

TEXT, WHOLE, NUMBER = pa.string(), pa.int16(), pa.float32()
"""The types of the columns of a dataset: small, as each run of a page sends them again."""
FONT = "Public Sans, Verdana, sans-serif"


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours by role. heights: of classes by their height, the higher the further from the page.

    inferred: the area and its faint lines of a tranche that only follows from a list, of 1 or 2 and of 3 or 4; greyer
    than what is stated.
    """

    own: str
    other: str
    quiet: str
    text: str
    grid: str
    page: str
    tranches: tuple[str, str, str, str]
    heights: tuple[str, str, str, str]
    inferred: tuple[tuple[str, str], tuple[str, str]]
    joined: str
    outline: str
    good: str
    bad: str
    even: str
    five: tuple[str, str, str, str, str]


LIGHT = Colours(
    own="#1650b0",
    other="#3d424a",
    quiet="#8b94a1",
    text="#2b3542",
    grid="#e3e7ec",
    page="#ffffff",
    tranches=("#0b3a68", "#3a7fb8", "#80b3da", "#c3def0"),
    heights=("#c3def0", "#80b3da", "#3a7fb8", "#0b3a68"),
    inferred=(("#9aa5b5", "#8592a5"), ("#d9dfe6", "#c6ced9")),
    joined="#f1dfb8",
    outline="#5b6675",
    good="#1650b0",
    bad="#b34700",
    even="#6a6d72",
    five=("#1650b0", "#9fc0ee", "#e4e7eb", "#f5b98a", "#b34700"),
)
DARK = Colours(
    own="#7db2ff",
    other="#c9d1dc",
    quiet="#8b97a8",
    text="#dbe2ec",
    grid="#2b3644",
    page="#10161f",
    tranches=("#156cb3", "#4a9fea", "#aacbf0", "#f2f7fc"),
    heights=("#156cb3", "#4a9fea", "#aacbf0", "#f2f7fc"),
    inferred=(("#3a4a60", "#4b5d76"), ("#8494a8", "#9aa8ba")),
    joined="#7d6a3c",
    outline="#aab4c2",
    good="#7db2ff",
    bad="#ffab66",
    even="#aab4c2",
    five=("#a8ccff", "#4a82d2", "#363e49", "#b8722f", "#ffc595"),
)


def _in_both(light: Any, dark: Any) -> Any:
    if isinstance(light, tuple):
        return tuple(map(_in_both, light, dark))
    return f"light-dark({light},{dark})"


SCREEN = Colours(*_in_both(astuple(LIGHT), astuple(DARK)))
"""The colours of whatever a browser shows: it takes those of its page, also when that turns dark while it is open.

So nobody here asks whether a page is dark. What becomes a file has the colours of `LIGHT`.
"""


FIVE = tuple(str(area) for area in FiveClass)
"""The classes of `statistics.FiveClass`, in the order of the legend."""


def five_words(word: str, indicator: Indicator) -> str:
    """A class with the sign and the words that tell it without its colour."""
    area = FiveClass(word)
    judged = appraisal(area.verdict, indicator.better)
    sign = symbol(area.verdict, indicator.better) * (2 if area.is_sure else 1)
    return f"{sign} {word}{f' ({judged})' if judged else ''}"


def five_colours(indicator: Indicator, look: Colours) -> dict[str, str]:
    """A colour for each of the five classes: blue is favourable where a direction is declared, else lower."""
    classes = look.five if indicator.better != "higher" else look.five[::-1]
    return dict(zip(FIVE, [*classes, look.page], strict=True))


def appraised(appraisal: str, look: Colours, otherwise: str) -> str:
    """The colour of "gunstiger" and "ongunstiger"; `otherwise` for what is neither."""
    return {"gunstiger": look.good, "ongunstiger": look.bad}.get(appraisal, otherwise)


def marked(spec: Spec, text: str) -> Spec:
    """The same chart with a word across it: FICTIEF for the demonstration set, VOORBEELD for a preview."""
    word = {
        "type": "text",
        "text": text,
        "fontSize": {"expr": "min(72, width / 6)"},
        "fontWeight": 700,
        "angle": 335,
        "opacity": 0.16,
    }
    middle = {"x": {"value": {"expr": "width / 2"}}, "y": {"value": {"expr": "height / 2"}}}
    over = {"data": {"values": [{}]}, "mark": {**word, "color": SCREEN.bad, "tooltip": None}, "encoding": middle}
    layers = _in_a_corner(text) if "projection" in spec else [over]
    return {**spec, "layer": [*spec["layer"], *layers]}


def _in_a_corner(text: str) -> list[dict[str, Any]]:
    """The word on a map: beside the country, as faint letters over hundreds of small areas cannot be read."""
    style = {"type": "text", "text": text, "fontSize": 26, "fontWeight": 700, "align": "left", "baseline": "top"}
    place = {"x": {"value": 2}, "y": {"value": 4}}
    edge = {"stroke": SCREEN.page, "strokeWidth": 5, "strokeJoin": "round", "aria": False}
    data = {"data": {"values": [{}]}, "encoding": place}
    return [{**data, "mark": {**style, **ink, "tooltip": None}} for ink in (edge, {"color": SCREEN.bad})]


def arrow(rows: list[dict[str, Any]], schema: pa.Schema) -> bytes:
    """A few rows as Arrow, as the browser gets them; for tens of rows this is far quicker than a frame."""
    return stream(pa.Table.from_pylist(rows, schema))


def stream(table: pa.Table) -> bytes:
    """A table as Arrow, as the browser gets it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def finish(chart: alt.TopLevelMixin) -> Spec:
    """The chart as a dict, with our fonts and colours and with Dutch numbers whatever the reader's browser."""
    config = {
        "font": FONT,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": SCREEN.text,
            "titleColor": SCREEN.text,
            "labelFontSize": 14,
            "titleFontSize": 14,
            "titleFontWeight": 400,
            "gridColor": SCREEN.grid,
            "domainColor": SCREEN.quiet,
            "tickColor": SCREEN.quiet,
        },
        "text": {"font": FONT},
        "locale": {
            "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€\N{NO-BREAK SPACE}", ""]},
        },
    }
    with alt.data_transformers.enable(consolidate_datasets=False):  # a page sends its own datasets in that place
        spec: Spec = chart.to_dict(validate=False)
    _keep_fields_inside(spec, {})
    spec["config"] = config
    return spec


def _keep_fields_inside(spec: Spec, inherited: dict[str, Any]) -> None:
    """Lets a mark without a tooltip of ours say nothing: it would show the names and unrounded numbers of its fields.

    One with a tooltip is read aloud as that, unless the whole chart is one graphic, and words as they stand. Changes
    the spec and its layers in place.
    """
    encoding = {**inherited, **spec.get("encoding", {})}
    for layer in spec.get("layer", []):
        _keep_fields_inside(layer, encoding)
    if "mark" not in spec:
        return
    tooltip = encoding.get("tooltip")
    if tooltip and not spec["mark"].get("aria", True):
        return
    if tooltip:
        parts = (f"{json.dumps(tip['title'] + ': ')} + datum['{tip['field']}']" for tip in tooltip)
        spec.setdefault("encoding", {})["description"] = {"value": {"expr": " + '; ' + ".join(parts)}}
        return
    spec["mark"]["tooltip"] = None
    if "text" in encoding:
        spec["encoding"]["description"] = encoding["text"]
    else:
        spec["mark"]["aria"] = False


def five_scale(indicator: Indicator) -> alt.Color:
    """The colour of an area by its class, which stands in column k."""
    shades = five_colours(indicator, SCREEN)
    return alt.Color("k:N", legend=None, scale=alt.Scale(domain=list(shades), range=list(shades.values())))


def five_tooltip(indicator: Indicator) -> list[alt.Tooltip]:
    """What is shown of an area under the pointer: name, value, limits and class, as the data side wrote them."""
    return [
        alt.Tooltip("naam:N", title="Gebied"),
        alt.Tooltip("w:N", title=indicator.measure),
        alt.Tooltip("z:N", title="95% zeker tussen"),
        alt.Tooltip("k:N", title="Oordeel"),
    ]


def outlined(texts: alt.Chart, colour: str, **position: Any) -> list[alt.Chart]:
    """Words over whatever lies there: first their edge in the colour of the page, then the words."""
    style = {"fontSize": 14, "fontWeight": 600, **position}
    edge = texts.mark_text(stroke=SCREEN.page, strokeWidth=4, strokeJoin="round", aria=False, tooltip=None, **style)
    return [edge, texts.mark_text(color=colour, **style)]
