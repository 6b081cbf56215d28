"""Every sentence on figures is true in every situation: each is read back to its numbers, and held against the table.

A table is drawn with years that have a figure, have none, are hidden, estimated, provisional or pooled, with breaks,
equal figures, zeros, and without denominators, for a municipality, a province and the country. What is expected is
worked out here from the rows that a reader may see, not by the code that made the sentences.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import INDICATORS, TABLES, statistics, store
from ks_data.answers import Choice, comparison_sentences, comparisons, figures, headlines, missing_figures
from ks_data.answers.comparisons import Comparison
from ks_data.answers.trend import band, trend
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.statistics import Verdict
from ks_data.store import Snapshot, current
from tests.examples import examples

TOWN, PROVINCE, COUNTRY = "GM0392", "PV27", "NL01"
YEARS = range(2012, 2021)
BIRTHS = ((TOWN, 1_900.0), (PROVINCE, 30_000.0), (COUNTRY, 170_000.0))
KINDS = (
    "antenatal_care_before_10w_percent",
    "preterm_or_low_birthweight_per_1000",
    "perinatal_mortality_24w_7d_per_1000",
    "births_municipal_report_count",
)
"""A percentage, a proportion per 1.000, a rate and a number."""
SHARES = {
    "antenatal_care_before_10w_percent": (0.0, 0.5, 0.72, 0.78, 1.0),
    "preterm_or_low_birthweight_per_1000": (0.0, 0.147, 0.1575, 0.3),
    "perinatal_mortality_24w_7d_per_1000": (0.0, 0.0045, 0.005, 0.02),
    "births_municipal_report_count": (1.0, 0.5),
}
"""Few different ones, so that figures are often the same."""
STATES = (
    ("counts",),
    ("counts", "counts", "counts", "few", "absent"),
    ("value", "absent"),
    ("counts", "few", "few", "value", "missing", "absent", "geschat", "voorlopig"),
)
"""Of what the years of a region are drawn; few: so few persons that the gate hides them."""
SPANS = ("2012-2014", "2015-2017", "2017-2019", "2018-2020")


@dataclass(frozen=True)
class Situation:
    """A drawn table of one indicator, its breaks, and what a reader asks."""

    indicator: str
    rows: tuple[tuple[str, str, float, float, float, str], ...]
    breaks: tuple[int, ...]
    births: bool
    benchmark: str
    first: int
    last: int


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    indicator = draw(st.sampled_from(KINDS))
    years = draw(st.one_of(st.just(list(YEARS)), st.lists(st.sampled_from(YEARS), unique=True)))
    spans = draw(
        st.lists(st.sampled_from(("2012-2014", "2015-2017", "2017-2019", "2018-2020")), unique=True, max_size=2)
    )
    size = draw(st.sampled_from((40, 600, 1_900, 20_000)))
    rows = []
    for region, times in ((TOWN, 1), (PROVINCE, 20), (COUNTRY, 1_000)):
        states, steady = draw(st.sampled_from(STATES)), draw(st.sampled_from(SHARES[indicator]))
        is_steady = draw(st.booleans())
        for period in [*map(str, years), *spans]:
            state = draw(st.sampled_from(states))
            share = steady if is_steady else draw(st.sampled_from(SHARES[indicator]))
            if state != "absent":
                count = draw(st.integers(1, 9)) if state == "few" else round(share * size * times)
                rows.append((region, period, *_numbers(indicator, state, count, size * times), _status(state)))
    first = draw(st.sampled_from(YEARS))
    return Situation(
        indicator,
        tuple(rows),
        tuple(draw(st.lists(st.sampled_from(YEARS), unique=True, max_size=1))),
        draw(st.booleans()),
        draw(st.sampled_from((COUNTRY, PROVINCE))),
        first,
        draw(st.integers(first, YEARS[-1])),
    )


def _status(state: str) -> str:
    return {"missing": "ontbreekt", "geschat": "geschat", "voorlopig": "voorlopig"}.get(state, "definitief")


def _numbers(indicator: str, state: str, count: float, size: int) -> tuple[float, float, float]:
    """Value, numerator and denominator of a row, as a source gives them."""
    declared = INDICATORS[indicator]
    if state == "missing":
        return math.nan, math.nan, math.nan
    if declared.kind == "count":
        return float(count), math.nan, math.nan
    value = dutch.rounded(count / size * statistics.SCALE[declared.unit], declared.decimals)
    return (value, float(count), float(size)) if state != "value" else (value, math.nan, math.nan)


# --- what a reader may see, and reading sentences back ---


class Seen:
    """The rows of the indicator that a reader may see, by region and period."""

    def __init__(self, data: Snapshot, situation: Situation) -> None:
        rows = data.table("observations")
        rows = rows[rows["indicator"] == situation.indicator]
        self.rows = {(row.region, row.period): row for row in rows.itertuples()}
        self.situation, self.indicator = situation, INDICATORS[situation.indicator]

    def periods(self, region: str, *statuses: str, pooled: bool | None = None) -> list[str]:
        """The periods of a region with a status; without one: with a value."""
        return sorted(
            period
            for (code, period), row in self.rows.items()
            if code == region
            and (row.status in statuses if statuses else not math.isnan(row.value))
            and pooled in (None, "-" in period)
        )

    def years(self, region: str, *statuses: str) -> list[int]:
        return [int(period) for period in self.periods(region, *statuses, pooled=False)]

    def within(self, periods: list[str]) -> list[str]:
        return [
            period
            for period in periods
            if self.situation.first <= int(period[:4]) <= int(period[-4:]) <= self.situation.last
        ]

    def pooled(self, region: str, period: str) -> str:
        """The figure over a period as it follows from the counts of its years; a value without them from births."""
        years = [self.rows[region, str(year)] for year in range(int(period[:4]), int(period[-4:]) + 1)]
        if self.indicator.kind == "count":
            return dutch.number(sum(row.value for row in years), 0)
        scale = statistics.SCALE[self.indicator.unit]
        sizes = [dict(BIRTHS)[region] if math.isnan(row.denominator) else row.denominator for row in years]
        counts = [
            row.value * size / scale if math.isnan(row.numerator) else row.numerator
            for row, size in zip(years, sizes, strict=True)
        ]
        return dutch.number(scale * sum(counts) / sum(sizes), self.indicator.decimals)

    def written(self, region: str, period: str) -> str:
        return dutch.number(self.rows[region, period].value, self.indicator.decimals)


def periods_in(text: str) -> list[str]:
    """The years and pooled years that words name: "2011 tot en met 2013, 2016 en 2017-2019 samen"."""
    pooled = re.findall(r"\d{4}-\d{4}", text)
    years = re.sub(r"\d{4}-\d{4}", "", text)
    named = {
        year
        for start, end in re.findall(r"(\d{4})(?: tot en met (\d{4}))?", years)
        for year in range(int(start), int(end or start) + 1)
    }
    return sorted([*map(str, named), *pooled])


def match(pattern: str, text: str) -> re.Match[str]:
    """The sentence as its pattern reads it; a sentence that fits no pattern is not read at all."""
    fits = re.fullmatch(pattern, text)
    assert fits, text
    return fits


LIST = r"(?:(?:\d{4}(?:-\d{4} samen)?)(?: tot en met \d{4})?(?:, | en )?)+"
NUMBER = r"[\d.]+(?:,\d)?"
NAMES = "|".join(re.escape(regions.name(code)) for code in (TOWN, PROVINCE, COUNTRY))


def holds_why_empty(seen: Seen, region: str, text: str) -> None:
    asked = seen.situation
    chosen = f"{asked.first}" if asked.first == asked.last else f"{asked.first}-{asked.last}"
    hidden, missing = seen.periods(region, "onderdrukt"), seen.periods(region, "ontbreekt")
    shown = seen.periods(region)
    read = match(
        rf"Voor (?P<name>{NAMES}) (?:"
        rf"wordt het cijfer over (?P<hidden>{LIST}) niet getoond: [^(]+\(onderdrukt\)\."
        rf"|ontbreekt het cijfer over (?P<missing>{LIST}) in de bron\."
        rf"|is er geen cijfer in (?P<chosen>[\d-]+)(?:, wel (?P<wel>[^.;]+)"
        rf"|; over (?P<hides>{LIST}) wordt het niet getoond"
        rf"|; over (?P<lacks>{LIST}) ontbreekt het in de bron)?\."
        r"|is dit cijfer (?P<never>nog niet aangeleverd)\.)"
        r"(?: Wel is er een cijfer (?P<also>[^.]+)\.)?(?P<step>.*)",
        text,
    )
    assert read["name"] == regions.name(region) and not seen.within(shown)
    named = read["wel"] or read["also"] or ""
    assert periods_in(named) == shown, "it names the periods that have a figure, and only those"
    assert ("Kies" in read["step"]) == bool(shown)
    if read["hidden"]:
        assert periods_in(read["hidden"]) == seen.within(hidden)
    elif read["missing"]:
        assert periods_in(read["missing"]) == seen.within(missing) and not seen.within(hidden)
    elif read["never"]:
        assert not [code for code, _ in seen.rows if code == region]
    else:
        assert read["chosen"] == chosen and not seen.within([*hidden, *missing])
        assert not read["hides"] or periods_in(read["hides"]) == hidden
        assert not read["lacks"] or (periods_in(read["lacks"]) == missing and not hidden)
    if others := re.search(rf"Wel(, over andere jaren,)? voor ((?:{NAMES}|, | en )+)\.", read["step"]):
        codes = {code for code in (TOWN, PROVINCE, COUNTRY) if regions.name(code) in others[2]}
        able = {code for code in (TOWN, PROVINCE, COUNTRY) if seen.periods(code)}
        here = {code for code in able if seen.within(seen.periods(code))}
        assert codes == (able if others[1] else here) and bool(others[1]) == (not here)


def holds_statement(seen: Seen, pair: Comparison, text: str) -> tuple[str, str]:
    """Checks the figures that are said; gives that of the region and that of the other ("" where there is none)."""
    period = pair.figure.period
    status = seen.rows[TOWN, period].status if (TOWN, period) in seen.rows else "berekend"
    read = match(
        rf"In (?P<pooled>de jaren )?(?P<period>[\d-]+) \w+(?P<forecast> naar schatting)? (?P<own>{NUMBER})[^;.]*"
        rf"(?:1\.000[^;.]*)?(?P<provisional> \(voorlopig\))?"
        rf"(?:; in (?P<name>{NAMES}) (?P<other>{NUMBER})%?(?: \((?P<remark>[^)]+)\))?\.|\.(?P<without>| .*))",
        text,
    )
    assert (read["period"], bool(read["pooled"])) == (period, "-" in period)
    assert read["own"] == (seen.pooled(TOWN, period) if status == "berekend" else seen.written(TOWN, period))
    assert ("berekend" in text.partition(";")[0] or "beide berekend" in text) == (status == "berekend")
    assert bool(read["forecast"]) == (status == "geschat")
    assert bool(read["provisional"] or "(voorlopig)" in text.partition(";")[0]) == (status == "voorlopig")
    other = seen.situation.benchmark
    if not read["name"]:
        if seen.indicator.kind == "count":
            assert not read["without"]
            return read["own"], ""
        assert (other, period) not in seen.rows or math.isnan(seen.rows[other, period].value)
        hidden = [
            hides
            for hides in seen.periods(other, "onderdrukt")
            if int(period[:4]) <= int(hides[:4]) <= int(hides[-4:]) <= int(period[-4:])
        ]
        told = re.search(rf"over ({LIST}) (?:wordt het cijfer )?niet getoond|cijfer over ({LIST}) niet getoond", text)
        assert bool(told) == bool(hidden)
        assert not told or periods_in(told[1] or told[2]) in ([period], hidden)
        return read["own"], ""
    assert read["name"] == regions.name(other)
    if "berekend" in (read["remark"] or ""):
        assert read["other"] == seen.pooled(other, period)
    else:
        row = seen.rows[other, period]
        assert read["other"] == seen.written(other, period)
        assert read["remark"] == {"geschat": "schatting", "voorlopig": "voorlopig"}.get(row.status)
    return read["own"], read["other"]


def holds_certainty(pair: Comparison, own: str, other: str, text: str) -> None:
    if not other:
        assert not text
        return
    assert (("Dat verschil" in text) or ("dat verschil" in text)) == (own != other), "equal figures are no difference"
    assert ("cijfers zijn gelijk" in text or "cijfers gelijk" in text) == (own == other)
    assert pair.benchmark
    verdict = statistics.verdict(pair.figure.estimate, pair.benchmark.estimate)
    beyond, tested = verdict in (Verdict.LOWER, Verdict.HIGHER), verdict != Verdict.NOT_TESTABLE
    assert ("groter dan door toeval te verwachten" in text) == beyond
    assert ("niet te toetsen" in text) == (not tested)
    assert ("niet goed te zien" in text) == (tested and not beyond)
    assert not re.search(r"kleiner dan ongeveer 0(,0+)?\b(?!,)", text) and "nan" not in text
    if tested and not beyond and pair.benchmark.region == COUNTRY:
        size, scale = pair.figure.estimate.exposure, statistics.SCALE[pair.figure.indicator.unit]
        _, nobody = statistics.limits([0.0], size, pair.figure.indicator.kind, pair.figure.indicator.unit)
        assert ("Een lager cijfer is met deze aantallen nooit" in text) == (nobody[0] >= pair.benchmark.value > 0)
        if pair.figure.indicator.kind == "proportion":
            everybody, _ = statistics.limits([size], size, "proportion", pair.figure.indicator.unit)
            assert ("Een hoger cijfer is met deze aantallen nooit" in text) == (
                everybody[0] <= pair.benchmark.value < scale
            )


def holds_change(seen: Seen, pair: Comparison, text: str) -> None:
    spans = len(pair.figure.years)
    earlier = [
        period
        for period in sorted(seen.within(seen.periods(TOWN)), key=lambda period: int(period[-4:]))
        if int(period[-4:]) < pair.figure.years[0] and int(period[-4:]) - int(period[:4]) + 1 == spans
    ]
    if not earlier:
        assert not text
        return
    if text.startswith("niet te vergelijken"):
        assert any(int(earlier[0][:4]) < change <= pair.figure.years[-1] for change in seen.situation.breaks)
        return
    text = re.sub(rf"^verschil met (.*?): ([+−]{NUMBER}(?: procentpunt)?)", r"\2 sinds \1", text)
    read = match(
        rf"(?:(?P<change>[+−]{NUMBER})(?: procentpunt)? sinds|(?:afgerond )?als in) (?P<start>[\d-]+)"
        r"(?P<open> \((?:schatting|voorlopig)\))?(?P<chance> \([^)]*toeval[^)]*\))?",
        text,
    )
    assert read["start"] == earlier[0]
    assert bool(read["open"]) == (seen.rows[TOWN, earlier[0]].status in ("geschat", "voorlopig"))
    ends = [number_of(seen.written(TOWN, period)) for period in (pair.figure.period, earlier[0])]
    change = dutch.rounded(ends[0] - ends[1], seen.indicator.decimals)
    assert (read["change"] is None) == (change == 0)
    assert read["change"] is None or read["change"] == dutch.signed(change, seen.indicator.decimals)
    assert not (read["chance"] and read["change"] is None), "what did not change is no chance"
    if read["chance"]:
        assert ("kan toeval" in read["chance"]) == (pair.change.verdict == Verdict.NO_DIFFERENCE)


def number_of(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def holds_recent_trend(seen: Seen, pair: Comparison, text: str) -> None:
    last, breaks = seen.situation.last, seen.situation.breaks
    counted = [year for year in seen.years(TOWN) if year <= last and seen.rows[TOWN, str(year)].status != "geschat"]
    since = max((change for change in breaks if counted and change <= counted[-1]), default=0)
    of_segment = [year for year in counted if year >= since][-5:]
    hidden = [year for year in seen.years(TOWN, "onderdrukt") if year <= last]
    begin = max(since, of_segment[0]) if len(of_segment) == 5 else since
    hidden = [year for year in hidden if year >= begin]
    name = regions.name(TOWN)
    assert text.startswith((f"De recente ontwikkeling in {name} ", f"De cijfers in {name} ")), text
    count = re.search(
        r"(\d) van 5 jaren(?: sinds de breuk in (\d{4}))?(?:; van (.*) wordt het cijfer niet getoond)?", text
    )
    told = re.search(rf"van ({LIST}) wordt het cijfer niet getoond", text)
    if len(of_segment) < 5:
        assert count and int(count[1]) == len(of_segment), text
        before = [year for year in seen.years(TOWN) if year < since]
        assert bool(count[2]) == bool(before) and (not count[2] or int(count[2]) == since)
        assert (periods_in(told[1]) if told else []) == [str(year) for year in hidden], (
            "hidden years are not kept quiet"
        )
        return
    assert not count
    unsure = any(math.isnan(seen_figure.estimate.lower) for seen_figure in pair_years(pair, of_segment))
    if "niet te berekenen" in text:
        assert hidden or unsure
        assert not told or periods_in(told[1]) == [str(year) for year in hidden]
        return
    assert not hidden and not unsure
    named = re.search(rf"over ((?:\d{{4}}-\d{{4}})|{LIST})", text)
    assert named
    span = re.fullmatch(r"(\d{4})-(\d{4})", named[1])
    years = [str(year) for year in range(int(span[1]), int(span[2]) + 1)] if span else periods_in(named[1])
    assert years == [str(year) for year in of_segment], text
    values = [seen.rows[TOWN, str(year)].value for year in of_segment]
    if "elk jaar" in text:
        assert len(set(values)) == 1 and f"elk jaar {seen.written(TOWN, years[0])}" in text
    elif smallest := re.search(rf"kleiner dan ongeveer ({NUMBER}|0,\d+)", text):
        assert number_of(smallest[1]) > 0
        if "Ook een daling tot 0 niet" in text:
            assert values[0] <= number_of(smallest[1]) + 0.5
        else:
            assert values[0] >= number_of(smallest[1]) - 0.5
    else:
        assert statistics.trend([figure.estimate for figure in pair_years(pair, of_segment)]).direction in (
            "rising",
            "falling",
            "no_change",
        )
    assert "nan" not in text


def pair_years(pair: Comparison, years: list[int]) -> list[figures.Figure]:
    every = figures.yearly_figures(current(), pair.figure.indicator.id, pair.figure.region)
    return [figure for figure in every if figure.year in years]


def holds_band(seen: Seen, drawn: list[figures.Figure], text: str) -> None:
    if text.startswith("Hoe zeker"):
        assert all(math.isnan(figure.estimate.lower) for figure in drawn)
        return
    for name, spans in re.findall(rf"Zonder band: ({NAMES}) ({LIST}), want", text):
        without = [figure.period for figure in drawn if regions.name(figure.region) == name and figure.estimate.reason]
        assert set(periods_in(spans)) <= set(without)
    unsure = {(regions.name(figure.region), figure.period) for figure in drawn if figure.estimate.reason}
    told = {
        (name, period)
        for name, spans in re.findall(rf"Zonder band: ({NAMES}) ({LIST}), want", text)
        for period in periods_in(spans)
    }
    assert told == unsure
    approximated = {(regions.name(figure.region), figure.period) for figure in drawn if figure.assumption}
    for name, spans in re.findall(rf"({NAMES}) uitgaande van [^;]*?, en zo in ({LIST})", text):
        assert {(name, period) for period in periods_in(spans)} <= approximated


# --- the property ---


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Situation], Snapshot]:
    """Writes a situation as the only data, and gives what a reader sees of it."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))

    def written(situation: Situation) -> Snapshot:
        columns = ["region", "period", "value", "numerator", "denominator", "status"]
        rows = pd.DataFrame(list(situation.rows), columns=columns).assign(
            indicator=situation.indicator, source="bron", note=""
        )
        births = pd.DataFrame(_births(situation), columns=list(rows.columns))
        breaks = pd.DataFrame(
            [(situation.indicator, "", year, "anders geteld", "bron") for year in situation.breaks],
            columns=["indicator", "region", "year", "what", "source"],
        )
        empty = {name: pd.DataFrame(columns=list(TABLES[name].names)) for name in ("counts", "sources")}
        every = pd.concat([rows, births]) if len(births) else rows
        store.write({"observations": every, "breaks": breaks, **empty}, tmp_path)
        return current()

    return written


