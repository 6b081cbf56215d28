"""Holds the figures of a file, one indicator at a time, against each other and what is published. Knows no layouts.

Each screen looks at one thing that is often wrong. What readers may not see cannot be learned from what it finds.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.indicators import wider_than
from ks_data.catalogue.statuses import Status
from ks_data.incoming.checks.copies import copied
from ks_data.incoming.checks.indicator_rows import (
    IndicatorRows,
    TextColumn,
    rows_by_indicator,
    single_years,
    small_numbers,
)
from ks_data.incoming.checks.periods import long_ago, too_many_periods
from ks_data.incoming.checks.units import (
    far_from_published,
    is_of_other_size,
    other_size,
    parts_of_one,
    written_unit,
)
from ks_data.incoming.checks.whole_counts import whole_counts
from ks_data.incoming.findings import SHOWN, Finding, Level, listed
from ks_data.language import dutch
from ks_data.statistics import SCALE, Floats, Mask

REVISED = 0.05
"""A published value that changes by more than this part is listed."""
JUMP = 0.25
"""A change from one year to the next of more than this part is listed when chance does not explain it."""
CHANCE = 4.0
"""So many standard errors is more than chance, also among tens of thousands of figures."""
BIG_JUMP = 0.5
"""The same where the number of people is not known."""
ENOUGH = 100
"""The country is held against its municipalities where so many have a figure."""


def screened(rows: pd.DataFrame, published: pd.DataFrame, own_rule: bool = False) -> tuple[Mask, list[Finding]]:
    """Which rows are about so few persons that readers may not see them, and what the screens find.

    rows: observations as they would be published, with row, column, value_text and unit; texts are categories.
    published: the table observations as readers see it. own_rule: see `check.checked`.
    """
    small, findings = np.zeros(len(rows), bool), []
    indicators = {group.indicator.id: group for group in rows_by_indicator(rows, published, own_rule)}
    for group in indicators.values():
        small[group.lines] = group.small
        findings += [finding for screen in SCREENS for finding in screen(group)]
    return small, [*findings, *_beyond_wider(indicators), *copied(indicators)]


# --- one figure ---


def _possible(rows: IndicatorRows) -> Iterator[Finding]:
    indicator, value, numerator, denominator = rows.indicator, rows.value, rows.numerator, rows.denominator
    most = SCALE[indicator.unit] if indicator.kind == "proportion" else math.inf
    if (wrong := (value < 0) | (value > most) | np.isinf(value)).any():
        room = f"van 0 tot {dutch.number(most, 0)}" if math.isfinite(most) else "vanaf 0"
        message = f"“{indicator.name}” kan alleen {room} zijn ({indicator.measure}). Verbeter deze waarden."
        yield rows.finding(Level.ERROR, "onmogelijk", message, wrong)
    if (wrong := (numerator < 0) | (denominator < 0) | (numerator > denominator)).any():
        message = (
            f"“{indicator.name}”: de teller is groter dan de noemer, of een van beide is kleiner dan nul. "
            "Verbeter deze aantallen."
        )
        yield rows.finding(Level.ERROR, "deel_boven_geheel", message, wrong)


def _follows_from_counts(rows: IndicatorRows) -> Iterator[Finding]:
    """A rate against its numerator and denominator, all three as they were rounded."""
    indicator, numerator, denominator = rows.indicator, rows.numerator, rows.denominator
    if indicator.kind == "count" or not np.isfinite(numerator).any():
        return
    scale = SCALE[indicator.unit]
    with np.errstate(divide="ignore", invalid="ignore"):
        follows = scale * numerator / denominator
        rounding = _step(numerator) + _step(denominator) * numerator / denominator
        slack = 0.5 * 10.0**-rows.decimals + rounding / 2 * scale / denominator
        distance = np.abs(follows - rows.value)
        wrong = np.isfinite(follows) & np.isfinite(rows.value) & (distance > slack + 1e-9)
    if wrong.any():
        row = rows.largest(wrong, distance)
        hint = f" Bij {rows.region_and_period(row)} hoort {rows.number(follows[row])}." if row is not None else ""
        message = f"“{indicator.name}” volgt niet uit teller en noemer.{hint} Verbeter het cijfer of de aantallen."
        yield rows.finding(Level.ERROR, "volgt_niet_uit_aantallen", message, wrong)


def _step(counts: Floats) -> float:
    """To how many persons counts are rounded: some sources publish them in fives or tens."""
    for sample in (counts[: 20 * SHOWN], counts):  # the first ones nearly always tell
        positive = sample[np.isfinite(sample) & (sample > 0)]
        if (positive % 5).any():
            return 1.0
    if len(positive) < SHOWN:
        return 1.0
    return next(step for step in (100.0, 10.0, 5.0) if not (positive % step).any())


# --- against what is published ---


def _revised(rows: IndicatorRows) -> Iterator[Finding]:
    """What changes in figures that are published: another value, none any more, or a zero where none was known."""
    name, change = rows.indicator.name, np.abs(rows.ratio - 1)
    revised = change > REVISED
    if revised.any() and not is_of_other_size(rows):
        row = rows.largest(revised, np.nan_to_num(change, posinf=1e9))
        example = ""
        if row is not None:
            before, after = rows.number(rows.published_value[row]), rows.number(rows.value[row])
            example = f" De grootste: {rows.region_and_period(row)} was {before} en wordt {after}."
        percent = dutch.number(100 * REVISED, 0)
        message = f"“{name}” verandert meer dan {percent}% waar al iets gepubliceerd is.{example} Klopt dat?"
        yield rows.finding(Level.QUESTION, "herzien", message, revised)
    if (lost := np.isnan(rows.value) & np.isfinite(rows.published_value)).any():
        message = f"“{name}” heeft hier geen waarde meer, waar die wel gepubliceerd is. Moet die verdwijnen?"
        yield rows.finding(Level.QUESTION, "waarde_weg", message, lost)
    if (zero := (rows.value == 0) & rows.published_missing).any():
        message = f"“{name}” is hier nul, waar tot nu toe geen cijfer was. Is het echt nul, en niet onbekend?"
        yield rows.finding(Level.QUESTION, "nul_of_onbekend", message, zero)


def _lost_decimals(rows: IndicatorRows) -> Iterator[Finding]:
    before = rows.published.value[np.isfinite(rows.published.value)]
    count = int(np.isfinite(rows.value).sum())
    if rows.indicator.decimals and count >= SHOWN and not rows.decimals and (before != np.round(before)).any():
        message = (
            f"“{rows.indicator.name}” heeft hier geen enkel cijfer achter de komma; wat gepubliceerd is wel. Klopt dat?"
        )
        yield Finding(Level.QUESTION, "decimalen_kwijt", message, count)


def _vanished(rows: IndicatorRows) -> Iterator[Finding]:
    """Years that are published for the regions of the file and that it does not have, when it repeats others."""
    years = set(single_years([rows.period.texts[code] for code in rows.period.used]).tolist())
    same_regions = np.isin(rows.published.region, rows.region.used) & np.isfinite(rows.published.value)
    before = set(rows.published.year[same_regions].tolist()) - {0}
    lost = [str(year) for year in sorted(before - years)]
    if lost and len(before & years) > 1:
        message = (
            f"Van “{rows.indicator.name}” mist het bestand jaren die wel gepubliceerd zijn: {dutch.listing(lost)}. "
            "Wat gepubliceerd is blijft staan. Klopt dat?"
        )
        yield Finding(Level.QUESTION, "jaren_weg", message, len(lost))


# --- from year to year ---


def _jumps(rows: IndicatorRows) -> Iterator[Finding]:
    """Changes from one year to the next that chance does not explain, also from or to a year that is published."""
    lines = np.flatnonzero((rows.year > 0) & np.isfinite(rows.value))
    published = rows.published
    published = published.selection(
        (published.region < len(rows.region.texts)) & (published.year > 0) & np.isfinite(published.value)
    )
    if not len(lines):
        return
    years = np.r_[rows.year[lines], published.year]
    first, width = int(years.min()), int(np.ptp(years)) + 1
    cells = rows.region.codes[lines] * np.int64(width) + rows.year[lines] - first
    published_cells = published.region * width + published.year - first

    def by_year(fill: Any, before: Any, after: Any) -> npt.NDArray[Any]:
        """By region and year; what is in the file takes the place of what is published."""
        grid = np.full(len(rows.region.texts) * width, fill)
        grid[published_cells], grid[cells] = before, after
        return grid.reshape(-1, width)

    indicator, in_file = rows.indicator, by_year(False, False, True)
    value = by_year(np.nan, published.value, rows.value[lines])
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.abs(np.diff(value)) / np.maximum(value[:, :-1], value[:, 1:])
        region, year = np.nonzero((change > JUMP) & (in_file[:, :-1] | in_file[:, 1:]))
        before, after, change = value[region, year], value[region, year + 1], change[region, year]
        if indicator.kind == "count":
            spread = np.sqrt(before + after)
        else:
            persons = by_year(np.nan, published.denominator, rows.denominator[lines]) / SCALE[indicator.unit]
            persons_before, persons_after = persons[region, year], persons[region, year + 1]
            mean = (before * persons_before + after * persons_after) / (persons_before + persons_after)
            spread = np.sqrt(mean / persons_before + mean / persons_after)
        errors = np.abs(after - before) / spread
    jumped = np.where(np.isfinite(errors), errors > CHANCE, change > BIG_JUMP)
    if not jumped.any():
        return
    region, year, before, after, change = (array[jumped] for array in (region, year, before, after, change))
    published_small = small_numbers(indicator, published.value, published.numerator, published.denominator)
    small = by_year(False, published_small, rows.small[lines])
    visible = np.where(small[region, year] | small[region, year + 1], -1.0, change)
    example = ""
    if visible[largest := int(visible.argmax())] >= 0:
        name = regions.name(rows.region.texts[region[largest]])
        example = (
            f" De grootste: {name} ging van {rows.number(before[largest])} naar {rows.number(after[largest])} "
            f"in {first + year[largest] + 1}."
        )
    message = (
        f"“{indicator.name}” verandert van jaar op jaar meer dan door toeval te verwachten is.{example} "
        "Klopt dat, of is anders geteld?"
    )
    marked = np.zeros(value.shape, bool)
    marked[region, year + in_file[region, year + 1]] = True
    affected = np.zeros(len(rows.value), bool)
    affected[lines] = marked.ravel()[cells]
    yield rows.finding(Level.QUESTION, "sprong", message, affected)


# --- parts and wholes ---


def _parts_and_whole(rows: IndicatorRows) -> Iterator[Finding]:
    """Regions against what they make up: counts add up."""
    codes, periods = rows.region.texts, rows.period.texts
    if not _has_whole(rows):
        return
    count = rows.grid(rows.count)
    known = ~np.isnan(count)
    filled = np.where(known, count, 0.0)
    above: list[str] = []
    below: list[str] = []
    derivable: list[str] = []
    for level in rows.levels:
        whole, total, number = count[level.wholes], level.lies_in @ filled, level.lies_in @ known
        absent = level.complete - number
        slack = 0.001 * whole + 0.5 * _step(count[level.members].ravel()) * np.sqrt(number)
        remainder = whole - total
        for places, wrong in (
            (above, total > whole + slack),
            (below, (absent == 0) & (total < whole - slack)),
            (derivable, (absent == 1) & (remainder > 0) & (remainder < rows.indicator.threshold)),
        ):
            places += [
                f"{regions.name(codes[level.wholes[position]])} {periods[period]}"
                for position, period in np.argwhere((number > 0) & wrong)
            ]
    for screen, places, message in (
        (
            "delen_boven_geheel",
            above,
            f"de delen zijn samen meer dan het geheel in {listed(above)}. Klopt dat?",
        ),
        (
            "delen_tellen_niet_op",
            below,
            f"de delen zijn samen minder dan het geheel in {listed(below)}. Klopt dat?",
        ),
        (
            "af_te_leiden",
            derivable,
            f"in {listed(derivable)} ontbreekt één gebied, dat met aftrekken is te berekenen en over weinig personen "
            "gaat. Mag het totaal zo gepubliceerd worden?",
        ),
    ):
        if places:
            yield Finding(Level.QUESTION, screen, f"“{rows.indicator.name}”: {message}", len(places))


def _country_within(rows: IndicatorRows) -> Iterator[Finding]:
    """A rate of the country lies within those of its municipalities."""
    codes, periods = rows.region.texts, rows.period.texts
    if rows.indicator.kind == "count" or regions.COUNTRY not in codes or not _has_whole(rows):
        return
    value = rows.grid(rows.value)
    country = value[codes.index(regions.COUNTRY)]
    municipalities = value[[code.startswith("GM") for code in codes]]
    lowest, highest = np.fmin.reduce(municipalities, initial=np.nan), np.fmax.reduce(municipalities, initial=np.nan)
    outside = (country < lowest) | (country > highest)
    outside &= (~np.isnan(municipalities)).sum(axis=0) >= ENOUGH
    if outside.any():
        named = [periods[period] for period in np.flatnonzero(outside).tolist()]
        message = f"“{rows.indicator.name}”: Nederland ligt buiten alle gemeenten in {listed(named)}. Klopt dat?"
        yield Finding(Level.QUESTION, "land_buiten_gemeenten", message, len(named))


def _has_whole(rows: IndicatorRows) -> bool:
    """Whether the rows have a region that others make up."""
    wholes = {int(whole) for level in rows.levels for whole in level.wholes}
    return not wholes.isdisjoint(rows.region.used)


def _beyond_wider(indicators: Mapping[str, IndicatorRows]) -> Iterator[Finding]:
    """A figure that is larger than that by a wider definition, which counts each of its cases too."""
    pairs = [
        (rows, indicators[wider])
        for rows in indicators.values()
        for wider in sorted(wider_than(rows.indicator))
        if wider in indicators
    ]
    for narrow, wide in pairs:
        beyond = narrow.grid(narrow.count) > wide.grid(wide.count)
        if narrow.indicator.unit == wide.indicator.unit:
            slack = (10.0**-narrow.decimals + 10.0**-wide.decimals) / 2
            beyond |= narrow.grid(narrow.value) > wide.grid(wide.value) + slack
        if (affected := beyond.reshape(-1)[narrow.cell]).any():
            message = (
                f"“{narrow.indicator.name}” is hier meer dan “{wide.indicator.name}”, terwijl het daar een deel van "
                "is. Klopt dat?"
            )
            yield narrow.finding(Level.QUESTION, "meer_dan_ruimer", message, affected)


# --- who is in the file ---


def _absent_municipalities(rows: IndicatorRows) -> Iterator[Finding]:
    """Municipalities that a file about (almost) all of them does not have in its last year."""
    last = max(rows.period.used, key=lambda code: rows.period.texts[code])
    of_last = TextColumn(rows.region.texts, rows.region.codes[rows.period.codes == last])
    present = {rows.region.texts[code] for code in of_last.used}
    municipalities = regions.municipalities()["code"].tolist()
    absent = [regions.name(code) for code in municipalities if code not in present]
    if 0 < len(absent) <= len(municipalities) // 4:
        message = (
            f"“{rows.indicator.name}” {rows.period.texts[last]}: {len(municipalities) - len(absent)} van de "
            f"{len(municipalities)} gemeenten. Niet in het bestand: {listed(absent)}."
        )
        yield Finding(Level.REMARK, "gemeenten_niet_in_bestand", message, len(absent))


def _small(rows: IndicatorRows) -> Iterator[Finding]:
    indicator = rows.indicator
    if (counted := rows.small & ~rows.small_by_births).any():
        message = (
            f"“{indicator.name}”: hier gaat het om 1 tot en met {indicator.threshold - 1} personen. Lezers zien dan "
            f"“{Status.SUPPRESSED}”, en ook wat daaruit te berekenen is blijft verborgen. "
            "Mag dit gepubliceerd worden?"
        )
        yield rows.finding(Level.QUESTION, "kleine_aantallen", message, counted)
    if rows.small_by_births.any():
        message = (
            f"“{indicator.name}”: het bestand geeft geen aantallen, maar over de levend geboren kinderen (CBS) gaat "
            f"het hier om 1 tot en met {indicator.threshold - 1} personen. Lezers zien dan “{Status.SUPPRESSED}”, en "
            "ook wat daaruit te berekenen is blijft verborgen. Mag dit gepubliceerd worden?"
        )
        yield rows.finding(Level.QUESTION, "kleine_aantallen_van_geboorten", message, rows.small_by_births)
    counts = rows.count[np.isfinite(rows.count)]
    if len(counts) >= 10 and (counts < 5).mean() > 0.4:
        percent = dutch.number(100 * float((counts < 5).mean()), 0)
        message = (
            f"“{indicator.name}”: {percent}% van de aantallen is kleiner dan 5. Past dit cijfer wel bij gemeenten?"
        )
        yield Finding(Level.QUESTION, "veel_kleine_aantallen", message, int((counts < 5).sum()))


SCREENS: tuple[Callable[[IndicatorRows], Iterator[Finding]], ...] = (
    too_many_periods,
    long_ago,
    written_unit,
    _possible,
    whole_counts,
    _follows_from_counts,
    other_size,
    far_from_published,
    parts_of_one,
    _revised,
    _lost_decimals,
    _vanished,
    _jumps,
    _parts_and_whole,
    _country_within,
    _absent_municipalities,
    _small,
)
"""What each indicator of a file goes through."""
