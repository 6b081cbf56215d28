"""Does a large state, cached on disk, give exactly what a small one gives?"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ks_data import store
from ks_data.store import current, disk_cache, protection, releases, table_states
from tests.examples import TIMES
from tests.store.states import (
    EARLY_CARE,
    all_tables,
    assert_equal_tables,
    cached_files,
    early_care,
    forget_states,
    observations,
    publish,
)


def course_of_releases(seed: int) -> Iterator[None]:
    """A course of releases and restores; pauses after each."""
    chance = random.Random(seed)
    for _ in range(5):
        if chance.random() < 0.25:
            releases.restore(
                chance.choice([0, *(release.number for release in releases.history())]), author="A", note=""
            )
        else:
            places = chance.sample(["GM0392", "GM0363", "GM0344", "PV27", "NL01"], 3)
            lines = []
            for region in places:
                count = chance.choice([4, 9, 12, 80])
                lines.append(f"{region} {chance.randint(2018, 2020)} {count} {count} 100")
            publish(observations(*lines))
        yield


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(TIMES))
def test_a_large_state_gives_exactly_what_a_small_one_gives(large: None, monkeypatch, seed: int) -> None:
    for _ in course_of_releases(seed):
        forget_states()
        tables = all_tables()
        assert cached_files() or not releases.active()
        monkeypatch.setattr(table_states, "LARGE", 10**9)
        forget_states()
        assert_equal_tables(all_tables(), tables)
        monkeypatch.setattr(table_states, "LARGE", 0)


@pytest.mark.slow
def test_another_process_reads_a_large_state_without_reading_any_release(large: None, monkeypatch) -> None:
    publish(observations("GM0392 2019 78.6"))
    publish(observations("GM0392 2020 79.0"))
    before = all_tables()
    forget_states()
    monkeypatch.setattr(releases, "rows", lambda *_: pytest.fail("a release was read"))
    monkeypatch.setattr(protection.disclosure, "suppressed", lambda *_: pytest.fail("small numbers were sought again"))
    assert_equal_tables(all_tables(), before)


@pytest.mark.slow
def test_one_more_release_is_overlaid_on_the_cached_state(large: None, monkeypatch) -> None:
    publish(observations("GM0392 2019 78.6"))
    all_tables()
    number = publish(observations("GM0392 2020 79.0"))
    numbers_read: list[int] = []
    rows = releases.rows
    monkeypatch.setattr(
        releases, "rows", lambda release, kind: (numbers_read.append(release.number), rows(release, kind))[1]
    )
    assert early_care("GM0392", "2019")["value"] == 78.6
    assert early_care("GM0392", "2020")["value"] == 79.0
    assert numbers_read == [number]


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-20]),
        lambda path: path.write_bytes(path.read_bytes().replace(b"GM0392", b"GM0363")),
        lambda path: path.write_bytes(b""),
    ],
    ids=["removed", "cut off", "changed", "empty"],
)
def test_a_cached_table_that_is_no_longer_whole_is_made_again(large: None, spoil) -> None:
    publish(observations("GM0392 2019 78.6 786 1000"))
    before = all_tables()
    for path in cached_files():
        spoil(path)
    forget_states()
    assert_equal_tables(all_tables(), before)


@pytest.mark.slow
def test_a_table_cached_of_other_shipped_figures_or_rules_is_not_used(large: None, data_folder: Path, monkeypatch):
    shipped = observations("GM0392 2019 78.4 784 1000", "GM0392 2020 5.0 50 1000").assign(source="a")
    store.write({"observations": shipped}, data_folder)
    publish(observations("GM0392 2021 79.0"))
    assert early_care("GM0392", "2019")["value"] == 78.4
    store.write({"observations": shipped.replace(78.4, 12.3)}, data_folder)
    assert early_care("GM0392", "2019")["value"] == 12.3
    stricter = table_states.INDICATORS | {EARLY_CARE: replace(table_states.INDICATORS[EARLY_CARE], threshold=60)}
    monkeypatch.setattr(table_states, "INDICATORS", stricter)
    monkeypatch.setattr(protection, "INDICATORS", stricter)
    forget_states()
    assert early_care("GM0392", "2020")["status"] == "onderdrukt"


def test_a_table_cached_by_another_version_of_the_rules_is_made_again(large: None, monkeypatch) -> None:
    publish(observations("GM0392 2019 78.4"))
    assert early_care("GM0392", "2019")["value"] == 78.4
    before = set(cached_files())
    monkeypatch.setattr(table_states, "RULES_VERSION", "another")
    forget_states()
    assert early_care("GM0392", "2019")["value"] == 78.4
    assert len(cached_files()) == 2 * len(before) and before < set(cached_files())


def test_where_nothing_can_be_cached_everything_is_seen_all_the_same(large: None) -> None:
    publish(observations("GM0392 2019 78.6"))
    (releases.home() / "_states").write_text("no folder")
    assert early_care("GM0392", "2019")["value"] == 78.6


@pytest.mark.slow
def test_a_preview_of_a_large_state_is_seen_and_never_cached_on_disk(large: None) -> None:
    publish(observations("GM0392 2019 78.6"))
    all_tables()
    before = cached_files()
    data = current(store.Preview("observations", "nieuw.csv", "1", observations("GM0392 2019 50.0")))
    assert early_care("GM0392", "2019", data)["value"] == 50.0
    changed = data.revisions("observations").set_index(["region", "period"]).loc[("GM0392", "2019")]
    assert (changed["value"], changed["since"]) == (78.6, store.PREVIEW)
    assert cached_files() == before
    assert early_care("GM0392", "2019")["value"] == 78.6


@pytest.mark.slow
def test_a_damaged_release_of_a_large_state_leaves_the_last_good_one_and_is_told(large: None) -> None:
    publish(observations("GM0392 2019 78.6"))
    publish(observations("GM0392 2019 79.9"))
    (path,) = releases.active()[-1].paths
    (releases.home() / path).write_bytes(b"broken")
    assert early_care("GM0392", "2019")["value"] == 78.6
    assert "release 2" in releases.problem()
    forget_states()
    assert early_care("GM0392", "2019")["value"] == 78.6


@pytest.mark.slow
def test_only_the_newest_cached_files_stay(large: None, monkeypatch) -> None:
    monkeypatch.setattr(disk_cache, "MAX_FILES", 5)
    for value in range(4):
        publish(observations(f"GM0392 2019 {70 + value}"))
        all_tables()
    assert len(cached_files()) == 5
    forget_states()
    assert early_care("GM0392", "2019")["value"] == 73


def test_a_large_publication_is_made_ready_for_readers(large: None, monkeypatch) -> None:
    publish(observations("GM0392 2019 78.6"))
    current().prepare("observations")
    forget_states()
    monkeypatch.setattr(releases, "rows", lambda *_: pytest.fail("a release was read"))
    assert early_care("GM0392", "2019")["value"] == 78.6
    assert len(current().revisions("observations")) == 1
