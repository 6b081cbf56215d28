"""Screens for the periods of an indicator: years of long ago, and more periods than small numbers can be hidden in."""

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from ks_data.catalogue.periods import years_of
from ks_data.incoming.checks.indicator_rows import IndicatorRows
from ks_data.incoming.findings import Finding, Level, listed
from ks_data.language import dutch
from ks_data.statistics import Mask

MOST_POOLED, MOST_OVER_A_YEAR = 180, 6
"""So many periods of more than one year an indicator may have, of all files together, and so many over one year.

Each must be held against all that overlap it to hide small numbers, and any visitor may preview a file. Sources give
rolling periods of 3 or 5 years. For 342 municipalities with counts of around 5 of 1,000 in 60 years, periods of which 5
lie over one year take a minute and 0.4 GB; of which 12 do, more than four minutes; of which 90 do, more than 6 GB.
"""
LONG_AGO = 1950
"""A period that begins earlier is more likely a slip (1918 for 2018) than meant."""


def too_many_periods(rows: IndicatorRows) -> Iterator[Finding]:
    """Periods of more than one year that make too many of them, with those that are published."""
    in_file = {period for period in _used(rows) if _is_pooled(period)}
    published = {period for period in rows.published_periods if _is_pooled(period)}
    new, together = in_file - published, in_file | published
    year, overlapping = _busiest_year(together)
    if not new or (len(together) <= MOST_POOLED and overlapping <= MOST_OVER_A_YEAR):
        return
    beside = ", samen met wat al gepubliceerd is," if published - in_file else ""
    message = (
        f"“{rows.indicator.name}” heeft{beside} {dutch.number(len(together), 0)} verschillende perioden van meer dan "
        f"één jaar; {overlapping} daarvan gaan over {year}. Wij kunnen er niet meer dan {MOST_POOLED} "
        f"verwerken, en niet meer dan {MOST_OVER_A_YEAR} over hetzelfde jaar: elke periode kan een klein aantal in een "
        "andere verraden. Laat perioden weg die elkaar overlappen. Losse jaren mogen blijven."
    )
    yield rows.finding(Level.ERROR, "te_veel_perioden", message, _within(rows, new), "period_text")


def long_ago(rows: IndicatorRows) -> Iterator[Finding]:
    """Periods that begin before any that is expected, where nothing like it is published."""
    early = {period for period in _used(rows) if _begins_long_ago(period)}
    if not early or any(map(_begins_long_ago, rows.published_periods)):
        return
    message = (
        f"“{rows.indicator.name}” heeft hier cijfers van voor {LONG_AGO}: {listed(sorted(early))}. Zulke oude cijfers "
        "zijn nog niet gepubliceerd. Verbeter de periode als dit een tikfout is. Klopt dit?"
    )
    yield rows.finding(Level.QUESTION, "lang_geleden", message, _within(rows, early), "period_text")


def _used(rows: IndicatorRows) -> list[str]:
    return [rows.period.texts[code] for code in rows.period.used]


def _is_pooled(period: str) -> bool:
    return len(years_of(period)) > 1


def _begins_long_ago(period: str) -> bool:
    return years_of(period)[0] < LONG_AGO


def _busiest_year(periods: Iterable[str]) -> tuple[int, int]:
    """The first year in which most of the periods lie, and how many do."""
    times = Counter(year for period in periods for year in years_of(period))
    return max(times.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))


def _within(rows: IndicatorRows, periods: set[str]) -> Mask:
    return np.isin(rows.period.codes, [code for code in rows.period.used if rows.period.texts[code] in periods])
