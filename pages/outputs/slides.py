"""A briefing as slides that PowerPoint users edit on: native charts and tables, alternative texts, speaker notes.

Everything takes the colours and letters of the theme, so that another house style needs nothing else; only the map
keeps its own, as its colours mean something.
"""

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from PIL import Image
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN_TYPE, MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from ks_data.answers.briefing import Briefing, BudgetSection, Section, SummaryRow, TrancheMap
from ks_data.answers.citations import in_lists, in_one_line
from pages.outputs import house_style, native_chart
from pages.outputs.drawings import cleaned, png, title
from pages.outputs.presentation import ALL_SOURCES
from pages.outputs.tranche_map import Group, legend, tranche_map

READING, SMALL, FOOT = Pt(16), Pt(12), Pt(10)
BETWEEN = Pt(6)
"""What stays free beneath a paragraph."""
MARGIN = Emu(540_000)
GAP = Emu(200_000)
SOURCE_LINES = 17
"""So many lines of sources fit on a slide."""
LETTER_WIDTH = Pt(6)
"""The room that a small letter takes, a little more than the mean."""
FOOT_LETTERS = 330
"""So many letters of sources fit at the foot of a slide."""
SIZES = (READING, Pt(14), SMALL, Pt(11), FOOT)
"""What text beside a chart may measure: the largest in which all of it fits."""
REMARK = Pt(11)
TABLE_SIZES = (Pt(14), SMALL, Pt(11), FOOT, Pt(9))
CELL_MARGIN, CELL_SIDES, LOWEST_ROW = 25_000, 182_880, 300_000
"""What stays free above and beneath the words in a cell, at its left and right together, and how low a row may be."""
LETTER, LINE = 0.48, 1.2
"""How wide a letter is and how high a line, as parts of the size of the text: in the letters of most themes."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""Signs that XML does not know."""
SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
"""What PowerPoint calls the picture that it prefers to the one beside it."""
SVG_NAMES = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


class Box(NamedTuple):
    """A place on a slide, in the units of the file."""

    left: int
    top: int
    width: int
    height: int

    def split(self, share: float) -> tuple["Box", "Box"]:
        """A left part of so great a share, and what is right of it."""
        first = int((self.width - GAP) * share)
        rest = self.left + first + GAP
        return Box(self.left, self.top, first, self.height), Box(
            rest, self.top, self.left + self.width - rest, self.height
        )

    def cut(self, share: float) -> tuple["Box", "Box"]:
        """An upper part of so great a share, and what is beneath it."""
        first = int(self.height * share)
        return self._replace(height=first), self._replace(top=self.top + first, height=self.height - first)


class Words(NamedTuple):
    """A paragraph: its text, size and colour."""

    text: str
    size: Pt = READING
    colour: Any = MSO_THEME_COLOR.TEXT_1
    bold: bool = False


def pptx(briefing: Briefing, link: str = "", template: bytes | None = None) -> bytes:
    """A briefing as a PowerPoint file; the same bytes for the same briefing, link and template.

    link: where the figures are on the screen; may be empty. template: the house template (.pptx or .potx); without it
    the slides have our own style. Raises DataError for a template that cannot be used.
    """
    briefing = cleaned(briefing, _CONTROL, "")
    deck = _Slides(briefing, link, template)
    deck.add_opening()
    deck.add_summary(briefing.summary)
    for section in briefing.sections:
        deck.add_section(section)
    deck.add_map(briefing.map)
    if briefing.budget:
        deck.add_budget(briefing.budget)
    deck.add_sources(briefing.citations)
    return deck.packed()


