"""What slides look like: the house template that somebody hands in, or our own. Knows no figure and no chart."""

import io
import math
import zipfile
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from ks_data.catalogue.errors import DataError
from pages.charts.theme import LIGHT
from pages.outputs import templates

WIDTH, HEIGHT = Emu(12_192_000), Emu(6_858_000)
"""Of a slide of our own: 16 by 9."""
LANGUAGE = "nl-NL"
THEME = {
    "dk1": LIGHT.text,
    "lt1": LIGHT.page,
    "dk2": LIGHT.tranches[0],
    "lt2": LIGHT.grid,
    "accent1": LIGHT.own,
    "accent2": LIGHT.bad,
    "accent3": LIGHT.other,
    "accent4": LIGHT.tranches[1],
    "accent5": LIGHT.tranches[2],
    "accent6": LIGHT.tranches[3],
    "hlink": LIGHT.own,
    "folHlink": LIGHT.other,
}
"""The colours of the theme of our own slides; a house template has others, and everything takes those."""
_OF_ANOTHER = (
    "/thumbnail",
    "/printerSettings",
    "/extended-properties",
    "/custom-properties",
    "/commentAuthors",
    "/customXml",
    "/tags",
)
"""Relations to what belongs to the presentation that a template was made of."""
TITLE_LETTER, TITLE_LINE = 0.53, 1.1
"""How wide a letter of a title is, often a bold one, and how high a line, as parts of its size."""
_FOOT = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}


_PLACES = {
    (PP_PLACEHOLDER.TITLE, False): (Emu(300_000), Emu(900_000)),
    (PP_PLACEHOLDER.CENTER_TITLE, True): (Emu(1_500_000), Emu(1_400_000)),
    (PP_PLACEHOLDER.SUBTITLE, True): (Emu(3_100_000), Emu(2_600_000)),
}
"""Top and height of a title, of that of the opening slide, and of what stands beneath it."""


@dataclass(frozen=True, slots=True)
class Deck:
    """An empty presentation with the two layouts that slides use: one to open with, one with only a title."""

    presentation: Any
    opening: Any
    title_only: Any


def opened(template: bytes | None) -> Deck:
    """An empty presentation in a house template (.pptx or .potx), or in our own style where there is none.

    Raises DataError for a file that is no presentation, or one without a layout with a title.
    """
    presentation = _own() if template is None else _of_house(template)
    for layout in presentation.slide_layouts:
        if len(layout.shapes._spTree) > templates.MOST_SHAPES or len(layout.placeholders) > templates.MOST_PLACEHOLDERS:
            raise DataError(templates.TOO_COMPLEX)
    with_title = [layout for layout in presentation.slide_layouts if _kinds(layout) & _TITLES]
    if not with_title:
        raise DataError("Dit sjabloon heeft geen indeling met een titel. Kies een ander sjabloon.")
    plain = min(with_title, key=lambda layout: len(_kinds(layout) - _FOOT))
    opening = next((layout for layout in with_title if PP_PLACEHOLDER.SUBTITLE in _kinds(layout)), plain)
    return Deck(presentation, opening, plain)


def _kinds(layout: Any) -> set[Any]:
    return {shape.placeholder_format.type for shape in layout.placeholders}


def _of_house(template: bytes) -> Any:
    """The template without its slides, and without what it says of them and of who made it."""
    safe = templates.safe_template(template)
    try:
        presentation = Presentation(io.BytesIO(safe))
        slides = presentation.slides._sldIdLst
        for key in {slide.rId for slide in slides}:  # the library's own way reads all slides again for each
            presentation.part._rels.pop(key)
        for slide in list(slides):
            slides.remove(slide)
        for listed in (qn("p:custShowLst"), qn("p:extLst")):  # lists of slides that are gone
            for part in presentation.part._element.findall(listed):
                presentation.part._element.remove(part)
        _drop_leftovers(presentation)
    except Exception as error:  # whatever a damaged file makes the library do
        raise DataError(templates.NO_POWERPOINT) from error
    templates.refuse_elsewhere(presentation.part.package)
    return presentation


