"""What publishing rows would do: what is new, changed, the same or gone. Knows no layouts, checks or pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import keys
from ks_data.catalogue.statuses import Status
from ks_data.catalogue.tables import TABLES
from ks_data.incoming.reading import values
from ks_data.statistics import Mask

Positions = npt.NDArray[np.int64]
WHAT = ("nieuw", "gewijzigd", "gelijk", "weg")
_COMPARED = {
    "observations": ("value", "numerator", "denominator", "status", "note"),
    "tranches": ("tranche", "evidence"),
    "budget": ("amount_eur", "funder", "from_date", "note"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing would do.

    counts: how many rows of each of WHAT. "weg" is published and not in the file; it stays as it is, only lines of a
    budget that is in the file do go. They follow from what readers see; anything does not: whether anything changes at
    all, also in what is hidden, for who may publish. latest: the number of the newest release that the rows of the file
    are already published with (0: shipped).
    """

    counts: Mapping[str, int]
    anything: bool
    latest: int
    _kind: str = field(repr=False)
    _new: pd.DataFrame = field(repr=False)
    _small: Mask = field(repr=False)
    _lines: Positions = field(repr=False)
    _visible: pd.DataFrame = field(repr=False)
    _new_positions: Mapping[str, Positions] = field(repr=False)
    """Where the rows of each of WHAT stand among the new ones; of "weg" none."""
    _old_positions: Mapping[str, Positions] = field(repr=False)
    """Where the same rows stand in what is published; of "nieuw" none."""

    @property
    def seems_to_change(self) -> bool:
        """Whether anything changes as far as readers can see."""
        gone = self.counts["weg"] if self._kind == "budget" else 0
        return bool(self.counts["nieuw"] or self.counts["gewijzigd"] or gone)

    def rows(self, what: str, most: int | None = None) -> pd.DataFrame:
        """The rows of one of WHAT, or the first of them: the key, line (0 for "weg"), and old_ and new_ columns.

        What readers may not see is not in it: a small number is `onderdrukt`, old and new.
        """
        positions = self._new_positions[what][:most]
        new = self._new.iloc[positions]
        old = self._visible.iloc[self._old_positions[what][:most]]
        rows = (old if what == "weg" else new)[list(TABLES[self._kind].key)].reset_index(drop=True)
        rows["line"] = self._lines[positions] if len(positions) else 0
        for name in _COMPARED[self._kind]:
            rows[f"old_{name}"] = old[name].reset_index(drop=True).reindex(rows.index)
            rows[f"new_{name}"] = new[name].reset_index(drop=True).reindex(rows.index)
        if len(positions) and self._kind == "observations":
            small = self._small[positions]
            rows.loc[small, ["new_value", "new_numerator", "new_denominator"]] = np.nan
            rows["new_status"] = rows["new_status"].astype("str").mask(small, Status.SUPPRESSED)
        return rows


def change_by(
    kind: str,
    rows: pd.DataFrame,
    published: pd.DataFrame,
    visible: pd.DataFrame,
    *,
    small: Mask | None = None,
    lines: Positions | None = None,
) -> Change:
    """What rows change in the table of their kind.

    published: what counts now, with `release` (`Snapshot.unprotected`); visible: the same rows as readers see them
    (`Snapshot.table`). small: which of the rows readers may not see; None: all may be seen. Two small numbers are the
    same, whatever they are. lines: the row of the file for each of the rows; None: they come from no file.
    """
    small = np.zeros(len(rows), bool) if small is None else small
    lines = np.zeros(len(rows), np.int64) if lines is None else lines
    scope = np.flatnonzero(_scope(kind, rows, published))
    standing = keys.positions(rows, published.iloc[scope], TABLES[kind].key)
    new, present = np.flatnonzero(standing < 0), np.flatnonzero(standing >= 0)
    published_positions, gone = scope[standing[present]], np.delete(scope, standing[present])
    after, before = rows.iloc[present], published.iloc[published_positions]
    differ = {name: _differ(after[name], before[name]) for name in _COMPARED[kind]}
    changed = np.logical_or.reduce(list(differ.values()))
    anything = bool(len(new) or changed.any() or (kind == "budget" and len(gone)))
    if kind == "observations":
        seen = visible.iloc[published_positions]
        same_figure = ~_differ(before["value"], seen["value"])  # else it is over the live births
        told = (differ["value"] & same_figure) | differ["numerator"] | differ["status"]
        changed = np.where(_hidden(before, seen, "denominator"), told, changed)
        small_after = small[present]
        small_before = _hidden(before, seen, "value")
        changed = np.where(small_before & small_after, False, changed | (small_before ^ small_after))
    none = np.zeros(0, np.int64)
    new_positions = dict(zip(WHAT, (new, present[changed], present[~changed], none), strict=True))
    old_positions = dict(
        zip(WHAT, (none, published_positions[changed], published_positions[~changed], gone), strict=True)
    )
    counts = {what: max(len(new_positions[what]), len(old_positions[what])) for what in WHAT}
    latest = int(before["release"].max() if len(present) else 0)
    return Change(counts, anything, latest, kind, rows, small, lines, visible, new_positions, old_positions)


def _hidden(published: pd.DataFrame, visible: pd.DataFrame, column: str) -> Mask:
    """Which rows have a number that readers do not see."""
    return (visible[column].isna().to_numpy() & published[column].notna().to_numpy()).astype(bool)


def _scope(kind: str, rows: pd.DataFrame, published: pd.DataFrame) -> Mask:
    """The published rows that new rows are about: their indicators and regions, or their budgets; of tranches all."""
    if kind == "observations":
        regions = values.used(rows["region"])
        levels = regions.str[:2].value_counts()  # who has more than one of a level speaks of all of them
        covered = published["region"].isin(regions) | published["region"].str[:2].isin(levels[levels > 1].index)
        return (published["indicator"].isin(values.used(rows["indicator"])) & covered).to_numpy(bool)
    if kind == "budget":
        budgets = pd.MultiIndex.from_frame(rows[["year", "region"]])
        return np.asarray(pd.MultiIndex.from_frame(published[["year", "region"]]).isin(budgets), bool)
    return np.ones(len(published), bool)


def _differ(new: "pd.Series[Any]", old: "pd.Series[Any]") -> Mask:
    """Whether each new value is another than the old one; two missing ones are the same."""
    if pd.api.types.is_numeric_dtype(new.dtype):
        after, before = new.to_numpy(float), old.to_numpy(float)
        return (after != before) & ~(np.isnan(after) & np.isnan(before))
    new_texts, old_texts = pd.Categorical(new), pd.Categorical(old)
    return np.asarray(old_texts.categories.get_indexer(new_texts.categories)[new_texts.codes] != old_texts.codes)
