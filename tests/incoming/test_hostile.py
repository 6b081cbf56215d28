"""Whatever a file holds, it is read or refused in plain Dutch, in time in proportion to its size."""

import csv
import difflib
import io
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ks_data import INDICATORS, DataError
from ks_data.catalogue import mergers, recognise
from ks_data.catalogue.periods import is_date, is_period
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming import publication
from ks_data.incoming.checks.outcome import NAMED
from ks_data.incoming.checks.subjects import SUGGESTED
from ks_data.incoming.reading import ColumnMapping, Unrecognised, read, sheet, values
from ks_data.language import dutch
from tests.examples import examples
from tests.incoming.files import messages

Rows = list[list[str]]


# --- lengths and numbers ---


@pytest.mark.parametrize(
    "file",
    [
        "Gemeente;Onderwerp;2018;2019\nHaarlem;Big 2;1;2\n{long};Big 2;1;2\n",
        "Gemeente;Onderwerp;2018;2019\nHaarlem;Big 2;1;2\nHaarlem;{long};1;2\n",
        "indicator;region;period;value\nbig2_per_1000;GM0392;2018;1\nbig2_per_1000;GM0392;{long};1\n",
        "Gemeente;Jaar;Eenheid;Onderwerp;Waarde\nHaarlem;2018;%;Big 2;1\nHaarlem;2019;{long};Big 2;2\n",
        "jaar;gemeente;post;betaler;bedrag\n2022;GM0392;huisbezoek;gemeente;1\n2022;GM0392;{long};gemeente;1\n",
        "gemeente;tranche\nGM0392;1\nGM0363;{long}\n",
    ],
)
def test_a_name_a_period_and_a_unit_have_at_most_some_hundred_characters(file: str) -> None:
    for long in ("x" * (LONGEST_NAME + 1), f"a{' ' * 60_000}b"):
        with pytest.raises(DataError, match=rf"^a\.csv, rij 3, kolom .*{dutch.number(len(long), 0)} tekens.*korter"):
            read("a.csv", file.replace("{long}", long).encode())
    assert len(read("a.csv", file.replace("{long}", "x" * LONGEST_NAME).encode()).rows) >= 2


def test_a_header_has_at_most_some_hundred_characters_and_a_note_may_have_more() -> None:
    with pytest.raises(DataError, match=r"^a\.csv, rij 1, kolom 3: .*301 tekens"):
        read("a.csv", f"Gemeente;Jaar;{'x' * 301}\nHaarlem;2019;1\n".encode())
    note = "lang " * 1000
    done = read("a.csv", f"indicator;region;period;value;note\na;GM0392;2019;1;{note}\n".encode())
    assert done.rows["note"].tolist() == [note.strip()]


def test_the_name_of_a_file_has_at_most_some_hundred_characters() -> None:
    with pytest.raises(DataError, match="naam van dit bestand is te lang"):
        read(f"{'x' * 301}.csv", b"Gemeente;2019\nHaarlem;1\n")


def test_many_subjects_that_are_not_known_cost_no_more_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    compared, compare = [], difflib.get_close_matches
    monkeypatch.setattr(
        difflib, "get_close_matches", lambda text, *arguments: compared.append(text) or compare(text, *arguments)
    )
    counts = []
    for count in (SUGGESTED + 100, 3 * SUGGESTED):
        compared.clear()
        lines = ["big2_per_1000,GM0392,2018,1", *(f"onbekend {number},GM0392,2019,1" for number in range(count))]
        content = "\n".join(["indicator,region,period,value", *lines]).replace("big2_per_1000", next(iter(INDICATORS)))
        checked = publication.examine("a.csv", content.encode()).checked
        counts.append(len(compared))
        unknown = [finding for finding in checked.findings if finding.screen == "onbekend_onderwerp"]
        assert [finding.count for finding in unknown] == [count] and len(unknown[0].message) < 1000
    assert counts[0] == counts[1] == SUGGESTED and max(map(len, compared)) <= 80


def test_many_budgets_that_do_not_add_up_are_counted() -> None:
    lines = [
        f"{year};GM0392;{item};gemeente;{amount}"
        for year in range(1950, 2030)
        for amount, item in enumerate(("a", "totaal"))
    ]
    content = "\n".join(["jaar;gemeente;post;betaler;bedrag", *lines]).encode()
    findings = publication.examine("a.csv", content).findings
    off = [finding for finding in findings if finding.screen == "telt_niet_op"]
    assert len(off) == NAMED + 1 and off[-1].count == 80 - NAMED


