"""How the programme reached the municipalities: which of them joined in which tranche.

What a source states comes first; of the others it says at most what follows from a list (see `inferred`), always with
the word "waarschijnlijk".
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from ks_data.answers import inferred
from ks_data.answers.citations import citation, cited, publishers, short_sources
from ks_data.answers.tranche_starts import (
    CALENDAR,
    CIRCULARS,
    EVIDENCE_WORDS,
    INFERRED_START,
    INFERRED_WORDS,
    STARTS,
    TRANCHE_START,
    TRANCHE_WORDS,
)
from ks_data.catalogue import mergers, regions
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

AROUND = "rond"
"""The view of a municipality and those around it."""
_REACH = 20_000
"""So many metres from its middle the map around a municipality shows all others."""


@dataclass(frozen=True, slots=True)
class Tranche:
    """A municipality's place in the roll-out, stated or inferred; empty strings where nothing is known."""

    tranche: str
    evidence: str
    source: str

    @property
    def is_inferred(self) -> bool:
        return self.evidence in inferred.EVIDENCE_WORDS

    @property
    def words(self) -> str:
        """In Dutch: "tranche 1", "waarschijnlijk tranche 1 of 2" or "doet mee, tranche nog niet aangeleverd"."""
        return _words(self.tranche, self.evidence)


@dataclass(frozen=True, slots=True)
class TrancheCount:
    """How many municipalities are in a tranche, as shown. tranche: its key. published: empty for 1 or 2 together.

    documented: of how many a source says so, or of an inferred one how many are in the list.
    """

    tranche: str
    name: str
    published: str
    documented: str


@dataclass(frozen=True, slots=True)
class MapYear:
    """What the map says of one year: how many take part by then, and what happened, in two short lines."""

    year: int
    title: str
    lines: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class MunicipalitiesInView:
    """The municipalities of the country, of a province or around one, a row for each; the same for the same snapshot.

    map_rows: code, tranche, evidence. table: Dutch column names and words. borders: the provinces they lie in.
    height: of the view, in metres. numbers: how many are in a tranche ("" for unknown), by whether that is inferred.
    """

    map_rows: pd.DataFrame = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    borders: tuple[str, ...]
    height: float
    numbers: Mapping[tuple[str, bool], int] = field(repr=False)

    @property
    def codes(self) -> "pd.Series[str]":
        return self.map_rows["code"]


@dataclass(frozen=True, slots=True)
class RollOut:
    """Which municipality joined in which tranche, in the country or a province.

    counts: the tranches, with how many municipalities are in them by a source. inferred_counts: those that follow from
    the list, against the published number; remark on them in inferred_remark; both empty where nothing is inferred or
    shown so. can_infer: whether there is anything to infer. without_tranche: of how many no source gives the tranche;
    remark says so, and is empty where there are none. unknown: of how many the map shows none either. years: the map
    year by year. starts: since when each tranche is there, with the source. whereabouts: where the list stands and how
    to deliver it, empty when it is complete. alt: the map in words. in_view: the municipalities
    that are shown. citations: how to cite all of it.
    """

    title: str
    lead: str
    counts: tuple[TrancheCount, ...]
    inferred_counts: tuple[TrancheCount, ...]
    inferred_remark: str
    can_infer: bool
    without_tranche: int
    unknown: int
    remark: str
    years: tuple[MapYear, ...]
    starts: tuple[str, ...]
    whereabouts: tuple[str, ...]
    alt: str
    attribution: str
    in_view: MunicipalitiesInView
    citations: tuple[str, ...]
    _words: pd.DataFrame = field(repr=False, compare=False)

    def download(self) -> pd.DataFrame:
        """What is saved: the table with the source and the code of each municipality."""
        return self._words.assign(Code=self.in_view.codes)


