"""Borders that were fetched for this installation reach the browser, and the merger of 2027 with them."""

import json
import shutil
from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from ks_data.catalogue import mergers, regions
from ks_data.workshop import boundary_files
from ks_data.workshop.fetch import borders
from pages.parts.static_files import StaticFiles
from tests.pages.asgi import answer
from tests.pages.played import choice, opened, words


class NewYear(date):
    """1 January 2027: Wijdemeren has become a part of Hilversum."""

    @classmethod
    def today(cls) -> "NewYear":
        return cls(2027, 1, 1)


def asked(path: str) -> httpx.Response:
    """What a server answers that has no other files than fetched borders."""

    return answer(StaticFiles(Starlette()), path)


@pytest.fixture
def borders_of_2027(own_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with the borders of 2027, made of those that are shipped, on the first day of that year."""
    frame = boundary_files.read(regions.SHAPES_DIR)
    names = frame.set_index("code")["name"]
    frame["code"] = frame["code"].replace({"GM1696": "GM0402"})
    frame = frame.dissolve("code", method="coverage", aggfunc="first").reset_index()
    frame["name"] = frame["code"].map(names)
    frame = frame[["code", "name", "province", "geometry"]].set_crs(boundary_files.RD_NEW)
    borders.install(borders.Borders(2027, frame))
    regions._files.cache_clear()
    monkeypatch.setattr(mergers, "date", NewYear)
    return own_data


def test_the_borders_of_this_installation_are_sent_in_the_place_of_those_that_are_shipped(
    borders_of_2027: Path,
) -> None:
    sent = asked(f"/app/static/{regions.topojson()}")
    assert sent.status_code == 200 and "immutable" in sent.headers["cache-control"]
    assert sent.headers["content-encoding"] in ("br", "gzip")
    assert len(sent.json()["objects"]["municipalities"]["geometries"]) == 341
    for other in (
        "/app/static/municipalities.parquet",
        f"/{regions.topojson()}",
        "/app/static/regions-0123456789.topo.json",
    ):
        assert asked(other).status_code == 404


def test_after_the_merger_of_2027_its_pages_show_the_new_municipality(borders_of_2027: Path) -> None:
    app = opened("overzicht", {"gemeente": "Wijdemeren"})
    assert not app.exception and choice(app)[0] == "Hilversum" and "sinds 2027 Hilversum" in words(app)
    app = opened("tranchekaart", {"gemeente": "Hilversum"})
    assert not app.exception and "Gemeentegrenzen 2027" in words(app)


def test_a_map_fits_itself_to_the_borders_of_this_installation(borders_of_2027: Path) -> None:
    assert set(regions.boxes().index) == set(regions.municipalities()["code"])
    shapes = boundary_files.read(borders_of_2027 / "shapes").set_index("code").geometry
    assert regions.boxes().loc["GM0402"].tolist() == list(shapes["GM0402"].bounds)


def test_without_its_own_borders_an_installation_shows_the_shipped_ones(borders_of_2027: Path) -> None:
    shutil.rmtree(borders_of_2027 / "shapes")
    regions._files.cache_clear()
    assert json.loads((regions.STATIC_DIR / regions.topojson()).read_text()) and len(regions.municipalities()) == 342
