"""The rows of releases as parquet: written the same for the same rows, read back whole or not at all."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import TABLES
from ks_data.store.releases.log import release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.trouble import explained


def rows(releases: Release | Sequence[Release], kind: str) -> pd.DataFrame:
    """The rows of releases of one kind in the given order: the columns of the table and `release`, the number.

    Raises DataError when the data of a release are missing or damaged.
    """
    wanted = [one for one in ([releases] if isinstance(releases, Release) else releases) if one.kind == kind]
    shelf = release_log().shelf
    schema = TABLES[kind].schema

    def held(release: Release) -> pa.Table:
        try:
            parts = [pq.read_table(pa.BufferReader(shelf.read(path)), schema=schema) for path in release.paths]
        except FileNotFoundError:
            raise DataError(f"De gegevens van release {release.number} ontbreken in {shelf.location}.") from None
        except (OSError, pa.ArrowException) as error:
            raise DataError(explained(f"De gegevens van release {release.number} zijn niet te lezen", error)) from error
        table = pa.concat_tables([schema.empty_table(), *parts])
        if table.num_rows != release.rows:
            raise DataError(f"De gegevens van release {release.number} zijn niet volledig.")
        return table.append_column("release", pa.array([release.number] * table.num_rows, pa.int64()))

    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(held, wanted))
    empty = schema.append(pa.field("release", pa.int64())).empty_table()
    return pa.concat_tables([empty, *tables]).to_pandas()


def parquet_bytes(kind: str, rows: pd.DataFrame) -> bytes:
    """The rows as parquet, the same bytes for the same rows."""
    table = TABLES[kind]
    missing = [column.name for column in table.columns if not column.optional and column.name not in rows]
    if missing:
        raise DataError(f"De rijen missen de kolom {missing[0]}.")
    schema = pa.schema([field.with_type(_WRITTEN.get(field.type, field.type)) for field in table.schema])
    whole = rows.reindex(columns=list(table.names))
    held = pa.table([_column(whole[field.name], field.type) for field in schema], schema=schema)
    out = pa.BufferOutputStream()
    pq.write_table(held, out, compression="zstd", store_schema=False, write_statistics=False)
    return out.getvalue().to_pybytes()


def _column(held: "pd.Series[Any]", kind: pa.DataType) -> pa.Array:
    """A column as arrow. Of texts each is there once, in their own order, so that the same texts are the same bytes.

    A text that is missing is empty.
    """
    if not pa.types.is_dictionary(kind):
        return pa.array(held, kind, from_pandas=True)
    categories = isinstance(held.dtype, pd.CategoricalDtype) and pd.api.types.is_string_dtype(held.cat.categories)
    texts = held if categories else held.astype("str").astype("category")
    names = pa.array([*texts.cat.categories, ""], pa.string())
    codes = texts.cat.codes.to_numpy().astype(np.int32)
    codes[codes < 0] = len(names) - 1
    there = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    sorted_ = pc.unique(names.take(there)).sort()
    rank = np.zeros(len(names), np.int32)
    rank[there] = pc.index_in(names.take(there), sorted_)
    return pa.DictionaryArray.from_arrays(rank[codes], sorted_)


_WRITTEN = {pa.string(): pa.dictionary(pa.int32(), pa.string())}
