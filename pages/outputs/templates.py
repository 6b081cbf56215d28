"""A house template that somebody hands in, made safe to open: its size, what is in it, and what it refers to.

Whoever opens the slides trusts them as ours, so nothing of a template stays but how it looks: no macros, no slides, no
properties, nothing that is fetched from elsewhere.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from pptx.oxml import parse_xml

from ks_data.catalogue.errors import DataError

MB = 1_000_000
MOST_BYTES = 25 * MB
"""Of the file as it is handed in."""
MOST_UNPACKED, MOST_PARTS, MOST_XML = 60 * MB, 3000, 8 * MB
"""Of the parts together and their number, and of one part that is read as XML."""
NO_POWERPOINT = "Dit sjabloon is geen PowerPoint-bestand (.pptx of .potx)."
_TOO_LARGE = "Dit sjabloon is te groot: het mag uitgepakt hoogstens {} MB zijn. Haal er dia's en foto's uit."
_MACROS = "Dit sjabloon heeft macro's. Sla het in PowerPoint op als gewone .potx of .pptx, zonder macro's."
_ELSEWHERE = "Dit sjabloon haalt iets op van buiten het bestand ({}). Zet dat in het sjabloon zelf, of haal het eruit."
_TEMPLATE = b"presentationml.template.main+xml"
_SLIDES = b"presentationml.presentation.main+xml"
_RUNS = re.compile(r"vbaProject|vbaData|/activeX/", re.IGNORECASE)
_LOOK = re.compile(r"(ppt/((slideMasters|slideLayouts|theme|notesMasters|handoutMasters)/)?)?_rels/[^/]+\.rels")
"""The lists of what the look of a template refers to; those of its slides go with them."""
_EXTERNAL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_XML = (".xml", ".rels", ".vml")


def safe_template(template: bytes) -> bytes:
    """The template as python-pptx can open it, which refuses a .potx that only calls itself otherwise.

    Raises DataError, in words for who handed it in, for what is no presentation or could do harm.
    """
    if len(template) > MOST_BYTES:
        raise DataError(f"Dit sjabloon is groter dan {MOST_BYTES // MB} MB. Haal er dia's en foto's uit.")
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as source, zipfile.ZipFile(target, "w") as copy:
            for name, content in _parts(source):
                is_list = name == "[Content_Types].xml"
                copy.writestr(name, content.replace(_TEMPLATE, _SLIDES) if is_list else content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, SyntaxError) as error:  # the last: no XML
        raise DataError(NO_POWERPOINT) from error
    return target.getvalue()


def _parts(source: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The parts of a template by name. A part is never longer than it says: the library stops there."""
    entries = source.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > MOST_UNPACKED or len(entries) > MOST_PARTS:
        raise DataError(_TOO_LARGE.format(MOST_UNPACKED // MB))
    if len({entry.filename for entry in entries}) < len(entries):
        raise DataError(NO_POWERPOINT)
    for entry in entries:
        if _RUNS.search(entry.filename):
            raise DataError(_MACROS)
        if entry.filename.endswith(_XML) and entry.file_size > MOST_XML:
            raise DataError(_TOO_LARGE.format(MOST_UNPACKED // MB))
        content = source.read(entry)
        _refuse_harm(entry.filename, content)
        yield entry.filename, content


def _refuse_harm(name: str, content: bytes) -> None:
    """Raises DataError for a part that runs something, or refers to what is not in the file."""
    if not name.endswith(_XML):
        return
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise DataError(NO_POWERPOINT)
    if name == "[Content_Types].xml" and b"macroEnabled" in content:
        raise DataError(_MACROS)
    if _LOOK.fullmatch(name):
        for reference in parse_xml(content).iter(_EXTERNAL):
            kind = reference.get("Type", "").rpartition("/")[2]
            if reference.get("TargetMode") == "External" and kind != "hyperlink":
                raise DataError(_ELSEWHERE.format(kind or "onbekend"))
