"""The way of a file from dropped to published: read, check, compare, publish. Knows no pages, layouts or storage."""

import hashlib
from collections.abc import Callable, Collection, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pandas as pd

from ks_data import store
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.periods import is_date
from ks_data.incoming import checks, difference
from ks_data.incoming.checks import Checked
from ks_data.incoming.checks.findings import Finding, Level, every_place
from ks_data.incoming.difference import Change
from ks_data.incoming.reading import ColumnMapping, Reading, Unrecognised, read
from ks_data.language import dutch
from ks_data.store import releases
from ks_data.store.releases import Release

Progress = Callable[[str], object]
STEPS = ("Lezen", "Controleren", "Vergelijken", "Publiceren")
"""What `examine` and `publish` tell their progress; the last is only told by publishing."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file, what is wrong with it and what publishing it would do, held against what counted at that time.

    name and content: as dropped; sha256: of that content. mapping and subjects: what was chosen by hand, now or at an
    earlier file of the same shape. state: what the data were then.
    """

    name: str
    content: bytes = field(repr=False)
    sha256: str
    reading: Reading = field(repr=False)
    checked: Checked = field(repr=False)
    change: Change = field(repr=False)
    mapping: ColumnMapping | None
    subjects: Mapping[str, str]
    state: Hashable

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.checked.findings


class Unchanged(DataError):  # noqa: N818  # said as it is: all that the file says is published already
    """There is nothing to publish; `release` is the last one that the file's figures came with, None when shipped."""

    def __init__(self, message: str, release: Release | None) -> None:
        super().__init__(message)
        self.release = release


def examine(
    name: str,
    content: bytes,
    *,
    mapping: ColumnMapping | None = None,
    subjects: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    pulse: Progress | None = None,
) -> Examined:
    """Reads a dropped file, checks it, and compares it with what counts now (never with a preview).

    mapping and subjects: what the analyst chose (see `reading.read` and `checks.checked`); None takes what was
    remembered for files of the same shape. progress is called with each of STEPS as it begins, pulse a few times a
    second while the file is read (see `reading.read`): what it raises ends the reading. Keeps nothing. Raises DataError
    when the file cannot be read, and Unrecognised when its columns must be mapped by hand.
    """
    tell = progress or _silent
    tell(STEPS[0])
    reading, mapping = _read(name, content, mapping, pulse)
    if subjects is None:
        subjects = _remembered(reading.signature)[1]
    with ThreadPoolExecutor(1) as beside:  # reading takes all processors, checking one
        hashing = beside.submit(lambda: hashlib.sha256(content).hexdigest())
        return _judged(name, content, hashing.result, reading, mapping, subjects, tell)


def places(examined: Examined) -> pd.DataFrame:
    """Every place of every finding, as far as it has any: level, message, row, column and value, in Dutch."""
    with store.moment(), every_place():
        found = checks.checked(examined.reading, _published(examined.reading.kind), examined.subjects)
    return pd.DataFrame(
        [
            (str(one.level), one.message, place.row, place.column, place.value)
            for one in found.findings
            for place in one.places
        ],
        columns=["soort", "melding", "rij", "kolom", "waarde"],
    )


def publish(
    examined: Examined,
    *,
    author: str,
    note: str,
    source: str,
    source_date: str = "",
    valid_from: str = "",
    confirmed: Collection[str] = (),
    progress: Progress | None = None,
) -> Release:
    """Publishes an examined file and returns the release, once it has reached the disk.

    What readers will ask for can then be made ready with `store.prepare`, which takes long after a large release.

    confirmed: the `Finding.key` of each question that was answered with yes. source_date: 2022, 2022-07 or 2022-07-01.
    valid_from: the day from which the figures count, "" for now. When the data changed since the examination, the file
    is checked again first. What was chosen by hand is remembered for the next file of the same shape.

    Raises DataError, and publishes nothing, when something is not filled in, when an error stands in the way, when a
    question is not confirmed, or when it could not be kept; Unchanged when all of it is published already.
    """
    tell = progress or _silent
    if not author.strip():
        raise DataError("Vul in wie dit publiceert: de naam blijft bij de release staan.")
    if not source.strip():
        raise DataError("Vul de bron in: die staat straks bij elk cijfer uit dit bestand.")
    if not note.strip():
        raise DataError("Vul in waarom u dit publiceert: dat staat straks bij de release.")
    if source_date and not is_date(source_date):
        raise DataError(f"‘{source_date}’ is geen datum van een bron. Schrijf 2022, 2022-07 of 2022-07-01.")
    with store.moment():
        now = store.version()
    if now != examined.state:
        old = examined
        examined = _judged(old.name, old.content, lambda: old.sha256, old.reading, old.mapping, old.subjects, tell)
    found = examined.checked
    if found.blocked:
        raise DataError(_listed("Dit bestand kan niet worden gepubliceerd. Er staan fouten in:", found, Level.ERROR))
    waiting = any(one.kind == found.kind for one in releases.upcoming())  # what is the same now need not be so then
    if not examined.change.anything and not waiting:
        raise _unchanged(examined)
    open_ = tuple(one for one in found.questions if one.key not in confirmed)
    if open_:
        asked = replace(found, findings=open_)
        raise DataError(_listed("Er is niets gepubliceerd. Bevestig eerst deze vragen:", asked, Level.QUESTION))
    tell(STEPS[3])
    done = releases.publish(
        found.kind,
        found.rows,
        author=author.strip(),
        note=note.strip(),
        source=source.strip(),
        source_date=source_date,
        valid_from=valid_from,
        file=examined.name,
        content=examined.content,
        sha256=examined.sha256,
        counts=examined.change.counts,
    )
    if examined.mapping or examined.subjects:
        with suppress(DataError):  # a choice can be made again; the release is there
            remember_choice(examined.reading, examined.mapping, examined.subjects)
    return done


