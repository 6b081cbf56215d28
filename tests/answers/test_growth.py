"""How the programme spread: the counts in their own lines, and what is said of them."""

import pyarrow as pa
import pytest

from ks_data import store
from ks_data.answers import citations, growth
from ks_data.catalogue.counts import COALITIONS, IMPULSE, TRANCHES
from ks_data.store import current
from pages.charts import growth as growth_chart


def test_tranches_are_added_up_by_the_year_they_began() -> None:
    numbers = growth.spread(current(), "aantal")
    joined = numbers[numbers["id"] == TRANCHES.id]
    assert joined[["date", "value"]].values.tolist() == [["2019", 145], ["2020", 267], ["2023-01-01", 342]]
    answer = growth.growth(current(), "GM0392")
    assert answer.title == "Tussen 2019 en 1 januari 2023 stapten alle 342 gemeenten in bij Kansrijke Start"


def test_the_title_of_growth_joins_no_two_ways_of_counting() -> None:
    numbers = growth.spread(current(), "aantal")
    alone = numbers[numbers["id"] == TRANCHES.id]
    assert growth.headline(numbers) == growth.headline(alone)
    others = growth.headline(numbers[numbers["id"] != TRANCHES.id])
    assert not any(sign.isdigit() for sign in others)


def test_who_stands_behind_a_publisher_is_named_once() -> None:
    sources = ["vws-presentatie-2024", "kansrijkestart-impuls-2019", "vzinfo-big2-2022"]
    assert citations.publishers(current(), sources) == "Bron: Ministerie van VWS en VZinfo (RIVM)."


def test_ways_of_counting_keep_their_own_line() -> None:
    numbers = growth.spread(current(), "aantal").set_index("what")["value"]
    assert numbers["gemeenten met Nu Niet Zwanger"].tolist() == [124, 176, 279]
    assert numbers[COALITIONS.name] == 272
    assert numbers[IMPULSE.name].tolist() == [275, 147, 275]
    assert numbers["gemeenten die meedoen aan Kansrijke Start"] == 160


def test_272_and_275_are_named_as_different_counts() -> None:
    text = growth.different_counts(growth.spread(current(), "aantal"))
    assert text.startswith("272 en 275 zijn twee verschillende tellingen: 272 gemeenten in lokale coalities")
    assert "275 gemeenten die meedoen aan de impuls Kansrijke Start" in text


def test_what_has_no_date_or_is_another_programme_is_said_but_not_drawn() -> None:
    numbers = growth.spread(current(), "aantal")
    dated = growth.drawn(numbers)
    assert (dated["date"] != "").all() and not dated["what"].str.startswith("GIDS").any()
    text = " ".join(growth.in_words(current(), numbers))
    assert "Zonder datum, dus niet in de grafiek: 275 gemeenten die meedoen aan de impuls" in text
    assert "165 (3 november 2014), 155 (9 april 2020) en 150 (20 mei 2022)" in text
    once = " ".join(growth.in_words(current(), growth.spread(current(), "%")))
    assert "gemeenten met een lokale of regionale coalitie 62% (2023)" in once


def test_every_count_of_growth_has_a_definition_and_a_listed_source() -> None:
    listed = set(current().table("sources")["source"])
    for unit in ("aantal", "%"):
        rows = growth.spread(current(), unit)
        assert (rows["definition"] != "").all()
        assert set(rows["source"]) <= listed


def test_a_strip_starts_at_zero_and_a_year_without_a_day_is_an_open_mark_in_its_middle() -> None:
    datasets, bands = growth_chart.spread_values(growth.growth(current(), "GM0392").numbers)
    points = datasets["values"]
    assert bands == points["telling"].nunique()
    assert (points["hoogte"] - points["voet"]).between(0, 0.5).all()
    joined = points[points["telling"] == TRANCHES.name]
    assert joined["jaar"].tolist() == [2019.5, 2020.5, 2023.0]
    assert joined["open"].tolist() == [1, 1, 0]
    assert joined["getal"].tolist() == ["145", "267", "342"]
    assert datasets["strips"]["telling"].iloc[0].startswith("… ")


