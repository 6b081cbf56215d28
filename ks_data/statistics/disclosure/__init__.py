"""Hides small numbers of persons (primary suppression), and whatever would let a reader recompute them (secondary).

The attacker sees all that is shown: values, numerators, denominators, statuses, notes, totals, every year, region and
indicator. He knows the region tree, which periods contain which, which definitions are part of which, the thresholds,
and that no count is negative; he solves equations and reasons with bounds. He must not determine any number of persons
from 1 up to the threshold. Each module makes one claim, in the order of the argument:

- `cells`: every count of persons that a table tells is a cell, and which cells are small;
- `public_counts`: which denominators are a count that everybody may look up;
- `derivable`: what has no row but follows from rows is a cell too (with `region_tree`, `period_graph`);
- `differences`: who is counted in one place and not in another, by a declared relation, is a cell too;
- `sums`: every sum by which a reader could subtract is listed;
- `bounds`, `null_space`: whether such sums leave a hidden cell room, and whether they determine it;
- `closure`: more cells are hidden until neither gives anything away;
- `knowledge`, `persons`, `exchanges`, `whole_numbers`, `audit`, `audits`: in whole persons, with all that a reader
  knows, every small number keeps four values;
- `past`, `memory`: what readers saw of earlier states takes part like what they see now, in sums and in whole persons;
- `blocks`: what has nothing to do with the rest is hidden by itself;
- `unchanged`: what a state takes over from the one before it, where nothing changed;
- `gate`: the one function that applies all this to a table.
"""

from ks_data.statistics.disclosure.blocks import digest
from ks_data.statistics.disclosure.cells import KEY, counted_rows, is_small
from ks_data.statistics.disclosure.gate import Hidden, as_shown, related_rows, shown, suppressed
from ks_data.statistics.disclosure.past import EarlierState, are_unchanged
from ks_data.statistics.disclosure.unchanged import suppressed_after

__all__ = [
    "KEY",
    "EarlierState",
    "Hidden",
    "are_unchanged",
    "as_shown",
    "counted_rows",
    "digest",
    "is_small",
    "related_rows",
    "shown",
    "suppressed",
    "suppressed_after",
]
