"""The past: an earlier state of a table as rows beside those of today, for a reader may have kept what it showed.

Claim: what is hidden follows from no state that was shown, nor from several together. An earlier state is laid beside
the table under indicators of its own, so that its sums are sums of the same system. A count that is still the same is
one cell in both (see `cells`): it is hidden as long as either needs that. What a reader has seen is known to him and
hides nothing any more. An old number protects as long as the number that came in its place is small too: what is small
no longer need not be kept secret.

Only what changed needs rows: the sums of an earlier state in which nothing changed hold today. So the rows are those of
the periods and of the regions of every figure that changed, under its own and related definitions. What is known of
persons by these is in `memory`.

What readers have seen cannot hide a town that it would tell with the rows that came later. So of a row that stood in no
state, while others of its indicator and period did, it may be hidden that it is nobody, as a last resort (`audit`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.keys import positions
from ks_data.catalogue.relations import BIRTHS, Measure, Relation
from ks_data.statistics.disclosure.cells import KEY, Codes, chosen_rows, group_numbers, stacked
from ks_data.statistics.estimates import Mask

COUNTS = ["value", "numerator", "denominator"]
_SUFFIX = "@"
"""What stands between the id of an indicator and the number of an earlier state; no declared id has it."""
_WHAT_AND_WHEN = ["indicator", "period"]


@dataclass(frozen=True, slots=True)
class EarlierState:
    """A table as it was: all its counts, and by row whether readers saw its figure, and its denominator.

    complete: the counts with the denominators that readers can look up, where that is made already.
    """

    counted: pd.DataFrame
    figures_seen: Mask
    denominators_seen: Mask
    complete: pd.DataFrame | None = None

    def at(self, rows: Mask | Codes) -> "EarlierState":
        """The chosen rows of it."""
        return EarlierState(
            self.counted.iloc[rows].reset_index(drop=True),
            self.figures_seen[rows],
            self.denominators_seen[rows],
            None if self.complete is None else chosen_rows(self.complete, rows),
        )


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of earlier states, for a table of which the last rows are theirs.

    rows: of the earlier states, under ids of their own. indicator_of: the id that each of these stands for.
    figures_seen, denominators_seen: by row of the table, those of today first, whether readers have seen that count;
    figures_same, denominators_same: whether it was the same in the state right before, never of a row of the past.
    came_later: whether the row stood in no state, while others of its indicator and period did.
    """

    rows: pd.DataFrame
    indicator_of: Mapping[str, str]
    figures_seen: Mask
    denominators_seen: Mask
    figures_same: Mask
    denominators_same: Mask
    came_later: Mask

    def indicators(self, declared: Mapping[str, Indicator]) -> dict[str, Indicator]:
        """Those of today, and those of the past, which count as the ones they stand for."""
        past = {
            id: replace(declared[now], part_of=(), births=False)
            for id, now in self.indicator_of.items()
            if now in declared
        }
        return {**declared, **past}

    def relations(self, declared: Sequence[Relation], indicators: Mapping[str, Indicator]) -> list[Relation]:
        """The relations in each earlier state; that of all births for each measure of births in it."""
        past = []
        for ids in self._ids_by_state.values():
            births = [Measure(id, True) for id in ids if id in indicators and indicators[id].births]
            for relation in declared:
                for whole in births if relation.whole.id == BIRTHS else [relation.whole]:
                    if all(measure.id in ids for measure in (whole, *relation.parts, *relation.overlaps)):
                        past.append(_renamed(relation, whole, ids))
        return past

    @property
    def _ids_by_state(self) -> dict[str, dict[str, str]]:
        """By earlier state the ids under which indicators stand, by their own."""
        by_state: dict[str, dict[str, str]] = {}
        for id, now in self.indicator_of.items():
            by_state.setdefault(id.removeprefix(now), {})[now] = id
        return by_state

    def nested(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """The pairs of nested definitions, also of each earlier state."""
        past = [
            (ids[narrow], ids[wide])
            for ids in self._ids_by_state.values()
            for narrow, wide in pairs
            if narrow in ids and wide in ids
        ]
        return [*pairs, *past]


def past_of(table: pd.DataFrame, earlier: Sequence[EarlierState], families: Mapping[str, int]) -> Past:
    """What earlier states, which are complete, newest first, tell beside a table.

    families: by indicator a number, the same for all that have to do with one another.
    """
    figures_seen, denominators_seen = [np.zeros(len(table), bool)], [np.zeros(len(table), bool)]
    same, stood, beside = (np.zeros(shape, bool) for shape in ((2, len(table)), len(table), len(table)))
    blocks: list[pd.DataFrame] = []
    indicator_of: dict[str, str] = {}
    for state in earlier:
        now = positions(state.counted, table, KEY)
        stood[now[now >= 0]] = True
        beside |= positions(table, state.counted[_WHAT_AND_WHEN].drop_duplicates(), _WHAT_AND_WHEN) >= 0
        same_figure, same_denominator = _unchanged(state.counted, table, now)
        figures_seen[0][now[same_figure & state.figures_seen]] = True
        denominators_seen[0][now[same_denominator & state.denominators_seen]] = True
        if state is earlier[0]:
            same[0][now[same_figure]] = same[1][now[same_denominator]] = True
        chosen = _beside(state, same_figure & same_denominator, families)
        if not chosen.any():
            continue
        assert state.complete is not None
        block = state.complete.loc[chosen].astype({"indicator": "str"})
        suffix = f"{_SUFFIX}{len(blocks)}"
        if any(are_unchanged(block, other.assign(indicator=other["indicator"].map(indicator_of))) for other in blocks):
            continue
        indicator_of |= {f"{id}{suffix}": id for id in block["indicator"].unique()}
        blocks.append(block.assign(indicator=block["indicator"] + suffix))
        figures_seen.append(state.figures_seen[chosen])
        denominators_seen.append(state.denominators_seen[chosen])
    rows = stacked([table.head(0), *blocks])
    same = np.pad(same, ((0, 0), (0, len(rows))))
    came_later = np.pad(beside & ~stood, (0, len(rows)))
    seen = np.concatenate(figures_seen), np.concatenate(denominators_seen)
    return Past(rows, indicator_of, *seen, same[0], same[1], came_later)


def indicator_families(
    indicators: Mapping[str, Indicator], nested: Iterable[tuple[str, str]], relations: Iterable[Relation]
) -> dict[str, int]:
    """A number for each indicator, the same for those between which there is a relation, directly or by others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    births = {id for id, indicator in indicators.items() if indicator.births}
    related = [set(pair) for pair in nested]
    for relation in relations:
        ids = {measure.id for measure in (relation.whole, *relation.parts, *relation.overlaps)}
        related.append(ids - {BIRTHS} | births if BIRTHS in ids else ids)
    number = {id: place for place, id in enumerate(indicators)}
    pairs = [(number[id], number[min(ids)]) for ids in map(number.keys().__and__, related) if ids for id in ids]
    one, other = np.array(pairs, int).reshape(-1, 2).T
    joined = connected_components(coo_array((np.ones(len(pairs)), (one, other)), (len(number), len(number))))[1]
    return dict(zip(number, joined.tolist(), strict=True))


def _unchanged(rows: pd.DataFrame, among: pd.DataFrame, standing: Codes) -> tuple[Mask, Mask]:
    """Whether the value and numerator of each row, and its denominator, are the same where it stands in a table."""
    there = standing >= 0
    if not there.any():
        return there, there.copy()
    same = {}
    for name in COUNTS:
        old, new = rows[name].to_numpy(float), among[name].to_numpy(float)[standing]
        same[name] = there & ((old == new) | (np.isnan(old) & np.isnan(new)))
    return same["value"] & same["numerator"], same["denominator"]


def _beside(state: EarlierState, same: Mask, families: Mapping[str, int]) -> Mask:
    """The rows in whose sums something changed: who saw them then knows what there is now by what changed."""
    counted = state.counted
    chosen = np.zeros(len(counted), bool)
    if same.all():
        return chosen
    codes, ids = pd.factorize(counted["indicator"])
    family = np.array([families.get(str(id), -1) for id in ids], np.int64)[codes]
    for name in ("region", "period"):
        block = group_numbers(family + 1, pd.factorize(counted[name])[0])
        chosen |= np.isin(block, block[~same])
    return chosen & (family >= 0)


def unchanged(rows: pd.DataFrame, among: pd.DataFrame) -> tuple[Codes, Mask]:
    """Where each row stands in another table (-1: nowhere), and whether it does with the same counts."""
    standing = positions(rows, among, KEY)
    figure, denominator = _unchanged(rows, among, standing)
    return standing, figure & denominator


def are_unchanged(rows: pd.DataFrame, among: pd.DataFrame) -> bool:
    """Whether all rows of one table stand in another with the same counts."""
    if len(rows) > len(among):
        return False
    return all(mask.all() for mask in _unchanged(rows, among, positions(rows, among, KEY)))


def _renamed(relation: Relation, whole: Measure, ids: Mapping[str, str]) -> Relation:
    """A relation between the same measures in an earlier state."""

    def past(measures: Iterable[Measure]) -> tuple[Measure, ...]:
        return tuple(replace(measure, id=ids[measure.id]) for measure in measures)

    return Relation(past([whole])[0], past(relation.parts), past(relation.overlaps), relation.adds_up)


def _plain(name: str) -> str:
    """The name of an indicator, or of a difference between some, whatever the state; all births are one measure."""
    name = re.sub(r"^\d+: ", "", name)
    return re.sub(rf"{_SUFFIX}\d+", "", re.sub(rf"^\w+{_SUFFIX}\d+/1", f"{BIRTHS}/0", name))


def with_past(cells: pd.DataFrame, past: Past, rows: int) -> pd.DataFrame:
    """The cells of a table and its past: what readers have seen is known, what is small no longer is no secret.

    A new column `was_hidden` says what stood there before and was not seen, so that it may stay hidden; `came_later`
    what may be hidden although it is nobody.
    rows: so many first rows are those of today and of the past; the others are derivable only.
    """
    row, is_denominator = cells["row"].to_numpy(), cells["is_denominator"].to_numpy(bool)
    ids = cells["indicator"].cat
    names = [_plain(name) for name in ids.categories]  # of indicators, and of differences between them
    of_past = np.array([_SUFFIX in name for name in ids.categories], bool)[ids.codes]
    counted = (row >= 0) & (row < rows)
    among = np.where(counted, row, 0)
    seen = np.where(is_denominator, past.denominators_seen[among], past.figures_seen[among]) & counted
    now = pd.factorize(np.array(names, object))[0][ids.codes]
    place = group_numbers(now, cells["region"].cat.codes, cells["period"].cat.codes, is_denominator)
    small = cells["small"].to_numpy(bool)
    has_count, is_small = (np.isin(place, place[~of_past & chosen]) for chosen in (np.ones(len(cells), bool), small))
    grown = of_past & ~is_small & (has_count | (row < 0))  # of a difference there is a cell only where it is small
    return cells.assign(
        cell=_apart_from_other_measures(cells["cell"].to_numpy(np.int64), place, of_past),
        small=small & ~seen & ~grown,
        was_hidden=np.where(is_denominator, past.denominators_same[among], past.figures_same[among]) & counted & ~seen,
        came_later=past.came_later[among] & counted & ~is_denominator,
        suppressible=cells["suppressible"].to_numpy(bool) & ~seen,
        has_row=cells["has_row"].to_numpy(bool) & ~of_past,
    )


def _apart_from_other_measures(cell: Codes, place: Codes, of_past: Mask) -> Codes:
    """The numbers of cells, where what a measure was and no longer is has one that no count of today has.

    That another measure counts as many now is a coincidence: who has seen the one knows nothing of the other. place: of
    each cell the number of its measure, region and period, whatever the state.
    """
    size = int(cell.max(initial=-1)) + 1
    has_today = np.isin(place, place[~of_past])
    is_still = np.isin(place * size + cell, (place * size + cell)[~of_past])
    was_other = of_past & has_today & ~is_still
    was_other &= np.isin(cell, cell[~was_other])
    apart = cell.copy()
    apart[was_other] = size + group_numbers(cell[was_other])
    return apart
