"""The ways of counting how far the programme has spread, as a table that unfolds."""

from collections.abc import Iterable

from htpy import Element, details, small, summary, table, tbody, td, th, tr

from ks_data.answers.growth import CountLine, WayOfCounting


def counts_table(ways: Iterable[WayOfCounting]) -> Element:
    """Every way of counting with its definition, and a line for each count: date, remark, source and value."""
    listed = table(".ks-table.ks-counts")[[_way_of_counting(way) for way in ways]]
    return details(".ks-fold")[summary["Alle tellingen met hun bron"], listed]


def _way_of_counting(way: WayOfCounting) -> Element:
    return tbody[
        tr[th(colspan="2", scope="rowgroup")[way.title, small[way.definition]]],
        [_count(line) for line in way.lines],
    ]


def _count(line: CountLine) -> Element:
    return tr[td[line.date, small[line.note]], td(".n")[line.number]]
