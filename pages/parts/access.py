"""Says who is here and whether that person may publish. Knows no releases and keeps nothing between two questions.

Where [auth] is set up in Streamlit's secrets, the login decides. Elsewhere only the person at this very computer may
publish: the server listens to this computer alone, and the request came straight from a browser on it.
"""

import getpass
import logging
import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from starlette.datastructures import Headers
from streamlit import config
from streamlit.errors import StreamlitAuthError, StreamlitSecretNotFoundError
from streamlit.runtime.context import StreamlitHeaders
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from ks_data import DataError
from pages.html import text
from pages.parts import logins

LOG = logging.getLogger("ks_data.releases")
VISITOR = "bezoeker"
T = TypeVar("T")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?", re.IGNORECASE)
_PROXY = re.compile(r"forwarded|via|(x-(forwarded|real|original|client|cluster)|cf|true-client)-.*", re.IGNORECASE)
"""Headers that a reverse proxy adds; a browser on this computer sends none of them."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is here: an e-mail address, the name on this computer, or "bezoeker". reason: why not, "" for a publisher."""

    name: str
    publisher: bool
    reason: str


class NotAllowed(DataError):  # noqa: N818
    """This person may not do that; the message says why, and what to do, in Dutch."""


def person() -> Person:
    """The person of this session, decided anew at every call."""
    secrets = _secrets()
    if secrets is None:
        return _refused("Het bestand secrets.toml is niet te lezen. Vraag de beheerder om dit te herstellen.")
    if "auth" not in secrets:
        return _at_this_computer()
    if not _login_is_open():
        return _refused("Uw inlog is geëindigd. Laad de pagina opnieuw en log opnieuw in.")
    return _logged_in(st.user.to_dict(), _publishers(secrets))


def publisher(act: str = "publiceren") -> Person:
    """The publisher who does an act now; to be asked by the act itself. Writes to the log who asked, when and what.

    Raises NotAllowed with the reason when this person may not.
    """
    visitor, now = person(), datetime.now(UTC).isoformat(timespec="seconds")
    if not visitor.publisher:
        LOG.warning("not allowed: %r by %r at %s: %r", act, visitor.name, now, visitor.reason)
        raise NotAllowed(visitor.reason)
    LOG.info("allowed: %r by %r at %s", act, visitor.name, now)
    if "auth" in (_secrets() or {}) and not config.get_option("global.appTest"):
        logins.note_publisher(st.context.cookies)
    return visitor


def asking(act: str, produce: Callable[[], T]) -> Callable[[], T]:
    """What only a publisher may download, as a function that asks when it is called, and then asks for this session.

    A download is made outside its session when its button is pressed; by then its person may be no publisher.
    """
    session = get_script_run_ctx()

    def produce_for_publisher() -> T:
        with ThreadPoolExecutor(1, initializer=add_script_run_ctx, initargs=(None, session)) as executor:
            executor.submit(publisher, act).result()
        return produce()

    return produce_for_publisher


def box() -> None:
    """Where login is set up: who is logged in, and a button to log in or out, in the sidebar."""
    if "auth" not in (_secrets() or {}):
        return
    with st.sidebar:
        if st.user.get("is_logged_in") is True and _login_is_open():
            st.html(str(text.quiet(f"Ingelogd als {person().name}")))
            if st.button("Uitloggen", key="uitloggen", icon=":material/logout:"):
                st.logout()
        elif st.button("Inloggen", key="inloggen", icon=":material/login:"):
            try:
                st.login()
            except StreamlitAuthError as error:
                LOG.error("login is not set up well: %s", error)
                st.error("Inloggen is niet goed ingesteld. Vraag de beheerder om hulp.", icon=":material/error:")


def _login_is_open() -> bool:
    """Whether the server still holds the login with which this session began; AppTest plays sessions without one."""
    return bool(config.get_option("global.appTest")) or logins.is_open(st.context.cookies)


def _refused(reason: str, name: str = VISITOR) -> Person:
    return Person(name, False, reason)


