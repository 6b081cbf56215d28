"""Slides and PDFs: what they hold is what the screen shows, for everybody to read, and the same at every run."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import page
import pypdf
import pytest
from lxml import etree, html
from pptx import Presentation
from pptx.oxml.ns import qn
from streamlit.testing.v1 import AppTest

from ks_data import INDICATORS, DataError, answers
from ks_data.answers import Choice
from ks_data.answers.briefing import Briefing, Section, briefing
from ks_data.answers.standing import stand_of
from ks_data.catalogue import regions
from ks_data.catalogue.statuses import Status
from ks_data.incoming import publication
from ks_data.language import dutch
from ks_data.store import current
from pages.outputs import drawings, files, line_chart, native_chart, profile, slides
from pages.outputs.names import file_name, link
from pages.parts import upload
from tests.conftest import ROOT
from tests.pages.conftest import CORE, YEARS
from tests.pages.played import words
from tests.pages.read_back import in_workbook, paper, schema_errors, squeezed, texts, workbooks

pytestmark = pytest.mark.slow
TOWNS = ["GM0392", "GM0088", "GM0518", "GM0060"]
"""Haarlem, Schiermonnikoog, 's-Gravenhage and Ameland."""
ADDRESS = "https://kansrijkestart.example/"


def choice(region: str) -> Choice:
    return Choice(region, regions.COUNTRY, *YEARS)


def content(region: str = "GM0392") -> Briefing:
    return briefing(current(), choice(region))


@cache
def made(identity: object, region: str, form: str) -> bytes:
    """A file as a reader gets it, made once for all that is asked of it; identity: of the data that pages show."""
    assert current().identity == identity
    return files.made(current(), choice(region), form, ADDRESS)


def deck_of(region: str = "GM0392") -> bytes:
    return made(current().identity, region, "pptx")


def document_of(region: str = "GM0392") -> bytes:
    return made(current().identity, region, "pdf")


# --- the same figures as on the screen ---


