"""Does the newest release win per key, and can it be told what a figure was before?"""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data.catalogue.tables import TABLES
from ks_data.store import overlay


def observations(*lines: str) -> pd.DataFrame:
    """A line is "region period value", and in a release "region period value release"."""
    cells = [line.split() for line in lines]
    frame = pd.DataFrame(
        {
            "indicator": "smoking_percent",
            "region": [row[0] for row in cells],
            "period": [row[1] for row in cells],
            "value": [float(row[2]) for row in cells],
            "numerator": np.nan,
            "denominator": np.nan,
            "status": "definitief",
            "source": "proef",
            "note": "",
            "release": [int(row[3]) if len(row) > 3 else 0 for row in cells],
        }
    )
    return frame.astype({"region": "str", "period": "str", "value": "float64", "release": "int64"})


def as_lines(frame: pd.DataFrame, *names: str) -> list[str]:
    """The rows as lines of the chosen columns."""
    rows = frame[list(names)].to_numpy(dtype=object)
    return [" ".join(f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row) for row in rows]


NAMES = ("region", "period", "value", "release")
NOTHING = observations()


def test_without_releases_the_shipped_rows_count():
    shipped = observations("GM0002 2024 1.5", "GM0001 2024 nan")
    assert as_lines(overlay.overlaid(shipped, NOTHING, "observations"), *NAMES) == [
        "GM0001 2024 nan 0",
        "GM0002 2024 1.5 0",
    ]
    assert overlay.revisions(shipped, NOTHING, "observations").empty
    assert overlay.overlaid(NOTHING, NOTHING, "observations").empty


def test_the_last_release_in_order_of_precedence_wins_also_with_a_lower_number():
    shipped = observations("GM0001 2023 1", "GM0001 2024 1", "GM0002 2024 1")
    rows = observations("GM0001 2024 2 7", "GM0003 2024 2 7", "GM0001 2024 3 5")
    overlaid = overlay.overlaid(shipped, rows, "observations")
    assert as_lines(overlaid, *NAMES) == ["GM0001 2023 1 0", "GM0001 2024 3 5", "GM0002 2024 1 0", "GM0003 2024 2 7"]
    assert list(overlaid.columns) == [*TABLES["observations"].names, "release"]
    assert overlaid.dtypes.astype(str).to_dict()["value"] == "float64"


def test_a_released_gap_takes_the_place_of_a_shipped_value():
    overlaid = overlay.overlaid(observations("GM0001 2024 1"), observations("GM0001 2024 nan 1"), "observations")
    assert as_lines(overlaid, *NAMES) == ["GM0001 2024 nan 1"]


def budget(*lines: str) -> pd.DataFrame:
    cells = [line.split() for line in lines]
    return pd.DataFrame(
        {
            "year": [int(row[0]) for row in cells],
            "region": [row[1] for row in cells],
            "item": [row[2] for row in cells],
            "funder": "Rijk",
            "amount_eur": [float(row[3]) for row in cells],
            "from_date": "",
            "note": "",
            "source": "proef",
            "release": [int(row[4]) if len(row) > 4 else 0 for row in cells],
        }
    )


def test_a_newer_budget_replaces_all_lines_of_that_year_and_region():
    shipped = budget("2025 GM0001 uren 10", "2025 GM0001 huur 20", "2026 GM0001 uren 30", "2025 GM0002 uren 40")
    rows = budget("2025 GM0001 uren 11 1", "2025 GM0001 reis 5 1")
    names = ("year", "region", "item", "amount_eur", "release")
    assert as_lines(overlay.overlaid(shipped, rows, "budget"), *names) == [
        "2025 GM0001 reis 5 1",
        "2025 GM0001 uren 11 1",
        "2025 GM0002 uren 40 0",
        "2026 GM0001 uren 30 0",
    ]
    assert as_lines(overlay.revisions(shipped, rows, "budget"), "item", "amount_eur", "since") == ["uren 10 1"]