@memoized
def roll_out(data: Snapshot, region: str, view: str = "", infer: bool = True) -> RollOut:
    """How the programme reached the municipalities, and one of them: region.

    view: the country (""), a province by its code, or AROUND the region. infer: whether it says of municipalities
    without a source what follows from the list.
    """
    everyone, place = tranches(data, infer=infer), tranche(data, region, infer)
    documented = everyone["evidence"].isin(list(EVIDENCE_WORDS)) & (everyone["tranche"] != "")
    documented &= ~everyone["evidence"].isin(list(inferred.EVIDENCE_WORDS))
    missing, can_infer = int((~documented).sum()), bool(inferred.inferences(data)) and not documented.all()
    remark = f"Van {missing} van de {len(everyone)} gemeenten kennen we geen bron waaruit de tranche blijkt."
    listed = set(data.table("sources")["source"])
    of_starts = dict.fromkeys(source for start in STARTS.values() for source in start.sources if source in listed)
    sources = [*tranche_totals(data)["source"], place.source, *of_starts]
    sources += list(everyone.loc[~documented, "source"]) if infer else []
    return RollOut(
        title=f"{regions.name(region)}: {place.words}",
        lead=_lead(data, place),
        counts=_tranche_counts(data, int((documented & (everyone["tranche"] == inferred.FIRST)).sum())),
        inferred_counts=_inferred_counts(data) if infer and can_infer else (),
        inferred_remark=_inferred_remark(data, everyone, documented) if infer and can_infer else "",
        can_infer=can_infer,
        without_tranche=missing,
        unknown=int((everyone["tranche"] == "").sum()),
        remark=remark if missing else "",
        years=map_years(data),
        starts=_starts(data),
        whereabouts=_whereabouts(data) if missing else (),
        alt=f"Kaart van {_where(region, view)} met de tranche van elke gemeente. De tabel eronder geeft hetzelfde in "
        "woorden.",
        attribution=regions.attribution(),
        in_view=_in_view(data, view, region if view == AROUND else "", infer),
        citations=tuple(cited(data, sources)),
        _words=_shown(tranche_words(data, infer=infer), view, region),
    )


def _lead(data: Snapshot, place: Tranche) -> str:
    """Why we think so of a municipality and who says it, and what a tranche is."""
    shown = f"{dutch.capital(EVIDENCE_WORDS[place.evidence])}. {publishers(data, [place.source])}".strip()
    return f"{shown} Alle gemeenten doen mee, ingestapt in vier groepen: de tranches."


def _where(region: str, view: str) -> str:
    if view == AROUND:
        return f"{regions.name(region)} en omgeving"
    return regions.names()[view].removesuffix(" (provincie)") if view else "heel Nederland"


@memoized
def _in_view(data: Snapshot, view: str, region: str, infer: bool) -> MunicipalitiesInView:
    rows = _shown(tranches(data, infer=infer), view, region)
    boxes = regions.boxes().loc[rows["code"]]
    every_border = () if view == AROUND else tuple(regions.provinces()["code"])
    by_list = list(inferred.EVIDENCE_WORDS)
    return MunicipalitiesInView(
        rows[["code", "tranche", "evidence"]],
        _shown(tranche_words(data, infer=infer), view, region).drop(columns="Bron"),
        (view,) if view not in ("", AROUND) else every_border,
        float(boxes["top"].max() - boxes["bottom"].min()),
        Counter(zip(rows["tranche"], (rows["tranche"] != "") & rows["evidence"].isin(by_list), strict=True)),
    )


def _shown(rows: pd.DataFrame, view: str, region: str) -> pd.DataFrame:
    """Of rows on all municipalities, in their order, those in a view."""
    if not view:
        return rows
    everyone = regions.municipalities()
    inside = everyone["code"].isin(_around(region)) if view == AROUND else everyone["province"] == view
    return rows[inside.to_numpy(bool)].reset_index(drop=True)


def _around(region: str) -> list[str]:
    """The municipalities that lie, for some part, within reach of the middle of one, as a square."""
    boxes = regions.boxes()
    own = boxes.loc[region]
    across, up = (own["left"] + own["right"]) / 2, (own["bottom"] + own["top"]) / 2
    middles = (boxes["left"] + boxes["right"]) / 2, (boxes["bottom"] + boxes["top"]) / 2
    near = (middles[0].sub(across).abs() < _REACH) & (middles[1].sub(up).abs() < _REACH)
    return list(boxes.index[near])


