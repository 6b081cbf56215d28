"""Every role against every act, by the page and by a forged call; and what is dropped never becomes more than text."""

import csv
import io
import re
import socket
import tomllib
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test
from streamlit.testing.v1.util import patch_config_options
from websockets.sync.client import ClientConnection, connect

from ks_data import store
from ks_data.incoming import publication
from ks_data.incoming.reading import ColumnMapping
from ks_data.store import releases
from pages.parts import access, cards, upload
from pages.parts.markdown import literal
from tests.conftest import MENU, ROOT, Server

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


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    monkeypatch.setenv("KS_PUBLISHERS", "")
    monkeypatch.delenv("KS_DATA_DIR", raising=False)
    return tmp_path / "releases"


class Settled(PagesManager):
    """The pages of an app that is running already; a played run is a first one, starts twice and loses the press."""

    def __init__(self, *given: Any, **more: Any) -> None:
        PagesManager.uses_pages_directory = False
        super().__init__(*given, **more)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Role, str], AppTest]]:
    """A page as someone in a role gets it."""
    monkeypatch.setattr(app_test, "PagesManager", Settled)
    with ExitStack() as patches:

        def come(role: Role, page: str, **link: str) -> AppTest:
            patches.enter_context(patch_config_options({"server.address": role.address}))
            monkeypatch.setattr(access, "_asked_from_this_computer", lambda: role.here)
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
            if role.user is not None:
                app.secrets, app.user = {**LOGIN, **LISTED}, dict(role.user)
            app.query_params.update(link)
            return app.switch_page(f"pages/{page}.py").run()

        yield come


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
    return [one.label for one in [*app.main.button, *app.main.get("download_button")]]


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


# --- by the page, and by a press that no page offers ---


@EVERY_ROLE
def test_who_may_not_publish_sees_why_and_cannot_put_back_or_fetch_a_file_or_see_an_address(role, opened, folder):
    release = published_before()
    offered = {one.label: one.proto.id for one in opened(LOCAL, "releases").main.button}
    app, before = opened(role, "releases"), kept(folder)
    assert not app.exception
    assert "Release 1: tranches van Proefbron" in plain(bodies(app))
    if role.reason:
        assert labels(app) == []
        assert role.reason in plain(bodies(app))
        assert "Terugzetten kan daarom niet." in bodies(app)
        assert "cor" in bodies(app) and COR not in plain(bodies(app))
    else:
        assert labels(app) == ["Zet terug wat met de app is meegeleverd", "Download het bestand"]
        assert COR in bodies(app)
    app = forge(app, *offered.values())
    assert not app.exception
    assert (kept(folder) == before) is bool(role.reason)
    acts = [(one.act, one.author) for one in releases.history()]
    assert acts == ([] if role.reason else [("restore", author(role))]) + [("publish", release.author)]


@EVERY_ROLE
def test_everyone_may_look_at_a_file_and_only_a_publisher_publishes_it(role, opened, folder):
    app = dropped(opened(role, "nieuw"))
    assert not app.exception
    app.main.toggle[0].set_value(True).run()
    assert LOOKED_AT in bodies(app.switch_page("pages/tranchekaart.py").run())
    assert SHIPPED in bodies(opened(role, "tranchekaart"))  # and another reader does not see it
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
def test_nobody_learns_an_address_from_dropping_a_file_that_was_published(role, opened):
    published_before()
    for content in (TRANCHES, TRANCHES.replace(b"2", b"3")):
        said = plain(bodies(dropped(opened(role, "nieuw"), content=content)))
        assert "als release 1" in said and "door cor" in said
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


def test_who_may_no_longer_put_back_is_refused_at_the_press(opened, folder, caplog):
    published_before()
    app, before = opened(ANNA_LISTED, "releases"), kept(folder)
    withdraw(app)
    button(app, "Zet terug wat met de app is meegeleverd").click().run()
    assert refusals(caplog) == [("terugzetten", "bas@gemeente.nl")]
    assert "bas@gemeente.nl staat niet op de lijst" in plain(app.error[0].value)
    assert kept(folder) == before and labels(app) == []


def test_who_may_no_longer_publish_is_refused_at_the_press(opened, folder, caplog):
    app = confirmed(dropped(opened(ANNA_LISTED, "nieuw")))
    before = kept(folder)
    withdraw(app)
    publish(app)
    assert refusals(caplog) == [("publiceren", "bas@gemeente.nl")]
    assert "bas@gemeente.nl staat niet op de lijst" in plain(app.error[0].value)
    assert kept(folder) == before and button(app, "Publiceren").proto.disabled


