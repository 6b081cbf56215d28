"""Every page without a browser: with data, without data, with damaged files, and of a municipality without figures."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ks_data import TABLES
from ks_data.catalogue import regions
from tests.conftest import ROOT
from tests.pages.played import assert_names, choice, complaints, opened, with_births_only, words, works

NEEDS = {
    "observations": ("overzicht", "ontwikkeling"),
    "budget": ("overzicht", "begroting"),
    "tranches": ("overzicht", "tranchekaart"),
    "totals": ("tranchekaart",),
    "sources": ("ontwikkeling", "begroting"),
}
"""The pages that cannot do without a table."""
CAN_DO_WITHOUT = {
    "observations": ("tranchekaart",),
    "budget": ("tranchekaart", "ontwikkeling"),
    "tranches": ("ontwikkeling", "begroting"),
    "totals": ("ontwikkeling",),
    "counts": ("tranchekaart", "begroting"),
    "events": ("overzicht", "tranchekaart", "ontwikkeling", "begroting"),
    "monitor": ("overzicht", "tranchekaart", "ontwikkeling", "begroting"),
}
"""The pages that keep working when a table cannot be read."""
LINK = {"gemeente": "Utrecht", "vergelijk": "Amsterdam", "jaren": ["2012", "2015"]}


# --- with data ---


def test_every_page_opens_with_a_title_and_without_a_complaint(page_name):
    app = opened(page_name)
    assert not complaints(app)
    assert not app.warning
    assert len(app.title) == 1
    assert app.title[0].value


def test_every_page_opens_for_any_municipality_and_comparison_from_a_link(page_name):
    app = opened(page_name, LINK)
    assert works(app)
    assert choice(app) == ("Utrecht", "Amsterdam", (2012, 2015))
    assert not app.warning


def test_comparing_a_municipality_with_itself_or_a_province_breaks_no_page(page_name):
    for other in ("Haarlem", "Noord-Holland"):
        app = opened(page_name, {"vergelijk": other})
        assert works(app)
        assert choice(app)[1] == other


# --- without data ---


def test_every_page_without_any_data_gives_one_clear_message_or_works(page_name, tmp_path, monkeypatch):
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    app = opened(page_name)
    needed = any(page_name in pages for pages in NEEDS.values())
    if needed or not works(app):
        assert_names(app, ".parquet")


@pytest.fixture(scope="module")
def folder_without(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The shipped data but one table; what is hidden of the others is looked for once for all pages."""

    @cache
    def made(table: str) -> Path:
        folder = tmp_path_factory.mktemp("without") / "data"
        folder.mkdir()
        for name in TABLES.keys() - {table}:
            shutil.copy(ROOT / "data" / f"{name}.parquet", folder)
        return folder

    return made


