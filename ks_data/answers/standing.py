"""What a link that stays holds on to: a state of the data, and what became of its figures since. Knows no page."""

import re
from dataclasses import dataclass

import pandas as pd

from ks_data import store
from ks_data.answers import figures
from ks_data.answers.choice import Choice
from ks_data.catalogue import named, periods, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized, releases

_WRITTEN = re.compile(r"([0-9]{1,9})\.([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([0-9a-f]{12}))?")
_DIGITS = 12
"""So many of its digest stand in a link."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A state as a link names it: the newest release of it (0: what was shipped), a day, and a digest of its figures.

    The digest may be empty: then nobody can say whether a figure is the one that the link was made with.
    """

    number: int
    day: str
    digest: str = ""

    def __str__(self) -> str:
        return ".".join([str(self.number), self.day, *([self.digest] if self.digest else [])])

    @property
    def words(self) -> str:
        """ "release 12 op 29 november 2026" """
        state = f"release {self.number}" if self.number else "de cijfers zonder releases"
        return f"{state} op {dutch.date(self.day)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the figures of a state. sentences: in the order in which they are said; changes: a line each."""

    is_newest: bool
    sentences: tuple[str, ...]
    changes: tuple[str, ...] = ()


def stand_of(data: Snapshot) -> Stand:
    """How a link names a state. Raises DataError as `Snapshot.digest`; one with a preview has no name."""
    return Stand(data.newest, data.day or releases.last_day(data.newest), data.digest()[:_DIGITS])


def text_for_link(data: Snapshot) -> str:
    """How a link names a state; "" where no link can open it: a preview, or what a process shows until it is ready."""
    return "" if data.preview or store.is_behind() else str(stand_of(data))


def parsed(text: str) -> Stand:
    """A state from a link. Raises DataError when no link of ours is written so."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise DataError(f"De stand “{named.brief(text)}” uit de link kennen we niet.")
    number, day, digest = written.groups()
    return Stand(int(number), day, digest or "")


def state(stand: Stand) -> Snapshot:
    """The state that readers see for a link. Raises DataError when there is none, or it cannot be read any more."""
    try:
        data = store.at(stand.number, stand.day)
    except DataError as error:
        raise DataError(f"De stand uit de link is er niet. {error}") from error
    return store.shown() if data is store.current() else data


def standing(data: Snapshot, stand: Stand, choice: Choice) -> Standing:
    """What a reader must know of the state of a link, for a choice. Raises DataError as `Snapshot.table`."""
    opened = f"Vaste link: u ziet {stand.words}."
    renewed = (
        "Let op: minstens één cijfer is anders dan toen de link werd gemaakt, of nu verborgen."
        if stand.digest and data.digest()[:_DIGITS] != stand.digest
        else ""
    )
    now = store.shown()
    changes: tuple[str, ...] = ()
    if data is now:
        sentences = [opened, "Dat zijn nog steeds de nieuwste cijfers."]
    else:
        changes = _changes(data, now, choice)
        withdrawn = releases.is_withdrawn(stand.number)
        whose = dutch.listing(list(dict.fromkeys([choice.name, choice.benchmark_name])))
        about = f"de cijfers van {whose} over {choice.first} tot en met {choice.last}"
        newest = f"release {now.newest}"
        if withdrawn:
            became = f"Release {stand.number} is daarna teruggedraaid: deze stand geldt niet meer."
            became += f" Nu is {newest} de nieuwste."
        else:
            became = f"Er is een nieuwere stand ({newest})."
        if changes:
            became += f" Daarin zijn {about} veranderd of aangevuld:"
        else:
            became += f" Daarin zijn {about} hetzelfde."
        sentences = [opened, became]
    return Standing(data is now, (*sentences, *([renewed] if renewed else [])), changes)


@memoized
def _changes(data: Snapshot, now: Snapshot, choice: Choice) -> tuple[str, ...]:
    """A line for each figure that is another now than in an earlier state, or that came since: was and is."""
    lines = []
    was, current = _shown_figures(data, choice), _shown_figures(now, choice)
    for key, old in was.items():
        id, region, period = key
        indicator, new = INDICATORS[id], current.get(key)
        old_text, new_text = ("" if value is None else figures.amount(indicator, value) for value in (float(old), new))
        if old_text != new_text:
            became = f"is {new_text}" if new_text else "is er niet meer"
            lines.append(f"{indicator.name}, {regions.name(region)}, {period}: was {old_text}, {became}")
    for id, region, period in sorted(current.keys() - was.keys()):
        new_text = figures.amount(INDICATORS[id], current[id, region, period])
        lines.append(f"{INDICATORS[id].name}, {regions.name(region)}, {period}: nieuw, is {new_text}")
    return (*lines, *_other_changes(data, now, choice))


def _shown_figures(data: Snapshot, choice: Choice) -> dict[tuple[str, str, str], float]:
    """By key the figures of a choice that stand in what readers see."""
    rows = data.table("observations")
    rows = rows[rows["region"].isin([choice.region, choice.benchmark]) & rows["value"].notna()]
    rows = rows[rows["indicator"].isin(list(INDICATORS))]
    within = {
        period: any(choice.first <= year <= choice.last for year in periods.years_of(period))
        for period in rows["period"].unique()
    }
    rows = rows[rows["period"].map(within).astype(bool)]
    return {
        (str(id), str(region), str(period)): float(value)
        for id, region, period, value in rows[["indicator", "region", "period", "value"]].to_numpy()
    }


def _other_changes(data: Snapshot, now: Snapshot, choice: Choice) -> list[str]:
    """The same for the tranche and the budget of the chosen municipality."""
    lines = []
    was, current = (_tranche(each, choice.region) for each in (data, now))
    if was != current:
        before = f"was {was}" if was else "er was er geen"
        lines.append(f"Tranche van {choice.name}: {before}, is {current or 'er niet meer'}")
    old, new = (_budget(each, choice) for each in (data, now))
    for year, amount in old.items():
        if new.get(year) != amount:
            became = f"is {dutch.euro(new[year])}" if year in new.index else "is er niet meer"
            lines.append(f"Begroting van {choice.name}, {year}: was {dutch.euro(amount)}, {became}")
    added = [(year, amount) for year, amount in new.items() if year not in old.index]
    return lines + [f"Begroting van {choice.name}, {year}: nieuw, is {dutch.euro(amount)}" for year, amount in added]


def _tranche(data: Snapshot, region: str) -> str:
    rows = data.table("tranches")
    return " en ".join(rows.loc[rows["region"] == region, "tranche"].astype("str"))


def _budget(data: Snapshot, choice: Choice) -> "pd.Series[float]":
    """By year the sum of the budget of the chosen municipality."""
    rows = data.table("budget")
    rows = rows[(rows["region"] == choice.region) & rows["year"].astype(int).between(choice.first, choice.last)]
    return rows.groupby("year", observed=True)["amount_eur"].sum()