def _tranche_counts(data: Snapshot, undecided: int) -> tuple[TrancheCount, ...]:
    """Each tranche, and those that joined in the first or the second: so many."""
    counts = [
        TrancheCount(str(row.key), f"{row.key} ({TRANCHE_START[row.key]})", f"{row.value}", f"{row.documented}")
        for row in tranche_totals(data).itertuples()
    ]
    either = TrancheCount("1-2", "1 of 2 (2019)", "", str(undecided))
    return (*counts, either) if undecided else tuple(counts)


def _inferred_counts(data: Snapshot) -> tuple[TrancheCount, ...]:
    """How many municipalities are in the list and how many are not, against what is published of their tranches."""
    totals = tranche_totals(data).set_index("key")["value"].reindex(["1", "2", "3", "4"], fill_value=0)
    evidence = [inference.evidence for inference in inferred.inferences(data).values()]
    outside = evidence.count("no_gids_list")
    return (
        TrancheCount(inferred.FIRST, "waarschijnlijk 1 of 2", f"{totals.iloc[:2].sum()}", str(len(evidence) - outside)),
        TrancheCount(inferred.LATER, "waarschijnlijk 3 of 4", f"{totals.iloc[2:].sum()}", str(outside)),
    )


def _inferred_remark(data: Snapshot, everyone: pd.DataFrame, documented: "pd.Series[bool]") -> str:
    """What the list is, how many of it the map hatches, and how many of it at least are wrong."""
    hatched = int((~documented & (everyone["tranche"] == inferred.FIRST)).sum())
    partly = int((everyone["evidence"] == "partly_gids_list").sum())
    totals = tranche_totals(data).set_index("key")["value"].reindex(["1", "2"], fill_value=0)
    listed = sum(inference.evidence != "no_gids_list" for inference in inferred.inferences(data).values())
    surplus = listed - int(totals.sum())
    wrong = (
        f" Minstens {surplus} van de lijst zaten niet in tranche 1 of 2; welke is niet bekend." if surplus > 0 else ""
    )
    return (
        "Tranche 1 en 2 waren voor gemeenten met geld voor Gezond in de stad. Van de gemeenten op die lijst van 2016 "
        f"zijn er {hatched} gearceerd; van {partly} stond maar een deel erop.{wrong}"
    )


def _starts(data: Snapshot) -> tuple[str, ...]:
    """Since when each tranche is there, with its money, and the sources that say so."""
    listed = set(data.table("sources")["source"])
    return tuple(
        f"Tranche {tranche}: {start.joined}, {start.money}."
        + (
            f" Bron: {short_sources(data, known)}."
            if (known := [one for one in start.sources if one in listed])
            else ""
        )
        for tranche, start in STARTS.items()
    )


@memoized
def map_years(data: Snapshot) -> tuple[MapYear, ...]:
    """The years of the map, each with how many municipalities take part by then."""
    totals = tranche_totals(data)
    start, everyone = totals["key"].map(TRANCHE_START), int(totals["value"].sum())
    day = dutch.date(str(totals["period"].iloc[0])) if len(totals) else "1 januari 2023"
    return tuple(MapYear(year, _taking_part(year, totals, start, everyone, day), CALENDAR[year]) for year in CALENDAR)


def _taking_part(year: int, totals: pd.DataFrame, start: "pd.Series[int]", everyone: int, day: str) -> str:
    if totals.empty:
        return f"{year}"
    taking_part = int(totals.loc[start <= year, "value"].sum())
    if year >= max(CALENDAR):
        return f"{dutch.capital(day)}: alle {everyone} in een tranche"
    if taking_part == everyone:
        return f"Eind {year}: alle {everyone} in een tranche"
    return f"{year}: {taking_part} van de {everyone} in een tranche"


def _whereabouts(data: Snapshot) -> tuple[str, ...]:
    """Where the whole list stands, how to deliver it, and what it will be held against."""
    circulars = dutch.listing([f"de {circular} (tranche {tranche})" for tranche, circular in CIRCULARS.items()])
    totals = tranche_totals(data)
    numbers = dutch.listing([f"{row.value} in tranche {row.key}" for row in totals.itertuples()])
    return (
        f"De bijlagen van vier circulaires van het gemeentefonds noemen elke gemeente met haar bedrag: {circulars}. U "
        "vindt ze op rijksoverheid.nl.",
        "Zet zo’n bijlage over in een tabel met twee kolommen, de naam van de gemeente en het bedrag, en sleep die in "
        "“Nieuwe cijfers aanleveren”. U kiest daarna één keer welke tranche het is. Of vul het sjabloon ‘tranches’ in, "
        "met de tranche bij elke gemeente.",
        "De controle houdt de lijst tegen wat gepubliceerd is: het aantal gemeenten per tranche "
        f"({numbers}), de namen van nu en van vroeger, en dezelfde gemeente in twee tranches. De bedragen telt zij op, "
        "zodat u die som naast het totaal van de bijlage kunt leggen.",
    )


