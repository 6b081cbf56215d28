"""What happened in the programme: a picture along an axis of years, and a list that unfolds by year."""

from collections import Counter

from htpy import (
    Element,
    circle,
    details,
    div,
    fragment,
    h3,
    li,
    line,
    p,
    rect,
    small,
    strong,
    summary,
    svg,
    ul,
)
from htpy import text as words

from ks_data.answers.timeline import Event, Timeline
from pages.charts.growth import moment
from pages.charts.theme import Colours
from pages.html.claims import repeated_claims
from pages.html.small_charts import IMAGE, picture
from pages.html.text import source_line

NATIONAL, LOCAL, AXIS, STEP = 44, 92, 104, 13
"""Where the lowest marks of both rows stand, and the axis, in pixels from the top; marks of one day go up in steps."""


def event_list(timeline: Timeline, claims_page: str, look: Colours) -> Element:
    """A list that unfolds by year: a square is national, a round dot is local, and the words say so too.

    claims_page: the address of the page on which claims stand.
    """
    return div(".ks-time", style=f"--own:{look.own};--other:{look.other}")[
        [_year(year, events, claims_page) for year, events in timeline.years]
    ]


def timeline_chart(timeline: Timeline, town: str, look: Colours) -> Element:
    """A picture of what the list holds. town: the municipality that the lower row is of."""
    key = p(".ks-quiet")["Elk teken is een gebeurtenis. Open een jaar om te lezen wat er gebeurde, in welke fase."]
    return div(".ks-timeline")[picture(_axis(timeline, town, look), timeline.words), key]


def _axis(timeline: Timeline, town: str, look: Colours) -> Element:
    """A row of squares and a row of dots above the years, each with its name."""
    first, last = int(timeline.years[0][0]), int(timeline.years[-1][0]) + 1
    letters = {"font_size": "14", "font_family": "Verdana, sans-serif", "fill": look.text}

    def along(years: float) -> str:
        return f"{2 + 96 * (years - first) / (last - first):.2f}%"

    ticks = [
        fragment[
            line(x1=along(year), x2=along(year), y1="0", y2=str(AXIS), stroke=look.grid),
            words(x=along(year + 0.5), y=str(AXIS + 18), text_anchor="middle", **letters)[str(year)],
        ]
        for year in range(first, last)
    ]
    before: Counter[tuple[str, bool]] = Counter()
    marks = []
    for _, events in timeline.years:
        for event in events:
            place = along(moment(event.day))
            up = STEP * before[place, event.is_national]
            before[place, event.is_national] += 1
            if event.is_national:
                box = {"width": "11", "height": "11", "transform": "translate(-5.5)", "fill": look.other}
                marks.append(rect(x=place, y=str(NATIONAL - up - 6), **box))
            else:
                marks.append(circle(cx=place, cy=str(LOCAL - up), r="6", fill=look.own))
    names = [
        words(x="0", y=str(foot), font_weight="600", **letters)[name]
        for name, foot in (("■ Landelijk", NATIONAL - 30), (f"● {town} en omgeving", LOCAL - 18))
    ]
    axis = line(x1="0", x2="100%", y1=str(AXIS), y2=str(AXIS), stroke=look.quiet)
    return svg(**IMAGE)[ticks, axis, names, marks]


def _year(year: str, events: tuple[Event, ...], claims_page: str) -> Element:
    """A year folded to its first entry and how many more there are."""
    more = f" en nog {len(events) - 1}" if len(events) > 1 else ""
    title = summary[h3[year], small[f"{events[0].text}{more}"]]
    return details[title, ul[[_event(event, claims_page) for event in events]]]


def _event(event: Event, claims_page: str) -> Element:
    return li(class_="ks-national" if event.is_national else None)[
        strong[event.date],
        f" · {event.place}",
        p[event.text],
        repeated_claims(event.claims, claims_page),
        source_line(event.source),
    ]
