"""One card as a picture that stands on its own: title, chart, sentence, source and state, laid out by picture.typ."""

import json
from dataclasses import asdict
from typing import Literal

from ks_data.answers.briefing import Chart, TrancheMap
from ks_data.answers.excerpts import Excerpt
from pages.charts.theme import LIGHT
from pages.outputs.drawings import FOLDER, cleaned, compiled
from pages.outputs.line_chart import line_chart
from pages.outputs.presentation import in_short
from pages.outputs.profile import UNREADABLE
from pages.outputs.tranche_map import legend, tranche_map

CHART = (640, 225)
"""The size of a chart, in the units of its letters."""


def picture(excerpt: Excerpt, form: Literal["png", "svg"]) -> bytes:
    """A card as a picture of 1600 by 900, always light; the same bytes for the same card.

    Letters are drawn as shapes, so that no program needs ours. Raises DataError when it cannot be made.
    """
    readable = cleaned(excerpt, UNREADABLE, "□")
    content = {
        "title": readable.title,
        "measure": readable.measure,
        "sentence": readable.sentence,
        "source": readable.source,
        "state": f"Kansrijke Start. {readable.state}.",
        "mark": readable.mark,
        "remarks": in_short(readable.remarks),
        "drawing": _drawing(readable.drawn),
        "legend": [asdict(group) for group in legend(readable.drawn)] if isinstance(readable.drawn, TrancheMap) else [],
        "look": asdict(LIGHT),
    }
    source = (FOLDER / "picture.typ").read_bytes()
    return compiled(source, form, 72, content=json.dumps(content, ensure_ascii=False))


def _drawing(drawn: Chart | TrancheMap | None) -> str:
    if drawn is None:
        return ""
    return line_chart(drawn, LIGHT, *CHART) if isinstance(drawn, Chart) else tranche_map(drawn)
