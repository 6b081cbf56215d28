"""Publishes observations, and reads back what the store gives; also as a process that has just started."""

from pathlib import Path

import pandas as pd

from ks_data.catalogue.tables import TABLES
from ks_data.store import Snapshot, current, releases, snapshot, table_states
from ks_data.store.releases import log

EARLY_CARE = "antenatal_care_before_10w_percent"


def observations(*lines: str) -> pd.DataFrame:
    """A row for each line: region period value [numerator denominator]."""
    rows = []
    for line in lines:
        region, period, *numbers = line.split()
        figures = [*(float(number) for number in numbers), float("nan"), float("nan")][:3]
        rows.append((EARLY_CARE, region, period, *figures, "definitief", "", ""))
    return pd.DataFrame(rows, columns=list(TABLES["observations"].names))


def publish(rows: pd.DataFrame, source: str = "CBS") -> int:
    return releases.publish("observations", rows, author="A", note="", source=source, source_date="2026-10-01").number


def early_care(region: str, year: str, data: Snapshot | None = None) -> pd.Series:
    rows = (data or current()).table("observations").set_index(["indicator", "region", "period"])
    return rows.loc[(EARLY_CARE, region, year)]


def forget_states() -> None:
    """As a process that has just started."""
    states = table_states
    by_state = (
        states.overlaid,
        states._counts,
        states.protected,
        states.seen,
        states.revisions,
        states.positions,
        states._with_preview,
    )
    for function in (*by_state, states.overlaid_with_revisions, snapshot._published, snapshot._previewed, log.log_at):
        function.cache_clear()


def all_tables() -> list[pd.DataFrame]:
    """All that the store gives of the observations, in one order."""
    name = "observations"
    tables = [
        current().table(name),
        current().unprotected(name),
        current().revisions(name),
        current().observations(EARLY_CARE),
    ]
    return [table.sort_values(list(TABLES[name].key), ignore_index=True) for table in tables]


def assert_equal_tables(tables: list[pd.DataFrame], expected: list[pd.DataFrame]) -> None:
    for table, expected_table in zip(tables, expected, strict=True):
        pd.testing.assert_frame_equal(table, expected_table)


def cached_files() -> list[Path]:
    return sorted((releases.home() / "_states").glob("*"))
