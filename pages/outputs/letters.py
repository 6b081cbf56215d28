"""The letters of the drawings, and how much room words take in them: nothing that is drawn may fall off its sheet."""

import re
from collections.abc import Iterable
from functools import lru_cache

from PIL import ImageFont

from pages.outputs.drawings import FOLDER

SIZE = 9
LETTERS = {"font_family": "Public Sans", "font_size": str(SIZE)}
_SCALE = 100
"""Measured so many times larger, as a font gives whole steps."""
_PIECES = re.compile(r"[^\s-]+-*\s*|-+\s*")
"""Where a line may end: after a blank or a hyphen."""


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> ImageFont.FreeTypeFont:
    name = f"PublicSans-{'SemiBold' if is_bold else 'Regular'}.ttf"
    return ImageFont.truetype(str(FOLDER / "fonts" / name), SIZE * _SCALE)


def width(words: str, is_bold: bool = False) -> float:
    """Of words in the units of a drawing."""
    return _font(is_bold).getlength(words) / _SCALE


def widest(texts: Iterable[str], is_bold: bool = False) -> float:
    """The width of the widest of them; 0 of none."""
    return max((width(words, is_bold) for words in texts), default=0.0)


def in_lines(words: str, room: float, is_bold: bool = False) -> list[str]:
    """Words in lines that fit in the room; a longer word has a line of its own."""
    lines = [""]
    for piece in _PIECES.findall(words):
        longer = f"{lines[-1]}{piece}"
        if lines[-1] and width(longer.rstrip(), is_bold) > room:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]
