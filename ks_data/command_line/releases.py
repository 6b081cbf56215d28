"""Commands about releases: what was published, putting back, and the upkeep of the store."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from ks_data import store
from ks_data.catalogue.errors import DataError
from ks_data.command_line.output import print_json, user_name
from ks_data.language import dutch
from ks_data.store import releases
from ks_data.store.releases import Release, upkeep


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    history = commands.add_parser("history", help="alle releases, de nieuwste eerst")
    history.set_defaults(run=_history)

    restore = commands.add_parser("restore", help="zet alles terug zoals het na een release was; 0 is zonder releases")
    restore.add_argument("number", type=int, metavar="N", help="het nummer van de release")
    restore.add_argument("--note", required=True, help="waarom u dit doet")
    restore.set_defaults(run=_restore)
    restore.add_argument("--author", default="", help="wie dit doet; anders uw naam op deze computer")
    for command in (history, restore):
        command.add_argument("--format", choices=("text", "json"), default="text")

    place = commands.add_parser("store", help="de opslag van releases: maken, nakijken, kopie maken en terugzetten")
    acts = place.add_subparsers(required=True, metavar="opdracht")
    create = acts.add_parser("create", help="maakt een opslag zonder releases, op de plek van KS_RELEASES")
    create.set_defaults(run=_create_store)
    acts.add_parser("check", help="leest alles na en noemt wat beschadigd is").set_defaults(run=_check_store)
    acts.add_parser("clean", help="ruimt op wat bij geen release hoort").set_defaults(run=_clean)
    for name, words, run in (
        ("backup", "schrijft alle releases in één bestand", _backup),
        ("restore-backup", "zet zo'n bestand terug op een lege plek", _restore_backup),
    ):
        act = acts.add_parser(name, help=words)
        act.add_argument("file", type=Path, metavar="FILE", help="een zip")
        act.set_defaults(run=run)


def _history(options: argparse.Namespace) -> None:
    history = releases.history()
    if problem := releases.problem():
        print(problem, file=sys.stderr)
    if options.format == "json":
        print_json([release_fields(release) for release in history])
        return
    for release in history:
        created = f"{release.created[:16].replace('T', ' ')} UTC"
        print(f"{release.number}  {created}  {release.author}: {release.note} ({_act(release)})")
    if not history:
        print("Er is nog niets gepubliceerd.")


def _act(release: Release) -> str:
    """What a release did, and whether it counts."""
    if release.act == "restore":
        return f"alles zoals {_restored_state(release)}"
    words = f"{release.kind}, {dutch.plural(release.rows, 'rij', 'rijen')} uit {release.file or 'geen bestand'}"
    words += f"; bron: {release.source}"
    words += f"; {release.by} zegt: de bron verbergt zelf kleine aantallen" if release.own_rule else ""
    words += f"; vanaf {dutch.date(release.valid_from)}" if release.valid_from else ""
    return words if release.active else f"{words}; telt nu niet"


def _restore(options: argparse.Namespace) -> None:
    release = releases.restore(options.number, author=options.author or user_name(), note=options.note)
    message = f"Teruggezet: alles is weer zoals {_restored_state(release)}. Dit is release {release.number}."
    print_release(options, release, message, published=True)
    store.current().prepare("observations")


def _restored_state(restore: Release) -> str:
    """What a restore went back to."""
    return f"na release {restore.restores}" if restore.restores else "zonder releases"


def print_release(options: argparse.Namespace, release: Release | None, message: str, *, published: bool) -> None:
    if options.format == "json":
        print_json({"published": published, "message": message, "release": release and release_fields(release)})
    else:
        print(message)


def release_fields(release: Release) -> dict[str, object]:
    """A release for scripts, without how it is stored."""
    return {name: field for name, field in asdict(release).items() if name not in ("id", "digest", "paths")}


def _create_store(_: argparse.Namespace) -> None:
    print(f"Gemaakt in {upkeep.create()}: een opslag zonder releases.")


def _check_store(_: argparse.Namespace) -> None:
    faults = list(upkeep.faults())
    print("".join(f"{fault}\n" for fault in faults), end="")
    waste = upkeep.orphans() if not releases.problem() else []
    if waste:
        print(
            f"Wat bij geen release hoort: {dutch.plural(len(waste), 'bestand', 'bestanden')} (ruim op met store clean)."
        )
    if faults:
        raise DataError(f"De opslag is niet heel: {dutch.plural(len(faults), 'fout', 'fouten')}.")
    print(f"De opslag is heel: {dutch.plural(len(releases.history()), 'release', 'releases')}.")


def _clean(_: argparse.Namespace) -> None:
    names = upkeep.clean()
    print("".join(f"{name}\n" for name in names), end="")
    print(f"Opgeruimd: {dutch.plural(len(names), 'bestand', 'bestanden')}.")


def _backup(options: argparse.Namespace) -> None:
    print(f"Bewaard in {options.file}: {dutch.plural(upkeep.backup(options.file), 'bestand', 'bestanden')}.")


def _restore_backup(options: argparse.Namespace) -> None:
    count = upkeep.restore_backup(options.file)
    print(f"Teruggezet in {releases.place()}: {dutch.plural(count, 'bestand', 'bestanden')}.")
