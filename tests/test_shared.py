"""What workers share is made once, and runs from the first who needs it to the last."""

from pathlib import Path

from tests.shared import made_once, run_once


def test_what_workers_share_is_started_by_the_first_and_stopped_by_the_last(tmp_path: Path) -> None:
    calls: list[str] = []

    def start() -> str:
        calls.append("start")
        return f"app {len(calls)}"

    with run_once(tmp_path / "app", start, calls.append) as first:
        with run_once(tmp_path / "app", start, calls.append) as second:
            assert first == second == "app 1"
        assert calls == ["start"]
    assert calls == ["start", "app 1"]
    with run_once(tmp_path / "app", start, calls.append) as later:
        assert later == "app 3"


def test_a_shared_folder_is_made_once_and_never_seen_half(tmp_path: Path) -> None:
    folders: list[Path] = []

    def make(folder: Path) -> None:
        folders.append(folder)
        folder.mkdir()
        assert not (tmp_path / "set").exists()

    assert made_once(tmp_path / "set", make) == made_once(tmp_path / "set", make) == tmp_path / "set"
    assert len(folders) == 1 and (tmp_path / "set").is_dir()
