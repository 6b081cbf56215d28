"""Memory: what a reader who kept an earlier state knows of the persons behind it and behind the table of today.

Claim: a reader is held to know of every town and year what did not change since. So where a count is the same, one and
the same atom stands for both states, and what was shown in either is known in both. Where it changed the earlier state
has an atom of its own. Of a town and year without a row nobody knows whether it changed: that no more persons changed
than must have, is what is held known.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from ks_data.statistics.disclosure.cells import Codes, group_numbers
from ks_data.statistics.disclosure.knowledge import Counts, Family
from ks_data.statistics.disclosure.persons import agreeing_persons, relations_between
from ks_data.statistics.estimates import Floats, Mask


def with_memory(family: Family) -> Family:
    """The family in which atoms of earlier states that did not change are those of today.

    Where the earlier states agree with no persons at all (a sum that did not hold, and was corrected),
    or no row says anything of very many places, without them.
    """
    if not family.state.any():
        return family
    beside = _beside_what_was_counted(family)
    persons, _ = agreeing_persons(family, relations_between(family), _pairs(family, beside))
    if persons is None or np.abs(family.inside @ persons - family.counts.count).max(initial=0) > 0.5:
        return _of_today(family)
    joined = replace(family, same=_same(family, persons, beside))
    return _without_repeats(replace(joined, inside=joined.joined(family.inside)))


def _beside_what_was_counted(family: Family) -> Mask:
    """By measure and place, whether anything is counted there in the state of the measure."""
    counted = csr_array(family.inside.T)
    is_counted = (np.diff(counted.indptr) > 0).reshape(family.measures, -1)
    by_state = np.array([is_counted[family.state == state].any(axis=0) for state in range(family.state.max() + 1)])
    beside: Mask = by_state[family.state]
    return beside


def _newer(family: Family, measure: int) -> list[int]:
    """The same measure in the states after that of a measure, today's first."""
    now = family.now[measure]
    return [int(other) for other in np.flatnonzero(family.now == now) if family.state[other] < family.state[measure]]


def _pairs(family: Family, beside: Mask) -> Codes:
    """Atoms of one measure in an earlier and in a later state, and the number of their states and place.

    A town and year that was corrected may have changed in all measures, so all of them are one group.
    """
    places, states = family.places.shape[1], int(family.state.max()) + 1
    pairs = [np.zeros((0, 3), np.int64)]
    for measure in np.flatnonzero(family.state > 0).tolist():
        for other in _newer(family, measure):
            at = np.flatnonzero(beside[measure] & (beside[other] | (family.state[other] == 0)))
            group = (family.state[measure] * states + family.state[other]) * places + at
            pairs.append(np.column_stack([measure * places + at, other * places + at, group]))
    together = np.concatenate(pairs)
    together[:, 2] = group_numbers(together[:, 2])
    return together


def _same(family: Family, persons: Floats, beside: Mask) -> Codes:
    """By atom the atom that stands for it: that of the latest state with as many persons, or itself."""
    places = family.places.shape[1]
    same = np.arange(len(persons))
    for measure in np.argsort(family.state, kind="stable").tolist():
        own = slice(measure * places, (measure + 1) * places)
        for other in _newer(family, measure):
            later = slice(other * places, (other + 1) * places)
            is_itself = same[own] == np.arange(len(persons))[own]
            alike = is_itself & ((persons[own] == persons[later]) | ~beside[measure])
            same[own][alike] = same[later][alike]
    return same


def _of_today(family: Family) -> Family:
    """The family as if there had been no earlier state."""
    places = family.places.shape[1]
    same = np.arange(family.inside.shape[1])
    measure = same // places
    same = np.where(family.state[measure] > 0, family.now[measure] * places + same % places, same)
    return _chosen(replace(family, same=same), family.state[family.counts.measure] == 0)


def _without_repeats(family: Family) -> Family:
    """Without the counts of earlier states that are those of one atom which is counted today."""
    is_alone = np.diff(family.inside.indptr) == 1
    atom = np.where(is_alone, family.inside.indices[np.minimum(family.inside.indptr[:-1], family.inside.nnz - 1)], -1)
    is_past = family.state[family.counts.measure] > 0
    return _chosen(family, ~(is_past & is_alone & np.isin(atom, atom[~is_past])))


def _chosen(family: Family, chosen: Mask) -> Family:
    """The family with some of its counts."""
    counts = family.counts
    return replace(
        family,
        counts=Counts(
            counts.measure[chosen],
            counts.region[chosen],
            counts.period[chosen],
            counts.cell[chosen],
            counts.count[chosen],
        ),
        inside=csr_array(family.inside[np.flatnonzero(chosen)]),
        parent_of_count=family.parent_of_count[chosen],
        is_single_year=family.is_single_year[chosen],
    )
