"""What happened in the programme, by year along a line."""

from htpy import Element, div, h3, li, p, strong, ul

from ks_data.answers.timeline import Event, Timeline
from pages.charts.theme import Colours
from pages.html.claims import repeated_claims
from pages.html.text import source_line


def event_list(timeline: Timeline, claims_page: str, look: Colours) -> Element:
    """A list by year: a square is national, a round dot is local, and the words say so too.

    claims_page: the address of the page on which claims stand.
    """
    return div(".ks-time", style=f"--own:{look.own};--other:{look.other}")[
        [[h3[year], ul[[_event(event, claims_page) for event in events]]] for year, events in timeline.years]
    ]


def _event(event: Event, claims_page: str) -> Element:
    return li(class_="ks-national" if event.is_national else None)[
        strong[event.date],
        f" · {event.place}",
        p[event.text],
        repeated_claims(event.claims, claims_page),
        source_line(event.source),
    ]
