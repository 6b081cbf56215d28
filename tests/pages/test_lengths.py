"""What the first screen of a projector says, and how long the pages are that hold much; in Chromium."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SCREEN = 720
SEEN = """screen => {
    const main = document.querySelector('[data-testid=stMain]');
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const seen = [...main.querySelectorAll('input')]
        .filter(input => input.checkVisibility() && input.getBoundingClientRect().top < screen)
        .map(input => input.value);
    while (walker.nextNode()) {
        const {parentElement: element, data} = walker.currentNode;
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const {top, width} = range.getBoundingClientRect();
        if (data.trim() && width > 1 && top >= 0 && top < screen && !element.closest('style, script')
            && !element.closest('[data-testid=stIconMaterial], [data-testid=stAlertDynamicIcon]')
            && element.checkVisibility({opacityProperty: true}))
            seen.push(data.trim());
    }
    return seen;
}"""
"""All texts on the first screen, also those of choices; without the sidebar."""
LOWEST = "svg => Math.max(...[...svg.querySelectorAll('path, text')].map(mark => mark.getBoundingClientRect().bottom))"


@pytest.mark.parametrize(
    ("name", "matter", "sure"),
    [
        ("overzicht", "2 van de 3 cijfers gunstiger dan in Nederland", "95% zeker: 139,1–157,8"),
        ("ontwikkeling", "Levend geboren kinderen in Haarlem: aantoonbaar dalend over 2019-2023", "Band: 95% zeker"),
        ("ontwikkeling", "lager dan in Nederland", "Band: 95% zeker"),
        ("vergelijken", "in Haarlem, 2023: vrijwel zeker hoger dan in Nederland", "95% zeker: 9,8–10,7"),
        ("tranchekaart", "Haarlem: tranche 1 of 2", "Impulsgeld sinds 2019"),
        ("vergelijken?weergave_gemeente=Rangorde", "in Haarlem, 2023", "95% zeker: 9,8–10,7"),
        ("begroting", "De gemeente betaalt 59%", "De regels tellen op tot het gepubliceerde totaal"),
        ("groei", "stapten alle 342 gemeenten in", "de bronnen tellen niet hetzelfde"),
        ("monitor", "In 2023 had 62% van de gemeenten", "Hoe zeker een cijfer is, is niet te zeggen: de bron"),
        ("programma", "3 actielijnen, 3 projecten en 8 leden van de coalitie (2022)", "is hier niet gemeten"),
    ],
)
def test_the_first_screen_of_a_projector_says_what_is_the_matter_how_sure_and_who_says_so(
    name, matter, sure, server, visit
):
    page = visit(server, *name.split("?"))
    page.wait_for_function(
        "() => document.querySelector('svg.marks path, .ks-spark img, .ks-bar, .ks-monitor, .ks-timeline img')"
    )
    seen = " ".join(page.evaluate(SEEN, SCREEN))
    assert matter in seen
    assert sure in seen
    assert "Bron: " in seen
    charts = page.locator("svg.marks")
    assert not charts.count() or charts.first.evaluate(LOWEST) <= SCREEN


@pytest.mark.parametrize(
    ("shown", "town", "dark"),
    [
        ("server", "Haarlem", False),
        ("server", "Urk", False),
        ("demo_server", "Pijnacker-Nootdorp", False),
        ("demo_server", "Schiermonnikoog", True),
        ("demo_server", "'s-Hertogenbosch", False),
        ("demo_server", "Nissewaard", False),
    ],
)
def test_the_first_screen_of_the_overview_has_six_subjects_whole_in_at_most_200_words(
    shown, town, dark, request, visit
):
    page = visit(request.getfixturevalue(shown), "overzicht", f"gemeente={town}", dark=dark)
    assert len(" ".join(page.evaluate(SEEN, SCREEN)).split()) <= 200
    cards = page.locator("[class*=st-key-kaart_]")
    expect(cards).to_have_count(6)
    assert [box for card in cards.all() if (box := card.bounding_box())["y"] + box["height"] > SCREEN] == []


def test_on_the_card_of_a_trend_one_sentence_is_in_sight_and_the_others_unfold_with_the_source(server, visit):
    page = visit(server, "ontwikkeling")
    card = page.locator("[class*=st-key-figuur_]").first
    expect(card.locator(".ks-lead:visible")).to_have_count(1)
    card.locator("summary").click()
    expect(card).to_contain_text("De recente ontwikkeling in Haarlem")
    expect(card.locator(".ks-more")).to_contain_text("Bron: Gemeente Haarlem (5 januari 2022)")


@pytest.mark.parametrize(("name", "screens"), [("monitor", 2.5), ("programma", 3), ("groei", 3)])
def test_a_page_that_holds_much_is_short_until_it_is_unfolded(name, screens, server, visit):
    page = visit(server, name)
    expect(page.locator("summary").first).to_be_visible()
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight") <= screens * SCREEN


def test_an_indicator_of_the_monitor_unfolds_by_keyboard_into_its_definition(server, visit):
    page = visit(server, "monitor")
    row = page.locator(".ks-monitor details").first
    expect(row.locator("p").first).to_be_hidden()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(row.locator("p").first).to_be_visible()
