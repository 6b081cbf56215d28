"""The title of Ontwikkeling: which figures changed, which did not, and of which that is not known."""

import pytest

from ks_data import INDICATORS
from ks_data.answers import Choice, changes, comparison_sentences, comparisons
from ks_data.store import current
from tests.answers.drawn import EARLY

HAARLEM = Choice("GM0392", "NL01", 2010, 2023)
CORE = [indicator for indicator in INDICATORS.values() if indicator.group == "kern"][:4]


def early(*values: float) -> str:
    rows = [f"GM0392 {2018 + place} {value} definitief {10 * value:.0f}/1000" for place, value in enumerate(values)]
    return "\n".join([*rows, "NL01 2019 72.6 definitief 7260/10000"])


def test_the_title_names_the_one_figure_that_changed_and_when() -> None:
    title, lead = changes.headline(current(), CORE, HAARLEM)
    assert title == "Levend geboren kinderen in Haarlem: aantoonbaar dalend over 2019-2023"
    assert lead.startswith("Van 3 andere cijfers is dat niet te berekenen") and "Bron: " in lead


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((60, 65, 70, 75, 80), "Vroeg in zorg in Haarlem: aantoonbaar stijgend over 2018-2022"),
        ((70, 71, 70, 71, 70), "Vroeg in zorg in Haarlem: geen aantoonbare verandering over 2018-2022"),
        ((70, 80), "Ontwikkeling in Haarlem tot en met 2019: te weinig jaren om een verandering te zien"),
    ],
)
def test_the_title_says_of_a_figure_what_its_own_trend_says(values, title, observed) -> None:
    observed(early(*values))
    assert changes.headline(current(), [INDICATORS[EARLY]], HAARLEM)[0] == title
    newest = comparisons.by_strength(current(), EARLY, "GM0392", "NL01", 2010, 2023)[-1]
    sentence = comparison_sentences.recent_trend(newest)
    words = {"stijgend": "is stijgend", "geen aant": "geen aantoonbare verandering", "te weinig": "niet te berekenen"}
    assert [said for word, said in words.items() if word in title] == [
        said for said in words.values() if said in sentence
    ]


def test_of_a_municipality_without_figures_the_title_says_so() -> None:
    title, lead = changes.headline(current(), [INDICATORS["big2_hoftiezer_percent"]], HAARLEM)
    assert title == "Van Haarlem zelf is in 2010 tot en met 2023 nog geen cijfer te zien" and lead == ""
