"""The figures on the pages: as published, after a file has changed, and in a preview."""

import re
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from streamlit.testing.v1 import AppTest

from ks_data import INDICATORS
from ks_data.answers import citations
from ks_data.incoming import publication
from ks_data.store import current, snapshot
from pages.parts import upload
from tests.conftest import ROOT
from tests.pages.played import choice, opened, words, works

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
    one.selectbox(key="gemeente").select("Utrecht").run()
    assert choice(other.run())[0] == "Haarlem"


# --- the figures themselves ---


def test_the_overview_shows_the_published_figures_of_haarlem_beside_the_netherlands():
    published = ("147,1", "4,1", "78,4", "157,5", "4,5", "72,6", "€\N{NO-BREAK SPACE}135.000", "1.895")
    said = words(opened("overzicht"))
    assert [figure for figure in published if figure not in said] == []


def test_an_indicator_that_is_declared_stands_on_the_overview_and_takes_no_other_place(monkeypatch, request):
    first = replace(INDICATORS["antenatal_care_before_10w_percent"], id="breastfeeding_percent", name="Borstvoeding")
    before_all_others = {first.id: first, **INDICATORS}
    monkeypatch.setattr(import_module("ks_data.answers.overview"), "INDICATORS", before_all_others)
    snapshot._published.cache_clear()
    request.addfinalizer(snapshot._published.cache_clear)  # nor does any later test meet it
    monkeypatch.setitem(INDICATORS, first.id, first)
    text = words(opened("overzicht"))
    for title in ("Borstvoeding", "Vroeg in zorg", "Geboren kinderen volgens de gemeente", "Begroting Kansrijke Start"):
        assert title in text
    assert "Voor Haarlem is dit cijfer nog niet aangeleverd." in text


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
    said = re.sub(r"CC BY 4\.0|WCAG 2\.2|bijlage 3\.[23][-.0-9]+", "", words(opened(page_name)))  # names, not numbers
    assert re.findall(r"(?<![\d.,-])\d{1,3}\.\d(?!\d)|(?<![\d.])\d{1,3},\d{3}(?!\d)", said) == []


def test_a_municipality_that_is_chosen_outside_the_zoomed_province_is_shown_on_the_map():
    app = opened("tranchekaart", {"provincie": "Drenthe"})
    app.selectbox(key="gemeente").set_value("Leiden").run()
    assert app.selectbox(key="provincie").value == "heel Nederland"
    app = opened("tranchekaart", {"provincie": "Drenthe"})
    app.selectbox(key="gemeente").set_value("Assen").run()
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
    towns, country = current().table("sources")["source"].head(2)
    lines = [f"antenatal_care_before_10w_percent,{code},2021,81.2,{towns}" for code in ("GM0392", "GM0363", "GM0344")]
    lines.append(f"antenatal_care_before_10w_percent,NL01,2021,80.1,{country}")
    found = publication.examine("nieuw.csv", "\n".join(["indicator,region,period,value,source", *lines]).encode())
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_preview"] = upload.preview(found)
    app.query_params.update({"cijfer": "Vroeg in zorg", "jaar": "2021"})
    app.switch_page("pages/vergelijken.py").run()
    assert works(app)
    said = " ".join(words(app).split())
    assert all(f"Bron: {citations.citation(current(), source)}" in said for source in (towns, country))


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
