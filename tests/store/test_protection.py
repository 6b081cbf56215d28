"""Does no reader see a small number, nor what gives one away: not in a release, a preview or a revision?"""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from ks_data import store
from ks_data.catalogue.tables import TABLES
from ks_data.statistics.births import LIVE_BIRTHS
from ks_data.statistics.disclosure.whole_numbers import System
from ks_data.store import Snapshot, current, protection, releases, table_states
from ks_data.store.shipped import shipped
from tests.store.states import EARLY_CARE, early_care, forget_states, observations, publish


def test_small_numbers_of_a_release_are_hidden_like_shipped_ones(own_releases: None) -> None:
    publish(observations("GM0392 2020 90.0 9 10"))
    row = early_care("GM0392", "2020")
    assert row["status"] == "onderdrukt"
    assert pd.isna(row["value"]) and pd.isna(row["numerator"])
    raw = current().unprotected("observations").set_index(["indicator", "region", "period"])
    assert raw.loc[(EARLY_CARE, "GM0392", "2020"), "value"] == 90.0


def test_what_a_figure_was_is_not_told_when_it_was_or_is_too_small(own_releases: None) -> None:
    publish(observations("GM0392 2019 90.0 9 10", "GM0363 2020 70.0 70 100"))
    publish(observations("GM0392 2019 80.0 80 100", "GM0363 2020 5.0 5 100"))
    assert not [row for row in current().revisions("observations").itertuples() if row.region in ("GM0392", "GM0363")]


def test_a_figure_that_was_missing_has_no_revision(own_releases: None) -> None:
    publish(observations("GM0392 2019 nan"))
    publish(observations("GM0392 2019 78.6"))
    assert not [row for row in current().revisions("observations").itertuples() if row.region == "GM0392"]


STILLBIRTHS = "stillbirths_24w_count"
FLEVOLAND = {"GM0050": 4, "GM0184": 12, "GM0303": 15, "GM0171": 20, "GM0995": 30, "GM0034": 90, "PV24": 171}
"""Stillbirths in the towns of Flevoland and in the province; of one town fewer than ten, so of another nothing too."""


def stillbirths(period: str = "2019", **counts: int) -> pd.DataFrame:
    rows = [
        (STILLBIRTHS, code, period, count, *[float("nan")] * 2, "definitief", "", "") for code, count in counts.items()
    ]
    return pd.DataFrame(rows, columns=list(TABLES["observations"].names))


def visible_stillbirths(data: Snapshot | None = None) -> dict[str, float]:
    rows = (data or current()).observations(STILLBIRTHS)
    rows = rows[(rows["period"] == "2019") & rows["region"].isin(FLEVOLAND) & rows["value"].notna()]
    return dict(zip(rows["region"], rows["value"], strict=True))


@pytest.mark.parametrize("limit", [store.LARGE, 0])
def test_a_preview_of_a_large_number_over_a_small_one_does_not_show_what_protects_it(
    own_releases: None, monkeypatch, limit: int
) -> None:
    monkeypatch.setattr(table_states, "LARGE", limit)
    publish(stillbirths(**FLEVOLAND))
    visible = visible_stillbirths()
    assert "GM0050" not in visible and len(visible) == len(FLEVOLAND) - 2
    data = current(store.Preview("observations", "mijn.csv", str(limit), stillbirths(GM0050=50)))
    assert visible_stillbirths(data) == {**visible, "GM0050": 50}
    assert data.revisions("observations").query("region == 'GM0184'").empty


@pytest.mark.parametrize("limit", [store.LARGE, 0])
def test_what_protects_a_small_number_stays_hidden_after_a_correction_and_a_restore(
    own_releases: None, monkeypatch, limit: int
) -> None:
    """By itself the second state hides 11 and shows 12, by which the first tells 4: 171 less all others."""
    monkeypatch.setattr(table_states, "LARGE", limit)
    first = publish(stillbirths(**FLEVOLAND))
    before = visible_stillbirths()
    assert set(FLEVOLAND) - set(before) == {"GM0050", "GM0184"}
    publish(stillbirths(GM0303=11, PV24=167))
    corrected = visible_stillbirths()
    assert corrected == {**before, "GM0303": 11, "PV24": 167}
    forget_states()
    assert visible_stillbirths() == corrected
    releases.restore(first, author="A", note="")
    assert visible_stillbirths() == before


