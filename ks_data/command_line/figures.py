"""Commands about figures: a table, a comparison, an empty file to fill in."""

import argparse
import json
import sys
from pathlib import Path

from ks_data import store
from ks_data.answers import comparison_sentences, comparisons, missing_figures, open_data
from ks_data.catalogue import periods, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.named import region_code
from ks_data.catalogue.tables import KINDS
from ks_data.command_line.output import indicator_id, print_json, write
from ks_data.incoming import templates

EXPORTS = tuple(open_data.OPEN_TABLES)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = commands.add_parser("export", help="schrijft een tabel als CSV, JSON of parquet")
    export.add_argument("table", choices=EXPORTS)
    export.add_argument("--format", choices=tuple(open_data.FORMATS), default="csv")
    export.add_argument("-o", "--output", type=Path, help="bestand; anders naar het scherm")
    export.set_defaults(run=_export)

    compare = commands.add_parser("compare", help="twee gebieden: cijfers, zekerheid en oordeel")
    compare.add_argument("--indicator", required=True, help="zie: export indicators")
    compare.add_argument("--region", required=True, help="naam of code van het gebied: Haarlem of GM0392")
    compare.add_argument("--with", dest="other", default=regions.COUNTRY, help="naam of code van het andere gebied")
    compare.add_argument("--period", required=True, type=_period, help="het jaar (2019) of de jaren samen (2017-2019)")
    compare.add_argument("--format", choices=("text", "json"), default="text")
    compare.set_defaults(run=_compare)

    template = commands.add_parser("template", help="een leeg bestand om in te vullen")
    template.add_argument("kind", choices=KINDS)
    template.add_argument("--indicator", default="", help="voor observations; zie: export indicators")
    template.add_argument("--period", default="", help="het jaar (2024) of de jaren (2022-2024)")
    template.add_argument("--region", default=regions.HOME, help="voor budget: naam of code van de gemeente")
    template.add_argument("-o", "--output", type=Path, help="bestand; anders naar het scherm")
    template.set_defaults(run=_template, wrong_usage=template.error)
    template.add_argument("--format", choices=("text", "json"), default="text")


def _period(text: str) -> str:
    if not periods.is_period(text):
        raise argparse.ArgumentTypeError(f"‘{text}’ is geen jaar (2019) of aantal jaren (2017-2019)")
    return text


def _export(options: argparse.Namespace) -> None:
    extract = open_data.extract(store.current(), options.table)
    if extract.mark:
        print("FICTIEF: dit zijn verzonnen cijfers.", file=sys.stderr)
    write(b"".join(open_data.pieces(extract, options.format)), options.output)


def _compare(options: argparse.Namespace) -> None:
    indicator = INDICATORS[indicator_id(options.indicator)]
    region, benchmark = region_code(options.region), region_code(options.other)
    data = store.current()
    pair = comparisons.of_period(data, indicator.id, region, benchmark, options.period)
    if pair is None:
        years = periods.years_of(options.period)
        raise DataError(missing_figures.why_empty(data, indicator, region, years[0], years[-1]))
    if options.format == "text":
        print("\n".join(comparison_sentences.report(data, pair)))
        return
    print_json(comparisons.fields(pair))


def _template(options: argparse.Namespace) -> None:
    if options.kind == "observations" and not options.indicator:
        options.wrong_usage("kies met --indicator voor welk cijfer het sjabloon is")
    indicator = options.indicator and indicator_id(options.indicator)
    choice = (options.kind, indicator, options.period, region_code(options.region))
    if options.format == "json":
        rows = templates.template_rows(*choice)
        write(json.dumps(rows.to_dict("records"), ensure_ascii=False, indent=2).encode() + b"\n", options.output)
    else:
        write(templates.template(*choice), options.output)
