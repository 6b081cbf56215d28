"""Lays the rows of releases over the shipped rows: the newest wins per key. Pure functions; knows no files.

Releases may hold small numbers of persons, which is why `store.load` hides them after laying over; do the same with
what `changes` returns before a reader sees it.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.tables import TABLES

KEYS = {
    "observations": TABLES["observations"].key,
    "tranches": TABLES["tranches"].key,
    "budget": ("year", "region"),  # a newer budget replaces all lines of that year and region
}
"""What a release takes over as a whole."""
VALUES = {"observations": "value", "tranches": "tranche", "budget": "amount_eur"}
"""The column a reader means by "this figure was … and is now …"."""


def overlaid(shipped: pd.DataFrame, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """What counts: the columns of the table and `release`, the number that a row came with (0: shipped).

    `shipped` may also be what this function gave before, so that releases can be laid over one by one. `rows` are those
    of the releases in order of precedence with their number in `release`, as `releases.rows` gives them: the last
    wins. The result is sorted by the key of the table.
    """
    stacked, layer = _stacked(shipped, rows, kind)
    code = _codes(stacked, KEYS[kind])
    top = np.zeros(code.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(top, code, layer)
    kept = stacked[layer == top[code]]
    return kept.sort_values(list(TABLES[kind].key), kind="stable", ignore_index=True)


def changes(shipped: pd.DataFrame, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Every key whose value is another than it was: the row it had before, with `since` and `release`.

    `since` is the release that brought the present value (a later one may have confirmed it), `release` the one that
    the row before came with. A key that had no row before is not in it, and neither is a row without a change.
    """
    stacked, layer = _stacked(shipped, rows, kind)
    table = TABLES[kind]
    winning = overlaid(shipped, rows, kind)
    code = _codes(pd.concat([stacked, winning]), table.key)
    code, wins = code[: len(stacked)], code[len(stacked) :]
    order = np.lexsort((layer, code))
    code, stacked = code[order], stacked.iloc[order]
    value = stacked[VALUES[kind]]
    before = value.shift()
    first = np.r_[True, code[1:] != code[:-1]][: len(code)]
    other = ~first & ((value != before) & ~(value.isna() & before.isna())).to_numpy(dtype=bool)
    at = pd.Series(np.flatnonzero(other)).groupby(code[other]).last()
    at = at[at.index.isin(wins)].to_numpy(dtype=np.int64)
    found = stacked.iloc[at - 1].reset_index(drop=True)
    found["since"] = stacked["release"].to_numpy()[at]
    return found


def added(laid: pd.DataFrame, before: pd.DataFrame, rows: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What counts and what changed (see `overlaid` and `changes`) when one more release is laid over both.

    Only for tables of which a release takes over rows one by one, not whole budgets.
    """
    key = list(TABLES[kind].key)
    found = changes(laid, rows, kind)
    both = pd.concat([found, before], ignore_index=True)
    return overlaid(laid, rows, kind), both.drop_duplicates(key, ignore_index=True)


def positions(rows: pd.DataFrame, among: pd.DataFrame, key: Sequence[str]) -> npt.NDArray[np.int64]:
    """Where each row stands in another table by its key, without doubles there; -1 where it does not."""
    left, right, known = np.zeros(len(rows), np.int64), np.zeros(len(among), np.int64), np.ones(len(among), bool)
    for name in key:
        ours, theirs = pd.Categorical(rows[name]), pd.Categorical(among[name])
        code = ours.categories.get_indexer(theirs.categories)[theirs.codes]
        known &= code >= 0
        left, right = left * len(ours.categories) + ours.codes, right * len(ours.categories) + code
    there = np.flatnonzero(known)
    found = pd.Index(right[there]).get_indexer(left)
    hit = np.flatnonzero(found >= 0)
    at = np.full(len(rows), -1)
    at[hit] = there[found[hit]]
    return at


def _stacked(shipped: pd.DataFrame, rows: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """The shipped rows with those of the releases beneath them, and the layer of each: 0, 1, 2 …"""
    names = list(TABLES[kind].names)
    beneath = shipped[[*names, "release"]] if "release" in shipped else shipped[names].assign(release=0)
    stacked = pd.concat([beneath, rows[[*names, "release"]]], ignore_index=True)
    layer = np.r_[np.zeros(len(shipped), dtype=np.int64), pd.factorize(rows["release"])[0] + 1]
    return stacked, layer


def _codes(frame: pd.DataFrame, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """The same whole number for rows with the same values in these columns; from 0 on, without gaps."""
    code = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        one, different = pd.factorize(frame[name])
        code = pd.factorize(code * max(len(different), 1) + one)[0]
    return code
