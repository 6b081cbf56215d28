"""Turns what a source published of the municipalities of each year into figures of the regions of today.

Where whole municipalities merged, their counts are added up. Where one was divided, whoever got a part of it has no
figure for the years before: nobody counted whose children went where. A province is likewise what lies in it today. A
rate without counts cannot be added up, so a merger leaves it without a figure. Knows no source and writes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ks_data.catalogue import regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.mergers import described, mergers
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.statistics import SCALE

TableRow = tuple[str, dict[str, str]]
"""Where a row stands ("cbs_37201.csv, rij 3") and its cells by column."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure follows from the columns of a table.

    indicator: its id. published: the column with the figure itself, as far as the source has it. numerator: the column
    with its cases, which is the figure itself when it is a count. denominator: the columns of which the mean is what
    the cases are counted over.
    """

    indicator: str
    published: str = ""
    numerator: str = ""
    denominator: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionYear:
    """A region of today in one year.

    place: of a row that it comes from. counts: persons by column, None where nobody counted them. note: what they were
    added up from, or why there are none. published: its own cells, where it was then what it is now.
    """

    region: str
    year: str
    place: str
    counts: dict[str, int] | None
    note: str
    status: str
    published: Mapping[str, str]


def rows(entry: RegionYear, figures: Iterable[Figure], source: str) -> Iterator[TableRow]:
    """The figures of a region in a year, as rows of observations_*.csv, each with the place that it comes from."""
    return (_row(entry, figure, source) for figure in figures)


def _row(entry: RegionYear, figure: Figure, source: str) -> TableRow:
    indicator = INDICATORS[figure.indicator]
    value, numerator, denominator = entry.published.get(figure.published, ""), "", ""
    if entry.counts is None:
        value = ""
    elif figure.numerator:
        cases = entry.counts[figure.numerator]
        numerator = str(cases) if figure.denominator else ""
        over = sum(entry.counts[name] for name in figure.denominator) / max(1, len(figure.denominator))
        denominator = f"{over:.10g}" if figure.denominator else ""
        if not figure.denominator:
            value = str(cases)
        elif not value and over:
            value = str(dutch.rounded(SCALE[indicator.unit] * cases / over, indicator.decimals))
    note = entry.note
    if not value:
        note = note or "de bron geeft geen cijfer"
    return entry.place, {
        "indicator": figure.indicator,
        "region": entry.region,
        "period": entry.year,
        "value": value,
        "numerator": numerator if value else "",
        "denominator": denominator if value else "",
        "status": entry.status if value else Status.MISSING,
        "source": source,
        "note": note,
    }


def of_year(year: str, published: Mapping[str, TableRow], counted: tuple[str, ...]) -> Iterator[RegionYear]:
    """Every region of today in a year, of which a table published the regions of that year (by code).

    counted: the columns with numbers of persons; empty for a municipality that ended within the year, and without any
    such column nothing can be added up. A column `status` says that a figure is provisional. Raises DataError for a
    code that nobody knows and a count that is not whole.
    """
    counts = {code: {name: _whole_number(row, name) for name in counted} for code, row in published.items()}
    parts: dict[str, list[str]] = {}
    divided: dict[str, list[str]] = {}
    for code, (place, _) in published.items():
        if regions.level(code) == "gemeente":
            lineages = [_lineage(successor) for successor in _present_successors(code, place)]
            for region in dict.fromkeys(chain(*lineages)):
                is_whole = all(region in lineage for lineage in lineages)
                (parts if is_whole else divided).setdefault(region, []).append(code)
    for region in dict.fromkeys([*parts, *divided]):
        place, own = published.get(region) or published[[*parts.get(region, ()), *divided.get(region, ())][0]]
        if region in divided:
            yield RegionYear(region, year, place, None, _no_sum(divided[region]), Status.MISSING, {})
            continue
        whole = parts[region]
        sums = {name: sum(counts[code][name] for code in whole) for name in counted}
        status = _status(published[code][1] for code in whole)
        if region in published and (
            sums == counts[region] if counted else regions.level(region) != "gemeente" or whole == [region]
        ):
            yield RegionYear(region, year, place, sums, own.get("note", ""), _status([own]), own)
        elif counted:
            yield RegionYear(region, year, place, sums, _added_up(region, whole), status, {})
        elif regions.level(region) == "gemeente":
            yield RegionYear(region, year, place, None, _no_rate(whole), Status.MISSING, {})


def _status(cells: Iterable[Mapping[str, str]]) -> str:
    """Provisional as soon as one of the parts is."""
    provisional = any(part.get("status") == Status.PROVISIONAL for part in cells)
    return Status.PROVISIONAL if provisional else Status.DEFINITIVE


def _no_sum(divided: list[str]) -> str:
    """Why a region has no figure, in Dutch: of which municipalities it got a part."""
    reasons = (f"{mergers()[code].name} is {described(code)}" for code in divided)
    return f"niet om te rekenen naar de grenzen van nu: {'; '.join(reasons)}"


def _no_rate(parts: list[str]) -> str:
    """Why a region has no rate, in Dutch: it was not one municipality."""
    return f"niet om te rekenen naar de grenzen van nu: toen {dutch.listing(_names(parts))}, zonder aantallen"


def _added_up(region: str, parts: list[str]) -> str:
    """What the counts of a region were added up from, in Dutch."""
    if regions.level(region) != "gemeente":
        return "opgeteld in de grenzen van nu"
    return f"som van {dutch.listing(_names(parts))}" if len(parts) > 1 else f"heette toen {_names(parts)[0]}"


def _names(codes: list[str]) -> list[str]:
    return [mergers()[code].name if code in mergers() else regions.name(code) for code in codes]


def _lineage(municipality: str) -> tuple[str, ...]:
    """A municipality of today and the regions that it lies in."""
    parents = regions.parents()
    province = parents[municipality]
    return municipality, province, parents[province]


def _present_successors(code: str, place: str) -> tuple[str, ...]:
    """The municipalities of today that one of any year went to; by the borders, not by today's date."""
    if code in regions.names():
        return (code,)
    if code not in mergers():
        raise DataError(f"{place}, kolom region: '{code}' is niet bekend; zet het in shapes/mergers.csv.")
    successors = (_present_successors(into, place) for into in mergers()[code].into)
    return tuple(dict.fromkeys(chain(*successors)))


def _whole_number(row: TableRow, name: str) -> int:
    place, cells = row
    text = cells[name] or "0"
    if not (text.isascii() and text.isdigit()):
        raise DataError(f"{place}, kolom {name}: '{text}' is geen heel getal.")
    return int(text)
