"""A house template that somebody hands in, made safe to open: its size, what is in it, and what it refers to.

Whoever opens the slides trusts them as ours, so nothing of a template stays but how it looks: no macros, no slides, no
properties, nothing that is fetched from elsewhere.
"""

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from pptx.oxml import parse_xml

from ks_data.catalogue.errors import DataError

MB = 1_000_000
MOST_BYTES = 25 * MB
"""Of the file as it is handed in."""
MOST_UNPACKED, MOST_PARTS, MOST_XML = 60 * MB, 3000, 8 * MB
"""Of the parts together and their number, and of one part that is read as XML."""
MOST_ELEMENTS = 300_000
"""Tags and attributes in all XML together. An empty template has 6,000 and our longest slides 22,000; each costs up to
0.5 kB and 10 µs, also where a small file unpacks to millions, so slides in the worst template cost 160 MB and 3 s."""
MOST_SHAPES, MOST_PLACEHOLDERS = 2_000, 200
"""On one layout: each slide looks through all of them time and again, and takes over the placeholders at a cost that
grows with their square (1,000 take 24 s). Our own layouts have up to 10."""
MOST_REFERENCES = 5_000
"""From part to part, without those of slides: the library follows them all for each slide. An empty template has 33."""
NO_POWERPOINT = "Dit sjabloon is geen PowerPoint-bestand (.pptx of .potx)."
_TOO_LARGE = "Dit sjabloon is te groot: het mag uitgepakt hoogstens {} MB zijn. Haal er dia's en foto's uit."
TOO_COMPLEX = "Dit sjabloon is te ingewikkeld om te openen. Haal er dia's, grafieken en tekeningen uit."
_MACROS = "Dit sjabloon heeft macro's. Sla het in PowerPoint op als gewone .potx of .pptx, zonder macro's."
_ELSEWHERE = "Dit sjabloon haalt iets op van buiten het bestand ({}). Zet dat in het sjabloon zelf, of haal het eruit."
_TEMPLATE = b"presentationml.template.main+xml"
_SLIDES = b"presentationml.presentation.main+xml"
_RUNS = re.compile(r"vbaProject|vbaData|activeX|macroEnabled", re.IGNORECASE)
"""In the name of a part, or in what it says to be."""
_ENCODING = re.compile(r"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)")
_KNOWN_ENCODINGS = {"utf-8", "utf8", "utf-16", "us-ascii"}
_ENTRY = b"PK\x01\x02"
"""Stands before each part in the list that a zip file has of them."""
_XML = (".xml", ".rels", ".vml")


def safe_template(template: bytes) -> bytes:
    """The template as python-pptx can open it, which refuses a .potx that only calls itself otherwise.

    Raises DataError, in words for who handed it in, for what is no presentation or could do harm.
    """
    if len(template) > MOST_BYTES:
        raise DataError(f"Dit sjabloon is groter dan {MOST_BYTES // MB} MB. Haal er dia's en foto's uit.")
    if template.count(_ENTRY) > MOST_PARTS:  # opening it would make something of each
        raise DataError(_TOO_LARGE.format(MOST_UNPACKED // MB))
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as source, zipfile.ZipFile(target, "w") as copy:
            kinds = b""
            for name, content in _parts(source):
                if name == "[Content_Types].xml":
                    content = kinds = content.replace(_TEMPLATE, _SLIDES)
                copy.writestr(name, content)
        _refuse_kinds(kinds)  # after all is counted: this reads XML
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, SyntaxError, ValueError) as error:
        raise DataError(NO_POWERPOINT) from error  # SyntaxError: no XML; ValueError: no text
    return target.getvalue()


def _parts(source: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The parts of a template by name. A part is never longer than it says: the library stops there."""
    entries = source.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED or len(entries) > MOST_PARTS:
        raise DataError(_TOO_LARGE.format(MOST_UNPACKED // MB))
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise DataError(NO_POWERPOINT)
    elements = 0
    for entry in entries:
        is_xml = _is_xml(entry.filename)
        if _RUNS.search(entry.filename):
            raise DataError(_MACROS)
        if is_xml and entry.file_size > MOST_XML:
            raise DataError(_TOO_LARGE.format(MOST_UNPACKED // MB))
        content = source.read(entry)
        if is_xml:
            elements += _elements(content)
        if elements > MOST_ELEMENTS:
            raise DataError(TOO_COMPLEX)
        yield entry.filename, content


def _is_xml(name: str) -> bool:
    return name.lower().endswith(_XML)


def _elements(content: bytes) -> int:
    """How many tags and attributes XML has at most, without reading it as XML.

    Raises DataError for entities, and ValueError for what a reader of XML could take for other text than is seen here.
    """
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if is_wide else "utf-8-sig")
    encoding = _ENCODING.match(text)
    if "\0" in text or (encoding and encoding[1].lower() not in _KNOWN_ENCODINGS):
        raise ValueError("XML in an encoding that PowerPoint does not write")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DataError(NO_POWERPOINT)
    return text.count("<") + text.count("=")


def _refuse_kinds(kinds: bytes) -> None:
    """Raises DataError for a template in which a part runs something, or is XML under the name of something else.

    kinds: what the template says that its parts are.
    """
    listed = parse_xml(kinds)
    for tag, attribute in (("Override", "PartName"), ("Default", "Extension")):
        for kind in listed.iter(f"{{*}}{tag}"):
            says = kind.get("ContentType", "")
            if _RUNS.search(says):
                raise DataError(_MACROS)
            is_read = says.endswith("+xml") and "openxmlformats" in says
            if is_read and not _is_xml(f".{kind.get(attribute, '')}"):
                raise DataError(NO_POWERPOINT)


def refuse_elsewhere(package: Any) -> None:
    """Raises DataError where what is left of an opened template refers to what is not in the file, or very often."""
    waiting, seen, references = [package], set(), 0
    while waiting:
        for reference in waiting.pop()._rels.values():
            references += 1
            kind = reference.reltype.rpartition("/")[2]
            if reference.is_external and kind != "hyperlink":
                raise DataError(_ELSEWHERE.format(kind or "onbekend"))
            if not reference.is_external and reference.target_part not in seen:
                seen.add(reference.target_part)
                waiting.append(reference.target_part)
    if references > MOST_REFERENCES:
        raise DataError(TOO_COMPLEX)
