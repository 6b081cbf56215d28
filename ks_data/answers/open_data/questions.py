"""What somebody asks of a table, held against what is known; says in Dutch what is wrong. Knows no server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ks_data import store
from ks_data.answers.open_data import offered
from ks_data.answers.open_data.extracts import newest
from ks_data.answers.open_data.formats import FORMATS
from ks_data.answers.open_data.offered import OpenTable
from ks_data.catalogue import named, periods, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized, releases
from ks_data.store.releases import dates

OPTIONS = ("format", "release", "open")
"""What can be asked of every table beside a choice of rows."""
MOST_VALUES = 400
"""So many values of one kind in a question: all regions, and some."""


class UnknownError(DataError):
    """A question that cannot be understood; known: what could have been asked instead, where that is not too much."""

    def __init__(self, message: str, known: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.known = tuple(known)


class UnknownTableError(UnknownError):
    """A table that there is not; known: those there are."""


class OtherStateError(DataError):
    """A state of the data that is not there: one that is still to come, or that cannot be read any more."""


@dataclass(frozen=True, slots=True)
class Question:
    """The values by which rows are chosen, by column (none: all rows); format: "" where none is asked for."""

    chosen: Mapping[str, tuple[str, ...]]
    format: str


def question(data: Snapshot, table: OpenTable, asked: Mapping[str, Sequence[str]]) -> Question:
    """What the parameters of an address ask, by name; a parameter without a text asks nothing.

    Raises UnknownError when any of it is unknown here. Of which state the rows are is another question: see `state`.
    """
    known = (*table.filters, *OPTIONS)
    for name in asked:
        if name not in known:
            raise UnknownError(f"De tabel {table.name} heeft geen parameter {named.brief(name)}.", known)
    texts = {name: [text.strip() for text in asked.get(name, ()) if text.strip()] for name in known}
    for name in OPTIONS:
        if len(set(texts[name])) > 1:
            raise UnknownError(f"De parameter {name} kan maar één keer worden gebruikt.")
    for text in texts["format"]:
        if text not in FORMATS:
            raise UnknownError(f"De vorm {named.brief(text)} is er niet.", tuple(FORMATS))
    chosen = {name: _values(data, table, name, texts[name]) for name in table.filters}
    return Question(chosen, "".join(texts["format"][:1]))


@memoized
def known_values(data: Snapshot, name: str, column: str) -> tuple[str, ...]:
    """By which values of a column rows of a table can be chosen: all that are declared, and the periods that there are.

    Raises DataError when the table cannot be read.
    """
    if column == "indicator":
        return tuple(INDICATORS)
    if column == "region":
        return tuple(regions.names())
    return tuple(sorted(offered.rows(data, name)[column].unique()))


def _values(data: Snapshot, table: OpenTable, column: str, texts: Sequence[str]) -> tuple[str, ...]:
    if len(texts) > MOST_VALUES:
        raise UnknownError(
            f"U vraagt {len(texts)} keer {column}; hoogstens {MOST_VALUES} kan. Laat {column} weg voor alles."
        )
    return tuple(dict.fromkeys(_VALUE[column](data, table, text) for text in texts))


def _indicator(data: Snapshot, table: OpenTable, text: str) -> str:
    by_name = {indicator.name.casefold(): indicator.id for indicator in INDICATORS.values()}
    if id := text if text in INDICATORS else by_name.get(text.casefold(), ""):
        return id
    raise UnknownError(str(named.unknown_indicator(text)), known_values(data, table.name, "indicator"))


def _region(_: Snapshot, __: OpenTable, text: str) -> str:
    try:
        return named.region_code(text)
    except DataError as error:
        raise UnknownError(f"{error} Alle gebieden staan in de tabel regions.") from None


def _period(data: Snapshot, table: OpenTable, text: str) -> str:
    known = known_values(data, table.name, "period")
    if text in known:
        return text
    if not periods.is_period(text):
        raise UnknownError(f"{named.brief(text)} is geen jaar (2019) en geen jaren samen (2017-2019).", known)
    raise UnknownError(f"Over {text} staat er niets in de tabel {table.name}.", known)


_VALUE: dict[str, Callable[[Snapshot, OpenTable, str], str]] = {
    "indicator": _indicator,
    "region": _region,
    "period": _period,
}


def state(data: Snapshot, asked: Mapping[str, Sequence[str]]) -> Snapshot:
    """The state of the data that the parameters `release` and `open` of an address ask: that of now without these.

    release: a number, of the state in which that was the newest; open: a day, of its end, or a number as well. Together
    they name one state of a release. Raises UnknownError for what is neither, and OtherStateError for a day to come, a
    day before the first release, or a state that cannot be read.
    """
    texts = {
        name: sorted({text.strip() for text in asked.get(name, ()) if text.strip()}) for name in ("release", "open")
    }
    for name, values in texts.items():
        if len(values) > 1:
            raise UnknownError(f"De parameter {name} kan maar één keer worden gebruikt.")
    numbers = [text for text in (*texts["release"], *texts["open"]) if text.isascii() and text.isdigit()]
    days = [_day(text) for text in texts["open"] if text not in numbers]
    for text in {*texts["release"], *numbers}:
        _require_release(text)
    if len(set(numbers)) > 1:
        raise UnknownError("De parameters release en open noemen twee verschillende releases.")
    if not numbers and not days:
        return data
    now = newest(data)
    if not days and numbers[0] == str(now.number if now else 0):
        return data  # as an answer calls the state of now
    if store.is_behind():
        raise DataError("De app is net opnieuw gestart en zet eerdere standen nog klaar. Probeer het later opnieuw.")
    number = int(numbers[0]) if numbers else releases.newest(days[0])
    if not (number or numbers or days[0] == _today()):
        raise OtherStateError(
            f"Van {dutch.date(days[0])} is niet bekend wat lezers zagen: er was nog geen release. Met release=0 krijgt "
            "u wat nu met de app is meegeleverd."
        )
    try:
        opened = store.at(number, days[0] if days else "")
    except DataError as error:
        raise OtherStateError(str(error)) from error
    return data if opened is store.current() else opened


def _require_release(text: str) -> None:
    known = ("0", *sorted({str(release.number) for release in releases.history()}, key=int))
    if text not in known:
        raise UnknownError(f"Release {named.brief(text)} is er niet.", known)


def _day(text: str) -> str:
    try:
        day = dates.iso_day(text)
    except DataError:
        raise UnknownError(
            f"{named.brief(text)} is geen dag (2026-07-01) en geen nummer van een release.", (_today(),)
        ) from None
    if day > _today():
        raise OtherStateError(f"{dutch.date(day)} is nog niet geweest.")
    return day


def _today() -> str:
    """This day in the Netherlands."""
    return dates.now().astimezone(dates.HOME).date().isoformat()
