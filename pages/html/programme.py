"""The lines, goals, projects and members of a programme as boxes."""

import re

from htpy import Element, Fragment, details, div, fragment, h3, h4, hgroup, li, ol, p, small, summary, ul

from ks_data.answers.programme import Box, Line, Section
from ks_data.language import dutch
from pages.html.claims import repeated_claims
from pages.html.text import source_line


def boxes(section: Section, claims_page: str) -> Fragment:
    """The title with the source that they share, and boxes beside each other where there is room.

    claims_page: the address of the page on which claims stand.
    """
    grid = div(".ks-grid")[[_box(box, claims_page) for box in section.boxes]]
    return fragment[hgroup[h3[section.title], source_line(section.source)], grid]


def _box(box: Box, claims_page: str) -> Element:
    """A box folded to its title and one line; without anything more there is nothing to unfold."""
    line = _first_sentence(box.text) or next(iter(box.facts), "") or _counted(box.lines)
    whole = [
        p[box.text] if box.text else None,
        repeated_claims(box.claims, claims_page),
        [p[fact] for fact in box.facts],
        _list(box.lines) if box.lines else None,
        source_line(box.source),
    ]
    if not any((box.text, box.claims, box.facts, box.lines)):
        return div[h4[box.title], source_line(box.source)]
    title = [h4[box.title], small[line]] if box.title else h4[line]
    return details[summary[title], whole]


def _first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text, maxsplit=1)[0]


def _counted(lines: tuple[Line, ...]) -> str:
    """The first lines of a list and how many more there are."""
    named = dutch.listing([line.text for line in lines[:2]])
    return f"{named}{f' en nog {len(lines) - 2}' if len(lines) > 2 else ''}"


def _list(lines: tuple[Line, ...]) -> Element:
    """A list; with the numbers of the source where it has them, which stand there only where they are not the next."""
    if not lines[0].number:
        return ul[[li[_words(line)] for line in lines]]
    expected = [1, *(line.number + 1 for line in lines)]
    return ol[
        [
            li(value=None if line.number == usual else str(line.number))[_words(line)]
            for line, usual in zip(lines, expected, strict=False)
        ]
    ]


def _words(line: Line) -> Fragment:
    return fragment[line.text, small[line.detail] if line.detail else None]
