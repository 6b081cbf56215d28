"""The lines, goals, projects and members of a programme as cards."""

from collections.abc import Iterable

from htpy import Element, Fragment, br, div, fragment, h4, li, ol, p, span, ul

from ks_data.answers.programme import Item
from ks_data.language import dutch
from pages.html.claims import repeated_claims
from pages.html.text import source_line


def grid(boxes: Iterable[Element]) -> Element:
    """Boxes beside each other where there is room, else beneath each other."""
    return div(".ks-grid")[boxes]


def item_box(item: Item, children: Iterable[Item] = ()) -> Element:
    """An item with its children and its source; an action line is called by its number."""
    children = list(children)
    facts = [("Voor wie", item.target), ("Sinds", dutch.date(item.since) if item.since else ""), ("Stand", item.status)]
    return div(".ks-box")[
        h4[f"Actielijn {item.number}: {item.name}" if item.kind == "actielijn" else item.name],
        [p[item.text], repeated_claims(item.text)] if item.text else None,
        [p[f"{label}: {fact}"] for label, fact in facts if fact],
        _numbered(children) if children else None,
        source_line([item.source, *(child.source for child in children)]),
    ]


def list_box(title: str, items: list[Item]) -> Element:
    """Items in one box: a name each, with since when and a remark."""
    lines = [li[_line(item, since=True)] for item in items]
    return div(".ks-box")[h4[title], ul[lines], source_line(item.source for item in items)]


def numbered_box(items: list[Item]) -> Element:
    """Items in one box, numbered as in the source."""
    return div(".ks-box")[_numbered(items), source_line(item.source for item in items)]


def _numbered(items: list[Item]) -> Element:
    return ol[[li(value=str(item.number))[_line(item)] for item in items]]


def _line(item: Item, since: bool = False) -> Fragment:
    """The name of an item, with its text and target small beneath it."""
    start = f" (sinds {dutch.date(item.since)})" if since and item.since else ""
    sentences = [f"{item.name}{start}", item.text, f"Voor {item.target}." if item.target else ""]
    first, *others = filter(None, sentences)
    return fragment[first, [br, span(".ks-small")[" ".join(others)]] if others else None]
