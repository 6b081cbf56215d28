"""Everyone who may come, what they see of a page played by Streamlit's own harness, and what they press."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from ks_data.incoming import publication
from ks_data.store import releases

LOGIN = {"auth": {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "a secret of the test"}}
LISTED = {"publishers": {"emails": ["anna@gemeente.nl", "cor@gemeente.nl"]}}
ANNA = {"is_logged_in": True, "email": "anna@gemeente.nl", "email_verified": True}
BAS = {**ANNA, "email": "bas@gemeente.nl"}
COR = "cor@gemeente.nl"
"""Who published before; no reader may see that address."""
TRANCHES = b"gemeente;tranche\nHaarlem;2\nUtrecht (gemeente);1\n"
SHIPPED, LOOKED_AT = "Haarlem: tranche 1 of 2", "Haarlem: tranche 2"


@dataclass(frozen=True)
class Role:
    """Someone who comes. reason: why that person may not publish, or empty; user: what the login says, where it is."""

    name: str
    reason: str
    address: str = "localhost"
    here: bool = True
    user: dict[str, object] | None = None


LOCAL = Role("the person at this computer", "")
ANNA_LISTED = Role("logged in and on the list", "", "0.0.0.0", user=ANNA)
BAS_NOT_LISTED = Role("logged in and not on the list", "staat niet op de lijst", user=BAS)
ROLES = (
    LOCAL,
    Role("a visitor of a server on another address", "inloggen is hier niet ingesteld", "0.0.0.0"),
    Role("a visitor behind a proxy", "U werkt niet op de computer waar deze app draait", here=False),
    ANNA_LISTED,
    BAS_NOT_LISTED,
    Role("not logged in where login is set up", "U bent niet ingelogd", user={}),
    Role("an address that is not verified", "nog niet bevestigd", user={**ANNA, "email_verified": False}),
)
EVERY_ROLE = pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)


class Settled(PagesManager):
    """The pages of an app that is running already; a played run is a first one, starts twice and loses the press."""

    def __init__(self, *given: Any, **more: Any) -> None:
        PagesManager.uses_pages_directory = False
        super().__init__(*given, **more)


def published_before() -> releases.Release:
    """A release of someone else, of the file that the visitors drop too."""
    found = publication.examine("tranches.csv", TRANCHES)
    asked = {one.key for one in found.checked.questions}
    return publication.publish(found, author=COR, note="proef", source="Proefbron", confirmed=asked)


def forge(app: AppTest, *ids: str) -> AppTest:
    """Sends the press of buttons, whether or not the page has them or lets them be pressed."""
    states = app._tree.get_widget_states()
    for id in ids:
        states.widgets.add(id=id, trigger_value=True)
    return app._run(states)


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.main.button if one.label == label)


def labels(app: AppTest) -> list[str]:
    """The buttons of the page itself; the presentation is on every page, for everyone."""
    buttons = [one for one in app.main.button if one.key != "presentatie"]
    return [one.label for one in [*buttons, *app.main.get("download_button")]]


def bodies(app: AppTest) -> str:
    """All that the page itself says, as it is sent."""
    elements = [*app.main.title, *app.main.markdown, *app.main.header, *app.main.success, *app.main.get("html")]
    elements += [*app.main.info, *app.main.warning, *app.main.error, *app.main.text]
    return "\n".join(element.proto.body for element in elements)


def plain(text: str) -> str:
    """Markdown of the app as a reader sees it, near enough to look words up in."""
    return text.replace("\\", "").replace("\u2060", "")


def kept(folder: Path) -> dict[str, bytes]:
    """Everything in the store, byte for byte."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def dropped(app: AppTest, name: str = "tranches.csv", content: bytes = TRANCHES) -> AppTest:
    return app.file_uploader(key="bestand").set_value((name, content, "text/csv")).run()


def confirmed(app: AppTest) -> AppTest:
    """A dropped file of which every question is confirmed."""
    for asked in app.main.checkbox:
        asked.check()
    return app.run()


def publish(app: AppTest) -> AppTest:
    """Fills in the form and presses its button."""
    for label, text in (("Bron", "Nieuwe bron"), ("Waarom publiceert u dit?", "proef")):
        next(one for one in app.main.text_input if one.label == label).set_value(text)
    return button(app, "Publiceren").click().run()
