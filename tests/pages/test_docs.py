"""Does what the papers tell a newcomer to write work as it stands there?"""

import re
from pathlib import Path
from textwrap import dedent

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

APP = """
import streamlit as st
from pages.parts import visit

page = st.Page({page!r}, title="Gewicht", default=True)
visit.run(st.navigation([page]), [page])
"""


def test_the_page_of_the_papers_shows_a_figure_with_how_sure_it_is_and_its_source(tmp_path: Path) -> None:
    section = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8").partition("## A page")[2]
    (example,) = re.findall(r"```python\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    page = tmp_path / "gewicht.py"
    page.write_text(dedent(example).replace("low_birthweight_per_1000", "preterm_or_low_birthweight_per_1000"))
    script = tmp_path / "app.py"
    script.write_text(APP.format(page=str(page)))
    app = AppTest.from_file(str(script), default_timeout=60).run()
    assert not app.exception and not app.error
    said = " ".join(piece.proto.body for piece in app.main.get("html"))
    assert "147,1 van de 1.000" in said and "kan toeval zijn" in said and "Bron: " in said
