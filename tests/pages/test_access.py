"""Who may publish: the person at this computer, or whoever logged in and is on the list; and nobody who pretends."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from streamlit.runtime.context import StreamlitHeaders
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.util import patch_config_options

from ks_data import DataError
from pages.parts import access

SCRIPT = """
import time
import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx
from ks_data import DataError
from pages.parts import access

if "late" in st.query_params:
    print("begun", flush=True)
    while get_instance().is_active_session(get_script_run_ctx().session_id):
        time.sleep(0.01)
    print(f"late: {access.person()}", flush=True)
access.box()
who = access.person()
st.text(f"wie: {who.name}, mag: {'ja' if who.publisher else 'nee'}, reden: {who.reason}")
if st.button("Publiceren") or "act" in st.query_params:
    try:
        st.text(f"gedaan door {access.publisher('publiceren').name}")
    except DataError as error:
        st.text(f"geweigerd: {error}")
"""
"""A page that asks and does all there is to ask and do."""
LOGIN = {"auth": {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "a secret of the test"}}
LISTED = {"publishers": {"emails": ["Anna@Gemeente.nl"]}}
ANNA = {"is_logged_in": True, "email": "anna@gemeente.nl", "email_verified": True}
BROWSER = {"host": "localhost:8501", "origin": "http://localhost:8501", "upgrade": "websocket"}
EMPTY = object()


@pytest.fixture
def set_up(monkeypatch, tmp_path) -> Iterator[Callable[..., None]]:
    """Sets the address that the server listens on, whether AppTest plays the session, and the secrets there are."""
    patches = []

    def settle(address: str | None = "localhost", played: bool = True, **secrets: object) -> None:
        options = {"server.address": address, "secrets.files": [str(tmp_path / "secrets.toml")]}
        patches.append(patch_config_options({**options, "global.appTest": played}))
        patches[-1].__enter__()
        kept = Secrets()
        if secrets:
            kept._secrets = secrets
        monkeypatch.setattr(access.st, "secrets", kept)

    monkeypatch.delenv("KS_PUBLISHERS", raising=False)
    monkeypatch.setenv("LOGNAME", "analist")
    yield settle
    for patch in reversed(patches):
        patch.__exit__(None, None, None)


@pytest.fixture
def come(monkeypatch, set_up) -> Callable[..., access.Person]:
    """The person that a browser is, by the headers and the address it comes with, on a server without login."""

    def ask(headers: dict[str, str | list[str]], ip: str | None = None, address: str | None = "localhost"):
        set_up(address, played=False)
        pairs = [(name, one) for name, many in headers.items() for one in ([many] if isinstance(many, str) else many)]
        context = SimpleNamespace(headers=StreamlitHeaders(pairs), ip_address=ip)
        monkeypatch.setattr(access.st, "context", context)
        return access.person()

    return ask


@pytest.fixture
def log_in(monkeypatch, set_up) -> Callable[..., access.Person]:
    """The person that the login says someone is, on a server where login is set up."""

    def ask(claims: dict[str, object], secrets: dict[str, object] = LISTED, address: str = "localhost"):
        set_up(address, **LOGIN, **secrets)
        monkeypatch.setattr(access.st, "user", SimpleNamespace(to_dict=lambda: claims))
        return access.person()

    return ask


# --- without login: the person at this computer, and nobody else ---


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_the_person_at_this_computer_may_publish(come, host, address):
    found = come({"host": host, "origin": f"http://{host}"}, address=address)
    assert found == access.Person("analist", True, "")


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "192.168.1.20", "127.0.0.1.nip.io", "unix:///run/ks"])
def test_nobody_may_publish_on_a_server_that_others_can_reach(come, address):
    found = come(BROWSER, address=address)
    assert not found.publisher
    assert found.name == "bezoeker"
    assert "via het netwerk te bereiken" in found.reason


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded", "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Host", "X-Forwarded-Server", "X-Real-IP",
        "Via", "X-Original-Host", "X-Client-IP", "X-Cluster-Client-IP", "CF-Connecting-IP", "True-Client-IP",
    ],
)  # fmt: skip
def test_whoever_comes_through_a_proxy_may_not_publish(come, header):
    assert come(BROWSER).publisher
    found = come({**BROWSER, header: "127.0.0.1"})
    assert not found.publisher
    assert "niet op de computer waar deze app draait" in found.reason


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8501", "localhost.evil.example:8501", "evil.example", "localhost@evil.example",
        "127.0.0.1.nip.io", "evil-localhost", "localhost:8501, evil.example", "0.0.0.0:8501", "localhost:", "",
        "localhost:8501\n",
    ],
)  # fmt: skip
def test_a_foreign_site_that_points_its_name_here_may_not_publish(come, host):
    assert not come({"host": host, "origin": f"http://{host}"}).publisher


def test_two_names_for_one_server_are_not_trusted(come):
    assert not come({**BROWSER, "host": ["localhost:8501", "evil.example"]}).publisher


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:8501"])
def test_another_site_in_the_same_browser_may_not_publish(come, origin):
    assert not come({**BROWSER, "origin": origin}).publisher


@pytest.mark.parametrize("ip", ["192.168.1.20", "::ffff:203.0.113.9", "203.0.113.9"])
def test_a_foreign_address_may_not_publish(come, ip):
    assert not come(BROWSER, ip=ip).publisher


def test_a_session_whose_browser_has_left_may_not_publish(come):
    assert not come({}).publisher


@pytest.mark.parametrize("trouble", [KeyError, OSError, ImportError])
def test_a_person_without_a_name_on_this_computer_may_publish_too(come, monkeypatch, trouble):
    def nameless() -> str:
        raise trouble

    monkeypatch.setattr(access.getpass, "getuser", nameless)
    assert come(BROWSER) == access.Person("lokale gebruiker", True, "")


def test_a_list_of_publishers_does_nothing_without_login(come, monkeypatch):
    monkeypatch.setenv("KS_PUBLISHERS", "bezoeker,analist")
    assert not come(BROWSER, address="0.0.0.0").publisher


# --- with login: who is on the list ---


@pytest.mark.parametrize("address", ["localhost", "0.0.0.0"])
def test_who_logged_in_and_is_on_the_list_may_publish(log_in, address):
    assert log_in(ANNA, address=address) == access.Person("anna@gemeente.nl", True, "")


def test_with_login_the_person_at_this_computer_has_to_log_in_too(log_in):
    found = log_in({"is_logged_in": False})
    assert (found.name, found.publisher) == ("bezoeker", False)
    assert "niet ingelogd" in found.reason


@pytest.mark.parametrize("said", ["true", 1, None])
def test_only_streamlit_itself_says_that_someone_is_logged_in(log_in, said):
    assert not log_in({**ANNA, "is_logged_in": said}).publisher


def test_who_logged_in_and_is_not_on_the_list_may_not_publish(log_in):
    found = log_in({**ANNA, "email": "bas@gemeente.nl"})
    assert (found.name, found.publisher) == ("bas@gemeente.nl", False)
    assert "staat niet op de lijst" in found.reason


@pytest.mark.parametrize("said", [False, "false", None, 0, ""])
def test_an_address_that_is_not_verified_may_not_publish(log_in, said):
    found = log_in({**ANNA, "email_verified": said})
    assert not found.publisher
    assert "nog niet bevestigd" in found.reason


@pytest.mark.parametrize("said", [True, "true", EMPTY])
def test_a_verified_address_or_one_of_a_provider_that_does_not_say_may_publish(log_in, said):
    claims = {name: value for name, value in {**ANNA, "email_verified": said}.items() if value is not EMPTY}
    assert log_in(claims).publisher


@pytest.mark.parametrize("email", [None, "", "  "])
def test_a_login_without_an_address_may_not_publish(log_in, monkeypatch, email):
    monkeypatch.setenv("KS_PUBLISHERS", ",, ,")
    found = log_in({**ANNA, "email": email}, {"publishers": {"emails": ["", " "]}})
    assert not found.publisher
    assert "geen e-mailadres" in found.reason


@pytest.mark.parametrize("email", ["ANNA@GEMEENTE.NL", " anna@gemeente.nl "])
def test_capitals_in_an_address_do_not_matter(log_in, email):
    assert log_in({**ANNA, "email": email}).publisher


def test_an_address_with_a_letter_that_only_looks_the_same_may_not_publish(log_in):
    listed = {"publishers": {"emails": ["kees@strasse.nl"]}}
    assert log_in({**ANNA, "email": "kees@strasse.nl"}, listed).publisher
    assert not log_in({**ANNA, "email": "\N{KELVIN SIGN}ees@strasse.nl"}, listed).publisher
    assert not log_in({**ANNA, "email": "kees@straße.nl"}, listed).publisher


def test_the_list_may_stand_in_the_secrets_and_in_the_environment(log_in, monkeypatch):
    monkeypatch.setenv("KS_PUBLISHERS", "Bas@gemeente.nl, cor@gemeente.nl")
    found = [log_in({**ANNA, "email": f"{name}@gemeente.nl"}).publisher for name in ("anna", "bas", "cor", "dirk")]
    assert found == [True, True, True, False]


@pytest.mark.parametrize("section", [None, [], "anna@gemeente.nl", {}, {"emails": None}, {"emails": 3}])
def test_a_list_that_cannot_be_understood_lets_nobody_publish(log_in, section):
    assert not log_in(ANNA, {"publishers": section}).publisher


def test_a_list_written_as_one_text_is_understood(log_in):
    assert log_in(ANNA, {"publishers": {"emails": "bas@gemeente.nl, anna@gemeente.nl"}}).publisher


# --- the secrets ---


def test_without_a_file_with_secrets_nothing_is_said_and_nothing_fails(set_up, capfd, caplog):
    set_up()
    assert access.person().publisher
    access.box()
    assert (capfd.readouterr(), caplog.text) == (("", ""), "")


@pytest.mark.parametrize("text", [b"[auth\n", b"\xff\xfe"])
def test_secrets_that_cannot_be_read_let_nobody_publish(set_up, tmp_path, text):
    (tmp_path / "secrets.toml").write_bytes(text)
    set_up()
    assert not access.person().publisher
    assert "secrets.toml is niet te lezen" in access.person().reason


def test_an_empty_table_for_the_login_lets_nobody_publish(set_up, tmp_path):
    (tmp_path / "secrets.toml").write_text("[auth]\n")
    set_up()
    assert not access.person().publisher


# --- the act itself ---


def test_the_act_gives_the_publisher(set_up):
    set_up()
    assert access.publisher() == access.person()


def test_the_act_refuses_with_the_reason_and_writes_down_who_when_and_what(log_in, caplog):
    refused = log_in({**ANNA, "email": "bas@gemeente.nl\nregel"})
    with pytest.raises(access.NotAllowed, match="staat niet op de lijst"):
        access.publisher("versie 3 terugzetten")
    assert issubclass(access.NotAllowed, DataError)
    (record,) = caplog.records
    assert record.name == "ks_data.releases"
    assert re.search(r"'versie 3 terugzetten' by '.*' at 20\d\d-\d\d-\d\dT[\d:]+\+00:00", record.getMessage())
    assert repr(refused.name) in record.getMessage()
    assert "\n" not in record.getMessage()


def test_every_question_is_answered_anew(log_in, monkeypatch):
    assert log_in(ANNA).publisher
    monkeypatch.setattr(access.st, "user", SimpleNamespace(to_dict=lambda: {"is_logged_in": False}))
    with pytest.raises(access.NotAllowed):
        access.publisher()


# --- the box, in a session that AppTest plays ---


def test_without_login_there_is_no_box_and_the_act_is_done(set_up):
    set_up()
    app = AppTest.from_string(SCRIPT).run()
    assert [button.label for button in app.button] == ["Publiceren"]
    app.button[0].click().run()
    assert "gedaan door analist" in [text.value for text in app.text]


@pytest.mark.parametrize(
    ("user", "button", "done"),
    [
        ({}, "Inloggen", "geweigerd: U bent niet ingelogd. Log in als u wilt publiceren of terugzetten."),
        (ANNA, "Uitloggen", "gedaan door anna@gemeente.nl"),
    ],
)
def test_with_login_the_box_offers_what_can_be_done(set_up, user, button, done):
    set_up()
    app = AppTest.from_string(SCRIPT)
    app.secrets = {**LOGIN, **LISTED}
    app.user = user
    app.run()
    assert [one.label for one in app.sidebar.button] == [button]
    app.main.button[0].click().run()
    assert done in [text.value for text in app.text]


def test_a_login_that_is_set_up_badly_is_told_in_words(set_up):
    set_up()
    app = AppTest.from_string(SCRIPT)
    app.secrets = {"auth": {"client_id": "ks"}}
    app.run().sidebar.button[0].click().run()
    assert not app.exception
    assert ["niet goed ingesteld" in error.value for error in app.sidebar.error] == [True]


def test_the_name_in_the_box_never_becomes_markup(set_up):
    set_up()
    app = AppTest.from_string(SCRIPT)
    app.secrets, app.user = LOGIN, {**ANNA, "email": "<img src=x>@gemeente.nl"}
    app.run()
    said = [html.proto.body for html in app.sidebar.get("html")]
    assert ["&lt;img src=x&gt;@gemeente.nl" in text and "<img" not in text for text in said] == [True]


def test_behind_a_proxy_that_the_operator_names_nobody_is_at_this_computer(come, monkeypatch):
    monkeypatch.setenv("KS_PROXY", "1")
    assert "achter een proxy" in come(BROWSER).reason
    monkeypatch.setenv("KS_PROXY", "0")
    assert come(BROWSER).publisher
