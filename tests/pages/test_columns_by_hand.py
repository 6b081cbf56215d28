"""The page shows what each column is and why, and a table with years across is read as its columns are named."""

import pytest

from tests.pages.roles import LOCAL, dropped

pytestmark = pytest.mark.usefixtures("folder")
CARE = "Vroeg in zorg"


def test_a_file_shows_why_each_column_is_what_it_is_and_can_be_named_by_hand(opened_as):
    app = dropped(opened_as(LOCAL, "nieuw"), f"{CARE}.csv", b"x;2019;2020\nHaarlem;86,1;87\nZandvoort;80;81")
    shown = " ".join(markdown.value for markdown in app.main.markdown)
    assert "Kolom 1 is het gebied: 2 van de 2 cellen zijn namen van gemeenten" in shown.replace("\\", "")
    next(button for button in app.main.button if "Wijs zelf aan" in button.label).click().run()
    assert next(box for box in app.main.checkbox if "De jaren staan in de kop" in box.label).value
    next(button for button in app.main.button if button.label == "Lees het bestand zo").click().run()
    assert not app.exception
    assert any("Met de hand aangewezen kolommen" in one.value.replace("\\", "") for one in app.main.markdown)
