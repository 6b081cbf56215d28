"""Checks a list of municipalities and their tranches, also against the published number in each."""

from collections.abc import Iterator, Mapping

import pandas as pd

from ks_data.catalogue.tables import EVIDENCE, TRANCHES
from ks_data.incoming.checks.outcome import CellCheck, Checked, Tables, cell_errors, checked_list
from ks_data.incoming.checks.region_names import existing_regions
from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import Reading
from ks_data.language import dutch


def checked_tranches(reading: Reading, published: Tables, _: Mapping[str, str]) -> Checked:
    """A list of tranches after its checks; see `check.checked`."""
    rows = reading.rows
    blank = (rows["tranche"] == "").to_numpy(bool)
    rows, findings = existing_regions(rows[~blank].assign(value=1.0))
    if blank.any():
        message = "Gemeenten zonder tranche zijn overgeslagen: daar is niets ingevuld."
        findings.append(Finding(Level.REMARK, "niet_ingevuld", message, int(blank.sum())))
    rows = rows[rows["region"] != ""]
    rows = rows.assign(evidence=rows["evidence"].astype("str").replace("", EVIDENCE[0]))
    tranche = rows["tranche"].astype("str").str.strip().str.casefold().str.removeprefix("tranche ")
    rows = rows.assign(tranche=tranche.str.replace(" of ", "-"))  # as the app itself writes them
    findings += cell_errors(rows, _cell_checks(rows))
    findings += _totals(rows, published)
    return checked_list("tranches", rows, findings)


def _cell_checks(rows: pd.DataFrame) -> tuple[CellCheck, ...]:
    return (
        CellCheck(
            "onbekende_tranche",
            f"Deze tranche kennen we niet. Kies uit: {', '.join(TRANCHES)}.",
            ~rows["tranche"].isin(TRANCHES),
            "tranche",
        ),
        CellCheck(
            "geen_gemeente",
            "Alleen gemeenten hebben een tranche. Haal deze rijen weg.",
            ~rows["region"].astype("str").str.startswith("GM"),
            "region_text",
        ),
        CellCheck(
            "onbekend_bewijs",
            f"Dit bewijs kennen we niet. Kies uit: {', '.join(EVIDENCE)}.",
            ~rows["evidence"].isin(EVIDENCE),
            "evidence",
        ),
        CellCheck(
            "dubbel",
            "Deze gemeente staat er meer dan één keer. Laat er één rij van staan.",
            rows.duplicated("region", keep=False),
            "region_text",
        ),
    )


def _totals(rows: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The list as it would become, against the published number of municipalities in each tranche."""
    screen = "meer_dan_gepubliceerd"
    before = published["tranches"]
    unchanged = before.loc[~before["region"].isin(rows["region"]), "tranche"]
    counts = pd.concat([rows["tranche"].astype("str"), unchanged]).value_counts().to_dict()
    totals = published["totals"][published["totals"]["kind"] == "tranche"].set_index("key")["value"].astype(int)
    for tranche, total in totals.items():
        if (count := counts.get(tranche, 0)) > total:
            message = (
                f"Tranche {tranche} krijgt {count} gemeenten, maar gepubliceerd zijn er {total}. Verbeter de lijst."
            )
            yield Finding(Level.ERROR, screen, message, count - total)
    for either in (tranche for tranche in counts if "-" in tranche and set(tranche.split("-")) <= set(totals.index)):
        first, second = either.split("-")
        count, total = sum(counts.get(name, 0) for name in (first, second, either)), totals[first] + totals[second]
        if count > total:
            message = (
                f"Tranche {first} en {second} krijgen samen {count} gemeenten, maar gepubliceerd zijn er {total}. "
                "Verbeter de lijst."
            )
            yield Finding(Level.ERROR, screen, message, count - total)
    short = [
        f"{counts.get(tranche, 0)} van de {total} in tranche {tranche}"
        for tranche, total in totals.items()
        if counts.get(tranche, 0) < total
    ]
    if short and counts != before["tranche"].value_counts().to_dict():
        message = f"De lijst is hierna nog niet volledig: {dutch.listing(short)}. Klopt dat?"
        yield Finding(Level.QUESTION, "minder_dan_gepubliceerd", message, len(short))
