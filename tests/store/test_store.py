"""Reading data: seen as soon as it changes, safe from its callers, and clear when a file is wrong."""

import gc
import hashlib
import random
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ks_data import DataError, load, store
from ks_data.answers import citations, figures, search
from ks_data.catalogue import memo
from ks_data.catalogue.tables import TABLES
from ks_data.store import disk_cache, releases, rules_version, snapshot
from ks_data.store.releases import log
from tests.test_house import reached


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder of our own."""
    monkeypatch.setenv("KS_DATA_DIR", str(tmp_path))
    return tmp_path


def monitor(symbol: str) -> pd.DataFrame:
    return pd.DataFrame({"number": [1], "indicator": ["x_percent"], "symbol": [symbol], "source": ["s"]})


def test_a_changed_file_is_seen_at_the_next_reading(folder: Path) -> None:
    store.write({"monitor": monitor("↑")}, folder)
    assert load("monitor")["symbol"].tolist() == ["↑"]
    store.write({"monitor": monitor("↓")}, folder)
    assert load("monitor")["symbol"].tolist() == ["↓"]


def test_what_was_made_of_old_versions_is_let_go() -> None:
    class Rows:
        pass

    version = iter(range(100))
    made = []

    @memo.kept(lambda: next(version))
    def make() -> Rows:
        rows = Rows()
        made.append(weakref.ref(rows))
        return rows

    for _ in range(30):
        make()
    gc.collect()
    assert sum(one() is not None for one in made) <= 8


def test_a_caller_cannot_spoil_what_the_next_caller_gets(folder: Path) -> None:
    store.write({"monitor": monitor("↑")}, folder)
    mine = load("monitor")
    mine.loc[0, "symbol"] = "spoiled"
    mine["extra"] = 1
    assert load("monitor")["symbol"].tolist() == ["↑"]
    assert "extra" not in load("monitor")


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda path: path.unlink(), "ontbreekt"),
        (lambda path: path.write_bytes(path.read_bytes()[:40]), "beschadigd"),
        (lambda path: path.write_bytes(b""), "beschadigd"),
        (lambda path: pd.DataFrame({"other": [1]}).to_parquet(path), "ander bestand"),
    ],
    ids=["missing", "truncated", "empty", "foreign"],
)
def test_a_wrong_file_gives_one_message_with_its_name_and_the_remedy(folder: Path, spoil, word: str) -> None:
    store.write({"monitor": monitor("↑")}, folder)
    spoil(folder / "monitor.parquet")
    with pytest.raises(DataError, match=rf"monitor\.parquet.*{word}.*python -m ks_data build") as caught:
        load("monitor")
    assert "\n" not in str(caught.value)


def test_writing_the_same_rows_in_another_order_gives_the_same_bytes(folder: Path) -> None:
    rows = pd.concat([monitor("↑"), monitor("↓").assign(number=2)])
    store.write({"monitor": rows}, folder)
    first = (folder / "monitor.parquet").read_bytes()
    store.write({"monitor": rows[::-1]}, folder)
    assert (folder / "monitor.parquet").read_bytes() == first


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_has_its_declared_columns_and_key(name: str) -> None:
    rows = load(name)
    assert tuple(rows.columns) == TABLES[name].names
    assert len(rows) > 0 or name == "breaks"  # no break is known in the shipped series
    assert not rows.duplicated(list(TABLES[name].key)).any()


# --- what is published lies over what is shipped ---


@pytest.fixture
def own_releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))


EARLY = "antenatal_care_before_10w_percent"


def observations(*lines: str) -> pd.DataFrame:
    """A row for each line: region period value [numerator denominator]."""
    rows = []
    for line in lines:
        region, period, *numbers = line.split()
        value, over, under = [*(float(number) for number in numbers), float("nan"), float("nan")][:3]
        rows.append((EARLY, region, period, value, over, under, "definitief", "", ""))
    return pd.DataFrame(rows, columns=list(TABLES["observations"].names))


def published(rows: pd.DataFrame, source: str = "CBS") -> int:
    return releases.publish("observations", rows, author="A", note="", source=source, source_date="2026-10-01").number


def early(region: str, year: str) -> pd.Series:
    rows = load("observations").set_index(["indicator", "region", "period"])
    return rows.loc[(EARLY, region, year)]


def test_a_published_figure_takes_the_place_of_the_shipped_one_and_a_restore_brings_it_back(own_releases: None) -> None:
    assert early("GM0392", "2019")["value"] == 78.4
    published(observations("GM0392 2019 78.6", "GM0392 2020 79.0"))
    assert early("GM0392", "2019")["value"] == 78.6
    assert early("GM0392", "2020")["value"] == 79.0
    assert early("NL01", "2019")["value"] == 72.6
    releases.restore(0, author="A", note="")
    assert early("GM0392", "2019")["value"] == 78.4


def test_a_published_figure_cites_its_release(own_releases: None) -> None:
    number = published(observations("GM0392 2019 78.6"), "waarstaatjegemeente.nl")
    key = early("GM0392", "2019")["source"]
    sources = load("sources").set_index("source")
    assert sources.loc[key, "citation"] == f"waarstaatjegemeente.nl (1 oktober 2026). Release {number} in deze app."


def test_small_numbers_of_a_release_are_hidden_like_shipped_ones(own_releases: None) -> None:
    published(observations("GM0392 2020 90.0 9 10"))
    found = early("GM0392", "2020")
    assert found["status"] == "onderdrukt"
    assert pd.isna(found["value"]) and pd.isna(found["numerator"])
    raw = store.published("observations").set_index(["indicator", "region", "period"])
    assert raw.loc[(EARLY, "GM0392", "2020"), "value"] == 90.0


def test_a_preview_is_seen_within_its_moment_only(own_releases: None) -> None:
    looked_at = store.Preview("observations", "nieuw.csv", "1", observations("GM0392 2019 50.0"))
    with store.moment(looked_at):
        assert early("GM0392", "2019")["value"] == 50.0
        assert figures.latest(EARLY, "GM0392", 2019, 2019).value == 50.0
        assert "nieuw.csv" in citations.citation(early("GM0392", "2019")["source"])
    assert early("GM0392", "2019")["value"] == 78.4
    assert figures.latest(EARLY, "GM0392", 2019, 2019).value == 78.4


def test_a_page_shows_one_state_of_the_data_from_beginning_to_end(own_releases: None) -> None:
    with store.moment():
        assert early("GM0392", "2019")["value"] == 78.4
        published(observations("GM0392 2019 78.6"))
        assert early("GM0392", "2019")["value"] == 78.4
    assert early("GM0392", "2019")["value"] == 78.6


def test_a_changed_figure_tells_what_it_was_and_since_which_release(own_releases: None) -> None:
    published(observations("GM0392 2018 78.4"))
    number = published(observations("GM0392 2019 78.6"))
    (row,) = store.changes("observations").itertuples()
    assert (row.region, row.period, row.value, row.since) == ("GM0392", "2019", 78.4, number)


def test_what_a_figure_was_is_not_told_when_it_was_or_is_too_small(own_releases: None) -> None:
    published(observations("GM0392 2019 90.0 9 10", "GM0363 2020 70.0 70 100"))
    published(observations("GM0392 2019 80.0 80 100", "GM0363 2020 5.0 5 100"))
    assert not [row for row in store.changes("observations").itertuples() if row.region in ("GM0392", "GM0363")]


STILLBORN = "stillbirths_24w_count"
FLEVOLAND = {"GM0050": 4, "GM0184": 12, "GM0303": 15, "GM0171": 20, "GM0995": 30, "GM0034": 90, "PV24": 171}
"""Stillbirths in the towns of Flevoland and in the province; of one town fewer than ten, so of another nothing too."""


def stillborn(period: str = "2019", **other: int) -> pd.DataFrame:
    rows = [
        (STILLBORN, code, period, count, *[float("nan")] * 2, "definitief", "", "") for code, count in other.items()
    ]
    return pd.DataFrame(rows, columns=list(TABLES["observations"].names))


def seen() -> dict[str, float]:
    rows = store.about(STILLBORN)
    rows = rows[(rows["period"] == "2019") & rows["region"].isin(FLEVOLAND) & rows["value"].notna()]
    return dict(zip(rows["region"], rows["value"], strict=True))


@pytest.mark.parametrize("limit", [store.LARGE, 0])
def test_who_lays_a_large_number_over_a_small_one_does_not_see_what_protects_it(
    own_releases: None, monkeypatch, limit: int
) -> None:
    monkeypatch.setattr(snapshot, "LARGE", limit)
    published(stillborn(**FLEVOLAND))
    known = seen()
    assert "GM0050" not in known and len(known) == len(FLEVOLAND) - 2
    with store.moment(store.Preview("observations", "mijn.csv", str(limit), stillborn(GM0050=50))):
        assert seen() == {**known, "GM0050": 50}
        assert store.changes("observations").query("region == 'GM0184'").empty


@pytest.mark.parametrize("limit", [store.LARGE, 0])
def test_an_old_total_does_not_give_away_a_small_number_that_is_no_longer_hidden(
    own_releases: None, monkeypatch, limit: int
) -> None:
    monkeypatch.setattr(snapshot, "LARGE", limit)
    published(stillborn(**FLEVOLAND | {"GM0050": 8, "PV24": 175}))
    published(stillborn(GM0050=11, PV24=178))
    assert set(seen()) == set(FLEVOLAND)
    assert STILLBORN not in set(store.changes("observations")["indicator"])


def test_what_was_repaired_is_seen_again_and_nothing_else_is_remembered_in_its_place(own_releases: None) -> None:
    published(observations("GM0392 2019 50.0"))
    published(observations("GM0392 2019 60.0"))
    forget()
    path = releases.home() / releases.active()[-1].paths[0]
    whole = path.read_bytes()
    path.unlink()
    assert early("GM0392", "2019")["value"] == 50.0 and "release 2 ontbreken" in releases.problem()
    path.write_bytes(whole)
    assert early("GM0392", "2019")["value"] == 60.0 and releases.problem() == ""
    published(observations("GM0392 2019 70.0"))
    releases.restore(2, author="A", note="")
    assert early("GM0392", "2019")["value"] == 60.0


def test_a_state_holds_no_rows_of_a_release_that_came_while_it_was_made(own_releases: None, monkeypatch) -> None:
    published(observations("GM0392 2019 50.0"))
    read = releases.rows

    def meanwhile(*asked):
        monkeypatch.setattr(releases, "rows", read)
        published(observations("GM0392 2019 60.0"))
        return read(*asked)

    forget()
    monkeypatch.setattr(releases, "rows", meanwhile)
    assert early("GM0392", "2019")["value"] == 50.0
    assert early("GM0392", "2019")["value"] == 60.0
    releases.restore(1, author="A", note="")
    assert early("GM0392", "2019")["value"] == 50.0


# --- a large state is kept on disk ---


@pytest.fixture
def large(own_releases: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every state with a release is large, and what this process knows is forgotten by `forget`."""
    monkeypatch.setattr(snapshot, "LARGE", 0)
    forget()


