"""What a column is, is decided by its cells: no town becomes the country, no download date a year, no row is lost."""

import re
from pathlib import Path

import pytest

from ks_data.incoming.reading import ColumnMapping, Reading, Unrecognised, column_evidence, suggested_mapping
from ks_data.incoming.reading.tidy import read
from tests.incoming.files import messages, questions, text

CARE = "Vroeg in zorg"


def figures(reading: Reading) -> list[tuple[str, str, float]]:
    """Region, period and value of each figure about `CARE`."""
    rows = reading.rows[reading.rows["subject"] == CARE]
    return list(rows[["region", "period", "value"]].itertuples(index=False, name=None))


def asked(reading: Reading, *words: str) -> bool:
    """Whether one question holds all these words."""
    return any(all(word in question for word in words) for question in questions(reading))


# --- the region ---

HEADERS = ("", "nr", "index", "id", "Unnamed: 0", "gemnr", "gemcode", "gemnaam", "Naam", "Woongemeente", "Plaats")
MORE_HEADERS = ("Gemeenten 2023", "Area Name", "Waarde", "Onderwerp", "Teller", "Opmerking", "Land", "jaar", "x")


@pytest.mark.slow
@pytest.mark.parametrize("header", [*HEADERS, *MORE_HEADERS])
@pytest.mark.parametrize("place", ["Haarlem", "GM0392", "Gemeente Haarlem"])
def test_towns_are_the_region_whatever_their_column_is_called(header: str, place: str) -> None:
    long = text(f"{header};Perioden;{CARE}\n{place};2021;86,1\n")
    assert figures(long) == [("GM0392", "2021", 86.1)] and not asked(long, "heel Nederland")
    wide = text(f"{header};2020;2021\n{place};85,1;86,1\nZandvoort;80;81", f"{CARE}.csv")
    assert figures(wide)[:2] == [("GM0392", "2020", 85.1), ("GM0392", "2021", 86.1)]


def test_numbers_of_municipalities_are_the_region_by_their_header_or_else_with_a_question() -> None:
    named = text(f"gemnr;Perioden;{CARE}\n392;2021;86,1\n363;2021;80,0")
    assert figures(named) == [("GM0392", "2021", 86.1), ("GM0363", "2021", 80.0)] and not questions(named)
    numbered = text(f"nr;Perioden;{CARE}\n392;2021;86,1")
    assert figures(numbered) == [("GM0392", "2021", 86.1)] and asked(numbered, "Kolom 1", "nummers van gemeenten")


def test_without_a_region_the_country_is_always_a_question() -> None:
    for content in (f"Perioden;{CARE}\n2021;86,1", "Leeftijd;2018;2019\n15 jaar;30;33\n16 jaar;79;72"):
        assert asked(text(content), "heel Nederland", "Klopt dat?")
    by_hand = read("a.csv", f"Perioden;{CARE}\n2021;86,1".encode(), ColumnMapping((CARE,), period="Perioden"))
    assert asked(by_hand, "heel Nederland", "Klopt dat?")


def test_a_town_in_the_title_or_the_file_name_is_asked_about_and_no_country() -> None:
    table = f"Perioden;{CARE}\n2021;86,1"
    for reading in (text(f"Cijfers van Haarlem\n{table}"), text(table, "haarlem_2021.csv")):
        assert figures(reading) == [("GM0392", "2021", 86.1)] and asked(reading, "noemt Haarlem", "Klopt dat?")


def test_two_columns_that_name_different_towns_are_asked_about() -> None:
    reading = text(f"Woongemeente;Bevallen in;Jaar;{CARE}\nHaarlem;Amsterdam;2021;86,1\nZandvoort;Zandvoort;2021;80")
    assert figures(reading) == [("GM0392", "2021", 86.1), ("GM0473", "2021", 80.0)]
    assert asked(reading, "‘Haarlem’ in kolom ‘Woongemeente’ en ‘Amsterdam’ in kolom ‘Bevallen in’")


def test_of_more_levels_in_a_row_the_smallest_counts() -> None:
    for header, cells in {
        "GGD;Gemeente": "GGD Kennemerland;Haarlem",
        "Provincie;Stad": "Noord-Holland;Haarlem",
    }.items():
        assert figures(text(f"{header};Jaar;{CARE}\n{cells};2021;86,1")) == [("GM0392", "2021", 86.1)]
    mixed = text(f"Regio;Code;Jaar;{CARE}\nUtrecht;PV26;2021;86,1\nUtrecht;GM0344;2021;80")
    assert figures(mixed) == [("PV26", "2021", 86.1), ("GM0344", "2021", 80.0)]


