"""Screens for figures that were copied, shifted or scaled: last year's, those of another year, region or indicator.

Only what readers may see is compared, in the file and in what is published, so that no finding tells a hidden figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt

from ks_data.incoming.checks.indicator_rows import IndicatorRows, small_numbers
from ks_data.incoming.findings import Finding, Level
from ks_data.language import dutch
from ks_data.statistics import SCALE, Floats, Mask

FEWEST = 4
"""So many figures that are the same is no chance."""
NEARLY_ALL, MOST_OF = 0.9, 0.75
"""So large a part is nearly all; of twice as many fine figures so large a part does."""
COARSE = 30
"""Figures of fewer of their smallest steps (7 per cent) are often the same by chance: then twice as many are needed."""
DISTINCT = 3
"""So many different figures must be among them: many regions with 0 or 100 say nothing."""
FINE = 100
"""A figure of so many of its smallest steps shows to the per cent how it moved."""
EVEN = 0.005
"""Figures that move alike to this part were multiplied by one factor."""
MOVED = 0.15
"""So much must figures move, in the middle, when they do not move quite alike."""
FEWEST_MOVED = 5
LONGEST_STEP = 2
"""Over more years figures may well have moved as far."""
SURE = 10.0
"""So many standard errors from no movement is no chance, also where there are few regions."""


@dataclass(frozen=True)
class _Grid:
    """Figures by region and year: of the file, and as published; NaN where there is none or none may be seen.

    lines: the row of the file in each cell, -1 where there is none. years: of the columns.
    """

    years: list[int]
    file: Floats
    published: Floats
    lines: npt.NDArray[np.int64]

    @cached_property
    def new(self) -> Floats:
        """What the file changes or adds."""
        return np.where(self.file == self.published, np.nan, self.file)

    @cached_property
    def result(self) -> Floats:
        """What it will be after publishing."""
        return np.where(np.isnan(self.file), self.published, self.file)


def _grid(rows: IndicatorRows) -> _Grid | None:
    """None where there is nothing to compare."""
    published = rows.published
    small = small_numbers(rows.indicator, published.value, published.numerator, published.denominator)
    published = published.selection((published.region < len(rows.region.texts)) & (published.year > 0) & ~small)
    lines = np.flatnonzero((rows.year > 0) & np.isfinite(rows.value) & ~rows.small)
    years = np.flatnonzero(np.bincount(np.r_[rows.year[lines], published.year]))
    if len(lines) < FEWEST or len(years) < 1:
        return None
    shape = (len(rows.region.texts), len(years))
    file, before = np.full(shape, np.nan, order="F"), np.full(shape, np.nan, order="F")  # year by year
    positions = np.full(shape, -1, np.int64)
    cells = rows.region.codes[lines], np.searchsorted(years, rows.year[lines])
    file[cells], positions[cells] = rows.value[lines], lines
    before[published.region, np.searchsorted(years, published.year)] = published.value
    digits = rows.decimals
    return _Grid(years.tolist(), np.round(file, digits), np.round(before, digits), positions)


def copied(indicators: Mapping[str, IndicatorRows]) -> Iterator[Finding]:
    """Figures that are those of another year, region or indicator, or that all moved in the same way."""
    grids = {id: grid for id, rows in indicators.items() if (grid := _grid(rows)) is not None}
    for id, grid in grids.items():
        yield from _within(indicators[id], grid)
    yield from _swapped(indicators, grids)


def _within(rows: IndicatorRows, grid: _Grid) -> Iterator[Finding]:
    if (shifted := _shifted(rows, grid)) is not None:
        yield shifted
        return
    yield from _other_regions(rows, grid)
    yield from _one_for_all(rows, grid)
    for column in _one_sided_years(rows, grid):
        yield from _moved_alike(rows, grid, column)


def _one_sided_years(rows: IndicatorRows, grid: _Grid) -> list[int]:
    """The columns in which most figures stayed or nearly all went one way: only those can have moved alike.

    Counted for all years at once, as a file may have dozens of years for each of dozens of indicators.
    """
    before, new = grid.result[:, :-1], grid.new[:, 1:]
    suspect = _mostly_same(new, before)
    above_zero = np.isfinite(new) & np.isfinite(before) & (new > 0) & (before > 0)
    fine = above_zero & (np.minimum(new, before) * 10.0**rows.decimals >= FINE)
    for figures in (above_zero, fine):
        most = np.maximum((figures & (new > before)).sum(axis=0), (figures & (new < before)).sum(axis=0))
        suspect |= most >= np.maximum(FEWEST, NEARLY_ALL * figures.sum(axis=0))
    return (np.flatnonzero(suspect) + 1).tolist()


def _mostly_same(first: Floats, second: Floats) -> Mask:
    """In which columns most figures are the same: only there `_same` can be so."""
    both = np.isfinite(first) & np.isfinite(second) & ((first != 0) | (second != 0))
    same: Mask = (both & (first == second)).sum(axis=0) >= np.maximum(FEWEST, MOST_OF * both.sum(axis=0))
    return same


def _same(rows: IndicatorRows, first: Floats, second: Floats) -> Mask | None:
    """Which figures are the same, where nearly all are and that is no chance; else None."""
    both = np.isfinite(first) & np.isfinite(second) & ((first != 0) | (second != 0))
    same = both & (first == second)
    if same.sum() < max(FEWEST, MOST_OF * both.sum()):
        return None
    steps = float(np.median(np.abs(first[same]))) * 10.0**rows.decimals
    if same.sum() < NEARLY_ALL * both.sum() and (same.sum() < 2 * FEWEST or steps < FINE):
        return None
    enough = same.sum() >= (FEWEST if steps >= COARSE else 2 * FEWEST)
    return same if enough and len(np.unique(first[same])) >= DISTINCT else None


def _shifted(rows: IndicatorRows, grid: _Grid) -> Finding | None:
    """The figures of more than one year are published with another one."""
    for shift in (1, -1):
        with_other = np.full(grid.published.shape, np.nan)
        _, columns, others = np.intersect1d(grid.years, np.array(grid.years) + shift, return_indices=True)
        with_other[:, columns] = grid.published[:, others]
        same = _same(rows, grid.new, with_other)
        if same is not None and same.any(axis=0).sum() > 1:
            count = dutch.number(int(same.sum()), 0)
            message = (
                f"“{rows.indicator.name}”: {count} cijfers in het bestand zijn gepubliceerd bij een jaar "
                f"{'eerder' if shift > 0 else 'later'}. Is de kolom met jaren verschoven? Klopt dat?"
            )
            return _finding(rows, grid, "verschoven_jaar", message, same)
    known = np.flatnonzero(np.isfinite(grid.published).sum(axis=0) >= FEWEST).tolist()
    likely = {other: np.flatnonzero(_mostly_same(grid.new, grid.published[:, [other]])).tolist() for other in known}
    for column, other in sorted((column, other) for other, columns in likely.items() for column in columns):
        if other not in (column, column - 1):
            year, published_year = grid.years[column], grid.years[other]
            same = _same(rows, grid.new[:, column], grid.published[:, other])
            if same is not None:
                message = (
                    f"“{rows.indicator.name}”: wat in het bestand bij {year} staat, is gepubliceerd bij "
                    f"{published_year}. Zijn de jaren verwisseld? Klopt dat?"
                )
                return _finding(rows, grid, "verschoven_jaar", message, _in_column(grid, column, same))
    return None


def _in_column(grid: _Grid, column: int, regions: Mask) -> Mask:
    cells = np.zeros(grid.file.shape, bool)
    cells[:, column] = regions
    return cells


def _other_regions(rows: IndicatorRows, grid: _Grid) -> Iterator[Finding]:
    """The same figures as published of a year, or of the year before, but with other regions."""
    pairs = [(column, 0) for column in _same_sum(grid.file, grid.published)]
    pairs += [(column + 1, 1) for column in _same_sum(grid.new[:, 1:], grid.result[:, :-1])]
    for column, offset in sorted(pairs):
        new = grid.file[:, column] if offset == 0 else grid.new[:, column]
        before = grid.published[:, column] if offset == 0 else grid.result[:, column - 1]
        both = np.isfinite(new) & np.isfinite(before)
        moved = both & (new != before)
        if np.array_equal(np.sort(new[both]), np.sort(before[both])) and len(np.unique(new[moved])) >= DISTINCT:
            earlier = f"het zijn de getallen van {grid.years[column - 1]}"
            those = earlier if offset else "dezelfde getallen zijn gepubliceerd"
            message = (
                f"“{rows.indicator.name}” {grid.years[column]}: {those}, maar bij andere gebieden. Is een kolom anders "
                "gesorteerd dan de rest? Klopt dat?"
            )
            yield _finding(rows, grid, "andere_gebieden", message, _in_column(grid, column, moved))


def _same_sum(new: Floats, before: Floats) -> list[int]:
    """The columns in which many figures moved and the sum did not: only there the figures can be the same."""
    both = np.isfinite(new) & np.isfinite(before)
    many = (both & (new != before)).sum(axis=0) >= np.maximum(FEWEST, both.sum(axis=0) / 2)
    new_sum, sum_before = (np.where(both, figures, 0.0).sum(axis=0) for figures in (new, before))
    return np.flatnonzero(many & np.isclose(new_sum, sum_before, rtol=1e-9)).tolist()


def _one_for_all(rows: IndicatorRows, grid: _Grid) -> Iterator[Finding]:
    """One figure, other than none or all, for all regions of a year: such as the mean that was filled down."""
    none_or_all = (0, SCALE.get(rows.indicator.unit))
    filled = np.isfinite(grid.new)
    lowest, highest = np.fmin.reduce(grid.new, initial=np.nan), np.fmax.reduce(grid.new, initial=np.nan)
    for column in np.flatnonzero((filled.sum(axis=0) >= 2 * FEWEST) & (lowest == highest)).tolist():
        if lowest[column] not in none_or_all:
            count = dutch.number(int(filled[:, column].sum()), 0)
            message = (
                f"“{rows.indicator.name}” {grid.years[column]}: in alle {count} gebieden staat hetzelfde getal. Is één "
                "cijfer naar beneden gekopieerd? Klopt dat?"
            )
            yield _finding(rows, grid, "overal_hetzelfde", message, _in_column(grid, column, filled[:, column]))


def _moved_alike(rows: IndicatorRows, grid: _Grid, column: int) -> Iterator[Finding]:
    """A year that is the same as the one before, or nearly all of it a part more or less."""
    before, new = grid.result[:, column - 1], grid.new[:, column]
    year, earlier, name = grid.years[column], grid.years[column - 1], rows.indicator.name
    if (same := _same(rows, new, before)) is not None:
        message = (
            f"“{name}”: {year} is in {dutch.number(int(same.sum()), 0)} gebieden precies gelijk aan {earlier}. Zijn de "
            "cijfers van het jaar ervoor overgenomen? Klopt dat?"
        )
        yield _finding(rows, grid, "zelfde_als_jaar_ervoor", message, _in_column(grid, column, same))
        return
    both = np.isfinite(new) & np.isfinite(before) & (new > 0) & (before > 0)
    if both.sum() < FEWEST or year - earlier > LONGEST_STEP:
        return
    change = np.log(new[both] / before[both])
    middle = float(np.median(change))
    fine = np.minimum(new[both], before[both]) * 10.0**rows.decimals >= FINE
    even = np.abs(change - middle) <= EVEN
    direction = np.sign(change) == np.sign(middle)
    multiplied = fine.sum() >= FEWEST and abs(middle) > 2 * EVEN and even[fine].mean() >= NEARLY_ALL
    error = change.std(ddof=1) / np.sqrt(len(change))
    moved = len(change) >= FEWEST_MOVED and abs(np.expm1(middle)) >= MOVED and direction.mean() >= NEARLY_ALL
    if multiplied or (moved and abs(change.mean()) >= SURE * error):
        percent = dutch.signed(100 * float(np.expm1(middle)), 0)
        count, total = dutch.number(int(direction.sum()), 0), dutch.number(len(change), 0)
        message = (
            f"“{name}” gaat in {count} van de {total} gebieden dezelfde kant op van {earlier} naar {year}, in het "
            f"midden {percent}%. Klopt dat, of is anders geteld of omgerekend?"
        )
        yield _finding(rows, grid, "zelfde_kant_op", message, _in_column(grid, column, both))


def _finding(rows: IndicatorRows, grid: _Grid, screen: str, message: str, cells: Mask) -> Finding:
    affected = np.zeros(len(rows.value), bool)
    affected[grid.lines[cells]] = True
    return rows.finding(Level.QUESTION, screen, message, affected)


def _swapped(indicators: Mapping[str, IndicatorRows], grids: Mapping[str, _Grid]) -> Iterator[Finding]:
    """Figures that are published as those of another indicator in the file: two columns that changed places."""
    published = {id: grid for id, grid in grids.items() if np.isfinite(grid.published).sum() >= FEWEST}
    for (id, grid), (other, before) in product(grids.items(), published.items()):
        first, second = indicators[id].indicator, indicators[other].indicator
        if id == other or first.unit != second.unit:
            continue
        _, own, theirs = np.intersect1d(grid.years, before.years, return_indices=True)
        same = _same(indicators[id], grid.new[:, own], before.published[:, theirs])
        if same is not None:
            cells = np.zeros(grid.file.shape, bool)
            cells[:, own] = same
            message = (
                f"Wat in het bestand bij “{first.name}” staat, is gepubliceerd bij “{second.name}”. Zijn twee kolommen "
                "verwisseld? Klopt dat?"
            )
            yield _finding(indicators[id], grid, "verwisselde_kolommen", message, cells)
