"""Does the account of a release tell what it changed, and never what readers may not see?"""

import pytest

from ks_data.incoming import account
from ks_data.store import current, releases
from tests.store.states import forget_states, publish
from tests.store.test_protection import FLEVOLAND, stillbirths, visible_stillbirths


@pytest.fixture(autouse=True)
def own_releases(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path / "releases"))
    forget_states()


def changed(number: int) -> dict[str, tuple[float, float]]:
    """By region what a release changed: was and is."""
    release = next(release for release in releases.history() if release.number == number)
    rows = account.changed_by(current(), release).rows("gewijzigd")
    return {row.region: (row.old_value, row.new_value) for row in rows.itertuples()}


@pytest.mark.slow
def test_what_was_hidden_before_a_release_or_after_it_or_is_today_stays_untold() -> None:
    """Today GM0303 is 3 and what protects it is hidden, so neither is told what these were before."""
    publish(stillbirths(**FLEVOLAND))
    publish(stillbirths(GM0303=11, GM0171=21, PV24=168))
    assert changed(2) == {"GM0303": (15, 11), "GM0171": (20, 21), "PV24": (171, 168)}
    publish(stillbirths(GM0303=3, GM0171=22, PV24=161))
    hidden = set(FLEVOLAND) - set(visible_stillbirths())
    assert "GM0303" in hidden and changed(2)
    assert hidden.isdisjoint(changed(2)) and hidden.isdisjoint(changed(3))


@pytest.mark.slow
def test_of_a_release_that_waits_for_its_day_no_more_is_told_than_readers_will_see() -> None:
    """By itself it hides 11 and shows 12 again, by which what everybody saw before tells 4."""
    publish(stillbirths(**FLEVOLAND))
    rows = stillbirths(GM0184=12, GM0303=11, PV24=167)
    release = releases.publish(
        "observations", rows, author="A", note="", source="CBS", source_date="2026-10-01", valid_from="2999-01-01"
    )
    change = account.changed_by(current(), release)
    assert change.rows("gewijzigd")["region"].tolist() == ["GM0303", "PV24"]
    assert not change.rows("gelijk")["new_value"].notna().any()
