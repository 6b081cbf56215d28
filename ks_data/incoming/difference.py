"""What publishing a checked file would do: what is new, changed, the same or gone. Knows no layouts and no pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.tables import TABLES
from ks_data.incoming.checks import Checked
from ks_data.incoming.reading import values
from ks_data.statistics import SUPPRESSED, Mask
from ks_data.store import overlay

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
    budget that is in the file do go. anything: whether anything changes at all, also in what is hidden: for who may
    publish. latest: the number of the newest release that the rows of the file are already published with (0: shipped).
    """

    counts: Mapping[str, int]
    anything: bool
    latest: int
    _found: Checked = field(repr=False)
    _visible: pd.DataFrame = field(repr=False)
    _file: Mapping[str, Positions] = field(repr=False)
    """Where the rows of each of WHAT stand in the file; of "weg" none."""
    _theirs: Mapping[str, Positions] = field(repr=False)
    """Where the same rows stand in what is published; of "nieuw" none."""

    def rows(self, what: str, most: int | None = None) -> pd.DataFrame:
        """The rows of one of WHAT, or the first of them: the key, line (0 for "weg"), and old_ and new_ columns.

        What readers may not see is not in it: a small number is `onderdrukt`, old and new.
        """
        key, shown = list(TABLES[self._found.kind].key), _COMPARED[self._found.kind]
        new = self._found.rows.iloc[at := self._file[what][:most]]
        old = self._visible.iloc[self._theirs[what][:most]]
        rows = (old if what == "weg" else new)[key].reset_index(drop=True)
        rows["line"] = self._found.lines[at] if len(at) else 0
        for name in shown:
            rows[f"old_{name}"] = old[name].reset_index(drop=True).reindex(rows.index)
            rows[f"new_{name}"] = new[name].reset_index(drop=True).reindex(rows.index)
        if len(at) and self._found.kind == "observations":
            small = self._found.small[at]
            rows.loc[small, ["new_value", "new_numerator", "new_denominator"]] = np.nan
            rows["new_status"] = rows["new_status"].astype("str").mask(small, SUPPRESSED)
        return rows


def changed(found: Checked, published: pd.DataFrame, visible: pd.DataFrame) -> Change:
    """What the rows of a checked file change in the table of their kind.

    published: what counts now, with `release` (`store.published`); visible: the same rows as readers see them
    (`store.load`). Two small numbers are the same, whatever they are.
    """
    scope = np.flatnonzero(_scope(found, published))
    at = overlay.positions(found.rows, published.iloc[scope], TABLES[found.kind].key)
    new, both = np.flatnonzero(at < 0), np.flatnonzero(at >= 0)
    theirs, gone = scope[at[both]], np.delete(scope, at[both])
    ours, before = found.rows.iloc[both], published.iloc[theirs]
    other = np.zeros(len(both), bool)
    for name in _COMPARED[found.kind]:
        other |= _differ(ours[name], before[name])
    anything = bool(len(new) or other.any() or (found.kind == "budget" and len(gone)))
    if found.kind == "observations":
        small = found.small[both]
        hidden = (visible["value"].iloc[theirs].isna().to_numpy() & before["value"].notna().to_numpy()).astype(bool)
        other = np.where(hidden & small, False, other | (hidden ^ small))
    none = np.zeros(0, np.int64)
    file = dict(zip(WHAT, (new, both[other], both[~other], none), strict=True))
    standing = dict(zip(WHAT, (none, theirs[other], theirs[~other], gone), strict=True))
    counts = {what: max(len(file[what]), len(standing[what])) for what in WHAT}
    return Change(counts, anything, int(before["release"].max() if len(both) else 0), found, visible, file, standing)


def _scope(found: Checked, published: pd.DataFrame) -> Mask:
    """The published rows that the file is about: its indicators and regions, or its budgets; of tranches all."""
    if found.kind == "observations":
        held = values.used(found.rows["region"])
        levels = held.str[:2].value_counts()  # who has more than one of a level speaks of all of them
        ours = published["region"].isin(held) | published["region"].str[:2].isin(levels[levels > 1].index)
        return (published["indicator"].isin(values.used(found.rows["indicator"])) & ours).to_numpy(bool)
    if found.kind == "budget":
        budgets = pd.MultiIndex.from_frame(found.rows[["year", "region"]])
        return np.asarray(pd.MultiIndex.from_frame(published[["year", "region"]]).isin(budgets), bool)
    return np.ones(len(published), bool)


def _differ(new: "pd.Series[Any]", old: "pd.Series[Any]") -> Mask:
    """Whether each new value is another than the old one; two missing ones are the same."""
    if pd.api.types.is_numeric_dtype(new.dtype):
        one, two = new.to_numpy(float), old.to_numpy(float)
        return (one != two) & ~(np.isnan(one) & np.isnan(two))
    ours, theirs = pd.Categorical(new), pd.Categorical(old)
    return np.asarray(theirs.categories.get_indexer(ours.categories)[ours.codes] != theirs.codes)
