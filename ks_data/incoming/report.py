"""An examined file for who works without the pages: in lines, and in fields for scripts. Decides nothing."""

from collections.abc import Mapping
from dataclasses import asdict

from ks_data.catalogue.statuses import Status
from ks_data.incoming.findings import Finding
from ks_data.incoming.publication import Examined
from ks_data.incoming.reading.signs import ANSWERS
from ks_data.language import dutch


def fields(examined: Examined) -> dict[str, object]:
    """What a file is, what is wrong with it and what it changes, for scripts."""
    return {
        "file": examined.reading.name,
        "sha256": examined.sha256,
        "layout": examined.reading.layout,
        "described": examined.reading.described,
        "kind": examined.reading.kind,
        "rows": len(examined.checked.rows),
        "counts": examined.change.counts,
        "blocked": examined.checked.blocked,
        "signs": examined.checked.signs,
        "without_counts": examined.checked.without_counts,
        "own_rule": examined.own_rule,
        "findings": [_finding_fields(finding) for finding in examined.findings],
    }


def _finding_fields(finding: Finding) -> dict[str, object]:
    """A finding for scripts, with every place."""
    return {
        "level": finding.level,
        "screen": finding.screen,
        "message": finding.message,
        "count": finding.count,
        "places": [asdict(place) for place in finding.every_place],
        "key": finding.key,
    }


def lines(examined: Examined) -> list[str]:
    """What a file is, what is wrong with it, how to answer what it leaves open, and what it changes."""
    lines = [f"{examined.reading.name}: {examined.reading.described}"]
    for finding in examined.findings:
        count = f" ({dutch.number(finding.count, 0)})" if finding.count else ""
        lines.append(f"{finding.level}{count}: {finding.message}")
        lines += [f"    rij {place.row}, kolom {place.column}: {place.value}" for place in finding.places]
    if any(finding.screen == "onbekend_onderwerp" for finding in examined.findings):
        lines.append("Kies met --subject TEKST=INDICATOR wat een onderwerp is, of sla het over met --subject TEKST=")
    if "" in examined.checked.signs.values():
        lines.append(f"Zeg met --sign TEKEN=BETEKENIS wat een teken betekent: {', '.join(ANSWERS)}.")
    if sentence := own_rule_in_words(examined.checked.without_counts, examined.own_rule):
        ask = " Zeg met --own-rule ja of nee of de bron zelf kleine aantallen verbergt."
        lines.append(f"{sentence}{ask if examined.own_rule is None else ''}")
    changes = counts_in_words(examined.change.counts)
    return [*lines, f"Dit bestand tegenover wat nu gepubliceerd is: {changes}."]


def own_rule_in_words(without_counts: int, own_rule: bool | None) -> str:
    """What readers will see of figures without counts, and on whose word; "" where there are none."""
    if not without_counts:
        return ""
    figures = dutch.plural(without_counts, "cijfer heeft geen aantallen", "cijfers hebben geen aantallen")
    if own_rule:
        return (
            f"{figures}. U zegt dat de bron zelf kleine aantallen verbergt: lezers zien deze cijfers zoals de bron ze "
            "geeft, en bij de release staat dat u dat zegt."
        )
    consequence = (
        "een cijfer dat om weinig personen gaat, naar de aantallen die de app al toont, zien lezers als "
        f"“{Status.SUPPRESSED}”."
    )
    if own_rule is None:
        return f"{figures}. Zonder antwoord beschermen wij ze: {consequence}"
    return f"{figures}. U zegt niet dat de bron zelf kleine aantallen verbergt: {consequence}"


def counts_in_words(counts: Mapping[str, int]) -> str:
    """How many rows of a file are new, changed, the same and gone: "1 nieuw, 0 gewijzigd, …"."""
    words = {"weg": "niet in het bestand"}
    return dutch.listing([f"{dutch.number(rows, 0)} {words.get(change, change)}" for change, rows in counts.items()])