def test_the_code_of_a_row_decides_its_level_and_never_an_earlier_row() -> None:
    reading = text(
        f"Perioden;Wijken en buurten;{CARE}\n2020;GM0392;1600\n2020;WK039200;300\n2021;GM0392;1610\n2021;WK039200;310"
    )
    assert figures(reading) == [("GM0392", "2020", 1600.0), ("GM0392", "2021", 1610.0)]
    assert "2 rijen over wijken en buurten horen niet in deze app en zijn overgeslagen." in messages(reading)


@pytest.mark.parametrize("codes", ["GM0392 WK039200 BU03920001 GM0473 WK047300", "392 39200 3920001 473 47300"])
def test_a_file_of_municipalities_and_their_parts_gives_all_municipalities(codes: str) -> None:
    rows = ["Haarlem;Gemeente", "Haarlem;Wijk", "Oude Stad;Buurt", "Zandvoort;Gemeente", "Zandvoort;Wijk"]
    lines = [f"{row};{code};{figure}" for row, code, figure in zip(rows, codes.split(), range(80, 85), strict=True)]
    reading = text("\n".join([f"regio;recs;gwb_code;{CARE}", *lines]), "kwb-2021.csv")
    assert figures(reading) == [("GM0392", "2021", 80.0), ("GM0473", "2021", 83.0)]


def test_a_town_without_a_code_below_a_part_is_asked_about_by_name_and_can_be_read_by_hand() -> None:
    content = f"Perioden;Wijken en buurten;{CARE}\n2020;Haarlem;86\n2020;Oude Stad;80\n2020;Zandvoort;81"
    reading = text(content)
    assert figures(reading) == [("GM0392", "2020", 86.0)] and asked(reading, "‘Zandvoort’", "niet gelezen", "Klopt")
    assert any("Oude Stad" in message for message in messages(reading))
    by_hand = read("a.csv", content.encode(), ColumnMapping((CARE,), region="Wijken en buurten", period="Perioden"))
    assert figures(by_hand)[-1] == ("GM0473", "2020", 81.0)


# --- the year ---

YEARS = ("Registratiejaar", "Geboortejaar", "Rapportagejaar", "Periode (jaar)", "Tijdvak", "jr", "Time period")


@pytest.mark.parametrize("header", YEARS)
def test_a_column_of_years_is_the_year_and_the_file_name_is_not(header: str) -> None:
    reading = text(f"Gemeente;{header};{CARE}\nHaarlem;2021;86,1", "levering_2026.csv")
    assert figures(reading) == [("GM0392", "2021", 86.1)] and not questions(reading)


@pytest.mark.parametrize("header", ["xyz", "", "Waar", "Status", "Maat", "Opmerking"])
def test_a_column_of_years_with_a_name_that_says_nothing_is_asked_about(header: str) -> None:
    reading = text(f"Gemeente;{header};{CARE}\nHaarlem;2020;86,1\nHaarlem;2021;87", "levering_2026.csv")
    assert figures(reading) == [("GM0392", "2020", 86.1), ("GM0392", "2021", 87.0)]
    assert asked(reading, "Kolom 2", "2020, 2021", "gelezen als het jaar")


@pytest.mark.parametrize("day", ["1-1-2021", "01-01-2021", "2021-12-31", "2021-01-01 00:00:00", "31 december 2021"])
def test_the_first_or_last_day_of_a_year_is_that_year_with_a_question(day: str) -> None:
    reading = text(f"Gemeente;Peildatum;{CARE}\nHaarlem;{day};86,1", "levering_2026.csv")
    assert figures(reading) == [("GM0392", "2021", 86.1)] and asked(reading, f"‘{day}’", "2021")


def test_counts_that_could_be_years_are_no_years() -> None:
    births = text("Gemeente;Geboren;Sterfte\nHaarlem;1900;3,4\nZandvoort;2010;4,5\nBreda;2023;4", "geboren 2020.csv")
    assert births.rows["period"].unique().tolist() == ["2020"]
    assert births.rows["value"].tolist() == [1900, 3.4, 2010, 4.5, 2023, 4]
    assert asked(births, "‘Geboren’", "1900, 2010, 2023", "als cijfers")
    dated = text("Gemeente;Jaar;Geboren\nHaarlem;2019;1900\nZandvoort;2019;2010\nBreda;2019;2023")
    assert dated.rows["value"].tolist() == [1900, 2010, 2023] and not questions(dated)


