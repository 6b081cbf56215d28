"""Random tables of real indicators over five towns, two provinces and the country, for attackers.

The persons are drawn by town and year; every row of a table follows from them, so that all relations hold.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import INDICATORS, wider_than
from ks_data.catalogue.periods import years_of
from ks_data.catalogue.relations import RELATIONS
from ks_data.statistics import SCALE, disclosure
from ks_data.statistics.disclosure.past import EarlierState
from tests.statistics.disclosure.attacker import Atom, Attacker, Relations, State
from tests.statistics.disclosure.tables import PARENTS, TOWNS

YEARS = (2017, 2018, 2019)
SPANS = ("2017", "2018", "2019", "2017-2018", "2018-2019", "2017-2019")
REGIONS = (*TOWNS, "PV1", "PV2", "NL01")

LIVE, STILL, BORN = "live_births_count", "stillbirths_24w_count", "births"
DIED, EARLY = "perinatal_mortality_22w_7d_per_1000", "preterm_or_low_birthweight_per_1000"
CARE, REPORT = "antenatal_care_before_10w_percent", "births_municipal_report_count"
WIDEST, TO_DAY_7, FROM_24_WEEKS, NARROWEST = (
    "perinatal_mortality_22w_28d_per_1000",
    "perinatal_mortality_22w_7d_perined_per_1000",
    "perinatal_mortality_24w_28d_per_1000",
    "perinatal_mortality_24w_7d_perined_per_1000",
)
REGISTERED = "births (Perined)"
OVER = {DIED: BORN, EARLY: BORN, CARE: BORN} | dict.fromkeys((WIDEST, TO_DAY_7, FROM_24_WEEKS, NARROWEST), REGISTERED)

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "one count": (REPORT,),
    "parts and complements": (EARLY, CARE),
    "live and dead": (DIED, STILL, LIVE, EARLY),
    "nested definitions": (WIDEST, TO_DAY_7, FROM_24_WEEKS, NARROWEST),
}


@dataclass(frozen=True)
class Drawn:
    """A table with small numbers, and what it was made of."""

    truth: Mapping[Atom, int]
    rows: tuple[tuple[str, str, str], ...]

    @property
    def table(self) -> pd.DataFrame:
        """All counts included; the key, value, numerator, denominator and status of each row."""
        return pd.DataFrame([self._row(*key) for key in self.rows], columns=list(_COLUMNS)).astype(_COLUMNS)

    @property
    def relations(self) -> Relations:
        """What there is to know about the indicators of this table."""
        return relations({id for id, _, _ in self.rows})

    def _row(self, id: str, region: str, period: str) -> tuple[str, str, str, float, float, float, str, str, str]:
        places = list(itertools.product(self.relations.towns(region), years_of(period)))
        cases = sum(self.truth[id, *place] for place in places)
        if INDICATORS[id].kind == "count":
            return id, region, period, cases, math.nan, math.nan, "definitief", "test", ""
        over = sum(self.truth[OVER[id], *place] for place in places)
        value = cases / over * SCALE[INDICATORS[id].unit] if over else math.nan
        return id, region, period, value, cases, over, "definitief", "test", ""


_COLUMNS = {
    **dict.fromkeys(("indicator", "region", "period"), "str"),
    **dict.fromkeys(("value", "numerator", "denominator"), "float"),
    **dict.fromkeys(("status", "source", "note"), "str"),
}


def relations(ids: set[str]) -> Relations:
    """The groups of persons in these indicators that must stay secret when they are small, and the sums."""
    over = {id: OVER[id] for id in sorted(ids) if id in OVER}
    groups: list[tuple[Mapping[str, int], int]] = [({id: 1}, INDICATORS[id].threshold) for id in sorted(ids)]
    groups += [({whole: 1, id: -1}, INDICATORS[id].threshold) for id, whole in over.items()]
    groups += [({whole: 1}, 10) for whole in sorted(set(over.values()))]
    nested = [(id, wide) for id in sorted(ids) for wide in sorted(wider_than(INDICATORS[id])) if wide in ids]
    groups += [({wide: 1, id: -1}, 10) for id, wide in nested]
    if ids.issuperset(FAMILIES["nested definitions"]):
        groups.append(({WIDEST: 1, TO_DAY_7: -1, FROM_24_WEEKS: -1, NARROWEST: 1}, 10))
    zero = []
    if LIVE in ids and BORN in over.values():  # the dead are known by their row, or are what the live leave
        groups += [] if STILL in ids else [({STILL: 1}, 10)]
        zero.append({BORN: 1, LIVE: -1, STILL: -1})
    with_whole = frozenset({STILL} if LIVE in ids else ())
    return Relations(PARENTS, over, tuple(groups), tuple(zero), with_whole)


def drawn(seed: int, family: str | None = None) -> Drawn:
    """A table of one of the families; the same for the same seed."""
    draw = Random(seed)
    family = family or draw.choice(list(FAMILIES))
    ids = [id for id in FAMILIES[family] if draw.random() < 0.7] or [FAMILIES[family][0]]
    few = draw.choice((3, 9, 15))
    truth = {
        (measure, town, year): count
        for town, year in itertools.product(TOWNS, YEARS)
        for measure, count in _persons(draw, few).items()
    }
    spans = [span for span in SPANS if draw.random() < 0.5] or ["2019"]
    regions = [region for region in REGIONS if draw.random() < draw.choice((0.8, 1))]
    share = draw.choice((1, 1, 0.8, 0.5))
    keys = [key for key in itertools.product(ids, regions, spans) if draw.random() < share]
    return Drawn(truth, tuple(keys or [(ids[0], "GM1", "2019")]))


def _persons(draw: Random, few: int) -> dict[str, int]:
    """The persons of each measure in one town and year."""

    def some() -> int:
        return draw.choice((0, draw.randint(1, 9), draw.randint(0, few), draw.randint(10, 40)))

    still, died_later, early, alive = some(), draw.choice((0, some())), some(), draw.choice((some(), 60, 90))
    parts = [some() for _ in range(4)]
    live = died_later + early + alive
    return {
        STILL: still,
        LIVE: live,
        BORN: still + live,
        DIED: still + died_later,
        EARLY: early,
        CARE: min(still + live, draw.choice((early, early + alive, some()))),
        REPORT: some(),
        NARROWEST: parts[0],
        TO_DAY_7: parts[0] + parts[1],
        FROM_24_WEEKS: parts[0] + parts[2],
        WIDEST: sum(parts),
        REGISTERED: sum(parts) + alive + 10,
    }


def readers_table(table: pd.DataFrame, earlier: Sequence[EarlierState] = ()) -> pd.DataFrame:
    """What the engine shows of a table, as the store asks it."""
    nested = [(indicator.id, wider) for indicator in INDICATORS.values() for wider in sorted(wider_than(indicator))]
    if not earlier:
        return disclosure.suppressed(table, PARENTS, INDICATORS, nested)
    published = np.zeros(len(table), bool)
    return disclosure.suppressed_after(earlier, table, PARENTS, INDICATORS, nested, published, RELATIONS)


def attacker(table: Drawn, known: Relations | None = None) -> Attacker:
    """The attacker of one state of a table, who knows its relations, or these."""
    return Attacker([State(readers_table(table.table))], [table.truth], known or table.relations)


@dataclass(frozen=True)
class Sequel:
    """Tables one after another, and the places (town, year) that may have changed since the table before."""

    tables: tuple[Drawn, ...]
    changed: tuple[frozenset[Atom], ...]


def sequel(seed: int, family: str | None = None) -> Sequel:
    """A table, and what came after it: a correction of one or two places, a correction that is taken back, or rows.

    What everybody may see stands in each of them: its source publishes that whatever the app does.
    """
    draw = Random(seed)
    first = drawn(seed, family)
    places = frozenset((draw.choice(TOWNS), draw.choice(YEARS)) for _ in range(draw.choice((1, 1, 2))))
    few = draw.choice((3, 9, 15))
    corrected = {(measure, *place): count for place in sorted(places) for measure, count in _persons(draw, few).items()}
    touched = frozenset(corrected)
    second = Drawn({**first.truth, **corrected}, first.rows)
    if (kind := draw.choice(("corrected", "corrected", "restored", "extended"))) == "corrected":
        return Sequel((first, second), (frozenset(), touched))
    if kind == "restored":
        return Sequel((first, second, first), (frozenset(), touched, touched))
    part = tuple(key for key in first.rows if draw.random() < 0.6 or INDICATORS[key[0]].threshold == 0) or first.rows
    return Sequel((Drawn(first.truth, part), first), (frozenset(), frozenset()))


def readers_tables(tables: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """What the engine shows of tables that come one after another, as the store asks it."""
    shown: list[pd.DataFrame] = []
    earlier: list[EarlierState] = []
    for table in tables:
        shown.append(readers_table(table, earlier))
        earlier.insert(0, EarlierState(table, *disclosure.shown(shown[-1])))
    return shown
