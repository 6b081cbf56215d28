"""What slides and PDF share: how a file calls itself, and a drawing as PNG.

Whatever Typst makes is made here, with the letters that come with the app.
"""

import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar, cast
from unicodedata import normalize

import typst

from ks_data.answers.briefing import Briefing
from ks_data.catalogue.errors import DataError

T = TypeVar("T")
FOLDER = Path(__file__).parent
PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.drawing), format: "svg")'


def title(briefing: Briefing) -> str:
    """What a file calls itself: the mark of figures that are not real first."""
    return f"{f'{briefing.mark}: ' if briefing.mark else ''}Kansrijke Start in {briefing.name}"


def cleaned(content: T, unwanted: re.Pattern[str], instead: str) -> T:
    """An answer with another sign in the place of each that a kind of file cannot hold, in all its texts."""
    if isinstance(content, str):
        return cast(T, unwanted.sub(instead, normalize("NFC", content)))
    if isinstance(content, tuple):
        return cast(T, tuple(cleaned(part, unwanted, instead) for part in content))
    if is_dataclass(content) and not isinstance(content, type):
        parts = {field.name: cleaned(getattr(content, field.name), unwanted, instead) for field in fields(content)}
        return cast(T, replace(content, **parts))
    return content


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The letters of the app, and those within typst; never those of this machine, so that all make the same file."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FOLDER / "fonts"])


def png(drawing: str, ppi: float) -> bytes:
    """An SVG as a picture; the same bytes for the same drawing."""
    return compiled(PICTURE, "png", ppi, drawing=drawing)


def compiled(source: bytes, form: Literal["pdf", "png", "svg"], ppi: float | None = None, **inputs: str) -> bytes:
    """A Typst document as a PDF, or as a picture of its one page.

    Raises DataError when it cannot be made just as it should be.
    """
    try:
        made, warnings = typst.compile_with_warnings(
            source,
            root=FOLDER,
            font_paths=_fonts(),  # type: ignore[type-var]
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            sys_inputs=inputs,
            pdf_standards=["ua-1", "a-2a"] if form == "pdf" else [],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise DataError(f"Het bestand kon niet worden gemaakt: {error.message}.") from error
    if warnings:
        raise DataError(f"Het bestand kon niet worden gemaakt: {warnings[0].message}.")
    return with_clear_ends(made) if form == "pdf" else made


def with_clear_ends(document: bytes) -> bytes:
    """The same PDF where no stream that ends in a CR seems to be a byte shorter, by the LF that follows it.

    Typst puts an LF after a stream; after a CR that reads as one line end (CR LF), and then the length that the PDF
    gives is wrong, which PDF/A forbids. A CR is a line end as well and takes as many bytes. It is so in one file of
    seventy.
    """
    return document.replace(b"\r\nendstream", b"\r\rendstream")
