"""Bytes as dropped -> what they say, in this very process: for `worker`, and for tests that look inside."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading import rows, values
from ks_data.incoming.reading.file import Sheet, Unrecognised, sheets
from ks_data.incoming.reading.layouts import Plan, by_hand, plan, role
from ks_data.language import dutch


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of an unknown layout is what, by the names in `Sheet.columns`.

    values: one or more columns of figures; without a subject column each is a subject of its own. Without a region
    column all is about the country. fixed_period: for what no column holds.
    """

    values: tuple[str, ...]
    region: str = ""
    period: str = ""
    subject: str = ""
    numerator: str = ""
    denominator: str = ""
    fixed_period: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ColumnMapping":
        """Raises DataError when the text is no mapping."""
        try:
            held = json.loads(text)
            known = {one.name: held[one.name] for one in fields(cls) if one.name in held}  # an older one may say more
            columns = tuple(held["values"])
            if all(isinstance(one, str) for one in (*columns, *known.values()) if one is not held["values"]):
                return cls(**{**known, "values": columns})
            raise ValueError(text)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise DataError("De bewaarde kolomkeuze is niet leesbaar. Wijs de kolommen opnieuw aan.") from None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    name: of the file, for a member of a zip "zip/member".
    layout: a stable id ("sjabloon", "swing_tabel", …); described: the same in Dutch, with encoding and signs.
    kind: "observations", "tranches" or "budget".
    rows: for observations one for each figure: row (from 1, as Excel counts), column, subject, unit, region (CBS code
    or ""), region_text, period ("2019", "2017-2019" or ""), period_text, value, value_text, numerator, denominator,
    numerator_text, denominator_text, status (one of the tables, or "" when unknown), note (why a figure is missing),
    source. Figures in thousands are made whole; the unit stays as written. For tranches: row, region, region_text,
    tranche, evidence, source. For a budget: row, year, region, region_text, item, funder, amount_eur, amount_text,
    from_date, note, source. Texts are categories (those of figures may be plain), figures float64 with NaN for what is
    no figure.
    signature: the same for files of the same shape; remarks: what was left out or decided, in Dutch.
    columns: what the file calls the columns that hold region_text, period_text, subject and the like, one for each row.
    """

    name: str
    layout: str
    described: str
    kind: str
    rows: pd.DataFrame
    signature: str
    remarks: tuple[str, ...]
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables in a file, the one that is read, and how: all that is known before a row is made."""

    sheets: Sequence[Sheet]
    sheet: Sheet
    plan: Plan


def read(name: str, content: bytes, mapping: ColumnMapping | None = None) -> Reading:
    """What bytes say; see `sandbox.read`, which takes the same and guards this process against them."""
    return tidied(recognised(name, content, mapping))


def recognised(name: str, content: bytes, mapping: ColumnMapping | None = None) -> Recognised:
    """The tables in a file and how to read them. Raises DataError, and Unrecognised for an unknown layout."""
    if len(name) > LONGEST_NAME:
        raise DataError(
            f"De naam van dit bestand is te lang: {dutch.number(len(name), 0)} tekens; hoogstens {LONGEST_NAME} kan. "
            "Geef het een kortere naam en probeer het opnieuw."
        )
    found = sheets(name, content)
    chosen = plan(found) if mapping is None else (found[0], by_hand(found[0], **asdict(mapping)))
    if chosen is None:
        raise _unknown(found)
    sheet, how = chosen
    _refuse_long_header(sheet, how.start)
    return Recognised(found, sheet, how)


def tidied(found: Recognised) -> Reading:
    """The rows of a recognised table. Raises DataError when none of them belongs in this app."""
    sheet, how = found.sheet, found.plan
    table = how.table.name if how.table else "observations"
    made, decimals, remarks = (rows.observations if table == "observations" else rows.typed)(sheet, how)
    return Reading(
        sheet.name,
        how.layout,
        " · ".join(filter(None, [how.title, sheet.described, decimals])),
        table,
        made,
        sheet.signature,
        (*_tabs(sheet, found.sheets, how), *sheet.remarks, *remarks),
        _columns(how),
    )


def _refuse_long_header(sheet: Sheet, start: int) -> None:
    """Raises DataError where a cell of the header is too long for a name; a title above it may be long."""
    for at, cells in enumerate(sheet.top[:start]):
        if at >= sheet.header or sum(cell != "" for cell in cells) > 1:
            for number, cell in enumerate(cells, 1):
                if len(cell) > LONGEST_NAME:
                    raise values.too_long(sheet.name, int(sheet.grid.index[at]), str(number), len(cell))


def _columns(how: Plan) -> dict[str, str]:
    at = {"period_text": how.period, "subject": how.subject, "unit": how.unit, "status": how.status}
    at |= {"numerator_text": how.numerator, "denominator_text": how.denominator}
    if how.table is not None and how.typed:
        at |= {column.name: one for column, one in zip(how.table.columns, how.typed, strict=True)}
        at["amount_text"] = at.get("amount_eur")
    region = {"region_text": " of ".join(how.names[one] for one in how.region)} if how.region else {}
    return region | {name: how.names[one] for name, one in at.items() if one is not None}


def _unknown(found: Sequence[Sheet]) -> DataError:
    sheet = max(found, key=lambda each: len(each.grid))
    _refuse_long_header(sheet, sheet.header + 1)
    if all(role(sheet.columns[at]) == "ignore" for at in sheet.figures):
        return DataError(f"{sheet.name}: in deze tabel staan geen kolommen met cijfers. Sleep een tabel met cijfers.")
    names = dutch.listing([f"'{each[:40]}'" for each in sheet.columns[:8]])
    return Unrecognised(
        f"{sheet.name}: deze indeling is niet bekend. Wijs zelf aan wat de kolommen zijn. Gevonden: {names}.", sheet
    )


def _tabs(sheet: Sheet, found: Sequence[Sheet], how: Plan) -> list[str]:
    """Which tab of a workbook was read."""
    others = [each.tab for each in found if each is not sheet and each.tab]
    if not others or how.layout == "swing_plat":
        return []
    return [f"Alleen het blad '{sheet.tab}' is gelezen, niet {dutch.listing(others)}."]
