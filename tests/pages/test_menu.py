"""The menu: every subject stands on a page, and a target opens that page with the choice it asks for."""

import pytest

from ks_data.answers.subjects import Subject, Target
from pages.parts import menu

HAARLEM, ZEELAND, COUNTRY = "GM0392", "PV29", "NL01"


def test_every_subject_has_one_page_that_a_search_opens() -> None:
    for subject in Subject:
        assert menu.page_of(Target(subject)) in [page for page in menu.PAGES if subject in page.subjects]


def test_pages_that_are_about_a_subject_come_before_those_that_show_a_part_of_it() -> None:
    assert menu.titles()[Subject.BUDGET] == ["Begroting", "Overzicht"]
    assert menu.titles()[Subject.BIRTHS] == ["Overzicht", "Ontwikkeling"]
    subjects = [Subject.CORE_FIGURES, Subject.TREND, Subject.COMPARISON]
    assert [page.title for page in menu.showing(subjects)] == ["Overzicht", "Ontwikkeling", "Vergelijken"]


def test_no_two_pages_have_the_same_name_or_title() -> None:
    assert len({page.name for page in menu.PAGES}) == len({page.title for page in menu.PAGES}) == len(menu.PAGES)


@pytest.mark.parametrize(
    ("target", "page", "choice"),
    [
        (Target(Subject.MUNICIPALITY, region=HAARLEM), "overzicht", {"gemeente": "Haarlem"}),
        (Target(Subject.BENCHMARK, region=ZEELAND), "overzicht", {"vergelijk": "Zeeland"}),
        (
            Target(Subject.TREND, region="GM0518", indicator="antenatal_care_before_10w_percent"),
            "ontwikkeling",
            {"cijfers": ["Vroeg in zorg"], "gemeente": "'s-Gravenhage"},
        ),
        (Target(Subject.MONITOR, indicator="antenatal_care_after_10w_percent"), "monitor", {}),
        (Target(Subject.EVENTS, region=COUNTRY), "programma", {}),
        (Target(Subject.CLAIMS), "bronnen", {"onderdeel": "Beweringen"}),
        (
            Target(Subject.SOURCES, document="Pharos: Voorbeeld"),
            "bronnen",
            {"onderdeel": "Bronnen", "bron": "Pharos: Voorbeeld"},
        ),
        (Target(page="releases"), "releases", {}),
        (Target(page="begroting", region="GM0344"), "begroting", {"gemeente": "Utrecht"}),
    ],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_a_target_opens_its_page_with_what_must_be_chosen_there(
    target: Target, page: str, choice: dict[str, str | list[str]]
) -> None:
    assert menu.page_of(target).name == page
    assert menu.widgets(target) == choice


def test_a_target_that_no_page_shows_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match="nergens"):
        menu.page_of(Target(page="nergens"))
