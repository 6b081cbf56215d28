"""The components of HTML: what is put into them stays text, and what is empty gives nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

import pandas as pd
import pytest
from htpy import Renderable, p

from ks_data import INDICATORS
from ks_data.answers import Areas, FigureCard, budgets, rollout
from ks_data.answers.budgets import BudgetLine
from ks_data.answers.claims import CheckedClaim, Outcome, RepeatedClaim
from ks_data.answers.growth import CountLine, WayOfCounting
from ks_data.answers.monitor import MonitorPhase, MonitorRow
from ks_data.answers.panels import Panel, Panels
from ks_data.answers.people import ALL, People, PeopleField
from ks_data.answers.programme import Box, Line, Section
from ks_data.answers.small_charts import Sparkline, Strip
from ks_data.answers.sources import Document, Place, Use
from ks_data.answers.subjects import Subject
from ks_data.answers.terms import Term
from ks_data.answers.timeline import Event, Timeline
from ks_data.answers.timeline import timeline as timeline_of
from ks_data.store import current
from pages.charts import theme
from pages.html import (
    budget,
    claims,
    counts,
    figure_card,
    legends,
    monitor,
    panels,
    people,
    programme,
    small_charts,
    terms,
    text,
    timeline,
)

EVIL = """<img src=x onerror="alert('1')"> & co"""
"""Markup and every sign that must be escaped."""


class Elements(HTMLParser):
    """The elements of a piece of HTML with their classes, its text, and the addresses of its images."""

    def __init__(self, component: Renderable) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.images: list[str] = []
        self.feed(str(component))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.images += [dict(attrs).get("src") or ""] if tag == "img" else []
        self.tags.append(".".join([tag, *(dict(attrs).get("class") or "").split()]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def claim(words: str) -> CheckedClaim:
    return CheckedClaim("id", words, Outcome.HOLDS, words, words, (words,), (words,))


def box(words: str, *numbers: int) -> Box:
    lines = tuple(Line(number, words, words) for number in numbers)
    return Box(words, words, (RepeatedClaim("id", words, words),), (words,), lines, words)


def event(date: str, place: str, words: str, claims: tuple[RepeatedClaim, ...] = ()) -> Event:
    return Event("2019", date, place, place == "Landelijk", words, claims, words)


def events(*years: tuple[str, tuple[Event, ...]]) -> Timeline:
    return Timeline(years, "", "", "", ())


def card(words: str) -> FigureCard:
    return FigureCard(
        *(Subject.TREND, words, words, words, words, words, words, words),
        strip=Strip(2.0, 1.0, 3.0, 2.5, 1.0, 3.0, words, words, words),
        sparkline=Sparkline((((2018, 1.0), (2019, 2.0)),), 0.0, 3.0, words, words, words),
        elsewhere=(words,),
        sentences=(words,),
        explanation=(words,),
        further=(FigureCard(Subject.TREND, words, explanation=(words,)),),
    )


INDICATOR = next(iter(INDICATORS.values()))
RUN = (((2018, 1.0), (2019, 2.0)), ((2021, 2.0),))
BUDGET_LINE = BudgetLine(EVIL, EVIL, 100.0)
PLACE = Place(EVIL, EVIL, EVIL, (Use(EVIL, ()),))
WITH_TEXT: dict[str, Callable[[], Renderable]] = {
    "paragraphs": lambda: text.paragraphs([EVIL], [EVIL], [EVIL]),
    "verdict": lambda: p[text.verdict(EVIL, "#fff")],
    "source line": lambda: p[text.source_line(EVIL)],
    "search result": lambda: text.context(EVIL),
    "figure": lambda: figure_card.figure_card(card(EVIL), theme.LIGHT),
    "panels": lambda: panels.panels_grid(
        Panels(EVIL, 2018, 2021, (Panel(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, RUN, RUN, 0.0, 3.0, EVIL),), EVIL),
        theme.LIGHT,
    ),
    "people": lambda: people.people_chart(People((PeopleField("GM0392", 147, EVIL),), EVIL), theme.LIGHT),
    "budget": lambda: budget.budget_table([BUDGET_LINE], EVIL, EVIL, "#fff"),
    "budget by year": lambda: budget.year_table([BUDGET_LINE], "#fff"),
    "who pays": lambda: budget.payers_chart((BUDGET_LINE,), theme.LIGHT),
    "terms": lambda: terms.term_list([Term("id", EVIL, EVIL, EVIL)]),
    "claim": lambda: claims.claim_card(claim(EVIL), theme.LIGHT),
    "source": lambda: claims.source_card(Document(EVIL, EVIL, "2020", EVIL, (PLACE,)), theme.LIGHT),
    "project": lambda: programme.boxes(Section(EVIL, (box(EVIL, 1),), EVIL), "bronnen"),
    "members": lambda: programme.boxes(Section(EVIL, (box(EVIL, 0, 0),), EVIL), "bronnen"),
    "monitor": lambda: monitor.monitor_rows(
        MonitorPhase(EVIL, (MonitorRow(EVIL, EVIL, 10.0, EVIL, EVIL, EVIL, EVIL, EVIL, (EVIL,), EVIL),))
    ),
    "timeline": lambda: timeline.event_list(
        events((EVIL, (event(EVIL, EVIL, EVIL, (RepeatedClaim("id", EVIL, EVIL),)),))), "bronnen", theme.LIGHT
    ),
    "counts": lambda: counts.counts_table([WayOfCounting(EVIL, EVIL, (CountLine(EVIL, EVIL, EVIL),))]),
}


@pytest.mark.parametrize("component", WITH_TEXT.values(), ids=WITH_TEXT)
def test_what_is_put_into_a_component_stays_text(component):
    drawn = Elements(component())
    assert [image for image in drawn.images if not image.startswith("data:image/svg+xml,")] == []
    assert EVIL in "".join(drawn.texts)


def test_a_source_with_an_address_is_a_link_and_one_without_is_words():
    drawn = "".join(str(line) for line in text.source_list({"CBS (2024).": "https://opendata.cbs.nl/x", "Nota.": ""}))
    assert drawn.count("<a ") == 1 and 'href="https://opendata.cbs.nl/x"' in drawn and 'rel="noopener"' in drawn
    assert ">CBS (2024).</a>" in drawn and "Bron: Nota." in drawn


def test_empty_texts_give_no_element_at_all():
    assert str(text.paragraphs(["", ""], [""])) == ""
    assert text.verdict("", "#fff") is None
    assert Elements(figure_card.figure_card(FigureCard(Subject.TREND, "Titel"), theme.LIGHT)).tags == [
        "div.ks-card",
        "h2",
        "div.ks-foot",
    ]


def drawing(component: Renderable) -> str:
    """The SVG in the image of a small chart."""
    (address,) = re.findall(r'src="data:image/svg\+xml,([^"]*)"', str(component))
    return unquote(unescape(address))


@pytest.mark.parametrize("marked", [1, 39, 40, 41, 147, 999])
def test_a_field_of_people_has_a_thousand_small_marks_and_as_many_large_ones_as_it_says(marked):
    drawn = str(people.people_field(PeopleField("GM0392", marked, ""), "#111", "#888"))
    small, large = re.findall(r'<path d="([^"]*)" stroke="(#\d+)" stroke-width="([\d.]+)"', drawn)
    assert small[1:] == ("#888", people.SMALL) and large[1:] == ("#111", people.DOT)
    assert [dots(path) for path in (small[0], large[0])] == [ALL - marked, marked]


def dots(path: str) -> int:
    """How many marks a path draws: one every STEP along each of its lines."""
    return sum(int(length) // people.STEP + 1 for length in re.findall(r"h(\d+)", path))


def test_a_strip_draws_the_band_the_dot_and_the_tick_where_they_stand_and_names_them():
    strip = Strip(2.0, 1.0, 3.0, 5.0, 1.0, 5.0, "Nederland 5,0", "95% zeker tussen 1,0 en 3,0", "alles in woorden")
    component = small_charts.strip_chart(strip, theme.LIGHT)
    assert 'alt="alles in woorden"' in str(component)
    assert Elements(component).texts == ["Nederland 5,0", "95% zeker tussen 1,0 en 3,0"]
    drawn = drawing(component)
    assert re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"', drawn) == [("3.0", "47.0")]
    assert 'cx="26.5%"' in drawn and 'x1="97.0%" x2="97.0%"' in drawn


def test_a_strip_of_a_figure_without_limits_has_no_band_and_one_beside_nothing_no_tick():
    without = small_charts.strip_chart(Strip(2.0, None, None, 5.0, 2.0, 5.0, "Nederland 5,0", "", "x"), theme.LIGHT)
    assert "<rect" not in drawing(without) and drawing(without).count("<line") == 2
    alone = small_charts.strip_chart(Strip(2.0, 1.0, 3.0, None, 1.0, 3.0, "", "95% zeker", "x"), theme.LIGHT)
    assert "<rect" in drawing(alone) and drawing(alone).count("<line") == 1


def test_a_sparkline_leaves_a_gap_open_and_labels_both_ends():
    runs = (((2015, 1.0), (2016, 2.0)), ((2018, 3.0),), ((2020, 2.0), (2021, 2.0)))
    component = small_charts.sparkline_chart(Sparkline(runs, 1.0, 3.0, "2015: 1,0", "2021: 2,0", "x"), theme.LIGHT)
    assert drawing(component).count("<polyline") == 2 and drawing(component).count("<circle") == 2
    assert Elements(component).texts == ["2015: 1,0", "2021: 2,0"]


def test_the_parts_of_an_amount_are_one_bar_and_a_correction_downwards_draws_none():
    bar = small_charts.stacked_chart((60.0, 40.0), theme.LIGHT)
    assert bar is not None and drawing(bar).count("<rect") == 2
    assert small_charts.stacked_chart((120.0, -20.0), theme.LIGHT) is None
    assert small_charts.strengths(1) == [1] and min(small_charts.strengths(9)) == pytest.approx(0.35)  # all are seen


def test_a_list_of_more_than_three_sources_unfolds_and_names_each_once():
    short = Elements(text.paragraphs([], citations=["a", "b", "c", "a"]))
    assert short.tags == ["p.ks-quiet"] * 3
    long = Elements(text.paragraphs([], citations=["a", "b", "c", "d", "a"]))
    assert long.tags == ["details.ks-quiet", "summary", *["p"] * 4]
    assert long.texts[0] == "4 bronnen"


def test_the_bar_of_a_budget_line_is_as_long_as_its_share_and_the_amounts_add_up():
    lines = [BudgetLine("Zorg (gemeente)", "€ 75.000", 75.0), BudgetLine("Overleg (Rijk)", "€ 25.000", 25.0)]
    table = str(budget.budget_table(lines, "Post", "€ 100.000", "red"))
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
    table = str(budget.budget_table(budgets.parts(lines, "item"), "Post", "€ 100.000", "red"))
    assert "Zorg (gemeente)" in table and "Zorg (Rijk)" in table and "75.000" in table and "50.000" in table
    assert "width:0.0%" in table and "100.000" in table


def test_the_timeline_starts_each_year_once_and_marks_what_is_national():
    of_2019 = (event("2 januari 2019", "Landelijk", "Begin"), event("in 2019", "Haarlem", "Vervolg"))
    answer = events(("2019", of_2019), ("2021", (event("in 2021", "Haarlem", "Slot"),)))
    drawn = Elements(timeline.event_list(answer, "bronnen", theme.DARK))
    assert drawn.tags.count("h3") == 2
    assert [tag for tag in drawn.tags if tag.startswith("li")] == ["li.ks-national", "li", "li"]
    assert "2 januari 2019" in drawn.texts and "in 2021" in drawn.texts


def test_the_picture_of_the_timeline_has_a_mark_for_each_entry_and_none_over_another():
    answer = replace(timeline_of(current(), "GM0392"), words="in woorden")
    component = timeline.timeline_chart(answer, "Haarlem", theme.LIGHT)
    drawn = drawing(component)
    entries = [entry for _, of_year in answer.years for entry in of_year]
    squares = re.findall(r'<rect x="([^"]+)" y="([^"]+)"', drawn)
    dots = re.findall(r'<circle cx="([^"]+)" cy="([^"]+)"', drawn)
    assert len(squares) == len(set(squares)) == sum(entry.is_national for entry in entries)
    assert len(dots) == len(set(dots)) == sum(not entry.is_national for entry in entries)
    assert 'alt="in woorden"' in str(component)


def test_a_claim_that_is_repeated_leads_to_its_place_on_the_page_that_is_given():
    (paragraph,) = claims.repeated_claims([RepeatedClaim("home-visits-doubled", "Tweemaal", "✓ klopt")], "elders")
    assert 'href="elders#home-visits-doubled"' in str(paragraph)


@pytest.mark.parametrize(
    ("numbers", "written"), [((1, 2, 3), []), ((4, 5, 6), ["4"]), ((1, 2, 8, 9), ["8"]), ((0, 0), [])]
)
def test_a_list_has_the_numbers_of_its_source_written_out_only_where_they_are_not_the_next(numbers, written):
    drawn = str(programme.boxes(Section("", (box("x", *numbers),), ""), "bronnen"))
    assert re.findall(r'value="(\d+)"', drawn) == written
    assert ("<ol>" in drawn) == bool(numbers[0])


def test_what_repeats_for_each_entry_has_no_class_and_no_style_of_its_own():
    """What a page sends for each entry counts: it is styled by the element that it stands in."""
    answer = events(("2019", (event("in 2019", "Landelijk", "x"), event("in 2019", "Haarlem", "x"))))
    rows = tuple(MonitorRow("x", "x", None, "x", "x", "x", "x", "", ("x",), "x") for _ in range(2))
    for component in (
        programme.boxes(Section("x", (box("x", 1, 2), box("x", 0)), "x"), "bronnen"),
        monitor.monitor_rows(MonitorPhase("x", rows)),
        timeline.event_list(answer, "bronnen", theme.LIGHT),
    ):
        outer, *entries = re.findall(r"<[a-z0-9]+ [^>]*>", str(component))
        assert "class=" in outer
        assert {entry for entry in entries if "href=" not in entry} <= {'<li class="ks-national">'}


def test_the_legend_of_tranches_has_each_look_of_the_map_with_its_number_and_no_other():
    answer = rollout.roll_out(current(), "GM0392")
    drawn = str(legends.tranche_legend(answer.in_view, answer.remark))
    first, second = theme.SCREEN.tranches[:2]
    assert (
        f"background:{first}" in drawn and f"repeating-linear-gradient(135deg,{first} 0 4px,{second} 4px 8px)" in drawn
    )
    assert answer.remark in drawn and "Tranche 3" not in drawn  # of none a source says so
    for view in ("", rollout.AROUND):
        answer = rollout.roll_out(current(), "GM0392", view)
        numbers = [int(said) for said in Elements(legends.tranche_legend(answer.in_view, "")).texts if said.isdigit()]
        *looks, not_yet = numbers
        assert sum(looks) == len(answer.in_view.codes) and min(looks) > 0
        assert not_yet == 0, "that look is only on the map of an earlier year"


def test_what_is_inferred_has_a_look_of_its_own_and_is_gone_where_it_is_not_asked_for():
    answer = rollout.roll_out(current(), "GM0392")
    legend = str(legends.tranche_legend(answer.in_view, answer.remark))
    faint = re.findall(r"repeating-linear-gradient\(135deg,\S+ 0 2px", legend)
    assert len(set(faint)) == 2
    texts = Elements(legends.tranche_counts(answer)).texts
    first, later = texts.index("waarschijnlijk 1 of 2"), texts.index("waarschijnlijk 3 of 4")
    assert texts.index("Afgeleid") < first and texts[first + 1 : first + 3] == ["145", "147"]
    assert texts[later + 1 : later + 3] == ["197", "195"]
    stated = rollout.roll_out(current(), "GM0392", infer=False)
    legend = str(legends.tranche_legend(stated.in_view, stated.remark))
    assert "aarschijnlijk" not in f"{legend}{legends.tranche_counts(stated)}"


def test_the_legend_of_five_classes_counts_every_area_and_those_without_a_figure():
    table = pd.DataFrame({"five": ["hoger", "hoger", "lager"]})
    areas = Areas(INDICATOR, "2019", "provincie", table, None, "", "", "", "", "", (), 0.0, (), (), "", (), {})
    assert "niet te toetsen" not in str(legends.five_legend(areas, True))  # as there are none
    said = "".join(Elements(legends.five_legend(areas, False)).texts)
    assert "hoger" in said and ": 2" in said
    assert said.endswith("geen cijfer, of te klein om te tonen: 9")
    assert "veel" not in said and "vrijwel zeker lager" in said
    untested = replace(areas, table=pd.DataFrame({"five": ["hoger", "niet te toetsen"]}))
    on_map = str(legends.five_legend(untested, True))
    assert len(set(re.findall(r"repeating-linear-gradient\(\d+deg", on_map))) == 2
