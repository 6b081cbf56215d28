"""Is what a reader knows of an earlier state known of today too, wherever nothing changed?"""

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import INDICATORS
from ks_data.statistics.disclosure import EarlierState, shown, suppressed
from ks_data.statistics.disclosure.cells import row_thresholds, table_cells
from ks_data.statistics.disclosure.knowledge import Family, families
from ks_data.statistics.disclosure.memory import with_memory
from tests.statistics.disclosure.drawn import REPORT
from tests.statistics.disclosure.tables import PARENTS

PAST = f"{REPORT}@0"


def counts(id: str, *rows: tuple[str, str, int]) -> pd.DataFrame:
    """Births by region and period."""
    columns = ["indicator", "region", "period", "value", "numerator", "denominator", "status", "source", "note"]
    cells = [(id, *row, np.nan, np.nan, "definitief", "", "") for row in rows]
    return pd.DataFrame(cells, columns=columns).astype({"value": float})


def family(now: pd.DataFrame, past: pd.DataFrame) -> Family:
    """All that both states say, as one family."""
    rows = pd.concat([now, past], ignore_index=True)
    indicators = {REPORT: INDICATORS[REPORT], PAST: INDICATORS[REPORT]}
    cells = table_cells(rows, indicators, row_thresholds(rows, indicators), len(rows), np.zeros(len(rows), bool))
    (both,) = families(cells, indicators, PARENTS, [], {PAST: REPORT})
    return with_memory(both)


def test_only_the_town_and_year_that_must_have_changed_has_persons_of_its_own_in_the_earlier_state() -> None:
    """No row is about 2018 by itself, and both periods with that year changed by as many."""
    now = counts(REPORT, ("GM5", "2017-2018", 30), ("GM5", "2018-2019", 40))
    past = counts(PAST, ("GM5", "2017-2018", 56), ("GM5", "2018-2019", 66))
    both = family(now, past)
    own = np.flatnonzero(~both.is_joined & (np.arange(len(both.same)) >= both.places.shape[1]))
    assert [int(atom) % both.years for atom in own] == [1]


def test_of_a_count_that_did_not_change_the_earlier_state_says_nothing_more() -> None:
    rows = [("GM4", "2018", 30), ("GM5", "2018", 40), ("PV2", "2018", 70)]
    both = family(counts(REPORT, *rows), counts(PAST, *rows[:2], ("PV2", "2018", 70)))
    assert both.is_joined.sum() == both.places.shape[1] and len(both.counts.cell) == 4  # the sum is one of both


def test_an_earlier_sum_that_did_not_hold_is_left_out() -> None:
    now = counts(REPORT, ("GM4", "2018", 30), ("GM5", "2018", 40), ("PV2", "2018", 70))
    both = family(now, counts(PAST, ("GM4", "2018", 30), ("GM5", "2018", 40), ("PV2", "2018", 50)))
    assert len(both.counts.cell) == 3


def test_what_a_province_lost_does_not_tell_what_is_left_in_the_town_that_was_corrected() -> None:
    """The other town has no row; it did not change, so the province tells by how much the town did."""
    before = counts(REPORT, ("GM4", "2018", 26), ("PV2", "2018", 56))
    earlier = EarlierState(before, *shown(suppressed(before, PARENTS, INDICATORS)))
    assert earlier.figures_seen.all()
    after = counts(REPORT, ("GM4", "2018", 8), ("PV2", "2018", 38))
    visible = suppressed(after, PARENTS, INDICATORS, earlier=[earlier])
    assert visible["value"].isna().all()
