"""Bytes as dropped -> text in rows and columns. Knows encodings, separators, Excel and zip, not what a column means."""

import codecs
import csv
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import xlrd
from pandas.api.types import union_categoricals
from python_calamine import CalamineWorkbook

from ks_data.catalogue import recognise
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading import values
from ks_data.language import dutch

LIMIT = 200 * 2**20
"""The most bytes a file may have, as dropped and also once unpacked."""
MAX_COLUMNS = 2_000
MAX_CELLS = 40_000_000
MAX_BOOK = 10_000_000
"""The most cells in all tabs of a workbook together: they are read one by one, and cost far more than text."""
EMPTY, SCATTERED = 500_000, 20
"""A tab may be larger than so many cells only if one in so many is filled; a table is never emptier."""
MAX_LINE = 1_000_000
"""The most bytes on one line; the reader takes blocks four times as large."""
LONGEST_TAG = 2**16
"""The most bytes of a tag in a workbook that is looked at whole."""
SAMPLE = 2**17
"""The first bytes, from which separator and width are told."""
BLOCK = 2**17
"""So many bytes are looked at in one go: few enough to stay near the processor."""
MAX_LOOSE = 200
"""Rows with another number of cells than the rest that are looked at before giving up."""

SEPARATORS = {";": "puntkomma", ",": "komma", "\t": "tab", "|": "verticale streep"}
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FOOTER = re.compile(
    r"(bron|source|©|\(c\)|copyright|toelichting|noot|let op|laatst|peildatum|\*|[0-9]\))", re.IGNORECASE
)
_ROW = re.compile(rb' r="[A-Za-z]{0,3}([0-9]{1,7})')
_COLUMN = re.compile(rb' r="([A-Za-z]{1,3})[0-9]')
_ATTRIBUTE = re.compile(rb"""\s(\w{1,20})\s*=\s*["']""")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["'](?:/xl/)?([^"']+)""")
_SHOWN_TAB = re.compile(rb"""<(?:\w{1,20}:)?sheet\s[^>]*?\br?:?id\s*=\s*["']([^"']+)""")
"""How a workbook says where a cell stands and which text it shows, where its parts lie and which are its tabs."""
_ZIP_TROUBLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError)
_FOREIGN = {
    b"%PDF": "een pdf",
    b"\x89PNG": "een plaatje",
    b"\xff\xd8\xff": "een foto",
    b"\x1f\x8b": "een gz-archief",
    b"PAR1": "een parquet-bestand",
    b"Rar!": "een rar-archief",
    b"7z\xbc\xaf": "een 7z-archief",
}


@dataclass(frozen=True)
class Sheet:
    """A table as text: every cell without the blanks around it, nothing left out but empty rows and notes around it.

    grid: categorical columns 0, 1, …; the index is the row in the file, counted as Excel does, from 1.
    encoding: "UTF-8", "UTF-16", "Windows-1252" or "Excel"; separator is empty in a workbook.
    """

    name: str
    grid: pd.DataFrame
    encoding: str
    separator: str
    remarks: tuple[str, ...] = ()
    tab: str = field(default="")

    @cached_property
    def top(self) -> list[list[str]]:
        """The first 30 rows as text."""
        return self.grid.iloc[:30].astype(object).to_numpy().tolist()

    @cached_property
    def header(self) -> int:
        """Position of the row that looks like the header: the first of which at least half of the cells are filled."""
        for at, cells in enumerate(self.top):
            filled = sum(cell != "" for cell in cells)
            if filled >= 2 and filled * 2 >= len(cells):
                return at
        return 0

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """A name for each column, each once: the header, or "kolom 3" where it is empty."""
        return distinct(self.top[self.header])

    @cached_property
    def figures(self) -> frozenset[int]:
        """The columns where at least half of the different texts are numbers, or signs for a missing one."""
        return frozenset(column for column in self.grid if self._figures(self.grid[column].iloc[self.header + 1 :]))

    def _figures(self, column: "pd.Series[str]") -> bool:
        texts = values.used(column)
        numbers = values.readable(texts)
        missing = np.asarray(texts.str.lower().isin(list(values.MISSING[""])), dtype=bool)
        numbered = values.counts_rows(texts) and int(column.ne("").sum()) == int(numbers.sum())
        return bool(numbers.any()) and (numbers | missing).mean() >= 0.5 and not numbered

    @cached_property
    def signature(self) -> str:
        """The same for files of the same shape, whatever their years, regions and figures."""
        cells = pd.Series(self.columns, dtype="str")
        words = cells[
            (values.periods(cells)["kind"] == "") & (recognise.find(cells) == "") & (recognise.other(cells) == "")
        ]
        plain = words.str.replace("(19|20)[0-9]{2}", "#", regex=True).str.casefold()
        return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:16]

    @property
    def described(self) -> str:
        return " · ".join([self.encoding, *([SEPARATORS[self.separator]] if self.separator else [])])


