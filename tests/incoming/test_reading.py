"""Any file that an analyst drops is read as it says, or refused in plain Dutch; never anything else."""

import csv
import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ks_data import DataError
from ks_data.catalogue.tables import STATUSES
from ks_data.incoming.reading import ColumnMapping, Reading, Unrecognised, __all__, limits
from ks_data.incoming.reading.tidy import read

FORMATS = Path(__file__).parents[2].parent / "shared" / "formats"
COLUMNS = (
    *("row", "column", "subject", "unit", "region", "region_text", "period", "period_text", "value", "value_text"),
    *("numerator", "denominator", "numerator_text", "denominator_text", "status", "note", "source"),
)
TEMPLATE = """indicator,region,period,value,numerator,denominator,status,source,note
big2_per_1000,GM0392,2019,147.1,279,1897,definitief,bron/deel,
big2_per_1000,Utrecht (gemeente),2017-2019,,,,onderdrukt,bron/deel,"te klein, dus verborgen"
"""
SWING = """Gemeente;Onderwerp;2018;2019
Haarlem;Big 2 [per 1.000 geboortes];147,5;1.147,1
's-Gravenhage;Big 2 [per 1.000 geboortes];-99996;-
Nederland;Big 2 [per 1.000 geboortes];159;-99997
"""
STATLINE = """"Perioden";"Regio's";"Geslacht";"Bevolking/Geboorte/Levend geboren (aantal)";"Per inwoner (km²)"
"2019*";"Bergen (NH.)";"Totaal";"     210";"   1.234"
"2019*";"Bergen (NH.)";"Mannen";"     100";"   1.300"
"2019*";"Noord-Nederland (LD)";"Totaal";"    9000";"   1.000"
"2019*";"Brielle";"Totaal";"       .";"       x"
"2019*";"Abcoude";"Totaal";"";""
"""
TABLE = """"Geboorte per gemeente"
""
"";"";"Perioden";"Perioden"
"";"";"2018";"2019*"
"Onderwerp";"";"";""
"Levend geboren";"x 1 000";"1,5";"1,25"
"Sterfte";"per 1 000";"4,9";"."
"Bron: CBS"
"""


def text(content: str, name: str = "bestand.csv", encoding: str = "utf-8") -> Reading:
    return read(name, content.encode(encoding))


def cell(reading: Reading, **wanted: object) -> pd.Series:
    """The one row that has these."""
    rows = reading.rows
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1, f"{len(rows)} rows with {wanted}"
    return rows.iloc[0]


def refused(content: bytes | str, name: str = "bestand.csv") -> str:
    with pytest.raises(DataError) as error:
        read(name, content.encode() if isinstance(content, str) else content)
    return str(error.value)


