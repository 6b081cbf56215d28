"""The programme of a municipality and of the country: lines, actions, goals, projects, members. Lists, not drawings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ks_data.answers import claims
from ks_data.answers.citations import cited, publishers, short_sources
from ks_data.answers.claims import RepeatedClaim
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

DOMAINS = {"medisch": "Medisch domein", "sociaal": "Sociaal domein", "": "Beide domeinen, of niet genoemd"}


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the programme; empty where the source says nothing."""

    region: str
    kind: str
    number: int
    name: str
    text: str
    domain: str
    target: str
    since: str
    status: str
    source: str
    parent: str

    @property
    def key(self) -> str:
        """What no other row has: "GM0392/project/2"."""
        return f"{self.region}/{self.kind}/{self.number}"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a list, as text. number: that of the source, 0 in a list without numbers."""

    number: int
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Box:
    """What is told together: an item, a list, or both; empty where there is nothing to tell.

    claims: those that the text repeats. facts: for whom, since when and how it stands. source: where it is from, in
    short; empty where that of the section holds.
    """

    title: str
    text: str
    claims: tuple[RepeatedClaim, ...]
    facts: tuple[str, ...]
    lines: tuple[Line, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """Boxes under a title. source: where all of them are from; empty where each names its own."""

    title: str
    boxes: tuple[Box, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme of a municipality and of the country.

    title: what a municipality agreed, counted, with its year; lead: what that is and is not, and who says so.
    missing: that a municipality has no programme of its own in the data; then elsewhere says of which one there is,
    and remedy how one is added. citations: how to cite all of it.
    """

    name: str
    title: str
    lead: str
    missing: str
    elsewhere: str
    remedy: str
    local: tuple[Section, ...]
    national: tuple[Section, ...]
    citations: tuple[str, ...]


@memoized
def programme(data: Snapshot, region: str) -> Programme:
    """What was agreed in a municipality and in the country."""
    name, described = regions.name(region), described_municipalities(data)
    missing = elsewhere = remedy = ""
    if region not in described:
        missing = f"Van {name} hebben we nog geen eigen programma."
        elsewhere = f"Wel van: {dutch.listing([regions.name(code) for code in described])}." if described else ""
        remedy = f"Wie de app beheert kan {name} toevoegen, in data/sources/programme.csv."
    return Programme(
        name,
        _headline(data, region),
        f"{_NOT_MEASURED} {publishers(data, sources(data, region))}".strip(),
        missing,
        elsewhere,
        remedy,
        () if missing else _local(data, region),
        _national(data),
        tuple(cited(data, sources(data, region))),
    )


_NOT_MEASURED = "Dit zijn afspraken en gebeurtenissen uit documenten. Of zij werken, is hier niet gemeten."


def _headline(data: Snapshot, region: str) -> str:
    """What a municipality agreed, by number, with the latest year of its documents; or that nothing of it is known."""
    name = regions.name(region)
    counted = [
        dutch.plural(number, *words) for kind, words in _COUNTED.items() if (number := len(items(data, region, kind)))
    ]
    if not counted:
        return f"Van {name} hebben we nog geen eigen programma Kansrijke Start"
    rows = data.table("programme")
    used = rows.loc[rows["region"] == region, "source"]
    dates = data.table("sources").set_index("source")["date"].reindex(used.unique()).dropna()
    year = max((str(date)[:4] for date in dates if date), default="")
    return f"Kansrijke Start in {name}: {dutch.listing(counted)}{f' ({year})' if year else ''}"


_COUNTED = {
    "actielijn": ("actielijn", "actielijnen"),
    "project": ("project", "projecten"),
    "lid": ("lid van de coalitie", "leden van de coalitie"),
}
"""What of a programme is counted in its title, by kind."""


# --- boxes ---


def _local(data: Snapshot, region: str) -> tuple[Section, ...]:
    points = items(data, region, "actiepunt")
    years = dutch.listing(list(dict.fromkeys(point.since for point in points if point.since)))
    return _sections(
        (
            "Actielijnen en doelen",
            [_box(data, line, goals) for line, goals in groups(data, region, "actielijn", "doel")],
        ),
        ("Projecten", [_box(data, project) for project in items(data, region, "project")]),
        ("Leden van de coalitie", _members(data, region)),
        (f"Actiepunten {years}".strip(), [_list(data, "", points, numbered=True)] if points else []),
    )


