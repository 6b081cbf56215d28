"""The gate: the one function that decides what of a table of observations readers see; knows no files and no pages.

Aim: whatever leaves it holds no small number of persons, nor what would let a reader recompute one. That would follow
from the claims of the modules that it puts in a row: all counts are cells (`cells`, `derivable`), all relations between
them are sums (`sums`), nothing hidden follows from the sums (`closure`), and whole persons leave every small number
four values (`audit`); each block of rows by itself (`blocks`). Where these fall short of it (large groups, what public
numbers tell) stands in docs/statistics.md, 2.11. Of
an indicator that nobody declared it is not known how it counts persons: all its numbers are hidden.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.relations import RELATIONS, Relation, all_relations
from ks_data.catalogue.statuses import Status
from ks_data.language.dutch import rounded
from ks_data.statistics.births import LIVE_BIRTHS, births_by_year, births_over
from ks_data.statistics.disclosure.blocks import blocks_of, blocks_over_time, digest
from ks_data.statistics.disclosure.cells import (
    KEY,
    Codes,
    chosen_rows,
    counted_rows,
    row_thresholds,
    stacked,
    table_cells,
    with_public,
)
from ks_data.statistics.disclosure.closure import HiddenSums, by_cell
from ks_data.statistics.disclosure.derivable import derivable_rows
from ks_data.statistics.disclosure.differences import completes_a_small_whole, with_differences
from ks_data.statistics.disclosure.past import EarlierState, Past, indicator_families, past_of, with_past
from ks_data.statistics.disclosure.period_graph import Forest, period_bounds, potentials, spanning_forest
from ks_data.statistics.disclosure.public_counts import LOOKED_UP, over_public_counts
from ks_data.statistics.disclosure.sums import sum_links
from ks_data.statistics.estimates import SCALE, Mask

if TYPE_CHECKING:
    from ks_data.statistics.disclosure.audits import Audits

OVER_LIVE_BIRTHS = "gedeeld door de levend geboren kinderen (CBS): het aantal geboortes zou een klein aantal tonen"
"""The note of a rate whose denominator is hidden."""


Hidden = tuple[Codes, Codes]
"""Of a block: the positions of the rows of which the figure is hidden, and of those of which the denominator is."""


def suppressed(
    observations: pd.DataFrame,
    parents: Mapping[str, str],
    indicators: Mapping[str, Indicator],
    nested: Iterable[tuple[str, str]] = (),
    published: Mask | None = None,
    relations: Iterable[Relation] = RELATIONS,
    earlier: Sequence[EarlierState] = (),
    memo: MutableMapping[str, Hidden] | None = None,
) -> pd.DataFrame:
    """The observations without small numbers of persons, and without what would let a reader recompute them.

    Hidden (status and note "onderdrukt", alike for all; no value or numerator): rows whose numerator, or denominator
    minus numerator, is from 1 up to the threshold; a rate with a denominator has a numerator, also when it is not
    given, and one over births has a denominator where the live births of its region and years stand in the table. A
    denominator that is so small is hidden too, and with it every row that rests on it. Then, until nothing hidden can
    be recomputed, the smallest count that is still shown among those that add up with it (a zero only as a total).
    Adding up: regions to a parent (the nearest one that has a row), years and periods to a longer period. What has no
    row of its own but can be computed (see `derivable_rows`), or is what a total or a wider definition leaves, is kept
    secret likewise when it is so small. One count that stands in several places (the same births or the same cases of
    the same births under several indicators, or a count indicator and a numerator) is one count. Where only the
    denominator must be hidden and live births are public, the row keeps its numerator and gets the rate over those.

    "Recomputed" means: by solving all sums together (the null space of the linear system), by the room that sums and
    thresholds leave (fewer than four values for a small number), or a sum that tells how few it hides. Rows without
    counts (a published rate of which nobody knows the denominator), rows published elsewhere and indicators with
    threshold 0 (their source has its own rule) stay as they are, and are held known to a reader.

    observations: the tidy table, key unique. parents: code of a region to that of the region it lies in. indicators: by
    id, as declared: the kind and the unit say how a figure counts persons, the threshold which numbers are small;
    nothing is read from how an id is spelled. An indicator that is not declared has no figure that can be shown: all of
    it is hidden. nested: indicator ids, of which each case of the first is one of the second too. relations: all other
    relations between them. published: by row, whether everyone can read it in a public document. earlier: what readers
    saw before, newest first (see `past`). memo: what is hidden of blocks of rows that were asked before and of which
    readers saw nothing earlier, by a name of all that it depends on; this adds to it. The result is a new table with
    the same
    rows. Source: RIVM Regiobeeld (fewer than 10 persons in any category).
    """
    table, rules = observations.reset_index(drop=True), Rules.of(parents, indicators, nested, relations)
    _hide_undeclared(table, indicators)
    rows = with_known_denominators(counted_rows(table), indicators)
    is_published = np.zeros(len(rows), bool) if published is None else published
    states = [
        replace(state, complete=with_known_denominators(counted_rows(state.counted), indicators)) for state in earlier
    ]
    figures, denominators = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for block, *before in blocks_over_time(rows, states, indicators, rules.all_relations):
        own, is_public = chosen_rows(rows, block), is_published[block]
        beside = [state.at(positions) for state, positions in zip(states, before, strict=True) if len(positions)]
        if beside:
            hidden = _hidden_in_block(own, is_public, rules, beside)
        elif memo is None:
            hidden = _hidden_in_block(own, is_public, rules)
        else:
            name = digest(own, is_public, rules.name)
            try:
                hidden = memo[name]
            except KeyError:  # also when another reader's blocks just took its place
                hidden = memo[name] = _hidden_in_block(own, is_public, rules)
        figures.append(block[hidden[0]])
        denominators.append(block[hidden[1]])
    _hide(table, np.concatenate(figures), np.concatenate(denominators), indicators)
    table.index = observations.index
    return table


@dataclass(frozen=True, slots=True)
class Rules:
    """All that hiding depends on but the rows: the region tree, what is declared of indicators, and their relations.

    relations: as declared; all_relations: those of nested definitions too.
    """

    parents: dict[str, str]
    indicators: Mapping[str, Indicator]
    nested: list[tuple[str, str]]
    relations: list[Relation]
    all_relations: list[Relation]
    name: bytes

    @classmethod
    def of(
        cls,
        parents: Mapping[str, str],
        indicators: Mapping[str, Indicator],
        nested: Iterable[tuple[str, str]],
        relations: Iterable[Relation],
    ) -> "Rules":
        """The rules, with a name that is another one for other rules."""
        pairs, declared = list(nested), list(relations)
        related = all_relations(pairs, declared)
        name = repr((sorted(parents.items()), sorted(indicators.items()), pairs, related)).encode()
        return cls(dict(parents), indicators, pairs, declared, related, name)


def _hidden_in_block(
    table: pd.DataFrame, published: Mask, rules: Rules, earlier: Sequence[EarlierState] = ()
) -> Hidden:
    """The rows of a block of which the figure is hidden, and those of which the denominator is.

    earlier: what readers saw of it before.
    """
    none = np.zeros(0, np.int64)
    if not (row_thresholds(table, rules.indicators)[~published] > 0).any():
        return none, none
    from ks_data.statistics.disclosure.audits import Audits  # they import scipy, which no page needs at once
    from ks_data.statistics.disclosure.knowledge import families

    rows, past, now = table, None, rules
    if earlier:
        past = past_of(table, earlier, indicator_families(now.indicators, now.nested, now.relations))
        rows = stacked([rows, past.rows]) if len(past.rows) else rows
        relations = [*now.relations, *past.relations(now.relations, now.indicators)]
        rules = Rules.of(now.parents, past.indicators(now.indicators), past.nested(now.nested), relations)
    indicators, rows_counted = rules.indicators, len(rows)
    derivable = derivable_rows(rows, indicators, rules.parents, rules.nested)
    if len(derivable):
        rows = stacked([rows, derivable.assign(**{LOOKED_UP: False})])
    rows = _with_births_of_periods(rows, indicators)
    threshold = row_thresholds(rows, indicators)
    threshold[: len(table)][published] = 0
    surely, perhaps = over_public_counts(rows, indicators)
    cells = table_cells(rows, indicators, threshold, rows_counted, surely)
    cells["small"] |= completes_a_small_whole(cells, rules.all_relations)
    indicator_of = past.indicator_of if past is not None else {}
    known = families(cells, indicators, rules.parents, rules.all_relations, indicator_of)
    audits = Audits(known, cells["cell"].to_numpy())
    hidden = _hidden_when(cells, audits, rules, past, rows_counted)
    if (surely == perhaps).all():
        return hidden
    cells = with_public(cells, perhaps)
    audits = audits.numbered(cells["cell"].to_numpy())
    figures, denominators = _hidden_when(cells, audits, rules, past, rows_counted)
    return np.union1d(hidden[0], figures), np.union1d(hidden[1], denominators)


def _hidden_when(cells: pd.DataFrame, audits: "Audits", rules: Rules, past: Past | None, rows_counted: int) -> Hidden:
    """What is hidden of cells with these numbers. rows_counted: rows behind these are derivable only."""
    indicators = rules.indicators
    cells, related = with_differences(cells, indicators, rules.parents, rules.all_relations)
    if past is not None:
        cells = with_past(cells, past, rows_counted)
        audits = audits.numbered(cells["cell"].to_numpy(), by_cell(cells, np.minimum, "came_later") > 0)
    system = HiddenSums(cells, *sum_links(cells, rules.parents, related), without_choice_first=past is not None)
    if past is not None:
        system.stay_hidden(by_cell(cells, np.maximum, "was_hidden") > 0)
    system.close()
    while (more := audits.cells_to_hide(system.secret(), ~system.is_public, system.count)).size:
        system.hidden[more] = True
        system.close()
    hidden = cells[system.hidden[cells["cell"].to_numpy()] & (cells["suppressible"] & cells["has_row"]).to_numpy()]
    is_denominator = hidden["is_denominator"].to_numpy(bool)
    row = hidden["row"].to_numpy(np.int64)
    return row[~is_denominator], row[is_denominator]


def related_rows(
    rows: pd.DataFrame,
    chosen: Mask,
    indicators: Mapping[str, Indicator],
    nested: Sequence[tuple[str, str]],
    relations: Sequence[Relation],
) -> Mask:
    """Of each row whether it has to do with a chosen one: what is hidden of the others says nothing of that."""
    counted = with_known_denominators(counted_rows(rows), indicators)
    related = np.zeros(len(rows), bool)
    for block in blocks_of(counted, indicators, all_relations(nested, relations)):
        related[block] = chosen[block].any()
    return related


def as_shown(
    observations: pd.DataFrame, indicators: Mapping[str, Indicator], figures: Mask, denominators: Mask
) -> pd.DataFrame:
    """The observations of which only some figures and denominators are shown, as `suppressed` would give them.

    For a state of which it is known what readers saw; figures, denominators: by row whether they did.
    """
    table = observations.reset_index(drop=True)
    _hide_undeclared(table, indicators)
    has_figure, has_denominator = shown(table)
    hidden = np.flatnonzero(has_figure & ~figures), np.flatnonzero(has_denominator & ~denominators)
    _hide(table, *hidden, indicators)
    table.index = observations.index
    return table


def shown(visible: pd.DataFrame) -> tuple[Mask, Mask]:
    """By row of what readers see whether it has a figure, and whether it has a denominator.

    A numerator is a figure too: nobody of nobody is no rate, and yet it is seen.
    """
    figures = visible["value"].notna() | visible["numerator"].notna()
    return figures.to_numpy(bool), visible["denominator"].notna().to_numpy(bool)


def _hide(table: pd.DataFrame, figures: Codes, denominators: Codes, indicators: Mapping[str, Indicator]) -> None:
    """Hides the figures and denominators of these rows."""
    table.loc[figures, ["value", "numerator"]] = np.nan
    table.loc[denominators, "denominator"] = np.nan
    table.loc[figures, ["status", "note"]] = Status.SUPPRESSED
    _over_live_births(table, np.setdiff1d(denominators, figures), indicators)


def _over_live_births(table: pd.DataFrame, rows: Codes, indicators: Mapping[str, Indicator]) -> None:
    """Gives rows of which only the denominator is hidden their rate over the live births, and says so in the note.

    The published rate and the numerator would tell the denominator, and that the number of children born dead.
    """
    changed = table.loc[rows]
    changed = changed[changed["numerator"].notna() & changed["value"].notna()]
    if changed.empty:
        return
    births = _births_told(changed, table)
    declared = [indicators[id] for id in changed["indicator"]]
    scale = np.array([SCALE[indicator.unit] for indicator in declared], float)
    rate = changed["numerator"].clip(upper=births) * scale / births.where(births > 0)
    decimals = [indicator.decimals for indicator in declared]
    table.loc[changed.index, "value"] = [
        float(rounded(value, places)) if value == value else np.nan
        for value, places in zip(rate, decimals, strict=True)
    ]
    table.loc[changed.index, "note"] = OVER_LIVE_BIRTHS


def with_known_denominators(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """The table with the denominator that a reader can look up where a rate comes without counts, and whether it was.

    Of a rate over births the live births of its region and years; of any other, and where those are not known, what
    another indicator over the same persons (`Indicator.per`) is counted over there, the smallest where these differ.
    """
    rates = [id for id, indicator in indicators.items() if indicator.kind != "count"]
    without_counts = table["value"].notna() & table["numerator"].isna() & table["denominator"].isna()
    without_counts &= table["indicator"].isin(rates)
    if not without_counts.any():
        return table.assign(**{LOOKED_UP: False})
    over_births = table["indicator"].isin([id for id, indicator in indicators.items() if indicator.births])
    births = births_over(table[without_counts & over_births], births_by_year(table)).reindex(table.index)
    known = births.fillna(_over_the_same(table, without_counts, indicators))
    looked_up = without_counts & births.notna()
    return table.assign(denominator=table["denominator"].mask(without_counts, known), **{LOOKED_UP: looked_up})


def _over_the_same(table: pd.DataFrame, wanted: Mask, indicators: Mapping[str, Indicator]) -> "pd.Series[float]":
    """The smallest denominator of indicators over the same persons in the same region and period; NaN without any."""
    persons = {id: indicator.per for id, indicator in indicators.items() if indicator.kind != "count"}
    beside = wanted | table["denominator"].notna()
    for name in ("region", "period"):  # few rates come without counts
        beside &= table[name].isin(table.loc[wanted, name].unique())
    rows = table.loc[beside, ["region", "period", "denominator"]].assign(per=table["indicator"].map(persons))
    place = ["per", "region", "period"]
    given = rows[rows["denominator"].notna()].groupby(place, observed=True)["denominator"].min()
    found = rows.loc[wanted[beside], place].join(given, on=place)["denominator"]
    return found.reindex(table.index)


def _with_births_of_periods(rows: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """The rows and, after them, the live births of other regions and periods that figures over births are about."""
    ids, region, period = (rows[column].cat for column in KEY)
    if LIVE_BIRTHS not in indicators or LIVE_BIRTHS not in ids.categories:
        return rows
    place = region.codes.to_numpy(np.int64) * len(period.categories) + period.codes.to_numpy(np.int64)
    is_over_births = np.array([id in indicators and indicators[id].births for id in ids.categories], bool)
    asked = is_over_births[ids.codes] & rows["denominator"].notna().to_numpy()
    asked &= ~np.isin(place, place[ids.codes.to_numpy() == ids.categories.get_loc(LIVE_BIRTHS)])
    if not asked.any():
        return rows
    absent = rows.loc[asked, ["region", "period"]].drop_duplicates()
    births = _births_told(absent, rows).dropna()
    if births.empty:
        return rows
    new = absent.loc[births.index].assign(indicator=LIVE_BIRTHS, value=births)
    return stacked([rows, new.reindex(columns=rows.columns).assign(**{LOOKED_UP: False})])


def _births_told(wanted: pd.DataFrame, rows: pd.DataFrame) -> "pd.Series[float]":
    """The live births of the region and period of each wanted row, as far as those in the rows tell them."""
    given = rows[(rows["indicator"] == LIVE_BIRTHS) & rows["value"].notna()]
    given = given[given["region"].isin(wanted["region"].unique())]
    told: dict[str, tuple[Forest, dict[int, float]]] = {}
    for region, births in given.groupby("region", observed=True):
        forest = spanning_forest(tuple(births["period"]))
        told[str(region)] = forest, potentials(forest, births["value"].tolist())

    def births_over_period(region: str, period: str) -> float:
        start, end = period_bounds(period)
        if region not in told or not told[region][0].connects(start, end):
            return np.nan
        return told[region][1][end] - told[region][1][start]

    births = [
        births_over_period(region, period) for region, period in zip(wanted["region"], wanted["period"], strict=True)
    ]
    return pd.Series(births, wanted.index, dtype=float)


def _hide_undeclared(table: pd.DataFrame, indicators: Mapping[str, Indicator]) -> None:
    undeclared = ~table["indicator"].isin(list(indicators)).to_numpy(bool)
    table.loc[undeclared, ["value", "numerator", "denominator"]] = np.nan
    table.loc[undeclared, ["status", "note"]] = Status.SUPPRESSED, f"{Status.SUPPRESSED} (onbekend cijfer)"
