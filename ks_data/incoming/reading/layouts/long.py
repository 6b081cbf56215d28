"""Tables with one column of figures, and a row for each region, period and subject. Knows no other layout."""

from collections.abc import Sequence

from ks_data.catalogue import regions
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import COUNTS_ONLY, FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.words import VALUE_WORDS, without_unit, word


def long(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A table with one column of figures, or with only the counts that a rate follows from.

    With more columns of figures and no column for the subject, each column is a subject: see `wide.subjects_across`.
    """
    numeric = header.figure_columns
    counts = header.column("numerator") is not None and header.column("denominator") is not None
    candidates = [
        column for column, role in enumerate(header.roles) if role == "value" and (counts or column in numeric)
    ]
    measured = {column for column in numeric if not header.columns[column].is_signs}  # signs alone may mark another
    if counts and not candidates and measured.isdisjoint(header.without_role()):
        candidates = [COUNTS_ONLY]
    if not candidates or (len(candidates) > 1 and header.column("subject") is None):
        return None
    if not header.regions and header.column("period") is None:
        return None
    names = dict(enumerate(header.names)) | {COUNTS_ONLY: header.title}
    words = {column: word(names[column]) for column in candidates}
    surest = min(
        candidates,
        key=lambda column: VALUE_WORDS.index(words[column]) if words[column] in VALUE_WORDS else len(VALUE_WORDS),
    )
    others = [column for column in (*header.without_role(), *candidates) if column != surest]
    breakdowns = header.breakdowns(others, [*header.regions, header.column("period"), header.column("subject")])
    if header.column("subject") is None and not measured.isdisjoint({*others} - {*breakdowns}):
        return None
    figures = FigureColumn(COUNTS_ONLY, "", *without_unit(header.title))
    if surest != COUNTS_ONLY:
        figures = FigureColumn(surest, names[surest], *header.subject_and_unit[surest])
    return header.plan(
        "lang",
        "Lange tabel",
        figures=(figures,),
        breakdowns=breakdowns,
        fixed_region="" if header.regions else regions.COUNTRY,
    )
