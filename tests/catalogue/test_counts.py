"""The ways of counting: an id is one of them, in one unit, and no two share a strip."""

from collections import Counter

import pytest

from ks_data.catalogue.counts import COUNTS, Count, CountGroup, ids
from ks_data.catalogue.indicators import INDICATORS
from ks_data.store import current


def test_an_id_in_another_unit_than_its_own_is_refused():
    with pytest.raises(ValueError, match="towns_percent: a count in “aantal” ends in _count"):
        Count("towns_percent", "gemeenten")
    assert Count("towns_percent", "gemeenten", "%").unit == "%"


def test_two_ways_of_counting_in_one_unit_have_two_names():
    names = Counter((count.name.casefold(), count.unit) for count in COUNTS.values())
    assert [name for name, times in names.items() if times > 1] == []


def test_a_way_of_counting_has_the_name_and_the_unit_of_an_indicator_only_when_it_is_that_indicator():
    of_indicators = {(indicator.name.casefold(), indicator.unit): id for id, indicator in INDICATORS.items()}
    shared = {count.id: of_indicators.get((count.name.casefold(), count.unit)) for count in COUNTS.values()}
    allowed = {"municipalities_with_voorzorg_percent"}
    assert {id for id in shared if id in INDICATORS} == allowed
    assert {id for id, indicator in shared.items() if indicator} == allowed == set(filter(None, shared.values()))


def test_every_group_has_its_own_ways_of_counting_and_together_they_are_all():
    groups = [ids(group) for group in CountGroup]
    assert all(groups) and set.union(*groups) == ids(*CountGroup) == set(COUNTS)
    assert sum(map(len, groups)) == len(COUNTS)


def test_every_shipped_count_is_declared_under_its_name_and_in_its_unit():
    rows = current().table("counts")
    assert set(rows["id"]) <= set(COUNTS)
    for id, name, unit in rows[["id", "what", "unit"]].itertuples(index=False):
        assert (name, unit) == (COUNTS[id].name, COUNTS[id].unit)
