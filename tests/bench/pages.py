"""Which pages are measured and what a reader changes on them. To measure another page, add it to PAGES.

Every change is described twice: as what a person does in the browser (`perform`), and as the value the browser then
sends (`value`), which the sessions over a raw websocket use. The changes of one run must differ from each other:
Streamlit does not send a large message twice to the same reader.
"""

import random
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page as Tab

from tests.pages.browsing import INSIDE, NAMED

TOWNS = ("Utrecht", "Zwolle", "Delft", "Breda", "Assen", "Venlo", "Almere", "Gouda", "Emmen", "Tilburg", "Leiden")
YEARS = ("2022", "2021", "2020", "2019", "2018", "2017", "2016", "2015", "2014")
MUNICIPALITY = "another municipality"
"""The change that a page shares with the usual ways, and with a click on a map."""
PROVINCES = ("Utrecht", "Limburg", "Zeeland", "Drenthe", "Flevoland", "Gelderland", "Overijssel", "Noord-Brabant")


@dataclass(frozen=True, slots=True)
class Choose:
    """Choosing an option of the selectbox with this label: the click on the option is the reader's act."""

    name: str
    label: str
    options: tuple[str, ...]

    def perform(self, tab: Tab, turn: int) -> None:
        box = tab.get_by_test_id("stSelectbox").filter(has=tab.get_by_text(self.label, exact=True)).locator("input")
        option = self.options[turn % len(self.options)]
        box.click()
        box.fill(option)
        tab.get_by_role("option", name=option, exact=True).click()

    def value(self, widget: Any, turn: int) -> str:
        return self.options[turn % len(self.options)]

    def any_value(self, widget: Any, dice: random.Random) -> str:
        return dice.choice(widget.options)


@dataclass(frozen=True, slots=True)
class Narrow:
    """Moving the first year of a range on by one: the key press on the slider's thumb is the reader's act."""

    name: str
    label: str

    def perform(self, tab: Tab, turn: int) -> None:
        slider = tab.get_by_test_id("stSlider").filter(has=tab.get_by_text(self.label, exact=True))
        slider.get_by_role("slider").first.press("ArrowRight")

    def value(self, widget: Any, turn: int) -> list[float]:
        return [widget.default[0] + (turn + 1) * widget.step, widget.default[1]]

    def any_value(self, widget: Any, dice: random.Random) -> list[float]:
        first, last = map(int, widget.default)
        return [float(dice.randrange(first, last)), widget.default[1]]


@dataclass(frozen=True, slots=True)
class InBrowser:
    """Moving a slider that Vega draws, one step back and forth: it needs no server."""

    name: str
    label: str

    def perform(self, tab: Tab, turn: int) -> None:
        slider = tab.locator("form.vega-bindings label", has_text=self.label).locator("input")
        slider.press("ArrowRight" if turn % 2 else "ArrowLeft")


@dataclass(frozen=True, slots=True)
class ClickOnMap:
    """Clicking a municipality: the browser outlines it at once, whatever the server answers later.

    The static page has nothing to click; there the limit is the redraw for another municipality.
    """

    name: str
    towns: tuple[str, ...]

    def perform(self, tab: Tab, turn: int) -> None:
        shape = tab.wait_for_function(NAMED, arg=self.towns[turn % len(self.towns)]).as_element()
        assert shape
        across, down = shape.evaluate(INSIDE)
        tab.mouse.click(across, down)


Change = Choose | Narrow | InBrowser | ClickOnMap


@dataclass(frozen=True, slots=True)
class Page:
    """A page to measure. `usual` names the change that the usual ways of making the same page can do too.

    times_limit, times_bare: how many times the static page, and a Streamlit page with only this, a change may take at
    most; None where no such target is set. demo: whether the page is measured on the demonstration set.
    """

    name: str
    path: str
    changes: tuple[Change, ...]
    usual: str = ""
    times_limit: float | None = None
    times_bare: float | None = None
    demo: bool = False

    @property
    def main_change(self) -> Choose | Narrow:
        """The change that every session makes under load."""
        return next(change for change in self.changes if isinstance(change, Choose | Narrow))


PAGES = (
    Page(
        "map",
        "tranchekaart",
        (
            Choose(MUNICIPALITY, "Gemeente", TOWNS),
            Choose("zoom to a province", "Zoom in op", PROVINCES),
            InBrowser("moment slider", "Stand in het jaar"),
            ClickOnMap("click on the map", TOWNS),
        ),
        usual=MUNICIPALITY,
        times_limit=6,
        times_bare=1.3,
    ),
    Page("trend", "ontwikkeling", (Narrow("range of years", "Jaren"),)),
    Page(
        "compare",
        "vergelijken",
        (Choose("another year", "Jaar", YEARS), Choose(MUNICIPALITY, "Gemeente", TOWNS)),
        times_limit=8,
        times_bare=1.4,
        demo=True,
    ),
)
