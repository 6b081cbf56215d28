"""What the colours of maps and charts mean."""

from htpy import Element, Fragment, fragment, p, span, table, tbody, td, th, thead, tr

from ks_data import statistics
from ks_data.answers import Areas
from ks_data.answers.rollout import RollOut, TrancheCount
from ks_data.catalogue import regions
from pages.charts.theme import FIVE, Colours, colours, five_colours
from pages.html import text


def tranche_legend(answer: RollOut, dark: bool) -> Fragment:
    """The tranches on the map, with the published and the documented number of municipalities."""
    look = colours(dark)
    return fragment[
        table(".ks-legend")[
            thead[tr[th, th["Tranche"], th(".n")["gemeenten"], th(".n")["waarvan bekend"]]],
            tbody[
                [_tranche_row(count, look) for count in answer.counts],
                _other_rows(look, answer.without_tranche),
            ],
        ],
        text.quiet(answer.remark) if answer.remark else None,
    ]


def _tranche_row(count: TrancheCount, look: Colours) -> Element:
    first, *other = (look.tranches[int(tranche) - 1] for tranche in count.tranche.split("-"))
    fill = _striped(first, *other) if other else first
    return tr[td[_swatch(fill)], td[count.name], td(".n")[count.published], td(".n")[count.documented]]


def _other_rows(look: Colours, missing: int) -> list[Element]:
    others = [(look.joined, f"Doet mee, tranche nog niet aangeleverd: {missing}")] if missing else []
    others.append((look.page, "Deed toen nog niet mee, of is niet bekend"))
    return [tr[td[_swatch(colour)], td(colspan="3")[name]] for colour, name in others]


def five_legend(answer: Areas, striped: bool, dark: bool) -> Element:
    """The classes of the compare page, with a sign for each and the number of areas.

    striped: on the map, what cannot be tested is striped; a dot in a chart is open.
    """
    areas, indicator, counts = answer.table, answer.indicator, answer.table["five"].value_counts()
    lines = []
    for word, colour in five_colours(indicator, dark).items():
        plain = statistics.Verdict(word.removeprefix("veel "))
        sign = statistics.symbol(plain, indicator.better) * (2 if word.startswith("veel") else 1)
        judged = statistics.appraisal(plain, indicator.better)
        label = f"{sign} {word}{f' ({judged})' if judged else ''}: {counts.get(word, 0)}"
        fill = _striped(colour, colours(dark).outline) if striped and word == FIVE[-1] else colour
        lines.append(span(".ks-key")[_swatch(fill), " ", label])
    missing = len(regions.provinces() if answer.level == "provincie" else regions.municipalities()) - len(areas)
    if missing:
        lines.append(span(".ks-key")[f"geen cijfer, of te klein om te tonen: {missing}"])
    return p(".ks-keys")[lines]


def _swatch(fill: str) -> Element:
    return span(".ks-swatch", style=f"background:{fill}")


def _striped(first: str, second: str) -> str:
    """The background of a swatch with stripes, as on the map."""
    return f"repeating-linear-gradient(135deg,{first} 0 4px,{second} 4px 8px)"
