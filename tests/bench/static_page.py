"""The limit: the charts of a page as a static page, drawn by Vega alone from the same specs and data."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import vl_convert

from tests.bench.servers import ROOT
from tests.bench.session import Chart

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The limit</title>
<link rel="stylesheet" href="/app/static/letters.css">
<style>
body {{ margin: 0; font-family: "Public Sans", Verdana, sans-serif }}
</style>
<button id="next">next</button>
<div id="charts"></div>
<script src="/vega.js"></script>
<script>
const views = [], specs = [];
const draw = async (at, {{ spec, datasets }}) => {{
  const options = {{ mode: "vega-lite", renderer: "svg", actions: false }};
  const place = document.getElementById("charts").children[at];
  specs[at] = JSON.stringify(spec);
  views[at] = (await vegaEmbed(place, {{ ...spec, datasets }}, options)).view;
}};
// A changed spec is drawn anew; with the same spec only the data change.
const redraw = (at, chart) => {{
  if (JSON.stringify(chart.spec) !== specs[at]) return draw(at, chart);
  for (const [name, rows] of Object.entries(chart.datasets)) views[at].data(name, rows);
  return views[at].runAsync();
}};
document.getElementById("next").addEventListener("click", () => {{
  window.nextCharts.forEach((chart, at) => redraw(at, chart));
}});
const first = {charts};
for (const _ of first) {{
  const place = document.createElement("div");
  place.style.width = "{width}px";
  document.getElementById("charts").append(place);
}}
first.forEach((chart, at) => draw(at, chart));
</script>
</html>
"""


def write(folder: Path, name: str, charts: list[Chart], width: float) -> None:
    """Writes `name`.html with these charts, each `width` CSS pixels wide, with Vega and the app's static files."""
    data = json.dumps([asdict(chart) for chart in charts]).replace("</", "<\\/")
    (folder / f"{name}.html").write_text(_PAGE.format(charts=data, width=width), encoding="utf-8")
    (folder / "vega.js").write_text(vl_convert.javascript_bundle(), encoding="utf-8")
    shutil.copytree(ROOT / "static", folder / "app" / "static")
