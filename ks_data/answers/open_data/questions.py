"""What somebody asks of a table, held against what is known; says in Dutch what is wrong. Knows no server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
    """A state of the data that is not given: one of before, or one that is still to come."""


@dataclass(frozen=True, slots=True)
class Question:
    """The values by which rows are chosen, by column (none: all rows); format: "" where none is asked for."""

    chosen: Mapping[str, tuple[str, ...]]
    format: str


def question(data: Snapshot, table: OpenTable, asked: Mapping[str, Sequence[str]]) -> Question:
    """What the parameters of an address ask, by name; a parameter without a text asks nothing.

    Raises UnknownError when any of it is unknown here, and OtherStateError for another state of the data.
    """
    known = (*table.filters, *OPTIONS)
    for name in asked:
        if name not in known:
            raise UnknownError(f"De tabel {table.name} heeft geen parameter {named.brief(name)}.", known)
    texts = {name: [text.strip() for text in asked.get(name, ()) if text.strip()] for name in known}
    for name in OPTIONS:
        if len(set(texts[name])) > 1:
            raise UnknownError(f"De parameter {name} kan maar één keer worden gebruikt.")
    for text in texts["release"]:
        _require_release(data, text)
    for text in texts["open"]:
        (_require_release if text.isascii() and text.isdigit() else _require_day)(data, text)
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


def _require_release(data: Snapshot, text: str) -> None:
    """Nothing, when a text is the number of the release that readers see now."""
    now = newest(data)
    number = now.number if now else 0
    if text == str(number):
        return
    if text in {"0", *(str(release.number) for release in releases.history())}:
        raise _earlier_state(data)
    raise UnknownError(f"Release {named.brief(text)} is er niet.", (str(number),))


def _require_day(data: Snapshot, text: str) -> None:
    """Nothing, when readers saw on that day, at its end, what they see now."""
    try:
        day = dates.iso_day(text)
    except DataError:
        raise UnknownError(
            f"{named.brief(text)} is geen dag (2026-07-01) en geen nummer van een release.", (_today(),)
        ) from None
    if day > _today():
        raise OtherStateError(f"{dutch.date(day)} is nog niet geweest.")
    if day < _since(data):
        raise _earlier_state(data)


def _earlier_state(data: Snapshot) -> OtherStateError:
    """Why a state of before is not given: beside the state of now it could uncover small numbers."""
    now = newest(data)
    return OtherStateError(
        f"Deze app geeft alleen de stand van nu ({f'release {now.number}' if now else 'zonder releases'}): wat vroeger "
        "getoond werd, kan naast wat nu getoond wordt een klein aantal personen verraden. Laat release en open weg."
    )


def _today() -> str:
    """This day in the Netherlands."""
    return dates.now().astimezone(dates.HOME).date().isoformat()


def _since(data: Snapshot) -> str:
    """The day on which readers got to see what they see now; without any release only this day is sure."""
    days = [release.day for release in releases.history()]
    days += [release.valid_from for release in data.releases]
    return max(days, default=_today())
