"""The same map the way people usually make it in Streamlit: small apps that are written to a folder and run there.

Each has the same 342 municipalities, a selectbox, and the chosen municipality drawn with a thick border. The
boundaries are read once and kept; the map is built on every rerun, as the examples of each library do it. What they
fetch from other hosts comes from the folder itself; plotly's map of the world, which is not shown, is empty.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd

from tests.bench.servers import ROOT, StreamlitServer, streamlit

_HEAD = """
import json
from pathlib import Path

import streamlit as st

st.set_page_config(layout="wide")

@st.cache_data
def boundaries():
    return json.loads(Path(__file__).with_name("towns.geojson").read_text())

towns = boundaries()
names = [town["properties"]["name"] for town in towns["features"]]
chosen = st.selectbox("Gemeente", names, index=names.index("Haarlem"))
"""

_FOLIUM = """
import folium
from streamlit_folium import st_folium

picture = folium.Map(location=[52.2, 5.3], zoom_start=7, tiles=None)
picture.default_js = [("leaflet", "/app/static/leaflet.js")]  # else these come from other hosts
picture.default_css = [("leaflet_css", "/app/static/leaflet.css")]
folium.GeoJson(
    towns,
    style_function=lambda town: {
        "fillColor": "#86b7dc",
        "color": "#2b3542",
        "weight": 3 if town["properties"]["name"] == chosen else 0.5,
    },
    tooltip=folium.GeoJsonTooltip(["name"]),
).add_to(picture)
st_folium(picture, height=600, use_container_width=True, returned_objects=[])
"""

_PLOTLY = """
import plotly.express as px

picture = px.choropleth(
    {"name": names, "group": ["chosen" if name == chosen else "other" for name in names]},
    geojson=towns,
    locations="name",
    featureidkey="properties.name",
    color="group",
    projection="mercator",
    height=600,
)
picture.update_geos(fitbounds="locations", visible=False)
st.plotly_chart(picture, config={"topojsonURL": "/app/static/"})  # else from another host
"""

_GEOJSON = """
import altair as alt

rows = alt.Data(values=towns, format=alt.DataFormat(type="json", property="features"))
picture = (
    alt.Chart(rows)
    .mark_geoshape(fill="#86b7dc", stroke="#2b3542")
    .encode(
        strokeWidth=alt.condition(f"datum.properties.name == {json.dumps(chosen)}", alt.value(3), alt.value(0.5)),
        tooltip="properties.name:N",
    )
    .project("mercator")
    .properties(height=600)
)
st.altair_chart(picture)
"""

WAYS = {"folium (streamlit-folium)": _FOLIUM, "plotly choropleth": _PLOTLY, "Altair, inline GeoJSON": _GEOJSON}


@contextmanager
def running(folder: Path) -> Iterator[dict[str, StreamlitServer]]:
    """Writes and runs the apps until the block ends; gives their servers by name."""
    _write_boundaries(folder / "towns.geojson")
    _write_static_files(folder / "static")
    with ExitStack() as stack:
        servers = {}
        for at, (name, body) in enumerate(WAYS.items()):
            script = folder / f"usual{at}.py"
            script.write_text(_HEAD + body, encoding="utf-8")
            servers[name] = stack.enter_context(streamlit(script))
        yield servers


def _write_boundaries(target: Path) -> None:
    """The municipalities of the app's own map as GeoJSON in degrees, four decimals (10 m)."""
    (source,) = (ROOT / "static").glob("regions-*.topo.json")
    towns = gpd.read_file(source, layer="municipalities").set_crs("EPSG:28992", allow_override=True).to_crs("EPSG:4326")
    towns.geometry = towns.geometry.set_precision(1e-4)
    target.write_text(towns[["name", "geometry"]].to_json(), encoding="utf-8")


def _write_static_files(target: Path) -> None:
    """The app's own font and icon, Leaflet, and an empty world for plotly."""
    shutil.copytree(ROOT / "static", target)
    package = find_spec("js_lib_leaflet")  # made for Django, which is not needed to read its files
    assert package
    assert package.submodule_search_locations
    (place,) = package.submodule_search_locations
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(Path(place) / "static" / "js_lib_leaflet" / name, target)
    empty = {"type": "GeometryCollection", "geometries": []}
    objects = dict.fromkeys(("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"), empty)
    (target / "world_110m.json").write_text(json.dumps({"type": "Topology", "arcs": [], "objects": objects}))
