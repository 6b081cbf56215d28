"""What is said of a municipality's place in the roll-out."""

from ks_data.answers import rollout
from ks_data.store import current


def test_since_when_a_municipality_takes_part_is_no_firmer_than_its_source():
    documented = current().table("tranches").set_index("evidence")["region"]
    year, evidence, sentence = rollout.joined(current(), documented["gids_municipality"].iloc[0])
    assert (year, evidence) == ("Waarschijnlijk 2019", "GIDS-gemeente, waarschijnlijk 2019-instroom: tranche 1 of 2")
    assert "stapte waarschijnlijk in 2019 in" in sentence
    assert rollout.joined(current(), "GM0392")[0] == "2019"
    assert rollout.joined(current(), "GM0088")[:2] == ("Doet mee", "sinds welk jaar is nog niet bekend")


def test_the_roll_out_counts_the_country_and_shows_the_province_that_is_asked_for() -> None:
    country, province = (rollout.roll_out(current(), "GM0392", code) for code in ("", "PV26"))
    assert country.counts == province.counts and country.names == province.names
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
