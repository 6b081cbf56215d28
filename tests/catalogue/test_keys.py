"""Where rows of one table stand in another."""

import pandas as pd

from ks_data.catalogue.keys import positions


def test_a_row_stands_where_its_whole_key_does_whatever_the_kind_of_column() -> None:
    among = pd.DataFrame({"region": ["GM1", "GM2", "GM2"], "period": ["2019", "2019", "2020"]})
    rows = pd.DataFrame({"region": ["GM2", "GM1", "GM3", "GM2"], "period": ["2020", "2020", "2019", "2019"]})
    assert positions(rows, among, ["region", "period"]).tolist() == [2, -1, -1, 1]
    assert positions(rows.astype("category"), among, ["region", "period"]).tolist() == [2, -1, -1, 1]
    assert positions(rows, among.head(0), ["region"]).tolist() == [-1] * 4
