"""Does a login end on the server: at logout, after its hours, and for who kept a copy of its cookie?"""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pages.parts import logins
from tests.pages.asgi import answer


async def app(scope, receive, send):
    """Gives out a login at /in, takes it back at /auth/logout, and else says which cookies it was sent."""
    request = Request(scope, receive)
    told = PlainTextResponse(";".join(sorted(request.cookies)))
    if scope["path"] == "/in":
        told.set_cookie(logins.COOKIE, request.query_params["naam"], max_age=100, httponly=True)
        told.set_cookie(f"{logins.COOKIE}_tokens", "t")
        for number, piece in enumerate(request.query_params.getlist("stuk"), 1):
            told.delete_cookie(f"{logins.COOKIE}_{number}")  # as Streamlit takes away what an older login left
            told.set_cookie(f"{logins.COOKIE}_{number}", piece)
    elif scope["path"] == "/auth/logout":
        told.delete_cookie(logins.COOKIE)
    await told(scope, receive, send)


GUARDED = logins.Logins(app)


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> dict[str, float]:
    """No login is open yet, and time stands still until a test moves it."""
    clock = {"now": 1000.0}
    monkeypatch.setattr(logins, "_open", {})
    monkeypatch.setattr(logins.time, "monotonic", lambda: clock["now"])
    return clock


def sent(cookie: str) -> str:
    """The names of the cookies that the app behind it gets from a browser with this one."""
    return answer(GUARDED, "/", cookie=f"{logins.COOKIE}={cookie}; {logins.COOKIE}_tokens=t; ander=1").text


def log_in(name: str, address: str = "/in", **headers: str) -> list[str]:
    """The cookies that somebody gets who logs in."""
    return answer(GUARDED, f"{address}?naam={name}", **headers).headers.get_list("set-cookie")


def log_out(name: str) -> None:
    answer(GUARDED, "/auth/logout", cookie=f"{logins.COOKIE}={name}")


def test_a_login_that_the_server_gave_out_holds_until_its_browser_logs_out():
    log_in("anna")
    assert sent("anna") == f"{logins.COOKIE};{logins.COOKIE}_tokens;ander"
    assert logins.is_open({logins.COOKIE: "anna"})
    log_out("anna")
    assert sent("anna") == "ander"
    assert not logins.is_open({logins.COOKIE: "anna"}), "a page that was open before does not publish either"


def test_a_piece_of_an_ended_login_makes_no_open_one_of_another():
    """Streamlit signs each piece of a large login by itself, so that of somebody who may publish fits in any."""
    log_in("publisher&stuk=p1&stuk=p2")
    log_out("publisher")
    log_in("lezer&stuk=l1&stuk=l2")
    own = {logins.COOKIE: "lezer", f"{logins.COOKIE}_1": "l1", f"{logins.COOKIE}_2": "l2"}
    assert logins.is_open(own) and logins.is_open({**own, f"{logins.COOKIE}_3": "left over"})
    assert not logins.is_open({**own, f"{logins.COOKIE}_1": "p1", f"{logins.COOKIE}_2": "p2"})
    assert not logins.is_open({logins.COOKIE: "lezer", f"{logins.COOKIE}_1": "l1"})
    header = f"{logins.COOKIE}=lezer; {logins.COOKIE}_1=p1; {logins.COOKIE}_2=p2; ander=1"
    assert answer(GUARDED, "/", cookie=header).text == "ander"


def test_an_ended_login_does_not_hide_in_a_second_header_with_cookies():
    log_in("anna")
    log_out("anna")
    headers = [("cookie", "ander=1"), ("cookie", f"{logins.COOKIE}=anna")]
    assert answer(GUARDED, "/", headers).text == "ander"


def test_logging_out_ends_no_other_login():
    log_in("anna")
    log_in("bas")
    log_out("bas")
    assert logins.is_open({logins.COOKIE: "anna"}) and not logins.is_open({logins.COOKIE: "bas"})


def test_a_cookie_that_this_server_did_not_give_out_is_no_login():
    assert sent("van-voor-de-herstart") == "ander"


@pytest.mark.parametrize(
    ("hours", "passed", "holds"), [("", 7.9, True), ("", 8.1, False), ("1", 1.1, False), ("x", 7, True)]
)
def test_a_login_ends_after_its_hours(clock, monkeypatch, hours, passed, holds):
    if hours:
        monkeypatch.setenv("KS_LOGIN_HOURS", hours)
    log_in("anna")
    clock["now"] += passed * 3600
    assert logins.is_open({logins.COOKIE: "anna"}) is holds
    assert (logins.COOKIE in sent("anna")) is holds


@pytest.mark.parametrize(
    ("address", "headers", "secure"),
    [
        ("http://app/in", {}, False),
        ("https://app/in", {}, True),
        ("http://app/in", {"x_forwarded_proto": "https"}, True),
    ],
)
def test_over_https_the_cookie_goes_over_nothing_else(address, headers, secure):
    cookies = log_in("anna", address, **headers)
    assert len(cookies) == 2 and all(text.startswith(logins.COOKIE) for text in cookies)
    assert ["; Secure" in text for text in cookies] == [secure, secure]


def test_a_browser_without_a_login_is_let_through_as_it_is():
    assert answer(GUARDED, "/", cookie="ander=1").text == "ander"
    assert answer(GUARDED, "/").text == "" and logins.is_open({})