def test_many_units_that_are_not_meant_are_one_finding() -> None:
    lines = [f"Haarlem;{2000 + number % 20};promille {number};Vroeg in zorg;1" for number in range(60)]
    content = "\n".join(["Gemeente;Jaar;Eenheid;Onderwerp;Waarde", *lines]).encode()
    findings = publication.examine("a.csv", content).findings
    assert [finding.count for finding in findings if finding.screen == "andere_eenheid"] == [20]


# --- a text is never a format, and a number, a year, a date or a code is written in plain digits ---


@pytest.mark.parametrize("braces", ["{n:>1500000000}", "{n.__class__}", "{}", "{0}", "{", "%s%n", "$n", "{{x}}"])
def test_braces_in_a_header_are_only_text(braces: str) -> None:
    file = f"Gemeente;Jaar;soort {braces};Big 2;Sterfte\nHaarlem;2019;Totaal;1;2\nHaarlem;2019;Mannen;1;2\n"
    remarks = [remark for remark in messages(read("a.csv", file.encode())) if "alleen het totaal" in remark]
    assert remarks == [f"Van 'soort {braces}' is alleen het totaal gelezen; 1 rij over een deel is overgeslagen."]


OTHER_DIGITS = ("20１９", "２０１９", "٢٠١٩", "२०१९", "201²", "20①9", "𝟚𝟘𝟙𝟡")


@pytest.mark.parametrize("written", OTHER_DIGITS)
def test_digits_of_other_scripts_are_no_year_no_date_no_code_and_no_number(written: str) -> None:
    assert values.periods(pd.Series([written, f"{written}MM01", f"2018-{written}"]))["kind"].tolist() == ["", "", ""]
    assert values.period_within(f"cijfers {written}.csv") == ""
    assert not is_period(written) and not is_date(written) and not is_date(f"{written}-01-01")
    assert recognise.region_codes(pd.Series([written, f"GM{written}", f"Haarlem{written}"])).tolist() == ["", "", ""]
    assert not values.readable(pd.Index([written])).any()


def test_a_name_in_another_script_does_not_become_a_place_without_its_strange_letters() -> None:
    written = pd.Series(["Haarlem٣", "HaarlemЖ", "ЖHaarlem", "GM0392٣"])
    assert recognise.region_codes(written).tolist() == [""] * 4
    assert mergers.former_codes(pd.Series(["GM0501٣", "BrielleЖ"])).tolist() == ["", ""]


@pytest.mark.parametrize(
    "written", ["2022-02-31", "2022-13", "2022-00-10", "2022-1-1", "20220101", "2022-06-31", "2022-"]
)
def test_a_day_that_is_not_on_the_calendar_is_no_date(written: str) -> None:
    assert not is_date(written)
    file = f"jaar;gemeente;post;betaler;bedrag;vanaf\n2022;GM0392;huisbezoek;gemeente;1;{written}\n"
    findings = publication.examine("a.csv", file.encode()).findings
    assert written == "2022-1-1" or "onbekende_datum" in {finding.screen for finding in findings}


@pytest.mark.parametrize("year", ["inf", "nan", "1e400", "２０２２", "2022.5", "-2022", "9" * 250, "²"])
def test_a_budget_for_what_is_no_year_is_refused(year: str) -> None:
    file = f"jaar;gemeente;post;betaler;bedrag\n{year};GM0392;huisbezoek;gemeente;1\n"
    findings = publication.examine("a.csv", file.encode()).findings
    assert "onbekend_jaar" in {finding.screen for finding in findings}


def test_a_unit_that_no_figure_comes_in_is_refused() -> None:
    file = f"Gemeente;Jaar;Eenheid;Onderwerp;Waarde\nHaarlem;2019;x 1{' 000' * 70};Big 2;1\n"
    with pytest.raises(DataError, match="miljarden"):
        read("a.csv", file.encode())


# --- tables without what they should have ---


def zipped(members: dict[str, str] | dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("member", "column"),
    [
        ("b/MeasureCodes.csv", "Identifier"),
        ("b/MeasureCodes.csv", "Unit"),
        ("b/PeriodenCodes.csv", "Title"),
        ("b/RegioSCodes.csv", "Identifier"),
    ],
)
def test_a_list_of_codes_without_one_of_its_columns_is_refused(member: str, column: str) -> None:
    members = {**GOOD["cbs_v4"], member: GOOD["cbs_v4"][member].replace(column, "Naam")}
    with pytest.raises(DataError, match=rf"^b\.zip/{member}: .*ontbreekt de kolom {column}"):
        read("b.zip", zipped(members))


