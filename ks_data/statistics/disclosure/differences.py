"""Differences: who is counted in one place and not in another, as cells like any other.

Claim: a small number of persons that follows from a declared relation (a part of a wider definition, births that are
live or dead, a complement; see `ks_data.catalogue.relations`) is a cell, and so are those of the regions and periods
around it. So all that holds for cells holds for them: they add up over regions and periods, and none that is small is
told. Where nobody is left, the relation is a sum by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.relations import BIRTHS, LIVE_OF_BIRTHS, Measure, Relation
from ks_data.statistics.disclosure.cells import UNBOUNDED, Codes, group_numbers, position_finder
from ks_data.statistics.disclosure.region_tree import region_tree
from ks_data.statistics.disclosure.sums import Sums, joined_sums
from ks_data.statistics.estimates import Floats, Mask


@dataclass(frozen=True, slots=True)
class _Terms:
    """One relation in all regions and periods in which every measure of it has a cell.

    By item: the positions of its cells (the whole first, a column for each) with their signs, and who is left.
    """

    relation: Relation
    positions: Codes
    signs: Floats
    left: Floats


def with_differences(
    cells: pd.DataFrame, indicators: Mapping[str, Indicator], parents: dict[str, str], relations: Iterable[Relation]
) -> tuple[pd.DataFrame, Sums]:
    """The cells with those of differences after them, and the sums that join both.

    cells: as `table_cells` gives them; a new column `replaceable` says of a denominator whether public live births can
    stand in for it.
    """
    count, threshold = cells["count"].to_numpy(), cells["threshold"].to_numpy()
    finder = _Finder(cells, indicators)
    added, sums, names = [], [_no_sums()], list(cells["indicator"].cat.categories)
    replaceable = np.zeros(len(cells), bool)
    position, next_cell = len(cells), int(cells["cell"].max()) + 1 if len(cells) else 0
    for terms in finder.all_terms(relations, count):
        whole = terms.positions[:, 0]
        limit = threshold[terms.positions].max(axis=1) if len(whole) else np.zeros(0)
        if terms.relation is LIVE_OF_BIRTHS:
            public = ~cells["suppressible"].to_numpy(bool)[terms.positions[:, 1]]
            replaceable[whole[public & (count[whole] >= threshold[whole])]] = True
        is_small = (terms.left > 0.5) & (terms.left < limit)
        nobody = (np.abs(terms.left) < 0.5) & terms.relation.adds_up
        kept = is_small | (
            finder.families(whole, is_small, parents)
            & (terms.left > -0.5)
            & ~nobody
            & (terms.relation is LIVE_OF_BIRTHS)
        )
        if is_small.any():
            own = np.flatnonzero(kept)
            added.append(_cells(cells, whole[own], terms.left[own], limit[own], len(names), next_cell))
            names.append(f"{len(names)}: {terms.relation.name}")
            numbers = np.full(len(whole), -1)
            numbers[own] = position + np.arange(len(own))
            position, next_cell = position + len(own), next_cell + len(own)
            sums.append(_sums(terms, np.flatnonzero(kept | nobody), numbers))
        elif nobody.any():
            sums.append(_sums(terms, np.flatnonzero(nobody), np.full(len(whole), -1)))
    number = cells["cell"].to_numpy()
    cells = cells.assign(replaceable=np.isin(number, number[replaceable]))
    if added:
        with_names = cells.assign(indicator=cells["indicator"].cat.set_categories(names))
        new = pd.concat(added, ignore_index=True)
        for column in ("indicator", "region", "period"):
            new[column] = pd.Categorical.from_codes(new[column], dtype=with_names[column].dtype)
        cells = pd.concat([with_names, new], ignore_index=True)
    return cells, joined_sums(sums)


def completes_a_small_whole(cells: pd.DataFrame, relations: Iterable[Relation]) -> Mask:
    """Of each cell whether it and what everybody may see make a whole of few persons, which it would tell.

    Also when it is nobody: births of a village are live births, which are public, and those born dead. cells: as
    `table_cells` gives them.
    """
    names, count = cells["indicator"].cat.categories, cells["count"].to_numpy(float)
    place = group_numbers(cells["region"].cat.codes, cells["period"].cat.codes)
    code, is_denominator = cells["indicator"].cat.codes.to_numpy(), cells["is_denominator"].to_numpy(bool)
    suppressible, threshold = cells["suppressible"].to_numpy(bool), cells["threshold"].to_numpy(float)
    completes = np.zeros(len(cells), bool)
    for relation in relations:
        if not relation.adds_up or not all(part.id in names for part in relation.parts):
            continue
        amounts = np.full((len(relation.parts), int(place.max(initial=-1)) + 1), np.nan)
        parts = [(code == names.get_loc(part.id)) & ~is_denominator for part in relation.parts]
        for amount, own in zip(amounts, parts, strict=True):
            amount[place[own]] = count[own]
        whole = amounts.sum(axis=0)[place]
        for own in parts:
            completes |= own & suppressible & (whole > 0) & (whole < threshold)
    return completes


class _Finder:
    """Where the cells of a measure stand, by region and period."""

    def __init__(self, cells: pd.DataFrame, indicators: Mapping[str, Indicator]) -> None:
        self.cells = cells
        self.region = cells["region"].cat.codes.to_numpy(np.int64)
        self.period = cells["period"].cat.codes.to_numpy(np.int64)
        self.place = self.region * len(cells["period"].cat.categories) + self.period
        self.names = list(cells["region"].cat.categories)
        self.is_pooled = np.array(["-" in period for period in cells["period"].cat.categories], bool)[self.period]
        ids = cells["indicator"].cat.categories
        measure = cells["indicator"].cat.codes.to_numpy(np.int64) * 2 + cells["is_denominator"].to_numpy(np.int64)
        order = np.argsort(measure, kind="stable")
        bounds = np.searchsorted(measure[order], np.arange(2 * len(ids) + 1))
        self.positions = {
            Measure(id, bool(denominator)): order[bounds[2 * code + denominator] : bounds[2 * code + denominator + 1]]
            for code, id in enumerate(ids)
            for denominator in (False, True)
        }
        self.births = self._different([id for id in ids if id in indicators and indicators[id].births])

    def _different(self, ids: list[str]) -> list[Measure]:
        """What these are counted over, without those that tell nothing but what another tells."""
        cell, kept, known = self.cells["cell"].to_numpy(np.int64), [], np.zeros(0, np.int64)
        for measure in sorted((Measure(id, True) for id in ids), key=lambda one: -len(self.positions[one])):
            pairs = cell[self.positions[measure]]  # a cell is of one region and period
            if not np.isin(pairs, known).all():
                kept.append(measure)
                known = np.r_[known, pairs]
        return kept

    def all_terms(self, relations: Iterable[Relation], count: Floats) -> Iterator[_Terms]:
        """Every relation, for each measure of births in it."""
        for relation in relations:
            for whole in self.births if relation.whole.id == BIRTHS else [relation.whole]:
                others = [*relation.parts, *relation.overlaps]
                if not all(len(self.positions.get(measure, ())) for measure in (whole, *others)):
                    continue
                columns = [self.positions[whole]]
                columns += [self._beside(columns[0], measure) for measure in others]
                positions = np.column_stack(columns)
                positions = positions[(positions >= 0).all(axis=1)]
                signs = np.r_[1.0, -np.ones(len(relation.parts)), np.ones(len(relation.overlaps))]
                yield _Terms(relation, positions, signs, count[positions] @ signs)

    def _beside(self, whole: Codes, measure: Measure) -> Codes:
        """The positions of a measure in the regions and periods of the whole; -1 where it has none."""
        own = self.positions[measure]
        nearest = position_finder(self.place[own])(self.place[whole])
        return np.where(nearest >= 0, own[nearest], -1)

    def families(self, whole: Codes, is_small: Mask, parents: dict[str, str]) -> Mask:
        """Which are small, or add up with one that is: beside it, above it, or in another period of its region."""
        if not is_small.any():
            return is_small
        _, parent = region_tree(self.names, parents)
        region, period = self.region[whole], self.period[whole]
        periods = int(self.period.max()) + 1
        wholes, above = np.zeros(0, np.int64), region[is_small]
        years = period[is_small]
        while above.size:
            wholes = np.r_[wholes, above * periods + years]
            inside = parent[above] >= 0
            above, years = parent[above][inside], years[inside]
        family = np.isin(region * periods + period, wholes)
        family |= (parent[region] >= 0) & np.isin(parent[region] * periods + period, wholes)
        pooled_regions = np.intersect1d(region[is_small], region[self.is_pooled[whole]])
        return family | np.isin(region, pooled_regions)


def _cells(
    cells: pd.DataFrame, whole: Codes, left: Floats, limit: Floats, indicator: int, first_cell: int
) -> pd.DataFrame:
    """Cells of who is left: no row shows them, and a small one must stay hidden."""
    is_small = (left > 0.5) & (left < limit)
    return pd.DataFrame(
        {
            "indicator": indicator,
            "region": cells["region"].cat.codes.to_numpy()[whole],
            "period": cells["period"].cat.codes.to_numpy()[whole],
            "row": -1 - np.arange(len(whole)),
            "threshold": limit,
            "is_denominator": False,
            "count": left,
            "denominator": np.nan,
            "suppressible": True,
            "small": is_small,
            "lower": np.minimum(left, 1),
            "upper": np.where(is_small, limit - 1, UNBOUNDED),
            "least": 0.0,
            "most": UNBOUNDED,
            "is_count": True,
            "has_row": False,
            "cell": first_cell + np.arange(len(whole)),
            "replaceable": False,
        }
    )


def _sums(terms: _Terms, chosen: Codes, numbers: Codes) -> Sums:
    """The chosen items as sums: the whole is the total; who is left is a part, where it has a number."""
    parts, signs = terms.positions[chosen, 1:], -terms.signs[1:]
    left = numbers[chosen] >= 0
    number = np.arange(len(chosen))
    return Sums(
        terms.positions[chosen, 0],
        np.ones(len(chosen), bool),
        np.r_[np.repeat(number, parts.shape[1]), number[left]],
        np.r_[parts.ravel(), numbers[chosen][left]],
        np.r_[np.tile(signs, len(chosen)), np.ones(int(left.sum()))],
    )


def _no_sums() -> Sums:
    none = np.zeros(0, np.int64)
    return Sums(none, np.zeros(0, bool), none, none, np.zeros(0))
