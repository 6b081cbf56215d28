"""What a browser may fetch before the server has answered: what Streamlit draws our pages with, and our letters.

Streamlit fetches the code of a widget or a chart only when the first of its kind arrives, one after another: on a cold
visit that is half of the waiting. Told in the first page, a browser fetches it while it starts Streamlit.
"""

import re
from collections.abc import Iterator

from htpy import VoidElement, link

from ks_data.catalogue import regions
from pages.parts import static_files
from pages.parts.static_files import STREAMLIT, address

DRAWN_WITH = (
    "ArrowVegaLiteChart",
    "Button",
    "ButtonGroup",
    "DownloadButton",
    "FileUploader",
    "Html",
    "Selectbox",
    "Slider",
    "TextInput",
)
"""The parts of Streamlit on the pages with figures, as its files are named."""
NOT_OUR_LETTERS = re.compile(r"<link\s+rel=\"preload\"[^>]*\bas=\"font\"[^>]*>")
"""Where Streamlit asks for its own font, which no page of ours is written in."""
_ASKED = re.compile(r'(?:src|href)="\./static/([^"]+)"')
_IMPORT = re.compile(r"""(?:from|import)\s*["']\./([^"']+\.js)["']""")


def links(shell: str) -> Iterator[VoidElement]:
    """The links for what no address in `shell`, Streamlit's own page, asks for yet. They wait for what it does ask."""
    for name in sorted(chunks()):
        if name not in shell:
            yield link(rel="modulepreload", href=f"./static/js/{name}", crossorigin=True, fetchpriority="low")
    yield link(rel="stylesheet", href=address(regions.STATIC_DIR / "letters.css"))


def chunks() -> set[str]:
    """The names of the JavaScript files of `DRAWN_WITH`, and of all that these import."""
    folder = STREAMLIT / "js"
    waiting = {path.name for name in DRAWN_WITH for path in folder.glob(f"{name}.*.js")}
    known: set[str] = set()
    while waiting:
        name = waiting.pop()
        known.add(name)
        waiting |= set(_IMPORT.findall((folder / name).read_text(encoding="utf-8"))) - known
    return known


def prepare() -> None:
    """Makes the copies of all that Streamlit's own page asks for and of what a browser is told to fetch beside it."""
    page = (STREAMLIT.parent / "index.html").read_text(encoding="utf-8")
    for name in {*_ASKED.findall(page), *(f"js/{chunk}" for chunk in chunks())}:
        static_files.prepare(STREAMLIT / name)