def zipped(members: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook(*tabs: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(tabs, 1):
        sheet = book.create_sheet(f"Blad{number}")
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def old_workbook(rows: list[list[object]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Cijfers")
    for at, row in enumerate(rows):
        for column, each in enumerate(row):
            sheet.write(at, column, each)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


# --- our own template ---


def test_the_template_is_read_as_it_stands() -> None:
    reading = text(TEMPLATE)
    assert (reading.layout, reading.kind, reading.remarks) == ("sjabloon", "observations", ())
    assert tuple(reading.rows) == COLUMNS
    first, second = reading.rows.iloc[0], reading.rows.iloc[1]
    assert (first.row, first.region, first.period, first.status) == (2, "GM0392", "2019", "definitief")
    assert (first.value, first.value_text, first.numerator, first.denominator) == (147.1, "147.1", 279, 1897)
    assert (second.region, second.region_text, second.period) == ("GM0344", "Utrecht (gemeente)", "2017-2019")
    assert pd.isna(second.value) and second.status == "onderdrukt" and second.note == "te klein, dus verborgen"
    assert second.source == "bron/deel"


def test_the_template_survives_a_dutch_excel() -> None:
    rows = list(csv.reader(io.StringIO(TEMPLATE)))
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([each.replace("147.1", "147,1") for each in row] for row in rows)
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        again = read("sjabloon.csv", made.getvalue().encode(encoding))
        assert again.rows["value"].tolist()[:1] == [147.1]
        assert again.rows["source"].tolist() == text(TEMPLATE).rows["source"].tolist()


def test_in_the_template_columns_may_stand_in_any_order_and_in_capitals() -> None:
    reading = text("PERIOD,Region,value,Indicator,extra\n2019,GM0392,1.5,a_per_1000,7\n")
    assert cell(reading, region="GM0392")["subject"] == "a_per_1000"
    assert "De kolom extra hoort niet bij het sjabloon en is overgeslagen." in reading.remarks
    assert "De kolom source ontbreekt." not in reading.remarks  # the source is told when publishing


def test_in_the_template_a_comma_file_has_points_and_another_number_is_left_to_the_check() -> None:
    reading = text('indicator,region,period,value,status,source\na,GM0392,2019,"147,1",definitief,b\n')
    assert pd.isna(reading.rows["value"][0]) and reading.rows["value_text"][0] == "147,1"
    assert text("indicator,region,period,value\na,GM0392,2019,1.234\n").rows["value"][0] == 1.234
    assert pd.isna(text('indicator,region,period,value\na,GM0392,2019,"1,234"\n').rows["value"][0])


def test_a_template_without_a_key_column_or_with_one_twice_is_refused() -> None:
    assert "ontbreekt de kolom period" in refused("indicator,region,value\na,GM0392,1\n")
    assert "de kolom value staat er twee keer in" in refused("indicator,region,period,value,value\na,NL01,2019,1,2\n")


def test_tranches_and_budgets_have_a_template_too() -> None:
    tranches = text("region,tranche,evidence,source\nGM0392,1-2,stated,bron\nAmstelveen,1,stated,bron\n")
    assert tranches.kind == "tranches"
    assert tranches.rows["region"].tolist() == ["GM0392", "GM0362"]
    assert tranches.rows["tranche"].tolist() == ["1-2", "1"]
    budget = text("year;region;item;funder;amount_eur;from_date;note;source\n2022;GM0392;Inzet;Rijk;30.000,50;;;bron\n")
    assert budget.kind == "budget"
    row = budget.rows.iloc[0]
    assert (row.amount_eur, row.amount_text, row.year, row.funder) == (30000.5, "30.000,50", "2022", "Rijk")


# --- the layouts of others ---


def test_a_table_of_a_swing_site_gives_subject_unit_year_and_what_is_hidden() -> None:
    reading = text(SWING)
    assert reading.layout == "swing_tabel"
    assert reading.described.endswith("UTF-8 · puntkomma · decimale komma")
    haarlem = cell(reading, region="GM0392", period="2019")
    assert (haarlem.value, haarlem.subject, haarlem.unit) == (1147.1, "Big 2", "per 1.000 geboortes")
    assert (haarlem.row, haarlem.column) == (2, "2019")
    hidden = cell(reading, region="GM0518", period="2018")
    assert pd.isna(hidden.value) and hidden.status == "onderdrukt" and "privacy" in hidden.note
    assert cell(reading, region="GM0518", period="2019")["status"] == "ontbreekt"
    assert cell(reading, region="NL01", period="2019")["status"] == "ontbreekt"


def test_flat_data_of_swing_are_read_with_the_kind_of_each_region() -> None:
    reading = text(
        "Jaar;geolevel;geoitem;geslacht;big2;sterfte\n"
        "2019;gemeente;392;totaal;147,1;3\n2019;gemeente;392;man;150;4\n2019;nederland;1;totaal;159;-99996\n"
        "2019;ggd;1010;totaal;1;2\n2019;provincie;27;totaal;5;-99999\n"
    )
    assert reading.layout == "swing_plat"
    assert cell(reading, region="GM0392", subject="big2")["value"] == 147.1
    assert cell(reading, region="NL01", subject="sterfte")["status"] == "onderdrukt"
    assert cell(reading, region="PV27", subject="sterfte")["status"] == "ontbreekt"
    assert "1 rij over GGD-regio's hoort niet in deze app en is overgeslagen." in reading.remarks
    assert any("alleen het totaal" in remark for remark in reading.remarks)


def test_in_a_workbook_of_swing_the_other_tab_says_what_is_a_dimension() -> None:
    data = [["jaar", "geolevel", "geoitem", "leeftijd", "v1"], [2019, "gemeente", 392, 3, 147.1]]
    data += [[2019, "gemeente", 392, 4, 2.5]]
    kinds = [["col", "type"], ["jaar", "period"], ["geolevel", "geolevel"], ["geoitem", "geoitem"]]
    reading = read("plat.xlsx", workbook(data, [*kinds, ["leeftijd", "dim"], ["v1", "var"]]))
    assert reading.rows["subject"].tolist() == ["v1; leeftijd: 3", "v1; leeftijd: 4"]
    assert reading.rows["value"].tolist() == [147.1, 2.5]


def test_a_file_of_statline_gives_units_totals_and_what_its_signs_mean() -> None:
    reading = text(STATLINE)
    assert reading.layout == "cbs_symbolen"
    born = cell(reading, region="GM0373", unit="aantal")
    assert (born.value, born.subject, born.period) == (210, "Bevolking/Geboorte/Levend geboren", "2019")
    assert born.status == "voorlopig"
    assert cell(reading, region="GM0373", unit="km²")["value"] == 1.234
    lost = cell(reading, region_text="Brielle", unit="km²")
    assert (lost.region, lost.status) == ("", "onderdrukt") and "geheim" in lost.note
    assert "1 rij zonder enig cijfer (vaak opgeheven gemeenten) is overgeslagen." in reading.remarks
    assert "1 rij over landsdelen hoort niet in deze app en is overgeslagen." in reading.remarks
    assert set(reading.rows["region_text"]) == {"Bergen (NH.)", "Brielle"}


def test_open_data_of_cbs_are_read_by_year_and_not_by_month() -> None:
    reading = text(
        'ID;RegioS;Perioden;Levend_2;Groei_11\n1;"GM0344";2018MM12;300;"   0.1"\n2;GM0344;2018JJ00;4004;"   -0.11"\n'
    )
    assert reading.layout == "cbs_getypeerd"
    assert cell(reading, subject="Levend_2")["value"] == 4004
    assert cell(reading, subject="Groei_11")["value"] == -0.11
    assert "1 rij over maanden, kwartalen of dagen is overgeslagen." in reading.remarks


def test_the_table_layout_of_statline_is_read_whatever_stands_across() -> None:
    reading = text(TABLE)
    assert reading.layout == "cbs_tabelindeling"
    born = cell(reading, subject="Levend geboren", period="2019")
    assert (born.value, born.value_text, born.unit, born.region) == (1250, "1,25", "x 1 000", "NL01")
    assert born.row == 6 and born.status == "voorlopig"
    assert any("1.000 vermenigvuldigd" in remark for remark in reading.remarks)
    assert cell(reading, subject="Sterfte", period="2018")["value"] == 4.9
    assert cell(reading, subject="Sterfte", period="2019")["status"] == "ontbreekt"
    across = text(
        '"Afstand 2021"\n""\n"";"";"Regio\'s"\n"Onderwerp";"";"Nederland";"Haarlem";"Wijk 01 Hout"\n'
        '"Codering";"code";"NL00";"GM0392";"WK039201"\n"Huisarts";"km";"1,0";"0,6";"0,5"\n"Bron: CBS"\n'
    )
    assert across.rows["region"].tolist() == ["NL01", "GM0392"]
    assert across.rows["value"].tolist() == [1.0, 0.6]
    assert set(across.rows["period"]) == {"2021"}
    assert "1 kolommen over wijken en buurten horen niet in deze app en zijn overgeslagen." in across.remarks
    labels = text(
        '"Inkomen 2015"\n""\n"";"Onderwerp"\n"";"Geld|Inkomen";"Geld|Laag"\n"Wijken en buurten";"x 1 000 euro";"%"\n'
        '"Amsterdam";"33,5";"4,1"\n"Jordaan";"30,1";"5"\n"Waterland";"20,5";"."\n'
    )
    assert labels.rows["region_text"].unique().tolist() == ["Amsterdam"]
    assert cell(labels, subject="Geld|Inkomen")["value"] == 33500


def test_a_bulk_file_of_cbs_is_read_with_the_names_from_its_zip() -> None:
    observations = "Id;Measure;RegioS;Perioden;Value;StringValue;ValueAttribute\n"
    observations += "0;M1;GM0392;2022JJ00;1,5;;None\n1;M1;GM0392;2021JJ00;2;;None\n2;M2;PV27;2021JJ00;;;Unknown\n"
    codes = {
        "MeasureCodes.csv": "Identifier;Title;Unit\nM1;Levend geboren;x 1 000\nM2;Sterfte;%\n",
        "PeriodenCodes.csv": "Identifier;Title;DimensionId;Status\n2021JJ00;2021;Perioden;Definitief\n"
        "2022JJ00;2022;Perioden;Voorlopig\n",
        "RegioSCodes.csv": 'Identifier;Title;DimensionId\nGM0392;Haarlem;RegioS\nPV27;"Noord-Holland\n(PV)";RegioS\n',
    }
    reading = read("85678NED.zip", zipped({"Observations.csv": observations, **codes}))
    assert (reading.layout, reading.name) == ("cbs_v4", "85678NED.zip/Observations.csv")
    first = cell(reading, period="2022")
    assert (first.value, first.unit, first.subject) == (1500, "x 1 000", "Levend geboren")
    assert (first.region, first.region_text, first.status) == ("GM0392", "Haarlem", "voorlopig")
    assert cell(reading, region="PV27")["status"] == "ontbreekt"
    alone = text(observations)
    assert alone.rows["subject"].tolist() == ["M1", "M1", "M2"] and alone.rows["value"][0] == 1.5
    assert "de lijst met perioden" in refused(codes["PeriodenCodes.csv"])
    assert "de lijst met gebieden" in refused(codes["RegioSCodes.csv"])
    assert "de lijst met onderwerpen" in refused(codes["MeasureCodes.csv"])


def test_map_data_of_vzinfo_take_their_period_from_the_file_name() -> None:
    content = "id;Gemeente;Geslacht;Roken;Afwijking\n392;Haarlem;Totaal;16,6;geen\n392;Haarlem;Mannen;17;boven\n"
    reading = text(content, "klik_roken_gemeente_20192022.csv")
    assert reading.layout == "vzinfo"
    assert cell(reading, region="GM0392")[["value", "period"]].tolist() == [16.6, "2019-2022"]
    assert "De periode 2019-2022 komt uit de bestandsnaam." in reading.remarks
    assert "alleen over GGD-regio's" in refused("id;GGD-regio;Roken\n1010;GGD Groningen;16,6\n90;GGD Drenthe;17,1\n")


def test_years_regions_or_subjects_may_stand_across() -> None:
    years = text("Leeftijd;2018;2019\n15 jaar;30;33\n16 jaar;79;72\n")
    assert years.layout == "breed_jaren"
    assert cell(years, subject="16 jaar", period="2019")["value"] == 72
    assert set(years.rows["region"]) == {"NL01"} and "heel Nederland" in " ".join(years.remarks)
    regions = text("Jaar,Haarlem,Utrecht\n2018,1.5,2.5\n2019,1.25,3\n", "roken.csv")
    assert regions.layout == "breed_gebieden"
    assert cell(regions, region="GM0344", period="2019")["value"] == 3
    subjects = text("# Bron: CBS\nGemeente,Jaar,n1,n2\nHaarlem,2020,11160.0,3.5\nZundert,2020,,\n")
    assert subjects.layout == "breed"
    assert cell(subjects, region="GM0392", subject="n1")["value"] == 11160
    assert "1 rij zonder enig cijfer (vaak opgeheven gemeenten) is overgeslagen." in subjects.remarks


def test_a_long_table_keeps_the_totals_and_the_number_behind_each_figure() -> None:
    reading = text(
        "geografie,geslacht,uitkomst,N,mean,sd\nHaarlem,Totaal,sga,200,7.84876877442441,NA\n"
        "Haarlem,Vrouwen,sga,100,7.1,1\n036301,Totaal,sga,50,9.5,1\nNieuw-West,Totaal,sga,60,NA,1\n"
    )
    assert reading.layout == "lang"
    haarlem = cell(reading, region="GM0392")
    assert (haarlem.value, haarlem.denominator, haarlem.subject) == (7.84876877442441, 200, "sga")
    assert cell(reading, region_text="Nieuw-West")[["region", "status"]].tolist() == ["", "ontbreekt"]
    assert "1 rij over wijken en buurten hoort niet in deze app en is overgeslagen." in reading.remarks
    split = text("Duur;Perioden;Aantal\n0;2018;69872\n1;2018;72848\nBron: CBS;;\n")
    assert split.rows["subject"].tolist() == ["Aantal; Duur: 0", "Aantal; Duur: 1"]
    assert "De voetregel 'Bron: CBS' is overgeslagen." in split.remarks


def test_what_r_makes_of_a_header_is_understood() -> None:
    reading = text(
        '"","Wijken.en.buurten","Codering..code.","Aantal.inwoners..aantal.","Geboorte..per.1.000.inwoners."\n'
        '"1","Nederland      ","NL00      ",17081507,"    9.8"\n"2","Kop Zeedijk","BU03630000",1020,5\n',
        "kwb_2017.csv",
    )
    born = cell(reading, subject="Geboorte")
    assert (born.value, born.unit, born.region, born.period) == (9.8, "per 1.000 inwoners", "NL01", "2017")
    assert len(reading.rows) == 2


def test_an_unknown_layout_can_be_mapped_by_hand() -> None:
    content = "Plaatsje;Wanneer;Roken [%];Van\nHaarlem;2019;12,5;200\nZandvoort;2019;3,5;90\n"
    with pytest.raises(Unrecognised, match="indeling is niet bekend") as error:
        text(content)
    assert error.value.sheet.columns == ("Plaatsje", "Wanneer", "Roken [%]", "Van")
    mapping = ColumnMapping(("Roken [%]",), "Plaatsje", "Wanneer", denominator="Van")
    again = ColumnMapping.from_json(mapping.to_json())
    assert again == mapping
    reading = read("bestand.csv", content.encode(), again)
    assert reading.layout == "met_de_hand"
    row = cell(reading, region="GM0392")
    assert (row.value, row.denominator, row.subject, row.unit, row.period) == (12.5, 200, "Roken", "%", "2019")
    two = read("b.csv", content.encode(), ColumnMapping(("Roken [%]", "Van"), "Plaatsje", fixed_period="2020"))
    assert two.rows["subject"].tolist() == ["Roken", "Van"] * 2 and set(two.rows["period"]) == {"2020"}
    with pytest.raises(DataError, match="de kolom 'Anders' staat niet in dit bestand"):
        read("b.csv", content.encode(), ColumnMapping(("Anders",)))
    with pytest.raises(DataError, match="Wijs de kolommen opnieuw aan"):
        ColumnMapping.from_json("[]")


def test_a_choice_of_columns_that_an_older_version_kept_is_still_read() -> None:
    assert ColumnMapping.from_json('{"values": ["Roken"], "fixed_subject": ""}') == ColumnMapping(("Roken",))


def test_the_signature_tells_shapes_apart_and_not_years_or_figures() -> None:
    same = SWING.replace("2019", "2021").replace("147,5", "1,5").replace("Haarlem", "Zundert")
    assert text(same).signature == text(SWING).signature
    assert text(SWING.replace("Onderwerp", "Indicator")).signature != text(SWING).signature


# --- numbers and periods ---


@pytest.mark.parametrize(
    ("written", "other", "value"),
    [
        ("1.234", "5,5", 1234), ("1.234", "5.5", 1.234), ("1,234", "5.5", 1234), ("1,234", "5,5", 1.234),
        ("12.345,6", "1", 12345.6), ("12,345.6", "1", 12345.6), ("1 234,5", "1", 1234.5), ("−3,5", "1", -3.5),
        ("+2,5", "1", 2.5), ("12,5%", "1", 12.5), ("€ 80.000,00", "1", 80000), ("1e3", "1", 1000), (",5", "1", 0.5),
        ("€\N{NO-BREAK SPACE}80.000", "1,5", 80000),
    ],
)  # fmt: skip
def test_the_decimal_sign_is_told_from_the_whole_column(written: str, other: str, value: float) -> None:
    reading = text(f'Gemeente;Jaar;Cijfer over iets\nHaarlem;2019;"{written}"\nZundert;2019;"{other}"\n')
    assert reading.rows["value"][0] == value and reading.rows["value_text"][0] == written


def test_a_column_that_clearly_has_another_decimal_sign_than_the_rest_is_read_by_its_own() -> None:
    reading = text("Gemeente;Jaar;Een;Twee\nHaarlem;2019;1,25;1.25\nZundert;2019;2,5;2.5\n")
    assert reading.rows["value"].tolist() == [1.25, 1.25, 2.5, 2.5]


def test_a_number_that_can_be_read_in_two_ways_is_told() -> None:
    reading = text("Gemeente;Jaar;Cijfer over iets\nHaarlem;2019;1.234\nZundert;2019;5\n")
    assert reading.rows["value"][0] == 1234
    assert any("'1.234' kan op twee manieren gelezen worden; het is gelezen als 1.234" in r for r in reading.remarks)


@pytest.mark.parametrize("odd", ["=1+1", "12,5,5", "twaalf", "1-2", "inf", "nan", "0x10", "1_000", "12.5.5", "<7", "٣"])
def test_what_is_no_number_is_no_figure_and_is_left_to_the_check(odd: str) -> None:
    reading = text(f"Gemeente;Jaar;Big 2\nHaarlem;2019;{odd}\nZundert;2019;5\nBreda;2019;6\n")
    row = cell(reading, region="GM0392")
    assert pd.isna(row.value) and row.value_text == odd and row.status == ""


@pytest.mark.parametrize(
    ("written", "period", "status"),
    [
        ("2019", "2019", ""), ("2019JJ00", "2019", ""), ("2019*", "2019", "voorlopig"), ("2019**", "2019", "voorlopig"),
        ("2017-2019", "2017-2019", ""), ("2017/2019", "2017-2019", ""), ("2017 t/m 2019", "2017-2019", ""),
        ("2017–2019", "2017-2019", ""), ("2019 (voorlopig)", "2019", "voorlopig"), ("2019-2017", "", ""),
        ("19", "", ""), ("2017-2019*", "2017-2019", "voorlopig"),
    ],
)  # fmt: skip
def test_years_and_spans_are_understood(written: str, period: str, status: str) -> None:
    rows = text(f"Gemeente;Perioden;Big 2\nHaarlem;{written};5\nZundert;2001;6\n").rows
    assert rows.iloc[0][["period", "status", "period_text"]].tolist() == [period, status, written]


@pytest.mark.parametrize("part", ["2019MM01", "2019KW01", "2019-03-01", "1-3-2019", "2019 1e kwartaal", "januari 2019"])
def test_months_quarters_and_days_are_no_years(part: str) -> None:
    reading = text(f"Gemeente;Perioden;Big 2\nHaarlem;{part};5\nZundert;2001;6\n")
    assert reading.rows["period"].tolist() == ["2001"]
    assert "alleen over maanden" in refused(f"Gemeente;Perioden;Big 2\nHaarlem;{part};5\n")


@pytest.mark.parametrize("sign", ["", ".", "x", "-", "?", "NA", "X"])
def test_a_missing_figure_says_why(sign: str) -> None:
    row = cell(text(f"Gemeente;Jaar;Big 2\nHaarlem;2019;{sign}\nZundert;2019;6\n"), region="GM0392")
    assert pd.isna(row.value) and row.note
    assert row.status == ("onderdrukt" if sign in "xX" and sign else "ontbreekt")


# --- workbooks and zips ---


def test_a_workbook_is_read_with_its_numbers_as_they_are() -> None:
    rows = [
        ["Perinatale kerncijfers"],
        [],
        ["Gemeente", "Onderwerp", 2018, 2019],
        ["Haarlem", "Big 2 [‰]", 147.5, "147,1"],
    ]
    reading = read("export.xlsx", workbook(rows, [["toelichting", "meer"], ["a", "b"]]))
    assert reading.layout == "swing_tabel" and "Excel" in reading.described
    assert reading.rows["value"].tolist() == [147.5, 147.1] and reading.rows["row"].tolist() == [4, 4]
    assert reading.rows["value_text"].tolist() == ["147,5", "147,1"]
    assert "Alleen het blad 'Blad1' is gelezen, niet Blad2." in reading.remarks
    old = [[float(each) if each == "147.1" else each for each in row] for row in csv.reader(io.StringIO(TEMPLATE))]
    assert read("oud.xls", old_workbook(old)).rows["value"].tolist()[0] == 147.1


def test_a_workbook_of_which_one_cell_lies_far_away_is_refused_before_it_costs_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    made = io.BytesIO()
    book.save(made)
    assert "dat is te groot" in refused(made.getvalue(), "groot.xlsx")


@pytest.mark.parametrize("place", ["xl/worksheets/sheet1.xml", "xl/elders/blad", "ergens/anders.xml"])
def test_a_tab_that_is_too_large_is_refused_wherever_it_lies_in_the_workbook(place: str) -> None:
    cells = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    assert "dat is te groot" in refused(zipped({"xl/workbook.xml": "<a/>", place: cells}), "groot.xlsx")


def test_tabs_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_WORKBOOK_CELLS", 1000)
    sheets = {f"xl/worksheets/sheet{at}.xml": '<c r="A1"/><c r="T20"/>' for at in range(3)}
    assert "dat is te groot" in refused(zipped(sheets), "bladen.xlsx")


@pytest.mark.parametrize("inside", ["xl/workbook.bin", "content.xml"])
def test_a_workbook_of_another_kind_within_is_refused(inside: str) -> None:
    assert "geen gewone Excel-werkmap" in refused(zipped({"xl/workbook.xml": "<a/>", inside: "x"}), "boek.xlsx")


def test_a_workbook_that_repeats_one_long_text_is_refused_before_it_costs_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LIMIT", 100_000)
    cells = "".join(f'<c r="A{at}" t="s"><v>0</v></c>' for at in range(1, 101))
    texts = f"<sst><si><t>{'a' * 30_000}</t></si></sst>"
    members = {"xl/worksheets/sheet1.xml": cells, "xl/sharedStrings.xml": texts}
    assert "te veel cellen met lange teksten" in refused(zipped(members), "lang.xlsx")


@pytest.mark.parametrize("head", ["Stad;2019;2020", "Plaatsnaam;Score;Extra"])
def test_towns_in_a_column_with_an_unknown_name_do_not_become_the_country(head: str) -> None:
    with pytest.raises(Unrecognised):
        read("stad.csv", f"{head}\nHaarlem;6,9;6,4\nUtrecht;7;8".encode())


def test_a_number_below_five_in_words_is_hidden_by_its_source() -> None:
    rows = read("a.csv", b"Gemeente;Jaar;Roken (%)\nHaarlem;2019;<5\nUtrecht;2019;n.v.t.\nAlmere;2019;7").rows
    assert rows["status"].tolist() == ["onderdrukt", "ontbreekt", ""]


def test_a_zip_with_one_table_is_read_and_others_are_refused() -> None:
    assert read("a.zip", zipped({"map/data.csv": SWING, "leesmij.pdf": b"x"})).name == "a.zip/map/data.csv"
    assert "meer bestanden: a.csv en b.csv" in refused(zipped({"a.csv": SWING, "b.csv": SWING}), "a.zip")
    assert "Pak de zip eerst uit" in refused(zipped({"binnen.zip": zipped({"a.csv": SWING})}), "a.zip")
    assert "zelf een zip" in refused(zipped({"a.csv": zipped({"a.csv": SWING})}), "a.zip")
    assert "geen CSV-bestand" in refused(zipped({"a.doc": b"x"}), "a.zip")
    assert "beschadigde zip" in refused(zipped({"a.csv": SWING})[:-30], "a.zip")


def test_a_zip_that_blows_up_is_refused_by_what_it_says_and_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMIT", 100_000)
    bomb = zipped({"a.csv": "a;b\n" * 100_000})
    assert "uitgepakt groter dan" in refused(bomb, "a.zip")
    declared = (400_000).to_bytes(4, "little")
    liar = bomb.replace(declared, (400).to_bytes(4, "little"))
    assert len(liar) < 100_000
    refused(liar, "a.zip")
    assert "uitgepakt groter dan" in refused(zipped({"xl/worksheets/s.xml": "x" * 200_000}), "a.xlsx")


# --- what is no table ---


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is leeg"),
        (b" \n\r\n ", "is leeg"),
        (b"\xef\xbb\xbf", "is leeg"),
        (b"alleen een titel\nnog een regel\n", "maar \u00e9\u00e9n kolom"),
        (b"<!DOCTYPE html><html><body>Inloggen</body></html>", "is een webpagina"),
        (b"\xef\xbb\xbf\r\n <HTML><table><tr><td>1;2</td></tr></table>", "is een webpagina"),
        (b"%PDF-1.7 a;b", "is een pdf"),
        (b"\x89PNG\r\n\x1a\n", "is een plaatje"),
        (b"a;b\n1;\x00\n", "tekens die niet in een tabel horen"),
        ("a;b\n1;2\n".encode("utf-16-le"), "tekens die niet in een tabel horen"),
        (b"\xff\xfea;b", "niet te lezen"),
        (b"a;b\n1;\x81\n", "rij 2: hier staat een teken dat niet te lezen is"),
        (b"Gemeente;2019\nHaarlem;1\nZundert;2;3\nBreda;4\n", "rij 3: 3 cellen in plaats van 2"),
        (b"Gemeente;2019\nHaarlem;1\nZundert\nBreda;4\n", "rij 3: 1 cellen in plaats van 2"),
        (b'Gemeente;2019\nHaarlem;"1\nZundert;2\n', 'rij 2: een aanhalingsteken (") wordt niet gesloten'),
        (b"Gemeente;Site\nHaarlem;haarlem.nl\nBreda;breda.nl\n", "geen kolommen met cijfers"),
        (b",,,\nNr,Gemeente,Site,\n1,Haarlem,haarlem.nl,\n,Breda,breda.nl,\n", "geen kolommen met cijfers"),
        (b"Tot;Oude;Nieuwe;Naam\n1-1-2014;GM0055;GM0080;Leeuwarden\n", "lijst met samengevoegde gemeenten"),
        (b"Gemeente;2019\n" + b"x" * 1_100_000 + b";1\n", "langer dan 1.000.000 tekens"),
        (b";".join(b"k%d" % i for i in range(2_001)) + b"\n", "meer dan 2000 kan niet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "geen leesbare Excel-werkmap"),
        (b"PK\x03\x04kapot", "beschadigde zip of werkmap"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_true_reason(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMIT", 2**20)
    assert "groter dan 1 MB" in refused(b"a;b\n" * 300_000)


# --- whatever the dialect, and whatever the damage ---

WORDS = st.text(st.sampled_from("abcdé ü'\";,|\t-.()1"), min_size=1, max_size=12).map(str.strip).filter(
    lambda word: word and not word[0].isdigit() and "[" not in word
)  # fmt: skip
TOWNS = st.sampled_from(["Haarlem", "'s-Gravenhage", "Súdwest-Fryslân", "Bergen (NH.)", "Utrecht (PV)", "Nederland"])
FIGURES = st.one_of(st.none(), st.integers(-5_000, 5_000_000), st.decimals(-900, 99_999, places=2).map(float))


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(TOWNS, WORDS, FIGURES, FIGURES), min_size=1, max_size=6),
    separator=st.sampled_from(";,\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    sign=st.sampled_from(".,"),
    line=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_in_any_dialect_reads_back_the_same(
    rows: list[tuple[str, str, float | None, float | None]],
    separator: str,
    encoding: str,
    sign: str,
    line: str,
    quoting: int,
) -> None:
    def shown(value: float | None) -> str:
        return "." if value is None else repr(value).replace(".", sign)

    made = io.StringIO()
    writer = csv.writer(made, delimiter=separator, lineterminator=line, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Gemeente", "Onderwerp", "2018", "2019"])
    writer.writerow(["Breda", "vast", shown(1.25), shown(2.5)])
    writer.writerows([town, word, shown(a), shown(b)] for town, word, a, b in rows)
    reading = read("tabel.csv", made.getvalue().encode(encoding))
    expected = [value for row in [("", "", 1.25, 2.5), *rows] for value in row[2:]]
    found = [None if pd.isna(value) else value for value in reading.rows["value"]]
    assert found == expected
    assert reading.rows["region_text"].tolist()[2::2] == [town for town, *_ in rows]
    assert reading.rows["subject"].tolist()[2::2] == [word for _, word, *_ in rows]


SAMPLES = {
    "sjabloon.csv": TEMPLATE.encode(),
    "swing.csv": SWING.encode("cp1252"),
    "statline.csv": STATLINE.encode("utf-8-sig"),
    "tabel.csv": TABLE.encode(),
    "plat.csv": b"Jaar;geolevel;geoitem;dim;big2\n2019;gemeente;392;1;147,1\n2019;nederland;1;1;159\n",
    "open.csv": b'"ID";"RegioS";"Perioden";"Levend_2"\n"1";"GM0344";"2018JJ00";"  4004"\n',
    "v4.csv": b"Id;Measure;Perioden;Value;StringValue;ValueAttribute\n0;M1;2022JJ00;1,5;;None\n",
    "wit.csv": "Gemeente;Jaar;Big 2\nHaarlem;2019;1\n".encode("utf-16"),
    "boek.xlsx": workbook([["Gemeente", "Onderwerp", 2018], ["Haarlem", "Big 2", 147.5]]),
    "oud.xls": old_workbook([["Gemeente", "Onderwerp", "2018"], ["Haarlem", "Big 2", 147.5]]),
    "zip.zip": zipped({"a.csv": SWING}),
}
POISON = [
    *(b"\x00", b'"', b";", b",", b"\t", b"\n", b"\r", b"\xff", b"\x81", b"'", b"-", b"\xef\xbb\xbf", b"[%]", b"((("),
    *(b"<table>", b"=cmd|' /C calc'!A0", b"2019", b"GM0392", b"Totaal", b"Identifier;Title", b"1e999"),
]


def damaged(random_: random.Random, content: bytes) -> bytes:
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(content) + 1)
        match random_.randrange(5):
            case 0:
                content = content[:at]
            case 1:
                content = content[:at] + random_.choice(POISON) + content[at:]
            case 2 if content:
                at = at % len(content)
                content = content[:at] + bytes([random_.randrange(256)]) + content[at + 1 :]
            case 3:
                content = content.replace(random_.choice([b";", b",", b"\n", b'"']), random_.choice(POISON), 1)
            case 4:
                until = random_.randrange(len(content) + 1)
                content = content + content[min(at, until) : max(at, until)]
    return content


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_thousands_of_broken_files_are_read_or_refused_and_nothing_else(name: str) -> None:
    random_ = random.Random(name)
    for _ in range(400):
        content = damaged(random_, SAMPLES[name])
        try:
            reading = read(name, content)
        except DataError as error:
            assert str(error)
            continue
        if reading.kind == "observations":
            assert tuple(reading.rows) == COLUMNS
            assert set(reading.rows["status"]) <= {*STATUSES, ""} or reading.layout == "sjabloon"


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read("bytes.csv", content)
    except DataError as error:
        assert str(error)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.lists(st.lists(WORDS | st.sampled_from(["2019", "Gemeente", "1,5", "", "GM0392"]), max_size=5), max_size=8))
def test_any_table_is_read_or_refused_also_with_a_mapping_by_hand(rows: list[list[str]]) -> None:
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(rows)
    content = made.getvalue().encode()
    try:
        read("tabel.csv", content)
    except Unrecognised as error:
        columns = error.sheet.columns
        try:
            read("tabel.csv", content, ColumnMapping(columns[-1:], *columns[:1]))
        except DataError as again:
            assert str(again)
    except DataError as error:
        assert str(error)


# --- the real files, where they are at hand ---

REAL: dict[str, tuple[str, dict[str, object], float]] = {
    "01": ("cbs_getypeerd", {"subject": "LevendGeborenKinderen_2", "period": "2002", "region": "GM0344"}, 4004),
    "02": ("cbs_getypeerd", {"subject": "TotaleDruk_20", "period": "1950", "region": "NL01"}, 81.9),
    "05": ("cbs_getypeerd", {"subject": "TotaalRecreatieterrein_19", "region": "PV27"}, 15003),
    "09": ("breed", {"subject": "Rokers", "region": "NL01", "period": "2022"}, 16.6),
    "13": ("breed_jaren", {"subject": "16 jaar", "period": "2019"}, 21),
    "15": ("lang", {"subject": "Aantal; Duur: 70", "period": "2020"}, 287),
    "19": ("cbs_symbolen", {"subject": "SES-WOA/Totaalscore/Gemiddelde score", "region": "GM0363"}, -0.1),
    "21": (
        "cbs_tabelindeling",
        {"subject": "Vrije tijd en cultuur|Sport|Afstand tot zwembad", "region": "GM1680"},
        7.7,
    ),
    "22": ("cbs_symbolen", {"unit": "km²", "region": "GM0193"}, 119.36),
    "24": ("cbs_symbolen", {"unit": "aantal", "region": "GM1680", "period": "2023"}, 25724),
    "25": ("cbs_tabelindeling", {"unit": "aantal", "region": "GM0363"}, 641700),
    "27": ("cbs_symbolen", {"subject": "Bevolking.Aantal.inwoners", "region": "GM0363", "period": "2017"}, 844947),
    "30": ("cbs_v4", {"row": 6}, 630.4),
    "39": ("breed", {"subject": "nHH", "region_text": "Zundert"}, 9501),
    "45": ("lang", {"subject": "c00_preterm_birth", "region": "GM0392", "denominator": 16302.0}, 6.33664581033002),
}
REFUSED = {
    "11": "alleen over GGD-regio's",
    "31": "de lijst met gebieden",
    "32": "de lijst met perioden",
    "33": "de lijst met onderwerpen",
    "34": "de lijst met eigenschappen",
    "35": "alleen over maanden, kwartalen of dagen",
    "38": "samengevoegde gemeenten",
    "44": "geen kolommen met cijfers",
}


def real(number: str) -> Path:
    found = sorted(FORMATS.glob(f"{number}_*.csv"))
    if not found:
        pytest.skip("the shared examples are not beside this checkout")
    return found[0]


@pytest.mark.parametrize("number", REAL)
def test_a_real_file_is_recognised_and_read_right(number: str) -> None:
    path = real(number)
    layout, wanted, value = REAL[number]
    reading = read(path.name, path.read_bytes())
    assert reading.layout == layout
    assert cell(reading, **wanted)["value"] == value
    assert not (reading.rows["value"].isna() & (reading.rows["status"] == "")).any()


@pytest.mark.parametrize("number", REFUSED)
def test_a_real_file_without_figures_for_this_app_is_refused(number: str) -> None:
    path = real(number)
    assert REFUSED[number] in refused(path.read_bytes(), path.name)


def test_every_real_file_is_in_one_of_the_two_lists() -> None:
    if not FORMATS.is_dir():
        pytest.skip("the shared examples are not beside this checkout")
    assert {path.name[:2] for path in FORMATS.glob("[0-9]*.csv")} == {*REAL, *REFUSED}


def test_the_door_opens_on_all_that_pages_need() -> None:
    assert set(__all__) == {"LIMIT", "ColumnMapping", "Reading", "Sheet", "Unrecognised", "read", "ready"}


def test_a_list_of_tranches_or_a_budget_may_have_dutch_column_names() -> None:
    found = text("Gemeente;Tranche\nHaarlem;2\n")
    assert (found.layout, found.kind) == ("sjabloon", "tranches")
    assert found.rows.loc[0, ["region", "tranche"]].tolist() == ["GM0392", "2"]
    found = text("Jaar;Gebied;Post;Betaler;Bedrag\n2022;Haarlem;Impuls;Rijk;31.000,50\n")
    assert (found.layout, found.kind) == ("sjabloon", "budget")
    assert found.rows.loc[0, ["region", "item", "funder", "amount_eur"]].tolist() == [
        "GM0392",
        "Impuls",
        "Rijk",
        31000.5,
    ]


ROWS_OF_TWO_YEARS = "Haarlem;149;7,8;152;8,0\nAmsterdam;900;8,5;910;8,6"


@pytest.mark.parametrize(
    "header",
    [
        "Gemeente;2018;;2019;\n;Aantal;%;Aantal;%",
        "Gemeente;2018;2018;2019;2019\n;Aantal;%;Aantal;%",
        "Rokers;;;;\nGemeente;2018;;2019;\n;Aantal;%;Aantal;%",
        ";2018;;2019;\nGemeente;Aantal;%;Aantal;%",
        "Gemeente;2018 Aantal;2018 %;2019 Aantal;2019 %",
        "Gemeente;Aantal 2018;% 2018;Aantal 2019;% 2019",
    ],
)
def test_of_two_columns_for_a_year_none_is_lost(header: str) -> None:
    found = read("Rokers.csv", f"{header}\n{ROWS_OF_TWO_YEARS}".encode()).rows
    seen = {
        (row.region, row.period, row.subject.removeprefix("Rokers "), row.value)
        for row in found[["region", "period", "subject", "value"]].itertuples(index=False)
    }
    told = zip(("[Aantal]", "[%]", "[Aantal]", "[%]") * 2, (149, 7.8, 152, 8.0, 900, 8.5, 910, 8.6), strict=True)
    places = [(region, year) for region in ("GM0392", "GM0363") for year in ("2018", "2018", "2019", "2019")]
    assert seen == {(*place, *one) for place, one in zip(places, told, strict=True)}


def test_a_header_may_name_both_the_figure_and_the_year() -> None:
    found = read("a.csv", b"Gemeente;Rokers 2018;Rokers 2019*\nHaarlem;7,8;8,0").rows
    assert found[["subject", "period", "value", "status"]].to_numpy().tolist() == [
        ["Rokers", "2018", 7.8, ""],
        ["Rokers", "2019", 8.0, "voorlopig"],
    ]


def test_a_column_that_is_not_read_is_told() -> None:
    reading = read("Rokers.csv", b"Gemeente;Oppervlakte;2018;2019\nHaarlem;32,1;7,8;8,0\nAmsterdam;219,3;8,5;8,6")
    assert "Overgeslagen kolommen: Oppervlakte." in reading.remarks