def test_the_act_of_publishing_asks_itself_whatever_the_page_was_told(opened, folder, caplog, monkeypatch):
    app, before = confirmed(dropped(opened(LOCAL, "nieuw"))), kept(folder)
    refused = access.Person("bas@gemeente.nl", False, "Niet meer.")
    told = [access.Person("bas@gemeente.nl", True, "")] * 2  # at the press and by the page; then comes the act
    monkeypatch.setattr(access, "person", lambda: told.pop() if told else refused)
    publish(app)
    assert refusals(caplog) == [("publiceren", "bas@gemeente.nl")]
    assert [plain(one.value) for one in app.error] == ["Niet meer."] and kept(folder) == before


def test_who_may_no_longer_fetch_an_original_file_is_refused_at_the_press(opened, caplog, monkeypatch):
    published_before()
    made = {}
    monkeypatch.setattr(upload.st, "download_button", lambda label, data, **_: made.update({label: data}))
    opened(LOCAL, "releases")
    assert made["Download het bestand"]() == TRANCHES
    monkeypatch.setattr(access, "person", lambda: access.Person("bas@gemeente.nl", False, "Niet meer."))
    with pytest.raises(access.NotAllowed, match="Niet meer"):
        made["Download het bestand"]()
    assert refusals(caplog) == [("het bestand van release 1 ophalen", "bas@gemeente.nl")]


# --- a real server, and someone who speaks its protocol without a browser ---


@dataclass
class Visitor:
    """Someone with a raw websocket, who can send what no page would let them send."""

    wire: ClientConnection
    server: Server
    page: str
    states: dict[str, tuple[str, Any]] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    """What can be used on the page, by label."""
    said: str = ""
    session: str = ""
    settings: Any = None
    _page_hash: str = ""

    def run(self, *pressed: str) -> None:
        """Has the page run again, with the buttons of these ids pressed."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self._page_hash
        asked.rerun_script.page_name = "" if self._page_hash else self.page
        for id, (kind, value) in self.states.items():
            state = asked.rerun_script.widget_states.widgets.add(id=id)
            if kind == "file_uploader_state_value":
                state.file_uploader_state_value.SetInParent()  # also when it holds no file
                state.file_uploader_state_value.CopyFrom(value)
            else:
                setattr(state, kind, value)
        for id in pressed:
            asked.rerun_script.widget_states.widgets.add(id=id, trigger_value=True)
        self.wire.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self.wire.recv(30))
            match message.WhichOneof("type"):
                case "new_session":
                    self.session = message.new_session.initialize.session_id or self.session
                    self.settings, self.shown, self.said = message.new_session.config, {}, ""
                case "navigation":
                    self._page_hash = message.navigation.page_script_hash
                case "delta" if message.delta.HasField("new_element"):
                    self._see(message.delta.new_element)
                case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        found = getattr(element, kind)
        if kind in ("html", "alert", "markdown", "heading", "text"):
            self.said += plain(found.body) + "\n"
        elif getattr(found, "id", "") and hasattr(found, "label"):
            self.shown[found.label] = found

    def fill(self, label: str, kind: str, value: object) -> None:
        self.states[self.shown[label].id] = (kind, value)

    def drop(self, name: str, content: bytes) -> None:
        """Drops a file in the sidebar."""
        asked = BackMsg()
        asked.file_urls_request.request_id, asked.file_urls_request.session_id = "1", self.session
        asked.file_urls_request.file_names.append(name)
        self.wire.send(asked.SerializeToString())
        given = self._answer("file_urls_response").file_urls[0]
        with client(self.server) as sender:
            answer = sender.put(given.upload_url, files={name: (name, content)})
        assert answer.status_code == 204, answer.text
        state = BackMsg().rerun_script.widget_states.widgets.add().file_uploader_state_value
        state.uploaded_file_info.add(name=name, size=len(content), file_id=given.file_id, file_urls=given)
        self.fill("CSV, Excel of zip, tot 200 MB", "file_uploader_state_value", state)
        self.run()

    def press_download(self, file_id: str) -> Any:
        asked = BackMsg()
        asked.backend_operation_request.request_id = uuid.uuid4().hex
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = file_id
        self.wire.send(asked.SerializeToString())
        return self._answer("backend_operation_response")

    def _answer(self, kind: str) -> Any:
        while True:
            message = ForwardMsg.FromString(self.wire.recv(30))
            if message.WhichOneof("type") == kind:
                return getattr(message, kind)

    def drop_and_try_to_publish(self) -> None:
        self.drop("tranches.csv", TRANCHES)
        self.fill("Ja, dat klopt", "bool_value", True)
        self.run()
        self.fill("Bron", "string_value", "Nieuwe bron")
        self.fill("Waarom publiceert u dit?", "string_value", "proef")
        self.run(self.shown["Publiceren"].id)


@contextmanager
def visitor(server: Server, page: str, **headers: str) -> Iterator[Visitor]:
    """headers: what the request has beside the usual, with _ for -."""
    port = urlsplit(server.url).port
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"ws://localhost:{port}/_stcore/stream"
    with (
        closing(socket.create_connection(("localhost", port))) as wire,
        connect(address, sock=wire, additional_headers=named, proxy=None, max_size=None) as opened,
    ):
        someone = Visitor(opened, server, page)
        someone.run()
        yield someone


@contextmanager
def client(server: Server) -> Iterator[httpx.Client]:
    """Sends requests as a browser does that has seen the app."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as opened:
        opened.get("/_stcore/health")
        opened.headers["X-Xsrftoken"] = opened.cookies["_streamlit_xsrf"]
        yield opened


