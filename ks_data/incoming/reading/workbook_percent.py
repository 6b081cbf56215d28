"""Cells that a workbook shows as a percentage: they hold 0.08 where everyone reads 8%. Knows .xlsx and .xlsm."""

import re
import zipfile
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from ks_data.incoming.reading.workbook_cells import CellPlaces, Positions, with_columns

_BUILT_IN = {"9", "10"}
"""The formats 0% and 0.00%, which no workbook declares."""
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""What a format shows as it is: a sign in it is only drawn."""
_NUMBER = re.compile("-?[0-9]+(?:,[0-9]+)?(?:e[+-]?[0-9]{1,3})?")


def percent_styles(styles: ElementTree.Element | None) -> frozenset[bytes]:
    """The styles of cells, by the number with which a cell names them, that show a percentage."""
    if styles is None:
        return frozenset()
    formats = _BUILT_IN | {
        element.get("numFmtId", "")
        for element in styles.iter()
        if element.tag.endswith("}numFmt") and "%" in _LITERAL.sub("", element.get("formatCode", ""))
    }
    cells = next((element for element in styles if element.tag.endswith("}cellXfs")), ())
    return frozenset(b"%d" % number for number, style in enumerate(cells) if style.get("numFmtId") in formats)


def parsed_styles(archive: zipfile.ZipFile, part: str | None, limit: int) -> ElementTree.Element | None:
    """The styles of a workbook; None where there are none, or where they are too long or no plain XML."""
    if part is None:
        return None
    with archive.open(part) as opened:
        content = opened.read(limit + 1)
    if len(content) > limit or b"<!DOCTYPE" in content:
        return None
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None


def with_percentages(grid: pd.DataFrame, places: CellPlaces) -> pd.DataFrame:
    """The grid with each number in these places as the workbook shows it: 0,08 as 8%."""
    changed: dict[int, dict[str, Positions]] = {}
    for column, rows in places.by_column().items() if places else ():
        if column not in grid:
            continue
        rows = rows[rows < len(grid)]
        codes, texts = grid[column].cat.codes.to_numpy()[rows], grid[column].cat.categories
        parts: dict[str, list[Positions]] = {}
        for code in np.unique(codes).tolist():
            if code >= 0 and _NUMBER.fullmatch(text := str(texts[code])):
                parts.setdefault(_percentage(text), []).append(rows[codes == code])
        if parts:
            changed[column] = {text: np.concatenate(positions) for text, positions in parts.items()}
    return with_columns(grid, changed) if changed else grid


def _percentage(text: str) -> str:
    """ "0,08" -> "8%", in the fifteen digits that Excel keeps."""
    return f"{100 * float(text.replace(',', '.')):.15g}%".replace(".", ",")