def _logged_in(claims: Mapping[str, Any], publishers: set[str]) -> Person:
    if claims.get("is_logged_in") is not True:
        return _refused("U bent niet ingelogd. Log in als u wilt publiceren of terugzetten.")
    email = str(claims.get("email") or "").strip()
    if not email:
        return _refused("Uw inlog geeft geen e-mailadres door. Vraag de beheerder om hulp.")
    if claims.get("email_verified", True) not in (True, "true"):
        return _refused(f"Uw e-mailadres {email} is nog niet bevestigd. Bevestig het en log opnieuw in.", email)
    if _folded(email) not in publishers:
        return _refused(f"{email} staat niet op de lijst van wie mag publiceren. Vraag de beheerder om hulp.", email)
    return Person(email, True, "")


def _publishers(secrets: Mapping[str, Any]) -> set[str]:
    """The addresses in [publishers] of the secrets and in the environment variable KS_PUBLISHERS."""
    section = secrets.get("publishers")
    listed = section.get("emails") if isinstance(section, Mapping) else None
    named = listed if isinstance(listed, list) else str(listed or "").split(",")
    return {_folded(str(email).strip()) for email in [*named, *os.environ.get("KS_PUBLISHERS", "").split(",")]}


def _folded(email: str) -> str:
    """Small letters; another letter that folds to the same (K, the sign of kelvin) is another address."""
    return email.casefold() if email.isascii() else email


def _secrets() -> Mapping[str, Any] | None:
    """What the operator keeps apart: empty when there is no such file, None when there is one and it cannot be read."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        return None if any(Path(name).exists() for name in config.get_option("secrets.files")) else {}
    except (OSError, ValueError):
        return None


def _at_this_computer() -> Person:
    ask = "Vraag de beheerder om inloggen in te stellen."
    if _behind_a_proxy():
        return _refused(f"Deze server staat achter een proxy, en inloggen is hier niet ingesteld. {ask}")
    if config.get_option("server.address") not in _LOOPBACK:
        return _refused(f"Deze server is via het netwerk te bereiken, en inloggen is hier niet ingesteld. {ask}")
    if not _asked_from_this_computer():
        return _refused(f"U werkt niet op de computer waar deze app draait, en inloggen is niet ingesteld. {ask}")
    try:
        return Person(getpass.getuser(), True, "")
    except (ImportError, KeyError, OSError):  # a user without a name, as in a container
        return Person("lokale gebruiker", True, "")


def _behind_a_proxy() -> bool:
    """Whether the operator says so."""
    return os.environ.get("KS_PROXY", "") not in ("", "0")


def _asked_from_this_computer() -> bool:
    """Whether a browser on this computer opened this session; see `_is_from_here`.

    A session whose browser has left has no headers and is refused; only where AppTest plays the session is there no
    browser at all.
    """
    if config.get_option("global.appTest"):
        return True
    return _is_from_here(st.context.headers, st.context.ip_address)


def _is_from_here(headers: Any, ip_address: str | None) -> bool:
    """Whether a request came straight from this computer, with this computer's own name and without a proxy.

    headers: with `get_all`; ip_address: None for this computer itself. Another name means that a foreign site had its
    name point here.
    """
    hosts, origins = headers.get_all("Host"), headers.get_all("Origin")
    return (
        len(hosts) == 1
        and _LOCAL_HOST.fullmatch(hosts[0]) is not None
        and all(origin.partition("//")[2] == hosts[0] for origin in origins)
        and not any(_PROXY.fullmatch(name) for name in headers)
        and ip_address is None
    )


def may_fetch(headers: Headers, cookies: Mapping[str, str], client: str) -> bool:
    """Whether a request outside any session is of a publisher: by the open login that did something as one here."""
    if "auth" in (_secrets() or {}):
        return logins.did_as_publisher(cookies)
    at_home = config.get_option("server.address") in _LOOPBACK and not _behind_a_proxy()
    is_local = client in _LOOPBACK
    return at_home and _is_from_here(StreamlitHeaders(headers.items()), None if is_local else client)
