"""Whatever a file holds, it is read or refused in plain Dutch, in time in proportion to its size."""

import ast
import csv
import difflib
import importlib
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ks_data import INDICATORS, DataError
from ks_data.catalogue import recognise
from ks_data.catalogue.periods import is_date, is_period
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming import publication, reading
from ks_data.incoming.checks.outcome import NAMED
from ks_data.incoming.checks.subjects import SUGGESTED
from ks_data.incoming.reading import ColumnMapping, Unrecognised, read, values
from ks_data.language import dutch

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "ks_data").rglob("*.py"))
Rows = list[list[str]]


# --- patterns take time in proportion to a text ---


REPEATED = (
    *("a", " ", "\t", "\n", "(", ")", "[", "]", "1", "0", "2019", "2019 ", "-", "- ", ".", "..", ",", "_", "a_", "1_"),
    *("/", "x ", " 000", "1.000", "per", "per1000", "gm", "wk", "(gg)", "gezondheidsregio", "'", '"', "=", ";", "é"),
    *("<", "a.", ".a", "jan ", "%", "*", "2019-", "()", "[]", " (", "t/m", "1e ", "regio ", "0,", ":", "\u00a0"),
)
BEFORE, BEHIND = ("", "a", "2019", "2019 ", "x", "[", "per "), ("", "!", "\n", " a", ")", "]", "2019")
SHORT, TIMES = 400, 4
"""A text of so many repeats is held against one that is so many times as long."""
GROWTH = 9.0
"""Linear work grows by 4, quadratic work by 16."""


def hostile() -> list[Callable[[int], str]]:
    """Makers of texts with so many repeats."""
    return [
        lambda count, unit=unit, before=before, behind=behind: f"{before}{unit * count}{behind}"
        for unit in REPEATED
        for before in BEFORE
        for behind in BEHIND
    ]


def took(work: Callable[[str], object], text: str, runs: int = 1) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        work(text)
        best = min(best, time.perf_counter() - start)
    return best


def grows(work: Callable[[str], object], make: Callable[[int], str]) -> bool:
    """Whether the work on a text grows faster than the text, also when measured again and better."""
    short, long = make(SHORT), make(SHORT * TIMES)
    return all(took(work, long, runs) > GROWTH * took(work, short, runs) for runs in (1, 3, 9, 27))


def compiled(found: object) -> Iterator[re.Pattern[str]]:
    if isinstance(found, re.Pattern):
        yield found
    elif isinstance(found, dict):
        yield from compiled(tuple(found.values()))
    elif isinstance(found, tuple | list):
        for one in found:
            yield from compiled(one)


