"""Budgets as municipalities keep them: the same lines come out, or what was filled in is asked."""

import io
import random

import openpyxl
import pandas as pd
import pytest

from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.findings import Level
from ks_data.incoming.reading import money, read
from tests.incoming.checks.samples import tables
from tests.incoming.files import refused, text
from tests.incoming.spreadsheets import book

Line = tuple[int, str, str, str, float]


def checked(content: str, name: str = "begroting.csv") -> Checked:
    return checks.checked(text(content, name), tables("budget"))


def lines(outcome: Checked) -> set[Line]:
    columns = ["year", "region", "item", "funder", "amount_eur"]
    return set(outcome.rows[columns].itertuples(index=False, name=None))


def messages(outcome: Checked, level: Level = Level.QUESTION) -> str:
    return "\n".join(finding.message for finding in outcome.findings if finding.level == level)


def test_years_as_columns_give_a_line_for_each_year() -> None:
    outcome = checked("Post;2024;2025;2026\nHuisbezoeken;80.000;85.000;90.000\nCoalitie;12.500;;-\n")
    assert lines(outcome) == {
        (2024, "GM0392", "Huisbezoeken", "gemeente", 80000),
        (2025, "GM0392", "Huisbezoeken", "gemeente", 85000),
        (2026, "GM0392", "Huisbezoeken", "gemeente", 90000),
        (2024, "GM0392", "Coalitie", "gemeente", 12500),
    }
    assert not outcome.blocked
    assert "geen kolom met de gemeente" in messages(outcome) and "niet wie betaalt" in messages(outcome)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Bedrag (x € 1.000)", "12,5"), ("Bedrag x 1000", "12,5"), ("Bedrag", "€ 12.500,-"), ("Bedrag", "12,5k"),
        ("Kosten in euro's", "12500,00"), ("Lasten", "12.500"), ("Raming (in duizenden euro's)", "12,5"),
        ("Budget", "EUR 12.500"), ("Begroting (€)", "12 500"), ("Bedrag (mln)", "0,0125"), ("Begroting 2024", "12500"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(header: str, cell: str) -> None:
    outcome = checked(f"Gemeente;Jaar;Post;{header};Betaler\nHaarlem;2024;Huisbezoeken;{cell};Rijk\n")
    assert lines(outcome) == {(2024, "GM0392", "Huisbezoeken", "Rijk", 12500)}
    assert not outcome.blocked and not messages(outcome)


def test_a_scale_is_named_and_one_from_a_title_is_asked() -> None:
    own = checked("Gemeente;Jaar;Post;Bedrag (x € 1.000);Betaler\nHaarlem;2024;Huisbezoeken;12,5;Rijk\n")
    assert "met 1.000 vermenigvuldigd" in messages(own, Level.REMARK)
    title = checked("Bedragen x € 1.000;;;;\nGemeente;Jaar;Post;Bedrag;Betaler\nHaarlem;2024;Huisbezoeken;12,5;Rijk\n")
    assert lines(title) == lines(own) and "Bedragen x € 1.000" in messages(title)


def test_an_amount_that_can_be_read_in_two_ways_is_asked_when_it_is_multiplied() -> None:
    outcome = checked("Gemeente;Jaar;Post;Bedrag (x € 1.000);Betaler\nHaarlem;2024;Huisbezoeken;12.500;Rijk\n")
    assert "‘12.500’ als € 12.500.000" in messages(outcome).replace("\N{NO-BREAK SPACE}", " ")


def test_funders_as_columns_and_in_two_rows_give_a_line_for_each_funder() -> None:
    across = checked("Post;Gemeente;Rijk;Gemeentefonds\nHuisbezoeken;10.000;5.000;\n", "begroting Haarlem 2024.csv")
    down = checked(
        "Gemeente;Jaar;Post;Betaler;Bedrag\nHaarlem;2024;Huisbezoeken;gemeente;10.000\n"
        "Haarlem;2024;Huisbezoeken;Het Rijk;5.000\n"
    )
    expected = {
        (2024, "GM0392", "Huisbezoeken", "gemeente", 10000),
        (2024, "GM0392", "Huisbezoeken", "Rijk", 5000),
    }
    assert lines(across) == lines(down) == expected
    assert not across.blocked and not down.blocked
    assert "begroting Haarlem 2024.csv’ noemt Haarlem" in messages(across) and "Het jaar 2024" in messages(across)


def test_a_correction_is_asked_and_lowers_the_sum() -> None:
    outcome = checked("Gemeente;Jaar;Post;Bedrag\nHaarlem;2024;Huisbezoeken;€ 10.000\nHaarlem;2024;Vrijval;€ -500\n")
    assert outcome.rows["amount_eur"].sum() == 9500 and not outcome.blocked
    assert "“Vrijval”" in messages(outcome)


@pytest.mark.parametrize("name", ["Totaal lasten", "Subtotaal uitvoering", "Saldo", "Lasten totaal", "Totaal:"])
def test_a_line_that_adds_up_others_does_not_count_twice(name: str) -> None:
    outcome = checked(f"Post;2024\nHuisbezoeken;10.000\nCoalitie;5.000\n{name};15.000\n")
    assert outcome.rows["amount_eur"].sum() == 15000 and f"“{name}”" in messages(outcome)


def test_a_total_is_held_against_the_lines_also_with_funders_as_columns() -> None:
    good = checked("Post;Gemeente;Rijk\nA;10.000;1.000\nB;5.000;2.000\nTotaal;15.000;3.000\n", "begroting 2024.csv")
    assert not good.blocked and good.rows["amount_eur"].sum() == 18000
    wrong = checked("Post;2024;2025\nA;10.000;1.000\nB;5.000;2.000\nTotaal;15.000;4.000\n")
    assert [finding.screen for finding in wrong.findings if finding.level == Level.ERROR] == ["telt_niet_op"]
    assert "2025" in messages(wrong, Level.ERROR)


@pytest.mark.slow
def test_a_line_that_looks_like_the_sum_of_all_others_is_asked() -> None:
    outcome = checked("Post;2024\nKansrijke Start;15.000\nHuisbezoeken;10.000\nCoalitie;5.000\n")
    assert "“Kansrijke Start” is precies de som" in messages(outcome)
    parts = checked("Post;2024\n1 Zorg;10.000\n1.1 Bezoek;6.000\n1.2 Cursus;4.000\n2 Coalitie;5.500\n")
    assert "“1 Zorg” is precies de som" in messages(parts)
    below = checked("Post;2024\nBezoek;6.000\nCursus;4.000\nZorg samen;10.000\nCoalitie;5.500\n")
    assert "“Zorg samen” is precies de som" in messages(below)
    assert "precies de som" not in messages(checked("Post;2024\nA;10.000\nB;6.000\nC;3.000\nD;5.500\n"))


def test_a_date_in_a_name_is_no_year_and_a_budget_without_a_year_is_an_error_that_says_what_to_do() -> None:
    outcome = checked("Gedownload op 28-11-2026;\nPost;Bedrag\nA;10.000\n", "export_28-11-2026.csv")
    assert "kolom Jaar" in messages(outcome, Level.ERROR) and outcome.blocked


def test_a_scale_in_the_name_of_the_file_is_asked() -> None:
    outcome = checked("Post;2024\nA;12,5\n", "begroting x 1000.csv")
    assert outcome.rows["amount_eur"].tolist() == [12500] and "vermenigvuldigd. Klopt dat?" in messages(outcome)


def test_what_was_spent_and_what_came_in_are_not_taken_for_the_budget() -> None:
    outcome = checked("Post;Begroting 2024;Realisatie 2024;Begroting 2025\nHuisbezoeken;10.000;9.000;11.000\n")
    assert {(line[0], line[4]) for line in lines(outcome)} == {(2024, 10000), (2025, 11000)}
    assert "‘Realisatie 2024’" in messages(outcome)
    outcome = checked("Post;Begroting 2024;Prognose 2024\nHuisbezoeken;10.000;9.000\n")
    assert {line[4] for line in lines(outcome)} == {10000} and "‘Prognose 2024’" in messages(outcome)
    outcome = checked("Jaar;Post;Lasten;Baten\n2024;Huisbezoeken;10.000;2.000\n")
    assert {line[4] for line in lines(outcome)} == {10000} and "‘Baten’" in messages(outcome)


def test_lines_without_an_amount_and_columns_of_no_use_are_named() -> None:
    content = "Post;FTE;2024;Totaal\nUitvoering;;;\nHuisbezoeken;2;10.000;10.000\nMonitor;;p.m.;\n"
    outcome = checked(content)
    assert len(outcome.rows) == 1 and "“Monitor”" in messages(outcome)
    remarks = messages(outcome, Level.REMARK)
    assert "“Uitvoering”" in remarks and "FTE" in remarks and "‘Totaal’" in remarks


def test_a_total_without_a_name_below_the_lines_is_a_total() -> None:
    outcome = checked("Gemeente;Post;2024\nHaarlem;A;10.000\nHaarlem;B;5.000\nHaarlem;;15.000\n")
    assert not outcome.blocked and outcome.rows["amount_eur"].sum() == 15000


def test_columns_for_parts_of_a_year_are_an_error() -> None:
    outcome = checked("Jaar;Post;Bedrag jan;Bedrag feb;Bedrag mrt\n2024;A;1.000;2.000;3.000\n")
    assert outcome.blocked and "‘Bedrag feb’" in messages(outcome, Level.ERROR)


@pytest.mark.parametrize(("cell", "words"), [("80", "duizenden euro’s"), ("80.000.000", "hele euro’s")])
def test_a_budget_of_an_unlikely_size_is_asked(cell: str, words: str) -> None:
    assert words in messages(checked(f"Post;2024\nHuisbezoeken;{cell}\n"))


@pytest.mark.parametrize("header", ["Plaats", "Woonplaats", "", "kolom a"])
def test_a_column_of_municipalities_is_the_municipality_whatever_it_is_called(header: str) -> None:
    outcome = checked(f"{header};Post;2024\nZwolle;Huisbezoeken;10.000\nGouda;Huisbezoeken;5.000\n")
    assert {(line[1], line[4]) for line in lines(outcome)} == {("GM0193", 10000), ("GM0513", 5000)}
    assert "geen kolom met de gemeente" not in messages(outcome)


def test_a_cell_that_is_no_amount_is_an_error_that_names_it() -> None:
    outcome = checked("Post;2024;2025\nHuisbezoeken;10.000;tien\nCoalitie;5.000;5.000\n")
    (error,) = [finding for finding in outcome.findings if finding.level == Level.ERROR]
    assert error.places[0].value == "tien" and error.places[0].row == 2 and error.places[0].column == "2025"


@pytest.mark.parametrize(
    "header",
    [
        "Jaar;Gemeente;Verslagsoort;Taakveld;Categorie;Bedrag",
        "ID;Verslagsoort;TaakveldBalanspost;Categorie;Gemeenten;Perioden;k_1ePlaatsing_1",
        "Gemeente;Jaar;Functie;Categorie;Lasten;Baten",
        "Gemeenten;Verslagsoort;Taakveld/balanspost;Categorie;Perioden;1e plaatsing (1 000 euro)",
        "Taakveld;Lasten;Baten;Saldo",
    ],
)
def test_the_accounts_of_whole_municipalities_are_refused_with_the_way_to_the_template(header: str) -> None:
    row = ";".join({"Gemeente": "Haarlem", "Gemeenten": "GM0392"}.get(name, "2024") for name in header.split(";"))
    message = refused(f"{header}\n{row}\n")
    assert "geen begroting van Kansrijke Start" in message and "template budget" in message


def test_a_table_with_a_category_in_it_is_not_taken_for_accounts() -> None:
    content = "Gemeente;Categorie code;Categorie naam;2019;2020\nHaarlem;1;Totaal;86,1;87,2\nZwolle;1;Totaal;85;86\n"
    assert text(content, "vroeg.csv").kind == "observations"


def test_accounts_are_refused_before_a_row_is_made_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money, "euros", lambda *_: pytest.fail("a row was looked at"))
    rows = "\n".join(f"2024;Haarlem;{number};L1.1;{number}" for number in range(30_000))
    assert "Iv3" in refused(f"Jaar;Gemeente;Taakveld;Categorie;Bedrag\n{rows}\n")


