"""Upkeep of the store by an operator: is all of it whole, what may go, and a copy of it that can be put back."""

import hashlib
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import KINDS
from ks_data.store.releases import documents, records
from ks_data.store.releases.errors import explanation
from ks_data.store.releases.log import entry_path, release_log
from ks_data.store.releases.release import Release
from ks_data.store.releases.rows import rows
from ks_data.store.releases.state import LogState
from ks_data.store.rules_version import RULES_VERSION

ORPHAN_SECONDS = 24 * 3600
"""What no release names is left alone for so long: somebody may be publishing it."""
FOLDERS = ("_delta_log", "_files", documents.FOLDER, records.FOLDER, *KINDS)
MANIFEST = "inhoud.json"
"""In a backup: the sha256 of every file in it, by name."""


def faults() -> Iterator[str]:
    """What is wrong, a sentence each: every entry, all rows and every kept file and document are read."""
    log = release_log()
    state = log.latest()
    if log.problem:
        yield log.problem
    for act in state.acts.values():
        yield from _faults_of(act.release)
    for name in log.blobs.names(documents.FOLDER):
        try:
            documents.read(f"{documents.FOLDER}/{name}")
        except DataError as error:
            yield f"{error} ({name})"
    for name in _records():
        if records.read(name) is None:
            yield f"Wat lezers van een stand zagen ({records.FOLDER}/{name}) is beschadigd; de app maakt het opnieuw."


def _faults_of(release: Release) -> Iterator[str]:
    try:
        if release.kind:
            rows(release, release.kind)
    except DataError as error:
        yield str(error)
    try:
        if release.sha256:
            documents.file(release)
    except DataError as error:
        yield str(error)


def orphans() -> list[str]:
    """The names of files that no release needs: half written ones, and rows and files of publishing that failed.

    Raises DataError when the log cannot be read to its end: then nobody knows what is needed.
    """
    log = release_log()
    state = log.verified()
    needed = {*_needed(state), *(f"{records.FOLDER}/{name}" for name in _records())}
    names = [f"{folder}/{name}" for folder in FOLDERS[1:] for name in log.blobs.names(folder)]
    until = time.time() - ORPHAN_SECONDS
    return [name for name in names if _is_orphan(name, needed) and log.blobs.modified(name) < until]


def _is_orphan(name: str, needed: set[str]) -> bool:
    return name.endswith(".tmp") or (name not in needed and not name.startswith(f"{documents.FOLDER}/"))


def _records() -> list[str]:
    """The names of what was recorded of states by the rules of now; what was by other rules is of no use."""
    names = release_log().blobs.names(records.FOLDER)
    return [name for name in names if name.startswith(f"{RULES_VERSION}-") and not name.endswith(".tmp")]


def clean() -> list[str]:
    """Removes the orphans and names them. Raises DataError as `orphans`, and when one cannot be removed."""
    names = orphans()
    try:
        for name in names:
            release_log().blobs.remove(name)
    except OSError as error:
        raise DataError(explanation("Niet alles is opgeruimd", error)) from error
    return names


def backup(target: Path) -> int:
    """Writes all releases and documents into one zip file, which must not be there yet; gives the number of files.

    Raises DataError when the store cannot be read whole, or the file cannot be written.
    """
    log = release_log()
    state = log.verified()
    names = [*_needed(state), *(f"{documents.FOLDER}/{name}" for name in log.blobs.names(documents.FOLDER))]
    names += [f"{records.FOLDER}/{name}" for name in _records() if records.read(name) is not None]
    names += [entry_path(number) for number in range(state.number + 1)]
    try:
        with zipfile.ZipFile(target, "x") as archive:
            digests = {}
            for name in names:
                content = log.blobs.read(name)
                digests[name] = hashlib.sha256(content).hexdigest()
                archive.writestr(name, content)
            archive.writestr(MANIFEST, json.dumps(digests, indent=1))
    except FileExistsError:
        raise DataError(f"{target} bestaat al. Kies een andere naam.") from None
    except OSError as error:
        target.unlink(missing_ok=True)
        raise DataError(explanation(f"Er is geen reservekopie gemaakt in {target}", error)) from error
    return len(names)


def create() -> str:
    """Makes a store without releases and says where. Raises DataError when there is one, or it cannot be made."""
    from deltalake.exceptions import DeltaError

    log = release_log()
    failure = f"Er is geen opslag gemaakt in {log.blobs.location}"
    try:
        if not log.is_absent():
            raise DataError(f"In {log.blobs.location} is al een opslag van releases.")
        log.create()
    except (OSError, DeltaError) as error:
        raise DataError(explanation(failure, error)) from error
    log.verified()
    return log.blobs.location


def restore_backup(source: Path) -> int:
    """Puts a backup back where no release is yet; gives the number of files.

    All of it is read and compared first, and the log comes last, so that nothing half is ever taken for a store.
    Raises DataError when there are releases already, or the file is no whole backup.
    """
    log = release_log()
    if log.latest().acts or (log.problem and not log.is_absent()):
        raise DataError(f"In {log.blobs.location} staan al releases. Kies met KS_RELEASES een lege plek.")
    try:
        with zipfile.ZipFile(source) as archive:
            digests = json.loads(archive.read(MANIFEST))
            for name, digest in digests.items():
                if not _is_of_a_store(name):
                    raise DataError(f"{source} is geen reservekopie van deze app: {name} hoort daar niet in.")
                if hashlib.sha256(archive.read(name)).hexdigest() != digest:
                    raise DataError(f"{source} is beschadigd: {name} is niet wat er werd bewaard.")
            for name in sorted(digests, key=lambda name: (name.startswith("_delta_log/"), name)):
                log.blobs.write(name, archive.read(name))
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise DataError(f"{source} is geen reservekopie van deze app, of is beschadigd.") from error
    except OSError as error:
        raise DataError(explanation(f"{source} is niet teruggezet", error)) from error
    return len(digests)


def _is_of_a_store(name: str) -> bool:
    """Whether a file of that name belongs in a store: one folder deep, so that nothing is written beside it."""
    folder, _, file = name.partition("/")
    return folder in FOLDERS and bool(file) and "/" not in file and "\\" not in file


def _needed(state: LogState) -> list[str]:
    """The rows and files that the releases name."""
    releases = [act.release for act in state.acts.values()]
    files = [f"_files/{release.sha256}" for release in releases if release.sha256]
    return list(dict.fromkeys([*(path for release in releases for path in release.paths), *files]))
