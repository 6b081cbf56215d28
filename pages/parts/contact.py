"""Whom a visitor can turn to: the address that the operator gives in KS_CONTACT. Knows no page."""

import os
import re

from htpy import Element, a, p

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def address() -> str:
    """The link of KS_CONTACT, an e-mail address or a page of https; "" where it is neither."""
    given = os.environ.get("KS_CONTACT", "").strip()
    if _MAIL.fullmatch(given):
        return f"mailto:{given}"
    return given if re.fullmatch(r"https://[^\s<>]+", given) else ""


def paragraph() -> Element:
    """Where to write to; without an address, that there is none yet."""
    link = address()
    if not link:
        return p(".ks-lead")[
            "Laat het weten aan de organisatie die deze app aanbiedt. Zij heeft hier nog geen adres ingevuld."
        ]
    return p(".ks-lead")["Laat het weten: ", a(href=link)[link.removeprefix("mailto:")], "."]
