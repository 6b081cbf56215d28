"""The lines, goals, projects and members of a programme as boxes."""

from htpy import Element, Fragment, div, fragment, h4, li, ol, p, small, ul

from ks_data.answers.programme import Box, Line, Section
from pages.html.claims import repeated_claims
from pages.html.text import source_line


def boxes(section: Section, claims_page: str) -> Fragment:
    """Boxes beside each other where there is room, else beneath each other, with the source that they share.

    claims_page: the address of the page on which claims stand.
    """
    grid = div(".ks-grid")[[_box(box, claims_page) for box in section.boxes]]
    return fragment[grid, source_line(section.source)]


def _box(box: Box, claims_page: str) -> Element:
    return div[
        h4[box.title] if box.title else None,
        p[box.text] if box.text else None,
        repeated_claims(box.claims, claims_page),
        [p[fact] for fact in box.facts],
        _list(box.lines) if box.lines else None,
        source_line(box.source),
    ]


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
