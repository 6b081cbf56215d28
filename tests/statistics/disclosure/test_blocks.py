"""Blocks: what has nothing to do with the rest is hidden by itself, and is not hidden again by another release."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ks_data.catalogue.indicators import INDICATORS
from ks_data.statistics.disclosure import EarlierState, gate, shown, suppressed
from ks_data.statistics.disclosure.blocks import blocks_of
from tests.examples import examples
from tests.statistics.disclosure.drawn import drawn, sequel
from tests.statistics.disclosure.tables import PARENTS, observations, towns

seeds = st.integers(0, 2**32 - 1)
SECOND = [(5 + number, 60 + 7 * number) for number in range(5)]


def two_years() -> pd.DataFrame:
    few, many = zip(*SECOND, strict=True)
    rows = [*towns([3, 12, 40, 50, 60], [100, 110, 120, 130, 140], CARE, "2018"), *towns(few, many, CARE, "2019")]
    return observations(rows)


CARE = "antenatal_care_before_10w_percent"


def hidden(table: pd.DataFrame, memo: dict[str, gate.Hidden] | None = None) -> pd.DataFrame:
    return suppressed(table, PARENTS, INDICATORS, memo=memo)


def test_years_that_no_period_joins_are_hidden_by_themselves() -> None:
    table = two_years()
    assert [set(table["period"].iloc[block]) for block in blocks_of(table, INDICATORS, [])] == [{"2018"}, {"2019"}]
    pooled = pd.concat([table, table.head(1).assign(period="2018-2019")], ignore_index=True)
    assert len(blocks_of(pooled, INDICATORS, [])) == 1


def test_one_count_under_two_indicators_joins_them() -> None:
    same = towns([3, 12, 40, 50, 60], [100, 110, 120, 130, 140], "women_with_problem_debt_percent", "2018")
    other = towns([3, 12, 40, 50, 60], [701, 711, 721, 731, 741], "women_with_problem_debt_percent", "2018")
    care = towns([30, 12, 40, 50, 60], [100, 110, 120, 130, 140], CARE, "2018")
    assert len(blocks_of(observations([*care, *same]), INDICATORS, [])) == 1
    assert len(blocks_of(observations([*care, *other]), INDICATORS, [])) == 2


def test_a_release_redoes_only_the_blocks_that_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[set[str]] = []
    hide = gate._hidden_in_block

    def counted(rows: pd.DataFrame, published: gate.Mask, rules: gate.Rules) -> gate.Hidden:
        done.append(set(rows["period"]))
        return hide(rows, published, rules)

    monkeypatch.setattr(gate, "_hidden_in_block", counted)
    memo: dict[str, gate.Hidden] = {}
    table = two_years()
    hidden(table, memo)
    released = table.copy()
    released.loc[0, ["numerator", "value"]] = 14, 14.0
    after = hidden(released, memo)
    assert done == [{"2018"}, {"2019"}, {"2018"}]
    pd.testing.assert_frame_equal(after, hidden(released))


def test_what_readers_saw_before_is_laid_beside_the_rows_that_it_has_to_do_with_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: dict[str, list[set[str]]] = {}
    hide = gate._hidden_in_block

    def spy(
        rows: pd.DataFrame, published: gate.Mask, rules: gate.Rules, earlier: Sequence[EarlierState] = ()
    ) -> gate.Hidden:
        done["-".join(sorted(set(rows["period"])))] = [set(state.counted["period"]) for state in earlier]
        return hide(rows, published, rules, earlier)

    monkeypatch.setattr(gate, "_hidden_in_block", spy)
    before = two_years()
    table = pd.concat(
        [before, observations(towns([30, 12, 40, 50, 60], [300, 310, 320, 330, 340], CARE, "2020"))], ignore_index=True
    )
    before.loc[0, ["numerator", "value"]] = 14, 14.0  # another number then, in the same year
    suppressed(table, PARENTS, INDICATORS, earlier=[EarlierState(before, *shown(hidden(before)))])
    assert done == {"2018": [{"2018"}], "2019": [{"2019"}], "2020": []}


@pytest.mark.slow
@given(st.integers(0, 2**16))
@examples(3)
def test_beside_an_earlier_state_it_is_the_same_block_by_block_as_all_at_once(seed: int) -> None:
    before, table = (state.table for state in sequel(seed).tables[:2])
    earlier = [EarlierState(before, *shown(hidden(before)))]
    by_block = suppressed(table, PARENTS, INDICATORS, earlier=earlier)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gate, "blocks_over_time", lambda rows, *_: [[np.arange(len(rows)), np.arange(len(before))]])
        pd.testing.assert_frame_equal(suppressed(table, PARENTS, INDICATORS, earlier=earlier), by_block)


def test_a_row_has_to_do_with_the_others_of_its_block_only() -> None:
    table = two_years()
    chosen = np.arange(len(table)) == 0
    related = gate.related_rows(table, chosen, INDICATORS, [], [])
    assert set(table["period"][related]) == {"2018"} and related.sum() == (table["period"] == "2018").sum()


@pytest.mark.slow
@given(seeds)
@example(381)  # 2019: all is shown, and what four definitions leave in the towns without a row is few
@examples(5)
def test_hidden_block_by_block_it_is_the_same_as_all_at_once_and_in_any_order(seed: int) -> None:
    table = drawn(seed).table
    by_block = hidden(table, {})
    order = np.random.default_rng(seed).permutation(len(table))
    pd.testing.assert_frame_equal(hidden(table.iloc[order]).loc[table.index], by_block)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            gate, "blocks_of", lambda rows, *_: [np.lexsort((rows["period"], rows["region"], rows["indicator"]))]
        )
        pd.testing.assert_frame_equal(hidden(table), by_block)