@memoized
def _national(data: Snapshot) -> tuple[Section, ...]:
    goals = groups(data, regions.COUNTRY, "doel", "actie")
    return _sections(
        ("Actielijnen sinds 2018", [_box(data, line) for line in items(data, regions.COUNTRY, "actielijn")]),
        ("Vervolg 2022-2025: het doel", [_box(data, goal) for goal, actions in goals if not actions]),
        ("Vervolg 2022-2025: de acties", [_box(data, goal, actions) for goal, actions in goals if actions]),
        ("Wie er in een lokale coalitie kunnen zitten", _members(data, regions.COUNTRY)),
    )


def _sections(*titled: tuple[str, list[Box]]) -> tuple[Section, ...]:
    return tuple(_section(title, boxes) for title, boxes in titled if boxes)


def _section(title: str, boxes: list[Box]) -> Section:
    """A section; a source that several boxes share is named once."""
    shared = {box.source for box in boxes}
    if len(boxes) == 1 or len(shared) > 1:
        return Section(title, tuple(boxes), "")
    return Section(title, tuple(replace(box, source="") for box in boxes), shared.pop())


def _box(data: Snapshot, item: Item, children: Iterable[Item] = ()) -> Box:
    """An item with its children and its source; an action line is called by its number."""
    children = list(children)
    facts = [
        ("Voor wie", item.target),
        ("Sinds", dutch.date(item.since) if item.since else ""),
        ("Stand", item.status),
    ]
    return Box(
        f"Actielijn {item.number}: {item.name}" if item.kind == "actielijn" else item.name,
        item.text,
        claims.repeated(data, item.key, item.source),
        tuple(f"{label}: {fact}" for label, fact in facts if fact),
        tuple(_line(child, child.number, child.name) for child in children),
        short_sources(data, [item.source, *(child.source for child in children)]),
    )


def _members(data: Snapshot, region: str) -> list[Box]:
    return [_list(data, title, coalition) for title, coalition in members(data, region).items()]


def _list(data: Snapshot, title: str, entries: list[Item], numbered: bool = False) -> Box:
    """Items in one box: numbered as in the source, or a name each with since when."""
    lines = (
        _line(item, item.number, item.name)
        if numbered
        else _line(item, 0, f"{item.name} (sinds {dutch.date(item.since)})" if item.since else item.name)
        for item in entries
    )
    return Box(title, "", (), (), tuple(lines), short_sources(data, [item.source for item in entries]))


def _line(item: Item, number: int, text: str) -> Line:
    return Line(number, text, " ".join(filter(None, (item.text, f"Voor {item.target}." if item.target else ""))))


# --- rows ---


@memoized
def items(data: Snapshot, region: str, kind: str) -> list[Item]:
    """What a region has of one kind (see tables.PROGRAMME_KINDS), in the order of the source."""
    rows = data.table("programme")
    rows = rows[(rows["region"] == region) & (rows["kind"] == kind)].sort_values("number")
    columns = ["region", "kind", "number", "name", "text", "domain", "target", "since", "status", "source", "parent"]
    return [Item(*row) for row in rows[columns].itertuples(index=False)]


def groups(data: Snapshot, region: str, kind: str, child: str) -> list[tuple[Item, list[Item]]]:
    """Each item of a kind with the items of another kind that belong to it: the goals of a line, the actions of a goal.

    An item that names no parent stands alone, after the others.
    """
    parents, children = items(data, region, kind), items(data, region, child)
    numbers = {str(parent.number) for parent in parents}
    families = [(parent, [item for item in children if item.parent == str(parent.number)]) for parent in parents]
    return families + [(item, []) for item in children if item.parent not in numbers]


def members(data: Snapshot, region: str) -> dict[str, list[Item]]:
    """The members of a coalition by domain; the last title is for those that the documents give both domains, or none.

    A domain without members is left out.
    """
    coalition = items(data, region, "lid")
    by_domain = {
        title: [member for member in coalition if member.domain == domain] for domain, title in DOMAINS.items()
    }
    return {title: domain_members for title, domain_members in by_domain.items() if domain_members}


def described_municipalities(data: Snapshot) -> list[str]:
    """Codes of the municipalities whose own programme is in the data."""
    return sorted(code for code in data.table("programme")["region"].unique() if regions.level(code) == "gemeente")


def sources(data: Snapshot, region: str) -> list[str]:
    """The sources of the programme of a municipality and the country, each once."""
    rows = data.table("programme")
    return list(dict.fromkeys(rows.loc[rows["region"].isin([region, regions.COUNTRY]), "source"]))
