"""Files are made of what readers see and of nothing else: what is hidden leaves no trace in any part of them.

On drawn tables a file must be the same, byte for byte, as one made of data in which what is hidden was never there.
"""

import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ks_data import INDICATORS, TABLES, store
from ks_data.answers import Choice, excerpts
from ks_data.answers.briefing import briefing
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.store import current
from pages.charts.theme import LIGHT
from pages.outputs import files
from pages.outputs.picture import picture
from pages.outputs.presentation import presentation
from tests.conftest import ROOT
from tests.examples import examples

pytestmark = pytest.mark.slow
SHARE, RATE = "antenatal_care_before_10w_percent", "preterm_or_low_birthweight_per_1000"
PLACES = ("GM0392", "GM0088", "GM0394", "PV27", "NL01")
PERIODS = ("2017", "2018", "2019", "2020")
CHOICE = Choice("GM0392", "NL01", 2017, 2020)
SCALES = {SHARE: 100, RATE: 1000}
COUNTS = st.lists(st.integers(0, 14), min_size=24, max_size=24)
SIZES = st.lists(st.integers(15, 400), min_size=12, max_size=12)


def drawn(numerators: list[int], denominators: list[int]) -> pd.DataFrame:
    """Two indicators of three towns with small numbers, their province and the country, in four years."""
    rows = []
    small, sizes = iter(numerators), iter(denominators)
    persons = {(place, year): next(sizes) for place in PLACES[:3] for year in PERIODS}
    for indicator, scale in SCALES.items():
        for place in PLACES:
            for year in PERIODS:
                over = persons.get((place, year), 20_000 if place == "PV27" else 170_000)
                of = min(next(small), over) if (place, year) in persons else over // 10
                value = dutch.rounded(scale * of / over, INDICATORS[indicator].decimals)
                rows.append((indicator, place, year, value, of, over, Status.DEFINITIVE, "cbs-statline", ""))
    return pd.DataFrame(rows, columns=list(TABLES["observations"].names))


def state_with(folder: Path, rows: pd.DataFrame) -> Path:
    """A data folder with these observations beside all that is shipped."""
    folder.mkdir()
    for name in TABLES:
        shutil.copy(ROOT / "data" / f"{name}.parquet", folder)
    store.write({"observations": rows}, folder)
    return folder


def all_files() -> dict[str, bytes]:
    """Everything that a reader can take along of a municipality."""
    data = current()
    made = {form: files.made(data, CHOICE, form) for form in files.FORMS}
    made["presentation"] = presentation(briefing(data, CHOICE), LIGHT).encode()
    for indicator in SCALES:
        taken = excerpts.of_indicator(data, INDICATORS[indicator], CHOICE)
        made |= {f"{indicator} words": f"{taken.text}\n{taken.table}".encode()}
        if taken.drawn:
            made |= {f"{indicator} {form}": picture(taken, form) for form in ("png", "svg")}
    return made


def cells_behind_charts(deck: bytes) -> list[object]:
    """What stands in the workbooks of the charts on slides."""
    with zipfile.ZipFile(io.BytesIO(deck)) as parts:
        return [
            cell.value
            for name in parts.namelist()
            if name.endswith(".xlsx")
            for sheet in openpyxl.load_workbook(io.BytesIO(parts.read(name)), data_only=True)
            for row in sheet.iter_rows()
            for cell in row
        ]


def assert_as_read(cells: list[object]) -> None:
    """Some of the cells are numbers, and none has more decimals than a reader of the charts sees."""
    digits = max(INDICATORS[indicator].decimals for indicator in SCALES)
    assert any(isinstance(value, float) for value in cells)
    assert all(value == dutch.rounded(value, digits) for value in cells if isinstance(value, float))


@examples(6)
@given(COUNTS, SIZES)
def test_a_file_is_the_same_as_one_of_data_in_which_the_hidden_never_was_and_no_cell_has_more_decimals_than_are_read(
    tmp_path_factory, counts, sizes
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KS_DATA_DIR", str(state_with(folder / "all", drawn(counts, sizes))))
        seen, made = current().table("observations"), all_files()
        assert_as_read(cells_behind_charts(made["pptx"]))
        patch.setenv("KS_DATA_DIR", str(state_with(folder / "seen", seen)))
        is_hidden = [
            table["status"].astype("str") == Status.SUPPRESSED for table in (seen, current().table("observations"))
        ]
        assume(is_hidden[0].sum() == is_hidden[1].sum() > 0)  # else what was hidden around it hid more
        again = all_files()
    assert [name for name in made if made[name] != again[name]] == []