@pytest.fixture
def without(folder_without: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has the app read that."""
    return lambda table: monkeypatch.setenv("KS_DATA_DIR", str(folder_without(table)))


@pytest.mark.parametrize(("table", "page"), [(table, page) for table, pages in NEEDS.items() for page in pages])
def test_a_missing_file_gives_one_clear_message_on_a_page_that_needs_it(table, page, without):
    without(table)
    assert_names(opened(page), f"data/{table}.parquet")


@pytest.mark.parametrize(
    ("table", "page"), [(table, page) for table, pages in CAN_DO_WITHOUT.items() for page in pages]
)
def test_a_missing_file_leaves_a_page_that_does_not_need_it_working(table, page, without):
    without(table)
    assert works(opened(page))


@pytest.mark.parametrize("table", [name for name in TABLES if name not in NEEDS | CAN_DO_WITHOUT])
def test_any_other_missing_file_gives_one_clear_message_or_is_not_missed(table, page_name, without):
    without(table)
    app = opened(page_name)
    if not works(app):
        assert_names(app, f"data/{table}.parquet")


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def of_another_table(file: Path) -> None:
    pq.write_table(pa.table({"gemeente": ["Haarlem"], "waarde": [1.0]}), file)


def of_other_types(file: Path) -> None:
    """The right columns, but with numbers as text ("147,1"): what a careless export makes."""
    frame = pd.read_parquet(file)
    for column in TABLES[file.stem].columns:
        if column.type != "text":
            frame[column.name] = [f"{value:.1f}".replace(".", ",") for value in frame[column.name]]
    frame.to_parquet(file)


WITH_NUMBERS = [name for name in NEEDS if any(column.type != "text" for column in TABLES[name].columns)]


@pytest.mark.parametrize(
    ("table", "damage"),
    [(name, damage) for name in NEEDS for damage in (cut_short, emptied, of_another_table)]
    + [(name, of_other_types) for name in WITH_NUMBERS],
)
def test_a_damaged_or_foreign_file_gives_one_clear_message_naming_file_and_command(table, damage, data):
    damage(data / f"{table}.parquet")
    for page in NEEDS[table]:
        assert_names(opened(page), f"data/{table}.parquet")


def test_missing_shapes_give_one_clear_message_with_their_own_command(page_name, tmp_path, monkeypatch):
    monkeypatch.setattr(regions, "SHAPES_DIR", tmp_path / "shapes")
    assert_names(opened(page_name), "shapes/", "python -m ks_data shapes build")


def test_a_page_that_stops_itself_does_not_keep_a_message_of_the_sidebar_from_the_reader(tmp_path, monkeypatch):
    nothing_to_compare = {"gebieden": "Provincies"}
    assert works(opened("vergelijken", nothing_to_compare))
    monkeypatch.setattr(regions, "SHAPES_DIR", tmp_path / "shapes")
    assert_names(opened("vergelijken", nothing_to_compare), "shapes/", "python -m ks_data shapes build")


def test_a_page_that_failed_works_again_once_the_file_is_back(data):
    kept = (data / "budget.parquet").read_bytes()
    (data / "budget.parquet").unlink()
    app = opened("begroting")
    assert_names(app, "data/budget.parquet")
    (data / "budget.parquet").write_bytes(kept)
    assert works(app.run())


# --- a municipality without data ---


@pytest.mark.parametrize("page", ["overzicht", "ontwikkeling", "begroting", "tranchekaart"])
def test_a_municipality_without_data_gets_words_that_say_why(page):
    town = with_births_only()
    app = opened(page, {"gemeente": town})
    assert works(app)
    assert town in words(app)
    assert "aangeleverd" in words(app)


def test_a_long_list_of_sources_under_a_page_is_folded_with_its_number_and_a_short_one_is_not():
    def under(page: str) -> str:
        return opened(page).main.get("html")[-1].proto.body

    many = under("groei")
    listed = re.fullmatch(r"<details[^>]*><summary>(\d+) bronnen</summary>(.*)</details>", many, re.DOTALL)
    assert listed and int(listed[1]) == listed[2].count("Bron: ") > 3
    assert "<details" not in under("begroting") and "Bron: " in under("begroting")


def test_the_overview_of_a_municipality_without_figures_says_so_first_and_shows_what_is_known():
    town = with_births_only()
    assert "157,5 van de 1.000 kinderen in Nederland" in words(opened("overzicht", {"gemeente": town}))
    app = opened("overzicht", {"gemeente": town, "jaren": ["1990", "1995"]})  # before the births that all have
    said = words(app)
    assert f"Van {town} zelf is nog geen cijfer te zien" in said
    pieces = "".join(piece.proto.body for piece in app.main.get("html"))
    assert re.findall('<p class="ks-figure">(.*?)</p>', pieces) == [
        "Waarschijnlijk 2020 of 2022"
    ]  # nothing missing is a large figure
    assert f"deden alle 342 gemeenten mee aan Kansrijke Start, ook {town}" in said


def test_the_overview_says_since_when_a_municipality_takes_part_without_jargon():
    said = words(opened("overzicht"))
    assert "Haarlem stapte in 2019 in, met tranche 1 of 2. Een tranche is een groep gemeenten" in said
    assert "Lokale coalitie" not in said.partition("Bron:")[0] and "uitrol" not in said


FIRST_FIGURES = ["Te vroeg of te licht geboren", "Sterfte rond de geboorte", "Vroeg in zorg", "Levend geboren kinderen"]


def test_overview_and_trend_begin_with_the_three_perinatal_figures_and_then_the_births():
    pieces = "".join(piece.proto.body for piece in opened("overzicht", {"gemeente": "Haarlem"}).main.get("html"))
    places = [pieces.index(f">{name}<") for name in FIRST_FIGURES]
    assert places == sorted(places)
    assert opened("ontwikkeling", {"gemeente": "Haarlem"}).main.multiselect[0].value == FIRST_FIGURES


def test_the_empty_trend_of_two_municipalities_names_both():
    one, other = with_births_only(), "Rotterdam"
    said = words(opened("ontwikkeling", {"gemeente": one, "vergelijk": other}))
    assert f"Voor {one} " in said
    assert f"Voor {other} " in said


def test_years_without_a_figure_say_in_which_years_there_is_one():
    said = words(opened("ontwikkeling", {"jaren": ["1990", "1995"]}))
    assert re.search(r"Voor Haarlem .*1990.*1995.*2017.*2019", said)


def test_a_municipality_without_a_budget_is_told_who_has_one():
    assert "Haarlem" in words(opened("begroting", {"gemeente": with_births_only()}))


def test_while_releases_cannot_be_read_every_page_says_which_figures_it_shows(page_name, tmp_path, monkeypatch):
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    (tmp_path / "_delta_log").mkdir()
    (tmp_path / "_delta_log" / f"{0:020}.json").write_text("{")
    said = [element.value for element in opened(page_name).warning]
    assert len(said) == 1 and "U ziet de cijfers die met de app zijn meegeleverd" in said[0]
