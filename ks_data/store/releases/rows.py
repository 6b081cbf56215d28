"""The rows of releases as parquet: the same bytes for the same rows, read whole or not at all. Knows no state."""

import hashlib
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
from ks_data.store.releases.errors import explanation
from ks_data.store.releases.log import release_log
from ks_data.store.releases.release import Release


def rows(releases: Release | Sequence[Release], kind: str) -> pd.DataFrame:
    """The rows of releases of one kind in the given order: the columns of the table and `release`, the number.

    Raises DataError when the data of a release are missing or damaged.
    """
    releases = [releases] if isinstance(releases, Release) else releases
    blobs = release_log().blobs
    schema = TABLES[kind].schema

    def rows_of(release: Release) -> pa.Table:
        try:
            contents = [blobs.read(path) for path in release.paths]
            if release.digest and hashlib.sha256(b"".join(contents)).hexdigest() != release.digest:
                raise DataError(f"De gegevens van release {release.number} zijn beschadigd.")
            files = [pq.read_table(pa.BufferReader(content), schema=schema) for content in contents]
        except FileNotFoundError:
            raise DataError(f"De gegevens van release {release.number} ontbreken in {blobs.location}.") from None
        except (OSError, pa.ArrowException) as error:
            failure = f"De gegevens van release {release.number} zijn niet te lezen"
            raise DataError(explanation(failure, error)) from error
        table = pa.concat_tables([schema.empty_table(), *files])
        if table.num_rows != release.rows:
            raise DataError(f"De gegevens van release {release.number} zijn niet volledig.")
        return table.append_column("release", pa.array([release.number] * table.num_rows, pa.int64()))

    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(rows_of, [release for release in releases if release.kind == kind]))
    empty = schema.append(pa.field("release", pa.int64())).empty_table()
    return pa.concat_tables([empty, *tables]).to_pandas()


def parquet_bytes(kind: str, rows: pd.DataFrame) -> bytes:
    """The rows as parquet, the same bytes for the same rows. Raises DataError when a column is missing."""
    table = TABLES[kind]
    missing = [column.name for column in table.columns if not column.optional and column.name not in rows]
    if missing:
        raise DataError(f"De rijen missen de kolom {missing[0]}.")
    schema = pa.schema([field.with_type(_FILE_TYPES.get(field.type, field.type)) for field in table.schema])
    complete = rows.reindex(columns=list(table.names))
    columns = pa.table([_arrow_column(complete[field.name], field.type) for field in schema], schema=schema)
    buffer = pa.BufferOutputStream()
    pq.write_table(columns, buffer, compression="zstd", store_schema=False, write_statistics=False)
    return buffer.getvalue().to_pybytes()


def _arrow_column(column: "pd.Series[Any]", arrow_type: pa.DataType) -> pa.Array:
    """A column as arrow: texts as a sorted dictionary without doubles, so that the same texts are the same bytes.

    A missing text is empty.
    """
    if not pa.types.is_dictionary(arrow_type):
        return pa.array(column, arrow_type, from_pandas=True)
    is_text = isinstance(column.dtype, pd.CategoricalDtype) and pd.api.types.is_string_dtype(column.cat.categories)
    texts = column if is_text else column.astype("str").astype("category")
    categories = pa.array([*texts.cat.categories, ""], pa.string())
    codes = texts.cat.codes.to_numpy().astype(np.int32)
    codes[codes < 0] = len(categories) - 1
    used = np.flatnonzero(np.bincount(codes, minlength=len(categories)))
    dictionary = pc.unique(categories.take(used)).sort()
    rank = np.zeros(len(categories), np.int32)
    rank[used] = pc.index_in(categories.take(used), dictionary)
    return pa.DictionaryArray.from_arrays(rank[codes], dictionary)


_FILE_TYPES = {pa.string(): pa.dictionary(pa.int32(), pa.string())}
