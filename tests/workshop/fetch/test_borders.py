"""Official borders take the place of those that are shipped, for this installation, and only when they hold."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest
import shapely
from shapely import affinity

from ks_data import DataError
from ks_data.catalogue import mergers, regions
from ks_data.workshop import boundary_files
from ks_data.workshop.fetch import borders
from ks_data.workshop.fetch.web import Client
from tests.conftest import ROOT
from tests.workshop.fetch.served import serving

OFFICIAL = ROOT.parent / "shared" / "formats" / "pdok_gemeente_gegeneraliseerd_2022.geojson"
"""An answer of PDOK; not part of the project."""
Features = list[dict[str, Any]]
Serve = Callable[[Features], list[str]]


def features(year: int, merge: dict[str, str] | None = None) -> Features:
    """The shipped municipalities as PDOK would give them; merge: into which other one some of them go."""
    frame = boundary_files.read(regions.SHAPES_DIR)
    frame["code"] = frame["code"].replace(merge or {})
    shapes = frame.dissolve("code", method="coverage").to_crs("EPSG:4326")
    names = regions.names()
    return [
        {
            "type": "Feature",
            "properties": {"statcode": code, "statnaam": names[code], "jaarcode": year, "rubriek": "gemeente"},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in shapes.geometry.items()
    ]


@cache
def now() -> Features:
    return features(2026)


class In2026(date):
    @classmethod
    def today(cls) -> date:
        return date(2026, 11, 29)


@pytest.fixture(autouse=True)
def before_the_merger_of_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """The borders of 2026 count until then, whenever the tests run."""
    monkeypatch.setattr(mergers, "date", In2026)


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    regions._files.cache_clear()
    return tmp_path


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Gives features, 200 a page, without looking at the year that is asked for; the paths that were asked."""
    with ExitStack() as stack:

        def start(all_features: Features) -> list[str]:
            asked: list[str] = []

            class Pdok(BaseHTTPRequestHandler):
                def log_message(self, *_: object) -> None:
                    pass

                def do_GET(self) -> None:
                    asked.append(self.path)
                    first = int(parse_qs(urlsplit(self.path).query).get("cursor", ["0"])[0])
                    answer: dict[str, Any] = {
                        "type": "FeatureCollection",
                        "features": all_features[first : first + 200],
                    }
                    if first + 200 < len(all_features):
                        answer["links"] = [
                            {"rel": "self", "href": "x"},
                            {"rel": "next", "href": f"?cursor={first + 200}"},
                        ]
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(json.dumps(answer).encode())

            url = stack.enter_context(serving(Pdok))
            monkeypatch.setattr(borders, "PDOK", f"{url}/items")
            return asked

        yield start


def fetched(year: int = 2026) -> borders.Borders:
    with Client(sleep=lambda _: None) as client:
        return borders.fetch(year, client)


@pytest.mark.slow
def test_borders_of_a_year_replace_those_that_are_shipped_for_this_installation(
    serve: Serve, installation: Path
) -> None:
    """Also where the server gives all years; from the next second on every reader sees them."""
    asked = serve([*features(2025), *now()])
    shipped = regions.topojson()
    answer = fetched()
    assert "jaarcode=2026" in asked[0] and len(asked) == 4
    assert "342 gemeenten" in borders.install(answer, check=True) and regions.topojson() == shipped
    assert borders.install(answer) == "grenzen van 2026: 342 gemeenten"
    assert borders.install(answer) == "", "the same borders are nothing new"
    regions._files.cache_clear()  # as after a second
    assert regions.shapes_dir() == installation / "shapes" and (installation / "shapes" / regions.topojson()).exists()
    assert regions.attribution().startswith("Gemeentegrenzen 2026: © CBS / Kadaster (via PDOK")
    assert len(regions.municipalities()) == 342 and regions.parents()["GM0392"] == "PV27"


@pytest.mark.slow
def test_the_merger_of_2027_comes_with_the_borders_of_2027(serve: Serve) -> None:
    serve(features(2027, {"GM1696": "GM0402"}))
    assert borders.install(fetched(2027)) == "grenzen van 2027: 341 gemeenten; niet meer: Wijdemeren"
    regions._files.cache_clear()
    assert "GM1696" not in regions.names() and len(regions.municipalities()) == 341


@pytest.mark.slow
def test_a_year_without_borders_yet_is_said_so(serve: Serve) -> None:
    serve(now())
    with pytest.raises(borders.NotYet, match="nog geen gemeentegrenzen van 2028"):
        fetched(2028)


def moved(feature: dict[str, Any], degrees: float) -> dict[str, Any]:
    shape = affinity.translate(shapely.geometry.shape(feature["geometry"]), degrees)
    return feature | {"geometry": json.loads(shapely.to_geojson(shape))}


def renamed(feature: dict[str, Any], code: str) -> dict[str, Any]:
    return feature | {"properties": feature["properties"] | {"statcode": code}}


BOWTIE = {"type": "Polygon", "coordinates": [[[5, 52], [5.1, 52.1], [5.1, 52], [5, 52.1], [5, 52]]]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows[1:], "ontbreekt: GM0014"),
        (lambda rows: [*rows, rows[0]], "dubbel: GM0014"),
        (lambda rows: [renamed(rows[0], "GM2001"), *rows[1:]], "onbekend in dat jaar .*mergers.csv.: GM2001"),
        (lambda rows: [moved(rows[0], 0.001), *rows[1:]], "sluiten niet op elkaar aan: .*GM0014"),
        (lambda rows: [moved(rows[0], 40), *rows[1:]], "buiten Nederland: GM0014"),
        (lambda rows: [rows[0] | {"geometry": BOWTIE}, *rows[1:]], "kruisen zichzelf: GM0014"),
        (lambda rows: [rows[0] | {"geometry": None}, *rows[1:]], "van GM0014 geen grens"),
        (lambda rows: [renamed(rows[0], "GM0034"), renamed(rows[1], "GM0014"), *rows[2:]], "ergens anders .*: GM0014"),
    ],
)
def test_borders_that_do_not_hold_are_refused(
    serve: Serve, installation: Path, change: Callable[[Features], Features], words: str
) -> None:
    serve(change(now()))
    with pytest.raises(DataError, match=words):
        fetched()
    assert not (installation / "shapes").exists()


def test_borders_of_before_the_last_merger_are_not_installed(serve: Serve, installation: Path) -> None:
    answer = borders.Borders(2022, gpd.GeoDataFrame({"code": ["GM0392", "GM0501"]}))
    with pytest.raises(DataError, match="Over 2022 staan er gemeenten in die er nu niet meer zijn: GM0501"):
        borders.install(answer)
    assert not (installation / "shapes").exists()


@pytest.mark.slow
@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official boundaries of 2022 are not on this machine")
def test_the_official_borders_of_2022_hold(serve: Serve) -> None:
    serve(json.loads(OFFICIAL.read_text(encoding="utf-8"))["features"])
    assert len(fetched(2022).municipalities) == 345