def test_it_tells_what_a_figure_was_and_since_which_release_it_is_what_it_is():
    shipped = observations("GM0001 2024 6.4", "GM0002 2024 1", "GM0003 2024 2", "GM0004 2024 nan")
    rows = observations(
        "GM0001 2024 6.6 7",
        "GM0002 2024 1 7",
        "GM0003 2024 5 7",
        "GM0004 2024 nan 7",
        "GM0005 2024 9 7",
        "GM0001 2024 6.6 8",  # confirms
        "GM0003 2024 2 9",  # back to what was shipped
        "GM0004 2024 3 9",
    )
    revised = overlay.revisions(shipped, rows, "observations").sort_values("region")
    assert as_lines(revised, "region", "value", "release", "since") == [
        "GM0001 6.4 0 7",
        "GM0003 5 7 9",
        "GM0004 nan 7 9",
    ]
    assert list(revised.columns) == [*TABLES["observations"].names, "release", "since"]


LAYERS = st.lists(
    st.dictionaries(
        st.tuples(st.sampled_from(["GM0001", "GM0002"]), st.sampled_from(["2023", "2024"])),
        st.sampled_from(["1", "2", "nan"]),
    ),
    max_size=5,
)


@pytest.mark.slow
@given(LAYERS)
def test_any_layers_give_what_plain_dictionaries_give(layers):
    count: dict[tuple[str, str], tuple[str, int]] = {}
    former: dict[tuple[str, str], tuple[str, int]] = {}
    for number, layer in enumerate(layers):
        for key, value in layer.items():
            if key in count and count[key][0] != value:
                former[key] = (count[key][0], number)
            count[key] = (value, number)
    lines = [
        [f"{region} {period} {value} {number}" for (region, period), value in layer.items()]
        for number, layer in enumerate(layers)
    ]
    shipped = observations(*(lines[0] if lines else []))
    rows = observations(*[line for layer in lines[1:] for line in layer])
    overlaid = overlay.overlaid(shipped, rows, "observations")
    assert as_lines(overlaid, *NAMES) == [
        f"{region} {period} {value} {number}" for (region, period), (value, number) in sorted(count.items())
    ]
    revised = overlay.revisions(shipped, rows, "observations").sort_values(["region", "period"])
    assert as_lines(revised, "region", "period", "value", "since") == [
        f"{region} {period} {value} {number}" for (region, period), (value, number) in sorted(former.items())
    ]
    one_by_one = overlay.overlaid(shipped, NOTHING, "observations"), overlay.revisions(shipped, NOTHING, "observations")
    for layer in lines[1:]:
        one_by_one = overlay.with_release(*one_by_one, observations(*layer), "observations")
    pd.testing.assert_frame_equal(one_by_one[0], overlaid)
    assert as_lines(one_by_one[1].sort_values(["region", "period"]), *NAMES, "since") == as_lines(
        revised, *NAMES, "since"
    )


@pytest.mark.slow
def test_laying_a_million_rows_over_a_million_costs_a_few_times_joining_them():
    count = 1_000_000
    position = np.arange(count)

    def column(texts: list[str], positions: np.ndarray) -> object:
        return pd.Series(texts, dtype="str").iloc[positions].array

    shipped = pd.DataFrame(
        {
            "indicator": column([f"indicator_{number}" for number in range(50)], position % 50),
            "region": column([f"GM{number:04}" for number in range(1000)], position // 50 % 1000),
            "period": column([str(1990 + number) for number in range(20)], position // 50_000),
            "value": position / 10,
            "numerator": np.nan,
            "denominator": np.nan,
            "status": "definitief",
            "source": "proef",
            "note": "",
        }
    )
    rows = shipped.assign(value=shipped["value"] + (position % 2), release=7)
    start = time.perf_counter()
    shipped.merge(rows, on=["indicator", "region", "period"])
    joined = time.perf_counter()
    overlaid = overlay.overlaid(shipped, rows, "observations")
    laid = time.perf_counter()
    assert len(overlaid) == count and set(overlaid["release"]) == {7}
    assert laid - joined < 8 * (joined - start)
    revised = overlay.revisions(shipped, rows, "observations")
    assert len(revised) == count / 2
