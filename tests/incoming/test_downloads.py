"""Is what leaves the app safe to open in a spreadsheet, and can a template be filled in and dropped?"""

import codecs
import io

import pandas as pd
import pytest

from ks_data import INDICATORS, TABLES, DataError, store
from ks_data.catalogue import regions
from ks_data.incoming import checks, findings
from ks_data.incoming.reading import read
from ks_data.incoming.templates import template, template_rows
from ks_data.language.spreadsheet import dutch_csv, safe_csv
from ks_data.store import current

SMOKING = "smoking_during_pregnancy_percent"


def cell(text: object) -> str:
    """What a spreadsheet finds in a cell that held a text."""
    return pd.read_csv(io.BytesIO(safe_csv(pd.DataFrame({"a": [text]}))), dtype=str, keep_default_na=False)["a"][0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_become_a_formula_gets_an_apostrophe(start: str) -> None:
    assert cell(f"{start}HYPERLINK(1)").startswith("'")


@pytest.mark.parametrize("text", ["-5", "+5,5", "-1.234,5", "-12.5%", "1e-5", "-.5", "gewoon", "a=b", "-", ""])
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert cell(text) == (text if text != "-" else "'-")


def test_a_formula_that_begins_where_another_program_cuts_the_cell_is_guarded_too() -> None:
    assert cell("a;=1+1") == "a;'=1+1"
    assert cell('a,"=1+1') == "a,\"'=1+1"
    assert cell("a\n@b") == "a\n'@b"


def test_names_of_columns_and_every_kind_of_column_are_guarded() -> None:
    frame = pd.DataFrame({"=a": [1.5, None], "b": pd.Categorical(["=1", "x"]), "c": ["x", None]})
    frame.insert(3, "b ", ["@1", "x"])
    assert safe_csv(frame).decode() == "'=a,b,c,b \n1.5,'=1,x,'@1\n,x,,x\n"


def test_a_download_opens_in_a_dutch_spreadsheet_and_stays_safe() -> None:
    frame = pd.DataFrame({"Waarde": [147.1, 1900.0, None], "Naam": ["=1+1", "a;b", "é"], "Juist": [True, False, True]})
    written = dutch_csv(frame)
    assert written.startswith(codecs.BOM_UTF8)
    assert written.decode("utf-8-sig") == 'Waarde;Naam;Juist\n147,1;\'=1+1;ja\n1900;"a;b";nee\n;é;ja\n'
    read = pd.read_csv(io.BytesIO(written), sep=";", decimal=",")
    assert read["Waarde"].tolist()[:2] == [147.1, 1900.0]


@pytest.mark.slow
def test_what_is_downloaded_is_what_is_in_the_table() -> None:
    for name in TABLES:
        frame = current().table(name)
        assert safe_csv(frame).decode() == frame.to_csv(index=False, lineterminator="\n", float_format="%.15g")


def test_a_template_holds_every_municipality_with_its_name() -> None:
    for rows, above in ((template_rows("tranches"), []), (template_rows("observations", SMOKING, "2024"), ["NL01"])):
        towns = list(regions.municipalities()["code"])
        assert list(rows["region"]) == [*above, *towns] and len(towns) == 342
        assert rows.set_index("region").loc["GM0392", "name"] == "Haarlem"
    assert set(template_rows("observations", SMOKING, "2024")["period"]) == {"2024"}


def filled_in(kind: str, column: str, value: str, **asked: str) -> checks.Checked:
    """A template with one cell filled in, dropped."""
    rows = pd.read_csv(io.BytesIO(template(kind, **asked)), sep=";", dtype=str, keep_default_na=False)
    rows.loc[rows["region"] == "GM0392", column] = value
    shipped = {name: store.shipped(name) for name in (kind, "totals", "sources")}
    saved = rows.to_csv(sep=";", index=False).encode("utf-8-sig")
    return checks.checked(read("sjabloon.csv", saved), shipped)


def test_a_template_opens_in_columns_and_with_its_accents_in_a_dutch_spreadsheet() -> None:
    text = template("tranches").decode()
    assert text.startswith("\ufeffregion;name;tranche") and "Súdwest-Fryslân" in text


@pytest.mark.slow
def test_a_template_with_one_figure_filled_in_gives_that_figure_and_no_question() -> None:
    usual = store.shipped("observations").groupby("indicator")["value"].median().dropna()
    for id in INDICATORS:
        value = f"{usual.get(id, 10):.0f}"
        found = filled_in("observations", "value", value, indicator=id, period="1950")
        assert [one for one in found.findings if one.level != "opmerking"] == []
        assert found.rows[["region", "period", "value"]].to_numpy().tolist() == [["GM0392", "1950", float(value)]]


def test_a_tranche_filled_in_gives_that_tranche() -> None:
    found = filled_in("tranches", "tranche", "1")
    assert found.rows[["region", "tranche"]].to_numpy().tolist() == [["GM0392", "1"]] and not found.blocked


def test_a_budget_gets_one_example_line_that_only_lacks_its_amount() -> None:
    rows = template_rows("budget", period="2024", region="GM0363")
    assert rows["name"].tolist() == ["Amsterdam"] and rows["amount_eur"].tolist() == [""]
    assert {one.screen for one in checks_of_budget("")} == {"geen_bedrag"}
    assert checks_of_budget("100") == ()


def checks_of_budget(amount: str) -> tuple[findings.Finding, ...]:
    return filled_in("budget", "amount_eur", amount, period="2024", region="GM0392").findings


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("programme",), "Kies uit: observations, tranches, budget"),
        (("observations", "smoking_percent"), f"Bedoelde u {SMOKING}?"),
        (("observations", SMOKING, "nu"), "geen jaar"),
        (("budget", "", "", "GM9999"), "GM9999 is niet bekend"),
    ],
)
def test_what_there_is_no_template_for_is_said(asked: tuple[str, ...], message: str) -> None:
    with pytest.raises(DataError, match=message.replace("?", r"\?")):
        template(*asked)
