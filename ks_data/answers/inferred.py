"""In which tranches a municipality most probably joined, by a list of who could join the first two. States nothing.

Tranche 1 and 2 were open to municipalities with money for Gezond in de stad (GIDS), tranche 3 to the others. Which
municipalities had that money in 2016 is published; which of them joined is not.
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from ks_data.catalogue import mergers, regions
from ks_data.store import Snapshot, memoized

FIRST, LATER = "1-2", "3-4"
"""The tranches of who was in the list, and of who was not."""
EVIDENCE_WORDS = {
    "gids_list": "afgeleid: kreeg in 2016 geld voor Gezond in de stad, nodig voor tranche 1 en 2",
    "no_gids_list": "afgeleid: kreeg in 2016 geen geld voor Gezond in de stad, nodig voor tranche 1 en 2",
    "partly_gids_list": "geen uitspraak: maar een deel van de gemeente kreeg in 2016 geld voor Gezond in de stad",
}
"""Why a tranche is inferred, or why not; none of these may stand in the table of tranches."""


@dataclass(frozen=True, slots=True)
class Inference:
    """The tranches that a municipality most probably joined in ("" where nothing follows), why, and by which list."""

    tranche: str
    evidence: str
    source: str


@memoized
def inferences(data: Snapshot) -> dict[str, Inference]:
    """What follows from the list for each municipality of today, by code; nothing where there is no list."""
    rows = data.table("gids")
    if rows.empty:
        return {}
    newest = rows[rows["year"] == rows["year"].max()]
    source, listed = str(newest["source"].iloc[0]), listed_now(newest)
    of_list = {
        True: Inference(FIRST, "gids_list", source),
        False: Inference("", "partly_gids_list", source),
        None: Inference(LATER, "no_gids_list", source),
    }
    return {code: of_list[listed.get(code)] for code in regions.municipalities()["code"]}


def listed_on(data: Snapshot, day: str) -> frozenset[str]:
    """The municipalities of a day (2019-01-01) that the newest list speaks of, whole or in part; none without one."""
    rows = data.table("gids")
    codes = rows.loc[rows["year"] == rows["year"].max(), "region"]
    return frozenset(heir for code in codes for heir in mergers.successors(code, date.fromisoformat(day)))


def listed_now(rows: pd.DataFrame) -> dict[str, bool]:
    """The municipalities of today that a list of one year speaks of, and whether it does of the whole of each.

    rows: year and region (a code of that year). A municipality is there as a whole when it is itself in the list, or
    when it was formed later of several that all are. An older code that went on by another name counts as a part.
    """
    codes, day = set(rows["region"]), f"{rows['year'].max()}-01-01"
    formed: dict[str, list[str]] = {}
    for code, merger in mergers.mergers().items():
        if merger.since > day and mergers.in_force(code):
            for into in merger.into:
                formed.setdefault(into, []).append(code)

    def whole(code: str) -> bool:
        parts = formed.get(code, [])
        return code in codes or (len(parts) > 1 and all(map(whole, parts)))

    return {heir: whole(heir) for code in codes for heir in mergers.successors(code)}
