"""What happened in the programme, by year along a line."""

from itertools import groupby

from htpy import Element, div, h3, li, p, span, strong, ul

from ks_data.answers.timeline import NATIONAL, Moment
from ks_data.language import dutch
from ks_data.store import Snapshot
from pages.charts.theme import Colours, colours
from pages.html.claims import repeated_claims
from pages.html.text import source_line


def event_list(data: Snapshot, events: list[Moment], dark: bool) -> Element:
    """A list by year: a square is national, a round dot is local, and the words say so too."""
    look = colours(dark)
    years = groupby(events, key=lambda event: event.year)
    return div(".ks-time")[
        [[h3[str(year)], ul[[_event(data, event, look) for event in group]]] for year, group in years]
    ]


def _event(data: Snapshot, event: Moment, look: Colours) -> Element:
    national = event.level == NATIONAL
    shape, colour = ("ks-dot ks-national", look.other) if national else ("ks-dot", look.own)
    day = dutch.date(event.date) if len(event.date) > len("2018") else f"in {event.date}"
    return li[
        span(class_=shape, style=f"background:{colour}"),
        p[strong[day], f" · {'Landelijk' if national else event.place} · {event.phase}"],
        p[event.what],
        repeated_claims(data, event.what),
        source_line(data, [event.source]),
    ]