@pytest.mark.parametrize("header", ["Aantal", "N", "Teller", "Levend geboren kinderen"])
def test_numbers_below_a_header_of_figures_that_could_be_years_are_asked_about(header: str) -> None:
    reading = text(f"Gemeente;{header};{CARE}\nHaarlem;2020;86,1\nHaarlem;2021;87")
    assert {period for _, period, _ in figures(reading)} == {""} and asked(reading, "2020, 2021", "als cijfers")


def test_of_two_columns_of_years_the_choice_is_asked() -> None:
    reading = text(f"Gemeente;Geboortejaar;Registratiejaar;{CARE}\nHaarlem;2020;2021;86,1")
    assert figures(reading) == [("GM0392", "2020", 86.1)]
    assert asked(reading, "‘Geboortejaar’", "‘Registratiejaar’", "Klopt dat?")
    mapping = ColumnMapping((CARE,), region="Gemeente", period="Registratiejaar")
    content = f"Gemeente;Geboortejaar;Registratiejaar;{CARE}\nHaarlem;2020;2021;86,1"
    assert figures(read("a.csv", content.encode(), mapping)) == [("GM0392", "2021", 86.1)]


@pytest.mark.parametrize("name", ["export_28-11-2026.csv", "x_20261128.csv", "download 2026-11-28T1030.csv", "a.csv"])
@pytest.mark.parametrize("title", ["", "Gedownload op 28-11-2026\n", "Bijgewerkt: november 2026\n"])
def test_the_day_of_a_download_is_no_year(name: str, title: str) -> None:
    assert figures(text(f"{title}Gemeente;{CARE}\nHaarlem;86,1", name)) == [("GM0392", "", 86.1)]


def test_a_year_from_the_title_or_the_file_name_is_a_question_that_says_where_it_comes_from() -> None:
    table = f"Gemeente;{CARE}\nHaarlem;86,1"
    for content, name, source in (
        (f"Cijfers over 2019\n{table}", "levering_2026.csv", "de titel boven de tabel"),
        (table, "cijfers_2019.csv", "de bestandsnaam"),
        (table, "cijfers_2019_export_28-11-2026.csv", "de bestandsnaam"),
    ):
        reading = text(content, name)
        assert figures(reading) == [("GM0392", "2019", 86.1)] and asked(reading, source, "2019", "Klopt dat?")


@pytest.mark.parametrize(
    "written", ["2019/2020", "2019/'20", "2019-'20", "2019-20", "2019-2020", "schooljaar 2019/2020", "2019/20"]
)
def test_a_school_year_is_asked_about_and_can_count_for_one_of_its_years(written: str) -> None:
    content = f"Gemeente;Schooljaar;{CARE}\nHaarlem;{written};86,1"
    reading = text(content)
    assert figures(reading) == [("GM0392", "2019-2020", 86.1)] and asked(reading, written, "schooljaar", "Klopt dat?")
    for school_year, period in {"first": "2019", "last": "2020"}.items():
        mapping = ColumnMapping((CARE,), region="Gemeente", period="Schooljaar", school_year=school_year)
        by_hand = read("a.csv", content.encode(), mapping)
        assert figures(by_hand) == [("GM0392", period, 86.1)] and not questions(by_hand)
    across = text(f"Gemeente;{written};2021/2022\nHaarlem;86,1;87", f"{CARE}.csv")
    assert figures(across)[0] == ("GM0392", "2019-2020", 86.1) and asked(across, "schooljaar")


def test_years_together_in_words_or_more_than_two_are_no_school_year() -> None:
    for written in ("2019 t/m 2020", "2017-2019"):
        assert not questions(text(f"Gemeente;Jaar;{CARE}\nHaarlem;{written};86,1"))


# --- by hand ---


def test_by_hand_the_years_may_be_columns_also_a_year_later() -> None:
    content = "Waar;a 2019;a 2020;b\nHaarlm;86,1;87;x\nZandvort;80;81;y\n"
    with pytest.raises(Unrecognised):
        read("a.csv", content.encode(), ColumnMapping((), ask=True))
    mapping = ColumnMapping(("a 2019", "a 2020"), region="Waar", years_across=True)
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    rows = read("a.csv", content.encode(), mapping).rows
    assert rows[["subject", "period", "value"]].to_numpy().tolist()[:2] == [["a", "2019", 86.1], ["a", "2020", 87.0]]
    later = read("a.csv", content.replace("2020", "2021").encode(), mapping)
    assert sorted(set(later.rows["period"])) == ["2019", "2021"]