def test_a_real_server_lets_the_person_here_publish_and_a_visitor_through_a_proxy_only_look(start_server, folder):
    server = start_server(KS_RELEASES=str(folder), LOGNAME="analist")
    with visitor(server, "nieuw") as local, visitor(server, "nieuw", X_Forwarded_For="203.0.113.9") as stranger:
        assert local.settings.disable_data_export  # what Streamlit saves of a table could become a formula
        stranger.drop_and_try_to_publish()
        assert stranger.shown["Publiceren"].disabled
        assert "U werkt niet op de computer waar deze app draait" in stranger.said
        assert not folder.exists()
        local.drop_and_try_to_publish()
        assert "Release 1 is gepubliceerd" in local.said and "analist" in local.said
        before = kept(folder)
        assert before

    with visitor(server, "releases") as local, visitor(server, "releases", Via="1.1 proxy") as stranger:
        offered = local.shown["Zet terug wat met de app is meegeleverd"].id
        made = local.press_download(local.shown["Download het bestand"].deferred_file_id)
        assert httpx.get(server.url + made.deferred_file.url, trust_env=False).content == TRANCHES
        assert not {"Download het bestand", "Zet terug wat met de app is meegeleverd"} & set(stranger.shown)
        stranger.run(offered)
        assert "Terugzetten kan daarom niet" in stranger.said and kept(folder) == before
        local.run(offered)
        assert "Release 2: hersteld naar wat is meegeleverd" in local.said and kept(folder) != before
    written = server.said()
    for act in ("publiceren", "terugzetten", "het bestand van release 1 ophalen"):
        assert re.search(rf"allowed: '{act}' by 'analist' at 20\d\d-", written), act
    assert "Traceback" not in written


