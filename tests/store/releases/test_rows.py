"""Are rows the same bytes whenever they are the same, and do they come back as they went in?"""

import pandas as pd

from ks_data.catalogue.tables import TABLES
from ks_data.store import releases
from tests.store.releases.publishing import (
    active_rows,
    forget_what_was_read,
    observations,
    publish,
)


def test_the_same_texts_are_the_same_release_however_they_lie_in_memory(folder):
    text = ["één", "", "twee", "één", None]
    known = pd.CategoricalDtype(["nergens", "twee", "", "één"])
    parts = [pd.Series(text[:2], dtype="str"), pd.Series(text[2:], dtype="str")]
    ways = [text, pd.Series(text, dtype=known), pd.Series(text, dtype=object), pd.concat(parts, ignore_index=True)]
    rows = [observations(5).assign(note=way) for way in ways]
    assert [publish(one, "observations").number for one in rows] == [1, 1, 1, 1]
    forget_what_was_read()
    assert list(active_rows("observations")["note"]) == ["één", "", "twee", "één", ""]


def test_every_kind_comes_back_as_it_went_in(folder):
    budget = pd.DataFrame(
        {
            "year": [2025, 2026],
            "region": "GM0392",
            "item": ["uren", "huur"],
            "funder": "Rijk",
            "amount_eur": [135000.0, 0.5],
            "source": "proef",
        }
    )
    publish(budget, "budget")
    missing = observations(3).assign(value=[1.5, None, 2.0], numerator=[None, 2, 3], note=[None, "geen opgave", ""])
    made = publish(missing, "observations")
    found = releases.rows(made, "observations")
    assert list(found.columns) == [*TABLES["observations"].names, "release"]
    assert found["value"].isna().tolist() == [False, True, False] and found["denominator"].isna().all()
    assert found["note"].tolist() == ["", "geen opgave", ""] and set(found["release"]) == {2}
    back = active_rows("budget")
    assert back["amount_eur"].tolist() == [135000.0, 0.5] and back["year"].dtype == "int64"
    assert back["from_date"].tolist() == ["", ""]
    assert releases.rows(made, "budget").empty