# --- rows ---


@memoized
def tranches(data: Snapshot, province: str = "", infer: bool = False) -> pd.DataFrame:
    """All municipalities, or those of a province, with what is known of their tranche.

    Columns: code, name, province, tranche, evidence, source. All 342 take part on 1 January 2023; tranche, evidence
    and source are empty where nothing is documented. infer: there they say what follows from the list.
    """
    documented = data.table("tranches").rename(columns={"region": "code"})
    columns = ["code", "tranche", "evidence", "source"]
    if infer:
        known = set(documented["code"])
        others = [
            (code, inference.tranche, inference.evidence, inference.source)
            for code, inference in inferred.inferences(data).items()
            if code not in known
        ]
        documented = pd.concat([documented[columns], pd.DataFrame(others, columns=columns, dtype="str")])
    municipalities = regions.municipalities().merge(documented[columns], on="code", how="left").fillna("")
    return _shown(municipalities, province, "")


def _words(tranche: str, evidence: str) -> str:
    if evidence in inferred.EVIDENCE_WORDS and tranche:
        return INFERRED_WORDS[tranche]
    return TRANCHE_WORDS[tranche]


@memoized
def tranche_words(data: Snapshot, province: str = "", infer: bool = False) -> pd.DataFrame:
    """The rows of `tranches` for readers: Dutch column names and words, and the source as it is cited."""
    rows = tranches(data, province, infer)
    words = [_words(*row) for row in rows[["tranche", "evidence"]].itertuples(index=False)]
    citations = {source: citation(data, source) if source else "" for source in rows["source"].unique()}
    return pd.DataFrame(
        {
            "Gemeente": rows["name"],
            "Provincie": rows["province"].map(regions.names()).str.removesuffix(" (provincie)").astype("category"),
            "Tranche": pd.Series(words, rows.index, dtype="category"),
            "Waaruit dat blijkt": rows["evidence"].map(EVIDENCE_WORDS).astype("category"),
            "Bron": rows["source"].map(citations),
        }
    )


def tranche(data: Snapshot, region: str, infer: bool = True) -> Tranche:
    """What is known of one municipality's tranche, by a source or else from the list."""
    nothing = Tranche("", "", "")
    inference = inferred.inferences(data).get(region) if infer else None
    derived = Tranche(inference.tranche, inference.evidence, inference.source) if inference else nothing
    return _documented(data).get(region, derived)


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
    everyone = _everyone(data, name)
    if not place.tranche:
        return "Doet mee", "sinds welk jaar is nog niet bekend", everyone
    year = INFERRED_START[place.tranche] if place.is_inferred else str(TRANCHE_START[place.tranche])
    likely = "waarschijnlijk " if place.is_inferred or place.evidence == "gids_municipality" else ""
    start = STARTS.get(place.tranche)
    group = (
        f"{name} stapte {likely}in {year} in, met {place.words.removeprefix('waarschijnlijk ')}"
        f"{f' ({start.joined}, {start.money})' if start else ''}. "
        "Een tranche is een groep gemeenten die tegelijk begon."
    )
    return f"{likely}{year}".capitalize(), EVIDENCE_WORDS[place.evidence], f"{group} {everyone}".strip()


def _everyone(data: Snapshot, name: str) -> str:
    """On which day all municipalities took part; empty where the published numbers do not say so."""
    totals = tranche_totals(data)
    if totals.empty:
        return ""
    day, total = str(totals["period"].iloc[0]), int(totals["value"].sum())
    if total != len(mergers.municipalities_in(int(day[:4]))):
        return ""
    return f"Op {dutch.date(day)} deden alle {total} gemeenten mee aan Kansrijke Start, ook {name}."
