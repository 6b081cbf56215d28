"""What releases did, told to readers: who published what and why, and what it changed. Writes nothing."""

import numpy as np
import pandas as pd

from ks_data import changes, dutch, overlay, releases, store
from ks_data.changes import Change
from ks_data.checks import Checked
from ks_data.figures import Figure
from ks_data.files import kept
from ks_data.measures import SUPPRESSED, Mask
from ks_data.releases import Release
from ks_data.tables import KINDS, TABLES


def headline(one: Release, waiting: bool = False) -> str:
    """Release 7: cijfers van waarstaatjegemeente.nl"""
    if one.act == "restore":
        said = f"hersteld naar release {one.restores}" if one.restores else "hersteld naar wat is meegeleverd"
        return f"Release {one.number}: {said}"
    state = " (wacht op zijn dag)" if waiting else "" if one.active else " (telt niet meer)"
    return f"Release {one.number}: {KINDS[one.kind]} van {one.source}{state}"


def account(one: Release) -> str:
    """Why it was published, and what it changed in numbers."""
    told = {"nieuw": "nieuw", "gewijzigd": "gewijzigd", "gelijk": "hetzelfde"}
    counts = [f"{dutch.number(one.counts[what], 0)} {word}" for what, word in told.items() if one.counts.get(what)]
    said = f" {dutch.listing(counts).capitalize()}." if counts else ""
    return f"{one.note.rstrip('.')}.{said}" if one.note else said.strip()


def details(one: Release, named: bool) -> str:
    """When and by whom (named: with the whole e-mail address), from when on, and the file with its hash."""
    who = one.author if named else one.by
    parts = [f"{dutch.date(one.day)}, {one.made:%H:%M} uur", who]
    if one.source_date:
        parts.append(f"bron van {dutch.date(one.source_date)}")
    if one.valid_from:
        parts.append(f"geldt vanaf {dutch.date(one.valid_from)}")
    if one.file:
        parts.append(f"bestand {one.file} (sha256 {one.sha256[:12]}…)")
    return " · ".join(parts)


@kept(store.version)
def difference(one: Release) -> Change:
    """What a release changed in what counted right before it, as far as readers may see it: before and after.

    Raises DataError when its rows cannot be read.
    """
    before = tuple(before for before in releases.preceding(one.number) if before.kind == one.kind)
    old, rows = store.as_of(before, one.kind), releases.rows(one, one.kind)
    new = overlay.overlaid(old, rows, one.kind)
    names = list(TABLES[one.kind].names)
    seen = store.readable(one.kind, new[names])
    hidden = _hidden(rows, seen) if one.kind == "observations" else np.zeros(len(rows), bool)
    found = Checked(one.kind, rows[names], np.zeros(len(rows), np.int64), hidden, (), {})
    return changes.changed(found, old, store.readable(one.kind, old[names]))


def _hidden(rows: pd.DataFrame, seen: pd.DataFrame) -> Mask:
    """Whether what readers see hides the row of that key."""
    key = list(TABLES["observations"].key)
    secret = seen.loc[seen["status"] == SUPPRESSED, key].assign(secret=True)
    return rows[key].merge(secret, on=key, how="left")["secret"].notna().to_numpy()


def revision(figure: Figure) -> str:
    """ "Het cijfer over 2019 was 6,4 en is 6,6 sinds release 7." Empty when no release changed it."""
    old, by = _former(figure)
    new = dutch.number(figure.value, figure.indicator.decimals)
    start = f"sinds {by}" if by.startswith("release") else f"in {by}"
    return f"Het cijfer over {figure.period} was {old} en is {new} {start}." if old else ""


def before(figure: Figure) -> str:
    """ "was 6,4 vóór release 7"; empty when no release changed it."""
    old, by = _former(figure)
    return f"was {old} vóór {by}" if old else ""


def _former(figure: Figure) -> tuple[str, str]:
    """What a figure was, and by what it is another: "6,4" and "release 7"; empty when no release changed it."""
    found = _revised(figure.indicator.id, figure.region).get(figure.period)
    if not found:
        return "", ""
    was, since = found
    old, new = (dutch.number(value, figure.indicator.decimals) for value in (was, figure.value))
    if old == new:  # of what is shown nothing changed
        return "", ""
    return old, "dit voorbeeld" if since == store.PREVIEW else f"release {since}"


@kept(store.version)
def _revised(indicator: str, region: str) -> dict[str, tuple[float, int]]:
    """By period what a figure was, and since which release it is not."""
    found = store.changes("observations")
    found = found[(found["indicator"] == indicator) & (found["region"] == region) & found["value"].notna()]
    return {period: (value, int(since)) for period, value, since in found[["period", "value", "since"]].to_numpy()}