def distinct(header: Sequence[str]) -> tuple[str, ...]:
    """A name for each column, each once; "kolom 3" where it has none."""
    seen: Counter[str] = Counter()
    names: dict[str, None] = {}
    for at, cell in enumerate(header, 1):
        name = plain = cell or f"kolom {at}"
        while name in names or not seen[plain]:
            seen[plain] += 1
            name = plain if seen[plain] == 1 else f"{plain} ({seen[plain]})"
        names[name] = None
    return tuple(names)


class Unrecognised(DataError):  # noqa: N818  # said as it is: the layout is not known
    """The bytes are a table, but the layout is not known; `sheet` is there to map its columns by hand."""

    def __init__(self, message: str, sheet: Sheet) -> None:
        super().__init__(message)
        self.sheet = sheet


def sheets(name: str, content: bytes) -> list[Sheet]:
    """The tables in a file: one for a CSV, one for each tab of a workbook or each CSV in a zip.

    Raises DataError when the bytes are no table, when they are too large, or when rows differ in length.
    """
    if len(content) > LIMIT:
        raise DataError(f"{name} is groter dan {LIMIT // 2**20} MB. Splits het bestand of kies minder onderwerpen.")
    if content.startswith(_ZIP):
        return _zipped(name, content)
    if content.startswith(_OLD_EXCEL):
        return _workbook(name, content)
    return [_text(name, content)]


# --- text ---


def _text(name: str, content: bytes) -> Sheet:
    _refuse_foreign(name, content)
    encoding, content = _as_utf8(name, content)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    if not content or content.isspace():
        raise DataError(f"{name} is leeg.")
    _refuse_untidy(name, content)
    separator, width = _dialect(name, content)
    grid, loose = _cells(name, content, separator, width, _varied(content, separator, width))
    return _sheet(name, grid, encoding, separator, loose)


def _refuse_foreign(name: str, content: bytes) -> None:
    for start, what in _FOREIGN.items():
        if content.startswith(start):
            raise DataError(f"{name} is {what}, geen tabel. Bewaar de tabel als CSV of Excel en sleep dat bestand.")
    page = content[:2000].decode("latin-1").lstrip("\ufeffï»¿ \r\n\t").lower()
    if re.match(r"<(!doctype|html|head|body|table|\?xml|!--)", page):
        raise DataError(
            f"{name} is een webpagina en geen tabel. Kies op de site voor downloaden als CSV of Excel, "
            "in plaats van de pagina te bewaren."
        )


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


def _refuse_untidy(name: str, content: bytes) -> None:
    """Refuses what no table holds, before it costs memory."""
    if (at := _strange(content)) >= 0:
        row = content.count(b"\n", 0, at) + 1
        raise DataError(
            f"{name} bevat tekens die niet in een tabel horen (rij {row} of later). "
            "Is dit wel een CSV-bestand? Open het in Excel en bewaar het als 'CSV UTF-8'."
        )
    start = 0
    while len(content) - start > MAX_LINE:
        end = content.rfind(b"\n", start, start + MAX_LINE)
        if end < 0:
            row = content.count(b"\n", 0, start) + 1
            raise DataError(f"{name}, rij {row}: deze rij is langer dan {dutch.number(MAX_LINE, 0)} tekens.")
        start = end + 1
    if b'"' in content and _count(content, b'"') % 2:
        odd = [row for row, line in enumerate(content.split(b"\n", 100_000)[:100_000], 1) if line.count(b'"') % 2]
        where = f", rij {odd[-1]}" if odd else ""
        raise DataError(f'{name}{where}: een aanhalingsteken (") wordt niet gesloten. Is het bestand afgebroken?')


