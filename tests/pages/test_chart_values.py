"""What charts are sent: where lines, names and marks stand, and the figures as a reader reads them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pyarrow as pa
import pytest

from ks_data import INDICATORS, answers
from ks_data.answers import Choice
from ks_data.answers.axis import bounds
from ks_data.answers.trend import Break
from ks_data.language import dutch
from ks_data.store import current
from pages.charts import comparison, maps, smoothed, theme, trend
from tests.answers.drawn import figure

EARLY = INDICATORS["antenatal_care_before_10w_percent"]
AREAS = pd.DataFrame(
    {
        "code": ["GM0363", "GM0392", "GM0344"],
        "name": ["Amsterdam", "Haarlem", "Utrecht"],
        "value": [70.04, 78.45, 80.0],
        "lower": [float("nan"), 76.449, 77.0],
        "upper": [float("nan"), 80.151, 83.0],
        "denominator": [float("nan"), 1900.0, 900.0],
        "five": ["niet te toetsen", "vrijwel zeker hoger", "hoger"],
        "smoothed": [float("nan"), 78.44, 79.0],
    }
)


def frame(dataset: pd.DataFrame | bytes) -> pd.DataFrame:
    """A dataset as the browser gets it."""
    assert isinstance(dataset, bytes)
    return pa.ipc.open_stream(dataset).read_all().to_pandas()


def drawn(region: str = "GM0392", **changes: object) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The datasets of a trend chart of the shipped data, and its remarks."""
    answer = replace(answers.trend(current(), EARLY, Choice(region, "NL01", 2010, 2023)), **changes)  # type: ignore[arg-type]
    _, datasets, remarks = trend.trend_chart(answer, True)
    return {name: frame(dataset) for name, dataset in datasets.items()}, remarks


def test_the_axis_of_years_ends_where_the_figures_end():
    values = drawn()[0]["values"]
    assert sorted(set(values["jaar"])) == [2017, 2018, 2019]


def test_a_figure_beyond_the_axis_is_a_mark_on_its_edge_with_its_own_number():
    datasets, remarks = drawn(extent=(71.0, 75.0))
    outside = datasets["values"][datasets["values"]["rand"] == "boven"]
    _, high = bounds((71.0, 75.0), EARLY)
    assert set(outside["naam"]) == {"Haarlem"} and (outside["waarde"] <= high).all()
    assert set(outside["getal"]) == {"78,0", "78,4"}
    assert any("Buiten de as vallen Haarlem 2017 (78,0)" in remark for remark in remarks)


def test_names_of_lines_stay_apart_and_below_the_names_of_breaks():
    breaks = tuple(Break(year, "anders geteld") for year in (2018, 2019))
    datasets, _ = drawn(extent=(71.0, 78.0), breaks=breaks)
    assert datasets["breaks"]["rij"].tolist() == [0, 1]
    low, high = bounds((71.0, 78.0), EARLY)
    line = trend.LINE * (high - low) / trend.HEIGHT
    heights = sorted(datasets["values"].loc[datasets["values"]["eind"] != "", "hoogte"])
    assert heights[0] >= low and heights[-1] <= high - 2 * line
    assert all(upper - lower >= line for lower, upper in pairwise(heights))


@pytest.mark.parametrize("pair", [[3.0, 3.1], [3.1, 3.0], [0.0, 0.0], [10.0, 9.9]])
def test_two_names_never_lie_over_each_other_nor_outside_the_chart(pair: list[float]):
    first, second = trend.apart(pair, 1.0, (0.5, 9.5))
    assert abs(first - second) >= 1.0 - 1e-9 and min(first, second) >= 0.5 and max(first, second) <= 9.5
    assert (first >= second) == (pair[0] >= pair[1])


@pytest.mark.parametrize("heights", [[3.0, 3.1, 3.05, 3.0, 9.9], [5.0] * 8, [0.0, 9.9, 0.0, 9.9, 5.0], [4.0], []])
def test_many_names_keep_their_order_and_stay_apart_within_the_chart(heights: list[float]):
    moved = trend.apart(heights, 1.0, (0.5, 9.5))
    order = sorted(range(len(heights)), key=lambda place: (heights[place], -place))
    assert all(moved[after] - moved[before] >= 1.0 - 1e-9 for before, after in pairwise(order))
    assert all(0.5 - 1e-9 <= height <= 9.5 + 1e-9 for height in moved)


def test_a_name_far_from_the_others_stays_where_its_line_ends():
    assert trend.apart([1.0, 1.2, 6.0], 1.0, (0.0, 10.0))[2] == 6.0


def test_all_names_stand_at_the_right_and_one_whose_figures_end_earlier_says_so():
    beside = answers.trend(current(), EARLY, Choice("GM0392", "NL01", 2010, 2023), ("GM0363",))
    _, datasets, _ = trend.trend_chart(beside, True)
    values = frame(datasets["values"])
    named = values[values["eind"] != ""]
    assert set(named["rechts"]) == {values["jaar"].max()}
    ended = named["jaar"] < values["jaar"].max()
    assert named["eind"].str.endswith(")").tolist() == ended.tolist()


def test_a_region_beside_is_drawn_first_and_without_limits():
    births = INDICATORS["live_births_count"]
    answer = answers.trend(current(), births, Choice("GM0392", "GM0363", 2010, 2023), ("GM0344",))
    _, datasets, _ = trend.trend_chart(answer, True)
    values = frame(datasets["values"])
    assert list(dict.fromkeys(values["rol"])) == ["naast", "ander", "eigen"]
    assert values.loc[values["rol"] == "naast", "onder"].isna().all()
    assert values.loc[values["rol"] != "naast", "onder"].notna().any()


