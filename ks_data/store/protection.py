"""The gate: what readers may see of a table and of its revisions. Knows which rows count only from its caller."""

from collections import OrderedDict
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from ks_data.catalogue import periods, regions
from ks_data.catalogue.indicators import INDICATORS, related, wider_than
from ks_data.catalogue.keys import positions
from ks_data.catalogue.relations import RELATIONS
from ks_data.catalogue.statuses import Status
from ks_data.catalogue.tables import TABLES
from ks_data.statistics import disclosure
from ks_data.statistics.disclosure import EarlierState
from ks_data.statistics.estimates import Mask
from ks_data.store.shipped import shipped


def protect(
    name: str, rows: pd.DataFrame, own_rule: Collection[int] = (), earlier: Sequence[EarlierState] = ()
) -> pd.DataFrame:
    """All the rows of a table as readers may see them: without small numbers of persons.

    own_rule: the releases (numbers in the column `release`, which the result has not) of which the source hides small
    numbers by a rule of its own; their rates without counts stay as they are. earlier: what readers saw before, newest
    first, so that nothing follows from that either.
    """
    figures = rows.drop(columns="release", errors="ignore")
    if name != "observations":
        return figures
    published = _in_documents(rows) | _by_own_rule(rows, own_rule)
    rules = regions.parents(), INDICATORS, _nested(), published
    if earlier:
        return disclosure.suppressed_after(earlier, figures, *rules, RELATIONS, memo=_hidden_blocks)
    return disclosure.suppressed(figures, *rules, memo=_hidden_blocks)


def as_shown(rows: pd.DataFrame, figures: Mask, denominators: Mask) -> pd.DataFrame:
    """Observations of which only these figures and denominators are shown, in the form that `protect` gives."""
    return disclosure.as_shown(rows, INDICATORS, figures, denominators)


def hidden(rows: pd.DataFrame, visible: pd.DataFrame) -> tuple[Mask, Mask]:
    """By row whether its figure, and its denominator, stands in the rows and not in what readers see of them."""
    figures, denominators = disclosure.shown(rows)
    figures_seen, denominators_seen = disclosure.shown(visible)
    return figures & ~figures_seen, denominators & ~denominators_seen


def extends(earlier: pd.DataFrame, rows: pd.DataFrame) -> bool:
    """Whether all the counts of an earlier table stand in this one."""
    return disclosure.are_unchanged(earlier, rows)


class _LastBlocks(OrderedDict[str, disclosure.Hidden]):
    """What was hidden of the blocks made or asked last, so that a preview redoes only what it touches."""

    def __getitem__(self, name: str) -> disclosure.Hidden:
        self.move_to_end(name)
        return super().__getitem__(name)

    def __setitem__(self, name: str, hidden: disclosure.Hidden) -> None:
        super().__setitem__(name, hidden)
        while len(self) > MAX_BLOCKS:
            self.popitem(last=False)


MAX_BLOCKS = 1024
"""Of so many blocks it is kept; a state with ten years has some sixty."""
_hidden_blocks = _LastBlocks()


def _in_documents(rows: pd.DataFrame) -> Mask:
    """Whether each row is a rate without counts that one of the public documents gives: to hide that protects nobody.

    It is the same figure when a release repeats it, and another one as soon as the release changes it.
    """
    same, key = np.zeros(len(rows), bool), list(TABLES["observations"].key)
    rates = shipped("observations")
    rates = rates[_without_counts(rates)]
    is_similar = rows["region"].isin(rates["region"].unique()) & _without_counts(rows)
    if is_similar.any():
        sources = shipped("sources")
        rates = rates[rates["source"].isin(sources.loc[sources["document"] != "", "source"])]
        for name in key:
            is_similar &= rows[name].isin(rates[name].unique())
        quoted = set(rates[[*key, "value"]].itertuples(index=False, name=None))
        figures = rows.loc[is_similar, [*key, "value"]].itertuples(index=False, name=None)
        same[is_similar] = [figure in quoted for figure in figures]
    return same


def _by_own_rule(rows: pd.DataFrame, own_rule: Collection[int]) -> Mask:
    """Whether each row is a rate without counts that came with one of these releases."""
    if not own_rule:
        return np.zeros(len(rows), bool)
    return (rows["release"].isin(list(own_rule)) & _without_counts(rows)).to_numpy(bool)


def taken_back(was: pd.DataFrame, now: pd.DataFrame, own_rule: Collection[int], own_rule_now: Collection[int]) -> Mask:
    """Whether each earlier row stood there on a word that is not given of that figure today.

    Whoever said by mistake that a source hides small numbers itself can take that back: such a row is judged as if it
    had not been there.
    """
    is_said = np.append(_by_own_rule(now, own_rule_now), False)
    return _by_own_rule(was, own_rule) & ~is_said[positions(was, now, TABLES["observations"].key)]


