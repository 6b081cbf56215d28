"""The programme of a municipality and of the country: lines, actions, goals, projects, members. Lists, not drawings."""

from dataclasses import dataclass

from ks_data.catalogue import regions
from ks_data.catalogue.indicators import AFTER, BEFORE, DURING, OVERALL, Phase
from ks_data.store import Snapshot

PHASES: tuple[Phase, ...] = (OVERALL, BEFORE, DURING, AFTER)
"""In the order in which a page goes through them."""
DOMAINS = {"medisch": "Medisch domein", "sociaal": "Sociaal domein", "": "Beide domeinen, of niet genoemd"}


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the programme; empty where the source says nothing."""

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


def items(data: Snapshot, region: str, kind: str) -> list[Item]:
    """What a region has of one kind (see tables.PROGRAMME_KINDS), in the order of the source."""
    rows = data.table("programme")
    rows = rows[(rows["region"] == region) & (rows["kind"] == kind)].sort_values("number")
    columns = ["kind", "number", "name", "text", "domain", "target", "since", "status", "source", "parent"]
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
