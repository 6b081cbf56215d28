"""Commands about a file: check it, publish it."""

import argparse
from pathlib import Path

from ks_data import store
from ks_data.catalogue.errors import DataError
from ks_data.command_line.output import print_json, progress, user_name
from ks_data.command_line.releases import print_release
from ks_data.incoming import checks, publication, report
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import LIMIT, ColumnMapping
from ks_data.incoming.reading.signs import ANSWERS
from ks_data.language import disks, dutch


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
        command.add_argument(
            "--own-rule",
            choices=("ja", "nee"),
            help="of de bron zelf kleine aantallen verbergt; zonder antwoord beschermen wij cijfers zonder aantallen",
        )
        command.add_argument("--format", choices=("text", "json"), default="text")
    publish.add_argument("--author", default="", help="wie dit doet; anders uw naam op deze computer")


def _check(options: argparse.Namespace) -> None:
    examined = _examined(options)
    if options.format == "json":
        print_json(report.fields(examined))
    else:
        print("\n".join(report.lines(examined)))
    if errors := sum(finding.level == Level.ERROR for finding in examined.findings):
        raise DataError(f"Dit bestand kan zo niet worden gepubliceerd: {dutch.plural(errors, 'fout', 'fouten')}.")


def _publish(options: argparse.Namespace) -> None:
    examined = _examined(options)
    try:
        release = publication.publish(
            examined,
            author=options.author or user_name(),
            note=options.note,
            source=options.source,
            source_date=options.date,
            valid_from=options.valid_from,
            confirmed={question.key for question in examined.checked.questions} if options.yes else (),
            progress=progress,
        )
    except publication.Unchanged as nothing:
        print_release(options, nothing.release, str(nothing), published=False)
    else:
        since = f"telt vanaf {dutch.date(release.valid_from)}" if release.valid_from else "telt nu"
        message = f"Gepubliceerd als release {release.number}; {since}: {report.counts_in_words(release.counts)}."
        print_release(options, release, message, published=True)
        progress("Klaarzetten voor lezers")
        store.current().prepare(release.kind)


def _examined(options: argparse.Namespace) -> publication.Examined:
    try:
        with options.file.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as error:
        raise DataError(f"Kan {options.file} niet lezen: {disks.refusal(error)}.") from None
    subjects = None if options.subjects is None else dict(options.subjects)
    signs = None if options.signs is None else dict(options.signs)
    own_rule = None if options.own_rule is None else options.own_rule == "ja"
    mapping = ColumnMapping((), sheet=options.sheet) if options.sheet else None
    return publication.examine(
        options.file.name,
        content,
        mapping=mapping,
        subjects=subjects,
        signs=signs,
        tranche=options.tranche,
        own_rule=own_rule,
        progress=progress,
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
