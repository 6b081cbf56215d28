"""Text as dropped -> a sheet: encoding, separator, rows and cells. Knows no Excel and not what a column means."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits
from ks_data.incoming.reading.kind import refuse_foreign
from ks_data.incoming.reading.sheet import SEPARATORS, Sheet, trimmed_sheet
from ks_data.language import dutch

SAMPLE = 2**17
"""The first bytes, from which separator and width are told."""
BLOCK = 2**17
"""So many bytes are looked at in one go: few enough to stay near the processor."""
READER_BLOCK = 4 * limits.MAX_LINE
"""So many bytes the CSV reader takes at a time; a line has to fit in."""
MAX_IRREGULAR = 200
"""Rows with another number of cells than the rest that are looked at before giving up."""
LARGE = 2**22
"""From so many bytes on it pays to know in which columns texts do not come back."""


def text_sheet(name: str, content: bytes) -> Sheet:
    """The table in a CSV of any dialect. Raises DataError when the bytes are no table or rows differ in length."""
    refuse_foreign(name, content)
    encoding, content = _as_utf8(name, content)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    if not content or content.isspace():
        raise DataError(f"{name} is leeg.")
    _refuse_untidy(name, content)
    separator, width = _dialect(name, content)
    grid, irregular = _cells(name, content, separator, width, _varied_columns(content, separator, width))
    return trimmed_sheet(name, grid, encoding, separator, irregular)


# --- encoding ---


def _as_utf8(name: str, content: bytes) -> tuple[str, bytes]:
    """The encoding by name and the same text in UTF-8, without a mark at the start."""
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "UTF-16", content.decode("utf-16").lstrip("\ufeff").encode()
        content = content.removeprefix(codecs.BOM_UTF8)
        if _is_utf8(content):
            return "UTF-8", content
        return "Windows-1252", content.decode("cp1252").encode()
    except UnicodeError as error:
        row = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise DataError(
            f"{name}, rij {row}: hier staat een teken dat niet te lezen is. "
            "Bewaar het bestand in Excel als 'CSV UTF-8' en probeer het opnieuw."
        ) from None


def _is_utf8(content: bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(content)], dtype=np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(content)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


# --- what no table holds ---


def _refuse_untidy(name: str, content: bytes) -> None:
    """Refuses what no table holds, before it costs memory."""
    if (position := _control_sign(content)) >= 0:
        row = content.count(b"\n", 0, position) + 1
        raise DataError(
            f"{name} bevat tekens die niet in een tabel horen (rij {row} of later). "
            "Is dit wel een CSV-bestand? Open het in Excel en bewaar het als 'CSV UTF-8'."
        )
    start = 0
    while len(content) - start > limits.MAX_LINE:
        end = content.rfind(b"\n", start, start + limits.MAX_LINE)
        if end < 0:
            row = content.count(b"\n", 0, start) + 1
            raise DataError(f"{name}, rij {row}: deze rij is langer dan {dutch.number(limits.MAX_LINE, 0)} tekens.")
        start = end + 1
    if b'"' in content and _count(content, b'"') % 2:
        odd = [row for row, line in enumerate(content.split(b"\n", 100_000)[:100_000], 1) if line.count(b'"') % 2]
        place = f", rij {odd[-1]}" if odd else ""
        raise DataError(f'{name}{place}: een aanhalingsteken (") wordt niet gesloten. Is het bestand afgebroken?')


def _control_sign(content: bytes) -> int:
    """About where the first sign stands that no text holds: all below a space but tabs and ends of lines and pages."""
    for number, block in enumerate(_blocks(content)):
        if block.min() < 9 or (block - 14).min() < 18:  # bytes: what is below 14 becomes large
            return number * BLOCK
    return content.find(b"\v")


def _blocks(content: bytes) -> Iterator[npt.NDArray[np.uint8]]:
    """The bytes as numbers, a block at a time, which is much faster than looking at them singly."""
    signs = np.frombuffer(content, np.uint8)
    return (signs[start : start + BLOCK] for start in range(0, len(signs), BLOCK))


def _count(content: bytes, sign: bytes) -> int:
    return sum(int(np.count_nonzero(block == sign[0])) for block in _blocks(content))


# --- rows and cells ---


def _dialect(name: str, content: bytes) -> tuple[str, int]:
    """The separator and the number of columns that most of the first rows agree on."""
    sample = content[:SAMPLE].decode("utf-8", errors="ignore")
    if len(content) > SAMPLE:
        sample = sample.rpartition("\n")[0]
    declared = re.match(r'"?sep=(.)"?\r?\n', sample, re.IGNORECASE)  # how Excel is told
    candidates = []
    for separator in [declared[1]] if declared and declared[1] in SEPARATORS else SEPARATORS:
        try:
            widths = Counter(
                len(cells)
                for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
                if any(cell.strip() for cell in cells)
            )
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if wide:
            width = max(wide, key=lambda width: (wide[width], width))
            candidates.append((round(wide[width] / widths.total(), 1), width, separator))
    if not candidates:
        raise DataError(
            f"{name} heeft maar één kolom. Een tabel heeft er meer, gescheiden door puntkomma's, komma's of tabs."
        )
    _, width, separator = max(candidates)
    if width > limits.MAX_COLUMNS:
        raise DataError(f"{name} heeft {dutch.number(width, 0)} kolommen; meer dan {limits.MAX_COLUMNS} kan niet.")
    if len(content) > limits.MAX_CELLS and _count(content, separator.encode()) > limits.MAX_CELLS:
        raise DataError(f"{name} heeft te veel cellen. Kies minder onderwerpen of jaren, of splits het bestand.")
    return separator, width


def _varied_columns(content: bytes, separator: str, width: int) -> frozenset[int]:
    """The columns of a large file in which nearly every row has a text of its own."""
    if len(content) < LARGE:
        return frozenset()
    sample = content[:SAMPLE].decode("utf-8", errors="ignore").rpartition("\n")[0]
    rows = [cells for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if len(cells) == width]
    columns = enumerate(zip(*rows, strict=True))
    return frozenset(column for column, texts in columns if len(set(texts)) * 2 > len(texts))


def _cells(
    name: str, content: bytes, separator: str, width: int, varied: frozenset[int]
) -> tuple[pd.DataFrame, dict[int, list[str]]]:
    """All rows of the usual width, and the others by row. Columns hold a text once, except the varied ones."""
    irregular: dict[int, list[str]] = {}

    def set_aside(row: pacsv.InvalidRow) -> str:
        irregular[row.number] = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=separator), [])
        return "skip" if len(irregular) <= MAX_IRREGULAR else "error"

    quoted = b'"' in content  # only then can a cell hold the end of a line, which makes reading slower
    names = [str(column) for column in range(width)]
    dictionary = pa.dictionary(pa.int32(), pa.string())
    types = {name: pa.string() if column in varied else dictionary for column, name in enumerate(names)}

    def parsed(threads: bool) -> pa.Table:
        return pacsv.read_csv(
            pa.BufferReader(content),
            pacsv.ReadOptions(use_threads=threads, column_names=names, block_size=READER_BLOCK),
            pacsv.ParseOptions(
                delimiter=separator,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=None if threads else set_aside,
            ),
            pacsv.ConvertOptions(check_utf8=False, column_types=types),  # it is: see _as_utf8
        )

    try:
        try:
            table = parsed(threads=True)
        except pa.ArrowInvalid:
            table = parsed(threads=False)  # slower, but tells which rows differ
    except (pa.ArrowInvalid, csv.Error):
        row = min(irregular, default=1)
        first = f" De eerste afwijkende rij is rij {row}." if irregular else ""
        raise DataError(
            f"{name}: de rijen zijn niet even lang of niet goed afgesloten; verwacht zijn {width} cellen.{first} "
            "Open het bestand in Excel en kijk of elke rij evenveel kolommen heeft."
        ) from None
    grid = table.unify_dictionaries().to_pandas()
    grid.columns = range(width)
    if grid.empty:
        raise DataError(f"{name} heeft geen enkele rij met {width} cellen.")
    regular = np.ones(len(grid) + len(irregular), dtype=bool)
    regular[[row - 1 for row in irregular]] = False
    grid.index = pd.Index(np.flatnonzero(regular) + 1)
    return grid, irregular