def test_a_real_server_that_others_can_reach_lets_nobody_publish_and_refuses_what_is_too_large(start_server, folder):
    limit = {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "1", "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    server = start_server(KS_RELEASES=str(folder), **limit)
    with visitor(server, "nieuw") as stranger:
        stranger.drop_and_try_to_publish()
        assert "inloggen is hier niet ingesteld" in stranger.said
        assert stranger.shown["Publiceren"].disabled and not folder.exists()
        url = f"/_stcore/upload_file/{stranger.session}/{uuid.uuid4()}"
        large = b"x" * 3 * 2**20
        with client(server) as sender:

            def parts() -> Iterator[bytes]:
                """The same without saying how much is coming."""
                yield b'--a\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n'
                for at in range(0, len(large), 2**16):
                    yield large[at : at + 2**16]
                yield b"\r\n--a--\r\n"

            form = {"Content-Type": "multipart/form-data; boundary=a"}
            answers = [
                sender.put(url, files={"f.csv": large}),
                sender.put(url, content=parts(), headers=form),
                sender.put(f"/_stcore/upload_file/{uuid.uuid4()}/1", files={"f.csv": b"x"}),
                sender.put(url, files={"f.csv": b"x"}, headers={"X-Xsrftoken": "another"}),
                sender.put(url, files={"f.csv": b"x"}),
            ]
        assert [answer.status_code for answer in answers] == [413, 413, 400, 403, 204]


def test_the_limit_of_the_server_is_the_one_that_is_told(opened):
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == 200
    assert "tot 200 MB" in opened(LOCAL, "nieuw").file_uploader(key="bestand").label


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider itself
def test_who_logs_in_publishes_in_the_browser_under_the_own_address(start_server, login, tab, folder, tmp_path):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(login)
    server = start_server(
        KS_RELEASES=str(folder), KS_PUBLISHERS="", STREAMLIT_SECRETS_FILES=str(secrets), NO_PROXY="localhost"
    )
    main = tab.get_by_test_id("stMain")

    tab.goto(f"{server.url}/nieuw")
    tab.get_by_role("button", name="Inloggen").click()
    tab.get_by_role("button", name="anna", exact=True).click()
    expect(tab.get_by_role("button", name="Uitloggen")).to_be_visible()
    tab.get_by_text("Nieuwe cijfers aanleveren", exact=True).click()
    file = {"name": "tranches.csv", "mimeType": "text/csv", "buffer": TRANCHES}
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_text("Ja, dat klopt").click()
    expect(main).to_contain_text("U publiceert als anna@gemeente.nl.")
    tab.get_by_label("Bron", exact=True).fill("Proefbron")
    tab.get_by_label("Waarom publiceert u dit?").fill("Proef")
    tab.get_by_role("button", name="Publiceren").click()
    expect(main).to_contain_text("Release 1 is gepubliceerd")
    expect(main).to_contain_text("anna@gemeente.nl")
    with tab.expect_download() as fetched:
        tab.get_by_role("button", name="Download het bestand").click()
    assert fetched.value.path().read_bytes() == TRANCHES
    expect(tab.get_by_text("Toon wat er veranderde")).to_have_count(1)

    tab.get_by_role("button", name="Uitloggen").click()
    tab.get_by_role("button", name="End session").click()
    expect(tab.get_by_role("button", name="Inloggen")).to_be_visible()
    tab.goto(f"{server.url}/releases")
    expect(main).to_contain_text("Release 1: tranches van Proefbron")
    expect(main).not_to_contain_text("anna@gemeente.nl")
    expect(tab.get_by_role("button", name="Download het bestand")).to_have_count(0)
    expect(tab.get_by_text("Toon wat er veranderde")).to_have_count(0)
    assert [one.author for one in releases.history()] == ["anna@gemeente.nl"]


# --- what is dropped stays text, and stays with who dropped it ---

EVIL = "<img src=x onerror=alert(1)> **v** [l](https://a.nl) :smile: $x$ www.a.nl a@a.nl"
"""All that could become markup, short enough to be shown whole."""
FORMULA = "=1+1"
CARE = "antenatal_care_before_10w_percent"


def test_the_same_file_read_in_two_ways_is_two_previews():
    """Two readers with one file, of which each names another column."""
    table = b"plaats;wanneer;soort;een;twee\nHaarlem;2020;zorg;81,2;11,1\n"
    seen = []
    for column in ("een", "twee"):
        mapping = ColumnMapping((column,), region="plaats", period="wanneer", subject="soort")
        found = publication.examine("eigen.csv", table, mapping=mapping, subjects={"zorg": CARE})
        with store.moment(upload.preview(found)):
            rows = store.load("observations")
        at = (rows["indicator"] == CARE) & (rows["region"] == "GM0392") & (rows["period"] == "2020")
        seen.append(rows.loc[at, "value"].tolist())
    assert seen == [[81.2], [11.1]]


def budget(item: str) -> bytes:
    text = io.StringIO()
    write = csv.writer(text, delimiter=";", lineterminator="\n")
    write.writerow(["jaar", "gebied", "post", "betaler", "bedrag", "toelichting"])
    write.writerow(["2022", "GM0392", item, "gemeente", "90000", item])
    write.writerow(["2022", "GM0392", f"{item} nog eens", "Rijk", "45000", item])
    return text.getvalue().encode()


def figures(note: str, subject: str = CARE, region: str = "GM0392") -> bytes:
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n")
    write.writerow(["indicator", "region", "period", "value", "note"])
    write.writerow([subject, region, "2020", "81.2", note])
    return text.getvalue().encode()


def publish_everywhere(text: str) -> None:
    """Releases in which every text that someone can type or drop is this one."""
    for content in (budget(text), figures(text)):
        found = publication.examine(f"{text}.csv", content)
        assert not found.checked.blocked
        asked = {one.key for one in found.checked.questions}
        publication.publish(found, author=f"{text}@example.org", note=text, source=text, confirmed=asked)


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)