def _without_counts(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["value"].notna() & rows["numerator"].isna() & rows["denominator"].isna()


def revisions_readers_may_see(
    revised_rows: pd.DataFrame, overlaid: pd.DataFrame, protected: pd.DataFrame, own_rule: Collection[int] = ()
) -> pd.DataFrame:
    """The revisions of observations of which a reader may see both what the figure was and what it is.

    `revised_rows` are the rows before they changed and `overlaid` those that count now, both with small numbers;
    `protected` is what readers see now; `own_rule` as for `protect`.

    Left out is what an indicator was in a year in which a figure was hidden that no longer is, and what the indicators
    were of which it is a part or that are a part of it: with what is shown now, the old total would give the old small
    number away. So is what more than one release changed: nobody checked what was hidden in between. What has threshold
    0 is not asked about: its source publishes it, so that what it was gives nothing away.
    """
    key, columns = list(TABLES["observations"].key), [*TABLES["observations"].names, "release"]
    was_revised = revised_rows[columns]
    revised_rows = revised_rows.merge(protected.loc[protected["value"].notna(), key], on=key)
    revised_rows = _outside(revised_rows, _years_of_several_releases(revised_rows))
    is_public = revised_rows["indicator"].isin([id for id, indicator in INDICATORS.items() if not indicator.threshold])
    asked = revised_rows[~is_public]
    if asked.empty:  # or what was hidden then is looked for in vain, which takes seconds
        return revised_rows
    before = _then(was_revised, overlaid[columns], asked[columns])
    former = protect("observations", before, own_rule)
    revealed = _without(_suppressed_keys(former, key), _suppressed_keys(protected, key))
    asked = _outside(asked.merge(former.loc[former["value"].notna(), key], on=key), _related_years(revealed))
    told = pd.concat([revised_rows[is_public], asked])
    return told.iloc[np.argsort(positions(told, revised_rows, key))].reset_index(drop=True)


def _then(was: pd.DataFrame, now: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The state before some rows were revised, as far as what was hidden then has to do with the rows asked about."""
    key = list(TABLES["observations"].key)
    both = pd.concat([asked, now, was], ignore_index=True)
    is_asked = np.arange(len(both)) < len(asked)
    related = disclosure.related_rows(both, is_asked, INDICATORS, _nested(), RELATIONS)
    is_then = related[len(asked) :]
    before = pd.concat([was[is_then[len(now) :]], now[is_then[: len(now)]]]).drop_duplicates(key)
    return before.iloc[np.argsort(positions(before, now, key), kind="stable")]  # mostly hidden already, in that order


def _nested() -> list[tuple[str, str]]:
    """All pairs of indicators of which each case of the first is one of the second too."""
    return [(indicator.id, wider) for indicator in INDICATORS.values() for wider in sorted(wider_than(indicator))]


def _outside(revised_rows: pd.DataFrame, unsafe_years: set[tuple[str, int]]) -> pd.DataFrame:
    """The rows about none of these years of an indicator."""
    revised_periods = revised_rows[["indicator", "period"]].drop_duplicates()
    is_unsafe = [not unsafe_years.isdisjoint(pairs) for pairs in _indicator_years(revised_periods)]
    return _without(revised_rows, revised_periods[np.array(is_unsafe, bool)])


def _suppressed_keys(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return rows.loc[rows["status"] == Status.SUPPRESSED, key]


def _without(rows: pd.DataFrame, excluded: pd.DataFrame) -> pd.DataFrame:
    """The rows whose content in the columns of another table is not in that table."""
    marked = rows.merge(excluded, on=list(excluded.columns), how="left", indicator=True)
    return marked.query("_merge == 'left_only'").drop(columns="_merge")


def _related_years(rows: pd.DataFrame) -> set[tuple[str, int]]:
    """Every year in the rows, for their indicator and for those of which it is a part or that are a part of it."""
    return {(related_id, year) for pairs in _indicator_years(rows) for id, year in pairs for related_id in related(id)}


def _years_of_several_releases(revised_rows: pd.DataFrame) -> set[tuple[str, int]]:
    """The years of an indicator in which more than one release changed figures."""
    since: dict[tuple[str, int], set[int]] = {}
    for pairs, release in zip(_indicator_years(revised_rows), revised_rows["since"], strict=True):
        for pair in pairs:
            since.setdefault(pair, set()).add(int(release))
    return {pair for pair, by_releases in since.items() if len(by_releases) > 1}


def _indicator_years(rows: pd.DataFrame) -> list[list[tuple[str, int]]]:
    """For each row, the indicator with every year of its period."""
    return [
        [(id, year) for year in periods.years_of(period)] for id, period in rows[["indicator", "period"]].to_numpy()
    ]
