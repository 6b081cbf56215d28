"""How the programme reached the municipalities: which of them joined in which tranche, as far as a source says so."""

from dataclasses import dataclass

import pandas as pd

from ks_data.answers.citations import citation
from ks_data.catalogue import regions
from ks_data.store import Snapshot, memoized

EVIDENCE_WORDS = {
    "stated": "tranche genoemd in de bron",
    "impulse_money_since_2019": "impulsgeld sinds 2019: tranche 1 of 2",
    "gids_municipality": "GIDS-gemeente, waarschijnlijk 2019-instroom: tranche 1 of 2",
    "": "tranche nog niet aangeleverd",
}
TRANCHE_START = {"1": 2019, "2": 2019, "1-2": 2019, "3": 2020, "4": 2022}
"""The year in which a tranche began."""
TRANCHE_WORDS = {
    "1": "tranche 1",
    "2": "tranche 2",
    "3": "tranche 3",
    "4": "tranche 4",
    "1-2": "tranche 1 of 2",
    "": "doet mee, tranche nog niet aangeleverd",
}


@dataclass(frozen=True, slots=True)
class Tranche:
    """What is documented of one municipality's place in the roll-out; empty strings where nothing is."""

    tranche: str
    evidence: str
    source: str

    @property
    def words(self) -> str:
        """In Dutch: "tranche 1", "tranche 1 of 2" or "doet mee, tranche nog niet aangeleverd"."""
        return TRANCHE_WORDS[self.tranche]


@memoized
def tranches(data: Snapshot, province: str = "") -> pd.DataFrame:
    """All municipalities, or those of a province, with what is documented of their tranche.

    Columns: code, name, province, tranche, evidence, source. All 342 take part on 1 January 2023; tranche, evidence
    and source are empty where nothing is documented.
    """
    documented = data.table("tranches").rename(columns={"region": "code"})
    municipalities = regions.municipalities().merge(documented, on="code", how="left").fillna("")
    if not province:
        return municipalities
    return municipalities[municipalities["province"] == province].reset_index(drop=True)


@memoized
def tranche_words(data: Snapshot, province: str = "") -> pd.DataFrame:
    """The rows of `tranches` for readers: Dutch column names and words, and the source as it is cited."""
    rows = tranches(data, province)
    return pd.DataFrame(
        {
            "Gemeente": rows["name"],
            "Provincie": rows["province"].map(regions.names()).str.removesuffix(" (provincie)").astype("category"),
            "Tranche": rows["tranche"].map(TRANCHE_WORDS).astype("category"),
            "Waaruit dat blijkt": rows["evidence"].map(EVIDENCE_WORDS).astype("category"),
            "Bron": rows["source"].map(lambda source: citation(data, source) if source else ""),
        }
    )


def tranche(data: Snapshot, region: str) -> Tranche:
    """What is documented of one municipality's tranche."""
    return _documented(data).get(region, Tranche("", "", ""))


@memoized
def _documented(data: Snapshot) -> dict[str, Tranche]:
    rows = data.table("tranches")[["region", "tranche", "evidence", "source"]]
    return {region: Tranche(*fields) for region, *fields in rows.itertuples(index=False)}


@memoized
def tranche_totals(data: Snapshot) -> pd.DataFrame:
    """Per tranche: key, value (the published number of municipalities), documented (of how many the tranche is)."""
    totals = data.table("totals")
    totals = totals[totals["kind"] == "tranche"]
    documented = totals["key"].map(data.table("tranches")["tranche"].value_counts()).fillna(0)
    return totals.assign(value=totals["value"].astype(int), documented=documented.astype(int))


def joined(data: Snapshot, region: str) -> tuple[str, str, str]:
    """When a municipality joined the programme: the year, or else that it takes part; why we think so; a sentence."""
    name, place = regions.name(region), tranche(data, region)
    total = int(tranche_totals(data)["value"].sum())
    everyone = f"Op 1 januari 2023 deden alle {total} gemeenten mee aan Kansrijke Start, ook {name}."
    if place.tranche not in TRANCHE_START:
        return "Doet mee", "sinds welk jaar is nog niet bekend", everyone
    year = TRANCHE_START[place.tranche]
    likely = "waarschijnlijk " if place.evidence == "gids_municipality" else ""
    group = (
        f"{name} stapte {likely}in {year} in, met {place.words}. Een tranche is een groep gemeenten die tegelijk begon."
    )
    return f"{likely}{year}".capitalize(), EVIDENCE_WORDS[place.evidence], f"{group} {everyone}"
