"""Are periods asked about that a file more likely has by mistake, and refused where there are too many?"""

import itertools

import pytest

from ks_data.incoming.checks.periods import MOST_OVER_A_YEAR, MOST_POOLED
from tests.incoming.checks.samples import BIG2, BIRTHS, ERROR, QUESTION, SMOKING, checked, filled, screens

NESTED = [f"1960-{last}" for last in range(1961, 2000)]
SHORT = [f"{first}-{first + more}" for more in (1, 2) for first in range(1900, 2020 - more)]
"""Many, of which few lie over one year."""


def pooled(periods: list[str], indicator: str = BIG2, region: str = "GM0392") -> str:
    return filled("\n".join(f"{indicator},{region},{period},147.1" for period in periods))


# --- too many periods of more than one year ---


def test_more_periods_of_several_years_than_small_numbers_can_be_hidden_in_are_refused() -> None:
    outcome = checked(pooled(SHORT[: MOST_POOLED + 1]))
    refusal = screens(outcome)["te_veel_perioden"]
    assert outcome.blocked and refusal.level == ERROR and refusal.count == MOST_POOLED + 1
    assert f"{MOST_POOLED + 1} verschillende perioden" in refusal.message and f"dan {MOST_POOLED} " in refusal.message
    assert (refusal.places[0].row, refusal.places[0].column, refusal.places[0].value) == (2, "period", "1900-1901")
    assert "te_veel_perioden" not in screens(checked(pooled(SHORT[:MOST_POOLED])))


def test_more_periods_over_one_year_than_small_numbers_can_be_hidden_in_are_refused() -> None:
    outcome = checked(pooled(NESTED[: MOST_OVER_A_YEAR + 1]))
    refusal = screens(outcome)["te_veel_perioden"]
    assert outcome.blocked and refusal.level == ERROR and refusal.count == MOST_OVER_A_YEAR + 1
    assert f"{MOST_OVER_A_YEAR + 1} daarvan gaan over 1960" in refusal.message
    assert "te_veel_perioden" not in screens(checked(pooled(NESTED[:MOST_OVER_A_YEAR])))


def test_every_period_between_two_years_of_a_long_series_is_refused() -> None:
    spans = itertools.combinations(range(1960, 2020), 2)
    assert checked(pooled([f"{first}-{last}" for first, last in spans])).blocked


def test_periods_that_are_published_count_too() -> None:
    published, new = pooled(NESTED[:MOST_OVER_A_YEAR]), pooled(["2019", NESTED[-1]], region="GM0363")
    refusal = screens(checked(new, published))["te_veel_perioden"]
    assert refusal.level == ERROR and "samen met wat al gepubliceerd is" in refusal.message
    assert [place.value for place in refusal.places] == [NESTED[-1]]


def test_what_is_published_of_another_indicator_does_not_count() -> None:
    published = pooled(NESTED[:MOST_OVER_A_YEAR], SMOKING)
    assert "te_veel_perioden" not in screens(checked(pooled(NESTED[-1:]), published))


def test_periods_that_are_all_published_may_come_again_however_many_there_are() -> None:
    published = pooled(NESTED)
    assert "te_veel_perioden" not in screens(checked(pooled(["2019", *NESTED[:2]], region="GM0363"), published))


@pytest.mark.parametrize("length", [3, 5])
def test_rolling_periods_as_sources_give_them_are_let_through_beside_single_years(length: int) -> None:
    years = [str(year) for year in range(1960, 2020)]
    rolling = [f"{first}-{first + length - 1}" for first in range(1960, 2021 - length)]
    outcome = checked(pooled([*years, *rolling]))
    assert "te_veel_perioden" not in screens(outcome) and not outcome.blocked


# --- years of long ago ---


@pytest.mark.parametrize("period", ["1918", "1900", "1917-1919", "1900-2020", "1949"])
def test_a_period_that_begins_long_ago_is_asked_about(period: str) -> None:
    asked = screens(checked(pooled([period, "2017", "2019"])))["lang_geleden"]
    assert asked.level == QUESTION and period in asked.message
    assert [(place.row, place.column, place.value) for place in asked.places] == [(2, "period", period)]


@pytest.mark.parametrize("period", ["1950", "1950-2019", "2018"])
def test_a_period_that_begins_later_is_not(period: str) -> None:
    assert "lang_geleden" not in screens(checked(pooled([period])))


def test_a_period_of_long_ago_is_not_asked_about_where_such_figures_are_published() -> None:
    published = filled(f"{BIRTHS},NL01,1930-1934,180000")
    assert "lang_geleden" not in screens(checked(filled(f"{BIRTHS},NL01,1918,164000"), published))
    assert "lang_geleden" in screens(checked(pooled(["1918"]), published))  # of another indicator it is
