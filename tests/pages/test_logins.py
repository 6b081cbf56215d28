"""Does a login end on the server: at logout, after its hours, and for who kept a copy of its cookie?"""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from pages.parts import logins


async def app(scope, receive, send):
    """Gives out a login at /in, takes it back at /auth/logout, and else says which cookies it was sent."""
    request = Request(scope, receive)
    answer = PlainTextResponse(";".join(sorted(request.cookies)))
    if scope["path"] == "/in":
        answer.set_cookie(logins.COOKIE, request.query_params["naam"], max_age=100, httponly=True)
        answer.set_cookie(f"{logins.COOKIE}_tokens", "t")
    elif scope["path"] == "/auth/logout":
        answer.delete_cookie(logins.COOKIE)
    await answer(scope, receive, send)


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setattr(logins, "_open", {})
    monkeypatch.setattr(logins.time, "monotonic", lambda: clock["now"])
    clock["now"] = 1000.0
    return TestClient(logins.Logins(app))


clock = {"now": 1000.0}


def sent(browser, cookie: str) -> str:
    """The names of the cookies that the app behind it gets from a browser with this one."""
    return browser.get("/", headers={"cookie": f"{logins.COOKIE}={cookie}; {logins.COOKIE}_tokens=t; ander=1"}).text


def log_in(browser, name: str, address: str = "http://testserver/in") -> list[str]:
    answer = browser.get(address, params={"naam": name})
    browser.cookies.clear()
    return answer.headers.get_list("set-cookie")


def test_a_login_that_the_server_gave_out_holds_until_its_browser_logs_out(browser):
    log_in(browser, "anna")
    assert sent(browser, "anna") == f"{logins.COOKIE};{logins.COOKIE}_tokens;ander"
    assert logins.is_open({logins.COOKIE: "anna"})
    browser.get("/auth/logout", headers={"cookie": f"{logins.COOKIE}=anna"})
    browser.cookies.clear()
    assert sent(browser, "anna") == "ander"
    assert not logins.is_open({logins.COOKIE: "anna"}), "a page that was open before does not publish either"


def test_logging_out_ends_no_other_login(browser):
    log_in(browser, "anna")
    log_in(browser, "bas")
    browser.get("/auth/logout", headers={"cookie": f"{logins.COOKIE}=bas"})
    browser.cookies.clear()
    assert logins.is_open({logins.COOKIE: "anna"}) and not logins.is_open({logins.COOKIE: "bas"})


def test_a_cookie_that_this_server_did_not_give_out_is_no_login(browser):
    assert sent(browser, "van voor de herstart".replace(" ", "-")) == "ander"


@pytest.mark.parametrize(
    ("hours", "passed", "holds"), [("", 7.9, True), ("", 8.1, False), ("1", 1.1, False), ("x", 7, True)]
)
def test_a_login_ends_after_its_hours(browser, monkeypatch, hours, passed, holds):
    if hours:
        monkeypatch.setenv("KS_LOGIN_HOURS", hours)
    log_in(browser, "anna")
    clock["now"] += passed * 3600
    assert logins.is_open({logins.COOKIE: "anna"}) is holds
    assert (logins.COOKIE in sent(browser, "anna")) is holds


@pytest.mark.parametrize(
    ("address", "headers", "secure"),
    [
        ("http://testserver/in", {}, False),
        ("https://testserver/in", {}, True),
        ("http://testserver/in", {"x-forwarded-proto": "https"}, True),
    ],
)
def test_over_https_the_cookie_goes_over_nothing_else(browser, address, headers, secure):
    answer = browser.get(address, params={"naam": "anna"}, headers=headers)
    assert [("; Secure" in text) for text in answer.headers.get_list("set-cookie")] == [secure, secure]
    assert all("naam" not in text and text.startswith(logins.COOKIE) for text in answer.headers.get_list("set-cookie"))


def test_a_browser_without_a_login_is_let_through_as_it_is(browser):
    assert browser.get("/", headers={"cookie": "ander=1"}).text == "ander"
    assert browser.get("/").text == "" and logins.is_open({})