def _strange(content: bytes) -> int:
    """About where the first sign stands that no text holds: all below a space but tabs and ends of lines and pages."""
    for at, block in enumerate(_blocks(content)):
        if block.min() < 9 or (block - 14).min() < 18:  # bytes: what is below 14 becomes large
            return at * BLOCK
    return content.find(b"\v")


def _blocks(content: bytes) -> Iterator[npt.NDArray[np.uint8]]:
    """The bytes as numbers, some at a time, which is much faster than looking at them one by one."""
    signs = np.frombuffer(content, np.uint8)
    return (signs[at : at + BLOCK] for at in range(0, len(signs), BLOCK))


def _count(content: bytes, sign: bytes) -> int:
    return sum(int(np.count_nonzero(block == sign[0])) for block in _blocks(content))


def _dialect(name: str, content: bytes) -> tuple[str, int]:
    """The separator and the number of columns that most of the first rows agree on."""
    sample = content[:SAMPLE].decode("utf-8", errors="ignore")
    if len(content) > SAMPLE:
        sample = sample.rpartition("\n")[0]
    told = re.match(r'"?sep=(.)"?\r?\n', sample, re.IGNORECASE)  # how Excel is told
    found = []
    for separator in [told[1]] if told and told[1] in SEPARATORS else SEPARATORS:
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
            width = max(wide, key=lambda each: (wide[each], each))
            found.append((round(wide[width] / widths.total(), 1), width, separator))
    if not found:
        raise DataError(
            f"{name} heeft maar één kolom. Een tabel heeft er meer, gescheiden door puntkomma's, komma's of tabs."
        )
    _, width, separator = max(found)
    if width > MAX_COLUMNS:
        raise DataError(f"{name} heeft {dutch.number(width, 0)} kolommen; meer dan {MAX_COLUMNS} kan niet.")
    if len(content) > MAX_CELLS and _count(content, separator.encode()) > MAX_CELLS:
        raise DataError(f"{name} heeft te veel cellen. Kies minder onderwerpen of jaren, of splits het bestand.")
    return separator, width


def _varied(content: bytes, separator: str, width: int) -> frozenset[int]:
    """The columns of a large file in which nearly every row has a text of its own."""
    if len(content) < 2**22:
        return frozenset()
    sample = content[:SAMPLE].decode("utf-8", errors="ignore").rpartition("\n")[0]
    rows = [cells for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if len(cells) == width]
    return frozenset(at for at, texts in enumerate(zip(*rows, strict=True)) if len(set(texts)) * 2 > len(texts))


