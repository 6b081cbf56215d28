"""The components of HTML: what is put into them stays text, and what is empty gives nothing."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from htpy import Renderable, p

from ks_data import INDICATORS
from ks_data.answers.claims import CLAIMS, Check
from ks_data.answers.monitor import Beside, MonitorLine
from ks_data.answers.programme import Item
from ks_data.answers.sources import Document, Place, Use
from ks_data.answers.timeline import Moment
from pages.charts import theme
from pages.html import budget, claims, counts, figure_card, legends, monitor, programme, text, timeline

EVIL = """<img src=x onerror="alert('1')"> & co"""
"""Markup and every sign that must be escaped."""


class Elements(HTMLParser):
    """The elements of a piece of HTML with their classes, and its text."""

    def __init__(self, component: Renderable) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(str(component))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(".".join([tag, *(dict(attrs).get("class") or "").split()]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def item(name: str, kind: str = "project", number: int = 1) -> Item:
    return Item(kind, number, name, name, name, name, "2020", name, name, "")


def claim(words: str) -> Check:
    checked = CLAIMS[0]
    return replace(checked.check(), claim=replace(checked, says=words, source=words), figures=words, sources=(words,))


INDICATOR = next(iter(INDICATORS.values()))
LINES = pd.DataFrame({"item": [EVIL], "funder": [EVIL], "amount_eur": [90_000.0], "share": [100.0]})
COUNTS = pd.DataFrame(
    [["aantal", EVIL, EVIL, "2020", 3.0, EVIL, EVIL]],
    columns=["unit", "what", "definition", "date", "value", "note", "source"],
)
PLACE = Place(EVIL, EVIL, EVIL, (Use(EVIL, ()),))
WITH_TEXT: dict[str, Callable[[], Renderable]] = {
    "paragraphs": lambda: text.paragraphs([EVIL], [EVIL], [EVIL]),
    "verdict": lambda: p[text.verdict(EVIL, "#fff")],
    "source line": lambda: text.source_line([EVIL]),
    "search result": lambda: text.context(EVIL),
    "figure": lambda: figure_card.figure_card(EVIL, EVIL, EVIL, [figure_card.sentence(EVIL)], EVIL),
    "budget by line": lambda: budget.budget_table(LINES, "item", EVIL, "#fff"),
    "budget by funder": lambda: budget.budget_table(LINES, "funder", EVIL, "#fff"),
    "claim": lambda: claims.claim_card(claim(EVIL), theme.LIGHT),
    "source": lambda: claims.source_card(Document(EVIL, EVIL, "2020", EVIL, (PLACE,)), theme.LIGHT),
    "project": lambda: programme.grid([programme.item_box(item(EVIL), [item(EVIL)])]),
    "members": lambda: programme.list_box(EVIL, [item(EVIL)]),
    "points": lambda: programme.numbered_box([item(EVIL)]),
    "monitor": lambda: monitor.monitor_rows(
        [(MonitorLine(1, INDICATOR, None, EVIL, EVIL, EVIL), [Beside(EVIL, (EVIL,))])]
    ),
    "timeline": lambda: timeline.event_list([Moment("2020", "gemeente", EVIL, "programmabreed", EVIL, EVIL)], False),
    "counts": lambda: counts.counts_table(COUNTS),
}


@pytest.mark.parametrize("component", WITH_TEXT.values(), ids=WITH_TEXT)
def test_what_is_put_into_a_component_stays_text(component):
    drawn = Elements(component())
    assert "img" not in drawn.tags
    assert EVIL in "".join(drawn.texts)


def test_empty_texts_give_no_element_at_all():
    assert str(text.paragraphs(["", ""], [""])) == ""
    assert text.verdict("", "#fff") is None
    assert figure_card.beside("") is None
    assert Elements(figure_card.figure_card("Titel", "", "", [None])).tags == ["div.ks-card", "h2"]


def test_a_list_of_more_than_three_sources_unfolds_and_names_each_once():
    short = Elements(text.paragraphs([], citations=["a", "b", "c", "a"]))
    assert short.tags == ["p.ks-quiet"] * 3
    long = Elements(text.paragraphs([], citations=["a", "b", "c", "d", "a"]))
    assert long.tags == ["details.ks-quiet", "summary", *["p.ks-quiet"] * 4]
    assert long.texts[0] == "4 bronnen"


def test_the_bar_of_a_budget_line_is_as_long_as_its_share_and_the_amounts_add_up():
    lines = pd.DataFrame(
        {
            "item": ["Zorg", "Overleg"],
            "funder": ["gemeente", "Rijk"],
            "amount_eur": [75_000.0, 25_000.0],
            "share": [75.0, 25.0],
        }
    )
    table = str(budget.budget_table(lines, "item", "Post", "red"))
    assert "width:75.0%;background:red" in table and "width:25.0%" in table
    assert "Zorg (gemeente)" in table and "100.000" in table


def test_an_item_that_two_pay_for_has_a_line_for_each_and_a_correction_no_bar():
    lines = pd.DataFrame(
        {
            "item": ["Zorg", "Zorg", "Correctie"],
            "funder": ["gemeente", "Rijk", "Rijk"],
            "amount_eur": [75_000.0, 50_000.0, -25_000.0],
            "share": [75.0, 50.0, -25.0],
        }
    )
    table = str(budget.budget_table(lines, "item", "Post", "red"))
    assert "Zorg (gemeente)" in table and "Zorg (Rijk)" in table and "75.000" in table and "50.000" in table
    assert "width:0.0%" in table and "100.000" in table


def test_the_timeline_starts_each_year_once_and_marks_what_is_national():
    events = [
        Moment("2019-01-02", "landelijk", "Nederland", "programmabreed", "Begin", "a"),
        Moment("2019", "gemeente", "Haarlem", "programmabreed", "Vervolg", "a"),
        Moment("2021", "gemeente", "Haarlem", "programmabreed", "Slot", "a"),
    ]
    drawn = Elements(timeline.event_list(events, dark=True))
    assert drawn.tags.count("h3") == 2
    assert [tag for tag in drawn.tags if "ks-dot" in tag] == ["span.ks-dot.ks-national", "span.ks-dot", "span.ks-dot"]
    assert "2 januari 2019" in drawn.texts and "in 2021" in drawn.texts


def test_the_legend_of_five_classes_counts_every_area_and_those_without_a_figure():
    areas = pd.DataFrame({"five": ["hoger", "hoger", "lager"]})
    said = "".join(Elements(legends.five_legend(areas, INDICATOR, "provincie", False, False)).texts)
    assert "hoger" in said and ": 2" in said
    assert said.endswith("geen cijfer, of te klein om te tonen: 9")