def screen(page_name: str, region: str, **link_to: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for id in CORE:
        app.session_state[f"weergave_{id}"] = "Tabel"
    app.query_params.update({"gemeente": regions.name(region), "jaren": [str(year) for year in YEARS], **link_to})
    app = app.switch_page(f"pages/{page_name}.py").run()
    assert not app.exception and app.title
    return app


def tables_on_screen(region: str) -> Iterator[list[list[str]]]:
    """The table of each indicator as the page shows it: rows of cells, with their limits."""
    app = screen("ontwikkeling", region, cijfers=[INDICATORS[id].name for id in CORE])
    for piece in app.main.get("html"):
        for table in html.fromstring(f"<div>{piece.proto.body}</div>").iter("table"):
            if (first := table.find(".//th")) is not None and first.text == "Jaar":
                yield [[" ".join(cell.itertext()) for cell in row] for row in table.iter("tr")]


@pytest.mark.parametrize("region", TOWNS)
def test_the_cells_behind_a_chart_the_pdf_and_the_screen_give_the_same_figures(fictitious, region: str) -> None:
    shown = content(region)
    cells = workbooks(deck_of(region))
    document = re.sub("[();]", "", paper(document_of(region)))  # around the limits
    tables = list(tables_on_screen(region))
    drawn = [section for section in shown.sections if section.chart]
    assert len(drawn) == len(cells) == len(tables) > 2
    for section, columns, (head, *rows) in zip(drawn, cells, tables, strict=True):
        digits = INDICATORS[section.indicator].decimals
        of_cells = in_workbook(columns)
        on_screen = {}
        for year, *figures in rows:
            for name, figure in zip(head[1:], figures, strict=False):
                if name != "Oordeel" and figure[:1].isdigit() and "-" not in year:
                    on_screen[year, name] = re.findall(r"[\d.,]*\d", figure.partition(" was ")[0])
            assert squeezed(year + "".join(figures)) in document or not any(f[:1].isdigit() for f in figures)
        written = {
            key: [dutch.number(number, digits) for number in numbers if number is not None]
            for key, numbers in of_cells.items()
        }
        assert written == on_screen


@pytest.mark.parametrize("region", TOWNS)
def test_what_the_overview_says_stands_on_the_slides_and_in_the_pdf(fictitious, region: str) -> None:
    shown = content(region)
    slide_text, document = squeezed(" ".join(texts(deck_of(region)))), paper(document_of(region))
    app = screen("overzicht", region)
    assert squeezed(app.title[0].value) in slide_text and squeezed(app.title[0].value) in document
    seen, leading = squeezed(words(app)), {card.title for card in answers.overview(current(), choice(region)).cards}
    for row in shown.summary:
        in_sight = (row.figure, row.measure, row.limits, row.benchmark.partition(";")[0])
        for text in (row.title, row.verdict, *in_sight):
            assert squeezed(text) in seen or (row.title not in leading and text in in_sight)
            assert squeezed(text) in slide_text and squeezed(text) in document
    for section in shown.sections:
        for text in (section.title, *section.sentences):
            assert squeezed(text) in slide_text
            assert (squeezed(text) in document) == (text not in section.in_table)


# --- nothing that is hidden, and no more than is shown ---


@pytest.mark.parametrize("region", TOWNS)
def test_a_hidden_year_is_an_empty_cell_and_no_cell_has_more_decimals_than_the_screen(fictitious, region) -> None:
    shown = content(region)
    drawn = [section for section in shown.sections if section.chart]
    suppressed = 0
    for section, columns in zip(drawn, workbooks(deck_of(region)), strict=True):
        rows = current().observations(section.indicator)
        hidden = rows[(rows["region"] == region) & (rows["status"] == Status.SUPPRESSED)]["period"]
        for name, column in columns.items():
            values = dict(zip(columns["Jaar"], column, strict=True))
            suppressed += sum(year in values for year in hidden)
            if name.startswith(regions.name(region)) and "samen" not in name:
                assert [values[year] for year in hidden if year in values and values[year] is not None] == []
            digits = INDICATORS[section.indicator].decimals
            numbers = [value for value in column if isinstance(value, float)]
            assert all(value == dutch.rounded(value, digits) for value in numbers)
    assert suppressed or region in ("GM0392", "GM0518")


# --- for everybody to read ---


@pytest.mark.parametrize("region", TOWNS)
@pytest.mark.parametrize("profile_name", ["PDF_UA_1", "PDF_A_2A"])
def test_a_pdf_is_accessible_and_fit_for_an_archive_and_at_most_two_pages(fictitious, region, profile_name) -> None:
    document = document_of(region)
    report = page.validate_pdf_bytes(document, profile=getattr(page.ValidationProfile, profile_name))
    assert report.is_compliant, [failure.message for failure in report.failures]
    assert report.document.page_count <= 2
    assert len(document) <= 200_000


@pytest.mark.parametrize("region", TOWNS)
def test_a_pdf_says_once_what_holds_for_all_charts_and_leaves_out_of_words_only_a_year_in_the_table(
    fictitious, region
) -> None:
    shown = content(region)
    shared, notes = profile._notes(shown)
    assert len(shared) == len(set(shared)) and not {words for of_one in notes for words in of_one} & set(shared)
    for section in shown.sections:
        assert set(section.in_table) <= set(section.sentences)
        years = {row.period for row in section.table.rows if row.verdict} if section.table else set()
        assert all(any(f"In {year} " in words for year in years) for words in section.in_table)


def test_limits_in_a_pdf_stand_in_brackets_so_that_they_do_not_read_as_two_more_figures() -> None:
    document = paper(profile.pdf(content()))
    assert "147,5(132,0en164,5)" in document and "Tussenhaakjesbijelkcijfer:95%zekertussen." in document


def test_the_number_of_a_page_stands_beside_whose_it_is_and_the_link_has_lines_of_its_own() -> None:
    address = link(choice("GM0392"), ADDRESS, str(stand_of(current())))
    for leaf in pypdf.PdfReader(io.BytesIO(document_of())).pages:
        heights: dict[str, float] = {}
        leaf.extract_text(visitor_text=lambda words, place, *rest, at=heights: at.update({squeezed(words): place[5]}))
        (number,) = [words for words in heights if words.startswith("bladzijde")]
        at_number = "".join(words for words, height in heights.items() if height == heights[number])
        assert at_number.startswith("KansrijkeStartinHaarlem.Stand") and "http" not in at_number
        assert address in squeezed(leaf.extract_text())


def test_where_charts_begin_at_other_values_the_note_on_all_of_them_says_so() -> None:
    shared, notes = profile._notes(content())
    assert any(words.startswith("De as begint bij nul, tenzij") for words in shared)
    assert any(words == "De as begint bij 130." for of_one in notes for words in of_one)


def test_a_text_with_signs_that_the_letters_of_the_pdf_lack_is_a_valid_pdf_all_the_same() -> None:
    odd = "Gemeente 日本 😀 \u0378 \u0007 \ue000 Łódź e\u0301 \u202e ▲ – €"
    shown = replace(content(), lead=odd, citations=(odd,), state=odd)
    document = profile.pdf(shown)
    assert page.is_pdf_compliant_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
    assert "Łódź" in paper(document) and "日本 😀" in " ".join(texts(slides.pptx(shown)))


def test_a_stream_of_a_pdf_that_ends_in_a_line_end_keeps_its_length() -> None:
    document = b"<</Length 2>>stream\nx\r\nendstream <</Length 1>>stream\nx\nendstream"
    clear = drawings.with_clear_ends(document)
    assert clear == b"<</Length 2>>stream\nx\r\rendstream <</Length 1>>stream\nx\nendstream"
    assert len(clear) == len(document), "the places of all other objects stand in a table"


def test_six_years_of_what_is_shipped_stand_on_two_pages_with_a_fixed_link() -> None:
    """Of the municipality that most is known of; the sources of the demonstration set are short."""
    document = files.made(current(), Choice("GM0392", regions.COUNTRY, 2017, 2022), "pdf", ADDRESS)
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 2


def test_sources_may_run_on_to_another_page() -> None:
    many = tuple(f"Bron {number}, met een titel van een gewone lengte. " * 3 for number in range(120))
    document = profile.pdf(replace(content(), citations=many))
    report = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant and report.document.page_count > 2
    assert "Bron119" in paper(document)


def test_every_sign_that_is_not_replaced_can_be_shown() -> None:
    every = "".join(sign for sign in map(chr, range(32, 0x2600)) if not profile.UNREADABLE.search(sign))
    assert len(every) > 400
    profile.pdf(replace(content(), lead=" ".join(every)))


def test_each_chart_table_and_map_on_slides_has_a_text_and_each_slide_its_own_title_and_notes(fictitious) -> None:
    deck = Presentation(io.BytesIO(deck_of()))
    fixed_link = link(choice("GM0392"), ADDRESS, str(stand_of(current())))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(set(titles)) == len(titles) > 5 and all(titles)
    pictured = [shape for slide in deck.slides for shape in slide.shapes if not shape.has_text_frame]
    assert len(pictured) > 5
    for shape in pictured:
        described = next(shape._element.iter(qn("p:cNvPr")))
        assert len(described.get("descr", "")) > 20
    for slide in deck.slides:
        notes = slide.notes_slide.notes_text_frame.text
        assert "Stand: " in notes and fixed_link in notes and "FICTIEF" in notes


@pytest.mark.parametrize("region", TOWNS)
def test_slides_are_as_the_schema_of_powerpoint_has_them(fictitious, region: str) -> None:
    assert not schema_errors(deck_of(region))


def test_a_fault_in_slides_is_seen_by_the_checker_that_the_tests_trust() -> None:
    broken, target = deck_of(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(broken)) as parts, zipfile.ZipFile(target, "w") as copy:
        for name in parts.namelist():  # limits behind the years: PowerPoint asks whether it may repair that
            copy.writestr(
                name, re.sub(rb"(<c:errBars>.*?</c:errBars>)(<c:cat>.*?</c:cat>)", rb"\2\1", parts.read(name))
            )
    assert any("errBars" in fault for fault in schema_errors(target.getvalue()))


def test_every_text_of_a_deck_is_marked_as_dutch() -> None:
    with zipfile.ZipFile(io.BytesIO(deck_of())) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                for run in etree.fromstring(parts.read(name)).iter(qn("a:r")):
                    assert run.find(qn("a:rPr")).get("lang") == "nl-NL", name


def test_a_deck_says_of_no_other_program_or_person_that_made_it() -> None:
    with zipfile.ZipFile(io.BytesIO(deck_of())) as parts:
        assert [name for name in parts.namelist() if name.startswith("docProps/")] == ["docProps/core.xml"]
        assert b"Kansrijke Start in Haarlem" in parts.read("docProps/core.xml")
        assert not [name for name in parts.namelist() if "printer" in name]


def test_slides_take_every_colour_from_the_theme_but_for_the_legend_of_the_map() -> None:
    with zipfile.ZipFile(io.BytesIO(deck_of())) as parts:
        for name in parts.namelist():
            if re.fullmatch(r"ppt/(slides|charts)/[a-z]+\d+\.xml", name):
                tree = etree.fromstring(parts.read(name))
                is_map = b"svgBlip" in parts.read(name)
                assert is_map or not list(tree.iter(qn("a:srgbClr"))), name
                assert not list(tree.iter(qn("a:latin")))


def test_the_limits_in_a_chart_follow_the_cells_of_its_workbook() -> None:
    deck = deck_of()
    checked = 0
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if not shape.has_chart:
                continue
            blob = shape.chart.part.chart_workbook.xlsx_part.blob
            (sheet,) = openpyxl.load_workbook(io.BytesIO(blob)).worksheets
            for reference in shape.chart._chartSpace.iter(qn("c:errBars")):
                for side in ("c:plus", "c:minus"):
                    cells = reference.find(f".//{qn(side)}//{qn('c:f')}").text.partition("!")[2].replace("$", "")
                    formulas = [cell.value for (cell,) in sheet[cells] if cell.value is not None]
                    assert formulas and all(str(formula).startswith("=ROUND(") for formula in formulas)
                    checked += 1
    assert checked > 4


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Haarlem 147,1", ["Haarlem 147,1"]),
        ("Bergen op Zoom 12,3 (voorlopig)", ["Bergen op Zoom", "12,3 (voorlopig)"]),
        ("Nuenen, Gerwen en Nederwetten 1.895", ["Nuenen, Gerwen en Nederwetten", "1.895"]),
    ],
)
def test_a_long_label_keeps_its_figure_in_one_line(label: str, lines: list[str]) -> None:
    assert line_chart.wrapped(label) == lines