def test_both_charts_of_growth_have_one_axis_and_joining_is_drawn_in_steps() -> None:
    answer = growth.growth(current(), "GM0392")
    drawn = [growth_chart.spread_chart(strips, answer.years) for strips in (answer.numbers, answer.shares)]
    axes = [spec["layer"][0]["encoding"]["x"]["scale"]["domain"] for spec, _ in drawn]
    first, last = answer.years
    assert axes == [[first, last]] * 2
    numbers, shares = (pa.ipc.open_stream(datasets["values"]).read_pandas() for _, datasets in drawn)
    for marks in (numbers, shares):
        assert marks["jaar"].between(first, last).all()
    stepping = numbers.groupby("telling")["stap"].max()
    assert stepping[stepping == 1].index.tolist() == [TRANCHES.name]


@pytest.mark.slow
def test_the_page_of_growth_names_its_counts(page_text) -> None:
    text = page_text("groei")
    assert "Tussen 2019 en 1 januari 2023 stapten alle 342 gemeenten in bij Kansrijke Start" in text
    assert "272 en 275 zijn twee verschillende tellingen" in text
    assert "10 februari 2022 Bron: Ministerie van VWS, 10 februari 2022 (brief aan de Kamer) 272" in text


def test_a_count_is_told_by_its_id_whatever_it_is_called(change_cells) -> None:
    change_cells("counts", "id", COALITIONS.id, "what", "plaatsen met een coalitie")
    change_cells("counts", "id", "gids_municipalities_vng_count", "what", "gemeenten van eerder")
    answer = growth.growth(current(), "GM0392")
    assert {count.id for count in answer.numbers.drawn} >= {COALITIONS.id}
    assert not any(count.id.startswith("gids") for count in answer.numbers.drawn)
    assert "272 en 275 zijn twee verschillende tellingen" in " ".join(answer.numbers.sentences)


def test_the_table_of_growth_and_its_download_hold_every_count() -> None:
    answer = growth.growth(current(), "GM0392")
    rows = answer.download()
    assert sum(len(way.lines) for way in answer.ways_of_counting) == len(rows)
    numbers = [way.title for way in answer.ways_of_counting if len(way.lines) == 1 and "%" not in way.lines[0].number]
    assert numbers[-1] == "GIDS-gemeenten (VNG)"  # the older programme comes last
    assert {"what", "id", "source"} <= set(rows) and not rows["source"].str.contains("/").any()


def test_without_dated_counts_there_are_no_strips_and_the_page_says_why(own_data) -> None:
    store.write({"counts": current().table("counts").head(0), "totals": current().table("totals").head(0)}, own_data)
    strips = growth.growth(current(), "GM0392").numbers
    assert (strips.drawn, strips.missing) == ((), "Er zijn nog geen tellingen met een datum.")


def test_the_title_says_what_a_source_says_and_the_other_numbers_of_2019_stand_beneath_it() -> None:
    numbers = growth.spread(current(), "aantal")
    assert growth.at_the_start(numbers) == (
        "In 2019 meldden zich 147 gemeenten aan, deden er 160 mee volgens de website (4 december 2019) en zaten er 145 "
        "in tranche 1 en 2, met de grenzen van 2023: drie manieren van tellen."
    )
    assert growth.at_the_start(numbers) in growth.growth(current(), "GM0392").numbers.sentences
    assert growth.at_the_start(numbers[numbers["id"] != TRANCHES.id]) == ""


def test_the_title_does_not_say_all_when_it_is_not_all(change_cells) -> None:
    change_cells("totals", "key", "4", "value", 74.0)
    assert growth.growth(current(), "GM0392").title.endswith("stapten 341 gemeenten in bij Kansrijke Start")