def markup_in(app: AppTest) -> list[str]:
    """Each place where a text of a file is sent as markup."""
    wrong = []
    for kind, name, text in sent(app):
        if "onerror" not in text or (kind, name) in PLAIN:
            continue
        if kind == "html":
            wrong += [text] if "img" in Tags(text).found else []
        elif literal(EVIL) not in text:
            wrong.append(f"{kind}.{name}: {text}")
    return wrong


PLAIN = {("text", "body"), ("selectbox", "options"), ("multiselect", "options"), ("download_button", "file_name")}
"""What Streamlit shows as it is."""


def sent(app: AppTest) -> Iterator[tuple[str, str, str]]:
    """Every text that a page sends, with the kind of element and the field that it is in."""
    ahead = [app.main, app.sidebar]
    while ahead:
        node = ahead.pop()
        ahead += getattr(node, "children", {}).values()
        if getattr(node, "proto", None) is not None:
            yield from ((str(node.type), name, text) for name, text in _texts(node.proto))


def _texts(message: Any, name: str = "") -> Iterator[tuple[str, str]]:
    for about, value in message.ListFields():
        for one in value if about.is_repeated else [value]:
            if isinstance(one, str):
                yield about.name, one
            elif hasattr(one, "ListFields"):
                yield from _texts(one, about.name)


SHOWS = ("overzicht", "ontwikkeling", "begroting", "bronnen", "releases")
"""The pages that show something of what someone typed or dropped."""
SHOWN = [*((page, {}) for page in MENU), ("bronnen", {"onderdeel": "Bronnen"})]


@pytest.mark.parametrize(("page", "link"), SHOWN, ids=lambda part: part if isinstance(part, str) else "-".join(part))
def test_what_was_published_stays_text_on_every_page(page, link, opened):
    publish_everywhere(EVIL)
    app = opened(LOCAL, page, **link)
    assert not app.exception
    assert not markup_in(app)
    if page in SHOWS:
        assert any("onerror" in text for _, _, text in sent(app))


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        (f"{EVIL}.csv", figures(EVIL), {"success"}),
        ("a.csv", figures("", subject=EVIL), {"markdown"}),
        ("a.csv", figures("", region=EVIL), {"markdown", "text"}),
        (f"{EVIL}.csv", budget(EVIL), {"success"}),
        (f"{EVIL}.csv", b"", {"error"}),
        (f"{EVIL}.csv", f"plaats;wanneer;{EVIL}\nHaarlem;2020;{EVIL}\n".encode(), {"warning", "multiselect"}),
    ],
    ids=["figures", "subject", "region", "budget", "empty", "unknown"],
)
def test_what_is_dropped_stays_text(name, content, where, opened):
    app = dropped(opened(LOCAL, "nieuw"), name, content)
    assert not app.exception
    assert not markup_in(app)
    assert {kind for kind, _, text in sent(app) if "onerror" in text} >= where


def test_a_link_to_something_unknown_stays_text():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["gemeente"] = EVIL
    app.run()
    assert [EVIL in plain(one.value) for one in app.main.warning] == [True]
    assert not markup_in(app)


def test_no_download_that_shows_a_release_has_a_cell_that_becomes_a_formula(opened, monkeypatch):
    publish_everywhere(FORMULA)
    made: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(cards.st, "download_button", lambda label, data, key="", **_: made.update({key: data}))
    for page, link in SHOWN:
        assert not opened(LOCAL, page, **link).exception
    shown = {key: _cells(data()) for key, data in made.items() if key.startswith("download")}
    assert not [(key, cell) for key, cells in shown.items() for cell in cells if DANGER.match(cell)]
    told = {key for key, cells in shown.items() if any(FORMULA in cell for cell in cells)}
    assert told >= {"download_begroting", "download_bronnen", f"download_{CARE}"}


DANGER = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")
"""What a spreadsheet takes for the beginning of a formula."""


def _cells(content: bytes) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
