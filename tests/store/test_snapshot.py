"""Does the store show what counts now, as soon as it changes, safe from its callers, and clear when a file is wrong?"""

import weakref
from pathlib import Path

import pandas as pd
import pytest

from ks_data import DataError, store
from ks_data.answers import citations, figures, search
from ks_data.catalogue.tables import TABLES
from ks_data.store import Snapshot, current, memoized, releases
from tests.store.states import EARLY_CARE, early_care, forget_states, observations, publish


def monitor(symbol: str) -> pd.DataFrame:
    return pd.DataFrame({"number": [1], "indicator": ["x_percent"], "symbol": [symbol], "source": ["s"]})


def test_a_changed_file_is_seen_at_the_next_reading(data_folder: Path) -> None:
    store.write({"monitor": monitor("↑")}, data_folder)
    assert current().table("monitor")["symbol"].tolist() == ["↑"]
    store.write({"monitor": monitor("↓")}, data_folder)
    assert current().table("monitor")["symbol"].tolist() == ["↓"]


def test_what_was_made_of_old_states_is_let_go(data_folder: Path) -> None:
    class Rows:
        pass

    references = []

    @memoized
    def make(_: Snapshot) -> Rows:
        rows = Rows()
        references.append(weakref.ref(rows))
        return rows

    for year in range(30):
        store.write({"monitor": monitor(str(year))}, data_folder)
        assert make(current()) is make(current())
    assert len(references) == 30
    assert sum(reference() is not None for reference in references) <= 8  # at once: no snapshot holds itself


def test_a_caller_cannot_spoil_what_the_next_caller_gets(data_folder: Path) -> None:
    store.write({"monitor": monitor("↑")}, data_folder)
    rows = current().table("monitor")
    rows.loc[0, "symbol"] = "spoiled"
    rows["extra"] = 1
    assert current().table("monitor")["symbol"].tolist() == ["↑"]
    assert "extra" not in current().table("monitor")


@pytest.mark.parametrize(
    "table",
    [
        lambda: current().table("observations"),
        lambda: current().unprotected("observations"),
        lambda: current().revisions("observations"),
        lambda: current().observations(EARLY_CARE),
        lambda: store.at(0).table("observations"),
    ],
    ids=["load", "published", "changes", "about", "earlier"],
)
def test_no_caller_can_spoil_what_was_cached_of_releases(own_releases: None, table) -> None:
    publish(observations("GM0392 2019 78.6"))
    rows = table()
    rows["value"] = -1.0
    assert len(rows) and not (table()["value"] == -1.0).any()


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
def test_a_wrong_file_gives_one_message_with_its_name_and_the_remedy(data_folder: Path, spoil, word: str) -> None:
    store.write({"monitor": monitor("↑")}, data_folder)
    spoil(data_folder / "monitor.parquet")
    with pytest.raises(DataError, match=rf"monitor\.parquet.*{word}.*python -m ks_data build") as caught:
        current().table("monitor")
    assert "\n" not in str(caught.value)


def test_writing_the_same_rows_in_another_order_gives_the_same_bytes(data_folder: Path) -> None:
    rows = pd.concat([monitor("↑"), monitor("↓").assign(number=2)])
    store.write({"monitor": rows}, data_folder)
    first = (data_folder / "monitor.parquet").read_bytes()
    store.write({"monitor": rows[::-1]}, data_folder)
    assert (data_folder / "monitor.parquet").read_bytes() == first


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_table_has_its_declared_columns_and_key(name: str) -> None:
    rows = current().table(name)
    assert tuple(rows.columns) == TABLES[name].names
    assert len(rows) > 0 or name == "breaks"  # no break is known in the shipped series
    assert not rows.duplicated(list(TABLES[name].key)).any()


# --- releases over what is shipped ---


@pytest.mark.slow
def test_a_published_figure_takes_the_place_of_the_shipped_one_and_a_restore_brings_it_back(own_releases: None) -> None:
    assert early_care("GM0392", "2019")["value"] == 78.4
    publish(observations("GM0392 2019 78.6", "GM0392 2020 79.0"))
    assert early_care("GM0392", "2019")["value"] == 78.6
    assert early_care("GM0392", "2020")["value"] == 79.0
    assert early_care("NL01", "2019")["value"] == 72.6
    releases.restore(0, author="A", note="")
    assert early_care("GM0392", "2019")["value"] == 78.4


