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
    categories = pd.CategoricalDtype(["nergens", "twee", "", "één"])
    chunks = [pd.Series(text[:2], dtype="str"), pd.Series(text[2:], dtype="str")]
    columns = [
        text,
        pd.Series(text, dtype=categories),
        pd.Series(text, dtype=object),
        pd.concat(chunks, ignore_index=True),
    ]
    rows = [observations(5).assign(note=column) for column in columns]
    assert [publish(table, "observations").number for table in rows] == [1, 1, 1, 1]
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
    release = publish(missing, "observations")
    released = releases.rows(release, "observations")
    assert list(released.columns) == [*TABLES["observations"].names, "release"]
    assert released["value"].isna().tolist() == [False, True, False] and released["denominator"].isna().all()
    assert released["note"].tolist() == ["", "geen opgave", ""] and set(released["release"]) == {2}
    budget_rows = active_rows("budget")
    assert budget_rows["amount_eur"].tolist() == [135000.0, 0.5] and budget_rows["year"].dtype == "int64"
    assert budget_rows["from_date"].tolist() == ["", ""]
    assert releases.rows(release, "budget").empty
