"""Links and the choice of a reader: what is unknown is named, and a link opens what its sender saw."""

import re
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from ks_data import TABLES
from ks_data.catalogue import mergers, regions
from ks_data.store import Preview
from pages.parts import menu
from tests.pages.played import choice, opened, words, works

UNKNOWN = [
    ("overzicht", {"gemeente": "Atlantis"}, "Atlantis"),
    ("overzicht", {"gemeente": "Nederland"}, "Nederland"),
    ("overzicht", {"gemeente": "GM9999"}, "GM9999"),
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
    app.selectbox(key="gemeente").select("Utrecht").run()
    assert choice(app)[0] == "Utrecht"
    assert not app.warning


@pytest.mark.parametrize("town", ["'s-Gravenhage", "Bergen (NH.)", "Súdwest-Fryslân", "Utrecht"])
def test_a_link_finds_a_municipality_whatever_signs_are_in_its_name(town):
    assert town in set(regions.municipalities()["name"])
    app = opened("overzicht", {"gemeente": town})
    assert choice(app)[0] == town
    assert not app.warning


def test_all_municipalities_of_today_can_be_chosen_under_names_of_their_own():
    app = opened("overzicht")
    town, other = app.selectbox(key="gemeente"), app.selectbox(key="vergelijk")
    assert len(town.options) == len(set(town.options)) == len(mergers.municipalities_now()) > 300
    assert len(other.options) == len(set(other.options)) and set(other.options) > set(town.options)


def test_only_regions_with_figures_are_offered_to_compare_with_and_one_in_a_link_stays(data):
    file = data / "observations.parquet"
    pq.write_table(pq.read_table(file, filters=[("region", "in", ["NL01", "GM0363", "GM0392"])]), file)
    assert opened("overzicht").selectbox(key="vergelijk").options == ["Nederland", "Amsterdam", "Haarlem"]
    app = opened("overzicht", {"vergelijk": "Utrecht"})
    assert choice(app)[1] == "Utrecht" and not app.warning


def test_a_reader_starts_with_haarlem_beside_the_netherlands():
    assert choice(opened("overzicht"))[:2] == ("Haarlem", "Nederland")


def test_the_choice_survives_a_switch_to_every_page_and_back(page_name):
    app = opened("overzicht")
    app.selectbox(key="gemeente").select("Utrecht").run()
    app.selectbox(key="vergelijk").select("Amsterdam").run()
    app.slider(key="jaren").set_range(2012, 2015).run()
    for name in (page_name, "overzicht"):
        app.switch_page(f"pages/{name}.py").run()
        assert choice(app) == ("Utrecht", "Amsterdam", (2012, 2015))
        assert works(app)


OTHER_YEARS = {"jaren": ["2018", "2019"]}


def test_a_link_for_some_years_opens_every_page_on_them_or_says_why_not(page_name):
    usual, app = opened(page_name), opened(page_name, OTHER_YEARS)
    assert works(app) and choice(app)[2] == (2018, 2019)
    page = next(page for page in menu.PAGES if page.name == page_name)
    told = "U koos 2018 en 2019." in words(app)
    assert told is bool(page.why_no_years)
    assert "U koos" not in words(usual)
    if "jaren" in page.choices:
        assert words(app) != words(usual)
    else:
        assert told or not page.choices or page_name == "gegevens"


def test_the_chosen_years_open_comparing_in_the_newest_of_them():
    app = opened("vergelijken", {"jaren": ["2015", "2017"]})
    assert app.selectbox(key="jaar").value == "2017"


def test_where_a_municipality_has_no_budget_one_that_has_is_a_click_away():
    app = opened("begroting", {"gemeente": "Utrecht"})
    app.button(key="bekijk_GM0392").click().run()
    assert choice(app)[0] == "Haarlem" and "135.000" in words(app)


def change_regions(app: AppTest) -> None:
    app.selectbox(key="gemeente").select("Almere").run()
    app.selectbox(key="vergelijk").select("Haarlem").run()


def change_years(app: AppTest) -> None:
    app.slider(key="jaren").set_range(2018, 2020).run()


def change_province(app: AppTest) -> None:
    app.selectbox(key="provincie").select("Drenthe").run()


def change_figures(app: AppTest) -> None:
    app.multiselect(key="cijfers").set_value(["Vroeg in zorg"]).run()


ALMERE = {"gemeente": "Almere", "vergelijk": "Haarlem"}


@pytest.mark.parametrize(
    ("page", "change", "link"),
    [
        ("overzicht", change_regions, ALMERE),
        ("overzicht", change_years, {"jaren": ["2018", "2020"]}),
        ("tranchekaart", change_province, {"provincie": "Drenthe"}),
        ("ontwikkeling", change_figures, {"cijfers": ["Vroeg in zorg"]}),
        ("ontwikkeling", change_years, {"jaren": ["2018", "2020"]}),
        ("begroting", change_regions, ALMERE),
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


# --- a choice that the data no longer have ---


@pytest.mark.parametrize("page", ["overzicht", "ontwikkeling"])
def test_years_that_went_with_a_preview_become_years_that_there_are_and_that_is_told(page):
    app = opened("overzicht")
    last = int(app.slider(key="jaren").max)
    rows = pd.DataFrame(
        {
            "indicator": "early_care_percent",
            "region": ["GM0392", "NL01"],
            "period": "2031",
            "value": [85.0, 86.0],
            "status": "definitief",
        }
    )
    complete = rows.assign(source="", note="").reindex(columns=list(TABLES["observations"].names))
    app.session_state["_preview"] = Preview("observations", "proef.csv", "a", complete)
    app.switch_page(f"pages/{page}.py").run()
    app.slider(key="jaren").set_value((2018, 2031)).run()
    app.session_state["_preview"] = None
    app.run()
    assert works(app) and app.slider(key="jaren").value == (2018, last)
    assert len(app.warning) == 1 and "Van 2031 zijn er nu geen cijfers meer" in app.warning[0].value
    app.slider(key="jaren").set_value((2018, last - 1)).run()
    assert not app.warning


def test_an_option_that_went_with_a_preview_is_told():
    names = ["Een", "Twee"]
    app = AppTest.from_function(choose, kwargs={"names": names})
    app.session_state["_data"] = SimpleNamespace(identity=1)
    app.run().selectbox[0].select("Twee").run()
    names.remove("Twee")
    app.session_state["_data"] = SimpleNamespace(identity=2)
    app.run()
    assert app.selectbox[0].value == "Een" and "Van Twee zijn er nu geen cijfers meer" in app.warning[0].value


def choose(names):
    from pages.parts import links

    links.select("Soort", names, "soort")


FEW_TOWNS = {"cijfer": "Vroeg in zorg", "jaar": "2019", "weergave_gemeente": "Trechter"}


@pytest.mark.parametrize(("asked", "shown"), [("true", True), ("false", False), ("onzin", False)])
def test_a_link_opens_the_funnel_with_or_without_the_differences_that_are_no_chance(asked, shown):
    app = opened("vergelijken", FEW_TOWNS | {"spreiding": asked})
    assert works(app)
    assert app.toggle(key="spreiding").value is shown
    assert ("de lijnen zijn dezelfde" in words(app)) is shown


def test_a_link_opens_the_smoothed_maps_and_names_a_view_that_is_not_there():
    app = opened("vergelijken", FEW_TOWNS | {"weergave_gemeente": "Gladgestreken"})
    assert works(app) and "Gladstrijken kan hier niet" in words(app)
    other = opened("vergelijken", {"gebieden": "Provincies", "weergave_provincie": "Gladgestreken"})
    assert [warning for warning in other.warning if "Gladgestreken" in warning.value]
