"""The figures that a file has of one indicator, beside what is published of it. Judges nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import keys, regions
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.statuses import Status
from ks_data.catalogue.tables import TABLES
from ks_data.incoming.checks.levels import RegionLevel, region_levels
from ks_data.incoming.findings import Finding, Level, finding
from ks_data.language import dutch
from ks_data.statistics import SCALE, Floats, Mask, disclosure
from ks_data.statistics.births import births_by_year, births_over

Integers = npt.NDArray[np.int64]
NUMBERS = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class TextColumn:
    """A column of texts of one indicator: all texts that the file knows, and the position of that in each row."""

    texts: Sequence[str]
    codes: npt.NDArray[np.integer[Any]]

    @cached_property
    def used(self) -> list[int]:
        """The codes that occur."""
        return np.flatnonzero(np.bincount(self.codes, minlength=len(self.texts))).tolist()


@dataclass(frozen=True, slots=True)
class PublishedRows:
    """What is published of one indicator.

    region: position among the regions of the file; a higher number is another region. year: 0 for more than one.
    """

    region: Integers
    year: Integers
    value: Floats
    numerator: Floats
    denominator: Floats

    def selection(self, rows: Any) -> "PublishedRows":
        """Some of the rows, by mask or position."""
        columns = (self.region, self.year, self.value, self.numerator, self.denominator)
        return PublishedRows(*(column[rows] for column in columns))


@dataclass(frozen=True)
class IndicatorRows:
    """The rows of a file about one indicator, and what is published of it.

    file: all rows of the file, and lines: where these stand among them. levels: of the regions that the file knows.
    births: over how many live births each rate stands that comes without counts, NaN where it has its own denominator.
    own_rule: whether their source hides small numbers by a rule of its own.
    published: all that is published of the indicator, and published_periods: over which periods. published_value: that
    of each row, NaN where there is none; published_missing: whether it is published as missing.
    """

    indicator: Indicator
    file: pd.DataFrame
    lines: npt.NDArray[np.intp]
    region: TextColumn
    period: TextColumn
    unit: TextColumn
    value: Floats
    numerator: Floats
    denominator: Floats
    births: Floats
    own_rule: bool
    levels: tuple[RegionLevel, ...]
    published: PublishedRows
    published_periods: frozenset[str]
    published_value: Floats
    published_missing: Mask

    @cached_property
    def small(self) -> Mask:
        """About so few persons that nothing of it may be shown."""
        return small_numbers(self.indicator, self.value, self.numerator, self.denominator) | self.small_by_births

    @cached_property
    def small_by_births(self) -> Mask:
        """Without counts, but by the live births that everyone can look up; what readers see already is not.

        Neither is any of it where the source hides small numbers by itself.
        """
        if self.own_rule:
            return np.zeros(len(self.value), bool)
        small = small_numbers(self.indicator, self.value, self.numerator, self.births)
        return small & np.isfinite(self.births) & (self.value != self.published_value)

    @property
    def count(self) -> Floats:
        """The numbers of persons: the value of a count, the numerator of a rate."""
        return self.value if self.indicator.kind == "count" else self.numerator

    @cached_property
    def ratio(self) -> Floats:
        """How many times the published value each value is."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.value / self.published_value

    @cached_property
    def year(self) -> Integers:
        """The year of each row; 0 for more than one."""
        return single_years(self.period.texts)[self.period.codes]

    @cached_property
    def decimals(self) -> int:
        """How many decimals the values have, at most those of the indicator."""
        finite = self.value[np.isfinite(self.value)]
        fewer = range(self.indicator.decimals)
        return next((count for count in fewer if (finite == np.round(finite, count)).all()), self.indicator.decimals)

    @cached_property
    def size(self) -> tuple[float, bool]:
        """How many times as large as published the values are (1: not known), and if that is of the same regions."""
        if self.indicator.kind == "count":
            return 1.0, False
        if len(ratio := _positive(self.ratio)):
            return float(np.median(ratio)), True
        usual = pd.Series(self.published.value).groupby(self.published.region).median()
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.value / usual.reindex(range(len(self.region.texts))).to_numpy(float)[self.region.codes]
        if len(ratio := _positive(ratio)):
            return float(np.median(ratio)), True
        positive, median = _positive(self.value), usual.median()
        return (float(np.median(positive) / median) or 1.0, False) if len(positive) and median > 0 else (1.0, False)

    @cached_property
    def cell(self) -> Integers:
        """The position of each row in a `grid`, laid out as one line."""
        return self.region.codes.astype(np.int64) * len(self.period.texts) + self.period.codes

    def grid(self, numbers: Floats) -> Floats:
        """A number for each row, by region and period as the file knows them; NaN where there is none."""
        cells = np.full(len(self.region.texts) * len(self.period.texts), np.nan)
        cells[self.cell] = numbers
        return cells.reshape(len(self.region.texts), -1)

    def region_and_period(self, row: int) -> str:
        name = regions.name(self.region.texts[self.region.codes[row]])
        return f"{name} {self.period.texts[self.period.codes[row]]}"

    def number(self, value: float) -> str:
        return dutch.number(value, self.indicator.decimals)

    def finding(self, level: Level, screen: str, message: str, affected: Mask, column: str = "value_text") -> Finding:
        """A finding about some of the rows; column: the cells that it shows."""
        hide = np.zeros_like(self.small) if column == "period_text" else self.small
        return finding(level, screen, message, self.file, affected, column, hide=hide, lines=self.lines)

    def largest(self, among: Mask, size: Floats) -> int | None:
        """The row where a size is largest, of those that may be shown."""
        visible = np.where(among & ~self.small, size, -1.0)
        return int(visible.argmax()) if visible.max(initial=-1) >= 0 else None


