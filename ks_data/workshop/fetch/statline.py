"""Reads a table of CBS StatLine by region and year, from version 3 or version 4 of its open data. Knows no indicator.

Keys are looked up in what the server says of its table: they change when CBS redesigns it. What comes back is held
against what was asked: codes may be padded, a filter may be ignored, and months may stand beside the totals of years.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.periods import is_date
from ks_data.catalogue.regions import COUNTRY
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.workshop.fetch.sources import Topic
from ks_data.workshop.fetch.web import Answer, Client, NotThere, Unreachable

V3_METADATA = "https://opendata.cbs.nl/ODataApi/odata"
V3_ROWS = "https://opendata.cbs.nl/ODataFeed/odata"
"""The second gives pages, where the first refuses more than 10.000 rows."""
V4 = "https://datasets.cbs.nl/odata/v1/CBS"
YEARS_AT_ONCE = 8
"""So many years are asked for in one question, so that its address stays short."""
_YEAR = re.compile(r"([0-9]{4})JJ00")
_DIGITS = "0123456789"
_OUT_OF_USE = {
    "tijdelijknietbeschikbaar": "is tijdelijk niet beschikbaar (CBS: TijdelijkNietBeschikbaar)",
    "vervallen": "is vervallen (CBS: Vervallen)",
}
"""What a table is made of when CBS has taken its figures out."""
_LEVELS = {"gemeente": "GM", "provincie": "PV", "land": "NL"}
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is wanted of a table: its id, the topics, the levels of regions, and the first year."""

    table: str
    topics: tuple[Topic, ...]
    levels: tuple[str, ...]
    first_year: int


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says: cells by year and region ("" for no value), with `status` beside the topics.

    version: of the open data, 3 or 4. modified: the day CBS last changed it, "" where it does not say. unasked: how
    many rows came that were not asked for, and do not count.
    """

    rows: dict[int, dict[str, Cells]]
    version: int
    modified: str
    unasked: int


@dataclass(frozen=True, slots=True)
class _Described:
    """A table as a server describes it.

    keys: of each topic, by its column. geo and time: the keys of these dimensions. totals: the code of the total of
    each other one. years: by code, with their status. modified: see `Table`.
    """

    keys: dict[str, str]
    geo: str
    time: str
    totals: dict[str, str]
    years: dict[str, str]
    modified: str


def table(client: Client, question: Question) -> Table:
    """Asks version 3, and version 4 where the table is gone from it or the server does not answer.

    Raises DataError when neither has the table, it is out of use, a topic cannot be told from others, nothing comes
    back, or the answer is not what was asked for.
    """
    try:
        return _answered(client, question, 3, _described_v3, _rows_v3)
    except (NotThere, Unreachable) as first:
        try:
            return _answered(client, question, 4, _described_v4, _rows_v4)
        except (NotThere, Unreachable) as second:
            raise DataError(f"Tabel {question.table} is niet op te halen. {first} {second}") from None


Describe = Callable[[Client, Question], _Described]
Rows = Callable[[Client, Question, _Described, Sequence[str]], Iterator[tuple[Answer, Mapping[str, Any]]]]


def _answered(client: Client, question: Question, version: int, describe: Describe, ask: Rows) -> Table:
    described = describe(client, question)
    years = list(described.years)
    if not years:
        raise DataError(f"Tabel {question.table} heeft geen enkel jaar vanaf {question.first_year}.")
    answer: dict[int, dict[str, Cells]] = {}
    unasked = 0
    for block in (years[first : first + YEARS_AT_ONCE] for first in range(0, len(years), YEARS_AT_ONCE)):
        received = 0
        for row, cells in ask(client, question, described, block):
            code, period = _text(row, described.geo), _text(row, described.time)
            others = all(_text(row, name) == total.strip() for name, total in described.totals.items())
            if period not in block or code[:2] not in map(_LEVELS.get, question.levels) or not others:
                unasked += 1
                continue
            received += 1
            regions = answer.setdefault(int(period[:4]), {})
            region = COUNTRY if code.startswith("NL") else code
            _add(question, regions.setdefault(region, {"status": described.years[period]}), cells, f"{code}, {period}")
        if not received:
            raise DataError(
                f"Tabel {question.table} geeft niets over {block[0][:4]}-{block[-1][:4]}, terwijl die jaren er wel in "
                "staan. Waarschijnlijk herkent de server een code niet."
            )
    return Table(_published(question, answer), version, described.modified, unasked)


def _add(question: Question, region_cells: Cells, cells: Mapping[str, Any], place: str) -> None:
    """Adds cells to those of a region and year. place: which, for a complaint. Raises DataError for one too many."""
    for column, value in cells.items():
        if column in region_cells:
            raise DataError(f"Tabel {question.table} geeft een cijfer twee keer ({place}).")
        region_cells[column] = _number(question, value)


def _published(question: Question, answer: Mapping[int, Mapping[str, Cells]]) -> dict[int, dict[str, Cells]]:
    """The years of which the first topic has any value: the next one may be announced, and empty still.

    Raises DataError where there is no such year, or one between others is not there.
    """
    empty = dict.fromkeys((topic.column for topic in question.topics), "")
    rows = {year: {code: empty | cells for code, cells in answer[year].items()} for year in sorted(answer)}
    first = question.topics[0]
    filled = {year: cells for year, cells in rows.items() if any(row[first.column] for row in cells.values())}
    if not filled:
        raise DataError(f"Tabel {question.table} heeft wel rijen, maar geen enkel cijfer ({first.title}).")
    if absent := [str(year) for year in range(min(filled), max(filled)) if year not in filled]:
        raise DataError(f"Tabel {question.table} slaat jaren over: {dutch.listing(absent)} ({first.title}).")
    return filled


# --- version 3 ---


def _described_v3(client: Client, question: Question) -> _Described:
    base = f"{V3_METADATA}/{question.table}"
    properties = client.rows(f"{base}/DataProperties", {"$format": "json"})
    _refuse_out_of_use(question, [_text(row, name) for row in properties for name in ("Key", "Title")])
    titles = {row.get("ID"): (_text(row, "Title"), row.get("ParentID")) for row in properties}
    topics = [
        (
            _text(row, "Key"),
            {_text(row, "Title"), _text(row, "Key").rstrip(_DIGITS).removesuffix("_")},
            _groups(row, titles),
        )
        for row in properties
        if _text(row, "Type") == "Topic"
    ]
    geo, time, others = _dimensions(question, [(_text(row, "Key"), _text(row, "Type")) for row in properties])
    totals = {name: _total(question, name, "Key", client.rows(f"{base}/{name}", _V3)) for name in others}
    years = _years(question, client.rows(f"{base}/{time}", _V3), "Key")
    about = _optional(client, f"{base}/TableInfos", _V3).get("value")
    modified = _day(about[0]) if isinstance(about, list) and about else ""
    return _Described(_keys(question, topics), geo, time, totals, years, modified)


_V3 = {"$format": "json"}


def _rows_v3(
    client: Client, question: Question, described: _Described, years: Sequence[str]
) -> Iterator[tuple[Answer, Mapping[str, Any]]]:
    selected = [described.geo, described.time, *described.totals, *described.keys.values()]
    params = _V3 | {"$filter": _filter(question, described, years), "$select": ",".join(selected)}
    for row in client.rows(f"{V3_ROWS}/{question.table}/TypedDataSet", params):
        if absent := [key for key in selected if key not in row]:
            raise DataError(f"Tabel {question.table} geeft de kolom {absent[0]} niet.")
        yield row, {column: row[key] for column, key in described.keys.items()}


# --- version 4 ---


def _described_v4(client: Client, question: Question) -> _Described:
    base = f"{V4}/{question.table}"
    dimensions = client.rows(f"{base}/Dimensions")
    codes = client.rows(f"{base}/MeasureCodes")
    texts = [_text(row, name) for row in (*dimensions, *codes) for name in ("Identifier", "Title")]
    _refuse_out_of_use(question, texts)
    groups = client.rows(f"{base}/MeasureGroups")
    titles = {row.get("Id"): (_text(row, "Title"), row.get("ParentId")) for row in groups}
    topics = [
        (
            _text(row, "Identifier"),
            {_text(row, "Title")},
            _groups({"ParentID": row.get("MeasureGroupId")}, titles),
        )
        for row in codes
    ]
    geo, time, others = _dimensions(question, [(_text(row, "Identifier"), _text(row, "Kind")) for row in dimensions])
    totals = {name: _total(question, name, "Identifier", client.rows(f"{base}/{name}Codes")) for name in others}
    years = _years(question, client.rows(f"{base}/{time}Codes"), "Identifier")
    modified = _day(_optional(client, f"{base}/Properties"))
    return _Described(_keys(question, topics), geo, time, totals, years, modified)


def _rows_v4(
    client: Client, question: Question, described: _Described, years: Sequence[str]
) -> Iterator[tuple[Answer, Mapping[str, Any]]]:
    columns = {key: column for column, key in described.keys.items()}
    measures = " or ".join(f"Measure eq {_quoted(key)}" for key in columns)
    params = {"$filter": f"({measures}) and {_filter(question, described, years)}"}
    for row in client.rows(f"{V4}/{question.table}/Observations", params):
        if _text(row, "Measure") in columns:
            yield row, {columns[_text(row, "Measure")]: row.get("Value")}
        else:
            yield row | {described.time: ""}, {}  # of another topic: not asked for


# --- what both have ---


def _filter(question: Question, described: _Described, years: Sequence[str]) -> str:
    levels = " or ".join(f"startswith({described.geo},{_quoted(_LEVELS[level])})" for level in question.levels)
    periods = " or ".join(f"{described.time} eq {_quoted(year)}" for year in years)
    totals = [f"{name} eq {_quoted(total)}" for name, total in described.totals.items()]
    return " and ".join([*totals, f"({levels})", f"({periods})"])


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _text(row: Mapping[str, Any], name: str) -> str:
    """A cell as text, without the blanks that version 3 pads codes with."""
    return str(row.get(name) or "").strip()


def _day(about: Mapping[str, Any]) -> str:
    """The day on which a table was last changed (2024-07-01), "" where that is no date."""
    day = _text(about, "Modified")[:10]
    return day if is_date(day) else ""


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _refuse_out_of_use(question: Question, texts: Iterable[str]) -> None:
    for text in texts:
        if words := _OUT_OF_USE.get(_plain(text).rstrip(_DIGITS)):
            raise DataError(f"Tabel {question.table} {words}. Probeer het later opnieuw, of zoek bij CBS een opvolger.")


def _groups(row: Mapping[str, Any], titles: Mapping[Any, tuple[str, Any]]) -> str:
    """The titles of the groups that a topic lies in, from the inside out."""
    words: list[str] = []
    group = row.get("ParentID")
    while group in titles and len(words) <= len(titles):
        title, group = titles[group]
        words.append(title)
    return " ".join(words)


def _keys(question: Question, topics: Sequence[tuple[str, set[str], str]]) -> dict[str, str]:
    """The key of each topic that is wanted, by its column; topics: key, titles and groups of all that there are."""
    keys = {}
    for topic in question.topics:
        titled = [(key, groups) for key, titles, groups in topics if _plain(topic.title) in map(_plain, titles)]
        grouped = [key for key, groups in titled if _plain(topic.group) in _plain(groups)]
        if not titled and topic.optional:
            continue
        if len(grouped) != 1:
            described = f"“{topic.title}”" + (f" in een groep “{topic.group}”" if topic.group else "")
            problem = f"meer dan één onderwerp {described}" if grouped else f"geen onderwerp {described}"
            known = dutch.listing([key for key, _ in titled] or [key for key, _, _ in topics[:10]])
            raise DataError(f"Tabel {question.table} heeft {problem}. Wat er wel is: {known or 'niets'}.")
        keys[topic.column] = grouped[0]
    return keys


def _dimensions(question: Question, named: Iterable[tuple[str, str]]) -> tuple[str, str, list[str]]:
    """The keys of the dimension of regions, that of time, and the others; named: key and type of all."""
    kinds = {key: kind for key, kind in named if kind.endswith("Dimension") or kind == "GeoDetail"}
    geo = [key for key, kind in kinds.items() if kind.startswith("Geo")]
    time = [key for key, kind in kinds.items() if kind == "TimeDimension"]
    if len(geo) != 1 or len(time) != 1:
        raise DataError(f"Tabel {question.table} is niet (meer) een tabel per regio en jaar.")
    return geo[0], time[0], [key for key in kinds if key not in (*geo, *time)]


def _total(question: Question, name: str, identifier: str, categories: Sequence[Answer]) -> str:
    """The code of the total of a dimension, as the server writes it, blanks and all."""
    totals = [str(row.get(identifier) or "") for row in categories if _plain(_text(row, "Title")).startswith("totaal")]
    if len(totals) != 1:
        raise DataError(
            f"Tabel {question.table} is uitgesplitst naar {name}, en het totaal is daar niet aan te wijzen."
        )
    return totals[0]


def _years(question: Question, periods: Sequence[Answer], identifier: str) -> dict[str, str]:
    """The status of each year from the first on; months and quarters stand beside them. No status is provisional."""
    statuses = {_text(row, identifier): _text(row, "Status") for row in periods}
    return {
        code: Status.DEFINITIVE if _plain(status).startswith("definitie") else Status.PROVISIONAL
        for code, status in sorted(statuses.items())
        if (year := _YEAR.fullmatch(code)) and int(year[1]) >= question.first_year
    }


def _optional(client: Client, url: str, params: Mapping[str, str] | None = None) -> Answer:
    try:
        return client.json(url, params)
    except NotThere:
        return {}


def _number(question: Question, value: Any) -> str:
    """A value as text with a decimal point, "" for none; a whole number has no decimals."""
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "", "."):
        return ""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if isinstance(value, bool) or number != number or number in (float("inf"), float("-inf")):
        raise DataError(f"Tabel {question.table} geeft ‘{value}’ waar een getal hoort.")
    return str(int(number)) if number.is_integer() else repr(number)