def test_a_number_that_readers_have_seen_protects_no_other(own_releases: None) -> None:
    """The province came later: 12 was there for everyone, so the total must be hidden."""
    publish(stillbirths(**{code: count for code, count in FLEVOLAND.items() if code not in ("PV24", "GM0050")}))
    publish(stillbirths(GM0050=4))
    assert set(FLEVOLAND) - set(visible_stillbirths()) == {"GM0050", "PV24"}
    publish(stillbirths(PV24=171))
    assert set(FLEVOLAND) - set(visible_stillbirths()) == {"GM0050", "PV24"}


@pytest.mark.parametrize("limit", [store.LARGE, 0])
def test_an_old_total_does_not_give_away_a_small_number_that_is_no_longer_hidden(
    own_releases: None, monkeypatch, limit: int
) -> None:
    monkeypatch.setattr(table_states, "LARGE", limit)
    publish(stillbirths(**FLEVOLAND | {"GM0050": 8, "PV24": 175}))
    publish(stillbirths(GM0050=11, PV24=178))
    assert set(visible_stillbirths()) == set(FLEVOLAND)
    assert STILLBIRTHS not in set(current().revisions("observations")["indicator"])


def test_what_more_than_one_release_changed_in_a_year_stays_untold(own_releases: None) -> None:
    """In between, the province less the other towns was the town that is absent: 170 - 46 - 120 = 4."""
    towns = dict.fromkeys(("GM0050", "GM0184", "GM0171", "GM0995"), 30)
    publish(stillbirths(**towns, GM0303=46, PV24=200))
    publish(stillbirths(PV24=170))
    assert {row.region for row in current().revisions("observations").itertuples()} <= {"PV24"}
    publish(stillbirths(GM0303=30))
    assert not [row for row in current().revisions("observations").itertuples() if row.region in FLEVOLAND]


PART, WIDER = "perinatal_mortality_24w_7d_perined_per_1000", "perinatal_mortality_22w_7d_perined_per_1000"


def test_what_a_wider_definition_was_is_not_told_where_its_part_was_hidden(own_releases: None) -> None:
    def rate(id: str, cases: int) -> pd.DataFrame:
        row = (id, "GM0363", "2019", cases / 5, cases, 5000.0, "definitief", "", "")
        return pd.DataFrame([row], columns=list(TABLES["observations"].names))

    publish(pd.concat([rate(PART, 18), rate(WIDER, 20)]))
    publish(rate(WIDER, 40))
    assert current().observations(PART)["value"].notna().any() and current().observations(WIDER)["value"].notna().any()
    assert not [row for row in current().revisions("observations").itertuples() if row.indicator == WIDER]


def test_what_a_figure_was_that_its_source_publishes_is_told_without_a_look_at_what_was_hidden_then(
    mortality_and_births: None, monkeypatch
) -> None:
    rows = pd.DataFrame([("live_births_count", "GM0363", "2019", 9999.0, "definitief")])
    publish(
        rows.set_axis(["indicator", "region", "period", "value", "status"], axis=1).reindex(
            columns=list(TABLES["observations"].names)
        )
    )
    data = current()
    data.table("observations")
    monkeypatch.setattr(protection, "protect", lambda *_: pytest.fail("small numbers were looked for"))
    assert [row.region for row in data.revisions("observations").itertuples()] == ["GM0363"]


MORTALITY = "perinatal_mortality_24w_7d_per_1000"


@pytest.fixture
def mortality_and_births(own_releases: None, monkeypatch: pytest.MonkeyPatch, ship) -> None:
    """Shipped is how many were born and died in Haarlem and the country, and were born in a year in every town."""
    monkeypatch.delenv("KS_DATA_DIR")
    rows = shipped("observations")
    of_haarlem = rows["region"].isin(["GM0392", "NL01"]) & rows["indicator"].isin([MORTALITY, LIVE_BIRTHS])
    of_a_year = (rows["indicator"] == LIVE_BIRTHS) & (rows["period"] == "2019")
    ship(rows[of_haarlem | of_a_year])


def visible_mortality(region: str, period: str) -> float:
    rows = current().observations(MORTALITY).set_index(["region", "period"])
    return float(rows.loc[(region, period), "value"])


def test_a_rate_of_few_persons_without_counts_is_hidden_unless_a_document_gives_it(mortality_and_births: None) -> None:
    """4 per 1.000 of the live births in Zwolle and in Amsterdam are 6 and 42 children, in Haarlem 8 as in its note."""
    columns, nothing = list(TABLES["observations"].names), float("nan")
    figures = {("GM0193", "2019"): 4.0, ("GM0363", "2019"): 4.0, ("GM0392", "2019"): 4.1, ("GM0392", "2018"): 4.5}
    rows = [(MORTALITY, *key, value, nothing, nothing, "definitief", "", "") for key, value in figures.items()]
    publish(pd.DataFrame(rows, columns=columns))
    assert pd.isna(visible_mortality("GM0193", "2019"))
    assert visible_mortality("GM0363", "2019") == 4.0
    assert visible_mortality("GM0392", "2019") == 4.1  # so says the note
    assert visible_mortality("GM0392", "2017") == 5.0
    assert pd.isna(visible_mortality("GM0392", "2018"))  # the note says 4.6


