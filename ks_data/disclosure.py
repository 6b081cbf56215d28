"""Hides small numbers of persons, and whatever would let a reader recompute them; knows no files and no pages."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.indicators import Indicator
from ks_data.measures import SCALE, SUPPRESSED, THRESHOLD, Floats, years_of

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
KEY = ["indicator", "region", "period"]
_UNBOUNDED = 1e9


def suppressed(
    observations: pd.DataFrame,
    parents: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    nested: Iterable[tuple[str, str]] = (),
) -> pd.DataFrame:
    """The observations without small numbers of persons, and without what would let a reader recompute them.

    Hidden (status onderdrukt, note "onderdrukt (<10)", no value or numerator): rows whose numerator, or denominator
    minus numerator, is from 1 up to the threshold; a rate with a denominator has a numerator, also when it is not
    given. A denominator that is so small is hidden too, and with it every row that rests on it. Then, until nothing
    hidden can be recomputed, the smallest count that is still shown among those that add up with it (a zero only as a
    total). Adding up: regions to a parent (the nearest one that has a row), years and periods to a longer period. What
    has no row of its own but can be computed (see `_computable`), or is what a total or a wider definition leaves, is
    kept secret likewise when it is so small. One count that stands in several places (the same births or the same
    cases of the same births under several indicators, or a count indicator and a numerator) is one count.

    "Recomputed" means: by solving all sums together (the null space of the linear system), or by the room that sums and
    thresholds leave (less than one person). Rows without counts (a published rate) and indicators with threshold 0
    (their source has its own rule) stay as published, and are held known to a reader.

    observations: the tidy table, key unique. parents: code of a region to that of the region it lies in. indicators: by
    id, as declared: the kind and the unit say how a figure counts persons, the threshold which numbers are small;
    nothing is read from how an id is spelled. An indicator that is not declared has no figure that can be shown: all of
    it is hidden. nested: indicator ids, of which each case of the first is one of the second too. The result is a new
    table with the same rows. Source: RIVM Regiobeeld (fewer than 10 persons in any category).
    """
    table, pairs = observations.reset_index(drop=True), list(nested)
    undeclared = ~table["indicator"].isin(list(indicators)).to_numpy(bool)
    table.loc[undeclared, ["value", "numerator", "denominator"]] = np.nan
    table.loc[undeclared, ["status", "note"]] = SUPPRESSED, f"{SUPPRESSED} (onbekend cijfer)"
    more = _computable(table, indicators, dict(parents), pairs)
    every = pd.concat([table, more], ignore_index=True) if len(more) else table
    limit = _limits(every, indicators)
    cells = _cells(every, indicators, limit, len(table))
    system = _Sums(cells, *_links(cells, dict(parents), pairs))
    system.close()
    hidden = cells[system.hidden[cells["cell"].to_numpy()] & cells["own"].to_numpy() & cells["shown"].to_numpy()]
    rows = hidden.loc[~hidden["under"], "row"].to_numpy()
    table.loc[rows, ["value", "numerator"]] = np.nan
    table.loc[hidden.loc[hidden["under"], "row"].to_numpy(), "denominator"] = np.nan
    table.loc[rows, "status"] = SUPPRESSED
    table.loc[rows, "note"] = [f"{SUPPRESSED} (<{threshold:g})" for threshold in limit[rows]]
    table.index = observations.index
    return table


def _limits(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> Floats:
    """The threshold of each row, in persons."""
    names = table["indicator"].astype("category").cat
    declared = (indicators.get(id) for id in names.categories)
    return np.array([indicator.threshold if indicator else THRESHOLD for indicator in declared], float)[names.codes]


def _is_count(ids: Iterable[str], indicators: Mapping[str, Indicator]) -> Mask:
    """Whether each indicator is itself a number of persons."""
    return np.array([id in indicators and indicators[id].kind == "count" for id in ids], bool)


def _counts(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> tuple[Floats, Floats]:
    """Numerator and denominator of each row as far as it tells them; of a count its value, and no denominator."""
    value, x, n = (table[name].to_numpy(float, na_value=np.nan) for name in ("value", "numerator", "denominator"))
    names = table["indicator"].astype("category").cat
    counted = _is_count(names.categories, indicators)[names.codes]
    per = [SCALE[indicators[id].unit] if id in indicators else np.nan for id in names.categories]
    scale = np.array(per, float)[names.codes]
    x = np.where(counted & np.isnan(x), value, x)
    n = np.where(counted, np.nan, n)
    return np.where(np.isnan(x), np.round(value * n / scale), x), n


def _cells(table: pd.DataFrame, indicators: Mapping[str, Indicator], limit: Floats, shown: int) -> pd.DataFrame:
    """Every count in the table as a row: row, under, indicator, region, period, count, own, small, limit, and more.

    under: whether it is a denominator. own: may be hidden. shown: whether it stands in the table of the reader, as the
    first rows do. small: must be hidden, for it is below the limit. low, high: the room that a reader who knows why it
    is hidden still has. cell: the number of the count; one number for a count in several places.
    """
    x, n = _counts(table, indicators)
    keys = table[KEY].astype("category")
    counted = _is_count(keys["indicator"].cat.categories, indicators)[keys["indicator"].cat.codes]
    own = ~np.isnan(x) & (limit > 0)
    few, rest, base = ((count > 0) & (count < limit) for count in (x, n - x, n))
    low = np.where(few | ~rest, np.minimum(x, 1), np.maximum(n - limit + 1, 0))
    high = np.where(few, np.maximum(limit - 1, x), np.where(n >= x, np.maximum(n - 1, x), _UNBOUNDED))
    top = keys.assign(under=False, count=x, small=few | rest | base, limit=limit, of=n)
    top = top.assign(row=table.index, own=own, counted=counted, low=low, high=high)
    bottom = keys.assign(under=True, count=n, small=base, row=table.index, limit=limit)  # also where nothing is over it
    bottom = bottom.assign(of=np.nan, own=limit > 0, counted=True, low=1.0, high=np.where(base, limit - 1, _UNBOUNDED))
    cells = pd.concat([top, bottom], ignore_index=True).dropna(subset="count", ignore_index=True)
    cells["small"] &= cells["own"]
    cells["shown"] = cells["row"] < shown
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


def _computable(
    table: pd.DataFrame, indicators: Mapping[str, Indicator], parents: dict[str, str], nested: list[tuple[str, str]]
) -> pd.DataFrame:
    """What has no row in the table but can be computed from its rows, as rows with a numerator and a denominator.

    The one region that a total lacks; what lies between two new year's days that periods connect (2017-2019 less
    2018-2019 is 2017), when it is below the limit or when such a period has a row elsewhere to be held against; and
    what follows from those.
    """
    (x, n), limit = _counts(table, indicators), _limits(table, indicators)
    rows = table[KEY].assign(x=x, n=n, given=True)[(limit > 0) & ~np.isnan(x)].astype(dict.fromkeys(KEY, "category"))
    used, real = set(rows["indicator"].cat.categories), len(rows)
    alike = {one: {one, *(other for pair in nested if one in pair for other in pair)} & used for one in used}
    pooled = any("-" in period for period in rows["period"].cat.categories)
    while True:
        found = _absent(rows, parents) + (_between(rows, alike, indicators) if pooled else [])
        more = pd.DataFrame(found, columns=rows.columns).drop_duplicates(KEY)
        if found:
            more = more[
                more.merge(rows[KEY].astype("str"), how="left", indicator="had")["had"].to_numpy() == "left_only"
            ]
        if more.empty:
            break
        rows = pd.concat([rows.astype(dict.fromkeys(KEY, "str")), more], ignore_index=True)
        rows = rows.astype(dict.fromkeys(KEY, "category"))
    made = rows.iloc[real:].astype(dict.fromkeys(KEY, "str")).rename(columns={"x": "numerator", "n": "denominator"})
    return made.reindex(columns=table.columns)


Found = list[tuple[str, str, str, float, float, bool]]
"""Rows that can be computed: their key, numerator and denominator, and whether others are held against their period."""


def _absent(rows: pd.DataFrame, parents: dict[str, str]) -> Found:
    """The one region that a total lacks: what its parts leave."""
    codes, up = _tree(rows["region"].cat.categories, parents)
    region, indicator, period = (rows[one].cat.codes.to_numpy(np.int64) for one in ("region", "indicator", "period"))
    which = indicator * len(rows["period"].cat.categories) + period
    total, leaves = _above(which, region, up), _leaves(up)
    part = np.flatnonzero(total >= 0)
    there = np.bincount(total[part], leaves[region[part]], len(rows))
    counts = rows[["x", "n"]].to_numpy(float)
    found: Found = []
    order = part[np.argsort(total[part], kind="stable")]
    for whole in np.flatnonzero((there > 0) & (leaves[region] - there == 1)):
        parts = order[np.searchsorted(total[order], whole) : np.searchsorted(total[order], whole, "right")]
        lacks = _smallest(int(region[whole]), up)
        for one in region[parts]:
            lacks -= _smallest(int(one), up)
        left = counts[whole] - counts[parts].sum(axis=0)
        if len(lacks) == 1 and left[0] > 0:  # who has nothing is taken for known, as in `_links`
            of, when = (rows[one].iat[whole] for one in ("indicator", "period"))
            found.append((of, codes[lacks.pop()], when, float(left[0]), float(left[1]), True))
    return found


def _between(rows: pd.DataFrame, alike: dict[str, set[str]], indicators: Mapping[str, Indicator]) -> Found:
    """What lies between two days that the periods of a region connect."""
    known = rows.loc[rows["given"], ["indicator", "period"]].drop_duplicates()
    periods = {str(one): set(part) for one, part in known.groupby("indicator", observed=True)["period"]}
    elsewhere = {one: set().union(*(periods[other] for other in alike[one])) for one in periods}
    pooled = [one for one, known in elsewhere.items() if any("-" in period for period in known)]
    some = rows[rows["indicator"].isin(pooled)]
    period, long = some["period"].to_numpy(object), some["given"] & some["period"].str.contains("-")
    both, mixes = np.empty(len(some), complex), long.to_numpy(bool)
    both.real, both.imag = some["x"], some["n"]
    limit = _limits(some, indicators)
    small = _few(both.real, both.imag, limit)
    found = []
    for (indicator, region), at in some.groupby(["indicator", "region"], sort=False, observed=True).indices.items():
        had = set(period[at])
        if wanted := elsewhere[indicator] - had:
            days, place, _ = _connected([(period[one], both[one]) for one in at], 0j)
            for name in wanted:
                start, end = _days(name)
                if start in days and end in days and place[start] == place[end]:
                    found.append((indicator, region, name, days[end] - days[start]))
        if mixes[at].any():  # of what is shown, what is so small between the days
            days, place, _ = _connected([(period[one], both[one]) for one in at[~small[at]]], 0j)
            for start, end in itertools.combinations(sorted(days), 2):
                count = days[end] - days[start]
                if place[start] == place[end] and _few(count.real, count.imag, limit[at[0]]):
                    name = str(start) if end == start + 1 else f"{start}-{end - 1}"
                    found.append((indicator, region, name, count))
    return [(*one, float(count.real), float(count.imag), False) for *one, count in found if count.real >= 0]


def _few(x: Any, n: Any, limit: Any) -> Any:
    """Whether a numerator, what the denominator has besides, or the denominator is small; NaN is not."""
    return ((x > 0) & (x < limit)) | ((n > x) & (n - x < limit)) | ((n > 0) & (n < limit))


def _connected(steps: list[tuple[str, Any]], nothing: Any) -> tuple[dict[int, Any], dict[int, int], list[int]]:
    """Days as the sum of the steps that lead to them, the group of days that each is in, and the steps not needed.

    steps: a period, from its first day to the day after it, and what is counted in it; nothing: none of that.
    """
    far: dict[int, Any] = {}
    group: dict[int, int] = {}
    spans = [_days(period) for period, _ in steps]
    spare = []
    for at in sorted(range(len(steps)), key=lambda one: (spans[one][1] - spans[one][0], spans[one][0])):
        (start, end), count = spans[at], steps[at][1]
        for day in (start, end):
            if day not in far:
                far[day], group[day] = nothing, day
        if group[start] == group[end]:
            spare.append(at)
            continue
        shift, moved = far[start] + count - far[end], group[end]
        for day, one in group.items():
            if one == moved:
                far[day], group[day] = far[day] + shift, group[start]
    return far, group, spare


@lru_cache(maxsize=1024)
def _days(period: str) -> tuple[int, int]:
    """The year that a period begins with, and the year that begins when it ends."""
    years = years_of(period)
    return years[0], years[-1] + 1


def _links(
    cells: pd.DataFrame, parents: dict[str, str], nested: Iterable[tuple[str, str]]
) -> tuple[tuple[Codes, Codes, Floats], tuple[Floats, Floats]]:
    """Which counts add up, as arrays sum, cell, sign (1 a part, -1 the total): one item for each part and total.

    A sum counts when all its parts are there, or when those that are there already add up to the total. What is left of
    a total by parts that are not there is a count too when it is small: of these the counts and their limits are given;
    their cells come after all others.
    """
    regions, up = _tree(cells["region"].cat.categories, parents)
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

    total = _above((indicator * 2 + under) * len(periods) + period, region, up)
    part = np.flatnonzero(total >= 0)
    leaves = _leaves(up)
    whole, number = np.unique(total[part], return_inverse=True)
    complete = np.bincount(number, leaves[region[part]], len(whole)) >= leaves[region[whole]]
    found = [(whole, number, part, np.ones(len(part)), complete)]
    made = len(whole)
    for one, steps, signs in _cycles(cells, (indicator * 2 + under) * len(regions) + region):
        found.append((np.array([one]), np.full(len(steps), made), steps, signs, np.ones(1, bool)))
        made += 1
    several = [  # what the wider definition counts besides has no row
        (at, [position(key(np.full(len(at), indicators[part]), region[at], period[at], under[at]), True), nowhere])
        for part, wider in nested
        if part in indicators and wider in indicators
        for at in [np.flatnonzero((indicator == indicators[wider]) & (under == 0))]
        for nowhere in [np.full(len(at), -1)]
    ]
    for at, each in several:
        there = np.array(each) >= 0
        ones = np.ones(int(there.sum()))
        found.append((at, made + np.nonzero(there)[1], np.array(each)[there], ones, there.all(axis=0)))
        made += len(at)
    whole, number, part, signs, complete = (np.concatenate(one) for one in zip(*found, strict=True))
    count, cell, limit = (cells[name].to_numpy() for name in ("count", "cell", "limit"))
    left = count[whole] - np.bincount(number, signs * count[part], made)
    complete |= np.abs(left) < 0.5
    some = cells["own"].to_numpy()[whole] & (np.bincount(number, minlength=made) > 0)
    rest = np.flatnonzero(some & ~complete & (left > 0) & (left < limit[whole]))
    complete[rest] = True
    holds = complete[number]
    number, part, signs = number[holds], part[holds], signs[holds]
    total = np.flatnonzero(complete)
    sign = np.r_[signs, np.ones(len(rest)), -np.ones(len(total))]
    every = np.r_[cell[part], cell.max(initial=-1) + 1 + np.arange(len(rest)), cell[whole[total]]]
    return (np.r_[number, rest, total], every, sign), (left[rest], limit[whole[rest]])


def _tree(codes: Iterable[str], parents: dict[str, str]) -> tuple[list[str], Codes]:
    """All regions, those first, and the number of the region in which each lies; -1 where it lies in none."""
    regions = list(dict.fromkeys([*codes, *parents, *parents.values()]))
    numbers = {code: number for number, code in enumerate(regions)}
    return regions, np.array([numbers.get(parents.get(code, ""), -1) for code in regions], np.int64)


def _above(which: Codes, region: Codes, up: Codes) -> Codes:
    """Where the nearest region above each stands that has the same thing (`which`); -1 where none has."""
    own = which * len(up) + region
    order = np.argsort(own, kind="stable")
    total, above = np.full(len(own), -1, np.int64), up[region]
    while (ahead := np.flatnonzero((total < 0) & (above >= 0))).size:
        wanted = which[ahead] * len(up) + above[ahead]
        found = order[np.searchsorted(own, wanted, sorter=order).clip(max=len(order) - 1)]
        total[ahead] = np.where(own[found] == wanted, found, -1)
        above[ahead] = up[above[ahead]]
    return total


def _cycles(cells: pd.DataFrame, whose: Codes) -> Iterator[tuple[int, Codes, Floats]]:
    """Each period that other periods of the same region add up to: where it stands, where those do, and their signs.

    All that periods give away together follows from these (they are a basis of the cycles).
    """
    period = cells["period"].cat
    long = period.codes.isin(np.flatnonzero(period.categories.str.contains("-"))).to_numpy()
    some = np.flatnonzero(np.isin(whose, whose[long]))
    order = some[np.argsort(whose[some], kind="stable")]
    names, codes = period.categories.to_numpy(), period.codes.to_numpy()
    for at in np.split(order, np.flatnonzero(np.diff(whose[order])) + 1) if len(order) else ():
        steps = [(names[codes[one]], unit) for one, unit in zip(at, np.eye(len(at)), strict=True)]
        days, _, spare = _connected(steps, np.zeros(len(at)))
        for one in spare:
            start, end = _days(steps[one][0])
            way = days[end] - days[start]
            used = np.flatnonzero(way)
            yield int(at[one]), at[used], way[used]


def _smallest(region: int, up: Codes) -> set[int]:
    """The smallest regions of which a region consists; itself when it is one."""
    inside = np.flatnonzero(up == region)
    return set().union(*(_smallest(int(one), up) for one in inside)) if len(inside) else {region}


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

    Arrays by cell: count, hidden, known (shown elsewhere whatever we do), open (may be worked out: it has no row and is
    not small), low and high; by link: sum, cell, sign.
    """

    def __init__(self, cells: pd.DataFrame, links: tuple[Codes, Codes, Floats], left: tuple[Floats, Floats]) -> None:
        grouped, more = cells.groupby("cell"), len(left[0])
        self.count = np.r_[grouped["count"].first(), left[0]]
        small, shown = grouped["small"].any(), grouped["shown"].any()
        self.hidden = np.r_[small | ~shown, np.ones(more, bool)].astype(bool)
        self.open = np.r_[~small & ~shown, np.zeros(more, bool)].astype(bool)
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
            at = self._to_hide(told)
            ordered = at[np.lexsort((self.count[self.cell[at]], self.sign[at] < 0, self.sum[at]))]
            firsts = ordered[np.unique(self.sum[ordered], return_index=True)[1]]
            self.hidden[self.cell[firsts]] = True
            if not firsts.size:  # what others publish already tells it
                keep = ~np.isin(self.sum, told)
                self.sum, self.cell, self.sign = self.sum[keep], self.cell[keep], self.sign[keep]

    def _to_hide(self, told: Codes) -> Codes:
        """Which links of these sums hold a count that can still be hidden; if none does, one of what they rest on."""
        can = ~self.hidden[self.cell] & ~self.known[self.cell] & ((self.count[self.cell] > 0) | (self.sign < 0))
        near = np.isin(self.sum, told)
        if (at := np.flatnonzero(can & near)).size:
            return at
        while True:
            through = np.unique(self.cell[near])
            wider = np.isin(self.sum, self.sum[np.isin(self.cell, through[self.open[through]])]) | near
            if (at := np.flatnonzero(can & wider)).size:
                return at[[self.count[self.cell[at]].argmin()]]
            if (wider == near).all():
                return at
            near = wider

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
            tight &= ~self.open[cell]
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
        return np.unique(every_sum[(np.abs(free[every_cell]) < 1e-7) & ~self.open[every_cell]])


def _projected(vector: Floats, links: Any) -> Floats:
    """The part of a vector that leaves every sum (a column) as it is."""
    from scipy.sparse.linalg import lsqr

    found: Floats = vector - links @ lsqr(links, vector, atol=1e-13, btol=1e-13, iter_lim=5000)[0]
    return found
