"""Does who published see how far the figures are on their way to readers?"""

import pytest
from streamlit.testing.v1 import AppTest

from ks_data import store
from tests.conftest import ROOT


def after_publishing(counts_now: bool = True) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.session_state["_done"] = ("Release 1 is gepubliceerd.", counts_now)
    return app.switch_page("pages/releases.py").run()


def test_while_figures_are_made_ready_the_publisher_sees_how_far_they_are(monkeypatch):
    monkeypatch.setattr(store, "pending", lambda: 0.5)
    app = after_publishing()
    assert [element.value for element in app.success] == ["Release 1 is gepubliceerd."]
    bar = app.get("progress")[0].proto
    assert bar.value == 50 and "Lezers zien tot dan de vorige" in bar.text


@pytest.mark.parametrize(("counts_now", "ending"), [(True, "Lezers zien dit nu."), (False, "is gepubliceerd.")])
def test_once_they_are_ready_it_says_that_readers_see_them(counts_now, ending):
    app = after_publishing(counts_now)
    assert app.success[0].value.endswith(ending) and not app.get("progress")
