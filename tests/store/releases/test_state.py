"""Does the right release win, however they are published, scheduled and restored?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ks_data.store import overlay, releases
from ks_data.store.releases import dates
from ks_data.store.releases.log import release_log
from ks_data.store.releases.state import active_at
from tests.examples import TIMES
from tests.store.releases.publishing import (
    Clock,
    active_rows,
    active_tranches,
    forget_what_was_read,
    numbers,
    publish,
    restore,
    tranches,
)


def preceding(number: int) -> tuple[releases.Release, ...]:
    """The releases whose rows counted right before one was made; the last wins."""
    acts = release_log().latest().acts
    earlier = [act_number for act_number in acts if act_number < number]
    if not earlier or number not in acts:
        return ()
    return tuple(active_at(acts[max(earlier)].head, acts[number].published_at))


def test_a_release_scheduled_earlier_wins_on_its_day_from_what_was_published_before_that_day(folder, clock):
    publish(tranches(GM0392="1"), valid_from="2026-07-01")
    publish(tranches(GM0392="2"))
    publish(tranches(GM0363="3"), valid_from="2020-01-01")  # a day that has passed: at once
    assert active_tranches() == {"GM0392": "2", "GM0363": "3"}
    clock.now = datetime(2026, 7, 2, tzinfo=UTC)
    assert active_tranches() == {"GM0392": "1", "GM0363": "3"}
    publish(tranches(GM0392="3"))
    assert active_tranches() == {"GM0392": "3", "GM0363": "3"}


def test_a_clock_that_runs_behind_does_not_make_a_later_release_lose(folder, clock):
    publish(tranches(GM0392="1"))
    clock.pass_by(hours=-1)
    publish(tranches(GM0392="2"), content=b"a")
    assert active_tranches() == {"GM0392": "2"}
    assert publish(tranches(GM0392="2"), content=b"a").number == 2


def test_a_restore_brings_back_what_was_scheduled_then(folder, clock):
    publish(tranches(GM0392="1"))
    publish(tranches(GM0392="2"), valid_from="2026-07-01")
    restore(1)
    assert releases.upcoming() == ()
    restore(2)
    assert numbers(releases.upcoming()) == [2]
    publish(tranches(GM0392="3"))
    clock.now = datetime(2026, 8, 1, tzinfo=UTC)
    publish(tranches(GM0392="4"))
    restore(4)
    assert active_tranches() == {"GM0392": "2"}  # as if 5 and 6 had never been


# --- any course of events ---


REGIONS = ("GM0001", "GM0002")
ACTS = st.one_of(
    st.tuples(
        st.just("publish"),
        st.dictionaries(st.sampled_from(REGIONS), st.sampled_from("1234"), min_size=1),
        st.sampled_from([None, -3, 1, 2]),
    ),
    st.tuples(st.just("restore"), st.integers(0, 30)),
    st.tuples(st.just("wait"), st.integers(1, 2)),
)


@pytest.mark.slow
@settings(max_examples=20 * TIMES, phases=(Phase.reuse, Phase.generate))  # to shrink would take minutes
@given(st.lists(ACTS, min_size=4, max_size=14))
def test_any_course_of_publishing_scheduling_and_restoring_gives_what_plain_dictionaries_give(acts):
    """Also what counted before every earlier act, and how every earlier state comes back."""
    with pytest.MonkeyPatch.context() as patch, folder_for_a_while() as folder:
        clock = Clock()
        patch.setattr(dates, "now", lambda: clock.now)
        patch.setenv("KS_RELEASES", str(folder))
        plain = Plain()
        before: dict[int, dict[str, tuple[str, int]]] = {}
        for count, act in enumerate(acts):
            clock.pass_by(minutes=1)
            if act[0] == "wait":
                clock.pass_by(days=act[1])
            else:
                before[len(plain.states)] = plain.visible(clock.now)
            if act[0] == "restore":
                number = act[1] % (len(plain.states))
                plain.restore(number)
                restore(number)
            elif act[0] == "publish":
                day = "" if act[2] is None else (clock.now + timedelta(days=act[2])).strftime("%Y-%m-%d")
                plain.publish(act[1], clock.now, day)
                publish(tranches(**act[1]), content=str(count).encode(), valid_from=day)
            assert visible_tranches() == plain.visible(clock.now)
        forget_what_was_read()
        assert visible_tranches() == plain.visible(clock.now)
        for number, expected in before.items():
            assert overlaid_on_nothing(releases.rows(preceding(number), "tranches")) == expected
        for number in range(len(plain.states)):
            clock.pass_by(minutes=1)
            restore(number)
            plain.restore(number)
            assert visible_tranches() == plain.visible(clock.now)


class Plain:
    """The same store in plain lists and dictionaries: after each act, the releases that stand."""

    def __init__(self) -> None:
        self.states: list[list[tuple[datetime, int, datetime, dict[str, str]]]] = [[]]

    def publish(self, rows: dict[str, str], now: datetime, day: str) -> None:
        start = datetime.fromisoformat(day).replace(tzinfo=dates.HOME) if day else now
        self.states.append([*self.states[-1], (max(start, now), len(self.states), start, rows)])

    def restore(self, number: int) -> None:
        self.states.append(self.states[number])

    def visible(self, now: datetime) -> dict[str, tuple[str, int]]:
        visible: dict[str, tuple[str, int]] = {}
        for _, number, start, rows in sorted(self.states[-1], key=lambda release: release[:2]):
            if start <= now:
                visible |= {region: (tranche, number) for region, tranche in rows.items()}
        return visible


def overlaid_on_nothing(rows: pd.DataFrame) -> dict[str, tuple[str, int]]:
    overlaid = overlay.overlaid(tranches(), rows, "tranches")
    return {row.region: (row.tranche, row.release) for row in overlaid.itertuples()}


def visible_tranches() -> dict[str, tuple[str, int]]:
    return overlaid_on_nothing(active_rows("tranches"))


@contextmanager
def folder_for_a_while() -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "releases"
