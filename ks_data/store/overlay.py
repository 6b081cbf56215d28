"""Overlays the rows of releases on the shipped rows: the newest wins per key. Pure functions; knows no files.

The rows may hold small numbers of persons: `Snapshot.table` protects an overlay before a reader sees it, and what
`revisions` returns needs the same.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.keys import positions
from ks_data.catalogue.tables import TABLES

Codes = npt.NDArray[np.int64]
REPLACE_KEYS = {
    "observations": TABLES["observations"].key,
    "tranches": TABLES["tranches"].key,
    "budget": ("year", "region"),  # a newer budget replaces all lines of that year and region
}
"""Of these columns a release replaces all rows with the same content."""
FIGURE_COLUMNS = {"observations": "value", "tranches": "tranche", "budget": "amount_eur"}
"""The column a reader means by "this figure was … and is now …"."""


def overlaid(shipped: pd.DataFrame, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """What counts: the columns of the table and `release`, the number that a row came with (0: shipped).

    `shipped` may also be an earlier overlay, so that releases can be overlaid one by one. `rows` are those of the
    releases in order of precedence with their number in `release`, as `releases.rows` gives them: the last wins.
    Sorted by the key of the table.
    """
    return _winning(*_stacked(shipped, rows, kind), kind)


def _winning(stacked: pd.DataFrame, layer: Codes, code: Codes, kind: str) -> pd.DataFrame:
    """Of rows laid over each other those of the newest layer; code: what is replaced together."""
    top_layer = np.zeros(code.max(initial=-1) + 1, dtype=np.int64)
    np.maximum.at(top_layer, code, layer)
    return _in_order(stacked.iloc[np.flatnonzero(layer == top_layer[code])], kind)


def _in_order(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows sorted by the key of their table."""
    order = np.lexsort([pd.factorize(rows[name], sort=True)[0] for name in reversed(TABLES[kind].key)])
    return rows.iloc[order].reset_index(drop=True)


def revisions(shipped: pd.DataFrame, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Every key whose figure is another than it was: the row it had before, with `since` and `release`.

    `since` is the release that brought the present figure (a later one may have confirmed it), `release` the one that
    the row before came with. A key that had no row before is not in it, and neither is a row without a change.
    """
    return _changed(*_stacked(shipped, rows, kind), kind)


def _changed(stacked: pd.DataFrame, layer: Codes, code: Codes, kind: str) -> pd.DataFrame:
    """Of rows laid over each other those before the latest change of their key; code: what is replaced together."""
    lasts = np.ones(code.max(initial=-1) + 1, bool)
    if REPLACE_KEYS[kind] != TABLES[kind].key:  # a key may be gone then
        winning = _winning(stacked, layer, code, kind)
        code = _codes(pd.concat([stacked, winning]), TABLES[kind].key)
        code, winning_code = code[: len(stacked)], code[len(stacked) :]
        lasts = np.isin(np.arange(code.max(initial=-1) + 1), winning_code)
    order = np.lexsort((layer, code))
    code = code[order]
    figure = stacked[FIGURE_COLUMNS[kind]].iloc[order]
    previous_figure = figure.shift()
    is_first = np.r_[True, code[1:] != code[:-1]][: len(code)]
    both_missing = figure.isna() & previous_figure.isna()
    is_changed = ~is_first & ((figure != previous_figure) & ~both_missing).to_numpy(dtype=bool)
    changes = np.flatnonzero(is_changed & lasts[code])
    is_latest = np.r_[code[changes[1:]] != code[changes[:-1]], True][: len(changes)]
    position = changes[is_latest]
    previous = stacked.iloc[order[position - 1]].reset_index(drop=True)
    previous["since"] = stacked["release"].to_numpy()[order[position]]
    return previous


def with_release(
    current: pd.DataFrame, earlier: pd.DataFrame, rows: pd.DataFrame, kind: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An overlay and its revisions (see `overlaid` and `revisions`) with one more release over them.

    Only for tables of which a release replaces rows one by one, not whole budgets.
    """
    key, names, figure = list(TABLES[kind].key), [*TABLES[kind].names, "release"], FIGURE_COLUMNS[kind]
    standing = positions(rows, current, key)
    replacing = np.flatnonzero(standing >= 0)
    now, before = (
        table[figure].iloc[places].reset_index(drop=True)
        for table, places in ((rows, replacing), (current, standing[replacing]))
    )
    changing = replacing[((now != before) & ~(now.isna() & before.isna())).to_numpy(dtype=bool)]
    changing = changing[np.argsort(standing[changing])]
    changed = current[names].iloc[standing[changing]].assign(since=rows["release"].to_numpy()[changing])
    unchanged = earlier[positions(earlier, changed, key) < 0]
    stays = np.ones(len(current), bool)
    stays[standing[replacing]] = False
    newest = pd.concat([current[names][stays], rows[names]]) if stays.any() else rows[names]
    return _in_order(newest, kind), pd.concat([changed, unchanged], ignore_index=True)


def _stacked(shipped: pd.DataFrame, rows: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, Codes, Codes]:
    """The shipped rows and after them those of the releases; the layer of each (0, 1, 2 …), and a number for what is
    replaced together.
    """
    names = list(TABLES[kind].names)
    numbered = shipped[[*names, "release"]] if "release" in shipped else shipped[names].assign(release=0)
    stacked = pd.concat([numbered, rows[[*names, "release"]]], ignore_index=True)
    layer = np.r_[np.zeros(len(shipped), dtype=np.int64), pd.factorize(rows["release"])[0] + 1]
    return stacked, layer, _codes(stacked, REPLACE_KEYS[kind])


def _codes(frame: pd.DataFrame, names: tuple[str, ...]) -> Codes:
    """The same whole number for rows that are alike in these columns; from 0 on, without gaps."""
    code = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        column_code, categories = pd.factorize(frame[name])
        code = pd.factorize(code * max(len(categories), 1) + column_code)[0]
    return code
