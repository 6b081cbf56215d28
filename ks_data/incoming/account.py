"""What releases did, told to readers: who published what and why, and what it changed. Writes nothing."""

import numpy as np
import pandas as pd

from ks_data import store
from ks_data.catalogue.memo import kept
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.incoming import difference
from ks_data.incoming.checks import Checked
from ks_data.incoming.difference import Change
from ks_data.language import dutch
from ks_data.statistics import SUPPRESSED, Mask
from ks_data.store import overlay, releases
from ks_data.store.releases import Release


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
def changed_by(one: Release) -> Change:
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
    return difference.changed(found, old, store.readable(one.kind, old[names]))


def _hidden(rows: pd.DataFrame, seen: pd.DataFrame) -> Mask:
    """Whether what readers see hides the row of that key."""
    key = list(TABLES["observations"].key)
    secret = seen.loc[seen["status"] == SUPPRESSED, key].assign(secret=True)
    return rows[key].merge(secret, on=key, how="left")["secret"].notna().to_numpy()
