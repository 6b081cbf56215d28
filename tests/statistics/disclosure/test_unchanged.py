"""Does a new state take over what it showed of rows that have nothing to do with what changed?"""

import numpy as np
import pandas as pd
import pytest

from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.relations import RELATIONS
from ks_data.statistics.disclosure import EarlierState, shown, suppressed, suppressed_after, unchanged
from tests.statistics.disclosure.tables import PARENTS

CARE, SMOKING = "antenatal_care_before_10w_percent", "smoking_during_pregnancy_percent"


def table(**counts: int) -> pd.DataFrame:
    """Of two indicators in two years, over 1,000 persons: town and number, such as GM1_2018=4, of the first."""
    rows = []
    for indicator, period, base in ((CARE, "2018", 40), (CARE, "2019", 60), (SMOKING, "2018", 80)):
        for place, town in enumerate(("GM1", "GM2", "GM3")):
            count = base + place
            if indicator == CARE:
                count = counts.get(f"{town}_{period}", count)
            over = 1000 + 7 * len(rows)
            rows.append((indicator, town, period, 100 * count / over, count, over, "definitief", "", ""))
    names = ["indicator", "region", "period", "value", "numerator", "denominator", "status", "source", "note"]
    return pd.DataFrame(rows, columns=names)


def state(counted: pd.DataFrame) -> EarlierState:
    return EarlierState(counted, *shown(suppressed(counted, PARENTS, INDICATORS)))


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The indicators and periods in which small numbers are looked for."""
    seen: list[tuple[str, str]] = []

    def spy(rows: pd.DataFrame, *arguments: object, **named: object) -> pd.DataFrame:
        seen.extend(sorted(set(rows[["indicator", "period"]].itertuples(index=False, name=None))))
        return suppressed(rows, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(unchanged, "suppressed", spy)
    return seen


def after(earlier: EarlierState, counted: pd.DataFrame) -> pd.DataFrame:
    nothing = np.zeros(len(counted), bool)
    return suppressed_after([earlier], counted, PARENTS, INDICATORS, [], nothing, RELATIONS)


def test_only_what_hangs_together_with_a_change_is_looked_through_again(looked_through) -> None:
    before = state(table(GM1_2018=4))
    visible = after(before, table(GM1_2018=4, GM2_2019=5))
    assert looked_through == [(CARE, "2019")]
    expected = suppressed(table(GM1_2018=4, GM2_2019=5), PARENTS, INDICATORS)
    pd.testing.assert_frame_equal(visible, expected)


def test_where_nothing_changed_nothing_is_looked_through_and_the_same_is_shown(looked_through) -> None:
    counted = table(GM1_2018=4)
    pd.testing.assert_frame_equal(after(state(counted), counted), suppressed(counted, PARENTS, INDICATORS))
    assert looked_through == []


def test_what_is_gone_counts_as_a_change(looked_through) -> None:
    counted = table(GM1_2018=4)
    after(state(counted), counted[counted["region"] != "GM1"].reset_index(drop=True))
    assert set(looked_through) == {(CARE, "2018"), (CARE, "2019"), (SMOKING, "2018")}


def test_nobody_of_nobody_stays_shown_after_a_change_elsewhere() -> None:
    """It has no rate, and yet readers saw that it is nobody."""
    nobody = pd.DataFrame([(CARE, "GM4", "2019", np.nan, 0, 0, "definitief", "", "")], columns=table().columns)
    visible = after(
        state(pd.concat([table(), nobody], ignore_index=True)),
        pd.concat([table(GM2_2019=5), nobody], ignore_index=True),
    )
    assert visible["numerator"].iat[-1] == 0