def _cells(
    name: str, content: bytes, separator: str, width: int, varied: frozenset[int]
) -> tuple[pd.DataFrame, dict[int, list[str]]]:
    """All rows of the usual width, and the others by row. Columns keep a text once, except the varied ones."""
    loose: dict[int, list[str]] = {}

    def aside(row: pacsv.InvalidRow) -> str:
        loose[row.number] = next(csv.reader(io.StringIO(row.text, newline=""), delimiter=separator), [])
        return "skip" if len(loose) <= MAX_LOOSE else "error"

    quoted = b'"' in content  # only then can a cell hold the end of a line, which makes reading slower
    names = [str(at) for at in range(width)]
    once = pa.dictionary(pa.int32(), pa.string())
    kinds = {name: pa.string() if at in varied else once for at, name in enumerate(names)}

    def parsed(threads: bool) -> pa.Table:
        return pacsv.read_csv(
            pa.BufferReader(content),
            pacsv.ReadOptions(use_threads=threads, column_names=names, block_size=4 * MAX_LINE),
            pacsv.ParseOptions(
                delimiter=separator,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=None if threads else aside,
            ),
            pacsv.ConvertOptions(check_utf8=False, column_types=kinds),  # it is: see _as_utf8
        )

    try:
        try:
            table = parsed(threads=True)
        except pa.ArrowInvalid:
            table = parsed(threads=False)  # slower, but tells which rows differ
    except (pa.ArrowInvalid, csv.Error):
        row = min(loose, default=1)
        many = f" De eerste afwijkende rij is rij {row}." if loose else ""
        raise DataError(
            f"{name}: de rijen zijn niet even lang of niet goed afgesloten; verwacht zijn {width} cellen.{many} "
            "Open het bestand in Excel en kijk of elke rij evenveel kolommen heeft."
        ) from None
    grid = table.unify_dictionaries().to_pandas()
    grid.columns = range(width)
    if grid.empty:
        raise DataError(f"{name} heeft geen enkele rij met {width} cellen.")
    there = np.ones(len(grid) + len(loose), dtype=bool)
    there[[row - 1 for row in loose]] = False
    grid.index = pd.Index(np.flatnonzero(there) + 1)
    return grid, loose


# --- workbooks and zips ---


