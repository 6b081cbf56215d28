"""Every page through Streamlit's own test harness, without a browser: data, no data, links, changed files."""

import re
import shutil
from collections.abc import Iterable
from html import unescape
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from ks_data import INDICATORS, TABLES, store
from ks_data.answers import citations
from ks_data.catalogue import regions
from ks_data.incoming import publication
from pages.parts import upload

ROOT = Path(__file__).parents[2]
BUILD = "python -m ks_data build"
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


def opened(page_name: str, link: dict[str, str | list[str]] | None = None) -> AppTest:
    """A page as a reader gets it who follows a link."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(link or {})
    return app.switch_page(f"pages/{page_name}.py").run()


def choice(app: AppTest) -> tuple[object, ...]:
    """What the sidebar stands on: municipality, compared with, years."""
    town, other = app.sidebar.selectbox
    return town.value, other.value, tuple(app.sidebar.slider[0].value)


def words(app: AppTest) -> str:
    """All that the page itself says: titles, messages, paragraphs and tables, without the sidebar."""
    elements = [*app.main.title, *app.main.header, *app.main.subheader, *app.main.markdown, *app.main.caption]
    elements += [*app.main.info, *app.main.warning, *app.main.error]
    texts = [element.value for element in elements]
    pieces = [element.proto.body for element in app.main.get("html")]
    texts += [
        unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)>.*?</\1>", "", piece, flags=re.S)))
        for piece in pieces
    ]
    return "\n".join(texts)


def complaints(app: AppTest) -> list[str]:
    """Every error that the reader sees, a stack trace marked as such."""
    said = [re.sub(r"\\(.)", r"\1", element.value) for element in app.error]  # signs are escaped
    return [f"exception: {element.message}" for element in app.exception] + said


def works(app: AppTest) -> bool:
    assert not app.exception, complaints(app)
    return not app.error and bool(app.title)


def assert_names(app: AppTest, file: str, command: str = BUILD) -> None:
    """The reader sees exactly one message, that names the file and the command that makes it again."""
    said = complaints(app)
    assert len(said) == 1, said
    assert not app.exception, said
    assert file in said[0], said
    assert command in said[0], said


@pytest.fixture(autouse=True)
def shipped_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KS_DATA_DIR", raising=False)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data that a test may spoil; the app reads it."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in TABLES:
        shutil.copy(ROOT / "data" / f"{name}.parquet", folder)
    monkeypatch.setenv("KS_DATA_DIR", str(folder))
    return folder


def without_any_figure() -> str:
    """A municipality that no table knows anything about."""
    known: set[str] = set().union(*(store.load(name)["region"] for name in TABLES if "region" in TABLES[name].names))
    towns = regions.municipalities()
    return str(towns.loc[~towns["code"].isin(known), "name"].iloc[0])


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


def test_a_dark_page_opens_like_a_light_one(page_name):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.context["theme"] = "dark"
    assert works(app.switch_page(f"pages/{page_name}.py").run())


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


@pytest.mark.parametrize(("table", "page"), [(table, page) for table, pages in NEEDS.items() for page in pages])
def test_a_missing_file_gives_one_clear_message_on_a_page_that_needs_it(table, page, data):
    (data / f"{table}.parquet").unlink()
    assert_names(opened(page), f"data/{table}.parquet")


@pytest.mark.parametrize(
    ("table", "page"), [(table, page) for table, pages in CAN_DO_WITHOUT.items() for page in pages]
)
def test_a_missing_file_leaves_a_page_that_does_not_need_it_working(table, page, data):
    (data / f"{table}.parquet").unlink()
    assert works(opened(page))


@pytest.mark.parametrize("table", [name for name in TABLES if name not in NEEDS | CAN_DO_WITHOUT])
def test_any_other_missing_file_gives_one_clear_message_or_is_not_missed(table, page_name, data):
    (data / f"{table}.parquet").unlink()
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
    town = without_any_figure()
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
    town = without_any_figure()
    app = opened("overzicht", {"gemeente": town})
    said = words(app)
    assert f"Van {town} zelf is nog geen cijfer te zien" in said
    assert "157,5 van de 1.000 kinderen in Nederland" in said
    pieces = "".join(piece.proto.body for piece in app.main.get("html"))
    assert re.findall('<p class="ks-figure">(.*?)</p>', pieces) == ["Doet mee"]  # nothing missing is a large figure
    assert f"deden alle 342 gemeenten mee aan Kansrijke Start, ook {town}" in said


def test_the_overview_says_since_when_a_municipality_takes_part_without_jargon():
    said = words(opened("overzicht"))
    assert "Haarlem stapte in 2019 in, met tranche 1 of 2. Een tranche is een groep gemeenten" in said
    assert "Lokale coalitie" not in said.partition("Bron:")[0] and "uitrol" not in said


def test_the_empty_trend_of_two_municipalities_names_both():
    one, other = without_any_figure(), "Rotterdam"
    said = words(opened("ontwikkeling", {"gemeente": one, "vergelijk": other}))
    assert f"Voor {one} " in said
    assert f"Voor {other} " in said


def test_years_without_a_figure_say_in_which_years_there_is_one():
    said = words(opened("ontwikkeling", {"jaren": ["1990", "1995"]}))
    assert re.search(r"Voor Haarlem .*1990.*1995.*2017.*2019", said)


def test_a_municipality_without_a_budget_is_told_who_has_one():
    assert "Haarlem" in words(opened("begroting", {"gemeente": without_any_figure()}))


# --- links ---

UNKNOWN = [
    ("overzicht", {"gemeente": "Atlantis"}, "Atlantis"),
    ("overzicht", {"gemeente": "Nederland"}, "Nederland"),
    ("overzicht", {"gemeente": "GM0344"}, "GM0344"),
    ("overzicht", {"vergelijk": "Atlantis"}, "Atlantis"),
    ("overzicht", {"jaren": ["1066", "2015"]}, "1066"),
    ("overzicht", {"jaren": ["2012", "eeuwig"]}, "eeuwig"),
    ("overzicht", {"jaren": "2012"}, "2012"),
    ("overzicht", {"jaren": ["²", "2019"]}, "²"),
    ("tranchekaart", {"provincie": "Atlantis"}, "Atlantis"),
    ("ontwikkeling", {"cijfers": "Onzin"}, "Onzin"),
]


@pytest.mark.parametrize(("page", "link", "named"), UNKNOWN, ids=lambda value: re.sub(r"\W+", "-", str(value)))
def test_an_unknown_value_in_a_link_is_named_and_the_page_falls_back(page, link, named):
    usual = opened(page)
    app = opened(page, link)
    assert works(app)
    assert choice(app) == choice(usual)
    assert [select.value for select in app.main.selectbox] == [select.value for select in usual.main.selectbox]
    assert [select.value for select in app.main.multiselect] == [select.value for select in usual.main.multiselect]
    assert [warning for warning in app.warning if named in warning.value]


def test_a_link_that_is_half_right_keeps_the_right_half():
    app = opened("overzicht", {"gemeente": "Utrecht", "vergelijk": "Atlantis"})
    assert choice(app)[:2] == ("Utrecht", "Nederland")
    assert ["Atlantis" in warning.value for warning in app.warning] == [True]


def test_a_link_that_names_the_last_year_first_shows_those_years():
    said = words(opened("overzicht", {"jaren": ["2019", "2017"]}))
    assert "147,1" in said
    assert "2019-2017" not in said


def test_the_word_about_an_unknown_municipality_goes_once_the_reader_has_chosen():
    app = opened("overzicht", {"gemeente": "Atlantis"})
    app.sidebar.selectbox[0].select("Utrecht").run()
    assert choice(app)[0] == "Utrecht"
    assert not app.warning


@pytest.mark.parametrize("town", ["'s-Gravenhage", "Bergen (NH.)", "Súdwest-Fryslân", "Utrecht"])
def test_a_link_finds_a_municipality_whatever_signs_are_in_its_name(town):
    assert town in set(regions.municipalities()["name"])
    app = opened("overzicht", {"gemeente": town})
    assert choice(app)[0] == town
    assert not app.warning


def test_the_sidebar_offers_all_342_municipalities_under_names_of_their_own():
    town, other = opened("overzicht").sidebar.selectbox
    assert len(town.options) == len(set(town.options)) == 342
    assert len(other.options) == len(set(other.options)) == 1 + 12 + 342


def test_a_reader_starts_with_haarlem_beside_the_netherlands():
    assert choice(opened("overzicht"))[:2] == ("Haarlem", "Nederland")


def test_the_choice_survives_a_switch_to_every_page_and_back(page_name):
    app = opened("overzicht")
    app.sidebar.selectbox[0].select("Utrecht").run()
    app.sidebar.selectbox[1].select("Amsterdam").run()
    app.sidebar.slider[0].set_range(2012, 2015).run()
    for name in (page_name, "overzicht"):
        app.switch_page(f"pages/{name}.py").run()
        assert choice(app) == ("Utrecht", "Amsterdam", (2012, 2015))
        assert works(app)


def change_sidebar(app: AppTest) -> None:
    app.sidebar.selectbox[0].select("Almere").run()
    app.sidebar.selectbox[1].select("Haarlem").run()


def change_years(app: AppTest) -> None:
    app.sidebar.slider[0].set_range(2018, 2020).run()


def change_province(app: AppTest) -> None:
    app.main.selectbox[0].select("Drenthe").run()


def change_figures(app: AppTest) -> None:
    app.main.multiselect[0].set_value(["Vroeg in zorg"]).run()


ALMERE = {"gemeente": "Almere", "vergelijk": "Haarlem"}


@pytest.mark.parametrize(
    ("page", "change", "link"),
    [
        ("overzicht", change_sidebar, ALMERE),
        ("overzicht", change_years, {"jaren": ["2018", "2020"]}),
        ("tranchekaart", change_province, {"provincie": "Drenthe"}),
        ("ontwikkeling", change_figures, {"cijfers": ["Vroeg in zorg"]}),
        ("ontwikkeling", change_years, {"jaren": ["2018", "2020"]}),
        ("begroting", change_sidebar, ALMERE),
    ],
)
def test_a_link_opens_what_a_reader_gets_by_choosing_the_same(page, change, link):
    def screen(app: AppTest) -> list[object]:
        return [choice(app), words(app), [box.value for box in [*app.main.selectbox, *app.main.multiselect]]]

    reader = opened(page)
    before = screen(reader)
    change(reader)
    assert screen(reader) != before
    assert screen(opened(page, link)) == screen(reader)


# --- a changed file ---


def rewrite(file: Path, change: dict[str, object], where: Iterable[bool] | None = None) -> None:
    """Changes columns of a parquet file in place, as a new build would."""
    table = pq.read_table(file)
    frame = table.to_pandas()
    rows = slice(None) if where is None else pd.Series(where)
    for column, value in change.items():
        frame.loc[rows, column] = value
    pq.write_table(pa.Table.from_pandas(frame, table.schema, preserve_index=False), file)


def test_a_changed_budget_is_seen_by_a_reader_who_is_already_there(data):
    app = opened("begroting")
    assert "135.000" in words(app)
    rewrite(data / "budget.parquet", {"amount_eur": 1000.0})
    app.run()
    assert works(app)
    assert "3.000" in words(app)


def test_a_changed_figure_is_seen_by_a_reader_who_is_already_there(data):
    app = opened("overzicht")
    assert "147,1" in words(app)
    seen = pd.read_parquet(data / "observations.parquet")["value"]
    rewrite(data / "observations.parquet", {"value": 141.7}, seen == 147.1)
    app.run()
    assert "141,7" in words(app)
    assert "147,1" not in words(app)


def test_what_one_reader_chooses_does_not_reach_another():
    one, other = opened("overzicht"), opened("overzicht")
    one.sidebar.selectbox[0].select("Utrecht").run()
    assert choice(other.run())[0] == "Haarlem"


# --- the figures themselves ---


def test_the_overview_shows_the_published_figures_of_haarlem_beside_the_netherlands():
    published = ("147,1", "4,1", "78,4", "157,5", "4,5", "72,6", "€\N{NO-BREAK SPACE}135.000", "1.895")
    said = words(opened("overzicht"))
    assert [figure for figure in published if figure not in said] == []


def test_the_budget_shows_its_lines_its_control_total_and_the_amount_for_each_newborn():
    said = words(opened("begroting"))
    missing = [
        part
        for part in ("80.000", "25.000", "30.000", "€\N{NO-BREAK SPACE}135.000", "1 juli", "71,24", "afgeleid")
        if part not in said
    ]
    assert not missing


def test_the_map_page_names_the_published_counts_of_the_tranches():
    said = words(opened("tranchekaart"))
    assert [count for count in ("96", "49", "122", "75") if not re.search(rf"\b{count}\b", said)] == []


def test_no_page_shows_a_number_in_english(page_name):
    said = words(opened(page_name)).replace("CC BY 4.0", "")
    assert re.findall(r"(?<![\d.,-])\d{1,3}\.\d(?!\d)|(?<![\d.])\d{1,3},\d{3}(?!\d)", said) == []


def test_a_municipality_that_is_searched_outside_the_zoomed_province_is_shown_on_the_map():
    app = opened("tranchekaart", {"provincie": "Drenthe"})
    app.selectbox(key="zoek").set_value("Leiden").run()
    assert app.selectbox(key="gemeente").value == "Leiden"
    assert app.selectbox(key="provincie").value == "heel Nederland"
    app = opened("tranchekaart", {"provincie": "Drenthe"})
    app.selectbox(key="zoek").set_value("Assen").run()
    assert app.selectbox(key="provincie").value == "Drenthe"


def test_a_year_that_was_only_in_a_preview_is_not_called_unknown_when_the_preview_ends():
    rows = "\n".join(f"antenatal_care_before_10w_percent,{code},2021,81.2" for code in ("GM0392", "GM0363", "GM0344"))
    found = publication.examine("nieuw.csv", f"indicator,region,period,value\n{rows}".encode())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_preview"] = upload.preview(found)
    app.query_params.update({"cijfer": "Vroeg in zorg", "jaar": "2021"})
    app.switch_page("pages/vergelijken.py").run()
    years = next(box for box in app.main.selectbox if box.label == "Jaar")
    assert works(app) and years.value == "2021" and years.options[0] == "2021"
    app.session_state["_preview"] = None
    app.query_params["jaar"] = "2021"  # the address still has it
    app.run()
    assert works(app) and "kennen we niet" not in words(app)
    assert "2021" not in next(box for box in app.main.selectbox if box.label == "Jaar").options


def test_comparing_cites_the_source_of_the_areas_and_of_what_they_are_held_against():
    towns, country = store.load("sources")["source"].head(2)
    lines = [f"antenatal_care_before_10w_percent,{code},2021,81.2,{towns}" for code in ("GM0392", "GM0363", "GM0344")]
    lines.append(f"antenatal_care_before_10w_percent,NL01,2021,80.1,{country}")
    found = publication.examine("nieuw.csv", "\n".join(["indicator,region,period,value,source", *lines]).encode())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_preview"] = upload.preview(found)
    app.query_params.update({"cijfer": "Vroeg in zorg", "jaar": "2021"})
    app.switch_page("pages/vergelijken.py").run()
    assert works(app)
    assert all(f"Bron: {citations.citation(source)}" in words(app) for source in (towns, country))


def test_what_a_source_says_of_a_figure_stands_under_its_chart():
    app = opened("ontwikkeling", {"cijfers": INDICATORS["perinatal_mortality_24w_28d_per_1000"].name})
    assert works(app) and "Nederland 2021: In 2021 is een deel van de sterfte na de geboorte" in words(app)


def test_comparing_starts_in_the_newest_year_that_is_not_just_begun():
    rows = [f"antenatal_care_before_10w_percent,{code},2021,81.2" for code in ("GM0392", "GM0363", "GM0344")]
    rows.append("antenatal_care_before_10w_percent,GM0392,2022,81.2")
    found = publication.examine("nieuw.csv", "\n".join(["indicator,region,period,value", *rows]).encode())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_preview"] = upload.preview(found)
    app.query_params.update({"cijfer": "Vroeg in zorg"})
    app.switch_page("pages/vergelijken.py").run()
    years = next(box for box in app.main.selectbox if box.label == "Jaar")
    assert years.options[:2] == ["2022", "2021"] and years.value == "2021"


def test_a_small_town_with_figures_over_pooled_years_sees_them_on_every_page():
    early = INDICATORS["antenatal_care_before_10w_percent"]
    rows = [f"{early.id},GM0088,2017-2019,60.0,30,50"]
    rows += [f"{early.id},NL01,{year},75.0,750,1000" for year in (2017, 2018, 2019)]
    found = publication.examine(
        "jaren.csv", "\n".join(["indicator,region,period,value,numerator,denominator", *rows]).encode()
    )
    told = "In de jaren 2017-2019 begon 60,0% van de zwangeren in Schiermonnikoog voor week 10 met begeleiding"
    link = {"gemeente": "Schiermonnikoog", "jaren": ["2017", "2019"], "cijfers": early.name, "cijfer": early.name}
    for page, view in (
        ("overzicht", ""),
        ("ontwikkeling", "Grafiek"),
        ("ontwikkeling", "Tabel"),
        ("vergelijken", "Tabel"),
    ):
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        app.session_state["_preview"] = upload.preview(found)
        if page == "ontwikkeling":
            app.session_state[f"weergave_{early.id}"] = view
        app.query_params.update(link | {"jaar": "2017-2019"} if page == "vergelijken" else link)
        app.switch_page(f"pages/{page}.py").run()
        assert works(app)
        assert (told if page != "vergelijken" else "Vroeg in zorg, 2017-2019") in words(app)
        if view == "Tabel" and page == "ontwikkeling":
            assert "2017-2019" in words(app) and "† berekend uit de losse jaren" in words(app)


def test_the_table_tells_of_every_year_what_a_figure_was_before_it_changed():
    early = INDICATORS["antenatal_care_before_10w_percent"]
    lines = [f"{early.id},GM0392,2018,79.9", f"{early.id},NL01,2019,73.3"]
    found = publication.examine("nieuw.csv", "\n".join(["indicator,region,period,value", *lines]).encode())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_preview"] = upload.preview(found)
    app.session_state[f"weergave_{early.id}"] = "Tabel"
    app.query_params["cijfers"] = early.name
    app.switch_page("pages/ontwikkeling.py").run()
    assert works(app)
    said = " ".join(words(app).split())
    assert "was 78,4 vóór dit voorbeeld" in said and "was 72,6 vóór dit voorbeeld" in said
    assert said.count("vóór dit voorbeeld") == 2