def test_by_hand_every_role_can_be_named_and_what_is_left_is_told() -> None:
    content = f"w;j;o;e;t;n;s;p;c;q\nHaarlm;2020;{CARE};%;5;6;voorlopig;let op;83,3;7\n"
    mapping = ColumnMapping(
        ("c",), "w", "j", "o", numerator="t", denominator="n", unit="e", status="s", note="p", fixed_region=""
    )
    reading = read("a.csv", content.encode(), mapping)
    row = reading.rows.iloc[0]
    assert (row.subject, row.unit, row.numerator, row.denominator) == (CARE, "%", 5, 6)
    assert (row.status, row.note, row.value, row.period) == ("voorlopig", "let op", 83.3, "2020")
    assert asked(reading, "niet gelezen: q")
    alone = ColumnMapping(("c",), period="j", fixed_region="Haarlem")
    assert read("a.csv", content.encode(), alone).rows["region"].tolist() == ["GM0392"]


# --- the evidence ---


def test_the_evidence_says_how_many_cells_fit_and_which_do_not() -> None:
    content = f";xyz;{CARE}\nHaarlem;2021;86,1\nZandvoort;2021;x\nHaarlm;2021;80"
    lines = text(content).evidence
    assert lines[0] == "Kolom 1 is het gebied: 2 van de 3 cellen zijn namen van gemeenten. Niet: ‘Haarlm’."
    assert lines[1] == "Kolom 2 is het jaar: 3 van de 3 cellen zijn jaartallen (kop: ‘xyz’)."
    with pytest.raises(Unrecognised) as table:
        read("a.csv", content.encode(), ColumnMapping((), ask=True))
    assert column_evidence(table.value.sheet) == lines
    assert suggested_mapping(table.value.sheet) == ColumnMapping((CARE,), region="kolom 1", period="xyz")


def test_every_column_that_is_not_read_is_named() -> None:
    reading = text(f"nr;Gemeente;Jaar;{CARE};ondergrens;bovengrens;bijzonder\n7;Haarlem;2021;86,1;84;88;ja")
    (line,) = [message for message in messages(reading) if message.startswith("Overgeslagen kolommen")]
    assert re.findall(r"nr|ondergrens|bovengrens|bijzonder", line) == ["nr", "ondergrens", "bovengrens", "bijzonder"]


def test_a_real_file_of_districts_gives_every_municipality_in_it() -> None:
    paths = sorted((Path(__file__).parents[2].parent / "shared" / "formats").glob("19_*.csv"))
    if not paths:
        pytest.skip("the shared examples are not beside this checkout")
    lines = paths[0].read_text(encoding="utf-8-sig").splitlines()
    town = lines[1].replace("Amsterdam", "Zaanstad").replace("GM0363", "GM0479")
    reading = text("\n".join([*lines[:300], town, *lines[300:]]), "ses.csv")
    assert set(reading.rows["region"]) == {"GM0363", "GM0479"}


# --- more than one column that could be the year, or the region ---

TWO_TOWNS = [("Haarlem", "2019", "81"), ("Haarlem", "2020", "82"), ("Urk", "2019", "83"), ("Urk", "2020", "84")]
BY_YEAR = {("GM0392", "2019", 81.0), ("GM0392", "2020", 82.0), ("GM0184", "2019", 83.0), ("GM0184", "2020", 84.0)}


@pytest.mark.parametrize("delivery", ["Leverjaar", "Jaar van levering", "Publicatiejaar", "Jaar download"])
@pytest.mark.parametrize("header", ["Jaar", "Verslagjaar", "Area", "id", "x", ""])
def test_the_year_of_delivery_is_not_taken_for_that_of_the_figures_unasked(header: str, delivery: str) -> None:
    lines = [
        f"Gemeente;{header};{delivery};{CARE}",
        *(f"{town};{year};2026;{value}" for town, year, value in TWO_TOWNS),
    ]
    reading = text("\n".join(lines))
    if set(figures(reading)) != BY_YEAR:
        assert asked(reading, f"‘{delivery}’", "is gelezen als het jaar", f"‘{header or 'kolom 2'}’ niet")
    alone = text(f"Gemeente;{delivery};{CARE}\nHaarlem;2026;81")
    assert asked(alone, f"‘{delivery}’", "is gelezen als het jaar waar de cijfers over gaan")


