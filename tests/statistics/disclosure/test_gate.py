"""The gate hides what nobody declared, and leaves its input alone."""

import pandas as pd

from tests.statistics.disclosure.tables import observations, suppressed, towns


def test_of_an_indicator_that_is_not_declared_nothing_is_shown() -> None:
    rows = observations([("other_percent", "GM1", "2019", 400, 900), ("a_percent", "GM1", "2019", 400, 900)])
    shown = suppressed(rows).set_index("indicator")
    assert shown.loc["other_percent", ["value", "numerator", "denominator"]].isna().all()
    assert shown.loc["other_percent", "note"] == "onderdrukt (onbekend cijfer)"
    assert shown.loc["a_percent", "numerator"] == 400


def test_the_input_and_its_index_are_left_alone():
    rows = observations(towns([4, 30, 20, 50, 60], [900] * 5)).set_index(pd.Index(list("abcdefgh")))
    before = rows.copy()
    found = suppressed(rows)
    pd.testing.assert_frame_equal(rows, before)
    assert found.index.equals(rows.index)
    assert suppressed(rows[:0]).empty
    assert suppressed(found).equals(found)
