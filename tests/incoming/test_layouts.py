"""Every layout that analysts have is recognised, and each figure gets its own subject, unit, region and period."""

import csv
import io

import pandas as pd
import pytest

from ks_data import DataError
from ks_data.incoming.reading import ColumnMapping, Unrecognised
from ks_data.incoming.reading.tidy import read
from tests.incoming.files import (
    COLUMNS,
    STATLINE,
    SWING,
    TABLE,
    TEMPLATE,
    cell,
    messages,
    questions,
    refused,
    text,
    workbook,
    zipped,
)

# --- our own template ---


def test_the_template_is_read_as_it_stands() -> None:
    reading = text(TEMPLATE)
    assert (reading.layout, reading.kind, messages(reading)) == ("sjabloon", "observations", [])
    assert tuple(reading.rows) == COLUMNS
    first, second = reading.rows.iloc[0], reading.rows.iloc[1]
    assert (first.row, first.region, first.period, first.status) == (2, "GM0392", "2019", "definitief")
    assert (first.value, first.value_text, first.numerator, first.denominator) == (147.1, "147.1", 279, 1897)
    assert (second.region, second.region_text, second.period) == ("GM0344", "Utrecht (gemeente)", "2017-2019")
    assert pd.isna(second.value) and second.status == "onderdrukt" and second.note == "te klein, dus verborgen"
    assert second.source == "bron/deel"


def test_the_template_survives_a_dutch_excel() -> None:
    rows = list(csv.reader(io.StringIO(TEMPLATE)))
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([cell.replace("147.1", "147,1") for cell in row] for row in rows)
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        reading = read("sjabloon.csv", stream.getvalue().encode(encoding))
        assert reading.rows["value"].tolist()[:1] == [147.1]
        assert reading.rows["source"].tolist() == text(TEMPLATE).rows["source"].tolist()


def test_in_the_template_columns_may_stand_in_any_order_and_in_capitals() -> None:
    reading = text("PERIOD,Region,value,Indicator,extra\n2019,GM0392,1.5,a_per_1000,7\n")
    assert cell(reading, region="GM0392")["subject"] == "a_per_1000"
    assert "De kolom extra hoort niet bij het sjabloon en is overgeslagen." in messages(reading)
    assert "De kolom source ontbreekt." not in messages(reading)  # the source is told when publishing


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


def test_a_list_of_tranches_or_a_budget_may_have_dutch_column_names() -> None:
    tranches = text("Gemeente;Tranche\nHaarlem;2\n")
    assert (tranches.layout, tranches.kind) == ("sjabloon", "tranches")
    assert tranches.rows.loc[0, ["region", "tranche"]].tolist() == ["GM0392", "2"]
    budget = text("Jaar;Gebied;Post;Betaler;Bedrag\n2022;Haarlem;Impuls;Rijk;31.000,50\n")
    assert (budget.layout, budget.kind) == ("begroting_posten", "budget")
    assert budget.rows.loc[0, ["region", "item", "funder", "amount_eur"]].tolist() == [
        "GM0392",
        "Impuls",
        "Rijk",
        31000.5,
    ]


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
    assert "1 rij over GGD-regio's hoort niet in deze app en is overgeslagen." in messages(reading)
    assert any("alleen het totaal" in remark for remark in messages(reading))


def test_in_a_workbook_of_swing_the_other_tab_says_what_is_a_dimension() -> None:
    rows = [["jaar", "geolevel", "geoitem", "leeftijd", "v1"], [2019, "gemeente", 392, 3, 147.1]]
    rows += [[2019, "gemeente", 392, 4, 2.5]]
    kinds = [["col", "type"], ["jaar", "period"], ["geolevel", "geolevel"], ["geoitem", "geoitem"]]
    reading = read("plat.xlsx", workbook(rows, [*kinds, ["leeftijd", "dim"], ["v1", "var"]]))
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
    assert "1 rij zonder enig cijfer (vaak opgeheven gemeenten) is overgeslagen." in messages(reading)
    assert "1 rij over landsdelen hoort niet in deze app en is overgeslagen." in messages(reading)
    assert set(reading.rows["region_text"]) == {"Bergen (NH.)", "Brielle"}


