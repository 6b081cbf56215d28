"""Two regions beside each other: what is compared and what never is, and sentences made by rules.

The sentences are right Dutch for one and many, for % and per 1.000, sure or not.
"""

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ks_data import INDICATORS, statistics, store
from ks_data.answers import comparison_sentences, comparisons, figures, missing_figures
from ks_data.answers.areas import areas_table
from ks_data.answers.comparisons import Comparison
from ks_data.answers.figures import Figure
from ks_data.answers.series import points
from ks_data.catalogue import regions
from ks_data.incoming import publication
from ks_data.statistics import Trend
from ks_data.store import current
from tests.answers.drawn import CARE, EARLY, LIGHT, POOLED, break_in, figure, stated_births


def test_the_latest_figure_stands_beside_the_same_year_elsewhere(observed) -> None:
    observed("""
        GM0392 2017 78.0 definitief
        GM0392 2018 78.4 definitief
        NL01   2018 72.1 definitief
        NL01   2019 72.6 definitief
    """)
    pair = comparisons.latest(current(), EARLY, "GM0392", "NL01", 2017, 2022)
    assert pair and (pair.figure.year, pair.figure.value) == (2018, 78.4)
    assert pair.benchmark and pair.benchmark.value == 72.1
    assert pair.start and pair.start.year == 2017
    assert comparison_sentences.statement(current(), pair) == (
        "In 2018 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding; in Nederland 72,1%."
    )
    assert comparison_sentences.change(pair) == "verschil met 2017: +0,4 procentpunt"


def test_a_comparison_says_when_the_other_has_no_figure_that_year(observed) -> None:
    observed("""
        GM0392 2018 78.4 definitief
        NL01   2017 71.3 definitief
    """)
    pair = comparisons.latest(current(), EARLY, "GM0392", "NL01", 2017, 2022)
    assert pair and pair.benchmark is None and pair.start is None
    assert comparisons.latest(current(), EARLY, "GM0363", "NL01", 2017, 2022) is None
    assert missing_figures.why_empty(current(), CARE, "NL01", 2019, 2022) == (
        "Voor Nederland is er geen cijfer in 2019-2022, wel in 2017. Kies andere jaren."
    )


def test_it_is_said_when_what_stands_beside_has_no_figure_in_that_year(observed) -> None:
    observed("GM0392 2019 78.4 definitief\nNL01 2018 72.6 definitief")
    pair = comparisons.latest(current(), EARLY, "GM0392", "NL01", 2017, 2019)
    assert pair and pair.benchmark is None
    assert comparison_sentences.statement(current(), pair).endswith(" Van Nederland is over 2019 geen cijfer bekend.")
    alone = comparisons.latest(current(), EARLY, "GM0392", "GM0392", 2017, 2019)
    assert alone and "geen cijfer" not in comparison_sentences.statement(current(), alone)


def test_counts_of_different_kinds_of_regions_are_never_put_beside_each_other() -> None:
    assert comparisons.latest(current(), "live_births_count", "GM0392", "NL01", 2010, 2016).benchmark is None
    assert comparisons.latest(current(), "live_births_count", "GM0392", "GM0344", 2010, 2016).benchmark is not None