def section_with(**parts: Any) -> Section:
    return replace(next(section for section in content().sections if section.chart), **parts)


def of_one(section: Section) -> Any:
    """The slide of a section in a deck with no other."""
    return Presentation(io.BytesIO(slides.pptx(replace(content(), sections=(section,))))).slides[2]


def test_the_words_at_near_figures_stand_apart_whatever_the_names_and_right_of_their_marks() -> None:
    name = "Nuenen, Gerwen en Nederwetten"
    section = section_with()
    series = [
        replace(series, end=f"{region} {value} (voorlopig)", points=(replace(series.points[-1], value=value),))
        for series, region, value in zip(section.chart.series[:2], (name, "Nederland"), (150.0, 150.5), strict=True)
    ]
    slide = of_one(section_with(chart=replace(section.chart, series=tuple(series))))
    (frame,) = (shape for shape in slide.shapes if shape.has_chart)
    labels = list(frame.chart._chartSpace.iter(qn("c:dLbl")))
    moved = [float(label.find(f".//{qn('c:y')}").get("val")) * frame.height for label in labels]
    lines = [[text.text for text in label.iter(qn("a:t"))] for label in labels]
    assert [label.find(qn("c:dLblPos")).get("val") for label in labels] == ["r", "r"]
    assert lines == [["Nuenen, Gerwen", "en Nederwetten", "150.0 (voorlopig)"], ["Nederland", "150.5 (voorlopig)"]]
    assert abs(moved[0] - moved[1]) > 2.5 * native_chart.LINE_HEIGHT


