"""What the colours of maps and charts mean."""

import pandas as pd
from htpy import Element, Fragment, fragment, p, span, table, tbody, td, th, thead, tr

from ks_data import statistics
from ks_data.answers import Areas, inferred
from ks_data.answers.rollout import RollOut, TrancheCount
from ks_data.catalogue import regions
from pages.charts import maps, smoothed
from pages.charts.maps import inferred_line
from pages.charts.theme import FIVE, SCREEN, Colours, five_colours
from pages.html import text


def tranche_legend(answer: RollOut) -> Fragment:
    """The tranches on the map: the published number of municipalities, of how many a source says so, what follows."""
    look = SCREEN
    return fragment[
        table(".ks-legend")[
            thead[tr[td, th["Tranche"], th(".n")["gemeenten"], th(".n")["uit een bron"]]],
            tbody[[_tranche_row(count, _tranche_fill(count, look)) for count in answer.counts]],
            _inferred_rows(answer, look) if answer.inferred_counts else None,
            tbody[_other_rows(look, answer.unknown, earlier=bool(answer.inferred_counts))],
        ],
        text.quiet(f"{answer.remark} {answer.inferred_remark}".strip()) if answer.remark else None,
    ]


def _inferred_rows(answer: RollOut, look: Colours) -> Fragment:
    """What only follows from the list, under a head of its own."""
    rows = [_tranche_row(count, _hatched(count.tranche, look)) for count in answer.inferred_counts]
    return fragment[thead[tr[td, th["Afgeleid"], th(".n")["gemeenten"], th(".n")["uit de lijst"]]], tbody[rows]]


def _tranche_row(count: TrancheCount, fill: str) -> Element:
    return tr[td[_swatch(fill)], td[count.name], td(".n")[count.published], td(".n")[count.documented]]


def _tranche_fill(count: TrancheCount, look: Colours) -> str:
    first, *other = (look.tranches[int(tranche) - 1] for tranche in count.tranche.split("-"))
    return _striped(first, *other) if other else first


def _hatched(tranche: str, look: Colours) -> str:
    """The background of a swatch with thin lines, as on the map."""
    angle = "135deg" if tranche == inferred.FIRST else "45deg"
    return f"repeating-linear-gradient({angle},{inferred_line(look, tranche)} 0 1.5px,{look.page} 1.5px 5px)"


def _other_rows(look: Colours, missing: int, earlier: bool) -> list[Element]:
    """What is not known and what was not yet; earlier: whether in earlier years more is not known than now."""
    words = f"Niet bekend{f'; tranche nog niet aangeleverd: {missing}' if missing else ''}"
    others = [(look.joined, words)] if missing or earlier else []
    others.append((look.page, "Deed toen nog niet mee"))
    return [tr[td[_swatch(colour)], td(colspan="3")[name]] for colour, name in others]


def five_legend(answer: Areas, striped: bool) -> Element:
    """The classes of the compare page, with a sign for each and the number of areas.

    striped: on the map, what cannot be tested is striped and what has no figure is hatched; a dot in a chart is open.
    """
    areas, indicator, counts = answer.table, answer.indicator, answer.table["five"].value_counts()
    lines = []
    for word, colour in five_colours(indicator, SCREEN).items():
        area = statistics.FiveClass(word)
        sign = statistics.symbol(area.verdict, indicator.better) * (2 if area.is_sure else 1)
        judged = statistics.appraisal(area.verdict, indicator.better)
        label = f"{sign} {word}{f' ({judged})' if judged else ''}: {counts.get(word, 0)}"
        swatch = _swatch(colour)
        if word == FIVE[-1]:
            if word not in counts:
                continue
            swatch = _swatch(_striped(colour, SCREEN.outline)) if striped else _open_dot(SCREEN)
        lines.append(span(".ks-key")[swatch, " ", label])
    missing = len(regions.provinces() if answer.level == "provincie" else regions.municipalities()) - len(areas)
    if missing:
        hatch = _swatch(_no_figure(SCREEN)) if striped else None
        lines.append(span(".ks-key")[hatch, f" {maps.NO_FIGURE}: {missing}"])
    return p(".ks-keys")[lines]


def smoothed_legend(answer: Areas) -> Element:
    """The classes of the maps of figures as counted and smoothed, with the number of areas on each."""
    counts = [
        pd.Series(smoothed.classed(answer.table, answer.indicator, drawn), dtype=object).value_counts()
        for drawn in (False, True)
    ]
    lines = []
    for name, colour in smoothed.shades(smoothed.classes(answer.table, answer.indicator), SCREEN).items():
        counted, drawn = (int(count.get(name, 0)) for count in counts)
        lines.append(span(".ks-key")[_swatch(colour), f" {name}: {counted} geteld, {drawn} gladgestreken"])
    lines.append(span(".ks-key")[_swatch(_no_figure(SCREEN)), f" {maps.NO_FIGURE}"])
    return p(".ks-keys")[lines]


def _no_figure(look: Colours) -> str:
    """The background of a swatch with the thin lines of an area without a figure."""
    return f"repeating-linear-gradient(45deg,{look.outline} 0 1px,{look.page} 1px 4px)"


def _swatch(fill: str) -> Element:
    return span(".ks-swatch", style=f"background:{fill}")


def _open_dot(look: Colours) -> Element:
    return span(".ks-swatch", style=f"background:{look.page};border:3px solid {look.text};border-radius:50%")


def _striped(first: str, second: str) -> str:
    """The background of a swatch with stripes, as on the map."""
    return f"repeating-linear-gradient(135deg,{first} 0 4px,{second} 4px 8px)"