def test_an_interval_that_rests_on_a_computed_count_is_called_approximate(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    rows = [f"{EARLY},GM0050,2019,70.0,,900", f"{EARLY},NL01,2019,75.0,750,"]
    text = "\n".join(["indicator,region,period,value,numerator,denominator", *rows])
    examined = publication.examine("a.csv", text.encode())
    data = current(store.Preview("observations", "a.csv", "benaderd", examined.checked.rows))
    pair = comparisons.latest(data, EARLY, "GM0050", "NL01", 2019, 2019)
    assert pair and pair.benchmark
    assert pair.figure.assumption == "uitgaande van een teller die uit het cijfer en de noemer is berekend"
    assert pair.benchmark.assumption == "uitgaande van een noemer die uit het cijfer en de teller is berekend"
    assert "benaderd uitgaande van een teller" in "\n".join(comparison_sentences.report(data, pair))


@pytest.mark.slow
def test_no_trend_is_told_over_years_of_which_some_are_hidden(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    head = ["indicator,region,period,value,numerator,denominator"]
    counts = dict(zip(range(2010, 2018), (40, 60, 80, 100, 120, 9, 8, 5), strict=True))
    rows = [f"{EARLY},GM0050,{year},{count / 9:.1f},{count},900" for year, count in counts.items()]
    examined = publication.examine("a.csv", "\n".join([*head, *rows]).encode())
    data = current(store.Preview("observations", "a.csv", "trend", examined.checked.rows))
    pair = comparisons.latest(data, EARLY, "GM0050", "NL01", 2010, 2017)
    assert pair and pair.figure.year == 2014 and pair.trend.reason == "suppressed"
    assert comparison_sentences.recent_trend(pair) == (
        "De recente ontwikkeling in Zeewolde is niet te berekenen: van 2015 tot en met 2017 wordt het cijfer niet "
        "getoond (onderdrukt)."
    )
    assert comparisons.latest(data, EARLY, "GM0050", "NL01", 2010, 2014).trend.direction == "rising"


def test_a_break_is_never_crossed_by_a_difference_or_a_trend(observed, tmp_path: Path) -> None:
    observed("\n".join(f"GM0392 {year} {70 + year % 10}.0 definitief" for year in range(2014, 2020)))
    store.write({"breaks": break_in(2018), "counts": stated_births("GM0392", 1900)}, tmp_path)
    pair = comparisons.latest(current(), EARLY, "GM0392", "NL01", 2014, 2019)
    assert pair and pair.change.reason == "break"
    assert comparison_sentences.change(pair) == "niet te vergelijken met 2014: er is tussendoor anders geteld"
    assert (pair.trend.reason, pair.trend.points) == ("too_few_years", 2)
    series = points(current(), EARLY, "GM0392", "NL01", 2014, 2019)
    assert [point.segment for point in series] == [0, 0, 0, 0, 1, 1]


def test_an_estimate_made_beforehand_is_no_benchmark(observed) -> None:
    observed("GM0088 2019 60.0 definitief 300/500\nNL01 2019 75.0 geschat")
    pair = comparisons.latest(current(), EARLY, "GM0088", "NL01", 2019, 2019)
    assert pair and pair.difference.verdict == "niet te toetsen"


# --- pooled years ---


def test_pooled_years_stand_beside_the_counts_of_the_same_years_together(observed) -> None:
    observed(POOLED)
    pair = comparisons.latest(current(), EARLY, "GM0088", "NL01", 2014, 2020)
    assert pair and pair.benchmark and pair.figure.period == pair.benchmark.period == "2017-2019"
    assert pair.benchmark.value == pytest.approx(100 * (700 + 2250 + 1600) / 6000)
    assert pair.benchmark.status == figures.CALCULATED and pair.difference.verdict == "lager"
    assert comparison_sentences.statement(current(), pair) == (
        "In de jaren 2017-2019 begon 60,0% van de zwangeren in Schiermonnikoog voor week 10 met begeleiding; "
        "in Nederland 75,8% (berekend uit de losse jaren)."
    )
    assert comparisons.of_period(current(), EARLY, "GM0088", "NL01", "2017-2019").difference == pair.difference
    areas = areas_table(current(), EARLY, "2017-2019", "gemeente", "NL01")
    assert areas[["code", "verdict"]].to_numpy().tolist() == [["GM0088", "lager"]]


def test_pooled_years_count_only_when_all_of_them_are_asked_for(observed) -> None:
    observed(POOLED)
    assert comparisons.latest(current(), EARLY, "GM0088", "NL01", 2018, 2020) is None
    sentence = missing_figures.why_empty(current(), CARE, "GM0088", 2018, 2020)
    assert "wel over 2017-2019 samen" in sentence and "Kies alle jaren" in sentence


@pytest.mark.parametrize(
    ("published", "replacement"),
    [("GM0088", "GM0088"), ("2250/3000", "-/-"), ("1600/2000", "1600/2000 ander"), ("NL01   2018 ", "GM0344 2018 ")],
)
def test_years_are_pooled_only_when_each_has_counts_of_one_source(observed, published: str, replacement: str) -> None:
    observed(POOLED.replace(published, replacement))
    pair = comparisons.latest(current(), EARLY, "GM0088", "NL01", 2017, 2019)
    assert pair and (pair.benchmark is None) == (published != replacement)
    assert pair.missing_benchmark == ("" if published == replacement else "NL01")


def test_pooled_years_change_since_as_many_years_before_them(observed) -> None:
    observed("""
        GM0392 2013-2016 50.0 definitief 500/1000
        GM0392 2014-2016 60.0 definitief 600/1000
        GM0392 2016-2018 65.0 definitief 650/1000
        GM0392 2017-2019 70.0 definitief 700/1000
    """)
    pair = comparisons.latest(current(), EARLY, "GM0392", "NL01", 2012, 2019)
    assert pair and pair.start and pair.start.period == "2014-2016"
    assert comparison_sentences.change(pair) == "verschil met 2014-2016: +10,0 procentpunt (meer dan toeval)"


def test_pooled_years_over_a_break_are_shown_and_never_judged(observed, tmp_path: Path) -> None:
    observed(POOLED)
    store.write({"breaks": break_in(2018)}, tmp_path)
    pair = comparisons.latest(current(), EARLY, "GM0088", "NL01", 2014, 2020)
    assert pair and pair.benchmark is None and pd.isna(pair.figure.estimate.lower)
    assert areas_table(current(), EARLY, "2017-2019", "gemeente", "NL01")["reason"].tolist() == ["break"]


@pytest.mark.parametrize("place", ["NL01", "GM0088"])
def test_pooled_years_of_either_region_over_a_break_are_never_judged(observed, tmp_path: Path, place: str) -> None:
    observed("GM0088 2017-2019 60.0 definitief 30/50\nNL01 2017-2019 75.0 definitief 4500/6000")
    store.write({"breaks": break_in(2018, place)}, tmp_path)
    pair = comparisons.latest(current(), EARLY, "GM0088", "NL01", 2017, 2019)
    assert pair and pair.difference.verdict == "niet te toetsen"
    assert areas_table(current(), EARLY, "2017-2019", "gemeente", "NL01")["verdict"].tolist() == ["niet te toetsen"]


def test_pooled_years_that_are_hidden_are_told_to_be(observed) -> None:
    observed(POOLED.replace("60.0 definitief 30/50", "10.0 definitief 5/50"))
    assert comparisons.latest(current(), EARLY, "GM0088", "NL01", 2014, 2020) is None
    assert "weinig personen" in missing_figures.why_empty(current(), CARE, "GM0088", 2014, 2020)


# --- years together, and the year alone ---


def by_strength(indicator: str, region: str = "GM0392", first: int = 2010, last: int = 2023) -> list[Comparison]:
    return comparisons.by_strength(current(), indicator, region, "NL01", first, last)


def test_three_years_of_haarlem_together_show_that_fewer_children_are_born_too_early_or_too_light() -> None:
    together, alone = by_strength(LIGHT.id)
    assert (together.figure.period, alone.figure.period) == ("2017-2019", "2019")
    own, other = together.figure.estimate, together.benchmark
    assert other and [round(number, 1) for number in (own.value, own.lower, own.upper, other.value)] == [
        148.2,
        139.1,
        157.8,
        159.1,
    ]
    assert (together.difference.verdict, alone.difference.verdict) == ("lager", "geen aantoonbaar verschil")
    assert comparison_sentences.headline(together, alone) == (
        "Te vroeg of te licht geboren: lager dan in Nederland (2017-2019); in 2019 alleen geen aantoonbaar verschil"
    )
    assert comparison_sentences.together_and_alone([together, alone]) == (
        "Haarlem in 2019 alleen: 147,1 (kan toeval zijn)."
    )
    death = by_strength("perinatal_mortality_24w_7d_per_1000")
    assert [round(row.figure.value, 1) for row in death] == [4.6, 4.1]
    assert comparison_sentences.headline(*death) == (
        "Sterfte rond de geboorte: geen aantoonbaar verschil met Nederland (2017-2019, en ook in 2019 alleen)"
    )


def test_a_year_stands_alone_where_there_are_no_three_years_in_the_range_or_of_a_region() -> None:
    assert [row.figure.period for row in by_strength(LIGHT.id, first=2018)] == ["2019"]
    assert [row.figure.period for row in by_strength("live_births_count", first=2010, last=2016)] == ["2016"]
    assert by_strength(LIGHT.id, "GM0193") == []
    assert comparison_sentences.together_and_alone(by_strength(LIGHT.id, first=2018)) == ""


def five_years(size: int, share: float = 0.8) -> str:
    """Rows of Haarlem and of the country over five years of this size."""
    return "\n".join(
        f"GM0392 {year} {share * 100} definitief {round(share * size)}/{size}\nNL01 {year} 80.0 definitief 80000/100000"
        for year in range(2015, 2020)
    )


@pytest.mark.parametrize(("size", "periods"), [(20_000, ["2019"]), (100, ["2017-2019", "2019"])])
@pytest.mark.parametrize("share", [0.8, 0.5])
def test_whether_years_are_few_asks_how_many_are_counted_and_not_what_the_difference_is(
    observed, size, periods, share
) -> None:
    observed(five_years(size, share))
    assert [row.figure.period for row in by_strength(EARLY)] == periods


def test_years_together_that_cannot_be_tested_do_not_lead(observed, tmp_path: Path) -> None:
    observed(five_years(100))
    store.write({"breaks": break_in(2018)}, tmp_path)
    assert [row.figure.period for row in by_strength(EARLY)] == ["2019"]


# --- sentences ---


def compared(figure: Figure, benchmark: Figure) -> Comparison:
    """Two figures beside each other, without an earlier one and without a trend."""
    difference = statistics.difference(figure.estimate, benchmark.estimate)
    detectable = statistics.smallest_detectable(figure.estimate, benchmark.estimate)
    trend = Trend("not_computable", 1, reason="too_few_years")
    return Comparison(figure, benchmark, None, difference, detectable, comparisons.NO_FIGURE, trend)


def test_a_difference_beyond_chance_is_said_in_plain_words() -> None:
    pair = compared(figure(CARE, 78.4, 1900), figure(CARE, 72.6, 169_680, "NL01"))
    assert comparison_sentences.statement(current(), pair) == (
        "In 2019 begon 78,4% van de zwangeren in Haarlem voor week 10 met begeleiding; in Nederland 72,6%."
    )
    assert comparison_sentences.certainty(pair) == (
        "Dat verschil is groter dan door toeval te verwachten, uitgaande van ongeveer 1.900 geboortes per jaar."
    )
    assert comparison_sentences.verdict(pair) == "▲ gunstiger (hoger) dan Nederland"
    assert comparison_sentences.headline(pair) == "Vroeg in zorg: hoger dan in Nederland"


def test_beside_no_difference_stands_the_smallest_that_could_be_seen() -> None:
    pair = compared(figure(LIGHT, 147.1, 1900), figure(LIGHT, 157.5, 169_680, "NL01"))
    assert comparison_sentences.certainty(pair) == (
        "Dat verschil kan toeval zijn: een verschil kleiner dan ongeveer 24 per 1.000, 45 kinderen per jaar, is met "
        "ongeveer 1.900 kinderen niet goed te zien."
    )
    assert comparison_sentences.verdict(pair) == "– geen aantoonbaar verschil met Nederland"


def test_a_figure_without_numbers_says_why_it_cannot_be_tested() -> None:
    pair = compared(figure(LIGHT, 147.1), figure(LIGHT, 157.5, 169_680, "NL01"))
    assert (
        comparison_sentences.certainty(pair)
        == "Of dat verschil toeval is, is niet te toetsen: de bron zegt niet over hoeveel personen het gaat."
    )
    assert comparison_sentences.verdict(pair) == "○ niet te toetsen"


def test_a_trend_says_how_many_of_the_five_years_there_are() -> None:
    pair = compared(figure(LIGHT, 147.1, 1900), figure(LIGHT, 157.5, 169_680, "NL01"))
    short = replace(pair, trend=Trend("not_computable", 3, reason="too_few_years"))
    start = "De recente ontwikkeling in Haarlem is niet te berekenen: 3 van 5 jaren"
    assert comparison_sentences.recent_trend(short) == f"{start}."
    hidden = comparison_sentences.recent_trend(replace(short, hidden_years=(2016, 2017), break_year=2012))
    assert hidden == f"{start} sinds de breuk in 2012; van 2016 en 2017 wordt het cijfer niet getoond (onderdrukt)."
    rising = Trend("rising", 5, 20.0, (2015, 2016, 2017, 2018, 2019), 1.0, 3.0)
    assert "is stijgend over 2015-2019" in comparison_sentences.recent_trend(replace(pair, trend=rising))


REGIONS = ["GM0392", "GM0088", "GM0855", "GM1992", "PV27", "NL01"]
"""One of each kind: with all years, with a handful of births, with years missing, merged, a province, the country."""


@pytest.fixture(scope="module")
def shipped() -> list[Comparison]:
    """Every comparison of these regions that the shipped data can give: each with each other one, up to each year."""
    first, last = figures.span(current())
    pairs = []
    for indicator in INDICATORS:
        codes = [code for code in REGIONS if code in figures.regions_with(current(), indicator)]
        for region, benchmark in itertools.product(codes, dict.fromkeys([*codes, regions.COUNTRY])):
            for year in figures.years_with(current(), indicator, region):
                for start in {first, year}:
                    pairs.append(comparisons.latest(current(), indicator, region, benchmark, start, min(year, last)))
    return [pair for pair in pairs if pair]


@pytest.mark.slow
def test_every_sentence_the_shipped_data_can_give_is_good_dutch(shipped: list[Comparison]) -> None:
    assert len(shipped) > 300
    for pair in shipped:
        name = regions.name(pair.figure.region)
        texts = [
            comparison_sentences.statement(current(), pair),
            comparison_sentences.certainty(pair),
            comparison_sentences.headline(pair),
            comparison_sentences.verdict(pair),
            comparison_sentences.caption(pair),
            comparison_sentences.recent_trend(pair),
        ]
        assert name in texts[0] and str(pair.figure.year) in texts[0]
        for text in filter(None, texts):
            assert not re.search(r"nan|None|  | ,| \.|\.\.|\{|\}|_", text), text
            assert not re.search(r"\d\.\d(?!\d\d)", text), f"a decimal point: {text}"
        assert texts[2][0].isupper(), texts[2]
        for text in (texts[0], texts[1], texts[5]):
            assert not text or (text[0].isupper() and text.endswith(".")), text


@pytest.mark.slow
def test_the_verdict_in_words_is_the_verdict_of_the_one_function(shipped: list[Comparison]) -> None:
    for pair in shipped:
        if pair.benchmark:
            verdict = statistics.verdict(pair.figure.estimate, pair.benchmark.estimate)
            assert verdict == pair.difference.verdict and verdict in comparison_sentences.verdict(pair)
            assert str(verdict) in comparison_sentences.verdict(pair)