def _zipped(name: str, content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            names = {one.filename for one in members}
            if any(each.startswith("xl/") for each in names):
                if {each.lower() for each in names} & {"xl/workbook.bin", "content.xml"}:
                    raise DataError(f"{name} is geen gewone Excel-werkmap. Bewaar het in Excel als .xlsx of CSV.")
                _refuse_oversized(name, archive, members)
                return _workbook(name, content)
            return _members(name, archive, members)
    except RuntimeError:
        raise DataError(f"{name} is met een wachtwoord beveiligd. Sleep het bestand zonder wachtwoord.") from None
    except _ZIP_TROUBLE:
        raise DataError(f"{name} is een beschadigde zip of werkmap. Download of bewaar het bestand opnieuw.") from None


def _members(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> list[Sheet]:
    tables = [one for one in members if one.filename.lower().endswith((".csv", ".txt", ".tsv"))]
    tables = [one for one in tables if not one.filename.startswith("__MACOSX/")]
    if any(len(one.filename) > LONGEST_NAME for one in tables):
        raise DataError(f"In {name} heeft een bestand een naam van meer dan {LONGEST_NAME} tekens. Pak de zip uit.")
    nested = [one.filename for one in members if one.filename.lower().endswith((".zip", ".xlsx", ".xls", ".ods"))]
    if nested and not tables:
        raise DataError(f"In {name} zit {nested[0]}. Pak de zip eerst uit en sleep dat bestand zelf.")
    if not tables:
        raise DataError(f"In {name} zit geen CSV-bestand. Sleep een CSV, een Excel-bestand of een zip met een CSV.")
    bulk = any(one.filename.rpartition("/")[2] == "Observations.csv" for one in tables)
    data = [one for one in tables if not re.search(r"metadata|leesmij|readme", one.filename, re.IGNORECASE)]
    if not bulk and len(data) != 1:
        held = dutch.listing([one.filename for one in tables[:10]])
        raise DataError(f"In {name} zitten meer bestanden: {held}. Pak de zip uit en sleep het bestand dat u bedoelt.")
    if sum(one.file_size for one in tables) > LIMIT:
        raise DataError(f"{name} is uitgepakt groter dan {LIMIT // 2**20} MB.")
    found = []
    left = LIMIT
    for one in tables if bulk else data:
        with archive.open(one) as opened:
            inflated = opened.read(left + 1)
        left -= len(inflated)
        if left < 0:
            raise DataError(f"{name} is uitgepakt groter dan {LIMIT // 2**20} MB.")
        if inflated.startswith((_ZIP, _OLD_EXCEL)):
            raise DataError(f"In {name} zit {one.filename}, zelf een zip of werkmap. Pak de zip eerst uit.")
        found.append(_text(f"{name}/{one.filename}", inflated))
    return found


def _refuse_oversized(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Inflates a workbook without keeping it: its true size, how far its cells reach and how long they are.

    Looks at every member, as a tab may lie anywhere in it.
    """
    _refuse_repeated(name, archive, members)
    size = shared = longest = area = 0
    for one in members:
        part = _Part()
        with archive.open(one) as opened:
            while piece := opened.read(2**20):
                size += len(piece)
                if size > LIMIT:
                    raise DataError(f"{name} is uitgepakt groter dan {LIMIT // 2**20} MB.")
                part.add(piece)
            part.add(b"")
        area += part.area + part.cells
        if area > MAX_BOOK or part.columns > MAX_COLUMNS:
            raise _too_far(name, one.filename.rpartition("/")[2], part.rows, part.columns)
        _refuse_scattered(name, one.filename.rpartition("/")[2], part.rows, part.columns, part.cells)
        shared += part.shared
        longest = max(longest, part.longest)
    if shared * longest > 10 * LIMIT:
        raise DataError(
            f"{name} heeft te veel cellen met lange teksten. Bewaar alleen de tabel en probeer het opnieuw."
        )


class _Part:
    """What is counted in a part of a workbook, piece by piece; an empty piece is the end.

    rows, columns: how far its cells can reach. A cell that does not say where it stands comes after the one before.
    shared: cells that show one of the shared texts; longest: the most bytes of such a text, where this part holds them.
    """

    def __init__(self) -> None:
        self.far = self.right = self.cells = self.lines = self.wide = self.shared = self.longest = 0
        self.in_row = self.in_text = 0
        self.texts = False
        self.rest = b""

    @property
    def rows(self) -> int:
        return self.far if self.far >= self.lines else self.far + self.lines

    @property
    def columns(self) -> int:
        return self.right if self.right >= self.wide else self.right + self.wide

    @property
    def area(self) -> int:
        return self.rows * self.columns

    def add(self, piece: bytes) -> None:
        """Counts the next bytes; what follows the last "<" waits for more, so that no tag is cut in two."""
        seen = self.rest + piece
        end = seen.rfind(b"<")
        if end < 0 or len(seen) - end > LONGEST_TAG or not piece:
            end = len(seen)
        seen, self.rest = seen[:end], seen[end:]
        if any(sign in seen for sign in (b"='", b" =", b"= ", b"\tr", b"\nr", b"\rr", b"\nt", b"\tt")):
            seen = _ATTRIBUTE.sub(rb' \1="', seen)  # not as Excel writes it, and much slower to look through
        self.far = max(self.far, *map(int, set(_ROW.findall(seen))), 0)
        self.right = max(self.right, *map(_column, set(_COLUMN.findall(seen))), 0)
        self.shared += seen.count(b' t="s"')
        first, *others = (row.count(b"<c ") + row.count(b"<c>") for row in seen.split(b"<row"))
        self.wide = max(self.wide, self.in_row + first, *others, 0)
        self.in_row = others[-1] if others else self.in_row + first
        self.lines += len(others)
        self.cells += first + sum(others)
        self.texts = self.texts or b"<sst" in seen
        if self.texts:
            before, *after = map(len, seen.split(b"</si>"))
            self.longest = max(self.longest, self.in_text + before, *after, 0)
            self.in_text = after[-1] if after else self.in_text + before


def _refuse_repeated(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Refuses a workbook that has a part twice, or shows one part as more than one tab."""
    for filename, times in Counter(one.filename for one in members).most_common(1):
        if times > 1:
            raise _repeated(name, filename, times)
    for one in members:
        if one.filename == "xl/_rels/workbook.xml.rels" and one.file_size <= MAX_LINE:
            with archive.open(one) as opened:
                targets = Counter(_TARGET.findall(opened.read(MAX_LINE)))
            tabs = {target.decode(errors="replace"): many for target, many in targets.items() if b"sheet" in target}
            for target, many in tabs.items():
                if many > 1:
                    raise _repeated(name, target, many)
        if one.filename == "xl/workbook.xml" and one.file_size <= MAX_LINE:
            with archive.open(one) as opened:
                shown = Counter(_SHOWN_TAB.findall(opened.read(MAX_LINE)))
            for _, many in shown.most_common(1):
                if many > 1:
                    raise _repeated(name, "hetzelfde blad", many)


def _repeated(name: str, part: str, times: int) -> DataError:
    return DataError(
        f"{name} noemt {part[:80]} {times} keer. Zo bewaart Excel geen werkmap. "
        "Open het bestand in Excel, bewaar het opnieuw als .xlsx en sleep dat bestand."
    )


def _too_far(name: str, part: str, rows: int, columns: int) -> DataError:
    return DataError(
        f"{name}: {part} loopt tot rij {dutch.number(rows, 0)} en kolom {dutch.number(columns, 0)}; dat is te groot. "
        "Verwijder de lege rijen en kolommen en bewaar opnieuw."
    )


def _refuse_scattered(name: str, part: str, rows: int, columns: int, cells: int) -> None:
    """Refuses a tab that is nearly all emptiness: reading costs what its size is, not what stands in it."""
    if rows * columns > EMPTY and rows * columns > SCATTERED * cells:
        raise DataError(
            f"{name}: in {part} zijn maar {dutch.number(cells, 0)} cellen gevuld, maar het loopt tot rij "
            f"{dutch.number(rows, 0)} en kolom {dutch.number(columns, 0)}. Verwijder de losse cellen ver van de tabel "
            "en bewaar opnieuw."
        )


def _column(letters: bytes) -> int:
    """b"AB" -> 28; no letters -> 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return max(number, 1)


def _workbook(name: str, content: bytes) -> list[Sheet]:
    found = []
    reader = _new_tabs if content.startswith(_ZIP) else _old_tabs
    try:
        for tab, grid in reader(name, content):
            if grid.shape[1] > MAX_COLUMNS:
                raise DataError(f"{name}: blad {tab} heeft {dutch.number(grid.shape[1], 0)} kolommen; dat is te veel.")
            if grid.shape[1] > 1 and len(grid):
                found.append((tab, grid))
    except (DataError, MemoryError):
        raise
    except BaseException as error:  # over a damaged file these libraries stumble in any way, one even panics
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise DataError(
            f"{name} is geen leesbare Excel-werkmap. Bewaar het bestand in Excel opnieuw als .xlsx of CSV."
        ) from None
    if not found:
        raise DataError(f"In {name} staat geen tabel met ten minste twee kolommen.")
    return [_sheet(name, grid, "Excel", "", {}, tab) for tab, grid in found]


def _new_tabs(name: str, content: bytes) -> Iterator[tuple[str, pd.DataFrame]]:
    """The visible tabs of a workbook, each with its cells from A1 on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for each in book.sheets_metadata:
        if str(each.typ).endswith("WorkSheet") and str(each.visible).endswith("Visible"):
            sheet = book.get_sheet_by_name(each.name)
            before = [""] * (sheet.start[1] if sheet.start else 0)
            yield each.name, _grid([*before, *cells] for cells in sheet.iter_rows())


def _old_tabs(name: str, content: bytes) -> Iterator[tuple[str, pd.DataFrame]]:
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True, on_demand=True)
    for _, times in Counter(book._sh_abs_posn).most_common(1):  # where each tab starts; nothing public says so
        if times > 1 and book.biff_version >= 50:
            raise _repeated(name, "hetzelfde blad", times)
    area = 0
    for number, tab in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(number)
        area += sheet.nrows * sheet.ncols
        if area > MAX_BOOK:
            raise _too_far(name, f"blad {tab}", sheet.nrows, sheet.ncols)
        lengths = [sheet.row_len(row) for row in range(sheet.nrows)]
        width = max(lengths, default=0)
        filled = sum(kind != xlrd.XL_CELL_EMPTY for row in range(sheet.nrows) for kind in sheet.row_types(row))
        _refuse_scattered(name, f"blad {tab}", sheet.nrows, width, filled)
        if sheet.visibility == 0:
            yield (
                tab,
                _grid(
                    [*(_old_cell(cell, book.datemode) for cell in sheet.row(row)), *[""] * (width - lengths[row])]
                    for row in range(sheet.nrows)
                ),
            )
        book.unload_sheet(number)


def _grid(rows: Iterator[list[object]]) -> pd.DataFrame:
    """Rows of the same width as a table of texts, each text kept once for its column: most come back in many rows."""
    texts: list[defaultdict[str, int]] = []
    codes: list[array[int]] = []
    while some := list(islice(rows, 1000)):
        if not texts:
            texts = [_numbered() for _ in some[0]]
            codes = [array("i") for _ in some[0]]
        for column, cells in enumerate(zip(*some, strict=True)):
            codes[column].extend(map(texts[column].__getitem__, map(_shown, cells)))
    grid = pd.DataFrame(
        {
            column: pd.Categorical.from_codes(np.frombuffer(codes[column], np.int32), pd.Index(list(each), dtype="str"))
            for column, each in enumerate(texts)
        }
    )
    grid.index = pd.Index(np.arange(len(grid)) + 1)
    return grid


def _numbered() -> "defaultdict[str, int]":
    """Gives each new text the next number."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _old_cell(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate_as_datetime(cell.value, datemode)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _shown(cell: object) -> str:
    """A cell as a Dutch Excel shows it: a decimal comma, a date as 2019-12-31."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", ",")
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


# --- what both have ---


def _sheet(
    name: str,
    grid: pd.DataFrame,
    encoding: str,
    separator: str,
    loose: dict[int, list[str]],
    tab: str = "",
) -> Sheet:
    """Puts title lines back above the rows, takes off notes and empty rows, and refuses rows of another length."""
    remarks = []
    titles: dict[int, list[str]] = {}
    comments, footers = 0, []
    width = grid.shape[1]
    for row, cells in sorted(loose.items()):
        filled = [cell for cell in map(str.strip, cells) if cell]
        if not filled or (not titles and row == 1 and re.fullmatch(r"sep=.", "".join(cells), re.IGNORECASE)):
            continue
        if filled[0].startswith("#"):
            comments += 1
        elif row < grid.index[0] and len(filled) <= 2 and len(cells) < width:
            titles[row] = [*cells, *[""] * (width - len(cells))]
        elif row > grid.index[-1] and len(filled) == 1:
            footers.append(filled[0])
        else:
            raise DataError(
                f"{name}, rij {row}: {len(cells)} cellen in plaats van {width}. Staat er een scheidingsteken te veel "
                'of te weinig, of mist een cel met een komma zijn aanhalingstekens (")?'
            )
    grid = pd.DataFrame({at: values.stripped(grid[at]) for at in grid}, index=grid.index, copy=False)
    if titles:
        grid = grid.astype("category")
        top = pd.DataFrame(titles.values(), index=pd.Index(titles), columns=grid.columns, dtype="str").astype(
            "category"
        )
        index = pd.Index([*top.index, *grid.index])
        grid = pd.DataFrame({at: union_categoricals([top[at], grid[at]]) for at in grid}, index=index)
    empty = _empty(grid, np.ones(len(grid), dtype=bool))
    if empty.any():
        grid = grid[~empty]
    first = values.starting(grid[0], "#")
    if first.any():
        only = _empty(grid[list(grid)[1:]], first)
        comments += int(only.sum())
        grid = grid[~only]
    for cells in grid.iloc[-5:][::-1].astype(str).to_numpy().tolist():
        if any(cells[1:]) or not _FOOTER.match(cells[0]):
            break
        footers.append(cells[0])
        grid = grid.iloc[:-1]
    if grid.empty:
        raise DataError(f"{name} is leeg.")
    if comments:
        remarks.append(f"{dutch.number(comments, 0)} regels die met # beginnen zijn overgeslagen.")
    remarks += [f"De voetregel '{text[:80]}' is overgeslagen." for text in footers]
    return Sheet(name, grid, encoding, separator, tuple(remarks), tab)


def _empty(grid: pd.DataFrame, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of the rows have nothing in any cell."""
    for at in grid:
        if not among.any():
            break
        among = among & values.equal(grid[at], "")
    return among