def published_before(name: str, sha256: str) -> Release | None:
    """The newest release of the same bytes, or else of a file with the same name; compare `sha256` to know which."""
    published = [one for one in releases.history() if one.act == "publish" and one.sha256]
    same = [one for one in published if one.sha256 == sha256]
    return next(iter([*same, *(one for one in published if one.file == name)]), None)


def remember_choice(reading: Reading, mapping: ColumnMapping | None, subjects: Mapping[str, str] | None) -> None:
    """Keeps what was chosen by hand for the next file of the same shape. Raises DataError when it cannot be kept.

    Not the year that was typed because no column holds it: the next file is about another.
    """
    mapping = mapping and replace(mapping, fixed_period="")
    kept = {"mapping": mapping and mapping.to_json(), "subjects": dict(subjects or {})}
    releases.remember(_key(reading.signature), kept)


# --- inside ---


def _silent(_: str) -> None:
    pass


def _read(
    name: str, content: bytes, mapping: ColumnMapping | None, pulse: Progress | None
) -> tuple[Reading, ColumnMapping | None]:
    """The reading, and the choice of columns that it was read with."""
    if mapping is not None:
        return read(name, content, mapping, pulse), mapping
    reading, unknown = None, None
    try:
        reading = read(name, content, pulse=pulse)
        signature = reading.signature
    except Unrecognised as error:
        unknown, signature = error, error.sheet.signature
    if kept := _remembered(signature)[0]:
        with suppress(DataError):  # years as columns have other names a year later
            return read(name, content, kept, pulse), kept
    if reading is None:
        raise unknown or DataError(f"{name} is niet te lezen.")
    return reading, None


def _key(signature: str) -> str:
    return f"indeling-{signature}"


def _remembered(signature: str) -> tuple[ColumnMapping | None, dict[str, str]]:
    """The choice kept for files of a shape; none where it cannot be read, as it can be made again."""
    with suppress(DataError, AttributeError, TypeError):
        kept = releases.remembered(_key(signature)) or {}
        mapping = ColumnMapping.from_json(kept["mapping"]) if kept.get("mapping") else None
        subjects = {str(text): id for text, id in (kept.get("subjects") or {}).items() if not id or id in INDICATORS}
        return mapping, subjects
    return None, {}


def _judged(
    name: str,
    content: bytes,
    hashed: Callable[[], str],
    reading: Reading,
    mapping: ColumnMapping | None,
    subjects: Mapping[str, str],
    tell: Progress,
) -> Examined:
    with store.moment():  # one state of the data, and no preview
        state = store.version()
        tell(STEPS[1])
        tables = _published(reading.kind)
        found = checks.checked(reading, tables, subjects)
        sha256 = hashed()
        if before := _said_before(name, sha256):
            found = replace(found, findings=(*found.findings, before))
        tell(STEPS[2])
        change = difference.changed(found, store.published(reading.kind), tables[reading.kind])
    return Examined(name, content, sha256, reading, found, change, mapping, dict(subjects), state)


def _published(kind: str) -> dict[str, pd.DataFrame]:
    """What a file of a kind is held against."""
    return {name: store.load(name) for name in ("totals", "sources", kind)}


def _said_before(name: str, sha256: str) -> Finding | None:
    before = published_before(name, sha256)
    if before is None:
        return None
    when = f"als release {before.number}, op {dutch.date(before.day)}, door {before.by}"
    if before.sha256 == sha256:
        return Finding(Level.REMARK, "zelfde_bestand", f"Dit bestand is al eens gepubliceerd: {when}.")
    return Finding(Level.REMARK, "zelfde_naam", f"Een ander bestand met dezelfde naam is gepubliceerd {when}.")


def _listed(said: str, found: Checked, level: Level) -> str:
    lines = [f"- {finding.message}" for finding in found.findings if finding.level == level]
    more = [f"- en nog {len(lines) - 10}"] if len(lines) > 10 else []
    return "\n".join([said, *lines[:10], *more])


def _unchanged(examined: Examined) -> Unchanged:
    """Which release already has it: the newest of those that the figures of the file came with."""
    release = next((one for one in releases.history() if one.number == examined.change.latest), None)
    if release is None:
        return Unchanged("Er is niets te publiceren: alles in dit bestand staat al in de app.", None)
    from_ = f"release {release.number} ({release.file}, {dutch.date(release.day)})"
    said = f"Er is niets te publiceren: alles in dit bestand staat al in de app, het laatst gepubliceerd met {from_}."
    return Unchanged(said, release)