def test_a_published_figure_cites_its_release(own_releases: None) -> None:
    number = publish(observations("GM0392 2019 78.6"), "waarstaatjegemeente.nl")
    key = early_care("GM0392", "2019")["source"]
    sources = current().table("sources").set_index("source")
    assert sources.loc[key, "citation"] == f"waarstaatjegemeente.nl (1 oktober 2026). Release {number} in deze app."


def test_a_preview_is_seen_in_its_own_snapshot_only(own_releases: None) -> None:
    data = current(store.Preview("observations", "nieuw.csv", "1", observations("GM0392 2019 50.0")))
    assert early_care("GM0392", "2019", data)["value"] == 50.0
    assert figures.latest(data, EARLY_CARE, "GM0392", 2019, 2019).value == 50.0
    assert "nieuw.csv" in citations.citation(data, early_care("GM0392", "2019", data)["source"])
    assert early_care("GM0392", "2019")["value"] == 78.4
    assert figures.latest(current(), EARLY_CARE, "GM0392", 2019, 2019).value == 78.4


def test_a_snapshot_stays_what_it_was_whatever_is_published_meanwhile(own_releases: None) -> None:
    data = current()
    publish(observations("GM0392 2019 78.6"))
    assert early_care("GM0392", "2019", data)["value"] == 78.4
    assert figures.latest(data, EARLY_CARE, "GM0392", 2019, 2019).value == 78.4
    assert early_care("GM0392", "2019")["value"] == 78.6


@pytest.mark.slow
def test_a_changed_figure_tells_what_it_was_and_since_which_release(own_releases: None) -> None:
    publish(observations("GM0392 2018 78.4"))
    number = publish(observations("GM0392 2019 78.6"))
    (row,) = current().revisions("observations").itertuples()
    assert (row.region, row.period, row.value, row.since) == ("GM0392", "2019", 78.4, number)


@pytest.mark.slow
def test_a_repaired_release_is_seen_again_and_nothing_else_is_cached_in_its_place(own_releases: None) -> None:
    publish(observations("GM0392 2019 50.0"))
    publish(observations("GM0392 2019 60.0"))
    forget_states()
    path = releases.home() / releases.active()[-1].paths[0]
    whole = path.read_bytes()
    path.unlink()
    assert early_care("GM0392", "2019")["value"] == 50.0 and "release 2 ontbreken" in releases.problem()
    path.write_bytes(whole)
    assert early_care("GM0392", "2019")["value"] == 60.0 and releases.problem() == ""
    publish(observations("GM0392 2019 70.0"))
    releases.restore(2, author="A", note="")
    assert early_care("GM0392", "2019")["value"] == 60.0


@pytest.mark.slow
def test_a_state_holds_no_rows_of_a_release_that_came_while_it_was_made(own_releases: None, monkeypatch) -> None:
    publish(observations("GM0392 2019 50.0"))
    read = releases.rows

    def meanwhile(*arguments):
        monkeypatch.setattr(releases, "rows", read)
        publish(observations("GM0392 2019 60.0"))
        return read(*arguments)

    forget_states()
    monkeypatch.setattr(releases, "rows", meanwhile)
    assert early_care("GM0392", "2019")["value"] == 50.0
    assert early_care("GM0392", "2019")["value"] == 60.0
    releases.restore(1, author="A", note="")
    assert early_care("GM0392", "2019")["value"] == 50.0


@pytest.mark.slow
def test_what_was_cached_of_a_preview_goes_when_it_is_forgotten_and_what_is_published_stays():
    preview = store.Preview("observations", "nieuw.csv", "weg", observations("GM0392 2019 50.0"))
    published = figures.span(current())
    data = current(preview)
    data.table("observations"), data.observations(EARLY_CARE), data.revisions("observations")
    figures.span(data), search.find(data, "Haarlem", {})
    rows, without = weakref.ref(preview.rows), current()
    del preview, data
    store.forget_previews()
    assert rows() is None  # at once: no snapshot holds itself
    assert current() is without
    assert figures.span(current()) == published