def forget() -> None:
    """As a process that has just started."""
    for one in (snapshot._laid_over, snapshot._visible, snapshot._changes, snapshot._places, snapshot._summed):
        one.cache_clear()
    snapshot._looked_through.cache_clear()
    log.log_at.cache_clear()


def everything() -> list[pd.DataFrame]:
    """All that the store tells of the observations, in one order."""
    told = [load("observations"), store.published("observations"), store.changes("observations"), store.about(EARLY)]
    return [one.sort_values(list(TABLES["observations"].key), ignore_index=True) for one in told]


def kept() -> list[Path]:
    return sorted((releases.home() / "_states").glob("*"))


def layers(seed: int) -> Iterator[None]:
    """A course of releases and restores; pauses after each."""
    chance = random.Random(seed)
    for _ in range(5):
        if chance.random() < 0.25:
            releases.restore(chance.choice([0, *(one.number for one in releases.history())]), author="A", note="")
        else:
            places = chance.sample(["GM0392", "GM0363", "GM0344", "PV27", "NL01"], 3)
            lines = []
            for region in places:
                over = chance.choice([4, 9, 12, 80])
                lines.append(f"{region} {chance.randint(2018, 2020)} {over} {over} 100")
            published(observations(*lines))
        yield


@pytest.mark.parametrize("seed", range(4))
def test_a_large_state_tells_exactly_what_a_small_one_tells(large: None, monkeypatch, seed: int) -> None:
    for _ in layers(seed):
        forget()
        found = everything()
        assert kept() or not releases.active()
        monkeypatch.setattr(snapshot, "LARGE", 10**9)
        forget()
        for one, other in zip(found, everything(), strict=True):
            pd.testing.assert_frame_equal(one, other)
        monkeypatch.setattr(snapshot, "LARGE", 0)


