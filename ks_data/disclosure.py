"""Hides small numbers of persons, and whatever would let a reader recompute them; knows no files and no pages."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.measures import SUPPRESSED, THRESHOLD, Floats, years_of

_UNBOUNDED = 1e9


def suppressed(
    observations: pd.DataFrame,
    parents: Mapping[str, str],
    thresholds: Mapping[str, int] | None = None,
    sums: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """The observations without small numbers of persons, and without what would let a reader recompute them.

    Hidden (status onderdrukt, note "onderdrukt (<10)", no value or numerator): rows whose numerator, or denominator
    minus numerator, is from 1 up to the threshold. A denominator that is so small is hidden too, and with it every row
    that rests on it. Then, until nothing hidden can be recomputed, the smallest count that is still shown among those
    that add up with it (a zero only as a total). Adding up: regions to a parent (the nearest one that has a row), years
    to a pooled period, the indicators named in `sums` to a total. One count that stands in several places (the same
    births under several indicators, or a count indicator and a numerator) is one count.

    "Recomputed" means: by solving all sums together (the null space of the linear system), or by the room that sums and
    thresholds leave (less than one person). Rows without counts (a published rate) and indicators with threshold 0
    (their source has its own rule) stay as published, and are held known to a reader.

    observations: the tidy table, key unique. parents: code of a region to that of the region it lies in. thresholds: by
    indicator id, 10 where none is given. sums: total indicator id to the ids of its parts. The result is a new table
    with the same rows. Source: RIVM Regiobeeld (fewer than 10 persons in any category).
    """
    table = observations.reset_index(drop=True)
    limit = table["indicator"].map(dict(thresholds or {})).fillna(THRESHOLD).to_numpy(float)
    cells = _cells(table, limit)
    system = _Sums(cells, _links(cells, dict(parents), dict(sums or {})))
    system.close()
    hidden = cells[system.hidden[cells["cell"].to_numpy()] & cells["own"].to_numpy()]
    rows = hidden.loc[hidden["role"] == "numerator", "row"].to_numpy()
    table.loc[rows, ["value", "numerator"]] = np.nan
    table.loc[hidden.loc[hidden["role"] == "denominator", "row"].to_numpy(), "denominator"] = np.nan
    table.loc[rows, "status"] = SUPPRESSED
    table.loc[rows, "note"] = [f"{SUPPRESSED} (<{threshold:g})" for threshold in limit[rows]]
    table.index = observations.index
    return table


def _cells(table: pd.DataFrame, limit: Floats) -> pd.DataFrame:
    """Every count in the table as a row: row, role, indicator, region, period, count, own, small, low, high, cell.

    own: may be hidden. small: must be. low, high: the room that a reader who knows why it is hidden still has. cell:
    the number of the count; one number for a count in several places.
    """
    value, x, n = (table[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator"))
    counted = table["indicator"].str.endswith("_count").to_numpy(bool)
    x = np.where(counted & np.isnan(x), value, x)
    n = np.where(counted, np.nan, n)
    own = ~np.isnan(x) & (limit > 0)
    scale = np.where(table["indicator"].str.endswith("_per_1000"), 1000.0, 100.0)
    few, rest, base = ((count > 0) & (count < limit) for count in (x, n - x, n))
    low = np.where(few | ~rest, np.minimum(x, 1), np.maximum(n - limit + 1, 0))
    high = np.where(few, np.maximum(limit - 1, x), np.where(n >= x, np.maximum(n - 1, x), _UNBOUNDED))
    keys = table[["indicator", "region", "period"]]
    top = keys.assign(role="numerator", count=np.where(np.isnan(x), value * n / scale, x), small=few | rest | base)
    top = top.assign(row=table.index, own=own, counted=counted, low=low, high=high)
    bottom = keys.assign(role="denominator", count=np.where(np.isnan(x), np.nan, n), small=base, row=table.index)
    bottom = bottom.assign(own=own, counted=True, low=1.0, high=np.where(base, limit - 1, _UNBOUNDED))
    cells = pd.concat([top, bottom], ignore_index=True).dropna(subset="count")
    cells["small"] &= cells["own"]
    place = ["region", "period", "count"]
    shared = pd.MultiIndex.from_frame(cells.loc[cells["counted"] & (cells["role"] == "numerator"), place])
    alike = cells["counted"] | pd.MultiIndex.from_frame(cells[place]).isin(shared)
    scope = cells["indicator"].where(~alike, "")
    cells["cell"] = pd.MultiIndex.from_arrays([scope, *(cells[name] for name in place)]).factorize()[0]
    return cells.reset_index(drop=True)


def _links(
    cells: pd.DataFrame, parents: dict[str, str], sums: dict[str, Sequence[str]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Which counts add up, as arrays sum, cell, sign (1 a part, -1 the total): one item for each part and total.

    A sum counts when all its parts are there, or when those that are there already add up to the total.
    """
    keys = list(zip(*(cells[name] for name in ("indicator", "role", "region", "period")), strict=True))
    place = {key: position for position, key in enumerate(keys)}
    leaves: Counter[str] = Counter()
    for leaf in set(parents) - set(parents.values()):
        region: str | None = leaf
        while region:
            leaves[region] += 1
            region = parents.get(region)
    inside: dict[int, list[int]] = {}
    several: list[tuple[int, list[int | None]]] = []
    for position, (indicator, role, region, period) in enumerate(keys):
        above = parents.get(region)
        while above and (indicator, role, above, period) not in place:
            above = parents.get(above)
        if above:
            inside.setdefault(place[indicator, role, above, period], []).append(position)
        if "-" in period:
            years = (place.get((indicator, role, region, str(year))) for year in years_of(period))
            several.append((position, list(years)))
        if role == "numerator" and indicator in sums:
            parts = (place.get((part, role, region, period)) for part in sums[indicator])
            several.append((position, list(parts)))
    found = [
        (total, parts, sum(leaves[keys[part][2]] for part in parts) >= leaves[keys[total][2]])
        for total, parts in inside.items()
    ]
    found += [(total, [part for part in parts if part is not None], None not in parts) for total, parts in several]
    count, cell = cells["count"].to_numpy(), cells["cell"].to_numpy()
    found = [one for one in found if one[2] or abs(count[one[1]].sum() - count[one[0]]) < 0.5]
    number = np.repeat(np.arange(len(found)), [len(parts) + 1 for _, parts, _ in found])
    members = np.array([position for total, parts, _ in found for position in (total, *parts)], dtype=np.int64)
    sign = np.array([item for _, parts, _ in found for item in (-1.0, *[1.0] * len(parts))])
    return number, cell[members], sign


