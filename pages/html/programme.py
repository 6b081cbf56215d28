"""The lines, goals, projects and members of a programme as cards."""

from collections.abc import Iterable

from htpy import Element, Fragment, br, div, fragment, h4, li, ol, p, span, ul

from ks_data.answers.programme import Item
from ks_data.language import dutch
from ks_data.store import Snapshot
from pages.html.claims import repeated_claims
from pages.html.text import source_line


def grid(boxes: Iterable[Element]) -> Element:
    """Boxes beside each other where there is room, else beneath each other."""
    return div(".ks-grid")[boxes]


def item_box(data: Snapshot, entry: Item, children: Iterable[Item] = ()) -> Element:
    """An entry with its children and its source; an action line is called by its number."""
    children = list(children)
    facts = [
        ("Voor wie", entry.target),
        ("Sinds", dutch.date(entry.since) if entry.since else ""),
        ("Stand", entry.status),
    ]
    return div(".ks-box")[
        h4[f"Actielijn {entry.number}: {entry.name}" if entry.kind == "actielijn" else entry.name],
        [p[entry.text], repeated_claims(data, entry.text)] if entry.text else None,
        [p[f"{label}: {fact}"] for label, fact in facts if fact],
        _numbered(children) if children else None,
        source_line(data, [entry.source, *(child.source for child in children)]),
    ]


def list_box(data: Snapshot, title: str, entries: list[Item]) -> Element:
    """Items in one box: a name each, with since when and a remark."""
    lines = [li[_line(entry, since=True)] for entry in entries]
    return div(".ks-box")[h4[title], ul[lines], source_line(data, (entry.source for entry in entries))]


def numbered_box(data: Snapshot, entries: list[Item]) -> Element:
    """Items in one box, numbered as in the source."""
    return div(".ks-box")[_numbered(entries), source_line(data, (entry.source for entry in entries))]


def _numbered(entries: list[Item]) -> Element:
    return ol[[li(value=str(entry.number))[_line(entry)] for entry in entries]]


def _line(entry: Item, since: bool = False) -> Fragment:
    """The name of an entry, with its text and target small beneath it."""
    start = f" (sinds {dutch.date(entry.since)})" if since and entry.since else ""
    sentences = [f"{entry.name}{start}", entry.text, f"Voor {entry.target}." if entry.target else ""]
    first, *others = filter(None, sentences)
    return fragment[first, [br, span(".ks-small")[" ".join(others)]] if others else None]