def test_open_data_of_cbs_are_read_by_year_and_not_by_month() -> None:
    reading = text(
        'ID;RegioS;Perioden;Levend_2;Groei_11\n1;"GM0344";2018MM12;300;"   0.1"\n2;GM0344;2018JJ00;4004;"   -0.11"\n'
    )
    assert reading.layout == "cbs_getypeerd"
    assert cell(reading, subject="Levend_2")["value"] == 4004
    assert cell(reading, subject="Groei_11")["value"] == -0.11
    assert "1 rij over maanden, kwartalen of dagen is overgeslagen." in messages(reading)


def test_the_table_layout_of_statline_is_read_whatever_stands_across() -> None:
    reading = text(TABLE)
    assert reading.layout == "cbs_tabelindeling"
    born = cell(reading, subject="Levend geboren", period="2019")
    assert (born.value, born.value_text, born.unit, born.region) == (1250, "1,25", "x 1 000", "NL01")
    assert born.row == 6 and born.status == "voorlopig"
    assert any("1.000 vermenigvuldigd" in remark for remark in messages(reading))
    assert cell(reading, subject="Sterfte", period="2018")["value"] == 4.9
    assert cell(reading, subject="Sterfte", period="2019")["status"] == "ontbreekt"
    across = text(
        '"Afstand 2021"\n""\n"";"";"Regio\'s"\n"Onderwerp";"";"Nederland";"Haarlem";"Wijk 01 Hout"\n'
        '"Codering";"code";"NL00";"GM0392";"WK039201"\n"Huisarts";"km";"1,0";"0,6";"0,5"\n"Bron: CBS"\n'
    )
    assert across.rows["region"].tolist() == ["NL01", "GM0392"]
    assert across.rows["value"].tolist() == [1.0, 0.6]
    assert set(across.rows["period"]) == {"2021"}
    assert "1 kolommen over wijken en buurten horen niet in deze app en zijn overgeslagen." in messages(across)
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
    assert any("De periode 2019-2022 komt uit de bestandsnaam." in question for question in questions(reading))
    assert "alleen over GGD-regio's" in refused("id;GGD-regio;Roken\n1010;GGD Groningen;16,6\n90;GGD Drenthe;17,1\n")


def test_years_regions_or_subjects_may_stand_across() -> None:
    years = text("Leeftijd;2018;2019\n15 jaar;30;33\n16 jaar;79;72\n")
    assert years.layout == "breed_jaren"
    assert cell(years, subject="16 jaar", period="2019")["value"] == 72
    assert set(years.rows["region"]) == {"NL01"} and "heel Nederland" in " ".join(messages(years))
    regions = text("Jaar,Haarlem,Utrecht\n2018,1.5,2.5\n2019,1.25,3\n", "roken.csv")
    assert regions.layout == "breed_gebieden"
    assert cell(regions, region="GM0344", period="2019")["value"] == 3
    subjects = text("# Bron: CBS\nGemeente,Jaar,n1,n2\nHaarlem,2020,11160.0,3.5\nZundert,2020,,\n")
    assert subjects.layout == "breed"
    assert cell(subjects, region="GM0392", subject="n1")["value"] == 11160
    assert "1 rij zonder enig cijfer (vaak opgeheven gemeenten) is overgeslagen." in messages(subjects)


def test_a_long_table_keeps_the_totals_and_the_number_behind_each_figure() -> None:
    reading = text(
        "geografie,geslacht,uitkomst,N,mean,sd\nHaarlem,Totaal,sga,200,7.84876877442441,NA\n"
        "Haarlem,Vrouwen,sga,100,7.1,1\n036301,Totaal,sga,50,9.5,1\nNieuw-West,Totaal,sga,60,NA,1\n"
    )
    assert reading.layout == "lang"
    haarlem = cell(reading, region="GM0392")
    assert (haarlem.value, haarlem.denominator, haarlem.subject) == (7.84876877442441, 200, "sga")
    assert cell(reading, region_text="Nieuw-West")[["region", "status"]].tolist() == ["", "ontbreekt"]
    assert "1 rij over wijken en buurten hoort niet in deze app en is overgeslagen." in messages(reading)
    split = text("Duur;Perioden;Aantal\n0;2018;69872\n1;2018;72848\nBron: CBS;;\n")
    assert split.rows["subject"].tolist() == ["Aantal; Duur: 0", "Aantal; Duur: 1"]
    assert "De voetregel 'Bron: CBS' is overgeslagen." in messages(split)


