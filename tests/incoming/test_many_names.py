"""A column of which nearly every cell is another text is no column of names: that is said at once, before any work."""

import pytest

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import MOST_NAMES
from ks_data.incoming.reading import guard

ROW = {
    "indicator": "antenatal_care_before_10w_percent",
    "region": "GM0392",
    "period": "2019",
    "value": "4,5",
    "numerator": "",
    "denominator": "",
    "status": "definitief",
    "note": "",
    "source": "",
}


def template(column: str, start: str, count: int) -> bytes:
    """A file in the template with another text in each row of one column."""
    lines = (";".join({**ROW, column: f"{start}{number}"}.values()) for number in range(count))
    return "\n".join([";".join(ROW), *lines]).encode()


@pytest.mark.parametrize("column", ROW)
def test_a_column_of_too_many_different_texts_is_refused_by_name_with_their_number(column: str) -> None:
    with pytest.raises(DataError, match=rf"cijfers\.csv, kolom {column}: hier staan 50\.001 verschillende teksten"):
        guard.read("cijfers.csv", template(column, "t", MOST_NAMES + 1))


def test_columns_that_together_make_too_many_subjects_are_refused() -> None:
    lines = [f"groep {first};soort {second};Haarlem;2019;1" for first in range(251) for second in range(251)]
    content = "\n".join(["Groep;Soort;Gemeente;Jaar;Geboorten", *lines])
    with pytest.raises(DataError, match=r"kolommen samen noemen 63\.001 verschillende dingen"):
        guard.read("cijfers.csv", content.encode())


@pytest.mark.slow
def test_as_many_names_as_there_are_districts_and_neighbourhoods_are_read() -> None:
    assert len(guard.read("cijfers.csv", template("region", "plaats ", 20_000)).rows) == 20_000


def test_any_number_of_figures_may_differ() -> None:
    assert len(guard.read("cijfers.csv", template("value", "1", MOST_NAMES + 1)).rows) == MOST_NAMES + 1
