"""Does the statement of accessibility say whom to turn to?"""

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import contact
from tests.conftest import ROOT
from tests.pages.roles import bodies


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("toegankelijk@gemeente.nl", "mailto:toegankelijk@gemeente.nl"),
        (" https://gemeente.nl/contact ", "https://gemeente.nl/contact"),
        ("javascript:alert(1)", ""),
        ("<b>wij</b>", ""),
        ("", ""),
    ],
)
def test_the_operator_gives_the_address_and_nothing_else_becomes_a_link(monkeypatch, given: str, link: str) -> None:
    monkeypatch.setenv("KS_CONTACT", given)
    assert contact.address() == link
    words = str(contact.paragraph())
    assert f'href="{link}"' in words if link else "nog geen adres ingevuld" in words


def test_the_statement_says_what_was_tried_and_what_was_not() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("pages/toegankelijkheid.py").run()
    assert not app.exception
    assert [header.value for header in app.header][1:3] == ["Wat is getest", "Wat niet is getest"]
    assert "geen onderzoek gedaan door een onafhankelijke deskundige" in bodies(app)
