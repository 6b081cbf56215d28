"""Which figures are counted over live births, that everybody may look up, and which only over as many."""

from dataclasses import replace

import pandas as pd
import pytest

from ks_data.catalogue.indicators import INDICATORS
from ks_data.statistics.disclosure.gate import with_known_denominators
from ks_data.statistics.disclosure.public_counts import over_public_counts
from tests.statistics.disclosure.drawn import BORN, EARLY, LIVE, STILL, Drawn, attacker, drawn, readers_table
from tests.statistics.disclosure.tables import observations


def births(*rows: tuple[str, int, int]) -> pd.DataFrame:
    """Births and live births of regions, and nobody who was born too early."""
    early = [(EARLY, region, "2019", 0, born) for region, born, _ in rows]
    return observations([*early, *((LIVE, region, "2019", live, None) for region, _, live in rows)])


def surely_and_perhaps(rows: pd.DataFrame) -> tuple[bool, bool]:
    """Whether the figure is counted over live births surely, and whether surely or perhaps."""
    of_figure = rows["indicator"] == EARLY
    surely, perhaps = over_public_counts(with_known_denominators(rows, INDICATORS), INDICATORS)
    return bool(surely[of_figure].all()), bool(perhaps[of_figure].all())


def test_as_many_births_as_live_births_of_a_province_do_not_tell_the_births_of_a_village() -> None:
    shown = readers_table(births(("GM4", 130, 130), ("GM5", 3, 3), ("PV2", 133, 133), ("GM1", 90, 88)))
    told = shown.loc[(shown["indicator"] == EARLY) & shown["denominator"].notna(), "region"]
    assert not {"GM4", "PV2"} <= set(told)


def test_a_figure_is_counted_over_live_births_when_of_very_many_births_nobody_was_dead() -> None:
    assert surely_and_perhaps(births(("GM5", 3, 3), ("NL01", 160_000, 160_000))) == (True, True)
    assert surely_and_perhaps(births(("GM5", 3, 3), ("PV2", 133, 133))) == (False, True)
    assert surely_and_perhaps(births(("GM5", 3, 3), ("NL01", 160_600, 160_000))) == (False, False)


def test_a_denominator_that_was_looked_up_is_the_count_that_it_was_looked_up_from() -> None:
    rows = births(("GM5", 40, 40), ("PV2", 600, 598))
    rows.loc[0, ["numerator", "denominator"]] = float("nan")
    surely, _ = over_public_counts(with_known_denominators(rows, INDICATORS), INDICATORS)
    assert surely.tolist() == [True, False, False, False]


@pytest.mark.parametrize("seed", [47, 73, 105, 208])
def test_who_holds_births_for_live_births_because_they_are_alike_learns_no_small_number(seed: int) -> None:
    table = without_the_dead(drawn(seed))
    known = table.relations
    assert not attacker(table).weak()
    assert not attacker(table, replace(known, zero=[*known.zero, {BORN: 1, LIVE: -1}])).weak()


def without_the_dead(table: Drawn) -> Drawn:
    """The rows on live births and on those born early, as if nobody was born dead."""
    truth = dict(table.truth)
    for measure, town, year in table.truth:
        if measure == STILL:
            truth[measure, town, year], truth[BORN, town, year] = 0, truth[LIVE, town, year]
    return Drawn(truth, tuple(key for key in table.rows if key[0] in (LIVE, EARLY)))
