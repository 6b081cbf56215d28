"""Hides small numbers of persons, and whatever would let a reader recompute them; knows no files and no pages."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.measures import SUPPRESSED, THRESHOLD, Floats, years_of

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_UNBOUNDED = 1e9


def suppressed(
    observations: pd.DataFrame,
    parents: Mapping[str, str],
    thresholds: Mapping[str, int] | None = None,
    nested: Iterable[tuple[str, str]] = (),
) -> pd.DataFrame:
    """The observations without small numbers of persons, and without what would let a reader recompute them.

    Hidden (status onderdrukt, note "onderdrukt (<10)", no value or numerator): rows whose numerator, or denominator
    minus numerator, is from 1 up to the threshold; a rate with a denominator has a numerator, also when it is not
    given. A denominator that is so small is hidden too, and with it every row that rests on it. Then, until nothing
    hidden can be recomputed, the smallest count that is still shown among those that add up with it (a zero only as a
    total). Adding up: regions to a parent (the nearest one that has a row), years to a pooled period. What has no row
    of its own, but is so small and is what a total, an overlapping period or a wider definition leaves, is kept secret
    likewise. One count that stands in several places (the same births or the same cases of the
    same births under several indicators, or a count indicator and a numerator) is one count.

    "Recomputed" means: by solving all sums together (the null space of the linear system), or by the room that sums and
    thresholds leave (less than one person). Rows without counts (a published rate) and indicators with threshold 0
    (their source has its own rule) stay as published, and are held known to a reader.

    observations: the tidy table, key unique. parents: code of a region to that of the region it lies in. thresholds: by
    indicator id, 10 where none is given. nested: indicator ids, of which each case of the first is one of the second
    too. The result is a new table with the same rows. Source: RIVM Regiobeeld (fewer than 10 persons in any category).
    """
    table = observations.reset_index(drop=True)
    limit = table["indicator"].map(dict(thresholds or {})).fillna(THRESHOLD).to_numpy(float)
    cells = _cells(table, limit)
    cells["small"] |= _between_periods(cells)
    system = _Sums(cells, *_links(cells, dict(parents), nested))
    system.close()
    hidden = cells[system.hidden[cells["cell"].to_numpy()] & cells["own"].to_numpy()]
    rows = hidden.loc[~hidden["under"], "row"].to_numpy()
    table.loc[rows, ["value", "numerator"]] = np.nan
    table.loc[hidden.loc[hidden["under"], "row"].to_numpy(), "denominator"] = np.nan
    table.loc[rows, "status"] = SUPPRESSED
    table.loc[rows, "note"] = [f"{SUPPRESSED} (<{threshold:g})" for threshold in limit[rows]]
    table.index = observations.index
    return table


def _cells(table: pd.DataFrame, limit: Floats) -> pd.DataFrame:
    """Every count in the table as a row: row, under, indicator, region, period, count, own, small, limit, and more.

    under: whether it is a denominator. own: may be hidden. small: must be, for it is below the limit. low, high: the
    room that a reader who knows why it is hidden still has. cell: the number of the count; one number for a count in
    several places.
    """
    value, x, n = (table[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator"))
    keys = table[["indicator", "region", "period"]].astype("category")
    names = keys["indicator"].cat.categories
    counted = keys["indicator"].isin(names[names.str.endswith("_count")]).to_numpy(bool)
    x = np.where(counted & np.isnan(x), value, x)
    n = np.where(counted, np.nan, n)
    scale = np.where(keys["indicator"].isin(names[names.str.endswith("_per_1000")]), 1000.0, 100.0)
    x = np.where(np.isnan(x), np.round(value * n / scale), x)
    own = ~np.isnan(x) & (limit > 0)
    few, rest, base = ((count > 0) & (count < limit) for count in (x, n - x, n))
    low = np.where(few | ~rest, np.minimum(x, 1), np.maximum(n - limit + 1, 0))
    high = np.where(few, np.maximum(limit - 1, x), np.where(n >= x, np.maximum(n - 1, x), _UNBOUNDED))
    top = keys.assign(under=False, count=x, small=few | rest | base, limit=limit, of=n)
    top = top.assign(row=table.index, own=own, counted=counted, low=low, high=high)
    bottom = keys.assign(under=True, count=np.where(np.isnan(x), np.nan, n), small=base, row=table.index, limit=limit)
    bottom = bottom.assign(of=np.nan, own=own, counted=True, low=1.0, high=np.where(base, limit - 1, _UNBOUNDED))
    cells = pd.concat([top, bottom], ignore_index=True).dropna(subset="count", ignore_index=True)
    cells["small"] &= cells["own"]
    place = _numbered(cells["region"].cat.codes, cells["period"].cat.codes, pd.factorize(cells["count"])[0])
    shared = np.zeros(place.max(initial=-1) + 1, bool)
    shared[place[cells["counted"] & ~cells["under"]]] = True
    alone = ~cells["counted"] & ~shared[place]
    none = -1.0 - cells["indicator"].cat.codes.astype(float)
    same = cells["of"].where(cells["count"] > 0, none).fillna(none)  # the same cases of the same births are one count
    cells["cell"] = _numbered(place, np.where(alone, pd.factorize(same)[0] + 1, 0))
    return cells


def _numbered(*codes: npt.ArrayLike) -> Codes:
    """The same number, from 0 on without gaps, for items with the same codes."""
    found = np.zeros(1, np.int64)
    for code in codes:
        wide = np.asarray(code, np.int64)
        found = pd.factorize(found * (wide.max(initial=0) + 1) + wide)[0].astype(np.int64)
    return found


def _between_periods(cells: pd.DataFrame) -> Mask:
    """Which counts must be hidden because periods that overlap give away how few there are in what lies between.

    2017-2019 less 2018-2019 is 2017; so each period is a step from one new year's day to another, and what lies between
    any two days that steps connect can be computed. Of the steps that give a small number away the smallest is hidden.
    """
    hide = np.zeros(len(cells), bool)
    long = cells["period"].cat.codes.isin(np.flatnonzero(cells["period"].cat.categories.str.contains("-")))
    if not long.any():
        return hide
    whose = _numbered(*(cells[name].cat.codes for name in ("indicator", "region")), cells["under"])
    some = np.flatnonzero(np.isin(whose, whose[long]) & ~cells["small"])
    order = some[np.argsort(whose[some], kind="stable")]
    days = [(years[0], years[-1] + 1) for years in map(years_of, cells["period"].cat.categories)]
    period, own = cells["period"].cat.codes.to_numpy(), cells["own"].to_numpy()
    count, limit = cells["count"].to_numpy(), cells["limit"].to_numpy()
    for at in np.split(order, np.flatnonzero(np.diff(whose[order])) + 1):
        steps = {int(one): (*days[period[one]], float(count[one])) for one in at}
        while told := _given_away(steps, {int(one) for one in at[own[at]]}, float(limit[at[0]])):
            smallest = min(told, key=lambda one: steps[one][2])
            hide[smallest] = True
            del steps[smallest]
    return hide


def _given_away(steps: dict[int, tuple[int, int, float]], own: set[int], limit: float) -> list[int]:
    """Of steps that together give a count from 1 up to the limit between two days, those that may be hidden."""
    ways: dict[int, list[tuple[int, float, int]]] = {}
    for one, (start, end, count) in steps.items():
        ways.setdefault(start, []).append((end, count, one))
        ways.setdefault(end, []).append((start, -count, one))
    for first in sorted(ways):
        reached: dict[int, tuple[float, list[int]]] = {first: (0.0, [])}
        queue = [first]
        for day in queue:
            far, path = reached[day]
            for other, count, one in ways[day]:
                if other not in reached:
                    reached[other] = (far + count, [*path, one])
                    queue.append(other)
        for day, (far, path) in reached.items():
            if day > first and 0.5 <= far < limit and (mine := own.intersection(path)):
                return sorted(mine)
    return []


def _links(
    cells: pd.DataFrame, parents: dict[str, str], nested: Iterable[tuple[str, str]]
) -> tuple[tuple[Codes, Codes, Floats], tuple[Floats, Floats]]:
    """Which counts add up, as arrays sum, cell, sign (1 a part, -1 the total): one item for each part and total.

    A sum counts when all its parts are there, or when those that are there already add up to the total. What is left of
    a total by parts that are not there is a count too when it is small: of these the counts and their limits are given;
    their cells come after all others.
    """
    regions = list(dict.fromkeys([*cells["region"].cat.categories, *parents, *parents.values()]))
    numbers = {code: number for number, code in enumerate(regions)}
    up = np.array([numbers.get(parents.get(code, ""), -1) for code in regions], np.int64)
    indicators, periods = (
        {text: code for code, text in enumerate(cells[name].cat.categories)} for name in ("indicator", "period")
    )
    indicator, region, period = (cells[name].cat.codes.to_numpy(np.int64) for name in ("indicator", "region", "period"))
    under = cells["under"].to_numpy(np.int64)

    def key(which: Codes, at: Codes, when: Codes, of: Codes) -> Codes:
        return ((which * 2 + of) * len(regions) + at) * len(periods) + when

    own = key(indicator, region, period, under)
    order = np.argsort(own, kind="stable")

    def position(wanted: Codes, exists: Mask | bool) -> Codes:
        """Where the counts with these keys stand; -1 for those that are not there."""
        found = order[np.searchsorted(own, wanted, sorter=order).clip(max=len(order) - 1)]
        return np.where((own[found] == wanted) & exists, found, -1)

    total, above = np.full(len(cells), -1, np.int64), up[region]
    while (ahead := np.flatnonzero((total < 0) & (above >= 0))).size:
        wanted = key(indicator[ahead], above[ahead], period[ahead], under[ahead])
        total[ahead] = position(wanted, True)
        above[ahead] = up[above[ahead]]
    part = np.flatnonzero(total >= 0)
    leaves = _leaves(up)
    whole, number = np.unique(total[part], return_inverse=True)
    complete = np.bincount(number, leaves[region[part]], len(whole)) >= leaves[region[whole]]
    found = [(whole, number, part, complete)]
    made = len(whole)
    spans = {
        code: [periods.get(str(year), -1) for year in years_of(text)] for text, code in periods.items() if "-" in text
    }
    several = [
        (at, [position(key(indicator[at], region[at], np.full(len(at), year), under[at]), year >= 0) for year in years])
        for code, years in spans.items()
        for at in [np.flatnonzero(period == code)]
    ]
    several += [  # what the wider definition counts besides has no row
        (at, [position(key(np.full(len(at), indicators[part]), region[at], period[at], under[at]), True), nowhere])
        for part, wider in nested
        if part in indicators and wider in indicators
        for at in [np.flatnonzero((indicator == indicators[wider]) & (under == 0))]
        for nowhere in [np.full(len(at), -1)]
    ]
    for at, each in several:
        there = np.array(each) >= 0
        found.append((at, made + np.nonzero(there)[1], np.array(each)[there], there.all(axis=0)))
        made += len(at)
    whole, number, part, complete = (np.concatenate(one) for one in zip(*found, strict=True))
    count, cell, limit = (cells[name].to_numpy() for name in ("count", "cell", "limit"))
    left = count[whole] - np.bincount(number, count[part], made)
    complete |= np.abs(left) < 0.5
    some = cells["own"].to_numpy()[whole] & (np.bincount(number, minlength=made) > 0)
    rest = np.flatnonzero(some & ~complete & (left > 0) & (left < limit[whole]))
    complete[rest] = True
    number, part = number[complete[number]], part[complete[number]]
    total = np.flatnonzero(complete)
    sign = np.r_[np.ones(len(part) + len(rest)), -np.ones(len(total))]
    every = np.r_[cell[part], cell.max(initial=-1) + 1 + np.arange(len(rest)), cell[whole[total]]]
    return (np.r_[number, rest, total], every, sign), (left[rest], limit[whole[rest]])


def _leaves(up: Codes) -> Codes:
    """How many of the smallest regions each region consists of; 0 for regions that lie in none and hold none."""
    found = np.zeros(len(up), np.int64)
    at = np.setdiff1d(np.flatnonzero(up >= 0), up)
    while at.size:
        np.add.at(found, at, 1)
        at = up[at][up[at] >= 0]
    return found


class _Sums:
    """Counts that add up, which of them are hidden, and what a reader can still work out.

    Arrays by cell: count, hidden, known (shown elsewhere whatever we do), low and high; by link: sum, cell, sign.
    """

    def __init__(self, cells: pd.DataFrame, links: tuple[Codes, Codes, Floats], left: tuple[Floats, Floats]) -> None:
        grouped, more = cells.groupby("cell"), len(left[0])
        self.count = np.r_[grouped["count"].first(), left[0]]
        self.hidden = np.r_[grouped["small"].any(), np.ones(more, bool)].astype(bool)
        self.known = np.r_[~grouped["own"].all(), np.zeros(more, bool)].astype(bool)
        self.low = np.r_[grouped["low"].max(), np.ones(more)]
        self.high = np.maximum(np.r_[grouped["high"].min(), left[1] - 1], self.low + 1)
        self.sum, self.cell, self.sign = links
        under = cells["under"]
        both = cells[~under].merge(cells[under], on="row")
        self.rests_on = both[["cell_x", "cell_y"]].to_numpy(np.int64)

    def close(self) -> None:
        """Hides more counts until none that is hidden can be worked out."""
        while True:
            spread = self.rests_on[self.hidden[self.rests_on[:, 1]], 0]
            self.hidden[spread] = True
            told = self._pinned()
            if not told.size:
                told = self._solved()
            if not told.size:
                return
            open_ = np.isin(self.sum, told) & ~self.hidden[self.cell] & ~self.known[self.cell]
            open_ &= (self.count[self.cell] > 0) | (self.sign < 0)
            at = np.flatnonzero(open_)
            ordered = at[np.lexsort((self.count[self.cell[at]], self.sign[at] < 0, self.sum[at]))]
            firsts = ordered[np.unique(self.sum[ordered], return_index=True)[1]]
            self.hidden[self.cell[firsts]] = True
            if not firsts.size:  # what others publish already tells it
                keep = ~np.isin(self.sum, told)
                self.sum, self.cell, self.sign = self.sum[keep], self.cell[keep], self.sign[keep]

    def _secret(self) -> tuple[Codes, Codes, Floats]:
        inside = (self.hidden & ~self.known)[self.cell]
        return self.sum[inside], self.cell[inside], self.sign[inside]

    def _pinned(self) -> Codes:
        """Sums that leave a hidden count less than one person of room, by narrowing the room until nothing moves."""
        sums, cell, sign = self._secret()
        if not sums.size:
            return sums
        low, high = self.low.copy(), self.high.copy()
        size = int(sums.max()) + 1
        balance = np.bincount(sums, sign * self.count[cell], size)[sums]
        for _ in range(50):
            least = np.where(sign > 0, low[cell], -high[cell])
            most = np.where(sign > 0, high[cell], -low[cell])
            floor = balance - (np.bincount(sums, most, size)[sums] - most)
            ceiling = balance - (np.bincount(sums, least, size)[sums] - least)
            new_low, new_high = np.where(sign > 0, floor, -ceiling), np.where(sign > 0, ceiling, -floor)
            tight = np.minimum(new_high, high[cell]) - np.maximum(new_low, low[cell]) < 1 - 1e-4
            if tight.any():
                return np.unique(sums[tight])
            before = low.sum() - high.sum()
            np.maximum.at(low, cell, new_low)
            np.minimum.at(high, cell, new_high)
            if low.sum() - high.sum() <= before:
                break
        return sums[:0]

    def _solved(self) -> Codes:
        """Sums with a hidden count that the linear system determines: a random vector of its null space is 0 there.

        A count that stands in one sum only takes whatever the others leave, so that sum binds none of them. Such sums
        are taken off, layer by layer; most often nothing is left that has to be solved.
        """
        from scipy.sparse import coo_array

        every_sum, every_cell, sign = self._secret()
        if not every_sum.size:
            return every_sum
        links = coo_array((sign, (every_cell, every_sum))).tocsr()
        links.eliminate_zeros()  # a count that is part and total of one sum
        cell, sums = links.nonzero()
        layers, left = [], np.ones(len(cell), bool)
        while (own := np.flatnonzero(left & (np.bincount(cell[left], minlength=links.shape[0])[cell] == 1))).size:
            bound, first = np.unique(sums[own], return_index=True)
            off = left & np.isin(sums, bound)
            layers.append((own[first], off))
            left &= ~off
        free = np.random.default_rng(1).normal(size=links.shape[0])
        if left.any():
            core = np.unique(cell[left])
            free[core] = _projected(free[core], links[core][:, np.unique(sums[left])])
        for own, off in reversed(layers):
            rest = np.bincount(sums[off], (links.data * free[cell])[off], links.shape[1])
            free[cell[own]] -= (rest[sums] / links.data)[own]
        return np.unique(every_sum[np.abs(free[every_cell]) < 1e-7])


def _projected(vector: Floats, links: Any) -> Floats:
    """The part of a vector that leaves every sum (a column) as it is."""
    from scipy.sparse.linalg import lsqr

    found: Floats = vector - links @ lsqr(links, vector, atol=1e-13, btol=1e-13, iter_lim=5000)[0]
    return found
