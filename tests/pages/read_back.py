"""Reads files of a briefing back: the texts of slides and of a PDF, and the cells behind charts."""

import io
import re
import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pypdf
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml.ns import qn

from ks_data.catalogue import regions

PARTS = r"ppt/(slides/slide|charts/chart)\d+\.xml"
"""The parts of a deck with slides and charts."""


def texts(deck: bytes, number: int | None = None) -> list[str]:
    """Each text on the slides and in the charts, or on one slide, without the notes."""
    found = []
    with zipfile.ZipFile(io.BytesIO(deck)) as parts:
        for name in parts.namelist():
            if re.fullmatch(rf"ppt/slides/slide{number}\.xml" if number else PARTS, name):
                paragraphs = etree.fromstring(parts.read(name)).iter(qn("a:p"))
                found += ["".join(text.text or "" for text in line.iter(qn("a:t"))) for line in paragraphs]
    return [text for text in found if text]


def schema_errors(deck: bytes) -> list[str]:
    """What in slides is not as the schema of PowerPoint (ISO/IEC 29500) has it, or refers to what is not there."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "deck.pptx"  # the checker takes no bytes
        file.write_bytes(deck)
        return [str(error) for error in _validator().validate(file).errors]


@lru_cache(maxsize=1)
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def workbooks(deck: bytes) -> list[dict[str, list[Any]]]:
    """The cells behind each chart, in the order of the slides: the columns by their names."""
    found = []
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                blob = shape.chart.part.chart_workbook.xlsx_part.blob
                (sheet,) = openpyxl.load_workbook(io.BytesIO(blob), data_only=True).worksheets
                found.append({column[0].value: [cell.value for cell in column[1:]] for column in sheet.columns})
    return found


def in_workbook(cells: dict[str, list[Any]]) -> dict[tuple[str, str], tuple[float | None, ...]]:
    """What the cells of a chart give for each year and region: the value and its limits."""
    said = {}
    for name, column in cells.items():
        if name == "Jaar" or ":" in name or " samen" in name:
            continue
        for year, value, *limits in zip(
            cells["Jaar"],
            column,
            cells.get(f"{name}: zeker vanaf", [None] * len(column)),
            cells.get(f"{name}: zeker tot", [None] * len(column)),
            strict=True,
        ):
            if value is not None:
                said[year, _region(name)] = (value, *limits)
    return said


def _region(series: str) -> str:
    """The region of a series, which may have a comma in its name: "Nuenen, Gerwen en Nederwetten, voorlopig"."""
    return max((name for name in regions.names().values() if f"{series},".startswith(f"{name},")), key=len)


def paper(document: bytes) -> str:
    """The text of a PDF without blanks, as lines break elsewhere than on a screen."""
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return squeezed("".join(leaf.extract_text() for leaf in pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
