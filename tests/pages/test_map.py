"""The maps in Chromium: borders, pointing, clicking, searching, the moment slider and the colours."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from ks_data.answers import figures
from ks_data.answers.areas import areas_table
from ks_data.catalogue import regions
from ks_data.language import dutch
from ks_data.store import current
from pages.charts import theme
from tests.pages.browsing import (
    TOUCHING,
    await_map,
    borders_drawn,
    choice_box,
    choose,
    click_on_map,
    expect_choice,
    faults_at_rest,
    moment_slider,
    point_in,
    tooltip,
    towns_drawn,
)

pytestmark = pytest.mark.browser


def test_the_map_draws_342_municipalities_with_real_borders_and_12_provinces(server, visit):
    page = visit(server, "tranchekaart")
    await_map(page)
    towns = towns_drawn(page)
    assert {shape["name"] for shape in towns} == set(regions.municipalities()["name"])
    assert len(towns) == 342
    assert all(shape["points"] > 5 and shape["width"] > 1 and shape["height"] > 1 for shape in towns)
    borders = borders_drawn(page, 12)
    assert all(shape["points"] > 20 and shape["width"] > 20 for shape in borders)
    expect(page.get_by_test_id("stMain")).to_contain_text("Kadaster")


def test_pointing_at_a_municipality_tells_its_name_its_tranche_and_the_evidence(server, visit):
    page = visit(server, "tranchekaart")
    page.mouse.move(*point_in(page, "Apeldoorn"))
    expect(tooltip(page)).to_contain_text("Apeldoorn")
    expect(tooltip(page)).to_contain_text("waarschijnlijk tranche 1 of 2")
    expect(tooltip(page)).to_contain_text("afgeleid: kreeg in 2016 geld voor Gezond in de stad")
    page.mouse.move(*point_in(page, "Meierijstad"))
    expect(tooltip(page)).to_contain_text("nog niet aangeleverd")
    expect(tooltip(page)).to_contain_text("geen uitspraak")
    page.mouse.move(*point_in(page, "Dronten"))
    expect(tooltip(page)).to_contain_text("Dronten")
    expect(tooltip(page)).to_contain_text("tranche 1 of 2")


def test_a_choice_that_is_made_on_the_map_leaves_no_warning_in_the_log_of_the_server(start_server, visit):
    server = start_server()  # Streamlit warns once for each server
    page = visit(server, "tranchekaart")
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")
    assert "Session State API" not in server.said()


def test_a_click_on_the_map_makes_that_municipality_the_choice(server, visit):
    page = visit(server, "tranchekaart")
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Apeldoorn")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


@pytest.mark.parametrize("mapped", ["tranchekaart", "vergelijken"])
def test_a_click_on_a_map_shows_at_once_what_was_clicked_before_the_server_answers(mapped, server, visit):
    page = visit(server, mapped)
    await_map(page)
    outlined = """town => {
        const [own] = [...document.querySelectorAll('g.mark-shape path')].filter(path =>
            [path.__data__?.tooltip?.Gemeente, path.__data__?.tooltip?.Gebied].includes(town));
        return [...document.querySelectorAll('g.mark-shape path[stroke-width="4"]')].map(path =>
            path.getAttribute('d') === own.getAttribute('d'));
    }"""
    page.wait_for_function(f"town => ({outlined})(town).join() === 'true'", arg="Haarlem")
    page.evaluate("() => { WebSocket.prototype.send = () => {} }")  # from here on the server hears nothing
    click_on_map(page, "Apeldoorn")
    page.wait_for_function(f"town => ({outlined})(town).join() === 'true'", arg="Apeldoorn")
    expect_choice(page, "Haarlem")


@pytest.mark.parametrize("mapped", ["tranchekaart", "vergelijken"])
def test_the_line_around_the_chosen_municipality_lies_beneath_its_colour_so_that_a_small_one_shows_it(
    mapped, server, visit
):
    page = visit(server, mapped)
    await_map(page)
    fills = page.evaluate("""() => {
        const paths = [...document.querySelectorAll('g.mark-shape path')];
        const names = ({tooltip}) => [tooltip?.Gemeente, tooltip?.Gebied];
        const own = paths.find(path => names(path.__data__ ?? {}).includes('Haarlem'));
        return paths.filter(path => path.getAttribute('d') === own.getAttribute('d')).map(path =>
            [path.getAttribute('stroke-width'), path.getAttribute('fill')]);
    }""")
    (_, colour), *lines, last = fills
    assert [width for width, _ in lines] == ["7", "4"]
    assert colour and last[1] == colour


@pytest.mark.parametrize("mapped", ["tranchekaart", "vergelijken"])
def test_the_button_of_a_map_to_fill_the_screen_lies_within_it_and_so_over_no_other_button(mapped, server, visit):
    page = visit(server, mapped)
    await_map(page)
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.hover()
    button = page.get_by_test_id("stElementToolbar").first
    button.wait_for()
    within, around = button.bounding_box(), chart.bounding_box()
    assert around["y"] <= within["y"] and within["y"] + within["height"] <= around["y"] + around["height"] + 1


def test_a_municipality_can_be_clicked_again_after_another_choice(server, visit, ready):
    page = visit(server, "tranchekaart")
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")
    choose(page, "Gemeente", "Utrecht")
    expect_choice(page, "Utrecht")
    ready(page)
    click_on_map(page, "Apeldoorn")
    expect_choice(page, "Apeldoorn")


def test_the_line_under_the_title_chooses_the_municipality_of_the_map(server, visit):
    page = visit(server, "tranchekaart")
    choose(page, "Gemeente", "Leiden")
    expect_choice(page, "Leiden")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Leiden")


def test_a_row_of_the_table_makes_that_municipality_the_choice(server, visit):
    page = visit(server, "tranchekaart", "provincie=Utrecht&lijst=true")
    grid = page.get_by_test_id("stDataFrame")
    grid.scroll_into_view_if_needed()
    row = 2
    name = grid.get_by_test_id(f"glide-cell-2-{row}").text_content()
    box = grid.bounding_box()
    height = 35
    page.mouse.click(box["x"] + height / 2, box["y"] + (row + 1.5) * height)
    expect_choice(page, name)


@pytest.mark.parametrize(
    ("name", "link", "column"),
    [("tranchekaart", "provincie=Utrecht&lijst=true", 2), ("vergelijken", "weergave_gemeente=Tabel", 3)],
)
def test_the_table_makes_a_choice_without_a_mouse_says_how_and_marks_its_row(name, link, column, server, visit):
    page = visit(server, name, link)
    grid = page.get_by_test_id("stDataFrame")
    names = [grid.get_by_test_id(f"glide-cell-{column}-{row}").text_content() for row in range(5)]
    expect(page.get_by_test_id("stMain")).to_contain_text("Shift met de spatiebalk")
    grid.get_by_test_id("data-grid-canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "Shift+Space"):
        page.keyboard.press(key)
    expect(choice_box(page, "Gemeente")).not_to_have_value("Haarlem")
    chosen = choice_box(page, "Gemeente").input_value()
    assert chosen in names
    expect(grid.get_by_test_id("glide-cell-1-0")).to_have_text("gekozen")  # on top, however long the table is
    expect(grid.get_by_test_id(f"glide-cell-{column}-0")).to_have_text(chosen)
    assert [grid.get_by_test_id(f"glide-cell-1-{row}").text_content() for row in range(5)].count("gekozen") == 1


def test_zooming_in_on_a_province_draws_only_its_municipalities_and_its_border(server, visit, ready):
    page = visit(server, "tranchekaart")
    choose(page, "Zoom in op", "Utrecht")
    expect(page).to_have_url(re.compile("provincie=Utrecht"))
    ready(page)
    towns = regions.municipalities()
    inside = set(towns.loc[towns["province"] == "PV26", "name"])
    await_map(page, len(inside))
    drawn = towns_drawn(page)
    assert {shape["name"] for shape in drawn} == inside
    assert len(borders_drawn(page, 1)) == 1
    assert max(float(str(shape["width"])) for shape in drawn) > 60


def test_the_moment_slider_redraws_the_map_and_its_caption_without_asking_the_server(server, visit):
    sent: list[object] = []

    def follow(tab: Page) -> None:
        tab.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))

    page = visit(server, "tranchekaart", on_tab=follow)
    caption = page.get_by_test_id("stVegaLiteChart").locator(".role-title-text text, .role-title text").first
    expect(caption).to_contain_text("2023")
    await_map(page)
    fills = [Counter(shape["fill"] for shape in towns_drawn(page))]
    sent.clear()
    moment_slider(page).focus()
    for year in ("2022", "2021", "2020", "2019"):
        page.keyboard.press("ArrowLeft")
        expect(caption).to_contain_text(year)
        expect(moment_slider(page)).to_have_value(year)
    fills.append(Counter(shape["fill"] for shape in towns_drawn(page)))
    assert fills[0] != fills[1]
    assert sum(fills[1].values()) == 342
    assert sent == []


def test_what_is_inferred_is_hatched_unlike_what_a_source_states_and_the_switch_takes_it_away(server, visit, ready):
    page = visit(server, "tranchekaart")
    await_map(page)
    shades = theme.SCREEN
    fills = {shape["name"]: str(shape["fill"]) for shape in towns_drawn(page)}
    hatched = {name: fill for name, fill in fills.items() if fill.startswith("url(")}
    assert len(hatched) == 12 + 322  # tranche 1 or 2 by a source, and inferred
    assert len({hatched[name] for name in ("Dronten", "Apeldoorn", "Ameland", "Zwolle", "Aalten")}) == 3
    assert not {hatched["Dronten"]} & {hatched[name] for name in ("Apeldoorn", "Ameland", "Zwolle", "Aalten")}
    assert page.locator("svg.marks defs linearGradient").count() <= 4  # one for a kind, not one for a municipality
    assert Counter(fills.values())[shades.joined] == 7 and shades.page not in fills.values()
    page.get_by_test_id("stMain").get_by_text("Toon ook wat is afgeleid").click()
    ready(page)
    expect(page).to_have_url(re.compile("afgeleid=false"))
    page.wait_for_function(
        "colour => document.querySelectorAll(`g.mark-shape path[fill='${colour}']`).length > 300", arg=shades.joined
    )
    fills = {shape["name"]: str(shape["fill"]) for shape in towns_drawn(page)}
    assert Counter(fills.values())[shades.joined] == 329 and fills["Diemen"] == shades.tranches[0]
    expect(page.locator(".ks-legend").first).not_to_contain_text("aarschijnlijk")


def test_not_known_and_not_yet_are_different_looks_and_the_map_counts_as_the_page_on_growth_does(server, visit):
    page = visit(server, "tranchekaart")
    await_map(page)
    caption = page.get_by_test_id("stVegaLiteChart").locator(".role-title")
    moment_slider(page).focus()
    for year in ("2022", "2021"):
        page.keyboard.press("ArrowLeft")
        expect(moment_slider(page)).to_have_value(year)
    expect(caption).to_contain_text("2021: 267 van de 342 in een tranche")
    shades = theme.SCREEN
    drawn = Counter(shape["fill"] for shape in towns_drawn(page))
    assert shades.page not in drawn and drawn[shades.joined] == 342 - 13 - 127


def test_the_country_and_its_legend_are_on_the_first_screen_of_a_projector(server, visit):
    page = visit(server, "tranchekaart")
    page.set_viewport_size({"width": 1280, "height": 720})
    await_map(page)
    for part in ("svg.marks", ".ks-legend", "form.vega-bindings"):
        box = page.locator(part).first.bounding_box()
        assert box and box["y"] + box["height"] <= 720, part


def test_a_municipality_too_small_to_see_gets_a_ring_when_it_is_chosen(server, visit):
    ring = "g.mark-symbol path[stroke-width='2.5']"
    page = visit(server, "tranchekaart", "gemeente=Westervoort")
    await_map(page)
    expect(page.locator(ring)).to_have_count(1)
    around, town = page.locator(ring).bounding_box(), point_in(page, "Westervoort")
    assert around and around["width"] >= 20
    assert around["x"] < town[0] < around["x"] + around["width"]
    assert around["y"] < town[1] < around["y"] + around["height"]
    other = visit(server, "tranchekaart", "gemeente=Apeldoorn")
    await_map(other)
    expect(other.locator(ring)).to_have_count(0)


def test_on_a_complete_list_each_municipality_has_the_colour_of_its_tranche(demo_server, visit):
    page = visit(demo_server, "tranchekaart")
    await_map(page)
    shades = theme.SCREEN
    everyone = dict(zip(shades.tranches, (96, 49, 122, 75), strict=True))
    assert Counter(shape["fill"] for shape in towns_drawn(page)) == everyone
    expect(page.locator(".ks-legend").first).not_to_contain_text("nog niet aangeleverd")
    expect(page.get_by_test_id("stMain")).not_to_contain_text("nog niet bekend")
    moment_slider(page).focus()
    for year, later in (("2022", 0), ("2021", 75), ("2020", 75), ("2019", 75 + 122)):
        page.keyboard.press("ArrowLeft")
        expect(moment_slider(page)).to_have_value(year)
        drawn = Counter(shape["fill"] for shape in towns_drawn(page))
        assert drawn[shades.page] == later
        assert all(drawn[colour] in (0, many) for colour, many in everyone.items())
        assert sum(drawn.values()) == 342


def test_an_area_that_cannot_be_tested_is_striped_on_the_map_and_not_empty(server, visit):
    page = visit(server, "vergelijken", "cijfer=Vroeg+in+zorg&vergelijk=Amsterdam")  # has no figure to compare with
    await_map(page)
    towns = {shape["name"]: str(shape["fill"]) for shape in towns_drawn(page)}
    hatches = Counter(towns.values())
    assert len(towns) == 342 and len(hatches) == 2 and all(fill.startswith("url(") for fill in hatches)
    assert hatches[towns["Haarlem"]] == 1  # the others have no figure at all
    expect(page.locator(".ks-keys")).to_contain_text("niet te toetsen: 1")
    expect(page.locator(".ks-keys")).to_contain_text("geen cijfer, of te klein om te tonen: 341")


def test_comparing_has_its_legend_and_what_its_words_mean_on_the_first_screen_of_a_projector(server, visit):
    page = visit(server, "vergelijken")
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(page.locator("svg.marks").first).to_be_visible()
    for part in (page.locator(".ks-keys"), page.get_by_text("Dat zegt hoe zeker een verschil is")):
        box = part.first.bounding_box()
        assert box and box["y"] + box["height"] <= 720


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("town", ["Haarlem", "Schouwen-Duiveland", "Oude IJsselstreek"])
def test_the_chosen_municipality_has_its_name_on_the_map_within_the_map(width, town, server, visit):
    page = visit(server, "vergelijken", f"gemeente={town.replace(' ', '+')}", width=width)
    await_map(page)
    name = page.locator("svg.marks text", has_text=town).last
    expect(name).to_be_visible()
    word, chart = name.bounding_box(), page.locator("svg.marks").first.bounding_box()
    assert word and chart and chart["x"] <= word["x"] and word["x"] + word["width"] <= chart["x"] + chart["width"]


def test_pointing_at_an_area_tells_the_figure_as_the_table_has_it(server, visit):
    page = visit(server, "vergelijken")
    await_map(page)
    page.mouse.move(*point_in(page, "Apeldoorn"))
    told = dict(re.findall(r"(Gebied|per 1.000 inwoners|95% zeker tussen|Oordeel)\s*(.+)", tooltip(page).inner_text()))
    areas = areas_table(current(), "crude_birth_rate_per_1000", "2023", "gemeente", "NL01")
    row = areas.set_index("name").loc["Apeldoorn"]
    assert told["per 1.000 inwoners"] == dutch.number(row["value"], 1)
    assert told["95% zeker tussen"] == figures.interval(row["lower"], row["upper"], 1)
    assert told["Oordeel"] == row["five"]


def test_words_in_charts_touch_no_other_words_and_names_lie_on_top(demo_server, visit):
    app = demo_server
    assert faults_at_rest(visit(app, "ontwikkeling", width=390), TOUCHING) == []
    for shown in ("Rangorde", "Naar+grootte"):
        page = visit(app, "vergelijken", f"gebieden=Provincies&weergave_provincie={shown}", width=390)
        expect(page.locator("svg.marks text", has_text="Zeeland").first).to_be_visible()
        assert faults_at_rest(page, TOUCHING) == []
    page = visit(app, "vergelijken", "weergave_gemeente=Naar+grootte")
    expect(page.locator("svg.marks text", has_text="Haarlem").last).to_be_visible()
    above = page.locator("svg.marks").evaluate(
        "svg => svg.textContent.includes('Haarlem') && [...svg.querySelectorAll('.mark-symbol path')].every(dot =>"
        " [...svg.querySelectorAll('text')].filter(text => text.textContent === 'Haarlem').every(text =>"
        " dot.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING))"
    )
    assert above


def test_the_numbers_of_a_strip_stand_free_of_its_name_on_a_phone(server, visit):
    page = visit(server, "groei", width=390)
    expect(page.locator("svg.marks text", has_text="84%").first).to_be_visible()
    strict = TOUCHING.replace("+ 3", "+ 1").replace("- 3", "- 1")
    assert faults_at_rest(page, strict) == []


def test_the_moment_stays_where_it_is_when_a_municipality_is_chosen(server, visit, ready):
    page = visit(server, "tranchekaart")
    moment_slider(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    choose(page, "Gemeente", "Leiden")
    expect_choice(page, "Leiden")
    ready(page)
    expect(moment_slider(page)).to_have_value("2021")