def test_a_name_in_a_zip_has_at_most_some_hundred_characters() -> None:
    with pytest.raises(DataError, match="een naam van meer dan 300 tekens"):
        read("b.zip", zipped({f"{'x' * 301}.csv": "Gemeente;2019\nHaarlem;1\n"}))


def test_a_column_of_figures_without_a_region_above_it_is_left_out() -> None:
    content = GOOD["gebieden_boven"]["a.csv"]
    assert read("a.csv", content.encode()).rows["region"].tolist() == ["GM0392", "GM0363"] * 2
    lines = [
        f"{line};{cell}" for line, cell in zip(content.splitlines(), ('""', '""', '""', '""', "1", "2"), strict=True)
    ]
    del lines[3]  # the codes
    done = read("a.csv", "\n".join(lines).encode())
    assert set(done.rows["region"]) == {"GM0392", "GM0363"}
    assert "Kolommen waar geen gebied boven staat zijn overgeslagen: 1." in messages(done)


def test_every_column_has_a_name_of_its_own() -> None:
    assert len(set(sheet.distinct_names(["a", "a", "a (2)", "a (2)", "", "kolom 5", "kolom 6", ""]))) == 8


# --- whatever is changed in a file that is good, it is read or refused ---


GOOD: dict[str, dict[str, str]] = {
    "sjabloon": {
        "a.csv": "indicator,region,period,value,numerator,denominator,status,source,note\n"
        "smoking_during_pregnancy_percent,GM0392,2019,7.1,71,1000,definitief,bron,\n"
        "smoking_during_pregnancy_percent,NL01,2019,8,,,voorlopig,,\n"
        "live_births_count,GM0363,2017-2019,,,,onderdrukt,bron,te klein\n"
    },
    "tranches": {
        "a.csv": "region;name;tranche;evidence;source\nGM0392;Haarlem;1;stated;a\nGM0363;Amsterdam;1 of 2;;b\n"
    },
    "begroting": {
        "a.csv": "jaar;gemeente;post;betaler;bedrag;vanaf;toelichting\n"
        "2022;GM0392;huisbezoek;gemeente;1.000;2022-07-01;a\n"
        "2022;GM0392;totaal;;1.000;;\n2023;Haarlem;ouders;Rijk;12,5;1-7-2023;\n"
    },
    "swing": {
        "a.csv": "Gemeente;Onderwerp;2018;2019\nHaarlem;Big 2 [per 1.000 geboortes];147,5;1.147,1\n"
        "'s-Gravenhage;Rokers (%);-99996;-\nNederland;Big 2 [per 1.000 geboortes];159;-99997\n"
    },
    "swing_plat": {
        "a.csv": "Jaar;geolevel;geoitem;leeftijd;rokers (%)\n2019;gemeente;392;totaal;7,1\n2019;gemeente;363;jong;8\n"
    },
    "statline": {
        "a.csv": '"Perioden";"Regio\'s";"Geslacht";"Geboorte/Levend geboren (aantal)";"Per inwoner (km²)"\n'
        '"2019*";"Bergen (NH.)";"Totaal";"     210";"   1.234"\n"2019*";"Bergen (NH.)";"Mannen";"     100";"   1.300"\n'
        '"2019*";"Noord-Nederland (LD)";"Totaal";"    9000";"   1.000"\n'
        '"2019*";"Brielle";"Totaal";"       .";"       x"\n'
    },
    "tabelindeling": {
        "a.csv": '"Geboorte per gemeente"\n"";"";"Perioden";"Perioden"\n"";"";"2018";"2019*"\n"Onderwerp";"";"";""\n'
        '"Levend geboren";"x 1 000";"1,5";"1,25"\n"Sterfte";"per 1 000";"4,9";"."\n"Bron: CBS";"";"";""\n'
    },
    "gebieden_boven": {
        "a.csv": '"Geboorte, 2019";"";"";""\n"";"Regio\'s";"Haarlem";"Amsterdam"\n"Onderwerp";"Eenheid";"";""\n'
        '"Codes";"code";"GM0392";"GM0363"\n"Levend geboren";"aantal";"1500";"12500"\n"Sterfte";"per 1 000";"4,9";"."\n'
    },
    "cbs_getypeerd": {
        "a.csv": '"ID";"Geslacht";"RegioS";"Perioden";"LevendGeboren_1";"Sterfte_2"\n'
        '0;"T001038";"GM0392";"2019JJ00";1500;4.9\n'
        '1;"T001038";"PV27";"2019JJ00";.;5.1\n2;"3000";"GM0363";"2019KW01";12;1\n'
    },
    "cbs_v4": {
        "b/Observations.csv": "Id;Measure;RegioS;Perioden;Value;StringValue;ValueAttribute\n"
        "0;M1;GM0392;2022JJ00;1,5;;None\n"
        "1;M1;GM0392;2021JJ00;2;;None\n2;M2;PV27;2021JJ00;;;Unknown\n",
        "b/MeasureCodes.csv": "Identifier;Title;Unit\nM1;Levend geboren;x 1 000\nM2;Sterfte;%\n",
        "b/PeriodenCodes.csv": "Identifier;Title;Status\n2021JJ00;2021;Definitief\n2022JJ00;2022;Voorlopig\n",
        "b/RegioSCodes.csv": "Identifier;Title;DimensionId\nGM0392;Haarlem;RegioS\nPV27;Noord-Holland (PV);RegioS\n",
    },
    "breed": {
        "a.csv": "Gemeente;Jaar;Rokers (%);Vroeg in zorg;Inwoners..aantal.;soort\nHaarlem;2019;7,1;80;160000;totaal\n"
        "Amsterdam;2019;8,1;81;860000;totaal\nHaarlem;2018;7,1;80;160000;deel\n"
    },
    "vzinfo": {
        "a.csv": "id,naam,gemeente,waarde man,waarde vrouw\n392,Haarlem,GM0392,80.1,83\n363,Amsterdam,GM0363,81,84\n"
    },
    "regios_boven": {
        "klik_2019.csv": "Onderwerp;Jaar;Haarlem;Amsterdam;Utrecht\nRokers;2019;7,1;8,2;9\nRokers;2018;7;8;9\n"
    },
    "lang": {
        "a.csv": "Regio;Periode;Indicator;Waarde;Eenheid;Teller;Noemer\nHaarlem;2019;Rokers;7,1;%;71;1000\n"
        "Nederland;2017-2019;Vroeg in zorg;80;%;800;1000\n"
    },
    "twee_koppen": {"a.csv": ";2018;;2019;\nGemeente;aantal;%;aantal;%\nHaarlem;149;7,8;150;7,9\nAmsterdam;1;2;3;4\n"},
    "onbekend": {"a.csv": "plek;hoeveel;wat\nHaarlm;1;a\nAmsterdm;2;b\n"},
}
NASTY = (
    *(
        "",
        " ",
        "\u00a0",
        "inf",
        "-inf",
        "nan",
        "NaN",
        "1e400",
        "-1e400",
        "1e-400",
        "1e-300",
        "1e300",
        "9e15",
        "²",
        "5²",
    ),
    *("{}", "{n}", "{n:>9}", "{0.__class__}", "{", "}", "%s", "%", "$x", "\\", "\\1", "[", "]", "[]", "()", "(", "x ["),
    *(
        "9" * 250,
        "9" * 5000,
        "1" + ".000" * 80,
        "x 1" + " 000" * 60,
        "x 1" + "000" * 2000,
        "x mln",
        "x 1 000",
        "per 1" + "0" * 200,
    ),
    *(
        "20１９",
        "٢٠١٩",
        "GM٠٣٩٢",
        "GM0392",
        "GM9999",
        "PV27",
        "NL01",
        "BU03920101",
        "LD01",
        "(GG)",
        "GGD",
        "Utrecht",
        "Bergen",
    ),
    *(
        "2019",
        "2019*",
        "2019-2017",
        "2017-2019",
        "1900-2099",
        "2019KW01",
        "2019-13-45",
        "2019-",
        "0000",
        "9999",
        "2022-02-31",
    ),
    *("31-2-2022", "Totaal", "totaal", "Identifier", "Perioden", "ID", "id", "Measure", "Value", "geolevel", "geoitem"),
    *(
        "region",
        "value",
        "tranche",
        "amount_eur",
        "Gemeente",
        "Jaar",
        "waarde",
        "Onderwerp",
        "Teller",
        "Status",
        "sep=;",
        "#",
    ),
    *(
        "Bron: x",
        "-99996",
        "-0",
        "+1",
        "1.234",
        "1,234",
        "1 234",
        "€ 5",
        "5 %",
        "1e5",
        "0x10",
        "1_000",
        "\u202e1",
        "\u200b",
    ),
    *(
        "\x85",
        "\u2028",
        "\ufeff",
        "\U0001f476",
        "e\u0301",
        "ﬁ",
        "İ",
        "K",
        "=1+1",
        "'1",
        '"',
        "a\nb",
        "a" * 400,
        " " * 400,
    ),
    *(
        "<5",
        "x",
        ".",
        "n.v.t.",
        "definitief",
        "onderdrukt",
        "gemeente",
        "Rijk",
        "1",
        "0",
        "1-2",
        "kolom 2",
        "2019 %",
        "2019 x",
    ),
)


