"""How the programme reached the municipalities: which of them joined in which tranche, as far as a source says so."""

from dataclasses import dataclass, field

import pandas as pd

from ks_data.answers.citations import citation, cited
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


@dataclass(frozen=True, slots=True)
class TrancheCount:
    """How many municipalities are in a tranche, as shown. tranche: its key. published: empty for 1 or 2 together."""

    tranche: str
    name: str
    published: str
    documented: str


@dataclass(frozen=True, slots=True, eq=False)
class MunicipalitiesInView:
    """The municipalities of the country or a province, a row for each; the same object for the same snapshot.

    map_rows: code, tranche, evidence. table: Dutch column names and words. borders: the provinces they lie in.
    """

    map_rows: pd.DataFrame = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    borders: tuple[str, ...]

    @property
    def codes(self) -> "pd.Series[str]":
        return self.map_rows["code"]


@dataclass(frozen=True, slots=True)
class RollOut:
    """Which municipality joined in which tranche, in the country or a province.

    counts: the tranches, with how many municipalities are in them. without_tranche: of how many the tranche is not
    documented; remark says so, and is empty where there are none. alt: the map in words. names: all municipalities of
    the country, to search in. in_view: those of the country or the province. citations: how to cite all of it.
    """

    title: str
    lead: str
    counts: tuple[TrancheCount, ...]
    without_tranche: int
    remark: str
    alt: str
    attribution: str
    names: tuple[str, ...]
    in_view: MunicipalitiesInView
    citations: tuple[str, ...]
    _words: pd.DataFrame = field(repr=False, compare=False)

    def download(self) -> pd.DataFrame:
        """What is saved: the table with the source and the code of each municipality."""
        return self._words.assign(Code=self.in_view.codes)


@memoized
def roll_out(data: Snapshot, region: str, province: str = "") -> RollOut:
    """How the programme reached the municipalities of the country ("") or a province, and one of them: region."""
    everyone, place = tranches(data), tranche(data, region)
    missing = int((everyone["tranche"] == "").sum())
    remark = (
        f"Van {missing} van de {len(everyone)} gemeenten is de tranche nog niet bekend. "
        "Die lijst is niet openbaar aangeleverd."
    )
    where = regions.names()[province].removesuffix(" (provincie)") if province else "heel Nederland"
    return RollOut(
        title=f"{regions.name(region)}: {place.words}",
        lead="Alle gemeenten doen mee aan Kansrijke Start. Zij stapten in vier groepen in, de tranches.",
        counts=_tranche_counts(data, int((everyone["tranche"] == "1-2").sum())),
        without_tranche=missing,
        remark=remark if missing else "",
        alt=f"Kaart van {where} met de tranche van elke gemeente. De tabel eronder geeft hetzelfde in woorden.",
        attribution=regions.attribution(),
        names=tuple(everyone["name"]),
        in_view=_in_view(data, province),
        citations=tuple(cited(data, [*tranche_totals(data)["source"], place.source])),
        _words=tranche_words(data, province),
    )


@memoized
def _in_view(data: Snapshot, province: str) -> MunicipalitiesInView:
    return MunicipalitiesInView(
        tranches(data, province)[["code", "tranche", "evidence"]],
        tranche_words(data, province).drop(columns="Bron"),
        (province,) if province else tuple(regions.provinces()["code"]),
    )


def _tranche_counts(data: Snapshot, undecided: int) -> tuple[TrancheCount, ...]:
    """Each tranche, and those that joined in the first or the second: so many."""
    counts = [
        TrancheCount(str(row.key), f"{row.key} ({TRANCHE_START[row.key]})", f"{row.value}", f"{row.documented}")
        for row in tranche_totals(data).itertuples()
    ]
    either = TrancheCount("1-2", "1 of 2 (2019)", "", str(undecided))
    return (*counts, either) if undecided else tuple(counts)


# --- rows ---


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