@pytest.mark.parametrize("separators", ["", ";;"])
def test_all_notes_below_a_table_are_one_remark(separators: str) -> None:
    notes = [
        "* voorlopig",
        "¹ zonder Urk",
        "1) nader voorlopig",
        "Bron: CBS",
        "Noot: x = geheim",
        "Toelichting: zie CBS",
    ]
    lines = "\n".join(note + separators for note in notes)
    reading = text(f"Gemeente;Jaar;Big 2\nHaarlem;2018;5\nZundert;2018;6\n{lines}\n")
    assert len(reading.rows) == 2
    (remark,) = [message for message in messages(reading) if "voetregel" in message]
    assert "‘* voorlopig’" in remark or "‘Toelichting: zie CBS’" in remark


def test_what_r_makes_of_a_header_is_understood() -> None:
    reading = text(
        '"","Wijken.en.buurten","Codering..code.","Aantal.inwoners..aantal.","Geboorte..per.1.000.inwoners."\n'
        '"1","Nederland      ","NL00      ",17081507,"    9.8"\n"2","Kop Zeedijk","BU03630000",1020,5\n',
        "kwb_2017.csv",
    )
    born = cell(reading, subject="Geboorte")
    assert (born.value, born.unit, born.region, born.period) == (9.8, "per 1.000 inwoners", "NL01", "2017")
    assert len(reading.rows) == 2


# --- years, regions and subjects across ---


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
    rows = read("Rokers.csv", f"{header}\n{ROWS_OF_TWO_YEARS}".encode()).rows
    figures = {
        (row.region, row.period, row.subject.removeprefix("Rokers "), row.value)
        for row in rows[["region", "period", "subject", "value"]].itertuples(index=False)
    }
    expected = zip(("[Aantal]", "[%]", "[Aantal]", "[%]") * 2, (149, 7.8, 152, 8.0, 900, 8.5, 910, 8.6), strict=True)
    places = [(region, year) for region in ("GM0392", "GM0363") for year in ("2018", "2018", "2019", "2019")]
    assert figures == {(*place, *figure) for place, figure in zip(places, expected, strict=True)}


def test_a_header_may_name_both_the_figure_and_the_year() -> None:
    rows = read("a.csv", b"Gemeente;Rokers 2018;Rokers 2019*\nHaarlem;7,8;8,0").rows
    assert rows[["subject", "period", "value", "status"]].to_numpy().tolist() == [
        ["Rokers", "2018", 7.8, ""],
        ["Rokers", "2019", 8.0, "voorlopig"],
    ]


def test_a_column_that_is_not_read_is_told() -> None:
    reading = read("Rokers.csv", b"Gemeente;Oppervlakte;2018;2019\nHaarlem;32,1;7,8;8,0\nAmsterdam;219,3;8,5;8,6")
    assert any("zijn niet gelezen: Oppervlakte." in question for question in questions(reading))


@pytest.mark.parametrize("head", ["Stad;2019;2020", "Plaatsnaam;Score;Extra"])
def test_towns_in_a_column_with_an_unknown_name_do_not_become_the_country(head: str) -> None:
    reading = read("stad.csv", f"{head}\nHaarlem;6,9;6,4\nUtrecht;7;8".encode())
    assert reading.rows[["region", "value"]].to_numpy().tolist() == [
        ["GM0392", 6.9],
        ["GM0392", 6.4],
        ["GM0344", 7.0],
        ["GM0344", 8.0],
    ]


# --- unknown layouts ---


def test_an_unknown_layout_can_be_mapped_by_hand() -> None:
    content = "Plaatsje;Wanneer;Roken [%];Van\nHaarlem;2019;12,5;200\nZandvoort;2019;3,5;90\n"
    with pytest.raises(Unrecognised, match="indeling is niet bekend") as error:
        text(content.replace("Haarlem", "Stad A").replace("Zandvoort", "Stad B"))
    assert error.value.sheet.columns == ("Plaatsje", "Wanneer", "Roken [%]", "Van")
    mapping = ColumnMapping(("Roken [%]",), "Plaatsje", "Wanneer", denominator="Van")
    assert ColumnMapping.from_json(mapping.to_json()) == mapping
    reading = read("bestand.csv", content.encode(), mapping)
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


def test_a_header_that_r_wrote_names_its_subject_without_the_dots_of_its_unit() -> None:
    reading = read("a.csv", b"Gemeente;Jaar;Vroeggeboorte....;Rokers..promille.\nHaarlem;2019;6,5;71\n")
    assert reading.rows[["subject", "unit"]].to_numpy().tolist() == [["Vroeggeboorte", ""], ["Rokers", "promille"]]