class _Slides:
    """The slides of one briefing, one after the other."""

    def __init__(self, briefing: Briefing, link: str, template: bytes | None) -> None:
        self.briefing, self.link = briefing, link
        self.deck = house_style.opened(template)
        self.presentation = self.deck.presentation
        self.titles: list[str] = []

    def packed(self) -> bytes:
        properties, moment = self.presentation.core_properties, datetime.fromisoformat(self.briefing.day)
        properties.title, properties.author = title(self.briefing), "Kansrijke Start"
        properties.subject, properties.language = self.briefing.title, house_style.LANGUAGE
        properties.keywords, properties.comments, properties.category = self.briefing.mark, self.briefing.state, ""
        properties.last_modified_by, properties.revision = "Kansrijke Start", 1
        properties.created = properties.modified = moment
        house_style.set_language(self.presentation)
        return house_style.packed(self.presentation)

    # --- what every slide has ---

    def _slide(
        self, layout: Any, heading: str, notes: Iterable[str], sources: Sequence[str], origin: str = ""
    ) -> tuple[Any, Box]:
        """A slide with its title, notes, mark, sources (or in short who they are) and state, and what place is left."""
        heading = heading if heading not in self.titles else f"{heading} ({self.titles.count(heading) + 1})"
        self.titles.append(heading)
        slide = self.presentation.slides.add_slide(layout)
        slide.shapes.title.text = heading
        house_style.fit_title(slide)
        cited = [f"Bron: {source}" for source in sources]
        state = [*self.briefing.warnings, f"{self.briefing.state}.", self.link]
        slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, [*notes, *cited, *state]))
        width, height = self.presentation.slide_width, self.presentation.slide_height
        foot = Box(MARGIN, int(height * 0.89), width - 2 * MARGIN, int(height * 0.1))
        mark = f"{self.briefing.mark}. " if self.briefing.mark else ""
        words = [f"{mark}{self.briefing.state}.{f' {self.link}' if self.link else ''}", origin or _short(sources)]
        self._text(slide, "Bron en stand", foot, [Words(line, FOOT) for line in words if line], after=Pt(0))
        if self.briefing.mark:
            corner = Box(int(width * 0.6), 0, int(width * 0.4) - MARGIN, 330_000)
            self._text(
                slide,
                "Let op",
                corner,
                [Words(self.briefing.mark, READING, MSO_THEME_COLOR.ACCENT_2, bold=True)],
                align=PP_ALIGN.RIGHT,
            )
        title_box = slide.shapes.title
        top = title_box.top + title_box.height + GAP // 2
        top = top if top < height * 0.45 else int(height * 0.2)
        return slide, Box(MARGIN, top, width - 2 * MARGIN, foot.top - top)

    def _text(
        self,
        slide: Any,
        name: str,
        place: Box,
        words: Iterable[Words],
        align: Any = PP_ALIGN.LEFT,
        after: Any = BETWEEN,
    ) -> None:
        box = slide.shapes.add_textbox(*place)
        box.name = name
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        _write(frame, words, align, after)

    def _table(self, slide: Any, name: str, alt: str, place: Box, rows: Sequence[Sequence[str]], widths: str) -> Any:
        """A native table as large as fits, of which the first row is the heading.

        widths: of the columns, as digits in proportion.
        """
        parts = [int(part) for part in widths]
        across = [place.width * part // sum(parts) for part in parts]
        size = next(
            (size for size in TABLE_SIZES if sum(_heights(rows, across, size)) <= place.height), TABLE_SIZES[-1]
        )
        heights = _heights(rows, across, size)
        frame = slide.shapes.add_table(len(rows), len(parts), place.left, place.top, place.width, sum(heights))
        frame.name = name
        frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
        table = frame.table
        for column, width in zip(table.columns, across, strict=True):
            column.width = Emu(width)
        for row, height, texts in zip(table.rows, heights, rows, strict=True):
            row.height = Emu(height)
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text, cell.vertical_anchor = text, MSO_ANCHOR.MIDDLE
                cell.margin_top = cell.margin_bottom = Emu(CELL_MARGIN)
                line = cell.text_frame.paragraphs[0]
                line._p.get_or_add_endParaRPr().set("sz", str(size.centipoints))  # or an empty cell is as high as 18
                for run in line.runs:
                    run.font.size = size
        return frame

    # --- the slides ---

    @property
    def _origin(self) -> str:
        return f"{self.briefing.origin} {ALL_SOURCES}".strip()

    def add_opening(self) -> None:
        briefing = self.briefing
        slide, place = self._slide(self.deck.opening, briefing.title, [briefing.lead], [], self._origin)
        words = [Words(f"Kansrijke Start in {briefing.name}", Pt(24), MSO_THEME_COLOR.ACCENT_1, bold=True)]
        words += [Words(briefing.lead, Pt(20))] if briefing.lead else []
        words += [Words(warning, Pt(18), MSO_THEME_COLOR.ACCENT_2, bold=True) for warning in briefing.warnings]
        subtitle = next((shape for shape in slide.placeholders if shape.placeholder_format.idx == 1), None)
        if subtitle is None:
            self._text(slide, "Waar het over gaat", place, words)
        else:
            _write(subtitle.text_frame, words, None)

    def add_summary(self, summary: Sequence[SummaryRow]) -> None:
        name = self.briefing.name
        slide, place = self._slide(self.deck.title_only, f"De nieuwste cijfers van {name}", [], [], self._origin)
        head = ("Onderwerp", "Cijfer", "Hoe zeker", "Ernaast", "Oordeel")
        rows = [
            (row.title, " ".join(filter(None, [row.figure, row.measure])), row.limits, row.benchmark, row.verdict)
            for row in summary
        ]
        alt = f"Tabel met de nieuwste cijfers van {name}: cijfer, hoe zeker het is, wat ernaast staat en het oordeel."
        table = self._table(slide, "De nieuwste cijfers", alt, place, [head, *rows], "35434").table
        for line, row in zip(list(table.rows)[1:], summary, strict=True):
            colour = {"gunstiger": MSO_THEME_COLOR.ACCENT_1, "ongunstiger": MSO_THEME_COLOR.ACCENT_2}
            for run in line.cells[4].text_frame.paragraphs[0].runs:
                run.font.bold = True
                run.font.color.theme_color = colour.get(row.appraisal, MSO_THEME_COLOR.TEXT_1)

    def add_section(self, section: Section) -> None:
        notes = [*section.sentences, section.definition, *section.remarks]
        slide, place = self._slide(self.deck.title_only, section.title, notes, section.citations)
        if section.chart is None:
            self._text(slide, "Wat er bekend is", place, _fitting(section.sentences, (), place))
            return
        left, right = place.split(0.64)
        measure = Box(left.left, left.top, left.width, 300_000)
        self._text(slide, "Maat", measure, [Words(section.heading, SMALL)])
        room = Box(left.left, left.top + measure.height, left.width, left.height - measure.height)
        native_chart.add_chart(slide, section.chart, f"Grafiek: {section.name}", room)
        self._text(slide, "Wat het cijfer zegt", right, _fitting(section.sentences, section.remarks, right))

    def add_map(self, answer: TrancheMap) -> None:
        remarks = list(filter(None, [answer.published, *answer.remarks, answer.attribution]))
        notes = [answer.sentence, *remarks]
        slide, place = self._slide(self.deck.title_only, answer.title, notes, answer.citations)
        left, right = place.split(0.42)
        self._picture(slide, tranche_map(answer), answer.alt, left)
        above, below = right.cut(0.2)
        self._text(slide, "Wat er bekend is", above, _fitting([answer.sentence], (), above))
        groups = legend(answer)
        rows = [("", "Op de kaart", "Gemeenten"), *(("", group.name, group.number) for group in groups)]
        room, _ = below.cut(0.8)
        alt = "Tabel: wat de kleuren van de kaart betekenen, met het aantal gemeenten."
        table = self._table(slide, "Legenda", alt, room, rows, "173")
        for line, group in zip(list(table.table.rows)[1:], groups, strict=True):
            _fill(line.cells[0].fill, group)
        note = Box(right.left, table.top + table.height + GAP // 2, right.width, 500_000)
        self._text(slide, "Grenzen", note, [Words(words, FOOT) for words in remarks])

    def add_budget(self, answer: BudgetSection) -> None:
        notes = [answer.caption, *answer.sentences]
        slide, place = self._slide(self.deck.title_only, answer.headline, notes, answer.citations)
        left, right = place.split(0.6)
        rows = [("Post (betaler)", "Bedrag", "Aandeel")]
        rows += [(line.name, line.amount, line.percent) for line in answer.lines]
        rows.append(("Totaal", answer.total, "100%"))
        self._text(slide, "Maat", Box(left.left, left.top, left.width, 300_000), [Words(answer.caption, SMALL)])
        below = Box(left.left, left.top + 350_000, left.width, left.height - 350_000)
        self._table(slide, "Begroting", f"Tabel: {answer.caption}.", below, rows, "622")
        self._text(slide, "Wat de begroting zegt", right, _fitting(answer.sentences, (), right))

    def add_sources(self, citations: Sequence[str]) -> None:
        letters = (self.presentation.slide_width - 2 * MARGIN) // LETTER_WIDTH
        slides = list(in_lists(citations, SOURCE_LINES, letters))
        for number, cited in enumerate(slides, 1):
            heading = f"Bronnen ({number} van {len(slides)})" if len(slides) > 1 else "Bronnen"
            slide, place = self._slide(self.deck.title_only, heading, cited, [])
            self._text(slide, "Bronnen", place, [Words(citation, SMALL) for citation in cited])

    def _picture(self, slide: Any, drawing: str, alt: str, place: Box) -> None:
        """A drawing as vectors, with a picture of it for programs that know no SVG: one object, one text."""
        fallback = _few_colours(png(drawing, 90))
        shape = slide.shapes.add_picture(io.BytesIO(fallback), place.left, place.top, height=Emu(place.height))
        if shape.width > place.width:
            shape.height, shape.width = Emu(shape.height * place.width // shape.width), Emu(place.width)
        shape.name = "Kaart"
        shape._element.nvPicPr.cNvPr.set("descr", alt)
        vector = Part(PackURI("/ppt/media/kaart.svg"), "image/svg+xml", slide.part.package, drawing.encode())
        key = slide.part.relate_to(vector, RELATIONSHIP_TYPE.IMAGE)
        blip = shape._element.find(f".//{qn('a:blip')}")
        extensions = blip.makeelement(qn("a:extLst"), {})
        extension = blip.makeelement(qn("a:ext"), {"uri": SVG})
        extension.append(blip.makeelement(f"{{{SVG_NAMES}}}svgBlip", {qn("r:embed"): key}, {"asvg": SVG_NAMES}))
        extensions.append(extension)
        blip.append(extensions)


def _write(frame: Any, words: Iterable[Words], align: Any, after: Any = BETWEEN) -> None:
    for number, paragraph in enumerate(words):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.alignment, line.space_after = align, after
        run = line.add_run()
        run.text, run.font.size, run.font.bold = paragraph.text, paragraph.size, paragraph.bold
        run.font.color.theme_color = paragraph.colour


def _fitting(sentences: Sequence[str], remarks: Sequence[str], place: Box) -> list[Words]:
    """Sentences and remarks as large as fits in a place, the remarks smaller."""

    def words(size: Pt) -> list[Words]:
        return [*(Words(text, size) for text in sentences), *(Words(text, min(size, REMARK)) for text in remarks)]

    return next((words(size) for size in SIZES if _height(words(size), place.width) <= place.height), words(SIZES[-1]))


def _height(words: Iterable[Words], width: int) -> float:
    """How high paragraphs stand in a box of such a width, in the units of the file."""
    lines = ((paragraph, math.ceil(len(paragraph.text) * LETTER * paragraph.size / width)) for paragraph in words)
    return sum(number * LINE * paragraph.size + BETWEEN for paragraph, number in lines)


def _heights(rows: Sequence[Sequence[str]], across: Sequence[int], size: Pt) -> list[int]:
    """How high the rows of a table are, with letters of a size, in columns of such widths."""

    def lines(text: str, width: int) -> int:
        return math.ceil(len(text) * LETTER * size / (width - CELL_SIDES))

    most = (max(lines(text, width) for text, width in zip(row, across, strict=True)) for row in rows)
    return [max(LOWEST_ROW * size // TABLE_SIZES[0], int(number * LINE * size) + 2 * CELL_MARGIN) for number in most]


def _short(sources: Sequence[str]) -> str:
    """The sources in the two lines that there are for them; more of them stand in the notes and on the last slide."""
    words = in_one_line(sources)
    return words if len(words) <= FOOT_LETTERS else "Bronnen: zie de notities en de laatste dia."


def _fill(fill: Any, group: Group) -> None:
    """The colour or the hatch of the map in a cell of its legend."""

    def colour(text: str) -> RGBColor:
        return RGBColor.from_string(text.removeprefix("#").upper())

    if not group.hatch:
        fill.solid()
        fill.fore_color.rgb = colour(group.fill)
        return
    fill.patterned()
    rising, falling = MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL, MSO_PATTERN_TYPE.WIDE_DOWNWARD_DIAGONAL
    fill.pattern = rising if group.rising else falling
    fill.fore_color.rgb, fill.back_color.rgb = colour(group.hatch), colour(group.fill)


def _few_colours(picture: bytes) -> bytes:
    """A picture in 32 colours: a fourth of the bytes, and a map has no more."""
    target = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(32).save(target, "PNG", optimize=True)
    return target.getvalue()