def rows_by_indicator(rows: pd.DataFrame, published: pd.DataFrame, own_rule: bool = False) -> Iterator[IndicatorRows]:
    """The rows of a file (see `screens.screened`), one indicator at a time, beside what is published."""
    groups = _row_groups(rows["indicator"])
    births = _births(rows, published)
    columns = ["indicator", "region", "period", *NUMBERS, "status"]
    published = published.loc[published["indicator"].isin(list(groups)), columns]
    standing = keys.positions(rows, published, TABLES["observations"].key)
    if len(published):
        published_value = np.where(standing >= 0, published["value"].to_numpy(float)[standing], np.nan)
        missing = (published["status"] == Status.MISSING).to_numpy(bool)
        published_missing = (standing >= 0) & missing[standing]
    else:
        published_value, published_missing = np.full(len(rows), np.nan), np.zeros(len(rows), bool)
    codes = rows["region"].cat.categories
    published_rows = _published_rows(published, codes)
    published_groups = published.groupby("indicator", observed=True, sort=False).indices
    published_periods = {id: frozenset(published["period"].iloc[at].unique()) for id, at in published_groups.items()}
    categories = [rows[name].cat for name in ("region", "period", "unit")]
    texts = [(column.categories.tolist(), column.codes.to_numpy()) for column in categories]
    value, numerator, denominator = (rows[name].to_numpy(float) for name in NUMBERS)
    levels, lines = region_levels(codes.tolist()), np.arange(len(rows))
    for id, group in groups.items():
        region, period, unit = (TextColumn(names, positions[group]) for names, positions in texts)
        yield IndicatorRows(
            indicator=INDICATORS[id],
            file=rows,
            lines=lines[group],
            region=region,
            period=period,
            unit=unit,
            value=value[group],
            numerator=numerator[group],
            denominator=denominator[group],
            births=births[group],
            own_rule=own_rule,
            levels=levels,
            published=published_rows.selection(published_groups.get(id, [])),
            published_periods=published_periods.get(id, frozenset()),
            published_value=published_value[group],
            published_missing=published_missing[group],
        )


def _births(rows: pd.DataFrame, published: pd.DataFrame) -> Floats:
    """The live births over which rates stand that come without counts, of the file or else as published."""
    births = np.full(len(rows), np.nan)
    over_births = tuple(indicator.id for indicator in INDICATORS.values() if indicator.births)
    wanted = np.flatnonzero(_without_counts(rows) & rows["indicator"].isin(over_births).to_numpy(bool))
    if wanted.size:
        by_year = births_by_year(published) | births_by_year(rows)
        births[wanted] = births_over(rows.iloc[wanted].astype({"region": "str", "period": "str"}), by_year)
    return births


def _published_rows(published: pd.DataFrame, codes: "pd.Index[str]") -> PublishedRows:
    """Published observations by the regions of a file."""
    region, period = pd.Categorical(published["region"]), pd.Categorical(published["period"])
    positions = codes.get_indexer(region.categories)
    positions = np.where(positions < 0, len(codes) + np.arange(len(positions)), positions)
    years = single_years(period.categories)
    numbers = (published[name].to_numpy(float) for name in NUMBERS)
    return PublishedRows(positions[region.codes], years[period.codes], *numbers)


def _row_groups(texts: "pd.Series[str]") -> dict[str, Any]:
    """Where each text stands: a slice where its rows are together, as in most files, so that nothing is copied."""
    codes, names = texts.cat.codes.to_numpy(), texts.cat.categories
    edges = np.r_[0, np.flatnonzero(np.diff(codes)) + 1, len(codes)].tolist() if len(codes) else []
    if len(edges) - 1 <= len(names):
        slices = {names[codes[start]]: slice(start, end) for start, end in pairwise(edges)}
        if len(slices) == max(len(edges) - 1, 0):
            return slices
    return dict(texts.groupby(texts, observed=True, sort=False).indices)


def _positive(numbers: Floats) -> Floats:
    return numbers[np.isfinite(numbers) & (numbers > 0)]


def small_numbers(indicator: Indicator, value: Floats, numerator: Floats, denominator: Floats) -> Mask:
    """Which figures are about so few persons that readers may not see them; `disclosure` says what is small."""
    if indicator.kind == "count":
        return disclosure.is_small(value, np.full(len(value), np.nan), indicator.threshold)
    follows = np.round(value * denominator / SCALE[indicator.unit])  # a rate and its denominator give the numerator
    return disclosure.is_small(np.where(np.isnan(numerator), follows, numerator), denominator, indicator.threshold)


def small_rows(rows: pd.DataFrame) -> Mask:
    """Which rows of observations are about so few persons that readers may not see them."""
    small = np.zeros(len(rows), bool)
    for id, positions in rows.groupby("indicator", observed=True).indices.items():
        value, numerator, denominator = (rows[name].to_numpy(float)[positions] for name in NUMBERS)
        small[positions] = small_numbers(INDICATORS[str(id)], value, numerator, denominator)
    return small


def guarded_without_counts(rows: pd.DataFrame) -> Mask:
    """Which rows are rates without counts, of indicators of which small numbers are hidden."""
    guarded = [indicator.id for indicator in INDICATORS.values() if indicator.threshold and indicator.kind != "count"]
    return _without_counts(rows) & rows["indicator"].isin(guarded).to_numpy(bool)


def _without_counts(rows: pd.DataFrame) -> Mask:
    counted = rows["numerator"].notna() | rows["denominator"].notna() | rows["value"].isna()
    return ~counted.to_numpy(bool)


def single_years(periods: Iterable[str]) -> Integers:
    """The year of each period; 0 for more than one."""
    return np.array([int(period) if len(period) == 4 else 0 for period in periods], np.int64)
