"""Checks a list of municipalities and their tranches, also against the published number in each.

An annex of a circular names the municipalities of one tranche, by the names of its time, and does not say which it is.
"""

from collections.abc import Iterator

import pandas as pd

from ks_data.catalogue import mergers, regions
from ks_data.catalogue.tables import EVIDENCE, TRANCHES
from ks_data.incoming.checks.outcome import CellCheck, Checked, Tables, cell_errors, checked_list
from ks_data.incoming.checks.region_names import existing_regions
from ks_data.incoming.findings import Finding, Level, listed
from ks_data.incoming.reading import Reading
from ks_data.incoming.reading.layouts import ANNEX
from ks_data.language import dutch

ONE_TRANCHE = tuple(tranche for tranche in TRANCHES if "-" not in tranche)


def checked_tranches(reading: Reading, published: Tables, tranche_of_all: str) -> Checked:
    """A list of tranches after its checks, see `check.checked`; tranche_of_all: that of an annex, "" for none."""
    rows, annexed = reading.rows, reading.layout == ANNEX
    if annexed and tranche_of_all not in ONE_TRANCHE:
        message = "Kies eerst welke tranche dit is (1, 2, 3 of 4). De bijlage noemt haar zelf niet."
        return checked_list("tranches", rows.head(0), [Finding(Level.ERROR, "tranche_kiezen", message)])
    if not annexed and tranche_of_all:
        message = "Deze lijst noemt zelf de tranche van elke gemeente. Kies er geen voor het hele bestand."
        return checked_list("tranches", rows.head(0), [Finding(Level.ERROR, "tranche_kiezen", message)])
    moved: list[Finding] = []
    if annexed:
        rows, moved = _of_today(rows.assign(tranche=tranche_of_all))
    blank = (rows["tranche"] == "").to_numpy(bool)
    rows, findings = existing_regions(rows[~blank].assign(value=1.0))
    if blank.any():
        message = "Gemeenten zonder tranche zijn overgeslagen: daar is niets ingevuld."
        findings.append(Finding(Level.REMARK, "niet_ingevuld", message, int(blank.sum())))
    rows = rows[rows["region"] != ""]
    rows = rows.assign(evidence=rows["evidence"].astype("str").replace("", EVIDENCE[0]))
    tranche = rows["tranche"].astype("str").str.strip().str.casefold().str.removeprefix("tranche ")
    rows = rows.assign(tranche=tranche.str.replace(" of ", "-"))  # as the app itself writes them
    findings += [*moved, *cell_errors(rows, _cell_checks(rows))]
    findings += _elsewhere(rows, published) if annexed else ()
    findings += _totals(rows, published)
    return checked_list("tranches", rows, findings)


def _of_today(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The municipalities of an annex as they are now, each once; one that was divided stays as it is, and is asked."""
    names = rows["region_text"].astype("str")
    formers = mergers.former_codes(names).where(rows["region"].astype("str") == "", "")
    heirs = {code: mergers.successors(code) for code in formers.unique() if code}
    one = {code: heir[0] for code, heir in heirs.items() if len(heir) == 1}
    went = formers.isin(list(one)).to_numpy(bool)
    rows = rows.assign(region=rows["region"].astype("str").where(~went, formers.map(one)))
    findings = []
    if went.any():
        listed_names = [
            f"{name} ({regions.name(one[code])})" for name, code in zip(names[went], formers[went], strict=True)
        ]
        message = f"Gemeenten van toen die nu anders heten of zijn samengevoegd: {listed(listed_names)}."
        findings.append(Finding(Level.REMARK, "herindeling", message, int(went.sum())))
        texts = rows["region_text"].astype("str").where(~went, rows["region"].map(regions.names()))
        rows = rows.assign(region_text=texts)
    again = rows.duplicated("region") & rows["region"].isin(rows["region"][went])
    rows = rows[~again].reset_index(drop=True)
    return rows.astype({"region": "category", "region_text": "category"}), findings


def _elsewhere(rows: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The question whether municipalities move from another tranche; from 1 or 2 to one of these is no move."""
    before = dict(published["tranches"][["region", "tranche"]].itertuples(index=False))
    was = [before.get(region, "") for region in rows["region"]]
    moves = [
        f"{regions.name(region)} (was {old})"
        for region, old, new in zip(rows["region"], was, rows["tranche"], strict=True)
        if old and new not in old.split("-")
    ]
    if moves:
        message = f"Gemeenten die tot nu toe in een andere tranche stonden: {listed(moves)}. Klopt dat?"
        yield Finding(Level.QUESTION, "andere_tranche", message, len(moves))


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
