"""Is what a reader knows of an earlier state known of today too, wherever nothing changed?"""

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import INDICATORS
from ks_data.statistics.disclosure import EarlierState, shown, suppressed
from ks_data.statistics.disclosure.cells import row_thresholds, table_cells
from ks_data.statistics.disclosure.knowledge import Family, families
from ks_data.statistics.disclosure.memory import with_memory
from tests.statistics.disclosure.drawn import EARLY, REPORT
from tests.statistics.disclosure.tables import PARENTS

PAST = f"{REPORT}@0"


def counts(id: str, *rows: tuple[str, str, int]) -> pd.DataFrame:
    """Births by region and period."""
    columns = ["indicator", "region", "period", "value", "numerator", "denominator", "status", "source", "note"]
    cells = [(id, *row, np.nan, np.nan, "definitief", "", "") for row in rows]
    return pd.DataFrame(cells, columns=columns).astype({"value": float})


def rates(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Children born too early by region and period, of those born."""
    table = counts(EARLY, *[(region, period, 0) for region, period, _, _ in rows])
    numerator, denominator = (np.array([row[at] for row in rows], float) for at in (2, 3))
    return table.assign(value=1000 * numerator / denominator, numerator=numerator, denominator=denominator)


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


def test_a_row_that_came_later_hides_that_it_is_nobody_where_a_total_that_was_seen_would_tell_a_town_with_it() -> None:
    """10 of 11 in one town are all of the province, and the one other child of the 11 is a small number."""
    before = rates(("GM1", "2018", 10, 11), ("GM3", "2018", 0, 90), ("PV1", "2018", 10, 178))
    earlier = EarlierState(before, np.array([False, True, True]), np.ones(3, bool))
    after = pd.concat([before, rates(("GM2", "2018", 0, 77))], ignore_index=True)
    visible = suppressed(after, PARENTS, INDICATORS, earlier=[earlier])
    assert visible["numerator"].isna().tolist() == [True, False, False, True]
    stood = EarlierState(after, np.array([False, True, True, False]), np.ones(4, bool))
    again = suppressed(after, PARENTS, INDICATORS, earlier=[stood, earlier])
    assert again["numerator"].isna().tolist() == [True, False, False, True]


def test_a_count_is_not_known_by_another_that_was_as_many_was_seen_and_has_changed() -> None:
    """What the province is now would tell how many the town has left; 38 were born too early there before."""
    early = rates(("PV2", "2018", 38, 400)), rates(("PV2", "2018", 39, 400))
    before = pd.concat([counts(REPORT, ("GM4", "2018", 26), ("PV2", "2018", 56)), early[0]], ignore_index=True)
    earlier = EarlierState(before, np.ones(3, bool), np.ones(3, bool))
    after = pd.concat([counts(REPORT, ("GM4", "2018", 8), ("PV2", "2018", 38)), early[1]], ignore_index=True)
    visible = suppressed(after, PARENTS, INDICATORS, earlier=[earlier])
    assert visible["value"].isna().tolist() == [True, True, False]
