"""One card as a picture that stands on its own: title, chart, sentence, source and state, laid out by picture.typ."""

import json
from dataclasses import asdict, replace
from typing import Literal

from ks_data.answers.briefing import TrancheMap
from ks_data.answers.excerpts import AreasPicture, BudgetPicture, Drawn, Excerpt
from ks_data.answers.year_chart import Chart
from pages.charts.theme import LIGHT
from pages.outputs.areas_chart import areas_chart, areas_legend
from pages.outputs.bars_chart import budget_chart, spread_chart
from pages.outputs.drawings import FOLDER, cleaned, compiled
from pages.outputs.line_chart import line_chart
from pages.outputs.presentation import in_short
from pages.outputs.profile import UNREADABLE
from pages.outputs.tranche_map import Group, legend, tranche_map

CHART = (640, 225)
"""The size of a chart, in the units of its letters."""

REMARK_LETTERS = 340
"""So many letters of remarks fit beneath a drawing, in two lines."""


def picture(excerpt: Excerpt, form: Literal["png", "svg"]) -> bytes:
    """A card as a picture of 1600 by 900, always light; the same bytes for the same card.

    Letters are drawn as shapes, so that no program needs ours. Raises DataError when it cannot be made.
    """
    readable = cleaned(replace(excerpt, drawn=None), UNREADABLE, "□")
    content = {
        "title": readable.title,
        "measure": readable.measure,
        "sentence": readable.sentence,
        "source": readable.source,
        "state": f"Kansrijke Start. {readable.state}.",
        "mark": readable.mark,
        "remarks": in_short(readable.remarks, REMARK_LETTERS),
        "drawing": UNREADABLE.sub("□", _drawing(excerpt.drawn)),
        "legend": [asdict(group) for group in _legend(excerpt.drawn)],
        "legend_heads": _heads(excerpt.drawn),
        "is_map": _is_map(excerpt.drawn),
        "look": asdict(LIGHT),
    }
    source = (FOLDER / "picture.typ").read_bytes()
    return compiled(source, form, 72, content=json.dumps(content, ensure_ascii=False))


def _drawing(drawn: Drawn | None) -> str:
    if drawn is None:
        return ""
    if isinstance(drawn, Chart):
        return line_chart(drawn, LIGHT, *CHART)
    if isinstance(drawn, TrancheMap):
        return tranche_map(drawn)
    if isinstance(drawn, AreasPicture):
        return areas_chart(drawn)
    return budget_chart(drawn) if isinstance(drawn, BudgetPicture) else spread_chart(drawn)


def _legend(drawn: Drawn | None) -> list[Group]:
    """What the colours of a drawing mean; nothing where its marks are named."""
    if isinstance(drawn, TrancheMap):
        return legend(drawn)
    return areas_legend(drawn) if isinstance(drawn, AreasPicture) else []


def _heads(drawn: Drawn | None) -> list[str]:
    """The names of both columns of the legend."""
    if isinstance(drawn, AreasPicture):
        return ["Groep", "Geteld en gladgestreken"] if drawn.form == "smoothed" else ["Oordeel", "Gebieden"]
    return ["Op de kaart", "Gemeenten"]


def _is_map(drawn: Drawn | None) -> bool:
    """Whether a drawing is higher than it is wide, and so leaves half of the picture to its legend."""
    return isinstance(drawn, TrancheMap) or (isinstance(drawn, AreasPicture) and drawn.form == "map")
