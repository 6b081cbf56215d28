"""Columns of text as pandas categories, worked on once for each different text. Knows no files and no figures."""

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import MOST_NAMES
from ks_data.incoming.reading import values
from ks_data.incoming.reading.values import Mask
from ks_data.language import dutch


def blank(count: int) -> pd.Categorical:
    """So many empty texts."""
    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), [""])


def constant(text: str, index: "pd.Index[int]") -> "pd.Series[str]":
    """The same text in every row."""
    return pd.Series(pd.Categorical.from_codes(np.zeros(len(index), dtype=np.int8), [text]), index=index)


def mapped(texts: pd.Categorical, meanings: "pd.Series[str] | pd.Index[str] | list[str]") -> pd.Categorical:
    """What stands for each different text."""
    small = pd.Categorical(meanings)
    return pd.Categorical.from_codes(small.codes.astype(np.int32).take(texts.codes), small.categories)


def only(texts: pd.Categorical, rows: Mask) -> pd.Categorical:
    """The text in these rows, and nothing in the others."""
    union = union_categoricals([texts, pd.Categorical([""])])
    return pd.Categorical.from_codes(np.where(rows, union.codes[:-1], union.codes[-1]), union.categories)


def coalesced(first: pd.Categorical, second: pd.Categorical) -> pd.Categorical:
    """The first text, or where it is empty the second."""
    if not (_empty(first) & ~_empty(second)).any():
        return first
    union = union_categoricals([first, second])
    codes, second_codes = union.codes[: len(first)], union.codes[len(first) :]
    empty = union.categories.get_indexer([""])[0]
    return pd.Categorical.from_codes(np.where(codes == empty, second_codes, codes), union.categories)


def filled(first: "pd.Series[str]", second: "pd.Series[str]", rows: Mask) -> "pd.Series[str]":
    """The first text, or where it is empty and the row is one of these the second."""
    if rows.all() and _empty(first).all():
        return second
    return pd.Series(coalesced(pd.Categorical(first), only(pd.Categorical(second), rows)), index=first.index)


def with_text(texts: "pd.Series[str]", rows: Mask, text: str) -> "pd.Series[str]":
    """A column with a text in some rows."""
    if not rows.any():
        return texts
    extended = texts if text in texts.cat.categories else texts.cat.add_categories([text])
    return extended.mask(rows, text)


def joined(first: pd.Categorical, second: pd.Categorical) -> pd.Categorical:
    """Two texts with a semicolon between them, as far as they are there. Raises DataError when that makes too many."""
    pairs = first.codes.astype(np.int64) * len(second.categories) + second.codes
    codes, different = pd.factorize(pairs)
    if len(different) > MOST_NAMES:
        count = dutch.number(len(different), 0)
        raise DataError(f"De kolommen samen noemen {count} verschillende dingen, zoals onderwerpen. {values.TOO_MANY}")
    before, behind = np.divmod(different, len(second.categories))
    texts = [
        "; ".join(filter(None, pair)) for pair in zip(first.categories[before], second.categories[behind], strict=True)
    ]
    small = pd.Categorical(texts)
    return pd.Categorical.from_codes(small.codes.astype(np.int32)[codes], small.categories)


def _empty(texts: "pd.Categorical | pd.Series[str]") -> Mask:
    return values.equal(pd.Series(texts), "")
