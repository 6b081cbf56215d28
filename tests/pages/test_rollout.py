"""The tranche map as a page: its switch, what it says of the list, and an annex that is dropped."""

import re

import pandas as pd

from ks_data.store import current
from tests.pages.played import opened, words, works
from tests.pages.roles import LOCAL, bodies, confirmed, dropped, publish

ANNEX = b"Gemeente;Bedrag\nAssen;9.000\nDiemen;9.000\nTotaal;18.000\n"


def table_of(app) -> pd.DataFrame:
    return app.main.dataframe[0].value.set_index("Gemeente")


def test_the_map_shows_what_follows_from_the_list_with_the_reason_and_the_two_numbers() -> None:
    app = opened("tranchekaart", {"gemeente": "Zwolle", "lijst": "true"})
    assert works(app) and app.title[0].value == "Zwolle: waarschijnlijk tranche 1 of 2"
    said = re.sub(r"\s+", " ", words(app))
    assert "waarschijnlijk 1 of 2 145 147" in said and "waarschijnlijk 3 of 4 197 195" in said
    row = table_of(app).loc["Zwolle"]
    assert row["Tranche"] == "waarschijnlijk tranche 1 of 2"
    assert row["Waaruit dat blijkt"].startswith("afgeleid: kreeg in 2016 geld voor Gezond in de stad")
    assert table_of(app).loc["Het Hogeland", "Waaruit dat blijkt"].startswith("geen uitspraak")


def test_a_switch_in_the_link_leaves_only_what_sources_state() -> None:
    app = opened("tranchekaart", {"gemeente": "Zwolle", "afgeleid": "false", "lijst": "true"})
    assert works(app) and app.title[0].value == "Zwolle: doet mee, tranche nog niet aangeleverd"
    assert "waarschijnlijk" not in words(app)
    assert not table_of(app)["Waaruit dat blijkt"].str.startswith("afgeleid").any()
    app.toggle(key="afgeleid").set_value(True).run()
    assert app.title[0].value == "Zwolle: waarschijnlijk tranche 1 of 2"


def test_the_overview_never_gives_an_inferred_year_without_the_word_probably() -> None:
    for town in ("Zwolle", "Schiermonnikoog"):
        pieces = "".join(piece.proto.body for piece in opened("overzicht", {"gemeente": town}).main.get("html"))
        year = next(figure for figure in re.findall('<p class="ks-figure">(.*?)</p>', pieces) if "20" in figure)
        assert year.startswith("Waarschijnlijk 20")
        assert "stapte waarschijnlijk in 20" in pieces and "afgeleid: kreeg" in pieces


def test_the_map_can_zoom_in_on_a_municipality_and_its_neighbours() -> None:
    app = opened("tranchekaart", {"gemeente": "Westervoort", "provincie": "de gekozen gemeente", "lijst": "true"})
    assert works(app) and {"Westervoort", "Duiven", "Arnhem"} <= set(table_of(app).index) and len(table_of(app)) < 40
    app.selectbox(key="gemeente").set_value("Leiden").run()
    assert app.selectbox(key="provincie").value == "de gekozen gemeente" and "Leiden" in table_of(app).index


def test_the_table_is_sent_to_who_asks_for_it() -> None:
    app = opened("tranchekaart")
    assert not app.main.dataframe
    assert len(table_of(opened("tranchekaart", {"lijst": "true"}))) == 342


def test_the_page_says_where_the_list_stands_and_gives_its_template() -> None:
    app = opened("tranchekaart")
    labels = [expander.label for expander in app.main.expander]
    assert labels == [
        "Hoeveel gemeenten heeft elke tranche, en sinds wanneer?",
        "Waar staat de lijst?",
        "Alle gemeenten in een tabel",
    ]
    said = words(app)
    assert all(part in said for part in ("bijlage 3.2-16", "bijlage 3.3.3", "sjabloon ‘tranches’", "96 in tranche 1"))
    assert "Tranche 4: erbij in 2022, geld in de septembercirculaire 2022. Bron: " in said
    assert "Download sjabloon" in [download.label for download in app.main.get("download_button")]


def test_an_analyst_says_once_which_tranche_an_annex_is_and_publishes_it(opened_as, folder) -> None:
    app = dropped(opened_as(LOCAL, "nieuw"), "bijlage.csv", ANNEX)
    assert "Kies eerst welke tranche dit is" in bodies(app)
    next(box for box in app.main.selectbox if box.label == "Welke tranche is dit?").set_value("1").run()
    assert works(app) and "zoals onder de tabel staat" in bodies(app)
    publish(confirmed(app))
    assert current().table("tranches").set_index("region").loc["GM0106", "tranche"] == "1"
    assert opened_as(LOCAL, "tranchekaart", gemeente="Assen").title[0].value == "Assen: tranche 1"
