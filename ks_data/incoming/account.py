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


def news(release: Release) -> str:
    """What is new for readers, and since when."""
    return f"Nieuw sinds {dutch.date(release.valid_from or release.day)}: {KINDS[release.kind]} van {release.source}."


def in_force(release: Release, waiting: bool, restored: bool = False) -> str:
    """That readers see a release, and since when; empty for one that does not count, or not yet.

    restored: whether an earlier state was put back after it, so that readers may not have seen it all that time.
    """
    if not release.active or waiting:
        return ""
    if restored:
        return "Lezers zien dit nu."
    if release.valid_from > release.day:
        return f"Lezers zien dit nu, sinds {dutch.date(release.valid_from)}."
    return f"Lezers zien dit nu, sinds {dutch.date(release.day)}, {release.made:%H:%M} uur."


def account(release: Release) -> str:
    """Why it was published, and what it changed in numbers."""
    words = {"nieuw": "nieuw", "gewijzigd": "gewijzigd", "gelijk": "hetzelfde"}
    counts = [
        f"{dutch.number(release.counts[change], 0)} {word}"
        for change, word in words.items()
        if release.counts.get(change)
    ]
    sentences = [f"{release.note.rstrip('.')}."] if release.note else []
    sentences += [f"{dutch.listing(counts).capitalize()}."] if counts else []
    return " ".join([*sentences, *own_rule(release)])


def own_rule(release: Release) -> list[str]:
    """What holds for figures without counts, and on whose word; nothing where nobody answered."""
    if release.own_rule is None:
        return []
    if release.own_rule:
        return [
            f"De bron verbergt zelf kleine aantallen, zegt {release.by}: cijfers zonder aantallen staan er zoals de "
            "bron ze geeft."
        ]
    return [
        f"Of de bron zelf kleine aantallen verbergt is niet bekend, of zij doet dat niet, zegt {release.by}: cijfers "
        "zonder aantallen zijn beschermd zoals aantallen."
    ]


def details(release: Release, named: bool) -> str:
    """When and by whom, from when on, and the file.

    named: for publishers, with the whole e-mail address and the hash of the file, by which a guess of what is in it
    could be tried.
    """
    author = release.author if named else release.by
    phrases = [f"{dutch.date(release.day)}, {release.made:%H:%M} uur", author]
    if release.source_date:
        phrases.append(f"bron van {dutch.date(release.source_date)}")
    if release.valid_from:
        phrases.append(f"geldt vanaf {dutch.date(release.valid_from)}")
    if release.file:
        phrases.append(f"bestand {release.file}{f' (sha256 {release.sha256[:12]}…)' if named else ''}")
    return " · ".join(phrases)


@memoized
def changed_by(data: Snapshot, release: Release) -> Change:
    """What a release changed in what counted right before it, as far as readers may see it: before and after.

    What they saw in both states and see today, for each state is protected beside those before it; of a release that
    was scheduled, what they would have seen had it counted at once. Raises DataError when its rows cannot be read.
    """
    kind = release.kind
    number = max((act.number for act in releases.history() if act.number < release.number), default=0)
    before, rows = store.at(number, release.day), releases.rows(release, kind)
    old, names = before.unprotected(kind), list(TABLES[kind].names)
    hidden = None
    if kind == "observations":
        waits = release.valid_from > release.day
        after = before.followed_by(release) if waits else _table_after(release)
        hidden = _hidden(rows, after)
    return difference.change_by(kind, rows[names], old, before.table(kind), small=hidden)


def _table_after(release: Release) -> pd.DataFrame:
    return store.at(release.number, release.day).table(release.kind)


def restoring(data: Snapshot, number: int) -> list[str]:
    """What would change by putting back the state right after a release, in sentences. Raises DataError.

    Numbers of figures only, small numbers among them: what they are is not said.
    """
    now, then = releases.active(), releases.restored(number)
    sentences = [
        f"{headline(release)} telt dan {verb}."
        for verb, some, others in (("niet meer", now, then), ("weer", then, now))
        for release in some
        if release.number not in {other.number for other in others}
    ]
    for kind, word in KINDS.items():
        changed = _figures_that_differ(data, kind, tuple(release for release in then if release.kind == kind))
        if changed:
            sentences.append(f"{word.capitalize()}: {dutch.plural(changed, 'regel verandert', 'regels veranderen')}.")
    return sentences or ["Er verandert niets: dit is wat nu ook telt."]


def _figures_that_differ(data: Snapshot, kind: str, then: tuple[Release, ...]) -> int:
    """How many rows of a table are other, new or gone in a state with these releases."""
    key, figure = list(TABLES[kind].key), overlay.FIGURE_COLUMNS[kind]
    before, after = (table[[*key, figure]] for table in (data.unprotected(kind), data.as_of(then, kind)))
    both = before.merge(after, on=key, how="outer", suffixes=("", "_then"), indicator=True)
    same = (both[figure] == both[f"{figure}_then"]) | (both[figure].isna() & both[f"{figure}_then"].isna())
    return int((~same | (both["_merge"] != "both")).sum())


def _hidden(rows: pd.DataFrame, visible: pd.DataFrame) -> Mask:
    """Whether what readers see hides the row of that key."""
    columns = list(TABLES["observations"].key)
    suppressed = visible.loc[visible["status"] == Status.SUPPRESSED, columns].assign(suppressed=True)
    return rows[columns].merge(suppressed, on=columns, how="left")["suppressed"].notna().to_numpy()