def test_words_beside_a_chart_are_smaller_where_there_are_more_and_end_above_the_sources() -> None:
    sizes = []
    for times in (1, 2, 3):
        slide = of_one(section_with(sentences=("In Haarlem is dit een zin van een gewone lengte. " * 5,) * times))
        words, foot = (
            next(s for s in slide.shapes if s.name == name) for name in ("Wat het cijfer zegt", "Bron en stand")
        )
        paragraphs = [slides.Words(p.text, p.runs[0].font.size) for p in words.text_frame.paragraphs]
        assert words.top + slides._height(paragraphs, words.width) <= foot.top
        sizes.append(paragraphs[0].size)
    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[-1] >= slides.FOOT


def test_a_title_that_does_not_fit_is_set_smaller() -> None:
    for title, scale in (
        ("Vroeg in zorg: hoger dan in Nederland", None),
        ("Vroeg in zorg: hoger dan elders " * 4, "90000"),
    ):
        fitted = of_one(section_with(title=title)).shapes.title._element.find(f".//{qn('a:normAutofit')}")
        assert (None if fitted is None else fitted.get("fontScale")) == scale


def test_many_years_are_named_in_smaller_letters_and_not_each() -> None:
    section = section_with()
    for number, skip in ((6, None), (14, "2")):
        years = tuple(range(2010, 2010 + number))
        points = tuple(replace(section.chart.series[0].points[0], year=year) for year in years)
        drawn = replace(
            section.chart, years=years, breaks=(), series=(replace(section.chart.series[0], points=points),)
        )
        (frame,) = (shape for shape in of_one(section_with(chart=drawn)).shapes if shape.has_chart)
        found = frame.chart._chartSpace.find(f".//{qn('c:tickLblSkip')}")
        assert (None if found is None else found.get("val")) == skip


