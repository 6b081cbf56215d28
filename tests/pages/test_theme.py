"""Colours: readable in light and dark, and told apart by people who are colour-blind (simulated, not by eye)."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from ks_data import INDICATORS
from pages.charts import maps, theme
from pages.charts.theme import DARK, LIGHT, Colours
from tests.conftest import ROOT
from tests.pages.browsing import becomes_so

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
SIGHT = {
    "full": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> np.ndarray:
    """A hex colour as linear RGB."""
    rgb = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG."""
    light, dark = sorted((float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (first, second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, sight: str) -> np.ndarray:
    """A colour in CIELAB as somebody with this sight sees it."""
    adapted = np.clip(SIGHT[sight] @ linear(colour), 0, 1)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = matrix @ adapted / [0.9505, 1.0, 1.089]
    x_root, y_root, z_root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y_root - 16, 500 * (x_root - y_root), 200 * (y_root - z_root)])


def apart(first: str, second: str) -> float:
    """The smallest distance (CIE76) between two colours over all kinds of sight."""
    return min(float(np.linalg.norm(lab(first, sight) - lab(second, sight))) for sight in SIGHT)


@BOTH
def test_text_stands_out_from_the_page(look: Colours) -> None:
    for role in ("own", "other", "text", "good", "bad", "even", "outline"):
        assert contrast(getattr(look, role), look.page) >= 4.5, role


@BOTH
def test_marks_stand_out_from_the_page(look: Colours) -> None:
    for colour in (look.own, look.other, look.quiet, look.outline):
        assert contrast(colour, look.page) >= 3


@BOTH
def test_roles_are_told_apart_with_every_kind_of_sight(look: Colours) -> None:
    assert apart(look.own, look.other) >= 20
    assert apart(look.good, look.bad) >= 40
    assert min(apart(look.even, colour) for colour in (look.good, look.bad)) >= 20


@BOTH
def test_tranches_are_an_order_from_dark_to_light_and_unknown_is_no_fifth_step(look: Colours) -> None:
    lightness = [lab(colour, "full")[0] for colour in look.tranches]
    assert lightness == sorted(lightness)
    for first, second in itertools.pairwise(look.tranches):
        assert apart(first, second) >= 18
    assert min(apart(look.joined, colour) for colour in look.tranches) >= 15


@BOTH
def test_what_is_inferred_is_a_calm_grey_that_is_no_tranche_and_not_the_unknown(look: Colours) -> None:
    (first, _), (later, _) = look.inferred
    assert apart(first, later) >= 18
    for area, line in look.inferred:
        assert 1.1 < contrast(area, line) < 1.5  # a texture from nearby, one tone from afar
        assert min(apart(area, other) for other in (look.joined, look.page)) >= 10
    stated = look.tranches[:2]
    assert min(apart(area, colour) for area, _ in look.inferred for colour in stated) >= 22


@BOTH
def test_the_five_classes_are_told_apart_with_every_kind_of_sight(look: Colours) -> None:
    for first, second in itertools.combinations(look.five, 2):
        assert apart(first, second) >= 24, (first, second)


@BOTH
def test_what_is_unknown_on_a_map_is_hatched_and_never_nearly_a_colour_of_a_class(look: Colours) -> None:
    indicator = INDICATORS["perinatal_mortality_24w_7d_per_1000"]
    fills = maps.five_fills(indicator, look)
    classes = [fill for fill in fills.values() if isinstance(fill, str)]
    hatches = [fills[area] for area in ("niet te toetsen", maps.NO_FIGURE)]
    assert sorted(classes) == sorted(look.five)
    for hatch in hatches:
        lines = {stop["color"] for stop in hatch["stops"]}
        assert max(contrast(line, look.five[2]) for line in lines) >= 3
        assert contrast(*lines) >= 3
    assert (hatches[0]["y1"], hatches[0]["y2"]) != (hatches[1]["y1"], hatches[1]["y2"])  # each its own way


def test_on_a_map_the_word_for_figures_that_are_not_real_stands_beside_the_country_and_in_a_chart_across_it() -> None:
    on_map, across = (
        theme.marked(spec, "FICTIEF")["layer"] for spec in ({"projection": {}, "layer": []}, {"layer": []})
    )
    words = on_map[-1]
    assert words["mark"]["text"] == across[0]["mark"]["text"] == "FICTIEF"
    assert "opacity" not in words["mark"] and "angle" not in words["mark"]  # letters, not a tint over small areas
    assert words["encoding"]["x"]["value"] < 10 and words["encoding"]["y"]["value"] < 10


def test_what_a_dark_map_colours_on_purpose_stands_out_from_the_page() -> None:
    lower, higher = DARK.five[:2], DARK.five[3:]
    assert min(contrast(colour, DARK.page) for colour in (*lower, *higher, *DARK.tranches, DARK.joined)) >= 3
    assert min(contrast(first, second) for first, second in itertools.pairwise(DARK.five)) >= 2


@pytest.mark.browser
@pytest.mark.parametrize("name", ["overzicht", "ontwikkeling", "vergelijken", "begroting"])
def test_a_page_that_turns_dark_while_it_is_open_looks_as_one_that_was_opened_dark(name, server, visit) -> None:
    opened, turned = visit(server, name, dark=True), visit(server, name)
    light = pixels(turned)
    try:
        turned.emulate_media(color_scheme="dark")
        assert becomes_so(turned, lambda: differing(pixels(turned), pixels(opened)) < 0.001)
        assert differing(light, pixels(opened)) > 0.5
    finally:
        turned.emulate_media(color_scheme="light")


def pixels(page: Page) -> np.ndarray:
    """What is on the screen, below the line of the browser's own loading."""
    page.wait_for_function("() => document.querySelector('svg.marks path, .ks-spark img, .ks-bar')")
    page.mouse.move(0, 0)
    return np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)


def differing(first: np.ndarray, second: np.ndarray) -> float:
    """The share of pixels that are not the same."""
    return float((abs(first - second).max(axis=2) > 8).mean())


def test_no_page_asks_whether_it_is_dark() -> None:
    asking = [path.name for path in (ROOT / "pages").rglob("*.py") if "context.theme" in path.read_text("utf-8")]
    assert asking == [], "what is drawn in answer stays so when the page turns: see SCREEN in pages/charts/theme.py"