def test_of_two_nameless_columns_of_years_the_one_that_tells_rows_apart_is_the_year() -> None:
    lines = [f"Gemeente;a;b;{CARE}", *(f"{town};2026;{year};{value}" for town, year, value in TWO_TOWNS)]
    reading = text("\n".join(lines))
    assert set(figures(reading)) == BY_YEAR and asked(reading, "‘b’", "‘a’ niet, al staan ook daar jaren")


def test_the_column_that_is_called_the_region_goes_before_another_with_towns() -> None:
    reading = text(f"Vergelijk met;Gemeente;Jaar;{CARE}\nUrk;Haarlem;2019;81\nBreda;Zandvoort;2019;82")
    assert figures(reading) == [("GM0392", "2019", 81.0), ("GM0473", "2019", 82.0)]
    assert asked(reading, "‘Haarlem’ in kolom ‘Gemeente’", "‘Urk’ in kolom ‘Vergelijk met’", "Gelezen is het eerste")


def test_figures_beside_a_tranche_are_figures_and_no_list_of_tranches() -> None:
    reading = text(f"Gemeente;Jaar;tranche;{CARE}\nHaarlem;2019;1;81\nUrk;2019;2;82")
    assert reading.kind == "observations" and set(figures(reading)) >= {("GM0392", "2019", 81.0)}
    unknown = text("Gemeente;tranche;inwoners\nHaarlem;1;160000\nUrk;2;21000")
    assert unknown.kind == "tranches" and asked(unknown, "zijn niet gelezen: ‘inwoners’")


# --- years in a header, and school years ---


@pytest.mark.parametrize("days", [("2019-01-01", "2020-01-01"), ("31-12-2019", "31-12-2020"), ("43466", "43831")])
def test_days_that_stand_for_years_in_a_header_are_those_years_and_asked_about(days: tuple[str, str]) -> None:
    reading = text(f"Gemeente;{days[0]};{days[1]}\nHaarlem;81;82\nUrk;83;84", f"{CARE}.csv")
    assert set(figures(reading)) == BY_YEAR
    assert asked(reading, f"‘{days[0]}’ (gelezen als 2019)", f"‘{days[1]}’ (gelezen als 2020)")


def test_the_first_days_of_months_in_a_header_are_no_years() -> None:
    months = text("Gemeente;2019-01-01;2019-02-01;2019\nHaarlem;1;2;81\nUrk;3;4;83", f"{CARE}.csv")
    assert figures(months) == [("GM0392", "2019", 81.0), ("GM0184", "2019", 83.0)]


@pytest.mark.parametrize("written", ["'19/'20", "19/20", "sj 2019/2020", "seizoen 19/20", "schooljaar '19-'20"])
def test_a_school_year_in_any_spelling_is_asked_about(written: str) -> None:
    reading = text(f"Gemeente;Jaar;{CARE}\nHaarlem;{written};81")
    assert figures(reading) == [("GM0392", "2019-2020", 81.0)] and asked(reading, f"‘{written}’", "schooljaar")


def test_a_school_year_in_a_header_or_a_title_is_asked_about() -> None:
    header = text(f"Gemeente;{CARE} 2019/2020;{CARE} 2020/2021\nHaarlem;81;82")
    assert [period for _, period, _ in figures(header)] == ["2019-2020", "2020-2021"] and asked(header, "schooljaar")
    title = text(f"Schooljaar 2019/2020\nGemeente;{CARE}\nHaarlem;81")
    assert figures(title) == [("GM0392", "2019-2020", 81.0)] and asked(title, "schooljaar", "twee jaren samen")


# --- around the table ---


def test_a_line_above_the_table_may_have_more_separators_than_the_table() -> None:
    assert figures(text(f"Cijfers over zorg;;;;;\nGemeente;Jaar;{CARE}\nHaarlem;2019;81")) == [("GM0392", "2019", 81.0)]


def test_why_no_year_is_taken_from_the_surroundings_is_the_true_reason() -> None:
    two = text(f"Cijfers over 2021, versie november 2026\nGemeente;{CARE}\nHaarlem;81")
    assert [period for _, period, _ in figures(two)] == [""]
    assert any("de titel boven de tabel noemt er meer dan één" in message for message in messages(two))


def test_two_columns_of_towns_behind_one_of_provinces_are_asked_about_too() -> None:
    reading = text(
        f"Regio;referentie;Teller;Jaar;{CARE}\nUtrecht (PV);Breda;Haarlem;2019;81\nZeeland;Urk;Zandvoort;2019;82"
    )
    assert asked(reading, "twee gebieden", "‘referentie’", "‘Teller’", "Gelezen is het eerste")
