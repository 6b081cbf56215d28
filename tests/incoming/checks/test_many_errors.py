"""A thousand equal errors are one finding with a count, in little more than the time of one."""

import cProfile
import pstats

import pytest

from ks_data.incoming import checks
from ks_data.incoming.checks import Checked
from ks_data.incoming.reading.tidy import read
from tests.incoming.checks.samples import BIG2, ERROR, HEAD, TOWNS, tables

KINDS = {
    "onbekend_gebied": lambda at: f"{BIG2},Nergens {at},2019,147.1,,,,,",
    "onbekende_periode": lambda at: f"{BIG2},GM0392,jaar {at},147.1,,,,,",
    "onbekend_onderwerp": lambda at: f"onderwerp {at},GM0392,2019,147.1,,,,,",
    "onbekende_status": lambda at: f"{BIG2},{TOWNS[at % 300]},{1901 + at // 300},147.1,,,zo zo {at},,",
    "geen_getal": lambda at: f"{BIG2},{TOWNS[at % 300]},{1901 + at // 300},1x{at},,,,,",
    "datum": lambda at: f"{BIG2},{TOWNS[at % 300]},{1901 + at // 300},{1 + at % 28}-{1 + at // 28 % 12}-2026,,,,,",
    "code_en_naam": lambda at: f"{BIG2},{TOWNS[at % 300]},{TOWNS[at % 300 + 1]},{1901 + at // 300},147.1,,,,,",
    "onmogelijk": lambda at: f"{BIG2},{TOWNS[at % 300]},{1901 + at // 300},{2000 + at}.1,,,,,",
}


def outcome(kind: str, count: int) -> Checked:
    head = HEAD.replace("period", "name,period") if kind == "code_en_naam" else HEAD
    lines = [KINDS[kind](at) for at in range(count)]
    return checks.checked(read("a.csv", "\n".join([head, *lines]).encode()), tables())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_twenty_thousand_equal_errors_are_one_finding_with_a_count_and_places(kind: str) -> None:
    found = [finding for finding in outcome(kind, 20_000).findings if finding.level == ERROR and finding.screen == kind]
    assert [finding.count for finding in found] == [20_000]
    assert len(found[0].places) == 5 and len(found[0].message) < 3000


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_work_does_not_grow_faster_than_the_errors(kind: str) -> None:
    """Calls are counted, not seconds."""
    calls = []
    for count in (2_000, 8_000):
        profile = cProfile.Profile()
        profile.runcall(outcome, kind, count)
        calls.append(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]
    assert calls[1] < 6 * calls[0]
