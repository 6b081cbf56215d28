"""Does a release say what a reader wants to know of it?"""

from datetime import UTC, datetime

from tests.store.releases.publishing import (
    publish,
    tranches,
)


def test_a_release_is_of_the_dutch_day_on_which_it_was_made(folder, clock):
    clock.now = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert publish(tranches(GM0392="1")).day == "2026-07-02"
