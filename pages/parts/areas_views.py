"""The views of the compare page: one figure of all areas as a map, in order, as a funnel, smoothed, as a table."""

import streamlit as st
from htpy import Renderable, fragment
from markupsafe import Markup

from ks_data.answers import Areas, Choice, citations, excerpts
from ks_data.catalogue import regions
from ks_data.store import Snapshot, memoized
from pages.charts import comparison, maps, smoothed
from pages.charts.theme import Datasets, Spec
from pages.html import legends, text
from pages.parts import cards, reader

OF_PROVINCES = ("Rangorde", "Naar grootte", "Tabel", "Uitleg")
OF_MUNICIPALITIES = ("Kaart", "Rangorde", "Naar grootte", "Gladgestreken", "Tabel", "Uitleg")
FORMERLY = {"Trechter": "Naar grootte"}
"""What older links call a view."""
PICTURES: dict[str, excerpts.AreasForm] = {
    "Kaart": "map",
    "Rangorde": "ranking",
    "Naar grootte": "funnel",
    "Gladgestreken": "smoothed",
}
BESIDE = ("Kaart", "Rangorde", "Naar grootte")
"""The views that stand beside how to read them, so that the picture is whole on the first screen."""
SPREAD = "Reken ook met verschillen tussen gebieden die geen toeval zijn"


def show(data: Snapshot, answer: Areas, choice: Choice, view: str) -> None:
    """One of the views of the same figures; only the open one is sent to the browser."""
    if view == "Kaart":
        values = _values(data, answer, choice.region, reader.turn(), False)
        spec = maps.five_map_spec(answer.indicator, regions.topojson())
        _map(data, answer, choice, spec, values, "oordeelkaart")
        cards.quiet(regions.attribution())
    elif view == "Rangorde":
        _ranking(data, answer, choice)
    elif view == "Naar grootte":
        _funnel(data, answer, choice)
    elif view == "Gladgestreken":
        _smoothed(data, answer, choice)
    elif view == "Tabel":
        cards.areas_table(answer, choice)
    else:
        cards.paragraphs(answer.explanation)


def excerpt(data: Snapshot, answer: Areas, choice: Choice, view: str) -> excerpts.Excerpt:
    """What a reader takes along of a view; its picture where it is one."""
    has_spread = bool(st.session_state.get("spreiding"))
    return excerpts.of_areas(data, answer, choice, PICTURES.get(view), has_spread)


def reading(data: Snapshot, answer: Areas, view: str) -> None:
    """What a view shows and how to read it: the finding, the colours, who says so, and the rest folded."""
    st.header(answer.title, anchor=False)
    cited = citations.linked(data, answer.citations)
    cards.beneath(answer.origin, [], [answer.chance], cited, legend=_legend(data, answer, view))


@memoized
def _legend(_: Snapshot, answer: Areas, view: str) -> Renderable:
    """What the colours of a view mean, kept as it is sent."""
    if view != "Gladgestreken":
        shown = fragment[legends.five_legend(answer, view == "Kaart"), text.quiet(answer.certainty)]
    else:
        shown = fragment[legends.smoothed_legend(answer) if answer.is_smoothed else None]
    return fragment[Markup(str(shown))]


def _ranking(data: Snapshot, answer: Areas, choice: Choice) -> None:
    few = len(answer.table) <= comparison.FEW
    spec = comparison.ranking_spec(answer.indicator, few)
    if answer.table["rank"].notna().any():
        _draw(data, answer, spec, _named(data, answer, choice), "rangorde")
    cards.quiet(comparison.ranking_remark(answer))


def _funnel(data: Snapshot, answer: Areas, choice: Choice) -> None:
    with_spread = st.toggle(SPREAD, key="spreiding", bind="query-params")
    spread = answer.spread if with_spread else 0.0
    limits = comparison.funnel_values(answer.table, answer.benchmark, answer.indicator, spread)
    spec = comparison.funnel_spec(answer.indicator)
    _draw(data, answer, spec, {**_named(data, answer, choice), "limits": limits}, "trechter")
    cards.quiet(comparison.funnel_remark(answer, choice, with_spread))


def _smoothed(data: Snapshot, answer: Areas, choice: Choice) -> None:
    """The heights of the figures on two maps, as counted and drawn to their mean; only the reason where that fails."""
    if answer.is_smoothed:
        cards.quiet(smoothed.TITLE)
        names = smoothed.classes(answer.table, answer.indicator)
        spec = smoothed.smoothed_map_spec(answer.indicator, names, regions.topojson())
        for column, title in zip(st.columns(2), ("Zoals geteld", "Gladgestreken"), strict=True):
            is_drawn = title == "Gladgestreken"
            values = smoothed.smoothed_values(answer.table, answer.indicator, choice.region, reader.turn(), is_drawn)
            with column:
                st.subheader(title, anchor=False)
                _map(data, answer, choice, spec, values, f"hoogtekaart_{title}", f"{title}: {answer.title}")
        cards.quiet(regions.attribution())
    cards.paragraphs(answer.smoothing)


@memoized
def _values(_: Snapshot, answer: Areas, region: str, turn: int, named: bool) -> bytes:
    """The dataset of all areas, kept: making it takes longer than all else of a picture."""
    return comparison.five_values(answer.table, answer.indicator, region, turn, named)


def _named(data: Snapshot, answer: Areas, choice: Choice) -> dict[str, bytes]:
    """The datasets of the charts that are no map."""
    return {
        "values": _values(data, answer, choice.region, reader.turn(), True),
        "benchmark": comparison.benchmark_values(answer.benchmark, answer.indicator, choice.benchmark_name),
    }


def _map(data: Snapshot, answer: Areas, choice: Choice, spec: Spec, values: bytes, key: str, alt: str = "") -> None:
    borders, name = maps.province_values(data, ""), maps.chosen_name(data, choice.region)
    _draw(data, answer, spec, {"values": values, "provinces": borders, "name": name}, key, alt)


def _draw(data: Snapshot, answer: Areas, spec: Spec, datasets: Datasets, key: str, alt: str = "") -> None:
    alt = alt or answer.title
    cards.chart(data, spec, datasets, key, alt, on_select=lambda: reader.pick_clicked(key), selection_mode="klik")
