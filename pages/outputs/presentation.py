"""A briefing as slides for a browser, which steps through them itself: one message each. No Streamlit.

It draws what the slides for PowerPoint and the PDF draw. The sizes are those of static/app.css, in steps of a hundredth
of the screen's width; the steps from slide to slide are those of static/app.js.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from htpy import (
    Element,
    Fragment,
    Node,
    button,
    caption,
    dialog,
    div,
    footer,
    fragment,
    h2,
    i,
    nav,
    p,
    section,
    span,
    table,
    tbody,
    td,
    tfoot,
    th,
    thead,
    tr,
)
from markupsafe import Markup

from ks_data.answers.briefing import Briefing, BudgetSection, Section, SummaryRow, TrancheMap
from ks_data.answers.citations import in_lists, in_one_line
from pages.charts.theme import Colours, appraised
from pages.html.people import people_chart
from pages.outputs.line_chart import line_chart
from pages.outputs.tranche_map import Group, legend, tranche_map

CHART = (430, 235)
"""The size of a chart, in the units of its letters: wide enough for words, and large on a screen."""
SOURCE_LETTERS = 290
"""So many letters of sources fit beneath a slide; more of them stand on the last one."""
REMARK_LETTERS = 230
"""So many letters of remarks fit beneath a chart; the PDF and the notes of the slides have all."""
LINES, LINE_LETTERS = 18, 125
"""So many lines of sources fit on one slide, and so many letters on a line."""
LONG = 260
"""A sentence of more letters than this is set smaller."""
ALL_SOURCES = "Alle bronnen staan op de laatste dia."
_FIRST = re.compile(r"^.*?\.(?= [A-Z]|$)")
BUTTONS = (
    ("vorige", "‹ Vorige"),
    ("volgende", "Volgende ›"),
    ("scherm", "Volledig scherm (f)"),
    ("sluiten", "Sluiten (Esc)"),
)
"""What each button is called in app.js, and by readers."""


def presentation(briefing: Briefing, look: Colours) -> str:
    """All slides of a briefing as HTML; all but the first are hidden."""
    slides = list(_slides(briefing, look))
    drawn = [
        section(".ks-slide", hidden=number > 1, aria_roledescription="dia", aria_label=f"Dia {number}")[
            p(".ks-mark")[briefing.mark] if briefing.mark else None, slide
        ]
        for number, slide in enumerate(slides, 1)
    ]
    state = ". ".join(filter(None, [briefing.mark, f"Kansrijke Start in {briefing.name}", briefing.state]))
    steps = [button(type="button", data_step=step)[words] for step, words in BUTTONS]
    style = "".join(f"--{role}:{colour};" for role, colour in asdict(look).items() if isinstance(colour, str))
    return str(
        dialog(".ks-deck", aria_label=f"Presentatie: Kansrijke Start in {briefing.name}", style=style)[
            div(".ks-stage", tabindex="-1", autofocus=True)[
                drawn,
                footer[
                    p[f"{state}."],
                    nav(aria_label="Dia’s")[steps[0], span(".ks-count")[f"1 van {len(slides)}"], steps[1:]],
                ],
                p(".ks-spoken", aria_live="polite"),
            ]
        ]
    )


def _slides(briefing: Briefing, look: Colours) -> Iterator[Node]:
    """The slides in the order of those for PowerPoint."""
    yield _opening(briefing)
    yield _summary(briefing, look)
    rows = {row.title: row for row in briefing.summary}
    for of_indicator in briefing.sections:
        yield _section(of_indicator, rows.get(of_indicator.name), look)
    yield _map(briefing.map, look)
    if briefing.budget:
        yield _budget(briefing.budget)
    pages = list(in_lists(briefing.citations, LINES, LINE_LETTERS))
    for number, cited in enumerate(pages, 1):
        heading = f"Bronnen ({number} van {len(pages)})" if len(pages) > 1 else "Bronnen"
        yield fragment[h2[heading], div(".ks-room")[[p(".ks-small")[citation] for citation in cited]]]


def _opening(briefing: Briefing) -> Fragment:
    return fragment[
        div(".ks-room.ks-opening")[
            p(".ks-name")[f"Kansrijke Start in {briefing.name}"],
            h2[briefing.title],
            p[briefing.lead],
            [p(".ks-warning")[warning] for warning in briefing.warnings],
        ],
        _origin(briefing),
    ]


def _summary(briefing: Briefing, look: Colours) -> Fragment:
    head = ("Onderwerp", "Cijfer", "Hoe zeker", "Ernaast", "Oordeel")
    return fragment[
        h2[f"De nieuwste cijfers van {briefing.name}"],
        div(".ks-room")[
            table(".ks-summary")[
                thead[tr[[th(scope="col")[words] for words in head]]],
                tbody[[_summary_row(row, look) for row in briefing.summary]],
            ]
        ],
        _origin(briefing),
    ]


def _summary_row(row: SummaryRow, look: Colours) -> Element:
    return tr[
        th(scope="row")[row.title],
        td[span(".ks-strong")[row.figure], f" {row.measure}" if row.measure else ""],
        td[row.limits],
        td[row.benchmark],
        td(".ks-strong", style=f"color:{appraised(row.appraisal, look, look.text)}")[row.verdict],
    ]


def _section(of_indicator: Section, row: SummaryRow | None, look: Colours) -> Fragment:
    """The finding above, its figure and sentence beside the chart, and beneath it what to know when reading that."""
    first, *others = [words for words in of_indicator.sentences if words not in of_indicator.in_table] or [""]
    further = " ".join(map(_first, others))
    sentence = first if of_indicator.people else f"{first} {further}".strip()
    words = fragment[
        _figure(row, look) if row and row.measure else None,
        p(class_={"ks-long": len(sentence) > LONG})[sentence],
    ]
    chart = of_indicator.chart
    return fragment[
        h2[of_indicator.title],
        p(".ks-small")[of_indicator.heading if chart else of_indicator.measure],
        div(".ks-room.ks-two")[
            div(".ks-chart")[
                Markup(line_chart(chart, look, *CHART)),
                p(".ks-small")[further] if further and of_indicator.people else None,
                p(".ks-small")[in_short(of_indicator.remarks)],
            ],
            div[words, people_chart(of_indicator.people, look) if of_indicator.people else None],
        ]
        if chart
        else div(".ks-room")[words],
        _sources(of_indicator.citations),
    ]


def in_short(remarks: Iterable[str], letters: int = REMARK_LETTERS) -> str:
    """So many remarks as fit, of each its first sentence: what the marks mean stands there, how that came after it."""
    words = ""
    for remark in remarks:
        longer = f"{words} {_first(remark)}".strip()
        words = longer if len(longer) <= letters else words
    return words


def _first(words: str) -> str:
    """The first sentence of some."""
    first = _FIRST.match(words)
    return first[0] if first else words


def _figure(row: SummaryRow, look: Colours) -> Fragment:
    return fragment[
        p(".ks-figure")[row.figure],
        p(".ks-small")[row.measure],
        p(".ks-small")[row.limits] if row.limits else None,
        p(".ks-strong", style=f"color:{appraised(row.appraisal, look, look.text)}")[row.verdict]
        if row.verdict
        else None,
    ]


def _map(answer: TrancheMap, look: Colours) -> Fragment:
    head = ("Kleur", "Op de kaart", "Gemeenten")
    rows = [tr[td[_swatch(group)], th(scope="row")[group.name], td[group.number]] for group in legend(answer, look)]
    return fragment[
        h2[answer.title],
        div(".ks-room.ks-two.ks-map")[
            div(".ks-chart")[Markup(tranche_map(answer, look))],
            div[
                p(".ks-long")[answer.sentence],
                table[thead[tr[[th(scope="col")[words] for words in head]]], tbody[rows]],
                p(".ks-small")[" ".join([*answer.remarks, f"{answer.attribution}."])],
            ],
        ],
        _sources(answer.citations),
    ]


def _swatch(group: Group) -> Element:
    """The colour of a group on the map, or its hatch."""
    lines = f"repeating-linear-gradient({135 if group.rising else 45}deg,{group.hatch} 0 .2em,{group.fill} .2em .5em)"
    return i(".ks-patch", style=f"background:{lines if group.hatch else group.fill}")


def _budget(answer: BudgetSection) -> Fragment:
    rows = [tr[th(scope="row")[line.name], td[line.amount], td[line.percent]] for line in answer.lines]
    return fragment[
        h2[answer.headline],
        div(".ks-room.ks-two")[
            div[
                table(".ks-amounts")[
                    caption[answer.caption],
                    thead[tr[[th(scope="col")[words] for words in ("Post (betaler)", "Bedrag", "Aandeel")]]],
                    tbody[rows],
                    tfoot[tr[th(scope="row")["Totaal"], td[answer.total], td["100%"]]],
                ]
            ],
            div[[p(".ks-long")[sentence] for sentence in answer.sentences]],
        ],
        _sources(answer.citations),
    ]


def _origin(briefing: Briefing) -> Element:
    return p(".ks-small.ks-cited")[f"{briefing.origin} {ALL_SOURCES}".strip()]


def _sources(citations: Sequence[str]) -> Element | None:
    words = in_one_line(citations)
    return p(".ks-small.ks-cited")[words if len(words) <= SOURCE_LETTERS else "Bronnen: zie de laatste dia."]
