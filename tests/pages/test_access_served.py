"""Does a real server, and a real provider of logins, let nobody publish but who may?"""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from textwrap import indent
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.conftest import ROOT, Server
from tests.pages.test_access import SCRIPT

SERVED = """
    import streamlit as st
    from pages.parts import serving
    app = st.App(__file__, middleware=serving.MIDDLEWARE)
"""
"""It is served as the app itself is."""


# --- a real server ---


@pytest.fixture
def start_asking(start_server, tmp_path) -> Callable[..., Server]:
    """Starts a real server with the page that asks; secrets: the text of its file, none when empty."""

    def start(secrets: str = "", **environment: str) -> Server:
        script, kept = tmp_path / "vraag.py", tmp_path / "secrets.toml"
        script.write_text(f"if __name__ == '__main__':\n{indent(SCRIPT, '    ')}\nelse:{SERVED}", encoding="utf-8")
        if secrets:
            kept.write_text(secrets, encoding="utf-8")
        given = {"PYTHONPATH": str(ROOT), "STREAMLIT_SECRETS_FILES": str(kept), "NO_PROXY": "localhost"}
        return start_server(str(script), **{**given, "LOGNAME": "analist", "KS_PUBLISHERS": "", **environment})

    return start


@contextmanager
def session(server: Server, query: str, host: str = "localhost", **headers: str) -> Iterator[ClientConnection]:
    """A session that a raw request opens; host: the name that the request uses, headers: with _ for -."""
    port = urlsplit(server.url).port
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with (
        closing(socket.create_connection(("localhost", port))) as wire,
        connect(f"ws://{host}:{port}/_stcore/stream", sock=wire, additional_headers=named, proxy=None) as opened,
    ):
        rerun = BackMsg()
        rerun.rerun_script.query_string = query
        opened.send(rerun.SerializeToString())
        yield opened


def texts(server: Server, host: str = "localhost", **headers: str) -> list[str]:
    """What the page says to a raw request that does the act at once."""
    said: list[str] = []
    with session(server, "act=1", host, **headers) as opened:
        while True:
            message = ForwardMsg.FromString(opened.recv(30))
            if message.delta.new_element.HasField("text"):
                said.append(message.delta.new_element.text.body)
            if message.WhichOneof("type") == "script_finished":
                return said


def test_a_real_server_lets_only_this_computer_publish(start_asking):
    server = start_asking()
    here = texts(server)
    assert here == ["wie: analist, mag: ja, reden:", "gedaan door analist"]
    port = urlsplit(server.url).port
    assert texts(server, Origin=f"http://localhost:{port}") == here
    forged = [
        texts(server, X_Forwarded_For="127.0.0.1"),
        texts(server, X_Forwarded_For="203.0.113.9"),
        texts(server, Forwarded="for=127.0.0.1"),
        texts(server, X_Real_IP="::1"),
        texts(server, Via="1.1 proxy"),
        texts(server, "evil.example"),
        texts(server, "evil.example", Origin=f"http://evil.example:{port}"),
        texts(server, Origin="http://localhost:1"),
        texts(server, "localhost.evil.example", X_Forwarded_Host="localhost"),
    ]
    assert [len(said) for said in forged] == [2] * len(forged)
    assert all("mag: nee" in asked and done.startswith("geweigerd: ") for asked, done in forged)
    assert server.said().count("not allowed: 'publiceren' by 'bezoeker'") == len(forged)


def test_a_real_session_whose_browser_leaves_before_the_act_may_not_publish(start_asking):
    server = start_asking()

    def await_words(words: str) -> None:
        until = time.monotonic() + 20
        while words not in server.said():
            assert time.monotonic() < until, server.said()
            time.sleep(0.05)

    with session(server, "late=1", "evil.example"):
        await_words("begun")
    await_words("late: ")
    assert "late: Person(name='bezoeker', publisher=False" in server.said()


def test_a_real_server_that_others_can_reach_lets_nobody_publish(start_asking):
    asked, done = texts(start_asking(STREAMLIT_SERVER_ADDRESS="0.0.0.0", KS_PUBLISHERS="analist"))
    assert "mag: nee" in asked
    assert "inloggen is hier niet ingesteld" in done


@pytest.mark.browser
def test_a_browser_on_this_computer_publishes_without_login(start_asking, tab):
    tab.goto(start_asking().url)
    tab.get_by_role("button", name="Publiceren").click()
    expect(tab.get_by_text("gedaan door analist")).to_be_visible()
    expect(tab.get_by_role("button", name="Inloggen")).to_have_count(0)


# --- a real provider of logins ---


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider itself
def test_who_logs_in_publishes_only_when_on_the_list(start_asking, login, tab):
    server = start_asking(login)

    def act(outcome: str) -> None:
        tab.get_by_role("button", name="Publiceren").click()
        expect(tab.get_by_text(outcome)).to_be_visible()

    def log_in(sub: str) -> None:
        tab.get_by_role("button", name="Inloggen").click()
        tab.get_by_role("button", name=sub, exact=True).click()
        expect(tab.get_by_role("button", name="Uitloggen")).to_be_visible()

    def log_out() -> None:
        tab.get_by_role("button", name="Uitloggen").click()
        tab.get_by_role("button", name="End session").click()
        expect(tab.get_by_role("button", name="Inloggen")).to_be_visible()

    tab.goto(server.url)
    act("geweigerd: U bent niet ingelogd.")

    log_in("anna")
    expect(tab.get_by_text("Ingelogd als anna@gemeente.nl")).to_be_visible()
    expect(tab.get_by_text("wie: anna@gemeente.nl, mag: ja")).to_be_visible()
    act("gedaan door anna@gemeente.nl")
    tab.reload()
    expect(tab.get_by_text("wie: anna@gemeente.nl, mag: ja")).to_be_visible()
    tab.context.clear_cookies(name="_streamlit_xsrf")  # as a browser that was closed: that cookie ends with it
    tab.reload()
    expect(tab.get_by_text("wie: anna@gemeente.nl, mag: ja")).to_be_visible()
    stolen, other = tab.context.cookies(), tab.context.new_page()
    other.goto(server.url)
    expect(other.get_by_text("wie: anna@gemeente.nl, mag: ja")).to_be_visible()
    log_out()
    act("geweigerd: U bent niet ingelogd.")
    other.get_by_role("button", name="Publiceren").click()  # a page that was open all the time
    expect(other.get_by_text("geweigerd: Uw inlog is geëindigd.")).to_be_visible()
    tab.context.add_cookies(stolen)
    tab.reload()
    act("geweigerd: U bent niet ingelogd.")

    log_in("bas")
    expect(tab.get_by_text("Ingelogd als bas@gemeente.nl")).to_be_visible()
    act("geweigerd: bas@gemeente.nl staat niet op de lijst")
    log_out()

    log_in("nep")
    act("geweigerd: Uw e-mailadres anna@gemeente.nl is nog niet bevestigd.")

    assert "Traceback" not in server.said()
    refused = re.findall(r"not allowed: 'publiceren' by '(.+?)' at", server.said())
    assert refused == ["bezoeker", "bezoeker", "bezoeker", "bezoeker", "bas@gemeente.nl", "anna@gemeente.nl"]
    assert texts(server)[0].startswith("wie: bezoeker, mag: nee")
