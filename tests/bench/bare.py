"""A Streamlit page with nothing but one filter and the charts that the app sent: what Streamlit itself needs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.bench.servers import StreamlitServer, streamlit
from tests.bench.session import Chart

_SCRIPT = """
import json
from pathlib import Path

import pandas as pd
import streamlit as st

st.set_page_config(layout="wide")

@st.cache_resource
def states():
    known = json.loads(Path(__file__).with_suffix(".json").read_text())
    for charts in known["charts"].values():
        for chart in charts:
            chart["datasets"] = {name: pd.DataFrame(rows) for name, rows in chart["datasets"].items()}
    return known

known = states()
chosen = st.selectbox(known["label"], known["options"], index=known["options"].index(known["opened"]))
for at, chart in enumerate(known["charts"].get(chosen, known["charts"][known["opened"]])):
    spec = {**chart["spec"], "datasets": chart["datasets"]}
    st.vega_lite_chart(spec, key=f"chart{at}", theme=None, width="stretch")
"""


@contextmanager
def running(
    folder: Path, label: str, options: list[str], opened: str, charts: dict[str, list[Chart]]
) -> Iterator[StreamlitServer]:
    """Writes and runs the page until the block ends: a selectbox, and for each option the charts to show.

    The folder has the app's own `static/`, which a server offers to the browser.
    """
    script = folder / "bare.py"
    script.write_text(_SCRIPT, encoding="utf-8")
    states = {option: [asdict(chart) for chart in some] for option, some in charts.items()}
    known = {"label": label, "options": options, "opened": opened, "charts": states}
    script.with_suffix(".json").write_text(json.dumps(known), encoding="utf-8")
    with streamlit(script) as server:
        yield server