def mutated(choices: st.DataObject, rows: Rows) -> Rows:
    """The same table with one thing changed."""
    rows = [list(row) for row in rows]
    width = max((len(row) for row in rows), default=0)
    if not rows or not width:
        return rows
    positions = st.integers(0, len(rows) - 1)
    columns = st.integers(0, width - 1)
    change = choices.draw(st.integers(0, 11))
    if change == 0:  # a column less, or only that one in another place
        column = choices.draw(columns)
        return [row[:column] + row[column + 1 :] for row in rows]
    if change == 1:
        return [[*row, *row[1:2]] for row in rows]
    if change == 2:
        rows[0] = ["" for _ in rows[0]]
    elif change == 3:
        row, column = choices.draw(positions), choices.draw(columns)
        second_row, second_column = choices.draw(positions), choices.draw(columns)
        if column < len(rows[row]) and second_column < len(rows[second_row]):
            rows[row][column], rows[second_row][second_column] = rows[second_row][second_column], rows[row][column]
    elif change == 4:
        column, cell = choices.draw(columns), choices.draw(st.sampled_from(NASTY))
        rows = [rows[0], *([*row[:column], cell, *row[column + 1 :]] for row in rows[1:])]
    elif change == 5:
        del rows[choices.draw(positions)]
    elif change == 6:
        rows.insert(choices.draw(positions), rows[choices.draw(positions)])
    elif change == 7:
        return rows[: choices.draw(positions)]
    elif change == 8:
        rows.insert(0, [choices.draw(st.sampled_from(NASTY)), *[""] * (width - 1)])
    elif change == 9:
        column = choices.draw(columns)
        return [[row[column], *row[:column], *row[column + 1 :]] if column < len(row) else row for row in rows]
    else:
        row, column = choices.draw(positions), choices.draw(columns)
        if column < len(rows[row]):
            rows[row][column] = choices.draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)))
    return rows