def _births(situation: Situation) -> Iterator[tuple[object, ...]]:
    """Live births, over which a rate without counts is then known to be."""
    if situation.births:
        for region, number in BIRTHS:
            for year in YEARS:
                yield region, str(year), number, math.nan, math.nan, "definitief", "live_births_count", "bron", ""


@pytest.mark.slow
@given(situations())
@examples(30)
def test_every_sentence_on_figures_is_true_in_every_situation(
    write: Callable[[Situation], Snapshot], situation: Situation
) -> None:
    if not situation.rows:
        return
    data = write(situation)
    seen, indicator = Seen(data, situation), INDICATORS[situation.indicator]
    asked = (situation.first, situation.last)
    for region in (TOWN, PROVINCE, COUNTRY):
        if not figures.figures_between(data, indicator.id, region, *asked):
            holds_why_empty(seen, region, missing_figures.why_empty(data, indicator, region, *asked))
    for period in SPANS:
        if together := comparisons.of_period(data, indicator.id, TOWN, situation.benchmark, period):
            said = holds_statement(seen, together, comparison_sentences.statement(data, together))
            holds_certainty(together, *said, comparison_sentences.certainty(together))
    pair = comparisons.latest(data, indicator.id, TOWN, situation.benchmark, *asked)
    if pair:
        assert pair.figure.year == max(int(shown[-4:]) for shown in seen.within(seen.periods(TOWN)))
    assert (pair is None) == (not seen.within(seen.periods(TOWN)))
    if pair is None:
        return
    own, other = holds_statement(seen, pair, comparison_sentences.statement(data, pair))
    holds_certainty(pair, own, other, comparison_sentences.certainty(pair))
    holds_change(seen, pair, comparison_sentences.change(pair))
    holds_recent_trend(seen, pair, comparison_sentences.recent_trend(pair))
    answer = trend(data, indicator, Choice(TOWN, situation.benchmark, *asked))
    if answer.in_chart:
        holds_band(seen, answer.in_chart, band(answer.in_chart))
    headline = headlines.headline(Choice(TOWN, situation.benchmark, *asked), [pair])
    assert "nan" not in headline.title + headline.lead
