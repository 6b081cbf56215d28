"""Does the log keep every release whole and in one order, through crowds and kills?"""

import itertools
import os
import random
import signal
import time

import pytest

from ks_data.store import releases
from tests.examples import TIMES
from tests.store.releases.processes import in_fresh_process, run_at_once, use_folder
from tests.store.releases.publishing import (
    active_rows,
    numbers,
    observations,
    publish,
    tranches,
)

KILLS = 30 * TIMES


def eight_publish_the_same(folder: str, lock: bool) -> list[int]:
    use_folder(folder, lock)
    return run_at_once([lambda: publish(tranches(GM0392="1"), content=b"same").number] * 8)


@pytest.mark.slow
@pytest.mark.parametrize("lock", [True, False], ids=["waiting in line", "all at once"])
def test_the_same_file_from_eight_processes_at_once_is_one_release(folder, lock):
    publish(tranches(GM0392="2"))
    assert in_fresh_process(eight_publish_the_same, str(folder), lock) == [2] * 8
    assert numbers(releases.history()) == [2, 1]
    assert len(list(folder.glob("tranches/*"))) == 2


def publish_in_turn(process: int, count: int) -> list[int]:
    return [publish(tranches(GM0392=f"{process}/{turn}"), author=f"P{process}").number for turn in range(count)]


def eight_publish(folder: str, count: int, lock: bool) -> list[list[int]]:
    use_folder(folder, lock)
    return run_at_once([lambda process=process: publish_in_turn(process, count) for process in range(8)])


@pytest.mark.slow
@pytest.mark.parametrize(("count", "lock"), [(12 * TIMES, True), (4, False)], ids=["waiting in line", "all at once"])
def test_eight_processes_that_publish_at_once_lose_nothing(folder, count, lock):
    acknowledged = in_fresh_process(eight_publish, str(folder), count, lock)
    published = numbers(releases.history())[::-1]
    assert len(set(published)) == 8 * count
    assert published == list(range(1, 8 * count + 1)) or not lock  # two at once may both make the table, each an entry
    assert sorted(itertools.chain(*acknowledged)) == published
    assert all(own_numbers == sorted(own_numbers) for own_numbers in acknowledged)
    rows = releases.rows(releases.active(), "tranches")
    assert rows["release"].tolist() == published
    by_process = {
        process: rows.loc[rows["release"].isin(own_numbers), "tranche"].tolist()
        for process, own_numbers in enumerate(acknowledged)
    }
    assert by_process == {process: [f"{process}/{turn}" for turn in range(count)] for process in range(8)}


def publish_until_killed(folder: str, kills: int) -> list[list[object]]:
    """Starts a process that publishes and publishes, kills it at a random moment, and so on; what it acknowledged."""
    use_folder(folder)
    chance = random.Random(1)
    acknowledged = []
    for kill in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            for count in itertools.count():
                name = f"{kill}-{count}"
                release = publish(observations(50, name), "observations", note=name, content=name.encode() * 99)
                os.write(writing, f" {release.number} {name}\n".encode())
        os.close(writing)
        if kill % 2:  # past the start of the process
            os.read(reading, 1)
        time.sleep(chance.uniform(0, 0.05 if kill % 2 else 0.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as lines:
            acknowledged += [line.split() for line in lines]
    return acknowledged


@pytest.mark.slow
def test_kills_at_any_moment_leave_every_release_whole_or_absent_and_lose_none_that_was_acknowledged(folder):
    acknowledged = in_fresh_process(publish_until_killed, str(folder), KILLS)
    by_number = {str(release.number): release for release in releases.history()}
    assert len(acknowledged) >= KILLS // 2  # every other kill waits for one
    assert releases.problem() == "" and sorted(map(int, by_number)) == list(range(1, len(by_number) + 1))
    assert [name for number, name in acknowledged if by_number[number].note != name] == []
    rows = active_rows("observations")
    assert rows.groupby("release")["source"].agg(["nunique", "first", "size"]).to_dict("list") == {
        "nunique": [1] * len(by_number),
        "first": [by_number[str(number)].note for number in range(1, len(by_number) + 1)],
        "size": [50] * len(by_number),
    }
    assert all(releases.file(release) == release.note.encode() * 99 for release in by_number.values())
    started = len(list(folder.glob("_files/*")))
    assert started > len(acknowledged), "no kill fell within a publish"
    publish(tranches(GM0392="1"))
