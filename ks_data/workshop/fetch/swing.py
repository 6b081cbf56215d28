"""Asks the open data service of a Swing site for one variable of all municipalities, and makes flat data of it.

The service has to be switched on by who keeps the site, and may want a key (KS_SWING_KEY). Knows no indicator: which
one the variable is, is asked for and checked like the subject of any flat data.
"""

import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ks_data.catalogue import mergers
from ks_data.catalogue.errors import DataError
from ks_data.workshop.fetch.fetched import Fetched, packed
from ks_data.workshop.fetch.web import Answer, Client, NotThere, Progress

HEADER = ("Jaar", "geolevel", "geoitem")
"""Of flat data, before the column with the figures."""
MISSING = "-99996"
"""How flat data of Swing write that there is no figure to show."""
_ABSENT = ("", "-", "x", "?")
_CODE = re.compile(r"(?:GM)?([0-9]{1,4})", re.IGNORECASE)
_LEVEL = "gemeente"


def client(progress: Progress | None = None) -> Client:
    """A client with the key of the site, if there is one."""
    key = os.environ.get("KS_SWING_KEY", "")
    return Client(progress=progress, headers={"apikey": key} if key else None)


def fetch(site: str, variable: str, indicator: str, client: Client) -> Fetched:
    """One variable of all municipalities and years. site: https://…; variable: its code at the site.

    Raises DataError when the site has no open data, does not know the variable, or gives something else than asked.
    """
    base = _base(site)
    quoted = variable.replace("'", "''")
    try:
        about = client.json(f"{base}/Variables('{quoted}')")
        values = client.rows(
            f"{base}/Variables('{quoted}')/GeoLevels('{_LEVEL}')/PeriodLevels('year')/Periods('all')/Values"
        )
    except NotThere:
        raise DataError(
            f"{urlsplit(base).hostname} heeft geen open data (jiveservices/odata) aan staan, of kent de variabele "
            f"{variable} niet per gemeente."
        ) from None
    title = str(about.get("Name") or variable).strip()
    rows = [dict(zip((*HEADER, title), row, strict=True)) for row in _rows(variable, values)]
    if not rows:
        raise DataError(f"{urlsplit(base).hostname} geeft van {variable} geen enkel cijfer per gemeente.")
    content = packed((*HEADER, title), rows, client.originals)
    host = urlsplit(base).hostname or ""
    return Fetched(
        f"swing-{re.sub(r'[^A-Za-z0-9]+', '-', f'{host}-{variable}').strip('-')}.zip",
        content,
        f"{host}, {title}",
        "",
        f"Opgehaald bij {host}: {title}",
        {title: indicator},
    )


def _base(site: str) -> str:
    parts = urlsplit(site if "://" in site else f"https://{site}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DataError(f"‘{site}’ is geen adres van een site. Schrijf bijvoorbeeld https://gemeente.incijfers.nl.")
    path = parts.path.rstrip("/").removesuffix("/jiveservices/odata")
    return f"{parts.scheme}://{parts.netloc}{path}/jiveservices/odata"


def _rows(variable: str, values: list[Answer]) -> Iterator[tuple[str, str, str, str]]:
    """Year, level, code and value; each once, and only of municipalities and years. Raises DataError else."""
    seen: set[tuple[str, str]] = set()
    for row in values:
        level, year = str(row.get("GeoLevel") or _LEVEL).lower(), str(row.get("Period") or "").strip()
        number = _CODE.fullmatch(str(row.get("ExternalCode") or "").strip())
        if level != _LEVEL or number is None or not re.fullmatch("[0-9]{4}", year):
            raise DataError(f"Van {variable} komt iets anders terug dan cijfers van gemeenten per jaar.")
        code = f"GM{int(number[1]):04d}"
        if code not in mergers.municipalities_in(int(year)):
            raise DataError(f"Van {variable} is er een cijfer van {code} over {year}; die gemeente was er toen niet.")
        if (code, year) in seen:
            raise DataError(f"Van {variable} komt {code} over {year} twee keer.")
        seen.add((code, year))
        text = str(row.get("ValueString") or "").strip()
        yield year, _LEVEL, code, MISSING if text.lower() in _ABSENT else text
