"""A table of many columns costs no more than it must, and never the app itself."""

import pandas as pd
import pytest

from ks_data import DataError
from ks_data.incoming.reading import (
    ColumnMapping,
    Unrecognised,
    column_evidence,
    guard,
    sheet,
    suggested_mapping,
    years,
)
from ks_data.incoming.reading.limits import MOST_TO_POINT_OUT, NARROW
from ks_data.incoming.reading.tidy import read

UNKNOWN = "groep;soort;aantal\na b;c;12,5\nd;e;13\n"


def wide(columns: int) -> bytes:
    """A table of an unknown layout: figures without a region or a year."""
    names, cells = (";".join(f"{word}{number}" for number in range(columns)) for word in ("x", "12,"))
    return f"{names}\n{cells}\n".encode()


def test_what_a_column_is_is_found_out_once_however_many_layouts_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked, columns = [], sheet.columns
    monkeypatch.setattr(sheet, "columns", lambda *arguments: looked.append(1) or columns(*arguments))
    with pytest.raises(Unrecognised) as unknown:
        read("a.csv", UNKNOWN.encode())
    assert suggested_mapping(unknown.value.sheet).values == ("aantal",) and column_evidence(unknown.value.sheet)
    assert len(looked) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("columns", "apart"), [(NARROW, False), (NARROW + 1, True)])
def test_a_text_with_many_columns_is_read_in_the_other_process(
    columns: int, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ask = [], guard._Worker.ask

    def counted(worker: guard._Worker, *arguments: object) -> object:
        asked.append(1)
        return ask(worker, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(guard._Worker, "ask", counted)
    with pytest.raises(Unrecognised) as unknown:
        guard.read("a.csv", wide(columns))
    assert len(unknown.value.sheet.columns) == columns and bool(asked) == apart


@pytest.mark.slow
@pytest.mark.parametrize("mapping", [None, ColumnMapping((), ask=True)])
def test_nobody_is_asked_what_hundreds_of_columns_are(mapping: ColumnMapping | None) -> None:
    with pytest.raises(Unrecognised):
        read("a.csv", wide(MOST_TO_POINT_OUT), mapping)
    with pytest.raises(DataError, match="301 kolommen zijn te veel om zelf aan te wijzen") as refused:
        read("a.csv", wide(MOST_TO_POINT_OUT + 1), mapping)
    assert not isinstance(refused.value, Unrecognised)


def test_the_periods_of_a_few_texts_are_those_of_a_column() -> None:
    texts = ["2019", "2019*", "2019/2020", "2018-2019", "2019-03", "jaar", "", "'19/'20", "2010-11", "2019/2020"]
    assert [list(period) for period in years.named(texts)] == years.periods(pd.Series(texts)).to_numpy().tolist()
    assert [kind for _, _, kind in years.named(texts)].count("jaar") == 7
