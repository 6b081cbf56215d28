"""What is said of a municipality's place in the roll-out."""

import re

from ks_data.answers import rollout
from ks_data.answers.counts import counts
from ks_data.catalogue.counts import TRANCHES
from ks_data.store import current


def test_since_when_a_municipality_takes_part_is_no_firmer_than_its_source():
    documented = current().table("tranches").set_index("evidence")["region"]
    year, evidence, sentence = rollout.joined(current(), documented["gids_municipality"].iloc[0])
    assert (year, evidence) == ("Waarschijnlijk 2019", "GIDS-gemeente, waarschijnlijk 2019-instroom: tranche 1 of 2")
    assert "stapte waarschijnlijk in 2019 in" in sentence
    assert rollout.joined(current(), "GM0392")[0] == "2019"
    assert rollout.joined(current(), "GM1966")[:2] == ("Doet mee", "sinds welk jaar is nog niet bekend")
    for inferred_region, year in (("GM0193", "2019"), ("GM0088", "2020 of 2022")):  # Zwolle, Schiermonnikoog
        assert rollout.joined(current(), inferred_region)[0] == f"Waarschijnlijk {year}"
        assert f"stapte waarschijnlijk in {year} in" in rollout.joined(current(), inferred_region)[2]


def test_the_roll_out_counts_the_country_and_shows_the_province_that_is_asked_for() -> None:
    country, province = (rollout.roll_out(current(), "GM0392", code) for code in ("", "PV26"))
    assert country.counts == province.counts
    assert (len(country.in_view.codes), len(country.in_view.borders)) == (342, 12)
    assert province.in_view.borders == ("PV26",)
    assert (
        set(province.download()["Provincie"]) == {"Utrecht"}
        and len(province.in_view.table) == len(province.in_view.codes) < 342
    )
    assert province.alt.startswith("Kaart van Utrecht met") and country.alt.startswith("Kaart van heel Nederland met")
    assert "Bron" not in country.in_view.table and country.download()["Bron"].str.startswith("Gemeente Haarlem").any()


def test_the_roll_out_says_of_how_many_the_tranche_is_not_known() -> None:
    answer = rollout.roll_out(current(), "GM0392")
    assert answer.title == "Haarlem: tranche 1 of 2" and answer.counts[0].published == "96"
    assert answer.remark.startswith(f"Van {answer.without_tranche} van de 342 gemeenten")
    assert answer.without_tranche + sum(int(count.documented) for count in answer.counts) == 342


def test_what_is_inferred_never_counts_as_documented_and_can_be_left_out() -> None:
    everything, stated = (rollout.roll_out(current(), "GM0193", infer=infer) for infer in (True, False))
    assert everything.counts == stated.counts and everything.without_tranche == stated.without_tranche == 329
    assert (everything.unknown, stated.unknown) == (7, 329)
    assert everything.title == "Zwolle: waarschijnlijk tranche 1 of 2"
    assert stated.title == "Zwolle: doet mee, tranche nog niet aangeleverd"
    assert not any("Staatsblad" in citation for citation in stated.citations)
    assert any("Staatsblad 2019, 161" in citation for citation in everything.citations)
    saved = everything.download().set_index("Code")
    assert saved.loc["GM0193", "Waaruit dat blijkt"].startswith("afgeleid: ")
    assert "Staatsblad 2019, 161" in saved.loc["GM0193", "Bron"]
    words = saved.loc[saved["Waaruit dat blijkt"].str.startswith("afgeleid"), "Tranche"]
    assert len(words) == 322 and words.str.startswith("waarschijnlijk").all()


def test_the_map_says_for_each_year_as_many_municipalities_as_the_page_on_growth() -> None:
    titles = {moment.year: moment.title for moment in rollout.map_years(current())}
    joined = {str(row.date)[:4]: int(row.value) for row in counts(current()).itertuples() if row.id == TRANCHES.id}
    assert joined == {"2019": 145, "2020": 267, "2023": 342}
    assert all(re.search(rf"\b{joined[year]}\b", titles[int(year)]) for year in joined)
    assert "267" in titles[2021] and "342" in titles[2022]


def test_the_lines_above_the_map_name_the_circulars_and_fit_a_phone() -> None:
    lines = {moment.year: " ".join(moment.lines) for moment in rollout.map_years(current())}
    assert "meicirculaire 2019" in lines[2019] and "melden zich aan" in lines[2019]
    assert "septembercirculaire 2020" in lines[2020] and "septembercirculaire 2022" in lines[2022]
    assert max(len(line) for moment in rollout.map_years(current()) for line in (moment.title, *moment.lines)) <= 53


def test_the_map_around_a_municipality_shows_it_and_its_neighbours_of_any_province() -> None:
    around = rollout.roll_out(current(), "GM0293", rollout.AROUND).in_view  # Westervoort
    assert {"GM0293", "GM0202", "GM0299", "GM1955"} <= set(around.codes) and len(around.codes) < 40
    assert around.borders == () and around.height < 60_000
    assert "GM0293" in set(rollout.roll_out(current(), "GM0293").in_view.codes)


def test_an_analyst_reads_where_the_list_stands_until_it_is_complete() -> None:
    words = " ".join(rollout.roll_out(current(), "GM0392").whereabouts)
    for part in ("3.2-16", "3.3.3", "septembercirculaire 2020", "septembercirculaire 2022", "‘tranches’", "96 in"):
        assert part in words


def test_each_tranche_says_since_when_with_its_money_and_its_source() -> None:
    answer = rollout.roll_out(current(), "GM0392")
    assert len(answer.starts) == 4 and all(" Bron: " in line for line in answer.starts)
    assert answer.starts[1].startswith("Tranche 2: aangemeld in 2019, geld van 2020 tot en met 2022. Bron: ")
    cited = " ".join(answer.citations)
    assert all(part in cited for part in ("Tranche 1 en 2", "128 nieuwe aanmeldingen", "oormerken van middelen"))


def test_a_source_that_names_only_the_circular_is_not_said_to_name_the_tranche() -> None:
    year, evidence, sentence = rollout.joined(current(), "GM0384")  # Diemen
    assert year == "2019" and "meicirculaire 2019" in evidence and "noemt de tranche zelf niet" in evidence
    assert "tranche 1 (aangemeld in 2019, geld van 2019 tot en met 2021)" in sentence


def test_at_least_as_many_inferred_tranches_are_wrong_as_the_list_is_longer(change_cells) -> None:
    assert (
        "Minstens 2 van de lijst zaten niet in tranche 1 of 2" in rollout.roll_out(current(), "GM0392").inferred_remark
    )
    change_cells("totals", "key", "2", "value", 60.0)
    assert "Minstens" not in rollout.roll_out(current(), "GM0392").inferred_remark


def test_all_municipalities_take_part_only_where_the_numbers_add_up_to_all(change_cells) -> None:
    assert "deden alle 342 gemeenten mee" in rollout.joined(current(), "GM0392")[2]
    change_cells("totals", "key", "4", "value", 74.0)
    assert "alle" not in rollout.joined(current(), "GM0392")[2]