def test_an_axis_of_percentages_ends_at_100():
    assert bounds((55.0, 99.0), EARLY)[1] == 100


def test_areas_are_sent_with_their_figures_as_they_are_read():
    values = frame(comparison.five_values(AREAS, EARLY, "GM0392", 0, named=True))
    assert values["w"].tolist() == [dutch.number(value, 1) for value in AREAS["value"]]
    assert values["z"].tolist() == ["niet te toetsen", "76,4 en 80,2", "77,0 en 83,0"]


def test_figures_as_counted_and_smoothed_stand_in_the_same_classes_and_are_sent_as_they_are_read():
    names = smoothed.classes(AREAS, EARLY)
    assert names == ("tot 74,2", "74,2 tot 78,5", "78,5 tot 79,2", "vanaf 79,2")
    assert smoothed.classed(AREAS, EARLY, False) == ["tot 74,2", "78,5 tot 79,2", "vanaf 79,2"]
    assert smoothed.classed(AREAS, EARLY, True) == [None, "74,2 tot 78,5", "78,5 tot 79,2"]
    values = frame(smoothed.smoothed_values(AREAS, EARLY, "GM0392", 0, True))
    assert values["w"].tolist() == ["70,0", "78,5", "80,0"] and values["z"].tolist() == ["–", "78,4", "79,0"]
    even = AREAS.assign(value=0.0)
    assert smoothed.classes(even, EARLY) == ("tot 0,0", "vanaf 0,0")
    assert len(set(smoothed.shades(names, theme.SCREEN).values())) == len(names)


def test_a_funnel_with_spread_is_wider_and_says_how_many_lie_outside():
    table = pd.DataFrame({"value": [60.0, 80.0, 90.0], "denominator": [1000.0, 2000.0, 3000.0]})
    benchmark = figure(EARLY, 80.0, 100_000, "NL01")
    narrow, wide = (comparison.funnel_values(table, benchmark, EARLY, spread) for spread in (0.0, 4.0))
    assert (wide["l95"] < narrow["l95"]).all() and (wide["u998"] > narrow["u998"]).all()
    answer = replace(
        answers.areas(current(), EARLY, "2019", "gemeente", Choice("GM0392", "NL01", 2019, 2019)),
        table=table,
        benchmark=benchmark,
        spread=4.0,
    )
    choice = Choice("GM0392", "NL01", 2019, 2019)
    assert "(standaardafwijking 4,0). Buiten de doorgetrokken lijnen vallen er dan nog 2 van de 3." in (
        comparison.funnel_remark(answer, choice, True)
    )
    assert "standaardafwijking" not in comparison.funnel_remark(answer, choice, False)
    assert "de lijnen zijn dezelfde" in comparison.funnel_remark(replace(answer, spread=0.0), choice, True)


def marks(spec: dict, inherited: frozenset[str] = frozenset()) -> Iterator[tuple[dict, frozenset[str]]]:
    """Every mark of a spec with the channels that it or a layer around it has."""
    channels = inherited | frozenset(spec.get("encoding", {}))
    for layer in spec.get("layer", []):
        yield from marks(layer, channels)
    if "mark" in spec:
        yield spec, channels


SPECS = {
    "trend": trend.trend_spec(EARLY, 0.0, 100.0, True),
    "ranking": comparison.ranking_spec(EARLY, True),
    "funnel": comparison.funnel_spec(EARLY),
    "map": maps.five_map_spec(EARLY, "x.json"),
    "smoothed": smoothed.smoothed_map_spec(EARLY, ("tot 70,0", "vanaf 70,0"), "x.json"),
}


@pytest.mark.parametrize("name", SPECS)
def test_no_mark_shows_or_reads_aloud_a_field_and_no_tooltip_rounds_in_the_browser(name: str):
    for spec, channels in marks(SPECS[name]):
        is_silent = spec["mark"].get("aria") is False
        if "tooltip" in channels:
            assert is_silent or "datum['" in spec["encoding"]["description"]["value"]["expr"]
        else:
            assert spec["mark"]["tooltip"] is None
            assert is_silent or spec["encoding"]["description"] == spec["encoding"]["text"]
    shown = re.findall(r"'tooltip': (\[.*?\])", str(SPECS[name]))
    assert shown and not re.search(r"'format': '[^d]", "".join(shown))


@pytest.mark.parametrize("name", ["funnel", "map", "smoothed"])
def test_a_chart_of_hundreds_of_areas_is_one_graphic(name: str):
    """The words of the chart and the table beside it say what it shows; hundreds of names help nobody."""
    named = [spec for spec, channels in marks(SPECS[name]) if "tooltip" in channels]
    assert named and all(spec["mark"]["aria"] is False and "description" not in spec["encoding"] for spec in named)


def test_the_ranking_gives_no_place_to_an_area_without_limits():
    values = frame(comparison.five_values(AREAS, EARLY, "GM0392", 0, named=True)).set_index("n")
    assert values["r"].to_dict() == {"Amsterdam": 0, "Haarlem": 1, "Utrecht": 2}
    for few in (True, False):
        layers = comparison.ranking_spec(EARLY, few)["layer"]
        of_areas = [layer for layer in layers if layer.get("data") == {"name": "values"}]
        assert of_areas and all({"filter": "isValid(datum.l)"} in layer["transform"] for layer in of_areas)


def test_the_name_on_the_map_is_that_of_a_municipality_and_stands_towards_the_middle():
    assert frame(maps.chosen_name(current(), "GM0392"))[["naam", "kant"]].to_numpy().tolist() == [["Haarlem", "west"]]
    assert frame(maps.chosen_name(current(), "GM1586"))["kant"].tolist() == ["oost"]
    assert frame(maps.chosen_name(current(), "PV27")).empty