def _own() -> Any:
    """Slides of 16 by 9 in the colours of the app."""
    presentation = Presentation()
    wider = WIDTH / presentation.slide_width
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    master = presentation.slide_master
    for place in (master, *presentation.slide_layouts):
        for shape in place.shapes:
            if shape._element.find(f".//{qn('a:xfrm')}") is not None:
                shape.left, shape.width = Emu(int(shape.left * wider)), Emu(int(shape.width * wider))
    opening = presentation.slide_layouts[0]
    for shape in (*master.placeholders, *_only_title(presentation)[0].placeholders, *opening.placeholders):
        if place := _PLACES.get((shape.placeholder_format.type, shape.part is opening.part)):
            shape.left, shape.width = Emu(540_000), Emu(11_100_000)
            shape.top, shape.height = place
    for level in opening.placeholders[1]._element.iter(qn("a:lvl1pPr")):
        level.set("algn", "l")
    _set_title_style(master)
    _set_theme(master)
    _drop_leftovers(presentation)
    return presentation


def _only_title(presentation: Any) -> list[Any]:
    return [layout for layout in presentation.slide_layouts if _kinds(layout) - _FOOT == {PP_PLACEHOLDER.TITLE}]


def _set_title_style(master: Any) -> None:
    style = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", str(Pt(28).centipoints))
    letters.set("b", "1")


def _set_theme(master: Any) -> None:
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    for name, colour in THEME.items():
        place = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        for former in list(place):
            place.remove(former)
        place.append(place.makeelement(qn("a:srgbClr"), {"val": colour.removeprefix("#").upper()}))
    part._blob = serialize_part_xml(theme)


def _drop_leftovers(presentation: Any) -> None:
    """What a template says of itself: its picture, printer, program, owner, and the titles of its own slides."""
    for part in (presentation.part.package, presentation.part):
        for key, relation in list(part._rels.items()):
            if relation.reltype.endswith(_OF_ANOTHER):
                part._rels.pop(key)


def fit_title(slide: Any) -> None:
    """Sets a title smaller that would not fit in the place that its layout gives it."""
    title = slide.shapes.title
    size, letters = _title_size(slide.slide_layout), len(title.text_frame.text) * TITLE_LETTER
    for scale in range(100, 40, -10):
        now = size * scale // 100
        if math.ceil(letters * now / title.width) * TITLE_LINE * now <= title.height:
            break
    if scale < 100:
        title.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
        title._element.find(f".//{qn('a:normAutofit')}").set("fontScale", f"{scale * 1000}")


def _title_size(layout: Any) -> int:
    """The size of a title in a layout: its own, or that of the master."""
    own = [shape._element for shape in layout.placeholders if shape.placeholder_format.type in _TITLES]
    for place in (*own, layout.slide_master._element.find(f".//{qn('p:titleStyle')}")):
        for level in place.iter(qn("a:lvl1pPr")) if place is not None else ():
            letters = level.find(qn("a:defRPr"))
            if letters is not None and letters.get("sz"):
                return Pt(int(letters.get("sz")) / 100)
    return Pt(44)


def set_language(presentation: Any) -> None:
    """Says of every text that it is Dutch, also in notes, charts and layouts, so that it is read aloud as Dutch."""
    for part in presentation.part.package.iter_parts():
        element = getattr(part, "_element", None)
        if element is None:
            continue
        for run in element.iter(qn("a:r"), qn("a:fld")):
            if run.find(qn("a:rPr")) is None:
                run.insert(0, run.makeelement(qn("a:rPr"), {}))
        for style in element.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr")):
            style.set("lang", LANGUAGE)


def packed(presentation: Any) -> bytes:
    """The presentation as bytes: the same for the same content, whenever it is made."""
    written, target = io.BytesIO(), io.BytesIO()
    presentation.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(name))
    return target.getvalue()
