"""What releases did, in words for readers: who published what and why, and what it changed. Writes nothing."""

import pandas as pd

from ks_data import store
from ks_data.catalogue.statuses import Status
from ks_data.catalogue.tables import KINDS, TABLES
from ks_data.incoming import difference
from ks_data.incoming.difference import Change
from ks_data.language import dutch
from ks_data.statistics import Mask
from ks_data.store import Snapshot, memoized, overlay, releases
from ks_data.store.releases import Release


def headline(release: Release, waiting: bool = False) -> str:
    """Release 7: cijfers van waarstaatjegemeente.nl"""
    if release.act == "restore":
        sentence = (
            f"hersteld naar release {release.restores}" if release.restores else "hersteld naar wat is meegeleverd"
        )
        return f"Release {release.number}: {sentence}"
    inactive = "" if release.active else " (telt niet meer)"
    state = " (wacht op zijn dag)" if waiting else inactive
    return f"Release {release.number}: {KINDS[release.kind]} van {release.source}{state}"


def account(release: Release) -> str:
    """Why it was published, and what it changed in numbers."""
    words = {"nieuw": "nieuw", "gewijzigd": "gewijzigd", "gelijk": "hetzelfde"}
    counts = [
        f"{dutch.number(release.counts[change], 0)} {word}"
        for change, word in words.items()
        if release.counts.get(change)
    ]
    sentence = f" {dutch.listing(counts).capitalize()}." if counts else ""
    return f"{release.note.rstrip('.')}.{sentence}" if release.note else sentence.strip()


def details(release: Release, named: bool) -> str:
    """When and by whom (named: with the whole e-mail address), from when on, and the file with its hash."""
    author = release.author if named else release.by
    phrases = [f"{dutch.date(release.day)}, {release.made:%H:%M} uur", author]
    if release.source_date:
        phrases.append(f"bron van {dutch.date(release.source_date)}")
    if release.valid_from:
        phrases.append(f"geldt vanaf {dutch.date(release.valid_from)}")
    if release.file:
        phrases.append(f"bestand {release.file} (sha256 {release.sha256[:12]}…)")
    return " · ".join(phrases)


@memoized
def changed_by(data: Snapshot, release: Release) -> Change:
    """What a release changed in what counted right before it, as far as readers may see it: before and after.

    What they saw in both states and see today, for each state is protected beside those before it. Raises DataError
    when its rows cannot be read.
    """
    kind = release.kind
    number = max((act.number for act in releases.history() if act.number < release.number), default=0)
    before, rows = store.at(number, release.day), releases.rows(release, kind)
    old, names = before.unprotected(kind), list(TABLES[kind].names)
    hidden = None
    if kind == "observations":
        waits = release.valid_from > release.day
        after = store.protect(kind, overlay.overlaid(old, rows, kind)[names]) if waits else _table_after(release)
        hidden = _hidden(rows, after)
    return difference.change_by(kind, rows[names], old, before.table(kind), small=hidden)


def _table_after(release: Release) -> pd.DataFrame:
    return store.at(release.number, release.day).table(release.kind)


def _hidden(rows: pd.DataFrame, visible: pd.DataFrame) -> Mask:
    """Whether what readers see hides the row of that key."""
    columns = list(TABLES["observations"].key)
    suppressed = visible.loc[visible["status"] == Status.SUPPRESSED, columns].assign(suppressed=True)
    return rows[columns].merge(suppressed, on=columns, how="left")["suppressed"].notna().to_numpy()
