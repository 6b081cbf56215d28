"""The profile of one municipality as a PDF for everybody: PDF/UA-1 and PDF/A-2a, laid out by profile.typ."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from ks_data.answers.briefing import Briefing
from ks_data.answers.year_table import IN_BRACKETS, SMALL
from pages.charts.theme import LIGHT
from pages.outputs.drawings import FOLDER, cleaned, compiled, title
from pages.outputs.line_chart import line_chart
from pages.outputs.tranche_map import legend, tranche_map

UNREADABLE = re.compile(
    "[^\n -~\u00a0-\u024f\u2010-\u2015\u2018-\u2022\u2026\u2030\u20ac\u2190-\u2193\u2212\u2260-\u2265\u25a0-\u25ff]"
)

_AXIS = "De as begint bij nul"
"""What may hold for most charts, while a chart may begin elsewhere and says so itself."""
_NEXT_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


def pdf(briefing: Briefing, link: str = "") -> bytes:
    """A briefing as a PDF; the same bytes for the same briefing and link.

    link: the address where the figures are on the screen; may be empty. A sign that the fonts have not, as in a foreign
    name of a source, becomes a box: a PDF for everybody may not hold what it cannot show. Raises DataError when the
    file cannot be made.
    """
    briefing = cleaned(briefing, UNREADABLE, "□")
    shared, notes = _notes(briefing)
    content = {
        "shared": shared,
        "notes": notes,
        "sentences": [
            [words for words in section.sentences if words not in section.in_table] for section in briefing.sections
        ],
        "briefing": asdict(briefing),
        "title": title(briefing),
        "link": link,
        "look": asdict(LIGHT),
        "charts": [line_chart(section.chart) if section.chart else "" for section in briefing.sections],
        "map": tranche_map(briefing.map),
        "legend": [asdict(group) for group in legend(briefing.map)],
        "budget": [
            {"name": line.name, "amount": line.amount, "percent": line.percent} for line in briefing.budget.lines
        ]
        if briefing.budget
        else [],
    }
    return compiled((FOLDER / "profile.typ").read_bytes(), "pdf", content=json.dumps(content, ensure_ascii=False))


def _notes(briefing: Briefing) -> tuple[list[str], list[list[str]]]:
    """What to know when reading the charts and tables: what holds for several of them, and the rest of each.

    What names a figure or a year stays with its own chart. A sentence stands once, also when it begins longer notes.
    """
    of_each = [
        [
            sentence
            for words in (*section.remarks, *(section.table.legend if section.table else ()))
            for sentence in _NEXT_SENTENCE.split(words.replace(SMALL, IN_BRACKETS))
        ]
        for section in briefing.sections
    ]
    times = Counter(words for notes in of_each for words in notes)
    general = [words for words in times if not any(sign.isdigit() for sign in words.replace("95%", ""))]
    shared = [words for words in general if times[words] > 1]
    of_most = (words.replace(_AXIS, f"{_AXIS}, tenzij er bij een grafiek iets anders staat") for words in shared)
    return _closed(of_most), [_closed(words for words in notes if words not in shared) for notes in of_each]


def _closed(notes: Iterable[str]) -> list[str]:
    """Notes that can follow each other: each ends in a full stop."""
    return [f"{words.removesuffix('.')}." for words in notes]
