"""What the colours of maps and charts mean."""

import pandas as pd
from htpy import Element, Fragment, fragment, p, span, table, tbody, td, th, thead, tr

from ks_data.answers import Areas
from ks_data.answers.rollout import MunicipalitiesInView, RollOut, TrancheCount
from ks_data.answers.tranche_starts import INFERRED_WORDS, STRIPED, TRANCHE_START, TRANCHE_WORDS
from ks_data.catalogue import regions
from ks_data.language import dutch
from pages.charts import maps, smoothed
from pages.charts.theme import FIVE, SCREEN, Colours, five_colours, five_words
from pages.html import text


def tranche_legend(in_view: MunicipalitiesInView, remark: str) -> Fragment:
    """The looks that are on the map, each with the number of municipalities in view that have it; and a remark."""
    rows = [
        _look(look, name, number)
        for tranche, is_inferred, look, name in _looks(SCREEN)
        if (number := in_view.numbers.get((tranche, is_inferred)))
    ]
    rows.append(_look(SCREEN.page, "Deed toen nog niet mee", 0))
    if any(is_inferred for _, is_inferred in in_view.numbers):
        remark += f" {STRIPED} In een eerder jaar staan zij bij niet bekend, tot zij zeker begonnen waren."
    return fragment[
        table(".ks-legend")[thead[tr[td, th["Op de kaart"], th(".n")["in 2023"]]], tbody[rows]],
        text.quiet(remark) if remark else None,
    ]


def _looks(look: Colours) -> list[tuple[str, bool, str, str]]:
    """What a municipality on the map can look like: its tranche, whether inferred, the fill of a swatch, its name."""
    stated = [
        (tranche, False, _tranche_fill(tranche, look), f"{dutch.capital(TRANCHE_WORDS[tranche])} ({start})")
        for tranche, start in sorted(TRANCHE_START.items())
    ]
    derived = [
        (tranche, True, _faintly_striped(*maps.inferred_fill(look, tranche)), dutch.capital(words))
        for tranche, words in INFERRED_WORDS.items()
    ]
    return [*stated, *derived, ("", False, look.joined, "Niet bekend: tranche nog niet aangeleverd")]


def _look(fill: str, name: str, number: int) -> Element:
    return tr[td[_swatch(fill)], td[name], td(".n")[str(number)]]


def tranche_counts(answer: RollOut) -> Element:
    """The published number of municipalities in each tranche, beside of how many a source or the list says so."""
    return table(".ks-legend")[
        thead[tr[th["Tranche"], th(".n")["gemeenten"], th(".n")["uit een bron"]]],
        tbody[[_tranche_row(count) for count in answer.counts]],
        _inferred_rows(answer) if answer.inferred_counts else None,
    ]


def _inferred_rows(answer: RollOut) -> Fragment:
    """What only follows from the list, under a head of its own."""
    rows = [_tranche_row(count) for count in answer.inferred_counts]
    return fragment[thead[tr[th["Afgeleid"], th(".n")["gemeenten"], th(".n")["uit de lijst"]]], tbody[rows]]


def _tranche_row(count: TrancheCount) -> Element:
    return tr[td[count.name], td(".n")[count.published], td(".n")[count.documented]]


def _tranche_fill(tranche: str, look: Colours) -> str:
    first, *other = (look.tranches[int(part) - 1] for part in tranche.split("-"))
    return _striped(first, *other) if other else first


def _faintly_striped(area: str, line: str) -> str:
    """The background of a swatch with thin lines that hardly stand out, as on the map."""
    return f"repeating-linear-gradient(135deg,{line} 0 2px,{area} 2px 5px)"


def five_legend(answer: Areas, striped: bool) -> Element:
    """The classes of the compare page, with a sign for each and the number of areas.

    striped: on the map, what cannot be tested is striped and what has no figure is hatched; a dot in a chart is open.
    """
    areas, indicator, counts = answer.table, answer.indicator, answer.table["five"].value_counts()
    lines = []
    for word, colour in five_colours(indicator, SCREEN).items():
        label = f"{five_words(word, indicator)}: {counts.get(word, 0)}"
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
