"""Does an analyst see at once whether a file can be published, and answer what is of one kind together?"""

from random import Random

import pytest

from ks_data.catalogue import regions
from ks_data.incoming import publication
from ks_data.incoming.findings import by_kind
from tests.pages.roles import BAS_NOT_LISTED, LOCAL, bodies, dropped

pytestmark = pytest.mark.usefixtures("folder")
TOWNS = ("Haarlem", "Zandvoort", "Nederland")
SUBJECTS = (
    "Vroeggeboorte en/of te laag geboortegewicht (Big 2) [per 1.000 geboortes]",
    "Sterfte rond de geboorte vanaf 24 weken zwangerschapsduur (Perinatale mortaliteit) [per 1.000 geboortes]",
    "Zwangerschapsbegeleiding gestart voor 10 weken van de zwangerschap [per 100 geboortes]",
)


def swing(towns: tuple[str, ...] = TOWNS, years: range = range(2018, 2021)) -> bytes:
    """An export as waarstaatjegemeente.nl makes it, with figures that differ from what stands there and jump."""
    drawn, usual = Random(1), (150.0, 5.0, 70.0)
    head = ";".join(["Gemeente", "Onderwerp", *map(str, years)])
    lines = [
        ";".join([town, subject, *(f"{usual[row] * drawn.uniform(0.7, 1.3):.1f}".replace(".", ",") for _ in years)])
        for town in towns
        for row, subject in enumerate(SUBJECTS)
    ]
    return "\n".join([head, *lines]).encode()


@pytest.mark.parametrize("towns", [TOWNS, tuple(regions.municipalities()["name"])])
def test_a_swing_file_is_published_with_at_most_four_confirmations(towns: tuple[str, ...]) -> None:
    examined = publication.examine("Perinatale kerncijfers.csv", swing(towns))
    assert not examined.checked.blocked and len(examined.checked.questions) > 4
    assert len(by_kind(examined.checked.questions)) <= 4


def test_questions_of_one_kind_are_one_box_and_the_verdict_stands_above_all(opened_as) -> None:
    app = dropped(opened_as(LOCAL, "nieuw"), "kern.csv", swing())
    boxes = [box for box in app.checkbox if box.label.startswith("Ja, dat klopt")]
    assert 0 < len(boxes) <= 4 and any("voor alle" in box.label for box in boxes)
    assert "kan worden gepubliceerd na uw antwoord" in app.warning[0].value
    for _ in boxes:
        next(box for box in app.checkbox if box.label.startswith("Ja, dat klopt") and not box.value).check().run()
    assert "Dit bestand kan worden gepubliceerd." in app.success[0].value
    assert not next(button for button in app.button if button.label == "Publiceren").disabled


def test_the_verdict_of_a_file_with_mistakes_names_them_on_top(opened_as) -> None:
    app = dropped(opened_as(LOCAL, "nieuw"), "fout.csv", swing().replace(b"Zandvoort", b"Zandvort"))
    assert "kan zo niet worden gepubliceerd" in app.error[0].value and "Zandvort" in app.error[0].value


def test_who_publishes_sees_the_small_number_that_is_wrong_in_the_file_and_a_visitor_does_not(opened_as) -> None:
    head = "indicator,region,period,value,numerator,denominator"
    rows = "".join(f"\nstillbirths_24w_count,GM0392,{year},7,," for year in (1999, 2000))
    for role, word in ((LOCAL, ": 7"), (BAS_NOT_LISTED, ": onderdrukt")):
        app = dropped(opened_as(role, "nieuw"), "weinig.csv", (head + rows).encode())
        (places,) = {text.value for text in app.text if "rij 2" in text.value}
        assert places.count(word) == 2
    assert "1 tot en met 9" in bodies(app)


def test_a_visitor_who_guesses_at_a_hidden_number_hears_the_same_when_it_is_right(opened_as) -> None:
    def guessed(number: int) -> bytes:
        head = "indicator,region,period,value,numerator,denominator"
        return f"{head}\nstillbirths_24w_count,GM0392,1999,{number},,".encode()

    examined = publication.examine("geheim.csv", guessed(7))
    keys = {question.key for question in examined.checked.questions}
    publication.publish(examined, author="Ann", note="proef", source="bron", confirmed=keys)
    heard = []
    for number in (6, 7):
        app = dropped(opened_as(BAS_NOT_LISTED, "nieuw"), "gok.csv", guessed(number))
        heard.append([box.value for box in (*app.error, *app.warning, *app.info, *app.success, *app.markdown)])
    assert heard[0] == heard[1] and not any("al eens gepubliceerd" in words for words in heard[1])
    app = dropped(opened_as(LOCAL, "nieuw"), "gok.csv", guessed(7))
    assert any("al eens gepubliceerd" in box.value for box in app.markdown)
    assert any("Er is niets te publiceren" in box.value for box in app.info)
    assert "sha256" not in bodies(opened_as(BAS_NOT_LISTED, "releases"))
    assert "sha256" in bodies(opened_as(LOCAL, "releases"))


def test_whether_the_source_hides_small_numbers_is_one_choice_that_clears_its_question(opened_as) -> None:
    app = dropped(opened_as(LOCAL, "nieuw"), "kern.csv", swing())
    before = len(app.checkbox)
    (radio,) = [radio for radio in app.radio if radio.label == "Verbergt de bron zelf kleine aantallen?"]
    assert radio.value is None
    app = radio.set_value("Ja").run()
    assert len(app.checkbox) == before - 1 and "bij de release staat dat u dat zegt" in bodies(app)
