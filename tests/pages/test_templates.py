"""A house template: what it gives to slides, how long it holds, and what is refused before it can do harm."""

import io
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec
from streamlit.testing.v1 import AppTest

from ks_data import DataError
from ks_data.answers import Choice
from ks_data.answers.briefing import briefing
from ks_data.store import current
from pages.outputs import files, house_style, slides, templates
from tests.conftest import ROOT

HAARLEM = Choice("GM0392", "NL01", 2017, 2019)


def made(template: bytes | None) -> bytes:
    return files.made(current(), HAARLEM, "pptx", template=template)


@pytest.fixture(scope="module")
def usual() -> bytes:
    """A presentation that somebody else made."""
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = "Geheim plan"
    presentation.core_properties.author = "Een ambtenaar"
    target = io.BytesIO()
    presentation.save(target)
    return target.getvalue()


def changed(template: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The template with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(template)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, content in parts.items():
            copy.writestr(name, content)
    return target.getvalue()


def with_part(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def without_layouts(parts: dict[str, bytes]) -> None:
    for name in [name for name in parts if name.startswith("ppt/slideLayouts/slideLayout")]:
        parts[name] = re.sub(rb'type="(title|ctrTitle)"', b'type="body"', parts[name])


TITLE = b'<p:sp><p:nvSpPr><p:cNvPr id="9" name=""/><p:cNvSpPr/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr></p:sp>'
OUTSIDE = (
    b'<Relationship Id="rId99" TargetMode="External" Target="http://elders.example/a.png" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
)
REFERENCE = b'<Relationship Id="rIdx%d" Type="theme" Target="../theme/theme1.xml"/>'
MASTER = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
WITH_ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'


def filled(filling: bytes, times: int) -> Callable[[dict[str, bytes]], None]:
    """Puts something very many times in a text of each of seven layouts."""

    def change(parts: dict[str, bytes]) -> None:
        for number in range(1, 8):
            name = f"ppt/slideLayouts/slideLayout{number}.xml"
            parts[name] = parts[name].replace(b"</a:p>", filling * (times // 7 + 1) + b"</a:p>", 1)

    return change


def on_each_layout(shape: bytes, times: int) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        for name in [name for name in parts if name.startswith("ppt/slideLayouts/slideLayout")]:
            replaced(name, b"</p:spTree>", shape * times + b"</p:spTree>")(parts)

    return change


def moved(target: str) -> Callable[[dict[str, bytes]], None]:
    """Puts a layout, and what it refers to, at another place below ppt/."""

    def change(parts: dict[str, bytes]) -> None:
        folder, _, name = target.partition("/")
        parts[f"ppt/{target}"] = parts.pop("ppt/slideLayouts/slideLayout7.xml")
        parts[f"ppt/{folder}/_rels/{name}.rels"] = parts.pop("ppt/slideLayouts/_rels/slideLayout7.xml.rels")
        for list_of_parts in ("[Content_Types].xml", MASTER):
            replaced(list_of_parts, b"slideLayouts/slideLayout7.xml", target.encode())(parts)

    return change


def with_layout_elsewhere(parts: dict[str, bytes]) -> None:
    """A layout that stands where slides stand, with a picture from elsewhere."""
    moved("slides/look.xml")(parts)
    replaced("ppt/slides/_rels/look.xml.rels", b"</Relationships>", OUTSIDE)(parts)


HOSTILE: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "a macro": (with_part("ppt/vbaProject.bin", b"x"), "macro's"),
    "a macro by its type": (
        replaced("[Content_Types].xml", b"presentationml.presentation.main", b"ms-powerpoint.macroEnabled"),
        "macro's",
    ),
    "a zip bomb": (with_part("ppt/media/image9.png", bytes(templates.MOST_UNPACKED)), "te groot"),
    "a bomb that is read": (with_part("ppt/theme/theme9.xml", b" " * (templates.MOST_XML + 1)), "te groot"),
    "a bomb in capitals": (with_part("ppt/theme/THEME9.XML", b" " * (templates.MOST_XML + 1)), "te groot"),
    "very many elements": (filled(b"<a:r/>", templates.MOST_ELEMENTS), "te ingewikkeld"),
    "very many attributes": (filled(b'<a:r a="" b="" c=""/>', templates.MOST_ELEMENTS // 4), "te ingewikkeld"),
    "very many placeholders": (on_each_layout(TITLE, templates.MOST_PLACEHOLDERS), "te ingewikkeld"),
    "very many shapes": (on_each_layout(b"<p:sp/>", templates.MOST_SHAPES), "te ingewikkeld"),
    "a layout called a picture": (moved("media/layout.png"), "geen PowerPoint-bestand"),
    "very many references": (
        replaced(
            MASTER,
            b"</Relationships>",
            b"".join(REFERENCE % number for number in range(templates.MOST_REFERENCES)) + b"</Relationships>",
        ),
        "te ingewikkeld",
    ),
    "very many parts": (lambda parts: parts.update({f"x/{n}": b"" for n in range(templates.MOST_PARTS)}), "te groot"),
    "a picture from elsewhere": (replaced(MASTER, b"</Relationships>", OUTSIDE), "buiten het bestand"),
    "entities": (
        replaced("ppt/theme/theme1.xml", b"<a:theme", b'<!DOCTYPE a [<!ENTITY b "c">]><a:theme'),
        "geen PowerPoint-bestand",
    ),
    "entities in capitals": (with_part("ppt/theme/THEME9.XML", WITH_ENTITY.encode()), "geen PowerPoint-bestand"),
    "wide entities": (with_part("ppt/theme/theme9.xml", WITH_ENTITY.encode("utf-16")), "geen PowerPoint-bestand"),
    "wide entities without a mark": (
        with_part("ppt/theme/theme9.xml", WITH_ENTITY.encode("utf-16-le")),
        "geen PowerPoint-bestand",
    ),
    "entities in an encoding of old": (
        with_part("ppt/theme/theme9.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'),
        "geen PowerPoint-bestand",
    ),
    "one name twice but for capitals": (with_part("PPT/presentation.xml", b"<a/>"), "geen PowerPoint-bestand"),
    "a macro under another name": (
        replaced(
            "[Content_Types].xml",
            b"<Override",
            b'<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/><Override',
        ),
        "macro's",
    ),
    "a picture from elsewhere on a layout in an unusual place": (with_layout_elsewhere, "buiten het bestand"),
    "no layout with a title": (without_layouts, "geen indeling met een titel"),
    "a part that is no XML": (replaced("ppt/slideMasters/slideMaster1.xml", b"<p:cSld", b"<p:"), "geen PowerPoint"),
    "a part that is gone": (lambda parts: parts.pop("ppt/slideMasters/slideMaster1.xml"), "geen dia's te maken"),
    "no title on the master": (
        replaced("ppt/slideMasters/slideMaster1.xml", b"<p:titleStyle>", b"<p:titleStyl>"),
        "geen PowerPoint",
    ),
}


@pytest.mark.parametrize(("change", "words"), HOSTILE.values(), ids=HOSTILE)
def test_a_template_that_can_do_harm_or_cannot_be_used_is_refused_in_words(usual, change, words: str) -> None:
    with pytest.raises(DataError, match=words):
        made(changed(usual, change))


def test_a_template_with_very_many_elements_is_refused_before_anything_reads_it_as_xml(usual, monkeypatch) -> None:
    bomb = changed(usual, filled(b"<a:r/>", templates.MOST_ELEMENTS))
    for module, reader in ((templates, "parse_xml"), (house_style, "Presentation")):
        monkeypatch.setattr(module, reader, lambda *_: pytest.fail("it was read"))
    with pytest.raises(DataError, match="te ingewikkeld"):
        templates.safe_template(bomb)


def test_a_template_ten_times_as_large_as_our_own_slides_is_taken(usual) -> None:
    ours = files.made(current(), HAARLEM, "pptx")
    with zipfile.ZipFile(io.BytesIO(ours)) as parts:
        xml = [parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels"))]
    assert sum(part.count(b"<") + part.count(b"=") for part in xml) * 10 < templates.MOST_ELEMENTS
    assert made(ours) and made(changed(usual, filled(b"<a:r><a:t>x</a:t></a:r>", 20_000)))


def test_a_template_with_very_many_parts_is_refused_before_it_is_opened(usual, monkeypatch) -> None:
    many = changed(usual, lambda parts: parts.update({f"x/{n}": b"" for n in range(templates.MOST_PARTS)}))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(DataError, match="te groot"):
        templates.safe_template(many)


def test_a_slide_that_a_template_lists_ten_thousand_times_costs_no_more_than_one(usual) -> None:
    name = "ppt/presentation.xml"
    with zipfile.ZipFile(io.BytesIO(usual)) as parts:
        listed = re.findall(rb"<p:sldId [^>]*/>", parts.read(name))[0]
    begun = time.monotonic()
    assert made(changed(usual, replaced(name, listed, listed * 10_000))) == made(usual)
    assert time.monotonic() - begun < 15  # it took more than half a minute


def test_a_template_with_a_part_in_utf_16_can_be_right(usual) -> None:
    wide = '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")
    assert made(changed(usual, with_part("customXml/item1.xml", wide)))


def test_what_only_slides_of_a_template_refer_to_elsewhere_is_no_harm(usual) -> None:
    assert made(changed(usual, replaced("ppt/slides/_rels/slide1.xml.rels", b"</Relationships>", OUTSIDE)))


def test_a_template_that_is_too_large_is_refused_before_it_is_opened(monkeypatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(DataError, match="groter dan 25 MB"):
        templates.safe_template(bytes(templates.MOST_BYTES + 1))


def test_a_link_in_a_template_is_no_harm(usual) -> None:
    link = OUTSIDE.replace(b"/image", b"/hyperlink")
    assert made(changed(usual, replaced(MASTER, b"</Relationships>", link)))


def test_nothing_of_a_template_stays_but_how_it_looks(usual) -> None:
    with zipfile.ZipFile(io.BytesIO(made(usual))) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    assert not [name for name, part in content.items() if b"Geheim plan" in part or b"Een ambtenaar" in part]
    assert [name for name in content if name.startswith("docProps/")] == ["docProps/core.xml"]
    known = re.findall(rb'<p:sldId [^>]*r:id="(rId\d+)"', content["ppt/presentation.xml"])
    assert len(known) == len([name for name in content if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)])
    assert b"extLst" not in content["ppt/presentation.xml"], "sections name slides that are gone"


@pytest.mark.parametrize("across", [9_144_000, 12_192_000, 7_560_000], ids=["4:3", "16:9", "upright"])
def test_slides_of_any_size_keep_all_within_them_in_colours_and_letters_of_the_theme(usual, across: int) -> None:
    presentation = Presentation(io.BytesIO(usual))
    presentation.slide_width = Emu(across)
    target = io.BytesIO()
    presentation.save(target)
    deck = Presentation(io.BytesIO(made(target.getvalue())))
    assert deck.slide_width == across
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.is_placeholder:
                assert shape.left >= 0 and shape.left + shape.width <= across
                assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height, shape.name
        is_map = any(shape.name == "Kaart" for shape in slide.shapes)
        assert is_map or not list(slide._element.iter(qn("a:srgbClr")))
        assert not list(slide._element.iter(qn("a:latin")))


def test_a_table_ends_above_the_sources_and_a_long_title_is_smaller_on_slides_that_are_not_wide(usual) -> None:
    deck = Presentation(io.BytesIO(made(usual)))  # 4:3, with titles of 44
    for slide in deck.slides:
        foot = next(shape for shape in slide.shapes if shape.name == "Bron en stand")
        assert all(shape.top + shape.height <= foot.top for shape in slide.shapes if shape.has_table)
    titles = {slide.shapes.title.text: slide.shapes.title._element for slide in deck.slides}
    scaled = {words for words, title in titles.items() if title.find(f".//{qn('a:normAutofit')}") is not None}
    assert max(titles, key=len) in scaled and "Bronnen" not in {words.partition(" (")[0] for words in scaled}


# --- on the page ---


def with_template(app: AppTest, name: str, content: bytes) -> AppTest:
    """A visit in which somebody just handed in a template."""
    record = UploadedFileRec("of-the-test", name, "", content)
    app.session_state["_template"] = UploadedFile(record, None)
    return app


def test_a_template_holds_on_every_page_until_the_visit_ends(usual) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    with_template(app, "gemeente.potx", usual)
    for page in ("overzicht", "ontwikkeling", "begroting", "overzicht"):
        app = app.switch_page(f"pages/{page}.py").run()
        assert not app.exception and app.session_state["_template"].name == "gemeente.potx"


@pytest.mark.browser
def test_a_reader_hands_in_a_template_once_and_a_hostile_one_is_refused(server, visit, usual, tmp_path) -> None:
    tab = visit(server, "overzicht", "gemeente=Haarlem&jaren=2017&jaren=2019")
    good, bad = tmp_path / "gemeente.potx", tmp_path / "kwaad.potx"
    good.write_bytes(changed(usual, replaced("ppt/theme/theme1.xml", b"4F81BD", b"7030A0")))
    bad.write_bytes(changed(usual, with_part("ppt/vbaProject.bin", b"x")))
    tab.get_by_role("button", name="Huisstijl van de dia's").click()
    upload = tab.get_by_test_id("stPopoverBody").locator("input[type=file]")
    upload.set_input_files(good)
    tab.get_by_text("De dia's zijn nu in de stijl van gemeente.potx.").wait_for()
    upload.set_input_files(bad)
    tab.get_by_text("Dit sjabloon heeft macro's").wait_for()
    tab.keyboard.press("Escape")
    tab.get_by_role("link", name="Begroting").first.click()
    tab.get_by_role("heading", name="De gemeente betaalt 59%").wait_for()
    tab.get_by_role("link", name="Overzicht").first.click()
    with tab.expect_download() as started:
        tab.get_by_role("button", name="Dia's", exact=True).click()
    with zipfile.ZipFile(started.value.path()) as parts:
        assert b"7030A0" in parts.read("ppt/theme/theme1.xml"), "the good one still holds"


def test_the_style_of_slides_is_ours_without_a_template() -> None:
    assert made(None) == slides.pptx(briefing(current(), HAARLEM))
