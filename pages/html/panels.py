"""All indicators of a region in small, beside each other."""

from htpy import Element, div, h2, p, span

from ks_data.answers.panels import Panel, Panels
from pages.charts.theme import Colours, appraised
from pages.html import text
from pages.html.small_charts import panel_chart


def panels_grid(answer: Panels, look: Colours) -> Element:
    """A panel for each indicator: title, figure, verdict, and the years on one scale for all."""
    return div(".ks-panels")[[_panel(panel, answer, look) for panel in answer.panels]]


def _panel(panel: Panel, answer: Panels, look: Colours) -> Element:
    return div[
        h2[panel.title],
        p[span(".ks-figure")[panel.figure], " ", span(".ks-measure")[f"{panel.measure}, {panel.period}"]],
        panel_chart(panel, answer.first, answer.last, look),
        p(".ks-measure")[panel.beside] if panel.beside else None,
        text.verdict(panel.verdict, appraised(panel.appraisal, look, look.even)),
    ]
