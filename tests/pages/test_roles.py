"""Every role against every act, by the page and by a forged call."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from ks_data.store import releases
from pages.parts import access, publishing
from tests.pages.roles import (
    ANNA_LISTED,
    BAS,
    COR,
    EVERY_ROLE,
    LOCAL,
    LOOKED_AT,
    SHIPPED,
    TRANCHES,
    Role,
    bodies,
    button,
    confirmed,
    dropped,
    forge,
    kept,
    labels,
    plain,
    publish,
    published_before,
)

pytestmark = pytest.mark.usefixtures("folder")
PUT_BACK = "Zet terug wat met de app is meegeleverd"


# --- by the page, and by a press that no page offers ---


@EVERY_ROLE
def test_who_may_not_publish_sees_why_and_cannot_put_back_or_fetch_a_file_or_see_an_address(role, opened_as, folder):
    release = published_before()
    local = opened_as(LOCAL, "releases")
    offered = {one.label: one.proto.id for one in local.main.button}
    offered |= {one.label: one.proto.id for one in button(local, PUT_BACK).click().run().main.button}
    app, before = opened_as(role, "releases"), kept(folder)
    assert not app.exception
    assert "Release 1: tranches van Proefbron" in plain(bodies(app))
    if role.reason:
        assert labels(app) == []
        assert role.reason in plain(bodies(app))
        assert "Terugzetten kan daarom niet." in bodies(app)
        assert "cor" in bodies(app) and COR not in plain(bodies(app))
    else:
        assert labels(app) == [PUT_BACK, "Download het bestand"]
        assert COR in bodies(app)
    app = forge(forge(app, offered[PUT_BACK]), *offered.values())
    assert not app.exception
    assert (kept(folder) == before) is bool(role.reason)
    acts = [(one.act, one.author) for one in releases.history()]
    assert acts == ([] if role.reason else [("restore", author(role))]) + [("publish", release.author)]


@EVERY_ROLE
def test_everyone_may_look_at_a_file_and_only_a_publisher_publishes_it(role, opened_as, folder):
    app = dropped(opened_as(role, "nieuw"))
    assert not app.exception
    app.main.toggle[0].set_value(True).run()
    assert LOOKED_AT in bodies(app.switch_page("pages/tranchekaart.py").run())
    assert SHIPPED in bodies(opened_as(role, "tranchekaart"))  # and another reader does not see it
    app = confirmed(app.switch_page("pages/nieuw.py").run())
    assert button(app, "Publiceren").proto.disabled is bool(role.reason)
    assert role.reason in plain(bodies(app)) and ("Bekijken mag wel." in bodies(app)) is bool(role.reason)
    before = kept(folder)
    button(app, "Publiceren").proto.disabled = False  # so that a press is sent all the same
    assert not publish(app).exception
    assert (kept(folder) == before) is bool(role.reason)
    assert [one.author for one in releases.history()] == ([] if role.reason else [author(role)])


def author(role: Role) -> str:
    return str(role.user["email"]) if role.user else access.getpass.getuser()


@EVERY_ROLE
def test_a_publisher_hears_that_a_file_was_published_before_and_by_whom_and_nobody_learns_an_address(role, opened_as):
    published_before()
    for content in (TRANCHES, TRANCHES.replace(b"2", b"3")):
        said = plain(bodies(dropped(opened_as(role, "nieuw"), content=content)))
        assert ("als release 1" in said and "door cor" in said) is not bool(role.reason)
        assert COR not in said


# --- rights that end between showing a button and pressing it ---


def withdraw(app: AppTest) -> None:
    """Whoever sits at this app is from now on someone who is not on the list."""
    app.user = dict(BAS)


def refusals(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """What was refused to whom, each with when."""
    said = [record.getMessage() for record in caplog.records if record.name == "ks_data.releases"]
    found = [
        re.fullmatch(r"not allowed: '(.*)' by '(.*)' at 20\d\d-\d\d-\d\dT[\d:]+\+00:00: '.*'", one) for one in said
    ]
    return [one.group(1, 2) for one in found if one]


def test_who_may_no_longer_put_back_is_refused_at_the_press(opened_as, folder, caplog):
    published_before()
    app, before = opened_as(ANNA_LISTED, "releases"), kept(folder)
    withdraw(app)
    button(app, PUT_BACK).click().run()
    assert refusals(caplog) == [("terugzetten", "bas@gemeente.nl")]
    assert "bas@gemeente.nl staat niet op de lijst" in plain(app.error[0].value)
    assert kept(folder) == before and labels(app) == []


def test_who_may_no_longer_publish_is_refused_at_the_press(opened_as, folder, caplog):
    app = confirmed(dropped(opened_as(ANNA_LISTED, "nieuw")))
    before = kept(folder)
    withdraw(app)
    publish(app)
    assert refusals(caplog) == [("publiceren", "bas@gemeente.nl")]
    assert "bas@gemeente.nl staat niet op de lijst" in plain(app.error[0].value)
    assert kept(folder) == before and button(app, "Publiceren").proto.disabled


def test_the_act_of_publishing_asks_itself_whatever_the_page_was_told(opened_as, folder, caplog, monkeypatch):
    app, before = confirmed(dropped(opened_as(LOCAL, "nieuw"))), kept(folder)
    refused = access.Person("bas@gemeente.nl", False, "Niet meer.")
    told = [access.Person("bas@gemeente.nl", True, "")] * 2  # at the press and by the page; then comes the act
    monkeypatch.setattr(access, "person", lambda: told.pop() if told else refused)
    publish(app)
    assert refusals(caplog) == [("publiceren", "bas@gemeente.nl")]
    assert [plain(one.value) for one in app.error] == ["Niet meer."] and kept(folder) == before


def test_who_may_no_longer_fetch_an_original_file_is_refused_at_the_press(opened_as, caplog, monkeypatch):
    published_before()
    made = {}
    monkeypatch.setattr(publishing.st, "download_button", lambda label, data, **_: made.update({label: data}))
    opened_as(LOCAL, "releases")
    assert made["Download het bestand"]() == TRANCHES
    monkeypatch.setattr(access, "person", lambda: access.Person("bas@gemeente.nl", False, "Niet meer."))
    with pytest.raises(access.NotAllowed, match="Niet meer"):
        made["Download het bestand"]()
    assert refusals(caplog) == [("het bestand van release 1 ophalen", "bas@gemeente.nl")]
