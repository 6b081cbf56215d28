"""Any file that an analyst drops is read as it says, or refused in plain Dutch; never anything else."""

from pathlib import Path

import pandas as pd
import pytest

from ks_data.incoming.reading import __all__, limits
from ks_data.incoming.reading.tidy import read
from tests.incoming.files import cell, refused, text

FORMATS = Path(__file__).parents[2].parent / "shared" / "formats"


def test_the_door_opens_on_all_that_pages_need() -> None:
    names = {"LIMIT", "ColumnMapping", "Reading", "Sheet", "TabRefused", "Unrecognised", "read", "ready"}
    assert set(__all__) == names | {"column_evidence", "suggested_mapping"}


# --- numbers and periods ---


@pytest.mark.parametrize(
    ("written", "beside", "number"),
    [
        ("1.234", "5,5", 1234), ("1.234", "5.5", 1.234), ("1,234", "5.5", 1234), ("1,234", "5,5", 1.234),
        ("12.345,6", "1", 12345.6), ("12,345.6", "1", 12345.6), ("1 234,5", "1", 1234.5), ("−3,5", "1", -3.5),
        ("+2,5", "1", 2.5), ("12,5%", "1", 12.5), ("€ 80.000,00", "1", 80000), ("1e3", "1", 1000), (",5", "1", 0.5),
        ("€\N{NO-BREAK SPACE}80.000", "1,5", 80000),
    ],
)  # fmt: skip
def test_the_decimal_sign_is_told_from_the_whole_column(written: str, beside: str, number: float) -> None:
    reading = text(f'Gemeente;Jaar;Cijfer over iets\nHaarlem;2019;"{written}"\nZundert;2019;"{beside}"\n')
    assert reading.rows["value"][0] == number and reading.rows["value_text"][0] == written


def test_a_column_that_clearly_has_another_decimal_sign_than_the_rest_is_read_by_its_own() -> None:
    reading = text("Gemeente;Jaar;Een;Twee\nHaarlem;2019;1,25;1.25\nZundert;2019;2,5;2.5\n")
    assert reading.rows["value"].tolist() == [1.25, 1.25, 2.5, 2.5]


@pytest.mark.parametrize("odd", ["=1+1", "12,5,5", "twaalf", "2-1", "inf", "0x10", "1_000", "12.5.5", "*", "٣"])
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


@pytest.mark.parametrize(
    "month", ["2019MM01", "2019KW01", "2019-03-01", "1-3-2019", "2019 1e kwartaal", "januari 2019"]
)
def test_months_quarters_and_days_are_no_years(month: str) -> None:
    reading = text(f"Gemeente;Perioden;Big 2\nHaarlem;{month};5\nZundert;2001;6\n")
    assert reading.rows["period"].tolist() == ["2001"]
    assert "alleen over maanden" in refused(f"Gemeente;Perioden;Big 2\nHaarlem;{month};5\n")


@pytest.mark.parametrize("sign", ["", ".", "x", "-", "?", "NA", "X"])
def test_a_missing_figure_says_why(sign: str) -> None:
    row = cell(text(f"Gemeente;Jaar;Big 2\nHaarlem;2019;{sign}\nZundert;2019;6\n"), region="GM0392")
    assert pd.isna(row.value) and row.note
    assert row.status == ("onderdrukt" if sign in "xX" and sign else "ontbreekt")


def test_a_number_below_five_in_words_is_hidden_by_its_source() -> None:
    rows = read("a.csv", b"Gemeente;Jaar;Roken (%)\nHaarlem;2019;<5\nUtrecht;2019;n.v.t.\nAlmere;2019;7").rows
    assert rows["status"].tolist() == ["onderdrukt", "ontbreekt", ""]


# --- what is no table ---


@pytest.mark.parametrize(
    ("content", "reason"),
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
        (b";".join(b"k%d" % number for number in range(2_001)) + b"\n", "meer dan 2000 kan niet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "geen leesbare Excel-werkmap"),
        (b"PK\x03\x04kapot", "beschadigde zip of werkmap"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_true_reason(content: bytes, reason: str) -> None:
    assert reason in refused(content)


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LIMIT", 2**20)
    assert "groter dan 1 MB" in refused(b"a;b\n" * 300_000)


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
    paths = sorted(FORMATS.glob(f"{number}_*.csv"))
    if not paths:
        pytest.skip("the shared examples are not beside this checkout")
    return paths[0]


@pytest.mark.slow
@pytest.mark.parametrize("number", REAL)
def test_a_real_file_is_recognised_and_read_right(number: str) -> None:
    path = real(number)
    layout, criteria, figure = REAL[number]
    reading = read(path.name, path.read_bytes())
    assert reading.layout == layout
    assert cell(reading, **criteria)["value"] == figure
    assert not (reading.rows["value"].isna() & (reading.rows["status"] == "")).any()


@pytest.mark.parametrize("number", REFUSED)
def test_a_real_file_without_figures_for_this_app_is_refused(number: str) -> None:
    path = real(number)
    assert REFUSED[number] in refused(path.read_bytes(), path.name)


def test_every_real_file_is_in_one_of_the_two_lists() -> None:
    if not FORMATS.is_dir():
        pytest.skip("the shared examples are not beside this checkout")
    assert {path.name[:2] for path in FORMATS.glob("[0-9]*.csv")} == {*REAL, *REFUSED}
