"""Is a cell that a workbook shows as 8% read as 8, though it holds 0.08?"""

import numpy as np
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.reading import read
from tests.incoming.checks.samples import screens, tables
from tests.incoming.files import workbook
from tests.incoming.spreadsheets import book

HEAD = ["Gemeente", "Onderwerp", 2018]
SUBJECT = "Jongeren met jeugdhulp"


def shown(number_format: str, *cells: object) -> Checked:
    """Figures of towns in cells with this format."""
    towns = ("Haarlem", "Zwolle", "Zundert", "Breda")
    rows = [HEAD, *([town, SUBJECT, cell] for town, cell in zip(towns, cells, strict=False))]

    def formatted(sheet: Worksheet) -> None:
        for row in range(2, len(rows) + 1):
            sheet.cell(row, 3).number_format = number_format

    return checks.checked(read("a.xlsx", book({"Blad1": rows}, formatted)), tables())


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0.0%", "0.0 %", "[Red]0%;-0%", '0%" ca."'])
def test_a_cell_that_is_shown_as_a_percentage_is_read_so(number_format: str) -> None:
    outcome = shown(number_format, 0.08, 0.07, 0.125, 1)
    assert outcome.rows["value"].tolist() == [8, 7, 12.5, 100]
    assert not outcome.blocked and "delen_van_een" not in screens(outcome)


@pytest.mark.parametrize("number_format", ["General", "0.00", '0.00" %"', "0.00\\%", '0.00" (% van allen)"'])
def test_a_cell_with_a_percent_sign_beside_it_is_read_as_it_is(number_format: str) -> None:
    outcome = shown(number_format, 8, 7.5)
    assert outcome.rows["value"].tolist() == [8, 7.5]
    assert "delen_van_een" in screens(shown(number_format, 0.08, 0.07))


def test_texts_and_empty_cells_keep_what_they_say() -> None:
    outcome = shown("0%", "7,5", "x", None, 0.08)
    assert outcome.rows["value"].replace(np.nan, None).tolist() == [7.5, None, None, 8]


def test_of_one_column_only_the_cells_that_are_shown_so_are_percentages() -> None:
    rows = [HEAD, ["Haarlem", SUBJECT, 0.08], ["Zwolle", SUBJECT, 0.08], ["Breda", SUBJECT, 8]]

    def formatted(sheet: Worksheet) -> None:
        sheet["C2"].number_format = "0%"

    outcome = checks.checked(read("a.xlsx", book({"Blad1": rows}, formatted)), tables())
    assert outcome.rows["value"].tolist() == [8, 0.08, 8]


def test_a_workbook_without_percentages_is_read_as_before() -> None:
    rows = [HEAD, ["Haarlem", SUBJECT, 8.1]]
    assert read("a.xlsx", workbook(rows)).rows["value"].tolist() == [8.1]