class _Sums:
    """Counts that add up, which of them are hidden, and what a reader can still work out.

    Arrays by cell: count, hidden, known (shown elsewhere whatever we do), low and high; by link: sum, cell, sign.
    """

    def __init__(self, cells: pd.DataFrame, links: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]) -> None:
        grouped = cells.groupby("cell")
        self.count = grouped["count"].first().to_numpy()
        self.hidden = grouped["small"].any().to_numpy(bool).copy()
        self.known = ~grouped["own"].all().to_numpy(bool)
        self.low = grouped["low"].max().to_numpy()
        self.high = np.maximum(grouped["high"].min().to_numpy(), self.low + 1)
        self.sum, self.cell, self.sign = links
        wide = cells.pivot(index="row", columns="role", values="cell").reindex(columns=["numerator", "denominator"])
        self.rests_on = wide.dropna().to_numpy(int)

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
            ordered = np.lexsort((self.count[self.cell], self.sign < 0, self.sum))
            ordered = ordered[open_[ordered]]
            firsts = ordered[np.unique(self.sum[ordered], return_index=True)[1]]
            self.hidden[self.cell[firsts]] = True
            if not firsts.size:  # what others publish already tells it
                keep = ~np.isin(self.sum, told)
                self.sum, self.cell, self.sign = self.sum[keep], self.cell[keep], self.sign[keep]

    def _secret(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
        inside = (self.hidden & ~self.known)[self.cell]
        return self.sum[inside], self.cell[inside], self.sign[inside]

    def _pinned(self) -> npt.NDArray[np.int64]:
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

    def _solved(self) -> npt.NDArray[np.int64]:
        """Sums with a hidden count that the linear system determines: a random vector of its null space is 0 there."""
        from scipy.sparse import csr_array
        from scipy.sparse.linalg import lsqr

        sums, cell, sign = self._secret()
        if not sums.size:
            return sums
        columns, column = np.unique(cell, return_inverse=True)
        system = csr_array((sign, (column, sums)), shape=(len(columns), int(sums.max()) + 1))
        direction = np.random.default_rng(1).normal(size=len(columns))
        free = direction - system @ lsqr(system, direction, atol=1e-13, btol=1e-13, iter_lim=5000)[0]
        return np.unique(sums[np.isin(cell, columns[np.abs(free) < 1e-7])])