def written(rows: Rows, separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def changed_file(choices: st.DataObject) -> tuple[str, bytes]:
    """A good file in which some things were changed."""
    members = GOOD[choices.draw(st.sampled_from(list(GOOD)))]
    files: dict[str, bytes] = {}
    for name, content in members.items():
        separator = max(";,", key=content.count)
        rows = list(csv.reader(io.StringIO(content), delimiter=separator))
        for _ in range(choices.draw(st.integers(0 if len(members) > 1 else 1, 3))):
            rows = mutated(choices, rows)
        files[name] = written(rows, separator)
    if len(files) == 1:
        return next(iter(files.items()))
    left_out = choices.draw(st.sampled_from(["", *list(files)[1:]]))
    return "b.zip", zipped({name: content for name, content in files.items() if name != left_out})


def examined(choices: st.DataObject, name: str, content: bytes) -> None:
    """Examines a file, also with columns named by hand where it is not known."""
    try:
        publication.examine(name, content)
    except Unrecognised as unknown:
        columns = unknown.sheet.columns
        column = st.sampled_from(["", *columns])
        roles = {role: choices.draw(column) for role in ("region", "period", "subject", "numerator", "denominator")}
        figures = tuple(choices.draw(st.lists(st.sampled_from(columns), max_size=2)))
        mapping = ColumnMapping(figures, **roles, fixed_period=choices.draw(st.sampled_from(["", "2019", *NASTY])))
        assert ColumnMapping.from_json(mapping.to_json()) == mapping
        publication.examine(name, content, mapping=mapping)


@pytest.mark.slow
@pytest.mark.filterwarnings("error::RuntimeWarning")
@examples(15)
@given(choices=st.data())
def test_a_file_in_which_something_was_changed_is_read_or_refused_in_words(choices: st.DataObject) -> None:
    name, content = changed_file(choices)
    try:
        examined(choices, name, content)
    except DataError as refused:
        assert str(refused).strip()


@pytest.mark.parametrize("layout", GOOD)
def test_the_files_that_are_changed_are_good_themselves(layout: str) -> None:
    files = {name: content.encode() for name, content in GOOD[layout].items()}
    if layout == "onbekend":
        with pytest.raises(Unrecognised):
            read(*next(iter(files.items())))
        return
    assert layout == "cbs_v4" or len(read(*next(iter(files.items()))).rows)
