"""Sums: every relation by which a reader could subtract one count from another.

Claim: numerators and denominators add up in three ways, and each is listed.

- Regions: those below a total add up to the nearest total that has a row.
- Periods: every fundamental cycle of the periods of a region; all other relations between them follow from these.
- Relations between indicators and what they are counted over, as `differences` gives them.

A sum holds when all its parts have a row (it is complete), or when those that have one add up to the total already:
then the others are nobody. What else the parts leave of a total is a cell too when it is small: a remainder, which no
row shows and which must stay hidden like any small cell. A larger remainder is left aside, with the sum: several absent
regions protect one another, and one absent region has a derivable row.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ks_data.statistics.disclosure.cells import Codes
from ks_data.statistics.disclosure.period_graph import period_cycles
from ks_data.statistics.disclosure.region_tree import leaf_counts, nearest_totals, region_tree
from ks_data.statistics.estimates import Floats, Mask


@dataclass(frozen=True, slots=True)
class Links:
    """Which cells stand in which sums: arrays of one length, an item for each cell in each sum.

    sum, cell: their numbers, from 0; sign: 1 for a part, -1 for the total, so that every sum is zero.
    """

    sum: Codes
    cell: Codes
    sign: Floats

    def where(self, chosen: Mask | Codes) -> "Links":
        """The chosen links."""
        return Links(self.sum[chosen], self.cell[chosen], self.sign[chosen])


@dataclass(frozen=True, slots=True)
class Remainders:
    """Small cells that no row shows: what parts leave of a total. count: persons; threshold: that of the total."""

    count: Floats
    threshold: Floats


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of one kind between counts, which are positions in a table of cells.

    By sum: the position of its total, and whether all its parts have a row (complete). By part: the number of its sum
    (from 0), its own position, and the sign with which it counts.
    """

    total: Codes
    complete: Mask
    sum: Codes
    part: Codes
    sign: Floats


def sum_links(cells: pd.DataFrame, parents: dict[str, str], related: Sums) -> tuple[Links, Remainders]:
    """All sums that hold, and the remainders in them; the cells of the remainders are numbered after all others.

    cells: as `with_differences` gives them, with the sums that it gives (related). parents: code of a region to that of
    the region it lies in.
    """
    sums = joined_sums([region_sums(cells, parents), period_sums(cells), related])
    count, cell, threshold = (cells[name].to_numpy() for name in ("count", "cell", "threshold"))
    parts = np.bincount(sums.sum, minlength=len(sums.total))
    left = count[sums.total] - np.bincount(sums.sum, sums.sign * count[sums.part], len(sums.total))
    holds = sums.complete | (np.abs(left) < 0.5)
    leaves_few = (left > 0) & (left < threshold[sums.total])
    remainder = np.flatnonzero((parts > 0) & ~holds & leaves_few)
    holds[remainder] = True
    listed, total = holds[sums.sum], np.flatnonzero(holds)
    remainder_cells = cell.max(initial=-1) + 1 + np.arange(len(remainder))
    links = Links(
        np.r_[sums.sum[listed], remainder, total],
        np.r_[cell[sums.part[listed]], remainder_cells, cell[sums.total[total]]],
        np.r_[sums.sign[listed], np.ones(len(remainder)), -np.ones(len(total))],
    )
    return _distinct(links), Remainders(left[remainder], threshold[sums.total[remainder]])


def _distinct(links: Links) -> Links:
    """The links of one of each sum: the births of a region are the same sum under every indicator that rests on them.

    Two sums are the same when their cells and signs are; that is seen by a random number for each cell, added up.
    """
    numbers = np.random.default_rng(1).integers(1, 2**62, int(links.cell.max(initial=-1)) + 1)
    signature = np.zeros(int(links.sum.max(initial=-1)) + 1, np.int64)
    np.add.at(signature, links.sum, numbers[links.cell] * links.sign.astype(np.int64))
    is_first = np.zeros(len(signature), bool)
    is_first[np.unique(signature, return_index=True)[1]] = True
    return links.where(is_first[links.sum])


def joined_sums(kinds: list[Sums]) -> Sums:
    """Sums of several kinds, numbered through."""
    before = np.cumsum([0, *(len(sums.total) for sums in kinds)])
    return Sums(
        np.concatenate([sums.total for sums in kinds]),
        np.concatenate([sums.complete for sums in kinds]),
        np.concatenate([sums.sum + offset for sums, offset in zip(kinds, before[:-1], strict=True)]),
        np.concatenate([sums.part for sums in kinds]),
        np.concatenate([sums.sign for sums in kinds]),
    )


def _codes(cells: pd.DataFrame, column: str) -> tuple[Codes, int]:
    """The categories of a column as numbers, and how many there are."""
    return cells[column].cat.codes.to_numpy(np.int64), len(cells[column].cat.categories)


def _measures(cells: pd.DataFrame) -> Codes:
    """A number for each indicator's numerators, and one for its denominators."""
    return _codes(cells, "indicator")[0] * 2 + cells["is_denominator"].to_numpy(np.int64)


def region_sums(cells: pd.DataFrame, parents: dict[str, str]) -> Sums:
    """Regions and their nearest total; complete when they hold all its leaves."""
    (region, _), (period, periods) = _codes(cells, "region"), _codes(cells, "period")
    _, parent = region_tree(cells["region"].cat.categories, parents)
    total_of = nearest_totals(_measures(cells) * periods + period, region, parent)
    part = np.flatnonzero(total_of >= 0)
    total, number = np.unique(total_of[part], return_inverse=True)
    leaves = leaf_counts(parent)
    complete = np.bincount(number, leaves[region[part]], len(total)) >= leaves[region[total]]
    return Sums(total, complete, number, part, np.ones(len(part)))


def period_sums(cells: pd.DataFrame) -> Sums:
    """Periods of one region that add up to another of its periods: the fundamental cycles, always complete."""
    region, regions = _codes(cells, "region")
    measure_of_region = _measures(cells) * regions + region
    period = cells["period"].cat
    names, codes = period.categories.to_numpy(), period.codes.to_numpy()
    is_pooled = np.isin(codes, np.flatnonzero(period.categories.str.contains("-")))
    mixed = np.flatnonzero(np.isin(measure_of_region, measure_of_region[is_pooled]))
    order = mixed[np.argsort(measure_of_region[mixed], kind="stable")]
    firsts = np.flatnonzero(np.diff(measure_of_region[order])) + 1
    total, part, sign = [], [np.zeros(0, np.int64)], [np.zeros(0)]
    for positions in np.split(order, firsts) if len(order) else ():
        for chord, edges, signs in period_cycles(tuple(names[codes[positions]])):
            total.append(positions[chord])
            part.append(positions[edges])
            sign.append(signs)
    number = np.repeat(np.arange(len(total)), [len(edges) for edges in part[1:]])
    complete = np.ones(len(total), bool)
    return Sums(np.array(total, np.int64), complete, number, np.concatenate(part), np.concatenate(sign))
