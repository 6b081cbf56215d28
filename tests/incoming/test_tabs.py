"""Of a workbook with more tabs one rule says which is read, another can be chosen, and each message says which."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import DataError
from ks_data.__main__ import main
from ks_data.incoming import choices, publication
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import ColumnMapping, Reading, TabRefused, Unrecognised, read, tidy
from tests.examples import examples
from tests.incoming.files import messages
from tests.incoming.spreadsheets import book, ods, ods_rows, xlsb

HEADER = ["Gemeente", "Jaar", "Vroeg in zorg"]
UNKNOWN = [["Waar", "Wanneer", "Hoeveel"], ["hier", 2021, 1.5], ["daar", 2021, 2.5]]
NOTES = [["Begrip", "Uitleg"], ["vroeg", "voor tien weken"], ["zorg", "verloskundige"]]


def table(year: int, *figures: float) -> list[list[object]]:
    return [HEADER, *([town, year, figure] for town, figure in zip(["Haarlem", "Zandvoort"], figures, strict=True))]


SIX = {
    "Leeg": [],
    "Voorblad": [["Levering van de GGD"], ["Vragen? Bel ons."]],
    "Begrippen": NOTES,
    "Oud": table(2020, 70.5, 71.5),
    "Cijfers": table(2021, 80.5, 81.5),
    "Anders": UNKNOWN,
}


def questions(reading: Reading) -> str:
    return " ".join(finding.message for finding in reading.findings if finding.level == Level.QUESTION)


def remember(name: str, content: bytes, mapping: ColumnMapping) -> None:
    examined = publication.examine(name, content, mapping=mapping)
    choices.remember(examined.reading, examined.mapping, examined.subjects)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    return tmp_path / "releases"


def test_the_first_tab_with_figures_is_read_and_every_other_is_named() -> None:
    reading = tidy.read("zes.xlsx", book(SIX))
    assert (reading.tab, reading.tabs) == ("Oud", ("Begrippen", "Oud", "Cijfers", "Anders"))
    assert "blad 'Oud'" in reading.described and set(reading.rows["value"]) == {70.5, 71.5}
    assert "Alleen het blad 'Oud' is gelezen. Ook op blad 'Cijfers' staan cijfers." in questions(reading)
    aside = " ".join(messages(reading))
    assert all(tab in aside for tab in ("Voorblad", "Begrippen", "Anders"))


def test_figures_on_the_fifth_tab_are_read() -> None:
    reading = tidy.read("zes.xlsx", book({**SIX, "Oud": NOTES}))
    assert reading.tab == "Cijfers" and set(reading.rows["value"]) == {80.5, 81.5} and not questions(reading)


@pytest.mark.slow
def test_another_tab_can_be_chosen_by_its_name_in_any_kind_of_workbook() -> None:
    files = {
        "a.xlsx": book(SIX),
        "a.xlsm": book(SIX),
        "a.ods": ods({name: ods_rows(rows) for name, rows in SIX.items()}),
        "a.xlsb": xlsb(SIX),
    }
    for name, content in files.items():
        reading = read(name, content, ColumnMapping((), sheet="Cijfers"))
        assert reading.tab == "Cijfers" and set(reading.rows["value"]) == {80.5, 81.5}, name
        assert tidy.read(name, content, ColumnMapping((), sheet=" cijfers")).tab == "Cijfers"
        with pytest.raises(TabRefused, match=r"geen tabel op een blad 'Nergens'.*'Oud'") as refusal:
            read(name, content, ColumnMapping((), sheet="Nergens"))
        assert refusal.value.tabs == ("Begrippen", "Oud", "Cijfers", "Anders")


@pytest.mark.slow
def test_the_form_and_the_reading_are_about_the_same_tab() -> None:
    content = book({"Kort": UNKNOWN, "Lang": [UNKNOWN[0], *UNKNOWN[1:] * 20]})
    with pytest.raises(Unrecognised, match="blad 'Lang'") as unknown:
        read("boek.xlsx", content)
    sheet = unknown.value.sheet
    assert sheet.tab == "Lang"
    mapping = ColumnMapping(("Hoeveel",), region="Waar", period="Wanneer", sheet=sheet.tab)
    assert len(read("boek.xlsx", content, mapping).rows) == 40
    older = ColumnMapping(("Hoeveel",), region="Waar", period="Wanneer")
    assert read("boek.xlsx", content, older).tab == "Lang"
    with pytest.raises(Unrecognised, match="blad 'Kort'") as chosen:
        read("boek.xlsx", content, ColumnMapping((), sheet="Kort"))
    assert chosen.value.sheet.tab == "Kort"


def test_all_that_is_known_of_a_tab_crosses_from_the_other_process() -> None:
    def change(sheet, _) -> None:
        sheet.merge_cells("A2:A3")
        sheet.column_dimensions["B"].hidden = True

    content = book({"Anders": UNKNOWN, "Begrippen": NOTES}, change)
    sheets = []
    for way in (read, tidy.read):
        with pytest.raises(Unrecognised) as unknown:
            way("boek.xlsx", content)
        sheets.append(unknown.value.sheet)
    apart, inside = sheets
    assert {field.name: getattr(apart, field.name) for field in fields(apart) if field.name != "grid"} == {
        field.name: getattr(inside, field.name) for field in fields(inside) if field.name != "grid"
    }
    assert apart.merged == ((2, 1, 3, 1),) and apart.hidden_columns == (1,)


def test_who_wants_to_point_out_columns_gets_the_table_that_was_read() -> None:
    longer = {"Cijfers": table(2021, 80.5, 81.5), "Lang": [UNKNOWN[0], *UNKNOWN[1:] * 20]}
    for mapping, tab in ((ColumnMapping((), ask=True), "Cijfers"), (ColumnMapping((), ask=True, sheet="Lang"), "Lang")):
        with pytest.raises(Unrecognised) as asked:
            publication.examine("boek.xlsx", book(longer), mapping=mapping)
        assert asked.value.sheet.tab == tab


def test_a_tab_that_cannot_be_read_leaves_the_choice_of_another() -> None:
    with pytest.raises(TabRefused, match=r"zes\.xlsx, blad 'Begrippen'") as refusal:
        read("zes.xlsx", book(SIX), ColumnMapping((), sheet="Begrippen"))
    assert "Cijfers" in refusal.value.tabs


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_tab_is_asked_about_and_only_read_when_chosen(state: str) -> None:
    def hide(first, second) -> None:
        first.sheet_state = state

    content = book({"Geheim": table(2020, 1.5, 2.5), "Cijfers": table(2021, 3.5, 4.5)}, hide)
    reading = tidy.read("boek.xlsx", content)
    assert reading.tab == "Cijfers" and "Verborgen: blad 'Geheim'" in questions(reading)
    chosen = tidy.read("boek.xlsx", content, ColumnMapping((), sheet="Geheim"))
    assert set(chosen.rows["value"]) == {1.5, 2.5} and "Het blad 'Geheim' is verborgen" in questions(chosen)
    alone = book({"Geheim": table(2020, 1.5, 2.5), "Leeg": []}, hide)
    with pytest.raises(TabRefused, match="'Geheim', en dat is verborgen"):
        tidy.read("boek.xlsx", alone)


@pytest.mark.slow
def test_the_choice_of_a_tab_is_remembered_for_the_next_file_of_that_shape_and_shown() -> None:
    remember("zes 2021.xlsx", book(SIX), ColumnMapping((), sheet="Cijfers"))
    later = publication.examine("zes 2022.xlsx", book({**SIX, "Cijfers": table(2022, 5.5, 6.5)}))
    assert later.reading.tab == "Cijfers" and set(later.reading.rows["value"]) == {5.5, 6.5}
    assert any("eerder bestand van deze indeling koos: blad 'Cijfers'" in one.message for one in later.findings)
    without = {name: rows for name, rows in SIX.items() if name != "Cijfers"}
    assert publication.examine("zes 2023.xlsx", book(without)).reading.tab == "Oud"


@pytest.mark.slow
def test_columns_named_by_hand_on_a_chosen_tab_are_remembered_too() -> None:
    mapping = ColumnMapping(("Hoeveel",), region="Waar", period="Wanneer", sheet="Anders")
    remember("zes 2021.xlsx", book(SIX), mapping)
    later = publication.examine("zes 2022.xlsx", book(SIX))
    assert later.reading.tab == "Anders" and later.mapping == mapping
    other = publication.examine("zes 2022.xlsx", book(SIX), mapping=ColumnMapping((), sheet="Cijfers"))
    assert other.reading.tab == "Cijfers"


def test_subjects_that_were_chosen_are_shown_as_remembered() -> None:
    content = b"Gemeente;Jaar;Begin op tijd\nHaarlem;2021;80,5\n"
    first = publication.examine("a.csv", content, subjects={"Begin op tijd": "antenatal_care_before_10w_percent"})
    choices.remember(first.reading, first.mapping, first.subjects)
    later = publication.examine("a.csv", content.replace(b"2021", b"2022"))
    assert any(
        "Onthouden van een eerder bestand" in one.message and "Begin op tijd" in one.message for one in later.findings
    )


@pytest.mark.slow
def test_the_command_line_reads_the_tab_that_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "zes.xlsx"
    path.write_bytes(book(SIX))
    main(["check", str(path), "--sheet", "Cijfers", "--format", "json"])
    assert "blad 'Cijfers'" in json.loads(capsys.readouterr().out)["described"]
    assert main(["check", str(path), "--sheet", "Nergens"]) == 1
    assert "Kies de bladen 'Begrippen', 'Oud', 'Cijfers' en 'Anders'" in capsys.readouterr().err
    path = tmp_path / "tekst.csv"
    path.write_text("Gemeente;Jaar;Vroeg in zorg\nHaarlem;2021;1,5\n")
    assert main(["check", str(path), "--sheet", "Cijfers"]) == 1
    assert "heeft geen bladen" in capsys.readouterr().err


def year(*figures: float) -> list[list[object]]:
    return [["Gemeente", "Vroeg in zorg"], *zip(["Haarlem", "Zandvoort"], figures, strict=True)]


@pytest.mark.slow
def test_tabs_that_are_each_called_after_a_year_are_read_together() -> None:
    tabs = {"2019": year(1.5, 2.5), "2020": year(3.5, 4.5), "2021": year(5.5, 6.5), "Uitleg": NOTES}
    reading = tidy.read("levering 2026.xlsx", book(tabs))
    rows = reading.rows.astype({"region": str, "period": str, "column": str})
    assert dict(zip(zip(rows["region"], rows["period"], strict=True), rows["value"], strict=True)) == {
        ("GM0392", "2019"): 1.5, ("GM0473", "2019"): 2.5, ("GM0392", "2020"): 3.5, ("GM0473", "2020"): 4.5,
        ("GM0392", "2021"): 5.5, ("GM0473", "2021"): 6.5,
    }  # fmt: skip
    assert "De bladen ‘2019’, ‘2020’ en ‘2021’ zijn samen gelezen. Het jaar" in questions(reading)
    assert set(rows["column"]) == {f"Vroeg in zorg (blad {tab})" for tab in list(tabs)[:3]}
    assert reading.tab == "" and len(reading.tabs) == 4
    alone = tidy.read("levering 2026.xlsx", book(tabs), ColumnMapping((), sheet="2020"))
    assert set(alone.rows["value"]) == {3.5, 4.5}
    assert "bladen '2019', '2020', '2021'" in reading.described
    own = {"2019": table(2018, 1.5, 2.5), "2020": table(2020, 3.5, 4.5)}
    assert set(tidy.read("a.xlsx", book(own)).rows["period"]) == {"2018", "2020"}


def test_a_tab_with_figures_of_another_year_than_it_is_called_after_is_named() -> None:
    asked = questions(read("a.xlsx", book({"2018": table(2017, 80.5, 81.5), "2019": table(2019, 80.5, 81.5)})))
    assert "samen gelezen" in asked and "dan de naam van het blad zegt, hebben: ‘2018’ (cijfers van 2017)." in asked
    alike = questions(read("a.xlsx", book({"2018": table(2018, 80.5, 81.5), "2019": table(2019, 80.5, 81.5)})))
    assert "samen gelezen" in alike and "andere periode" not in alike


def test_an_error_on_one_of_the_tabs_that_are_read_together_names_that_tab() -> None:
    tabs = {"2019": year(1.5, 2.5), "2020": [*year(3.5, 4.5)[:2], ["Zandvoort", "=1+1"]]}
    reading = tidy.read("levering.xlsx", book(tabs))
    (error,) = [finding.message for finding in reading.findings if finding.level == Level.ERROR]
    assert "In cel B3 op blad '2020'" in error


KINDS = {"leeg": [], "tekst": [["Alleen tekst"]], "noten": NOTES, "onbekend": UNKNOWN}


@pytest.mark.slow
@examples(20)
@given(st.lists(st.sampled_from([*KINDS, "cijfers", "verborgen"]), min_size=1, max_size=6))
def test_whatever_tabs_there_are_a_tab_with_figures_is_read_and_no_other_goes_unnamed(kinds: list[str]) -> None:
    tabs = {
        f"{kind} {number}": KINDS.get(kind, table(2015 + number, number + 0.5, number + 0.25))
        for number, kind in enumerate(kinds, 1)
    }

    def hide(*sheets) -> None:
        for sheet in sheets:
            if sheet.title.startswith("verborgen"):
                sheet.sheet_state = "hidden"

    if not [kind for kind in kinds if kind != "verborgen"]:
        return  # no spreadsheet hides all of its tabs
    try:
        reading = tidy.read("boek.xlsx", book(tabs, hide))
    except DataError:
        assert "cijfers" not in kinds
        return
    assert reading.tab.startswith("cijfers")
    number = int(reading.tab.split()[1])
    assert set(reading.rows["value"]) == {number + 0.5, number + 0.25}
    assert set(reading.rows["period"]) == {str(2015 + number)}
    named = " ".join(messages(reading))
    assert all(tab in named for tab, rows in tabs.items() if rows and tab != reading.tab)
