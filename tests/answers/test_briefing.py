"""What a briefing says is plain data: rounded as shown, without what is hidden, and without what only a screen has."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pandas as pd
import pytest

from ks_data import INDICATORS, TABLES, answers, store
from ks_data.answers import Choice, axis, trend
from ks_data.answers.briefing import briefing
from ks_data.answers.year_chart import Chart
from ks_data.language import dutch
from ks_data.store import current
from tests.answers.drawn import EARLY, POOLED, break_in

LIMITED = """
    GM0392 2017 78.0 definitief 780/1000
    GM0392 2018 -    onderdrukt -/1000
    GM0392 2019 78.4 definitief 784/1000
    GM0392 2020 79.1 voorlopig  791/1000
    NL01   2019 72.6 definitief 72600/100000
"""


@pytest.fixture
def chart(observed, tmp_path: Path):
    """The chart of what is observed, for a region, between two years; breaks: the table of breaks."""

    def drawn(text: str, region: str, first: int, last: int, breaks: pd.DataFrame | None = None) -> Chart:
        observed(text)
        empty = {name: pd.DataFrame(columns=list(TABLES[name].names)) for name in TABLES if name != "observations"}
        store.write(empty | ({"breaks": breaks} if breaks is not None else {}), tmp_path)
        content = briefing(current(), Choice(region, "NL01", first, last))
        return next(section.chart for section in content.sections if section.indicator == EARLY)

    return drawn


def parts(content: object) -> Iterator[object]:
    """Everything in an answer, also what is in parts of it."""
    yield content
    if is_dataclass(content):
        inner = [getattr(content, field.name) for field in fields(content)]
    else:
        inner = list(content) if isinstance(content, tuple) else []
    for part in inner:
        yield from parts(part)


@pytest.mark.slow
def test_an_open_figure_is_a_series_of_its_own_and_a_hidden_year_is_no_point(chart) -> None:
    drawn = chart(LIMITED, "GM0392", 2017, 2020)
    assert [(series.name, [point.year for point in series.points], series.end) for series in drawn.series] == [
        ("Haarlem", [2017, 2019], ""),
        ("Haarlem, voorlopig", [2020], "Haarlem 79,1 (voorlopig)"),
        ("Nederland", [2019], "Nederland 72,6"),
    ]
    assert drawn.years == (2017, 2018, 2019, 2020)


def test_the_limits_in_a_chart_are_rounded_as_they_are_shown(chart) -> None:
    drawn = chart(LIMITED, "GM0392", 2017, 2020)
    numbers = [number for series in drawn.series for point in series.points for number in (point.lower, point.upper)]
    assert numbers and all(number == dutch.rounded(number, 1) for number in numbers)


def test_no_line_crosses_a_break(chart) -> None:
    drawn = chart(LIMITED, "GM0392", 2017, 2020, break_in(2019))
    of_town = [series for series in drawn.series if series.is_own]
    assert [series.name for series in of_town] == ["Haarlem", "Haarlem, vanaf 2019", "Haarlem, vanaf 2019, voorlopig"]
    assert [series.line for series in of_town] == [0, 1, 1]
    assert drawn.breaks == (2019,)


def test_pooled_years_are_a_series_that_says_so(chart) -> None:
    drawn = chart(POOLED, "GM0088", 2017, 2019)
    pooled = next(series for series in drawn.series if series.is_own)
    assert (pooled.name, pooled.end) == ("Schiermonnikoog, 2017-2019 samen", "Schiermonnikoog 60,0")
    assert {point.value for point in pooled.points} == {60.0} and pooled.line < 0


def test_the_axis_of_a_chart_is_that_of_the_page_and_a_tiny_town_outside_it_is_named(chart) -> None:
    towns = "GM0088 2019 20.0 definitief 10/50\nGM0363 2019 61.0 definitief 6100/10000"
    drawn = chart(towns, "GM0088", 2019, 2019)
    on_page = trend(current(), INDICATORS[EARLY], Choice("GM0088", "NL01", 2019, 2019))
    assert (drawn.low, drawn.high) == on_page.axis
    assert not drawn.low <= 20.0 <= drawn.high
    remarks = next(one for one in briefing(current(), on_page.choice).sections if one.chart).remarks
    assert "Buiten de as valt Schiermonnikoog 2019 (20,0)." in remarks
    assert drawn.ticks[0][0] >= drawn.low and drawn.ticks[-1][0] <= drawn.high and len(drawn.ticks) > 2


@pytest.mark.parametrize(("low", "high"), [(0.0, 10.0), (70.0, 82.0), (0.0, 2500.0), (0.0, 0.4), (50.0, 100.0)])
def test_the_numbers_along_an_axis_are_few_and_even(low: float, high: float) -> None:
    ticks = axis.ticks(low, high)
    assert 3 <= len(ticks) <= axis.MOST_TICKS + 1
    assert len({words for _, words in ticks}) == len(ticks)
    assert all(low <= value <= high for value, _ in ticks)


@pytest.mark.slow
@pytest.mark.parametrize("region", ["GM0392", "GM0088", "GM0363"])
def test_a_briefing_is_plain_data_that_can_be_compared_and_kept(region: str) -> None:
    content = briefing(current(), Choice(region, "NL01", 2014, 2019))
    plain = (str, int, float, bool, tuple, type(None))
    odd = [part for part in parts(content) if not isinstance(part, plain) and not is_dataclass(part)]
    assert odd == []
    assert hash(content) and content == briefing(current(), Choice(region, "NL01", 2014, 2019))


@pytest.mark.parametrize("region", ["GM0392", "GM0088", "GM0363"])
@pytest.mark.parametrize("years", [(2014, 2019), (1999, 2001)])
def test_nothing_in_a_briefing_sends_a_reader_to_a_screen(region: str, years: tuple[int, int]) -> None:
    texts = [part for part in parts(briefing(current(), Choice(region, "NL01", *years))) if isinstance(part, str)]
    assert not [text for text in texts if re.search(r"\blinks\b|\b[Kk]ies\b|\bde band\b|driehoek", text)]


def test_a_briefing_has_every_core_indicator_that_the_overview_has_with_its_title_and_sentences() -> None:
    data, choice = current(), Choice("GM0392", "NL01", 2010, 2023)
    content, page = briefing(data, choice), answers.overview(data, choice)
    assert content.title == page.title
    assert {row.title for row in content.summary} >= {card.title for card in page.cards}
    for section in content.sections:
        answer = answers.trend(data, INDICATORS[section.indicator], choice)
        assert section.title == answer.title
        assert section.sentences == tuple(sentence.strip() for sentence in answer.sentences if sentence)
        assert section.table == answers.year_table(answer) or section.chart.years[0] > choice.first


def test_the_day_of_a_briefing_is_that_of_its_data_and_not_of_today() -> None:
    content = briefing(current(), Choice("GM0392", "NL01", 2010, 2023))
    newest = max(date for date in current().table("sources")["date"])
    assert content.day.startswith(newest[:7])
    assert content.state == f"Stand: zoals meegeleverd met de app, nieuwste bron van {dutch.date(newest)}"


def test_above_a_chart_stands_what_is_counted_and_in_what_and_nothing_twice() -> None:
    sections = briefing(current(), Choice("GM0392", "NL01", 2017, 2022)).sections
    headings = {section.name: section.heading for section in sections}
    assert headings["Vroeg in zorg"] == "Vroeg in zorg, % van de zwangeren"
    assert headings["Levend geboren kinderen"] == "Aantal levend geboren kinderen"
    assert headings["Levend geboren kinderen per 1.000 inwoners"] == "Levend geboren kinderen per 1.000 inwoners"
