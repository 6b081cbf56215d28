"""What a file of a briefing is called, and where its figures are on the screen. Light: a page imports it at once."""

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlencode

from ks_data.answers import Choice

Form = Literal["pptx", "pdf"]
FORMS: tuple[Form, ...] = ("pptx", "pdf")


def file_name(mark: str, choice: Choice, form: Form) -> str:
    """ "FICTIEF-kansrijke-start-Haarlem.pdf": without a sign that a disk refuses."""
    return _named([*mark.split(), "kansrijke-start", choice.name], form)


def picture_name(mark: str, subject: str, form: Literal["png", "svg"]) -> str:
    """ "FICTIEF-Vroeg-in-zorg-Haarlem.png"."""
    return _named([*mark.split(), subject], form)


def table_name(mark: str, *words: str) -> str:
    """ "FICTIEF-Vroeg-in-zorg-2019-Haarlem.csv"."""
    return _named([*mark.split(), *words], "csv")


def _named(words: list[str], form: str) -> str:
    name = re.sub(r"[^\w-]+", "-", "-".join(words))
    return f"{name.strip('-')}.{form}"


def link(choice: Choice, address: str, stand: str = "", own: Sequence[tuple[str, str]] = ()) -> str:
    """The address that opens a page on a choice; "" where nobody knows the address of the app.

    stand: of the data, for a link that stays, which names regions by code; own: what is chosen on the page itself.
    """
    if not address:
        return ""
    names = (choice.region, choice.benchmark) if stand else (choice.name, choice.benchmark_name)
    chosen = [*zip(("gemeente", "vergelijk"), names, strict=True)]
    chosen += [("jaren", str(year)) for year in (choice.first, choice.last)]
    return f"{address.partition('?')[0]}?{urlencode([*chosen, *own, *([('stand', stand)] if stand else [])])}"
