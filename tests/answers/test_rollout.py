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
