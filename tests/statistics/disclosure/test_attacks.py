"""Attackers with a solver of their own, on random tables, recompute nothing that is hidden."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ks_data.catalogue.periods import years_of
from tests.examples import TIMES
from tests.statistics.disclosure.tables import BRIDGE, PARENTS, TOWNS, observations, steady, suppressed, towns

sizes = st.integers(0, 14) | st.integers(10, 60)
counts = st.lists(st.tuples(sizes, sizes), min_size=5, max_size=5)


@pytest.mark.slow
@settings(steady, max_examples=30 * TIMES)
@given(st.lists(counts, min_size=1, max_size=3), st.sets(st.sampled_from(["PV1", "PV2", "NL01"])), st.booleans())
@example([[(1, 20), (1, 20), (30, 20), (20, 30), (40, 20)]] * 2, {"PV1", "PV2", "NL01"}, True)
@example([[(0, 0), (0, 1), (0, 9), (0, 0), (0, 0)]], {"PV1"}, False)  # a total of zero says that all are zero
@example([[(0, 0), (0, 0), (0, 0), (0, 5), (0, 0)], [(0, 0), (0, 0), (0, 1), (0, 5), (0, 2)]], set(), True)
@example(BRIDGE, {"NL01"}, True)
def test_no_solver_recomputes_a_hidden_number(years, totals, pool):
    """Unknown to the attacker: numerator and complement of each town and year. Known: every number that is shown."""
    periods = [str(2017 + place) for place in range(len(years))]
    if pool and len(years) > 1:
        periods.append(f"{periods[0]}-{periods[-1]}")
        years = [*years, [(sum(y[i][0] for y in years), sum(y[i][1] for y in years)) for i in range(5)]]
    rows = []
    for period, pairs in zip(periods, years, strict=True):
        numerators, denominators = [a for a, _ in pairs], [a + b for a, b in pairs]
        rows += towns(numerators, denominators, period=period, totals=tuple(sorted(totals)))
        rows += towns(denominators, [math.nan] * 5, "births_count", period, totals=("NL01",))
    truth = observations(rows)
    found = suppressed(truth)
    unknown = {key: place for place, key in enumerate(itertools.product(TOWNS, periods[: len(periods)], (0, 1)))}

    def terms(region: str, period: str, parts: tuple[int, ...]) -> np.ndarray:
        row = np.zeros(len(unknown))
        for town, part in itertools.product(TOWNS, parts):
            if region in (town, PARENTS[town], PARENTS[PARENTS[town]]):
                for year in [one for one in periods if "-" not in one] if "-" in period else [period]:
                    row[unknown[town, year, part]] = 1
        return row

    known, amounts, secrets = [], [], []
    for shown, true in zip(found.itertuples(), truth.itertuples(), strict=True):
        births = shown.indicator == "births_count"
        for part, amount in (((0, 1) if births else (0,), shown.numerator), ((0, 1), shown.denominator)):
            if not math.isnan(amount):
                known.append(terms(shown.region, shown.period, part))
                amounts.append(amount)
        if shown.status == "onderdrukt":
            assert math.isnan(shown.value)
            assert math.isnan(shown.numerator)
            if true.numerator:  # a zero that rests on hidden births is no secret
                secrets.append(terms(shown.region, shown.period, (0, 1) if births else (0,)))
        else:
            assert shown.numerator == true.numerator
            assert not 0 < true.numerator < 10
            assert not 0 < true.denominator - true.numerator < 10
    _attack(known, amounts, secrets)


def _attack(known: list[np.ndarray], amounts: list[float], secrets: list[np.ndarray]) -> None:
    """Fails when linear algebra or the room between bounds (nothing is negative) gives a secret away."""
    from scipy.optimize import linprog

    if not known or not secrets:
        return
    system = np.array(known)
    rank = np.linalg.matrix_rank(system)
    for secret in secrets:
        assert np.linalg.matrix_rank(np.vstack([system, secret])) > rank
        least = linprog(secret, A_eq=system, b_eq=amounts, bounds=(0, None))
        most = linprog(-secret, A_eq=system, b_eq=amounts, bounds=(0, None))
        assert most.status == 3 or -most.fun - least.fun > 1 - 1e-6  # 3: without bound


KNOWN_TO_COMPUTE = {
    "a complement between periods": [
        ("a_percent", "GM1", "2018-2019", 175, 200),
        ("a_percent", "GM1", "2017-2019", 270, 300),
    ],
    "a complement between three years": [
        ("a_percent", "GM1", "2017", 85, 100),
        ("a_percent", "GM1", "2018", 80, 100),
        ("a_percent", "GM1", "2017-2019", 260, 300),
    ],
    "a complement of an absent town": [("a_percent", "GM4", "2019", 175, 200), ("a_percent", "PV2", "2019", 270, 300)],
    "towns over pooled years, their province by year": [
        ("b_count", "GM4", "2017-2019", 40, None),
        ("b_count", "GM5", "2017-2019", 5, None),
        *(("b_count", "PV2", str(year), 15, None) for year in (2017, 2018, 2019)),
    ],
    "towns by year, their province over pooled years": [
        *(("b_count", "GM4", str(year), 30, None) for year in (2017, 2018, 2019)),
        *(("b_count", "GM5", str(year), count, None) for year, count in ((2017, 12), (2018, 13), (2019, 5))),
        ("b_count", "PV2", "2017-2019", 120, None),
    ],
    "two pooled periods around a year that is hidden beside another": [
        ("b_count", "GM4", "2016", 14, None),
        ("b_count", "GM5", "2016", 4, None),
        ("b_count", "PV2", "2016", 18, None),
        ("b_count", "GM4", "2016-2018", 75, None),
        ("b_count", "GM4", "2017-2018", 61, None),
    ],
    "two hidden years of which the sum is hidden too, told by a year and pooled years around them": [
        ("b_count", "GM4", "2016", 31, None),
        ("b_count", "GM4", "2016-2018", 39, None),
        ("b_count", "GM4", "2017-2018", 8, None),
        ("b_count", "GM4", "2018", 4, None),
        ("b_count", "GM5", "2016", 1, None),
        ("b_count", "GM5", "2016-2017", 2, None),
        ("b_count", "GM5", "2016-2018", 14, None),
        ("b_count", "GM5", "2018", 12, None),
        ("b_count", "PV2", "2017-2018", 21, None),
    ],
    "a hidden period between two that are shown": [
        ("b_count", "GM4", "2016", 12, None),
        ("b_count", "GM4", "2017", 1, None),
        ("b_count", "GM4", "2018", 5, None),
        ("b_count", "GM4", "2017-2018", 6, None),
        ("b_count", "GM4", "2016-2018", 18, None),
    ],
    "a hidden row that shows its denominator": [
        ("a_percent", "GM5", "2018", 0, 14),
        ("a_percent", "GM5", "2018-2019", 7, 21),
    ],
    "pooled periods of a town and its province that overlap": [
        ("b_count", "GM4", "2016-2018", 60, None),
        ("b_count", "GM4", "2017-2018", 45, None),
        ("b_count", "PV2", "2016-2018", 90, None),
        ("b_count", "PV2", "2017-2018", 71, None),
    ],
    "a town over pooled years only, absent by year": [
        ("b_count", "GM5", "2016-2018", 20, None),
        ("b_count", "GM4", "2017-2018", 50, None),
        ("b_count", "PV2", "2017-2018", 67, None),
    ],
}


@pytest.mark.parametrize("rows", KNOWN_TO_COMPUTE.values(), ids=KNOWN_TO_COMPUTE)
def test_what_has_no_row_but_can_be_computed_does_not_give_few_persons_away(rows):
    _attacked(observations(rows))


@pytest.mark.slow
@settings(steady, max_examples=40 * TIMES)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(("GM4", "GM5")), st.sampled_from(("2016", "2017", "2018"))),
        st.sampled_from((0, 1, 4, 9, 12, 13, 30, 31)),
        min_size=6,
        max_size=6,
    ),
    st.sets(
        st.tuples(
            st.sampled_from(("GM4", "GM5", "PV2")),
            st.sampled_from(("2016", "2017", "2018", "2016-2017", "2017-2018", "2016-2018")),
        ),
        min_size=2,
        max_size=9,
    ),
)
def test_no_mix_of_years_pooled_years_and_totals_gives_few_persons_away(counts, shown):
    def many(region: str, period: str) -> int:
        first, _, last = period.partition("-")
        return sum(
            count
            for (town, year), count in counts.items()
            if region in (town, PARENTS[town]) and first <= year <= (last or first)
        )

    _attacked(observations([("b_count", *place, many(*place), None) for place in sorted(shown)]))


TOWN_YEARS = tuple(itertools.product(TOWNS, ("2017", "2018", "2019")))
SPANS = ("2017", "2018", "2019", "2017-2018", "2018-2019", "2017-2019")
TOTALS = ("PV1", "PV2", "NL01")


@pytest.mark.slow
@settings(steady, max_examples=40 * TIMES)
@given(
    st.lists(st.sampled_from((1, 2, 5, 9, 12, 30, 31, 60)), min_size=len(TOWN_YEARS), max_size=len(TOWN_YEARS)),
    st.sets(st.sampled_from(SPANS), min_size=1),
    st.sets(st.sampled_from(TOTALS)),
    st.sets(st.tuples(st.sampled_from([*TOWNS, *TOTALS]), st.sampled_from(SPANS)), max_size=15),
)
@example(  # 18 of two towns that are hidden for being small need not be 9 and 9: one may be hidden for the other
    [60] * 9 + [9, 9, 1, 9, 1, 9], {"2017", "2018-2019", "2017-2019"}, {"PV2"}, {("PV2", "2017")}
)
def test_no_town_is_told_but_by_what_another_source_publishes(births, periods, totals, published):
    """Unknown to the attacker: the births of each town and year. Known: those published elsewhere, and all shown."""

    def terms(region: str, period: str) -> np.ndarray:
        years = {str(year) for year in years_of(period)}
        inside = [year in years and region in (town, PARENTS[town], "NL01") for town, year in TOWN_YEARS]
        return np.array(inside, float)

    def are_told(places: list[tuple[str, str]], wanted: np.ndarray) -> bool:
        system = np.array([np.zeros(len(TOWN_YEARS)), *(terms(*place) for place in places)])
        return np.linalg.matrix_rank(np.vstack([system, wanted])) == np.linalg.matrix_rank(system)

    shown = list(itertools.product([*TOWNS, *sorted(totals)], sorted(periods)))
    rows = [("a_percent", *place, 0, terms(*place) @ births) for place in shown]
    rows += [("births_count", *place, terms(*place) @ births, None) for place in shown if place in published]
    table = suppressed(observations(rows), PARENTS, {"births_count": 0})
    known = table.loc[table["indicator"] == "births_count", ["region", "period"]]
    seen = table.loc[table["denominator"].notna(), ["region", "period"]]
    for place in itertools.product(TOWNS, sorted(periods)):
        if terms(*place) @ births < 10 and not are_told([*known.itertuples(index=False, name=None)], terms(*place)):
            assert not are_told(list(pd.concat([known, seen]).itertuples(index=False, name=None)), terms(*place))


def _attacked(truth: pd.DataFrame) -> None:
    """Fails when what is shown tells, by linear algebra, a count of few persons in a town over any years on end."""
    found = suppressed(truth)
    years = sorted({year for period in truth["period"] for year in years_of(period)})
    regions = [code for code in TOWNS if any(code == one or PARENTS[code] == one for one in truth["region"])]
    parts = (0, 1) if truth["denominator"].notna().any() else (0,)
    place = {key: at for at, key in enumerate(itertools.product(regions, years, parts))}

    def terms(region: str, span: range, of: tuple[int, ...]) -> np.ndarray:
        row = np.zeros(len(place))
        for (town, year, part), at in place.items():
            row[at] = region in (town, PARENTS[town]) and year in span and part in of
        return row

    system, amounts = [np.zeros(len(place))], [0.0]
    for row in found.itertuples():
        for of, amount in (((0,), row.numerator), (parts, row.denominator)):
            count = row.value if of == (0,) and len(parts) == 1 else amount
            if (
                count is not None
                and not math.isnan(count)
                and not (of == parts and of != (0,) and math.isnan(row.denominator))
            ):
                system.append(terms(row.region, years_of(row.period), of))
                amounts.append(count)
    matrix = np.array(system)
    rank = np.linalg.matrix_rank(matrix)
    for region, start in itertools.product(regions, years):
        for end, part in itertools.product(range(start, years[-1] + 1), parts):
            wanted = terms(region, range(start, end + 1), (part,))
            if np.linalg.matrix_rank(np.vstack([matrix, wanted])) == rank:
                told = np.linalg.lstsq(matrix.T, wanted, rcond=None)[0] @ np.array(amounts)
                assert not 0.5 <= told < 9.5, (region, start, end, part, told)
