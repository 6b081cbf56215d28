"""No chart and no download has more decimals than a reader reads: with all of them a hidden count can be computed."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from ks_data import INDICATORS, Indicator, answers
from ks_data.answers import Choice
from ks_data.catalogue import regions
from ks_data.store import current
from pages.charts import comparison, smoothed, trend
from pages.charts.theme import Datasets
from tests.pages.conftest import CORE, YEARS

pytestmark = pytest.mark.slow
TOWNS = [*regions.municipalities()["code"][::29], "GM0392", "GM0088"]
FINER = {"l95", "u95", "l998", "u998"}
"""The lines of the funnel: those of the benchmark at any size, so of no area."""
LONGER = {"x", "y", "jaar", "tot", "hoogte", "weight"}
"""Places in a chart, years with a half, and a share in whole per cents."""


def frames(datasets: Datasets) -> Iterator[pd.DataFrame]:
    for dataset in datasets.values():
        yield pa.ipc.open_stream(dataset).read_all().to_pandas() if isinstance(dataset, bytes) else dataset


def too_fine(frame: pd.DataFrame, digits: int) -> list[str]:
    """The columns with a number of more decimals than are shown."""
    found = []
    for name in frame.select_dtypes("floating").columns.difference([*FINER, *LONGER]):
        numbers = frame[name].dropna().to_numpy()
        numbers = numbers[np.isfinite(numbers)]
        if not (numbers == np.round(numbers.astype("float64"), digits).astype(numbers.dtype)).all():
            found.append(name)
    return found


def of_trends(indicator: Indicator) -> Iterator[pd.DataFrame]:
    for town in TOWNS:
        answer = answers.trend(current(), indicator, Choice(town, regions.COUNTRY, *YEARS))
        yield answer.rows()
        if answer.in_chart:
            yield from frames(trend.trend_chart(answer, True)[1])


def of_areas(indicator: Indicator) -> Iterator[pd.DataFrame]:
    for level in ("gemeente", "provincie"):
        choice = Choice("GM0392", regions.COUNTRY, *YEARS)
        answer = answers.areas(current(), indicator, str(YEARS[1]), level, choice)
        yield answer.rows()
        if answer.table.empty:
            continue
        drawn = {
            "values": comparison.five_values(answer.table, indicator, "GM0392", 0, named=True),
            "benchmark": comparison.benchmark_values(answer.benchmark, indicator, "Nederland"),
            "limits": comparison.funnel_values(answer.table, answer.benchmark, indicator, answer.spread)[sorted(FINER)],
            "smoothed": smoothed.smoothed_values(answer.table, indicator, "GM0392", 0, True),
        }
        yield from frames(drawn)


@pytest.mark.parametrize("of_page", [of_trends, of_areas])
@pytest.mark.parametrize("name", CORE)
def test_what_a_browser_is_sent_and_saves_has_no_more_decimals_than_a_reader_reads(fictitious, name: str, of_page):
    indicator, seen = INDICATORS[name], 0
    for frame in of_page(indicator):
        seen += len(frame.select_dtypes("floating").columns) > 0 and len(frame) > 0
        assert too_fine(frame, indicator.decimals) == []
    assert seen


def test_a_line_of_the_funnel_has_one_decimal_more_to_be_smooth_and_a_weight_is_in_per_cents(fictitious) -> None:
    indicator = INDICATORS[CORE[0]]
    answer = answers.areas(current(), indicator, str(YEARS[1]), "gemeente", Choice("GM0392", "NL01", *YEARS))
    limits = comparison.funnel_values(answer.table, answer.benchmark, indicator, answer.spread).astype("float64")
    assert (np.abs(limits - limits.round(indicator.decimals + 1)) < 1e-3).all(axis=None)
    weights = answer.rows()["weight"].dropna()
    assert len(weights) and (weights == weights.round(2)).all()