def used(name: str) -> set[str]:
    """The methods that are called of what has this name."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    return set(re.findall(rf"\b{name}\.(fullmatch|match|search|sub|findall)\(", told))


def patterns() -> dict[str, Callable[[str], object]]:
    """Every pattern of the product by how it is used: those with a name, and those written where they are used."""
    found: dict[str, Callable[[str], object]] = {}

    def take(pattern: re.Pattern[str], methods: set[str]) -> None:
        if isinstance(pattern.pattern, bytes):
            return
        for method in sorted(methods):
            run = getattr(pattern, method)
            found[f"{method} {pattern.pattern}"] = (lambda text, run=run: run("", text)) if method == "sub" else run

    for path in MODULES:
        if path.stem == "__main__":
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for own, held in vars(importlib.import_module(name)).items():
            for pattern in compiled(held):
                take(pattern, used(own) or {"fullmatch", "search"})
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                written, of = node.args[0], ast.unparse(node.func.value)
                if (of == "re" or of.endswith(".str")) and isinstance(written, ast.Constant):
                    method = {"replace": "sub", "contains": "search"}.get(node.func.attr, node.func.attr)
                    if method in ("fullmatch", "match", "search", "sub", "findall") and isinstance(written.value, str):
                        take(re.compile(written.value, re.IGNORECASE), {method})
    return found


PATTERNS = patterns()


def test_the_patterns_of_the_product_are_looked_at() -> None:
    assert len(PATTERNS) > 40


@pytest.mark.parametrize(
    ("method", "pattern"),
    [
        ("fullmatch", r"(.*?)(?:\s*\(([^()]*)\))?"),
        ("search", r"\[[^\]]*\]\s*$"),
        ("fullmatch", r"2019[\s-]+(?:\S*\s)?jan"),
        ("fullmatch", r"(\S.*?)\s+(2019)"),
    ],
)
def test_a_pattern_that_takes_longer_is_noticed(method: str, pattern: str) -> None:
    assert any(grows(getattr(re.compile(pattern), method), make) for make in hostile())


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_takes_time_in_proportion_to_the_text(pattern: str) -> None:
    assert not [make(3) for make in hostile() if grows(PATTERNS[pattern], make)]


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
    looked, look = [], difflib.get_close_matches
    monkeypatch.setattr(difflib, "get_close_matches", lambda text, *more: looked.append(text) or look(text, *more))
    counts = []
    for many in (SUGGESTED + 100, 3 * SUGGESTED):
        looked.clear()
        lines = ["big2_per_1000,GM0392,2018,1", *(f"onbekend {at},GM0392,2019,1" for at in range(many))]
        held = "\n".join(["indicator,region,period,value", *lines]).replace("big2_per_1000", next(iter(INDICATORS)))
        found = publication.examine("a.csv", held.encode()).checked
        counts.append(len(looked))
        asked = [one for one in found.findings if one.screen == "onbekend_onderwerp"]
        assert [one.count for one in asked] == [many] and len(asked[0].message) < 1000
    assert counts[0] == counts[1] == SUGGESTED and max(map(len, looked)) <= 80


def test_many_budgets_that_do_not_add_up_are_counted() -> None:
    lines = [
        f"{year};GM0392;{item};gemeente;{at}" for year in range(1950, 2030) for at, item in enumerate(("a", "totaal"))
    ]
    found = publication.examine("a.csv", "\n".join(["jaar;gemeente;post;betaler;bedrag", *lines]).encode()).findings
    off = [one for one in found if one.screen == "telt_niet_op"]
    assert len(off) == NAMED + 1 and off[-1].count == 80 - NAMED


def test_many_units_that_are_not_meant_are_one_finding() -> None:
    lines = [f"Haarlem;{2000 + at % 20};promille {at};Vroeg in zorg;1" for at in range(60)]
    found = publication.examine("a.csv", "\n".join(["Gemeente;Jaar;Eenheid;Onderwerp;Waarde", *lines]).encode())
    units = [one for one in found.findings if one.screen == "andere_eenheid"]
    assert [one.count for one in units] == [20]


# --- a text is never a format, and a number, a year, a date or a code is written in plain digits ---


@pytest.mark.parametrize("braces", ["{n:>1500000000}", "{n.__class__}", "{}", "{0}", "{", "%s%n", "$n", "{{x}}"])
def test_braces_in_a_header_are_only_text(braces: str) -> None:
    file = f"Gemeente;Jaar;soort {braces};Big 2;Sterfte\nHaarlem;2019;Totaal;1;2\nHaarlem;2019;Mannen;1;2\n"
    said = [one for one in read("a.csv", file.encode()).remarks if "alleen het totaal" in one]
    assert said == [f"Van 'soort {braces}' is alleen het totaal gelezen; 1 rij over een deel is overgeslagen."]


OTHER_DIGITS = ("20１９", "２０１９", "٢٠١٩", "२०१९", "201²", "20①9", "𝟚𝟘𝟙𝟡")


@pytest.mark.parametrize("written", OTHER_DIGITS)
def test_digits_of_other_scripts_are_no_year_no_date_no_code_and_no_number(written: str) -> None:
    assert values.periods(pd.Series([written, f"{written}MM01", f"2018-{written}"]))["kind"].tolist() == ["", "", ""]
    assert values.period_within(f"cijfers {written}.csv") == ""
    assert not is_period(written) and not is_date(written) and not is_date(f"{written}-01-01")
    assert recognise.find(pd.Series([written, f"GM{written}", f"Haarlem{written}"])).tolist() == ["", "", ""]
    assert not values.readable(pd.Index([written])).any()


def test_a_name_in_another_script_does_not_become_a_place_without_its_strange_letters() -> None:
    written = pd.Series(["Haarlem٣", "HaarlemЖ", "ЖHaarlem", "GM0392٣"])
    assert recognise.find(written).tolist() == [""] * 4
    assert [recognise.merged(text) for text in ("GM1992٣", "BrielleЖ")] == [None, None]


@pytest.mark.parametrize(
    "written", ["2022-02-31", "2022-13", "2022-00-10", "2022-1-1", "20220101", "2022-06-31", "2022-"]
)
def test_a_day_that_is_not_on_the_calendar_is_no_date(written: str) -> None:
    assert not is_date(written)
    file = f"jaar;gemeente;post;betaler;bedrag;vanaf\n2022;GM0392;huisbezoek;gemeente;1;{written}\n"
    found = publication.examine("a.csv", file.encode())
    assert written == "2022-1-1" or "onbekende_datum" in {one.screen for one in found.findings}


@pytest.mark.parametrize("year", ["inf", "nan", "1e400", "２０２２", "2022.5", "-2022", "9" * 250, "²"])
def test_a_budget_for_what_is_no_year_is_refused(year: str) -> None:
    file = f"jaar;gemeente;post;betaler;bedrag\n{year};GM0392;huisbezoek;gemeente;1\n"
    assert "onbekend_jaar" in {one.screen for one in publication.examine("a.csv", file.encode()).findings}


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
    whole = GOOD["gebieden_boven"]["a.csv"]
    assert read("a.csv", whole.encode()).rows["region"].tolist() == ["GM0392", "GM0363"] * 2
    lines = [
        f"{line};{more}" for line, more in zip(whole.splitlines(), ('""', '""', '""', '""', "1", "2"), strict=True)
    ]
    del lines[3]  # the codes
    done = read("a.csv", "\n".join(lines).encode())
    assert set(done.rows["region"]) == {"GM0392", "GM0363"}
    assert "Kolommen waar geen gebied boven staat zijn overgeslagen: 1." in done.remarks


def test_every_column_has_a_name_of_its_own() -> None:
    assert len(set(reading.file.distinct(["a", "a", "a (2)", "a (2)", "", "kolom 5", "kolom 6", ""]))) == 8


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
    "onbekend": {"a.csv": "plek;hoeveel;wat\nHaarlem;1;a\nAmsterdam;2;b\n"},
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


def mutated(data: st.DataObject, rows: Rows) -> Rows:
    """The same table with one thing changed."""
    rows = [list(row) for row in rows]
    width = max((len(row) for row in rows), default=0)
    if not rows or not width:
        return rows
    at = st.integers(0, len(rows) - 1)
    across = st.integers(0, width - 1)
    what = data.draw(st.integers(0, 11))
    if what == 0:  # a column less, or only that one in another place
        gone = data.draw(across)
        return [row[:gone] + row[gone + 1 :] for row in rows]
    if what == 1:
        return [[*row, *row[1:2]] for row in rows]
    if what == 2:
        rows[0] = ["" for _ in rows[0]]
    elif what == 3:
        row, column = data.draw(at), data.draw(across)
        other, there = data.draw(at), data.draw(across)
        if column < len(rows[row]) and there < len(rows[other]):
            rows[row][column], rows[other][there] = rows[other][there], rows[row][column]
    elif what == 4:
        column, cell = data.draw(across), data.draw(st.sampled_from(NASTY))
        rows = [rows[0], *([*row[:column], cell, *row[column + 1 :]] for row in rows[1:])]
    elif what == 5:
        del rows[data.draw(at)]
    elif what == 6:
        rows.insert(data.draw(at), rows[data.draw(at)])
    elif what == 7:
        return rows[: data.draw(at)]
    elif what == 8:
        rows.insert(0, [data.draw(st.sampled_from(NASTY)), *[""] * (width - 1)])
    elif what == 9:
        column = data.draw(across)
        return [[row[column], *row[:column], *row[column + 1 :]] if column < len(row) else row for row in rows]
    else:
        row, column = data.draw(at), data.draw(across)
        if column < len(rows[row]):
            rows[row][column] = data.draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)))
    return rows


def written(rows: Rows, separator: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def changed_file(data: st.DataObject) -> tuple[str, bytes]:
    """A good file in which some things were changed."""
    members = GOOD[data.draw(st.sampled_from(list(GOOD)))]
    made: dict[str, bytes] = {}
    for name, content in members.items():
        separator = max(";,", key=content.count)
        rows = list(csv.reader(io.StringIO(content), delimiter=separator))
        for _ in range(data.draw(st.integers(0 if len(members) > 1 else 1, 3))):
            rows = mutated(data, rows)
        made[name] = written(rows, separator)
    if len(made) == 1:
        return next(iter(made.items()))
    left_out = data.draw(st.sampled_from(["", *list(made)[1:]]))
    return "b.zip", zipped({name: content for name, content in made.items() if name != left_out})


def examined(data: st.DataObject, name: str, content: bytes) -> None:
    """Examines a file, also with columns named by hand where it is not known."""
    try:
        publication.examine(name, content)
    except Unrecognised as unknown:
        columns = unknown.sheet.columns
        one = st.sampled_from(["", *columns])
        chosen = {role: data.draw(one) for role in ("region", "period", "subject", "numerator", "denominator")}
        figures = tuple(data.draw(st.lists(st.sampled_from(columns), max_size=2)))
        mapping = ColumnMapping(figures, **chosen, fixed_period=data.draw(st.sampled_from(["", "2019", *NASTY])))
        assert ColumnMapping.from_json(mapping.to_json()) == mapping
        publication.examine(name, content, mapping=mapping)


@pytest.mark.slow
@pytest.mark.filterwarnings("error::RuntimeWarning")
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_in_which_something_was_changed_is_read_or_refused_in_words(data: st.DataObject) -> None:
    name, content = changed_file(data)
    try:
        examined(data, name, content)
    except DataError as refused:
        assert str(refused).strip()


@pytest.mark.parametrize("layout", GOOD)
def test_the_files_that_are_changed_are_good_themselves(layout: str) -> None:
    made = {name: content.encode() for name, content in GOOD[layout].items()}
    if layout == "onbekend":
        with pytest.raises(Unrecognised):
            read(*next(iter(made.items())))
        return
    assert layout == "cbs_v4" or len(read(*next(iter(made.items()))).rows)