def test_sources_fill_a_slide_before_they_take_another_and_each_stands_once() -> None:
    for number, slides_needed in ((12, 1), (40, 3)):
        many = tuple(f"Bron {row}, met een titel van een gewone lengte." for row in range(number))
        deck = Presentation(io.BytesIO(slides.pptx(replace(content(), citations=many))))
        listed = [slide for slide in deck.slides if slide.shapes.title.text.startswith("Bronnen")]
        boxes = [shape.text_frame for slide in listed for shape in slide.shapes if shape.name == "Bronnen"]
        assert len(listed) == slides_needed
        assert [line.text for box in boxes for line in box.paragraphs] == list(many)


# --- what is not real says so ---


def test_fictitious_figures_say_so_on_every_slide_every_page_in_the_title_and_in_the_name(fictitious) -> None:
    deck, document = deck_of("GM0088"), document_of("GM0088")
    for slide in Presentation(io.BytesIO(deck)).slides:
        assert any(shape.has_text_frame and shape.text_frame.text == "FICTIEF" for shape in slide.shapes)
    reader = pypdf.PdfReader(io.BytesIO(document))
    assert all("FICTIEF" in leaf.extract_text() for leaf in reader.pages)
    assert str(reader.metadata.title).startswith("FICTIEF")
    assert Presentation(io.BytesIO(deck)).core_properties.title.startswith("FICTIEF")
    assert file_name(current().mark, choice("GM0088"), "pdf") == "FICTIEF-kansrijke-start-Schiermonnikoog.pdf"


