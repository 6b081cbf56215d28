"""A rate as people: how many marks it has, and where it is not drawn so."""

import pytest

from ks_data import INDICATORS
from ks_data.answers import Choice, comparisons, trend
from ks_data.answers.people import people
from ks_data.store import current
from tests.answers.drawn import EARLY

DEATHS = "perinatal_mortality_24w_7d_per_1000"


def drawn(observed, rows: str):
    observed(rows)
    comparison = comparisons.latest(current(), EARLY, "GM0392", "NL01", 2010, 2023)
    return people(comparison) if comparison else None


def test_a_rate_is_as_many_people_as_the_figure_that_is_read(observed) -> None:
    fields = drawn(observed, "GM0392 2019 78.449 definitief 780/1000\nNL01 2019 72.6 definitief 72600/100000")
    assert [field.marked for field in fields.fields] == [784, 726]
    assert [field.label for field in fields.fields] == [
        "Haarlem (2019): 784 van de 1.000",
        "Nederland (2019): 726 van de 1.000",
    ]
    assert fields.sentence == (
        "Van elke 1.000 zwangeren in Haarlem begonnen er ongeveer 784 voor week 10 met begeleiding (2019); in "
        "Nederland 726."
    )


@pytest.mark.parametrize("value", ["0.0", "0.04", "99.96", "100.0"])
def test_nobody_or_everybody_is_not_drawn(value, observed) -> None:
    assert drawn(observed, f"GM0392 2019 {value} definitief") is None


def test_a_region_to_compare_with_that_has_less_than_one_mark_is_left_out(observed) -> None:
    fields = drawn(observed, "GM0392 2019 78.4 definitief\nNL01 2019 0.04 definitief")
    assert [field.region for field in fields.fields] == ["GM0392"] and fields.sentence.endswith("begeleiding (2019).")


def test_a_hidden_figure_has_no_people(observed) -> None:
    assert drawn(observed, "GM0392 2019 - onderdrukt\nNL01 2019 72.6 definitief") is None


def test_counts_and_births_among_inhabitants_have_no_people() -> None:
    for indicator in ("live_births_count", "crude_birth_rate_per_1000"):
        assert trend(current(), INDICATORS[indicator], Choice("GM0392", "NL01", 2010, 2023)).people is None
    assert trend(current(), INDICATORS[DEATHS], Choice("GM0392", "NL01", 2010, 2023)).people
