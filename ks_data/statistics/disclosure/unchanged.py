"""What a new state of a table takes over from the one before it: blocks of rows in which nothing changed.

Claim: the result is as safe as that of the whole table. What is hidden of a block follows from its own rows, those of
before included (see `blocks`); where none of them changed, the state before already hid it beside all states before
that one, and shows the same.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.periods import years_of
from ks_data.catalogue.relations import Relation, all_relations
from ks_data.statistics.disclosure.blocks import blocks_of
from ks_data.statistics.disclosure.cells import counted_rows, stacked
from ks_data.statistics.disclosure.gate import Hidden, as_shown, shown, suppressed, with_known_denominators
from ks_data.statistics.disclosure.past import EarlierState, unchanged
from ks_data.statistics.estimates import Mask


def suppressed_after(
    earlier: Sequence[EarlierState],
    observations: pd.DataFrame,
    parents: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    nested: Sequence[tuple[str, str]],
    published: Mask,
    relations: Sequence[Relation],
    memo: MutableMapping[str, Hidden] | None = None,
) -> pd.DataFrame:
    """As `suppressed` with earlier states (at least one), which hides anew only the blocks in which a row changed."""
    rows, last = observations.reset_index(drop=True), earlier[0]
    standing, is_same = unchanged(rows, last.counted)
    stood, was_shown = standing >= 0, np.zeros(len(rows), bool)
    was_shown[stood] = last.figures_seen[standing[stood]]
    is_same &= ~published | was_shown  # what everyone may read since then is shown from now on
    was_standing, was_same = unchanged(last.counted, rows)
    beside = last.counted[(was_standing < 0) | ~was_same]  # what is gone, and what stood in the place of what changed
    both = with_known_denominators(stacked([counted_rows(rows), counted_rows(beside)]), indicators)
    block = np.zeros(len(both), np.int64)
    for number, positions in enumerate(blocks_of(both, indicators, all_relations(list(nested), relations))):
        block[positions] = number
    is_changed = np.isin(block, np.concatenate([block[: len(rows)][~is_same], block[len(rows) :]]))
    anew = is_changed[: len(rows)]
    masks = [np.zeros(len(rows), bool), np.zeros(len(rows), bool)]
    for mask, seen in zip(masks, (last.figures_seen, last.denominators_seen), strict=True):
        mask[~anew] = seen[standing[~anew]]
    if anew.any():
        points = _points(both[is_changed])
        chosen = [_restricted(state, points) for state in earlier]
        beside_it = [each for each in chosen if each]
        visible = suppressed(rows[anew], parents, indicators, nested, published[anew], relations, beside_it, memo)
        for mask, seen in zip(masks, shown(visible), strict=True):
            mask[anew] = seen
    result = as_shown(rows, indicators, *masks)
    result.index = observations.index
    return result


def _points(rows: pd.DataFrame) -> set[tuple[str, int]]:
    """The indicators with the years that rows are about."""
    pairs = rows[["indicator", "period"]].drop_duplicates()
    return {(str(id), year) for id, period in pairs.to_numpy() for year in years_of(period)}


def _restricted(state: EarlierState, points: set[tuple[str, int]]) -> EarlierState | None:
    """The rows of an earlier state about these indicators in these years; None without any."""
    pairs = state.counted[["indicator", "period"]].drop_duplicates()
    about = [any((str(id), year) in points for year in years_of(period)) for id, period in pairs.to_numpy()]
    kept = set(pairs[about].itertuples(index=False, name=None))
    index = pd.MultiIndex.from_frame(state.counted[["indicator", "period"]])
    chosen = np.asarray(index.isin(list(kept)), bool) if kept else np.zeros(len(state.counted), bool)
    if not chosen.any():
        return None
    return replace(
        state,
        counted=state.counted[chosen].reset_index(drop=True),
        figures_seen=state.figures_seen[chosen],
        denominators_seen=state.denominators_seen[chosen],
    )
