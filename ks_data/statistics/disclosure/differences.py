"""Differences: who is counted in one place and not in another, as cells like any other.

Claim: a small number of persons that follows from a declared relation (a part of a wider definition, births that are
live or dead, a complement; see `ks_data.catalogue.relations`) is a cell, and so are those of the regions and periods
around it. So all that holds for cells holds for them: they add up over regions and periods, and none that is small is
told. Where nobody is left, the relation is a sum by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.relations import BIRTHS, LIVE_OF_BIRTHS, Measure, Relation
from ks_data.statistics.disclosure.cells import UNBOUNDED, Codes, group_numbers
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
    finder = _Finder(cells, indicators, parents)
    added, sums, names = [], [_no_sums()], list(cells["indicator"].cat.categories)
    replaceable = np.zeros(len(cells), bool)
    position = len(cells)
    for terms in finder.all_terms(relations, count):
        whole = terms.positions[:, 0]
        limit = threshold[terms.positions].max(axis=1) if len(whole) else np.zeros(0)
        if terms.relation is LIVE_OF_BIRTHS:
            public = ~cells["suppressible"].to_numpy(bool)[terms.positions[:, 1]]
            replaceable[whole[public & (count[whole] >= threshold[whole])]] = True
        is_small = (terms.left > 0.5) & (terms.left < limit)
        nobody = (np.abs(terms.left) < 0.5) & terms.relation.adds_up
        kept = is_small | (
            finder.families(whole, is_small) & (terms.left > -0.5) & ~nobody & (terms.relation is LIVE_OF_BIRTHS)
        )
        if is_small.any():
            own = np.flatnonzero(kept)
            added.append((whole[own], terms.left[own], limit[own], np.full(len(own), len(names))))
            names.append(f"{len(names)}: {terms.relation.name}")
            numbers = np.full(len(whole), -1)
            numbers[own] = position + np.arange(len(own))
            position += len(own)
            sums.append(_sums(terms, np.flatnonzero(kept | nobody), numbers))
        elif nobody.any():
            sums.append(_sums(terms, np.flatnonzero(nobody), np.full(len(whole), -1)))
    number = cells["cell"].to_numpy()
    is_replaceable = np.zeros(int(number.max(initial=-1)) + 1, bool)
    is_replaceable[number[replaceable]] = True
    cells = cells.assign(replaceable=is_replaceable[number])
    if added:
        whole, left, limit, indicator = (np.concatenate(items) for items in zip(*added, strict=True))
        cells = _with_cells(cells, whole, left, limit, indicator, names)
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

    def __init__(self, cells: pd.DataFrame, indicators: Mapping[str, Indicator], parents: dict[str, str]) -> None:
        self.cells = cells
        self.region = cells["region"].cat.codes.to_numpy(np.int64)
        self.period = cells["period"].cat.codes.to_numpy(np.int64)
        self.place = self.region * len(cells["period"].cat.categories) + self.period
        self.parent = region_tree(cells["region"].cat.categories, parents)[1]
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
        self._standing: dict[Measure, Codes] = {}
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
        if measure not in self._standing:
            own = self.positions[measure]
            standing = np.full(len(self.parent) * len(self.cells["period"].cat.categories), -1)
            standing[self.place[own[::-1]]] = own[::-1]  # the first, where it has more
            self._standing[measure] = standing
        beside: Codes = self._standing[measure][self.place[whole]]
        return beside

    def families(self, whole: Codes, is_small: Mask) -> Mask:
        """Which are small, or add up with one that is: beside it, above it, or in another period of its region."""
        if not is_small.any():
            return is_small
        parent = self.parent
        region, period = self.region[whole], self.period[whole]
        periods = int(self.period.max()) + 1
        is_whole = np.zeros(len(parent) * periods, bool)
        above, years = region[is_small], period[is_small]
        while above.size:
            is_whole[above * periods + years] = True
            inside = parent[above] >= 0
            above, years = parent[above][inside], years[inside]
        pooled, few = np.zeros(len(parent), bool), np.zeros(len(parent), bool)
        pooled[region[self.is_pooled[whole]]] = few[region[is_small]] = True
        beside = is_whole[region * periods + period] | (pooled & few)[region]
        return beside | ((parent[region] >= 0) & is_whole[parent[region] * periods + period])


def _with_cells(
    cells: pd.DataFrame, whole: Codes, left: Floats, limit: Floats, indicator: Codes, names: list[str]
) -> pd.DataFrame:
    """The cells and, after them, those of who is left: no row shows them, and a small one must stay hidden.

    whole: the position of the cell that each is left of. names: of all indicators, those of differences last.
    """
    is_small = (left > 0.5) & (left < limit)
    number = np.arange(len(whole))
    columns: dict[str, Any] = {
        "row": -1 - number,
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
        "is_public": False,
        "cell": int(cells["cell"].max()) + 1 + number,
        "replaceable": False,
    }
    together = {name: np.r_[cells[name], np.broadcast_to(new, len(whole))] for name, new in columns.items()}
    region, period = (
        pd.Categorical.from_codes(
            np.r_[cells[name].cat.codes, cells[name].cat.codes.to_numpy()[whole]], dtype=cells[name].dtype
        )
        for name in ("region", "period")
    )
    ids = pd.Categorical.from_codes(np.r_[cells["indicator"].cat.codes, indicator], names)
    return pd.DataFrame({"indicator": ids, "region": region, "period": period, **together})


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
