"""A variable of a Swing site is read as flat data, and what is hidden or missing is no figure."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from ks_data import DataError
from ks_data.incoming import publication
from ks_data.workshop.fetch import swing
from ks_data.workshop.fetch.fetched import Fetched
from tests.workshop.fetch.served import serving

INDICATOR = "antenatal_care_before_10w_percent"
Rows = list[tuple[str, str, str]]
SEEN: list[Any] = []


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Callable[[Rows], str]]:
    """The address of a site with one variable, which gives two values a page."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(rows: Rows) -> str:
            class Site(BaseHTTPRequestHandler):
                def log_message(self, *_: object) -> None:
                    pass

                def do_GET(self) -> None:
                    SEEN.append(self.headers["apikey"])
                    path, _, query = self.path.partition("?")
                    start = int(query.partition("=")[2] or 0)
                    answer: dict[str, Any] = {"ExternalCode": "vroeg", "Name": "Vroeg in zorg"}
                    if path.endswith("/Values"):
                        names = ("ExternalCode", "Period", "ValueString")
                        answer = {"value": [dict(zip(names, row, strict=True)) for row in rows[start : start + 2]]}
                        if start + 2 < len(rows):
                            answer["@odata.nextLink"] = f"{path}?$skip={start + 2}"
                    self.send_response(200 if "Variables('vroeg')" in path else 404)
                    self.end_headers()
                    self.wfile.write(json.dumps(answer).encode())

            return stack.enter_context(serving(Site))

        yield start


def fetched(address: str, variable: str = "vroeg") -> Fetched:
    with swing.client() as client:
        return swing.fetch(address, variable, INDICATOR, client)


@pytest.mark.slow
def test_a_variable_is_read_as_flat_data_page_after_page(site: Callable[[Rows], str]) -> None:
    address = site([("392", "2022", "87.5"), ("GM0363", "2022", "?"), ("0344", "2022", "-99997"), ("34", "2022", "80")])
    answer = fetched(address)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read("cijfers.csv").decode().splitlines()[0] == "Jaar,geolevel,geoitem,Vroeg in zorg"
    checked = publication.examine(answer.name, answer.content, subjects=answer.subjects).checked
    rows = checked.rows.set_index("region")
    assert set(rows["indicator"]) == {INDICATOR}
    assert rows["value"].dropna().to_dict() == {"GM0392": 87.5, "GM0034": 80.0}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("GG4106", "2022", "80")], "iets anders terug dan cijfers van gemeenten"),
        ([("392", "2022KW1", "80")], "iets anders terug dan cijfers van gemeenten"),
        ([("1992", "2022", "80")], "GM1992 over 2022; die gemeente was er toen niet"),
        ([("392", "2022", "80"), ("GM0392", "2022", "81")], "GM0392 over 2022 twee keer"),
        ([], "geen enkel cijfer"),
    ],
)
def test_what_is_no_figure_of_a_municipality_and_a_year_is_refused(
    site: Callable[[Rows], str], rows: Rows, words: str
) -> None:
    address = site(rows)
    with pytest.raises(DataError, match=words):
        fetched(address)


def test_a_site_without_open_data_is_named_so(site: Callable[[Rows], str]) -> None:
    address = site([])
    with pytest.raises(DataError, match=r"heeft geen open data .* aan staan, of kent de variabele anders niet"):
        fetched(address, "anders")
    with pytest.raises(DataError, match="is geen adres van een site"):
        fetched("ftp://")


def test_the_key_of_a_site_goes_with_the_question(site: Callable[[Rows], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_SWING_KEY", "sleutel")
    SEEN.clear()
    fetched(site([("392", "2022", "80")]))
    assert set(SEEN) == {"sleutel"}