def test_money_without_items_leads_to_the_template() -> None:
    assert "geen kolom met posten" in refused("Gemeente;Jaar;Kosten jeugdzorg\nHaarlem;2024;80000\nZwolle;2024;1\n")
    assert "geen kolom met posten" in refused("Gemeente;2024;2025\nHaarlem;80000;1\n", "begroting.csv")


def test_an_amount_that_looks_like_a_year_is_an_amount() -> None:
    assert {line[4] for line in lines(checked("Post;2024\nHuisbezoeken;2000\n"))} == {2000}
    across = checked(
        "Naam;Gemeentefonds;Gemeente;Rijk;Totaal\nHuisbezoeken;1000;2000;2010;5010\n", "begroting 2025.csv"
    )
    assert {(line[3], line[4]) for line in lines(across)} == {
        ("gemeentefonds", 1000),
        ("gemeente", 2000),
        ("Rijk", 2010),
    }
    assert not across.blocked


@pytest.mark.slow
def test_the_name_of_a_tab_may_name_the_year_which_is_asked() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Begroting 2025"
    for row in (["Post", "Bedrag"], ["Huisbezoeken", 11000], ["Coalitie", 5500]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    outcome = checks.checked(read("levering 2026.xlsx", content.getvalue()), tables("budget"))
    assert {line[0] for line in lines(outcome)} == {2025}
    assert "Het jaar 2025 komt uit de naam van het blad ‘Begroting 2025’" in messages(outcome)


def test_figures_that_are_no_money_are_no_budget() -> None:
    reading = text("Gemeente;Naam;2019;2020\nHaarlem;Vroeg in zorg;86,1;87,2\nZwolle;Vroeg in zorg;85;86\n", "c.csv")
    assert reading.kind == "observations"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_however_a_budget_is_written_the_same_lines_come_out_or_it_is_asked(seed: int) -> None:
    """Random layout, words, scale, extra columns and totals: never another amount, year, municipality or funder."""
    chance = random.Random(seed)
    items = chance.sample(["Huisbezoeken", "Coalitie", "Communicatie", "Stevig Ouderschap", "Monitor"], 3)
    amounts = {(item, year): 500 * chance.randint(3, 400) for item in items for year in (2024, 2025)}
    scaled = chance.random() < 0.4
    word = chance.choice(["Bedrag", "Kosten", "Lasten", "Begroting", "Budget", "Raming"])
    unit = chance.choice([" (x € 1.000)", " x 1000", " (in duizenden euro's)"]) if scaled else ""

    def cell(amount: float) -> str:
        if scaled:
            return f"{amount / 1000:.1f}".replace(".", ",")
        dutch = f"{amount:,.0f}".replace(",", ".")
        return chance.choice([dutch, f"€ {dutch}", f"€ {dutch},-", f"{dutch},00", str(amount)])

    with_region, with_payer, across = (chance.random() < 0.5 for _ in range(3))
    post = chance.choice(["Post", "Begrotingspost", "Kostenpost", "Omschrijving", "Activiteit"])
    front = ["Gemeente"] * with_region + [post] + ["Betaler"] * with_payer
    rows = []
    for item in items:
        start = ["Zwolle"] * with_region + [item] + ["Rijk"] * with_payer
        if across:
            rows.append([*start, *(cell(amounts[item, year]) for year in (2024, 2025))])
        else:
            rows += [[*start, str(year), cell(amounts[item, year])] for year in (2024, 2025)]
    header = [*front, *([f"{word} {year}{unit}" for year in (2024, 2025)] if across else ["Jaar", f"{word}{unit}"])]
    if across and chance.random() < 0.5:
        total = ["Zwolle"] * with_region + ["Totaal"] + [""] * with_payer
        rows.append([*total, *(cell(sum(amounts[item, year] for item in items)) for year in (2024, 2025))])
    if chance.random() < 0.5:
        header, rows = ["Nr", *header], [[str(number), *row] for number, row in enumerate(rows, 1)]
    table = pd.DataFrame(rows, columns=header)[chance.sample(header, len(header))]
    outcome = checked(table.to_csv(sep=";", index=False), "begroting Zwolle.csv")
    payer = "Rijk" if with_payer else "gemeente"
    assert lines(outcome) == {(year, "GM0193", item, payer, amount) for (item, year), amount in amounts.items()}
    assert not outcome.blocked
    asked = messages(outcome)
    assert ("noemt Zwolle" in asked) != with_region and ("niet wie betaalt" in asked) != with_payer


ITEMS = [["Huisbezoeken", 80000], ["Coalitie", 12500]]


@pytest.mark.parametrize("headers", [("Bedrag", "Bedrag"), ("Bedrag 2024", "Bedrag 2025")])
@pytest.mark.parametrize("tab", ["{}", "Begroting {}"])
def test_tabs_of_years_are_read_together_and_the_year_of_each_is_asked(headers: tuple[str, str], tab: str) -> None:
    tabs = {tab.format(2024 + number): [["Post", header], *ITEMS] for number, header in enumerate(headers)}
    outcome = checks.checked(read("Haarlem begroting.xlsx", book(tabs)), tables("budget"))
    assert lines(outcome) == {
        (year, "GM0392", item, "gemeente", amount) for year in (2024, 2025) for item, amount in ITEMS
    }
    first, second = tabs
    assert f"De bladen ‘{first}’ en ‘{second}’ zijn samen gelezen" in messages(outcome)
    if headers == ("Bedrag", "Bedrag"):
        for number, name in enumerate(tabs):
            assert f"Het jaar {2024 + number} komt uit de naam van het blad ‘{name}’" in messages(outcome)


def test_the_year_in_the_title_of_a_tab_goes_before_its_name_and_is_asked() -> None:
    tabs = {str(year): [[f"Begroting {year + 5}"], ["Post", "Bedrag"], *ITEMS] for year in (2024, 2025)}
    outcome = checks.checked(read("Haarlem.xlsx", book(tabs)), tables("budget"))
    assert {year for year, *_ in lines(outcome)} == {2029, 2030}
    assert "Het jaar 2029 komt uit de titel ‘Begroting 2029’" in messages(outcome)


@pytest.mark.parametrize("header", ["Zorgverzekeraar", "Provincie Utrecht", "Fonds 1818"])
def test_money_of_a_payer_that_is_not_known_is_not_that_of_the_municipality(header: str) -> None:
    outcome = checked(f"Post;Rijk;{header}\nCoalitie;5.000;2.500\n", "begroting 2025.csv")
    assert (2025, "GM0392", "Coalitie", "gemeente", 2500) not in lines(outcome)
    assert outcome.blocked and "Deze betaler kennen we niet" in messages(outcome, Level.ERROR)