def test_another_process_reads_a_large_state_without_reading_any_release(large: None, monkeypatch) -> None:
    published(observations("GM0392 2019 78.6"))
    published(observations("GM0392 2020 79.0"))
    before = everything()
    forget()
    monkeypatch.setattr(releases, "rows", lambda *_: pytest.fail("a release was read"))
    monkeypatch.setattr(snapshot.disclosure, "suppressed", lambda *_: pytest.fail("small numbers were sought again"))
    for one, other in zip(before, everything(), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_one_more_release_is_laid_over_what_was_kept(large: None, monkeypatch) -> None:
    published(observations("GM0392 2019 78.6"))
    everything()
    number = published(observations("GM0392 2020 79.0"))
    read: list[int] = []
    rows = releases.rows
    monkeypatch.setattr(releases, "rows", lambda one, kind: (read.append(one.number), rows(one, kind))[1])
    assert early("GM0392", "2019")["value"] == 78.6
    assert early("GM0392", "2020")["value"] == 79.0
    assert read == [number]


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
def test_what_was_kept_and_is_no_longer_whole_is_made_again(large: None, spoil) -> None:
    published(observations("GM0392 2019 78.6 786 1000"))
    before = everything()
    for path in kept():
        spoil(path)
    forget()
    for one, other in zip(before, everything(), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_what_was_kept_of_other_shipped_figures_or_other_rules_is_not_used(large: None, folder: Path, monkeypatch):
    shipped = observations("GM0392 2019 78.4 784 1000", "GM0392 2020 5.0 50 1000").assign(source="a")
    store.write({"observations": shipped}, folder)
    published(observations("GM0392 2021 79.0"))
    assert early("GM0392", "2019")["value"] == 78.4
    store.write({"observations": shipped.replace(78.4, 12.3)}, folder)
    assert early("GM0392", "2019")["value"] == 12.3
    stricter = snapshot.INDICATORS | {EARLY: replace(snapshot.INDICATORS[EARLY], threshold=60)}
    monkeypatch.setattr(snapshot, "INDICATORS", stricter)
    forget()
    assert early("GM0392", "2020")["status"] == "onderdrukt"


def code_digest() -> str:
    """The text of the store and of all that it imports of ours."""
    modules = {"ks_data.store": Path(snapshot.__file__), **reached(Path(snapshot.__file__))}
    digest = hashlib.sha256()
    for name in sorted(modules.keys() - {rules_version.__name__}):
        digest.update(f"{name}\n{modules[name].read_text(encoding='utf-8')}".encode())
    return digest.hexdigest()[:16]


def test_the_version_of_the_rules_is_that_of_the_code_of_the_store_and_all_that_it_imports() -> None:
    assert {"ks_data.statistics.disclosure.gate", "ks_data.statistics.estimates", "ks_data.store.overlay"} <= set(
        reached(Path(snapshot.__file__))
    )
    assert code_digest() == rules_version.RULES_VERSION, (
        f'The code changed: write RULES_VERSION = "{code_digest()}" in {rules_version.__name__.replace(".", "/")}.py'
    )


def test_what_was_kept_by_another_version_of_the_rules_is_made_again(large: None, monkeypatch) -> None:
    published(observations("GM0392 2019 78.4"))
    assert early("GM0392", "2019")["value"] == 78.4
    before = set(kept())
    monkeypatch.setattr(snapshot, "RULES_VERSION", "another")
    forget()
    assert early("GM0392", "2019")["value"] == 78.4
    assert len(kept()) == 2 * len(before) and before < set(kept())


def test_where_nothing_can_be_kept_everything_is_seen_all_the_same(large: None) -> None:
    published(observations("GM0392 2019 78.6"))
    (releases.home() / "_states").write_text("no folder")
    assert early("GM0392", "2019")["value"] == 78.6


def test_a_preview_of_a_large_state_is_seen_and_never_kept(large: None) -> None:
    published(observations("GM0392 2019 78.6"))
    everything()
    before = kept()
    with store.moment(store.Preview("observations", "nieuw.csv", "1", observations("GM0392 2019 50.0"))):
        assert early("GM0392", "2019")["value"] == 50.0
        changed = store.changes("observations").set_index(["region", "period"]).loc[("GM0392", "2019")]
        assert (changed["value"], changed["since"]) == (78.6, store.PREVIEW)
    assert kept() == before
    assert early("GM0392", "2019")["value"] == 78.6


def test_a_damaged_release_of_a_large_state_leaves_the_last_good_one_and_is_told(large: None) -> None:
    published(observations("GM0392 2019 78.6"))
    published(observations("GM0392 2019 79.9"))
    (path,) = releases.active()[-1].paths
    (releases.home() / path).write_bytes(b"broken")
    assert early("GM0392", "2019")["value"] == 78.6
    assert "release 2" in releases.problem()
    forget()
    assert early("GM0392", "2019")["value"] == 78.6


def test_only_so_many_states_stay(large: None, monkeypatch) -> None:
    monkeypatch.setattr(disk_cache, "KEPT", 5)
    for value in range(4):
        published(observations(f"GM0392 2019 {70 + value}"))
        everything()
    assert len(kept()) == 5
    forget()
    assert early("GM0392", "2019")["value"] == 73


def test_a_large_publication_is_made_ready_for_readers(large: None, monkeypatch) -> None:
    published(observations("GM0392 2019 78.6"))
    store.prepare("observations")
    forget()
    monkeypatch.setattr(releases, "rows", lambda *_: pytest.fail("a release was read"))
    assert early("GM0392", "2019")["value"] == 78.6
    assert len(store.changes("observations")) == 1


def test_what_more_than_one_release_changed_in_a_year_stays_untold(own_releases: None) -> None:
    """In between, the province less the other towns was the town that is absent: 170 - 46 - 120 = 4."""
    known = dict.fromkeys(("GM0050", "GM0184", "GM0171", "GM0995"), 30)
    published(stillborn(**known, GM0303=46, PV24=200))
    published(stillborn(PV24=170))
    assert {row.region for row in store.changes("observations").itertuples()} <= {"PV24"}
    published(stillborn(GM0303=30))
    assert not [row for row in store.changes("observations").itertuples() if row.region in FLEVOLAND]


PART, WIDER = "perinatal_mortality_24w_7d_perined_per_1000", "perinatal_mortality_22w_7d_perined_per_1000"


def test_what_a_wider_definition_was_is_not_told_where_its_part_was_hidden(own_releases: None) -> None:
    def rate(id: str, cases: int) -> pd.DataFrame:
        row = (id, "GM0363", "2019", cases / 5, cases, 5000.0, "definitief", "", "")
        return pd.DataFrame([row], columns=list(TABLES["observations"].names))

    published(pd.concat([rate(PART, 18), rate(WIDER, 20)]))
    published(rate(WIDER, 40))
    assert store.about(PART)["value"].notna().any() and store.about(WIDER)["value"].notna().any()
    assert not [row for row in store.changes("observations").itertuples() if row.indicator == WIDER]


def test_what_was_made_of_a_preview_goes_when_it_is_forgotten_and_what_is_published_stays():
    looked_at = store.Preview("observations", "nieuw.csv", "weg", observations("GM0392 2019 50.0"))
    published = figures.span()
    with store.moment(looked_at):
        load("observations"), store.about("early_care_pct"), store.changes("observations")
        figures.span(), search.find("Haarlem", {})
    rows, made = weakref.ref(looked_at.rows), snapshot._visible(snapshot._state("observations"), "observations")
    del looked_at
    memo.forget_previews()
    gc.collect()
    assert rows() is None
    assert snapshot._visible(snapshot._state("observations"), "observations") is made and figures.span() == published
