"""What follows from the list of who could join the first two tranches, and what does not."""

import pandas as pd
import pytest

from ks_data import store
from ks_data.answers import inferred, rollout
from ks_data.store import current


def listed(*codes: str, year: int = 2016) -> dict[str, bool]:
    return inferred.listed_now(pd.DataFrame({"year": year, "region": codes}))


def test_the_list_of_2016_is_147_municipalities_of_today_and_seven_of_them_only_in_part() -> None:
    whole = listed(*current().table("gids")["region"])
    assert (len(whole), sum(whole.values())) == (147, 140)
    assert {code for code, all_of_it in whole.items() if not all_of_it} == {
        "GM1948", "GM1954", "GM1966", "GM1969", "GM1970", "GM1978", "GM1982",
    }  # fmt: skip


def test_the_list_adds_up_to_the_total_that_is_printed_beneath_it() -> None:
    assert len(current().table("gids")) == 161
    assert current().table("gids")["amount_eur"].sum() == 19_846_000


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        (("GM0363",), {"GM0363": True}),  # Amsterdam, which took Weesp in later
        (("GM0003", "GM0010", "GM0024"), {"GM1979": True}),  # all that Eemsdelta was made of
        (("GM0003", "GM0010"), {"GM1979": False}),
        (("GM0140",), {"GM1949": False, "GM0080": False, "GM1900": False}),  # Littenseradiel, which was divided
    ],
)
def test_a_municipality_is_on_the_list_when_it_or_all_it_was_made_of_is(
    codes: tuple[str, ...], whole: dict[str, bool]
) -> None:
    assert listed(*codes) == whole


def test_nothing_is_claimed_of_a_municipality_of_which_only_a_part_was_on_the_list() -> None:
    place = rollout.tranche(current(), "GM1966")  # Het Hogeland
    assert (place.tranche, place.is_inferred) == ("", True)
    assert place.words == "doet mee, tranche nog niet aangeleverd"


def test_what_a_source_states_goes_before_what_follows_from_the_list() -> None:
    assert inferred.inferences(current())["GM0384"].tranche == "1-2"
    diemen = rollout.tranche(current(), "GM0384")
    assert (diemen.tranche, diemen.is_inferred, diemen.words) == ("1", False, "tranche 1")


def test_without_a_list_nothing_is_inferred(own_data) -> None:
    store.write({"gids": current().table("gids")[:0]}, own_data)
    answer = rollout.roll_out(current(), "GM0193")
    assert not answer.can_infer and answer.inferred_counts == () and answer.unknown == answer.without_tranche == 329
