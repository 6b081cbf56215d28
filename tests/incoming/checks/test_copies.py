"""Is a year that was copied, shifted, scaled or swapped asked about, and is what chance does left alone?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data.incoming.checks import Checked
from tests.examples import examples
from tests.incoming.checks.samples import BIG2, BIRTHS, DEATHS, QUESTION, SMOKING, TOWNS, checked, filled, screens

COPIES = {
    "verschoven_jaar",
    "andere_gebieden",
    "zelfde_als_jaar_ervoor",
    "zelfde_kant_op",
    "verwisselde_kolommen",
    "overal_hetzelfde",
}
LEVEL = {BIG2: (147.0, 1), SMOKING: (8.0, 1), BIRTHS: (1500.0, 0), DEATHS: (4.5, 1)}


def drawn(indicator: str, towns: int, years: range, seed: int = 1) -> dict[tuple[str, int], float]:
    """Figures by town and year, of towns that differ and of years by chance."""
    rng = np.random.default_rng(seed)
    level, decimals = LEVEL[indicator]
    own = level * rng.uniform(0.7, 1.3, towns)
    return {
        (TOWNS[town], year): round(float(own[town] * rng.normal(1, 0.06)), decimals)
        for year in years
        for town in range(towns)
    }


def lines(indicator: str, figures: dict[tuple[str, int], float]) -> str:
    return "\n".join(f"{indicator},{town},{year},{figure}" for (town, year), figure in figures.items())


def asked(new: str, published: str = "") -> dict[str, str]:
    """What is asked about copies, in words."""
    outcome = screens(checked(filled(new), filled(published)))
    return {screen: outcome[screen].message for screen in COPIES & set(outcome)}


BEFORE = drawn(BIG2, 12, range(2018, 2021))


@pytest.mark.parametrize("in_file", [False, True])
def test_a_new_year_with_the_figures_of_the_year_before_is_asked_about(in_file: bool) -> None:
    new = {(town, 2021): figure for (town, year), figure in BEFORE.items() if year == 2020}
    whole, published = (BEFORE | new, {}) if in_file else (new, BEFORE)
    outcome = screens(checked(filled(lines(BIG2, whole)), filled(lines(BIG2, published))))
    question = outcome["zelfde_als_jaar_ervoor"]
    assert question.level == QUESTION and question.count == 12
    assert "2021 is in 12 gebieden precies gelijk aan 2020" in question.message


def test_so_is_a_year_that_is_copied_for_nearly_all_towns() -> None:
    new = {(town, 2021): figure for (town, year), figure in BEFORE.items() if year == 2020}
    new[TOWNS[3], 2021] = 99.9
    assert set(asked(lines(BIG2, new), lines(BIG2, BEFORE))) == {"zelfde_als_jaar_ervoor"}


@pytest.mark.parametrize("factor", [0.8, 1.25, 1.05])
@pytest.mark.parametrize("indicator", [BIG2, BIRTHS])
def test_a_year_that_is_the_one_before_times_a_factor_is_asked_about(indicator: str, factor: float) -> None:
    before = drawn(indicator, 12, range(2018, 2021))
    new = {(town, 2021): round(figure * factor, 1) for (town, year), figure in before.items() if year == 2020}
    if indicator == BIRTHS:
        new = {key: round(figure) for key, figure in new.items()}
    assert set(asked(lines(indicator, new), lines(indicator, before))) == {"zelfde_kant_op"}


@pytest.mark.parametrize("indicator", [BIG2, SMOKING, BIRTHS])
def test_a_year_in_which_nearly_all_towns_move_the_same_way_is_asked_about(indicator: str) -> None:
    before, rng = drawn(indicator, 20, range(2018, 2021)), np.random.default_rng(2)
    digits = LEVEL[indicator][1]
    new = {
        (town, 2021): round(float(figure * rng.uniform(0.74, 0.86)), digits)
        for (town, year), figure in before.items()
        if year == 2020
    }
    message = asked(lines(indicator, new), lines(indicator, before))["zelfde_kant_op"]
    assert "20 van de 20" in message and "−2" in message


@pytest.mark.parametrize("shift", [1, -1])
@pytest.mark.parametrize("towns", [1, 6])
def test_years_that_are_one_off_from_what_is_published_are_asked_about(shift: int, towns: int) -> None:
    published = drawn(BIG2, towns, range(2014, 2021))
    new = {(town, year + shift): figure for (town, year), figure in published.items()}
    asks = asked(lines(BIG2, new), lines(BIG2, published))
    assert set(asks) == {"verschoven_jaar"} and ("eerder" if shift > 0 else "later") in asks["verschoven_jaar"]


def test_two_years_that_changed_places_are_asked_about() -> None:
    turned = {2019: 2020, 2020: 2019}
    new = {(town, turned.get(year, year)): figure for (town, year), figure in BEFORE.items()}
    asks = asked(lines(BIG2, new), lines(BIG2, BEFORE))
    assert "bij 2019 staat, is gepubliceerd bij 2020" in asks["verschoven_jaar"]


def test_two_indicators_that_changed_places_are_asked_about() -> None:
    rates = drawn(DEATHS, 10, range(2018, 2021), seed=4)
    published = f"{lines(BIG2, BEFORE)}\n{lines(DEATHS, rates)}"
    assert not asked(published, published)
    asks = asked(f"{lines(DEATHS, BEFORE)}\n{lines(BIG2, rates)}", published)
    assert "Zijn twee kolommen verwisseld?" in asks["verwisselde_kolommen"]


def test_figures_that_stand_with_other_towns_are_asked_about() -> None:
    towns = [town for town, year in BEFORE if year == 2020]
    new = {(towns[at - 1], 2020): BEFORE[town, 2020] for at, town in enumerate(towns)}
    assert set(asked(lines(BIG2, new), lines(BIG2, BEFORE))) == {"andere_gebieden"}


def test_a_few_figures_are_not_enough_to_ask() -> None:
    for towns in (1, 2, 3):
        before = drawn(BIG2, towns, range(2020, 2021))
        new = {(town, 2021): figure for (town, _), figure in before.items()}
        assert not asked(lines(BIG2, new), lines(BIG2, before))


def test_zeros_and_one_figure_for_all_say_nothing() -> None:
    for figure in (0, 1000):
        before = {(town, 2020): float(figure) for town in TOWNS[:30]}
        new = {(town, 2021): float(figure) for town in TOWNS[:30]}
        assert not asked(lines(BIG2, new), lines(BIG2, before))


def test_a_repeated_file_and_a_revision_are_no_copies() -> None:
    assert not asked(lines(BIG2, BEFORE), lines(BIG2, BEFORE))
    revised = BEFORE | {(TOWNS[0], 2020): 150.2}
    assert not asked(lines(BIG2, revised), lines(BIG2, BEFORE))


def test_what_is_hidden_is_not_told_by_being_the_same() -> None:
    """A rate of a few persons that equals the year before is left out: that would tell what it is."""
    before = {(town, 2020): 100.0 + at for at, town in enumerate(TOWNS[:8])}
    visible = "\n".join(f"{BIG2},{town},2021,{before[town, 2020]},200,2000" for town in TOWNS[:7])
    text = f"{visible}\n{BIG2},{TOWNS[7]},2021,107.0,5,47"
    outcome: Checked = checked(filled(text), filled(lines(BIG2, before)))
    question = screens(outcome)["zelfde_als_jaar_ervoor"]
    assert question.count == 7 and outcome.small.tolist() == [False] * 7 + [True]


@pytest.mark.slow
@examples(25)
@given(
    st.sampled_from([BIG2, SMOKING, BIRTHS, DEATHS]),
    st.sampled_from([1, 2, 3, 4, 5, 8, 13, 40]),
    st.integers(0, 10**6),
    st.booleans(),
)
def test_figures_that_differ_by_chance_are_not_asked_about(
    indicator: str, towns: int, seed: int, published: bool
) -> None:
    figures = drawn(indicator, towns, range(2014, 2022), seed)
    before = {key: figure for key, figure in figures.items() if key[1] < 2021} if published else {}
    new = {key: figure for key, figure in figures.items() if key not in before}
    assert not asked(lines(indicator, new), lines(indicator, before))


def test_the_figures_of_the_year_before_at_other_towns_are_asked_about() -> None:
    last = [figure for (_, year), figure in BEFORE.items() if year == 2020]
    for moved in ([*last[1:], last[0]], sorted(last)):
        new = {(TOWNS[town], 2021): figure for town, figure in enumerate(moved)}
        message = asked(lines(BIG2, new), lines(BIG2, BEFORE))["andere_gebieden"]
        assert "2021: het zijn de getallen van 2020, maar bij andere gebieden" in message


def test_so_is_a_year_of_which_three_in_four_towns_are_those_of_the_year_before() -> None:
    new = {(town, 2021): figure for (town, year), figure in BEFORE.items() if year == 2020}
    for town in TOWNS[:3]:
        new[town, 2021] += 3.1
    assert (
        "9 gebieden precies gelijk aan 2020" in asked(lines(BIG2, new), lines(BIG2, BEFORE))["zelfde_als_jaar_ervoor"]
    )


def test_one_figure_for_all_towns_is_asked_about() -> None:
    new = {(town, 2021): 147.3 for town in TOWNS[:12]}
    assert "in alle 12 gebieden staat hetzelfde getal" in asked(lines(BIG2, new))["overal_hetzelfde"]
    assert not asked(lines(DEATHS, dict.fromkeys(new, 0.0)))