def test_a_preview_says_so_on_every_slide_and_page() -> None:
    found = publication.examine("nieuw.csv", f"indicator,region,period,value\n{CORE[0]},GM0392,2021,141.7".encode())
    data = current(upload.preview(found))
    deck, document = (files.made(data, Choice("GM0392", "NL01", 2017, 2022), form) for form in ("pptx", "pdf"))
    for slide in Presentation(io.BytesIO(deck)).slides:
        assert any(shape.has_text_frame and shape.text_frame.text == "VOORBEELD" for shape in slide.shapes)
    assert all("VOORBEELD" in leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(document)).pages)
    assert "141,7" in paper(document)


# --- house styles ---


def potx(source: bytes) -> bytes:
    """A presentation as a template."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as parts, zipfile.ZipFile(target, "w") as copy:
        for name in parts.namelist():
            content_of = parts.read(name)
            if name == "[Content_Types].xml":
                content_of = content_of.replace(b"presentation.main+xml", b"template.main+xml")
            if "/theme/" in name:
                content_of = content_of.replace(b"1650B0", b"7030A0").replace(b"Calibri", b"Georgia")
            copy.writestr(name, content_of)
    return target.getvalue()


def test_a_house_template_gives_its_colours_and_letters_and_none_of_its_slides() -> None:
    template = potx(slides.pptx(replace(content("GM0088"), lead="Van iemand anders")))
    deck = slides.pptx(content(), template=template)
    assert "Van iemand anders" not in " ".join(texts(deck))
    with zipfile.ZipFile(io.BytesIO(deck)) as parts:
        theme = parts.read("ppt/theme/theme1.xml")
        assert b"7030A0" in theme and b"Georgia" in theme
        assert len([name for name in parts.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]) == len(
            Presentation(io.BytesIO(deck)).slides
        )


@pytest.mark.parametrize("broken", [b"", b"no presentation", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_template_is_refused_in_words(broken: bytes) -> None:
    with pytest.raises(DataError, match="Dit sjabloon is geen PowerPoint-bestand"):
        slides.pptx(content(), template=broken)


def test_the_operator_names_a_template_and_hears_when_it_is_not_there(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv(files.TEMPLATE, str(tmp_path / "weg.potx"))
    with pytest.raises(DataError, match=r"weg\.potx .*is niet te lezen"):
        files.made(current(), choice("GM0392"), "pptx")


# --- other programs ---


def test_a_deck_opens_in_libreoffice(tmp_path: Path) -> None:
    if not (office := shutil.which("soffice")):
        pytest.skip("LibreOffice is not on this machine")
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(deck_of())
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert len(pypdf.PdfReader(tmp_path / "deck.pdf").pages) == len(Presentation(deck).slides)


# --- the buttons ---


@pytest.mark.browser
def test_a_reader_gets_both_files_of_what_is_on_the_page(server, visit) -> None:
    tab = visit(server, "overzicht", "gemeente=Schiermonnikoog&jaren=2017&jaren=2019")
    for label, form, start in (("Dia's", "pptx", b"PK"), ("PDF", "pdf", b"%PDF")):
        with tab.expect_download() as started:
            tab.get_by_role("button", name=label, exact=True).click()
        assert started.value.suggested_filename == f"kansrijke-start-Schiermonnikoog.{form}"
        made = started.value.path().read_bytes()
        assert made.startswith(start)
        chosen = Choice("GM0088", "NL01", 2017, 2019)
        assert made == files.made(current(), chosen, form, server.url), "as the command makes it"


def test_the_overview_offers_both_files_and_makes_them_when_asked() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).switch_page("pages/overzicht.py").run()
    offered = {button.proto.label for button in app.main.get("download_button")}
    assert {"Dia's", "PDF"} <= offered
