"""Maps of areas by the height of their figure, as counted and smoothed, in the same classes. No Streamlit."""

from functools import lru_cache
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa

from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from pages.charts import maps
from pages.charts.theme import SCREEN, TEXT, Colours, Spec, stream

CLASSES = 4
TITLE = (
    "Eerst elk cijfer zoals het is geteld, daarnaast hetzelfde gladgestreken. De kleuren zijn vier even grote groepen "
    "van de getelde cijfers, op beide kaarten dezelfde."
)


def classes(areas: pd.DataFrame, indicator: Indicator) -> tuple[str, ...]:
    """The names of the classes, lowest first: quarters of the figures as counted; fewer where these coincide."""
    edges = _edges(areas, indicator)
    if not edges:
        return ("alle",)
    numbers = [dutch.number(edge, indicator.decimals) for edge in edges]
    between = [f"{low} tot {high}" for low, high in pairwise(numbers)]
    return (f"tot {numbers[0]}", *between, f"vanaf {numbers[-1]}")


def _edges(areas: pd.DataFrame, indicator: Indicator) -> list[float]:
    quarters = areas["value"].quantile(np.arange(1, CLASSES) / CLASSES).dropna()
    return sorted({dutch.rounded(edge, indicator.decimals) for edge in quarters})


def classed(areas: pd.DataFrame, indicator: Indicator, smoothed: bool) -> list[str | None]:
    """The class of each area, by its figure as counted or smoothed; None where it has none."""
    names, edges = classes(areas, indicator), _edges(areas, indicator)
    values = areas["smoothed" if smoothed else "value"]
    rounded = [dutch.rounded(value, indicator.decimals) for value in values.fillna(0)]
    places = np.searchsorted(edges, rounded, side="right").tolist()
    return [names[place] if known else None for place, known in zip(places, values.notna(), strict=True)]


def shades(names: tuple[str, ...], look: Colours) -> dict[str, str]:
    """The colour of each class: the higher, the further from the page."""
    return dict(zip(names, look.heights, strict=False))


@lru_cache(maxsize=64)
def smoothed_map_spec(indicator: Indicator, names: tuple[str, ...], topojson: str) -> Spec:
    """A map of these classes. Datasets: values (`smoothed_values`), provinces and name, as of `maps.five_map_spec`."""
    fills = {**shades(names, SCREEN), maps.NO_FIGURE: maps.no_figure_fill(SCREEN)}
    tooltip = [
        alt.Tooltip("naam:N", title="Gebied"),
        alt.Tooltip("w:N", title=indicator.measure),
        alt.Tooltip("z:N", title="Gladgestreken"),
        alt.Tooltip("k:N", title="Groep"),
    ]
    return maps.classed_map_spec(fills, tooltip, topojson)


def smoothed_values(areas: pd.DataFrame, indicator: Indicator, region: str, turn: int, smoothed: bool) -> bytes:
    """The dataset of one of both maps: id code; w, z the figure as counted and smoothed as they are read; k class; c 1
    for the chosen region; b turn.
    """
    digits, codes = indicator.decimals, areas["code"].to_numpy(object)
    drawn = [dutch.number(value, digits) if known else "–" for value, known in _with_known(areas["smoothed"])]
    columns = {
        "id": pa.array(codes, TEXT),
        "k": pa.array(classed(areas, indicator, smoothed), TEXT).dictionary_encode(),
        "w": pa.array([dutch.number(value, digits) for value in areas["value"]], TEXT),
        "z": pa.array(drawn, TEXT),
        "c": (codes == region).astype("int8"),
        "b": np.full(len(areas), turn % 100, "int8"),
    }
    return stream(pa.table(columns))


def _with_known(values: "pd.Series[float]") -> list[tuple[float, bool]]:
    return list(zip(values, values.notna(), strict=True))
