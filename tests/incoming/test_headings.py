"""Two and three header rows are one header, a title is none, and a row of figures never is."""

import io

import openpyxl
import pytest

from ks_data.incoming.reading.tidy import read
from tests.incoming.files import messages, questions, text

CARE = "Vroeg in zorg"
THREE_YEARS = [("2019", 86.1), ("2020", 87.0), ("2021", 88.5)]


@pytest.mark.parametrize(
    "header",
    [
        f"Gemeente;{CARE};;\n;2019;2020;2021",
        f"Gemeente;{CARE};{CARE};{CARE}\n;2019;2020;2021",
        f"Cijfers;;;\nGemeente;{CARE};;\n;2019;2020;2021",
        f";{CARE};;\nGemeente;2019;2020;2021",
        f";{CARE};;\n;2019;2020;2021\nGemeente;;;",
        f"Gemeente;2019;2020;2021\n;{CARE};{CARE};{CARE}",
        f"Gemeente;{CARE} 2019;{CARE} 2020;{CARE} 2021",
        f"{CARE};;;\n;2019;2020;2021",
        f"{CARE}\n;2019;2020;2021",
        f"{CARE}\n\nGemeente;2019;2020;2021",
        f"{CARE};;;\nGemeente;;;\n;2019;2020;2021",
    ],
)
def test_header_rows_are_joined_and_a_title_swallows_no_row(header: str) -> None:
    rows = text(f"{header}\nHaarlem;86,1;87;88,5\nZandvoort;80;81;82").rows
    assert set(rows["subject"]) == {CARE} and rows["region"].tolist() == ["GM0392"] * 3 + ["GM0473"] * 3
    assert list(zip(rows["period"], rows["value"], strict=True))[:3] == THREE_YEARS


@pytest.mark.parametrize(
    "header",
    [
        f";{CARE};;;\n;2018;;2019;\nGemeente;Aantal;%;Aantal;%",
        f"Gemeente;{CARE};;;\n;2018;;2019;\n;Aantal;%;Aantal;%",
        f"{CARE};;;;\n;2018;;2019;\nGemeente;Aantal;%;Aantal;%",
    ],
)
def test_pairs_of_a_count_and_a_share_keep_their_year_and_unit(header: str) -> None:
    rows = text(f"{header}\nHaarlem;149;7,8;152;8,0").rows
    assert rows[["period", "subject", "unit", "value"]].to_numpy().tolist() == [
        ["2018", f"{CARE} [Aantal]", "Aantal", 149.0],
        ["2018", f"{CARE} [%]", "%", 7.8],
        ["2019", f"{CARE} [Aantal]", "Aantal", 152.0],
        ["2019", f"{CARE} [%]", "%", 8.0],
    ]


@pytest.mark.parametrize(
    "header",
    [
        f"Gemeente;Jaar;{CARE};;\n;;%;ondergrens;bovengrens",
        f"Gemeente;Jaar;{CARE};;\n;;waarde;onder;boven",
        f"Gemeente;Jaar;{CARE};ondergrens;bovengrens",
        f"Gemeente;Jaar;{CARE};lower;upper",
        f"Gemeente;Jaar;{CARE};95% BI;95%-betrouwbaarheidsinterval",
    ],
)
def test_limits_beside_a_figure_are_no_figures_and_are_named(header: str) -> None:
    reading = text(f"{header}\nHaarlem;2019;86,1;84,0;88,2\nZandvoort;2019;80,1;74,0;85,2")
    assert set(reading.rows["subject"]) == {CARE} and reading.rows["value"].tolist() == [86.1, 80.1]
    assert any(message.startswith("Overgeslagen kolommen") for message in messages(reading))


def test_a_filled_column_without_a_header_is_read_under_a_name_of_its_own() -> None:
    reading = text(f"Gemeente;Jaar;{CARE};\nHaarlem;2019;86,1;87,0\nZandvoort;2019;80;81")
    assert reading.rows["subject"].unique().tolist() == [CARE, "kolom 4"]


def test_a_table_that_begins_with_its_figures_loses_no_row() -> None:
    reading = text("Haarlem;2021;86,1\nZandvoort;2021;80")
    assert reading.rows[["region", "period", "value"]].to_numpy().tolist() == [
        ["GM0392", "2021", 86.1],
        ["GM0473", "2021", 80.0],
    ]
    assert any("gelezen als het jaar" in question for question in questions(reading))


@pytest.mark.parametrize("counts", ["1950;2010;1999", "1600;1700;x", "x;x;1800"])
def test_counts_that_look_like_years_and_signs_are_no_header(counts: str) -> None:
    rows = text(f"{CARE}\n;2019;2020;2021\nHaarlem;{counts}\nZandvoort;1;2;3").rows
    assert rows["region"].tolist() == ["GM0392"] * 3 + ["GM0473"] * 3
    assert rows["period"].tolist() == ["2019", "2020", "2021"] * 2


# --- tabs of years ---


def workbook(tabs: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tabs.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("pattern", ["{}", "Cijfers {}", "{} def"])
def test_tabs_of_years_are_read_together_each_with_its_own_year(pattern: str) -> None:
    tabs = {pattern.format(year): [["Gemeente", CARE], ["Haarlem", year - 1940]] for year in (2019, 2020, 2021)}
    reading = read("levering 2026.xlsx", workbook({"Toelichting": [["wat", "hoe"], ["a", "b"]], **tabs}))
    assert reading.rows[["region", "period", "value"]].to_numpy().tolist() == [
        ["GM0392", "2019", 79.0],
        ["GM0392", "2020", 80.0],
        ["GM0392", "2021", 81.0],
    ]
    assert any("samen gelezen" in question and "naam van het blad" in question for question in questions(reading))


def test_the_name_of_a_tab_goes_before_that_of_the_file() -> None:
    reading = read("levering 2026.xlsx", workbook({"2019": [["Gemeente", CARE], ["Haarlem", 80.5]]}))
    assert reading.rows["period"].tolist() == ["2019"]
    assert any("blad ‘2019’" in question and "2026" in question for question in questions(reading))


def test_a_column_of_years_goes_before_the_name_of_its_tab() -> None:
    tab = [["Gemeente", "Registratiejaar", CARE], ["Haarlem", 2018, 80.5]]
    reading = read("levering 2026.xlsx", workbook({"2019": tab}))
    assert reading.rows["period"].tolist() == ["2018"]


@pytest.mark.parametrize(
    "rows",
    [
        "Big 2;;2017-2019;2019\nBig 2;;jaar;\n;Haarlem;2019;2019",
        ";zz;2019;abc\nx;Haarlem;jaar;1\nBig 2;GM0392;2017-2019;x",
        ";;2018;abc\nBig 2;Onbekend;x;1",
        "Big 2;zz;;abc\nBig 2;Onbekend;2019;x\nBig 2;GM0392;;abc",
    ],
)
def test_the_header_of_our_own_template_is_one_row_whatever_stands_below_it(rows: str) -> None:
    for title in ("", "Cijfers;;;\n"):
        reading = text(f"{title}indicator;region;period;value\n{rows}")
        assert reading.layout == "sjabloon" and len(reading.rows) == rows.count("\n") + 1