@pytest.mark.parametrize("limit", [store.LARGE, 0])
def test_a_rate_without_counts_stands_as_it_is_only_with_the_release_whose_source_hides_small_numbers_itself(
    mortality_and_births: None, monkeypatch, limit: int
) -> None:
    """With counts it is hidden whatever a source does, and a later release without that word hides it again."""
    monkeypatch.setattr(table_states, "LARGE", limit)
    columns, nothing = list(TABLES["observations"].names), float("nan")

    def figure(region: str, value: float, cases: float = nothing, births: float = nothing) -> pd.DataFrame:
        row = (MORTALITY, region, "2019", value, cases, births, "definitief", "", "")
        return pd.DataFrame([row], columns=columns)

    own = pd.concat([figure("GM0193", 4.0), figure("GM0384", 4.0, 1, 250)])
    data = current(store.Preview("observations", "mijn.csv", str(limit), own, own_rule=True))
    preview = data.observations(MORTALITY).set_index(["region", "period"])["value"]
    assert preview["GM0193", "2019"] == 4.0 and pd.isna(preview["GM0384", "2019"])
    told = {"author": "A", "note": "", "source": "CBS"}
    releases.publish("observations", own, **told, own_rule=True)
    assert visible_mortality("GM0193", "2019") == 4.0 and pd.isna(visible_mortality("GM0384", "2019"))
    releases.publish("observations", figure("GM0193", 4.1), **told)
    assert pd.isna(visible_mortality("GM0193", "2019"))


def test_figures_of_a_year_that_two_releases_changed_are_not_hidden_once_more_to_tell_nothing_of_them(
    own_releases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(observations("GM0392 2019 80.0 80 100", "GM0363 2019 60.0 60 100"))
    publish(observations("GM0363 2019 70.0 70 100"))
    protect, asked = protection.protect, []
    monkeypatch.setattr(protection, "protect", lambda name, *rows: asked.append(name) or protect(name, *rows))
    state = current()
    state.table("observations")
    before = len(asked)
    assert state.revisions("observations").query("indicator == @EARLY_CARE").empty
    assert len(asked) == before


def test_what_figures_were_is_hidden_in_the_order_of_the_table_and_so_known_already(
    own_releases: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = current().table("observations")
    publish(observations("GM0392 2019 80.0 80 100"))
    protect, hidden = protection.protect, []
    monkeypatch.setattr(
        protection, "protect", lambda name, rows, *more: hidden.append(rows) or protect(name, rows, *more)
    )
    state = current()
    state.table("observations")
    hidden.clear()
    assert len(state.revisions("observations").query("since == 1")) == 1
    key = list(TABLES["observations"].key)
    asked, all_rows = (rows[key].to_numpy().tolist() for rows in (hidden[0], shipped))
    assert asked == [row for row in all_rows if row in asked]
    assert {period for _, _, period in asked} == {"2019"}  # what hangs together with the figure that changed


def test_of_the_blocks_that_are_kept_the_one_that_was_asked_longest_ago_goes_first(monkeypatch) -> None:
    monkeypatch.setattr(protection, "MAX_BLOCKS", 2)
    nothing = np.zeros(0, np.int64), np.zeros(0, np.int64)
    blocks = protection._LastBlocks(first=nothing, second=nothing)
    assert blocks["first"] is nothing
    blocks["third"] = nothing
    assert list(blocks) == ["first", "third"]


@pytest.mark.slow
def test_of_a_country_that_counts_nobody_no_town_is_asked_by_programming(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("KS_RELEASES", str(tmp_path))
    asked: list[System] = []
    solve = System.solution

    def solution(system: System, *numbers: Any) -> Any:
        asked.append(system)
        return solve(system, *numbers)

    monkeypatch.setattr(System, "solution", solution)
    nobody = ("preterm_birth_22w_percent", "NL01", "2011", 0.0, *[float("nan")] * 2, "definitief", "", "")
    rows = pd.DataFrame([nobody], columns=list(TABLES["observations"].names))
    shown = current(store.Preview("observations", "mijn.csv", "0", rows)).observations("live_births_count")
    towns = shown[(shown["period"] == "2011") & shown["region"].str.startswith("GM")]
    assert len(asked) < len(towns) == 342
