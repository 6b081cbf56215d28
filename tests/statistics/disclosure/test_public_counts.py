"""Which figures are counted over live births, that everybody may look up, and which only over as many."""

import pandas as pd

from ks_data.catalogue.indicators import INDICATORS
from ks_data.statistics.disclosure.gate import with_known_denominators
from ks_data.statistics.disclosure.public_counts import over_public_counts
from tests.statistics.disclosure.drawn import EARLY, LIVE, readers_table
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


def test_where_it_may_be_so_what_is_hidden_in_either_case_is_hidden() -> None:
    """Who holds births for live births reads the complements: of 133 and 100, and so of the town that is hidden."""
    rows = births(("GM4", 100, 100), ("GM5", 33, 33), ("PV2", 133, 133))
    rows.loc[rows["indicator"] == EARLY, "numerator"] = [60.0, 28.0, 88.0]
    shown = readers_table(rows)
    early = shown[shown["indicator"] == EARLY].set_index("region")["numerator"]
    assert early.isna()["GM5"] and early[["GM4", "PV2"]].isna().any()
