"""A link that stays: does it open the same figures on every page, say what became of them, and let go when asked?"""

from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from streamlit.testing.v1 import AppTest

from ks_data.answers import standing
from ks_data.store import current, readiness
from tests.pages.played import opened, words, works
from tests.store.states import forget_states, observations, publish

LATER = "Naar de nieuwste cijfers"


@pytest.fixture(scope="module")
def stand(tmp_path_factory) -> Iterator[str]:
    """A state in which of Haarlem in 2022 12% was in care early; now that is 13%. Published once for all, who only
    look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KS_RELEASES", str(tmp_path_factory.mktemp("standing") / "releases"))
        patch.delenv("KS_DATA_DIR", raising=False)
        patch.setattr(readiness, "_shown", readiness._Shown())
        forget_states()
        early_care(12)
        made = str(standing.stand_of(current()))
        early_care(13)
        yield made


def early_care(percent: int) -> None:
    publish(observations(f"GM0392 2022 {percent} {percent * 10} 1000"))


def button(app: AppTest, label: str):
    return next(each for each in [*app.main.button, *app.sidebar.button] if each.label == label)


CARE = {"cijfers": "antenatal_care_before_10w_percent"}


def test_a_link_shows_its_state_on_every_page_until_the_reader_leaves_it(stand) -> None:
    app = opened("ontwikkeling", {"stand": stand, "gemeente": "GM0392", **CARE})
    assert works(app) and "12,0%" in words(app) and "was 12,0%, is 13,0%" in words(app)
    app.switch_page("pages/overzicht.py").run()
    assert works(app) and stand in app.query_params["stand"] and "u ziet release 1" in words(app)
    button(app, LATER).click().run()
    assert works(app) and "stand" not in app.query_params and "u ziet release" not in words(app)
    app.switch_page("pages/ontwikkeling.py").run()
    assert "u ziet release" not in words(app)


@pytest.mark.parametrize(
    "page", ["tranchekaart", "vergelijken", "begroting", "bronnen", "gegevens", "releases", "monitor"]
)
def test_every_page_opens_on_an_earlier_state(stand, page) -> None:
    app = opened(page, {"stand": stand})
    assert works(app) and "u ziet release 1" in words(app)


def test_a_presentation_of_an_earlier_state_shows_the_figures_of_that_state(stand) -> None:
    app = opened("overzicht", {"stand": stand, "gemeente": "GM0392", "presentatie": "1", "dia": "3"})
    (slides,) = (part.proto.body for part in app.main.get("html") if "data-slides" in part.proto.body)
    text = html.fromstring(b64decode(slides.partition('data-slides="')[2].partition('"')[0])).text_content()
    assert works(app) and "Haarlem 12,0" in text and "13,0" not in text and "Stand: release 1" in text


@pytest.mark.parametrize(
    ("name", "unknown"), [("gemeente", "GM9999"), ("vergelijk", "XX1"), ("jaren", "1900"), ("cijfers", "geen_cijfer")]
)
def test_a_choice_of_a_link_that_is_not_there_is_named_and_the_state_holds(stand, name: str, unknown: str) -> None:
    app = opened("ontwikkeling", {"stand": stand, "gemeente": "GM0392", **CARE, name: unknown})
    named = [each.value for each in app.warning if "uit de link kennen we niet" in each.value]
    assert works(app) and len(named) == 1 and unknown.replace("_", "\\_") in named[0]
    assert "u ziet release 1" in words(app) and stand in app.query_params["stand"]


@pytest.mark.parametrize("asked", ["x", "1.2026-13-45", "99.2026-01-01", "١.2026-01-01", "1.9999-01-01", "9" * 10_000])
def test_a_link_to_no_state_says_so_and_shows_the_newest(stand, asked) -> None:
    app = opened("overzicht", {"stand": asked})
    assert works(app) and [each for each in app.warning if "U ziet de nieuwste cijfers" in each.value]
    assert "u ziet release" not in words(app) and "stand" not in app.query_params
    assert len(words(app)) < 20_000
    app.switch_page("pages/bronnen.py").run()
    assert works(app) and not app.warning


def test_the_button_makes_a_link_that_names_every_choice_by_code_and_opens_the_same(stand) -> None:
    app = opened("ontwikkeling", {"gemeente": "Haarlem", "vergelijk": "Utrecht", "jaren": ["2018", "2022"], **CARE})
    button(app, "Kopieer vaste link").click().run()
    link = parse_qs(urlsplit(app.sidebar.code[0].value).query)
    assert link.pop("stand")[0].startswith("2.20")
    assert {name: link[name] for name in ("gemeente", "vergelijk", "jaren", "cijfers", "onzekerheid")} == {
        "gemeente": ["GM0392"],
        "vergelijk": ["GM0344"],
        "jaren": ["2018", "2022"],
        "cijfers": ["antenatal_care_before_10w_percent"],
        "onzekerheid": ["true"],
    }
    again = opened("ontwikkeling", link)
    assert works(again) and words(again) == words(app)


def test_a_link_that_is_passed_on_from_an_earlier_state_is_that_state(stand) -> None:
    app = opened("overzicht", {"stand": stand})
    button(app, "Kopieer vaste link").click().run()
    assert f"stand={stand}" in app.sidebar.code[0].value
