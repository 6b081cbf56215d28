"""The gate: the one function that decides what of a table of observations readers see; knows no files and no pages.

Claim: whatever leaves it holds no small number of persons, nor what would let a reader recompute one. It follows from
the claims of the modules that it puts in a row: all counts are cells (`cells`, `derivable`), all relations between them
are sums (`sums`), and nothing hidden follows from the sums (`closure`). Of an indicator that nobody declared it is not
known how it counts persons: all its numbers are hidden.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import Status
from ks_data.statistics.births import births_by_year, births_over
from ks_data.statistics.disclosure.cells import row_thresholds, table_cells
from ks_data.statistics.disclosure.closure import HiddenSums
from ks_data.statistics.disclosure.derivable import derivable_rows
from ks_data.statistics.disclosure.past import Past, with_past
from ks_data.statistics.disclosure.sums import sum_links
from ks_data.statistics.estimates import Mask


def suppressed(
    observations: pd.DataFrame,
    parents: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    nested: Iterable[tuple[str, str]] = (),
    published: Mask | None = None,
    past: Past | None = None,
) -> pd.DataFrame:
    """The observations without small numbers of persons, and without what would let a reader recompute them.

    Hidden (status onderdrukt, note "onderdrukt (<10)", no value or numerator): rows whose numerator, or denominator
    minus numerator, is from 1 up to the threshold; a rate with a denominator has a numerator, also when it is not
    given, and one over births has a denominator where the live births of its region and years stand in the table. A
    denominator that is so small is hidden too, and with it every row that rests on it. Then, until nothing hidden can
    be recomputed, the smallest count that is still shown among those that add up with it (a zero only as a total).
    Adding up: regions to a parent (the nearest one that has a row), years and periods to a longer period. What has no
    row of its own but can be computed (see `derivable_rows`), or is what a total or a wider definition leaves, is kept
    secret likewise when it is so small. One count that stands in several places (the same births or the same cases of
    the same births under several indicators, or a count indicator and a numerator) is one count.

    "Recomputed" means: by solving all sums together (the null space of the linear system), or by the room that sums and
    thresholds leave (less than one person). Rows without counts (a published rate of which nobody knows the
    denominator), rows published elsewhere and indicators with threshold 0 (their source has its own rule) stay as they
    are, and are held known to a reader.

    observations: the tidy table, key unique. parents: code of a region to that of the region it lies in. indicators: by
    id, as declared: the kind and the unit say how a figure counts persons, the threshold which numbers are small;
    nothing is read from how an id is spelled. An indicator that is not declared has no figure that can be shown: all of
    it is hidden. nested: indicator ids, of which each case of the first is one of the second too. published: by row,
    whether everyone can read it in a public document. The result is a new table with the same rows. Source: RIVM
    Regiobeeld (fewer than 10 persons in any category).
    """
    table, pairs = observations.reset_index(drop=True), list(nested)
    _hide_undeclared(table, indicators)
    rows = with_known_births(table, indicators)
    if past is not None and len(past.rows):
        rows = pd.concat([rows, past.rows], ignore_index=True)
        indicators, pairs = past.indicators(indicators), past.nested(pairs)
    rows_seen = len(rows)
    derivable = derivable_rows(rows, indicators, dict(parents), pairs)
    rows = pd.concat([rows, derivable], ignore_index=True) if len(derivable) else rows
    threshold = row_thresholds(rows, indicators)
    if published is not None:
        threshold[: len(table)][published] = 0
    cells = table_cells(rows, indicators, threshold, rows_seen)
    if past is not None:
        cells = with_past(cells, past, rows_seen)
    system = HiddenSums(cells, *sum_links(cells, dict(parents), pairs), without_choice_first=past is not None)
    system.close()
    hidden = cells[system.hidden[cells["cell"].to_numpy()] & (cells["suppressible"] & cells["has_row"]).to_numpy()]
    figures = hidden.loc[~hidden["is_denominator"], "row"].to_numpy()
    table.loc[figures, ["value", "numerator"]] = np.nan
    table.loc[hidden.loc[hidden["is_denominator"], "row"].to_numpy(), "denominator"] = np.nan
    table.loc[figures, "status"] = Status.SUPPRESSED
    table.loc[figures, "note"] = [f"{Status.SUPPRESSED} (<{persons:g})" for persons in threshold[figures]]
    table.index = observations.index
    return table


def with_known_births(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """The table with the denominator that a reader can look up where a rate over births comes without counts."""
    over_births = table["indicator"].isin([id for id, indicator in indicators.items() if indicator.births])
    without_counts = over_births & table["value"].notna() & table["numerator"].isna() & table["denominator"].isna()
    if not without_counts.any():
        return table
    births = births_over(table[without_counts], births_by_year(table))
    return table.assign(denominator=table["denominator"].mask(without_counts, births.reindex(table.index)))


def _hide_undeclared(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> None:
    undeclared = ~table["indicator"].isin(list(indicators)).to_numpy(bool)
    table.loc[undeclared, ["value", "numerator", "denominator"]] = np.nan
    table.loc[undeclared, ["status", "note"]] = Status.SUPPRESSED, f"{Status.SUPPRESSED} (onbekend cijfer)"
