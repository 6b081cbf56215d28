"""Which of the known layouts a table has: each says where region, period, subject and figures stand. Reads no figures.

To add a layout, write a function from a sheet (and the other sheets of the file) to a plan or None, and list it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import KINDS, LONGEST_NAME, TABLES, Table
from ks_data.incoming.reading import values
from ks_data.incoming.reading.file import Sheet, distinct
from ks_data.incoming.reading.values import Decimal
from ks_data.language import dutch


@dataclass(frozen=True, slots=True)
class Value:
    """A column of figures, and what its header says of them."""

    column: int
    header: str
    subject: str = ""
    unit: str = ""
    period: str = ""
    region: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a sheet; columns are numbers.

    start: position of the first row below the header; names: what the header calls each column.
    region: the surest column first; level: the column with the kind of region, where the region is only a number.
    breakdowns: of these only the rows of the total count; where there is no total, the subject says which part it is.
    labels and units: what the codes in a column mean; typed: the columns of `table`, in its order.
    symbols, decimal: whose signs for a missing figure, and the usual decimal sign; without grouping nothing parts
    the thousands.
    """

    layout: str
    title: str
    start: int
    names: tuple[str, ...]
    values: tuple[Value, ...] = ()
    region: tuple[int, ...] = ()
    period: int | None = None
    subject: int | None = None
    unit: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    status: int | None = None
    note: int | None = None
    source: int | None = None
    breakdowns: tuple[int, ...] = ()
    fixed_region: str = ""
    fixed_period: str = ""
    level: int | None = None
    symbols: str = ""
    decimal: Decimal = ""
    grouping: bool = True
    keep_empty: bool = False
    typed: tuple[int | None, ...] = ()
    labels: dict[int, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    table: Table | None = None
    remarks: tuple[str, ...] = ()


_WORDS = {
    "ignore": r"|id|nr|nummer|volgnummer|index|rij|row|unnamed 0",
    "period": r"perioden?|periods?|jaar|jaren|jaartal|years?|(verslag|peil|meet|kalender)jaar|tijd|date.*|datum",
    "unit": r"eenheid|unit",
    "numerator": r"teller|numerator",
    "denominator": r"noemer|denominator|n",
    "status": r"status|cijferstatus",
    "note": r"note|opmerking(en)?|voetnoot|toelichting",
    "subject": r"onderwerp(en)?( naam)?|indicator(en)?|indicator ?naam|measure|varia(bele|ble)|uitkomst|subject|maat",
    "value": r"waarde|value|cijfer|mean|gemiddelde|percentage|perc|%|score|resultaat|aantal|obs value",
    "town": r"gemeenten?|gemeente ?(naam|code|nr|nummer)|gm ?(code|naam)|municipalit(y|ies)( name| code)?",
    "area": r"wijken en buurten|wijkenenbuurten",
    "region": r"regio s|regio|regios|regio ?(naam|code)|regiocode .*|gebied(en)?|gebieds?(naam|code)|geografie"
    r"|geo ?(naam|code|item)|stat(code|naam)|(regioaanduiding )?codering( code)?|gwb code( [0-9]+)?"
    r"|regions?( name| code)?|area|ggd ?regio( s)?|ggd|land",
    "province": r"provincies?|provincie ?(naam|code)|provinces?",
}
_ROLES = {name: re.compile(pattern) for name, pattern in _WORDS.items()}
_NUMBERED = re.compile(r"cod|nummer|\bnr")
_PLACES = ("town", "area", "region", "province")
_UNIT = re.compile(
    r"%.*|in %.*|per (1|10|100|1[ .]?000|10[ .]?000|100[ .]?000)\b.*|x (1[ .]?000.*|mln.*)|aantal.*|euro.*|km.*|m2"
    r"|jaar|jaren|getal|index.*|promille|‰|score|code|naam|omschrijving|dagen|uren|gram|ha|1[ .]000 euro",
    re.IGNORECASE,
)
_UNITS_END = re.compile(r"\.(?!000)")
LABELS = ("code", "naam", "omschrijving", "datum")
"""Units of columns that hold no figures but say what a row is about."""
TOTAL = re.compile(r"(totaal|total)\b.*|alle(n|maal)?|t[0-9]{6}", re.IGNORECASE)
_WHOLE_COUNTRY = "Het bestand heeft geen kolom met gebieden; de cijfers zijn gelezen als cijfers over heel Nederland."


def plan(sheets: Sequence[Sheet]) -> tuple[Sheet, Plan] | None:
    """The first sheet whose layout is known, and how to read it. Raises DataError for tables that hold no figures."""
    headers = [Header(sheet) for sheet in sheets]
    for layout in LAYOUTS:
        for header in headers:
            found = layout(header, sheets)
            if found and not (found.fixed_region and header.other_places):  # else Haarlem would become the country
                return header.sheet, found
    return None


# --- what a header says ---


def _word(header: str) -> str:
    """A header in plain small letters and single spaces: "Regio's" -> "regio s"."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9%]+", " ", plain).strip()


def role(header: str) -> str:
    if len(header) > LONGEST_NAME:
        return ""
    word = _word(header)
    return next((name for name, pattern in _ROLES.items() if pattern.fullmatch(word)), "")


@dataclass
class Header:
    """The header of a sheet by role; what has no role is a figure, a breakdown or of no use.

    cells: what it says above each column; start: position of the first row below it.
    """

    sheet: Sheet
    cells: list[str] = field(default_factory=list)
    start: int = 0

    def __post_init__(self) -> None:
        above = self.start - 2 if self.cells else self.sheet.header
        self.start = self.start or self.sheet.header + 1
        cells = self.cells = self.cells or self.sheet.top[self.sheet.header]
        self.names = distinct(cells)
        statline = any(_word(cell) in _CBS_WORDS for cell in cells)
        self.split = [without_unit(name, statline) for name in self.names]
        self.roles = [
            role(cell) or (role(subject) if unit in LABELS else "")
            for cell, (subject, unit) in zip(cells, self.split, strict=True)
        ]
        self.roles = [
            "subject" if _word(cell) == "cijfer" and at not in self.sheet.figures else role
            for at, (cell, role) in enumerate(zip(cells, self.roles, strict=True))
        ]
        self.body = self.sheet.grid.iloc[self.start :]
        titles = (" ".join(filter(None, row)) for row in self.sheet.top[:above])
        self.titles = [title for title in titles if len(title) <= LONGEST_NAME]

    def first(self, role: str) -> int | None:
        return self.roles.index(role) if role in self.roles else None

    def free(self) -> list[int]:
        """Columns without a role."""
        return [at for at, role in enumerate(self.roles) if role == ""]

    @property
    def places(self) -> tuple[int, ...]:
        """The columns that name the region, codes first; provinces only where nothing smaller is named."""
        found = [at for at, role in enumerate(self.roles) if role in _PLACES]
        smaller = [at for at in found if self.roles[at] != "province"]
        return tuple(sorted(smaller or found, key=lambda at: not _NUMBERED.search(_word(self.names[at]))))

    @property
    def other_places(self) -> bool:
        """Whether a column without a role holds names or codes of regions, whatever its header calls them."""
        for at in self.free():
            texts = pd.Series(values.used(self.body[at])[:500], dtype="str")
            texts = texts[texts.str.contains("[^\\W0-9]")]  # 344 may be any number
            if len(texts) and (recognise.find(texts) != "").mean() > 0.5:
                return True
        return False

    def has_total(self, column: int) -> bool:
        return any(TOTAL.fullmatch(text) for text in values.used(self.body[column]))

    def breakdowns(self, candidates: list[int], key: list[int | None]) -> tuple[int, ...]:
        """Columns that split the rows of a key further: those with a total, or else those that make the key unique."""
        totals = tuple(at for at in candidates if self.has_total(at))
        held = [at for at in key if at is not None]
        if totals or not self.body.duplicated(held or None).any():
            return totals
        return tuple(at for at in candidates if 1 < len(values.used(self.body[at])) <= 500)

    def skipped(self, columns: list[int], used: tuple[int, ...]) -> list[str]:
        """A remark on the columns that are not used, where there are any."""
        names = [self.names[at] for at in columns if at not in used]
        return [f"Overgeslagen kolommen: {dutch.listing(names)}."] if names else []

    def base(self, layout: str, title: str, **more: object) -> Plan:
        """A plan with all that the roles tell."""
        roles = {role: self.first(role) for role in ("period", "subject", "unit", "numerator", "denominator")}
        roles |= {role: self.first(role) for role in ("status", "note")}
        found = Plan(layout, title, self.start, self.names, region=self.places, **roles)  # type: ignore[arg-type]
        return replace(found, **more)  # type: ignore[arg-type]


def without_unit(text: str, any_unit: bool = False) -> tuple[str, str]:
    """A subject and its unit: "Sterfte [per 1.000]", "Rokers (%)", or as R writes it: "Inwoners..aantal."."""
    if len(text) > LONGEST_NAME:
        return text, ""
    subject, unit = values.bracketed(text)
    if subject and unit:
        return subject, unit
    subject, unit = values.bracketed(text, "()")
    if subject and unit and (any_unit or _UNIT.fullmatch(unit)):
        return subject, unit
    subject, _, unit = text[:-1].rpartition("..") if text.endswith(".") else ("", "", "")
    unit = _UNITS_END.sub(" ", unit)
    if subject and unit and not any(map(str.isspace, text)) and (any_unit or _UNIT.fullmatch(unit)):
        return subject, unit
    return text, ""


# --- layouts ---


def _template(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Our own template, of which column order and capitals are free."""
    sheet = header.sheet
    said = [cell.casefold() for cell in sheet.top[sheet.header]]
    for name, marks in _MARKS.items():
        cells = said if name == "observations" else [_IN_DUTCH.get(cell, cell) for cell in said]
        if not marks <= set(cells):
            continue
        table = TABLES[name]
        needed = [one.name for one in table.columns if one.name in (*table.key, *_NEEDED) and one.name not in cells]
        if needed:
            raise DataError(f"{sheet.name}: in het sjabloon ontbreekt de kolom {dutch.listing(needed)}.")
        if twice := [one for one in table.names if cells.count(one) > 1]:
            raise DataError(f"{sheet.name}: de kolom {twice[0]} staat er twee keer in.")
        at = {one: cells.index(one) for one in table.names if one in cells}
        foreign = [
            cell or f"kolom {number}" for number, cell in enumerate(cells, 1) if cell not in (*table.names, _NAME)
        ]
        absent = [one.name for one in table.columns if one.name not in at and not one.optional and one.name != "source"]
        remarks = [f"De kolom {one} hoort niet bij het sjabloon en is overgeslagen." for one in foreign]
        remarks += [f"De kolom {one} ontbreekt." for one in absent]
        column = at.get("value", at.get("amount_eur", at.get("tranche", 0)))
        exact = sheet.separator == ","
        return Plan(
            "sjabloon",
            f"Sjabloon van deze app ({KINDS[name]})",
            sheet.header + 1,
            sheet.columns,
            (Value(column, sheet.columns[column]),),
            (at["region"], *([cells.index(_NAME)] if _NAME in cells else [])),
            at.get("period"),
            at.get("indicator"),
            None,
            at.get("numerator"),
            at.get("denominator"),
            at.get("status"),
            at.get("note"),
            at.get("source"),
            decimal="." if exact else "",
            grouping=not exact,
            keep_empty=True,
            typed=tuple(at.get(one) for one in table.names),
            table=table,
            remarks=tuple(remarks),
        )
    return None


_MARKS = {
    "observations": {"indicator", "region"},
    "tranches": {"tranche", "region"},
    "budget": {"amount_eur", "region"},
}
_IN_DUTCH = {
    "gemeente": "region",
    "gebied": "region",
    "jaar": "year",
    "post": "item",
    "betaler": "funder",
    "bedrag": "amount_eur",
    "vanaf": "from_date",
    "bewijs": "evidence",
    "toelichting": "note",
    "bron": "source",
}
"""The columns of a list of tranches or a budget as a Dutch reader names them."""
_NEEDED = ("value", "tranche", "amount_eur")
_NAME = "name"
"""A column of the template beside the table's own: what the region is called. It does where the code is empty."""


def _code_list(header: Header, sheets: Sequence[Sheet]) -> Plan | None:
    """Tables that hold no figures: refused, each with what it is."""
    sheet = header.sheet
    if len(sheets) > 1:
        return None
    cells = set(sheet.columns)
    if {"Identifier", "Title"} <= cells:
        what = next((said for mark, said in _LISTS.items() if mark in cells), "codes")
        if "DimensionId" in cells:
            held = _column(sheet, "DimensionId")
            what = "perioden" if "Perioden" in held else "gebieden" if "RegioS" in held else "codes"
        raise DataError(
            f"{sheet.name}: dit is de lijst met {what} van een CBS-tabel, zonder cijfers. "
            "Sleep Observations.csv, of de hele zip."
        )
    body = sheet.grid.iloc[sheet.header + 1 :]
    codes = [at for at in body if len(body) and values.used(body[at]).str.fullmatch("GM[0-9]{4}").mean() > 0.9]
    if len(codes) > 1:
        raise DataError(
            f"{sheet.name}: dit is een lijst met samengevoegde gemeenten (oude en nieuwe codes), zonder cijfers. "
            "De app kent de samenvoegingen al; u hoeft dit bestand niet te slepen."
        )
    return None


_LISTS = {"Unit": "onderwerpen", "DatasetType": "eigenschappen", "ParentId": "groepen"}


def _column(sheet: Sheet, name: str) -> list[str]:
    """The cells below a header of a code list. Raises DataError when it has no such column, or no list of names."""
    if name not in sheet.columns:
        raise DataError(
            f"{sheet.name}: in deze lijst van het CBS ontbreekt de kolom {name}. Download de zip opnieuw, en verander "
            "er niets in."
        )
    texts = sheet.grid[sheet.columns.index(name)].iloc[sheet.header + 1 :]
    values.refuse_long(sheet.name, name, texts)
    return list(texts.astype(str))


def _cbs_v4(header: Header, sheets: Sequence[Sheet]) -> Plan | None:
    """Observations.csv of a bulk download of CBS, with the code lists beside it when the whole zip was dropped."""
    if not {"Measure", "Value"} <= set(header.names):
        return None
    lists = {one.name.rpartition("/")[2].removesuffix(".csv"): one for one in sheets}
    labels: dict[int, dict[str, str]] = {}
    for at, name in enumerate(header.names):
        if codes := lists.get(f"{name}Codes"):
            titles = dict(zip(_column(codes, "Identifier"), _column(codes, "Title"), strict=True))
            if name == "Perioden" and "Status" in codes.columns:
                status = dict(zip(_column(codes, "Identifier"), _column(codes, "Status"), strict=True))
                titles = {code: f"{code}{'' if status[code] == 'Definitief' else '*'}" for code in titles}
            bearers = Counter(titles.values())
            labels[at] = {code: f"{title} ({code})" if bearers[title] > 1 else title for code, title in titles.items()}
    places = tuple(at for at, name in enumerate(header.names) if name == "RegioS" or role(name) in _PLACES)
    known = {"Id", "Measure", "Value", "StringValue", "ValueAttribute", "Perioden"}
    others = tuple(at for at, name in enumerate(header.names) if name not in known and at not in places)
    units = lists.get("MeasureCodes")
    measures = header.names.index("Measure")
    told = () if units else ("De namen van de onderwerpen ontbreken; sleep de hele zip om ze te zien.",)
    return Plan(
        "cbs_v4",
        "Bulkbestand van het CBS",
        header.start,
        header.names,
        (Value(header.names.index("Value"), "Value"),),
        places,
        header.names.index("Perioden") if "Perioden" in header.names else None,
        measures,
        breakdowns=others,
        fixed_region="" if places else regions.COUNTRY,
        symbols="cbs",
        decimal=",",
        grouping=False,
        keep_empty=True,
        labels=labels,
        units={
            labels[measures].get(code, code): unit
            for code, unit in zip(_column(units, "Identifier"), _column(units, "Unit"), strict=True)
        }
        if units
        else {},
        remarks=told if places else (*told, _WHOLE_COUNTRY),
    )


_TOPIC = re.compile(r"\w+_[0-9]+")


def _cbs_typed(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A data set of CBS open data, typed or not: ID, codes, and subjects such as LevendGeborenKinderen_2."""
    topics = [at for at, name in enumerate(header.names) if _TOPIC.fullmatch(name)]
    if header.names[0] not in ("ID", "Id") or "Perioden" not in header.names or not topics:
        return None
    period = header.names.index("Perioden")
    dimensions = [at for at in range(1, len(header.names)) if at not in (*topics, period)]
    places = tuple(at for at in dimensions if _word(header.names[at]) in ("regios", "wijkenenbuurten", "codering"))
    places = places or tuple(at for at in dimensions if header.roles[at] in _PLACES)
    return Plan(
        "cbs_getypeerd",
        "Open data van het CBS",
        header.start,
        header.names,
        tuple(Value(at, header.names[at], header.names[at]) for at in topics),
        places,
        period,
        breakdowns=tuple(at for at in dimensions if at not in places),
        fixed_region="" if places else regions.COUNTRY,
        symbols="cbs",
        decimal=".",
        grouping=False,
        remarks=() if places else (_WHOLE_COUNTRY,),
    )


def _swing_flat(header: Header, sheets: Sequence[Sheet]) -> Plan | None:
    """Flat data of Swing: a period, geolevel and geoitem, and then dimensions and figures."""
    sheet = header.sheet
    words = [_word(name) for name in header.names]
    if not {"geolevel", "geoitem"} <= set(words):
        return None
    kinds = _swing_kinds(sheet, sheets)
    rest = [at for at in range(len(words)) if words[at] not in ("geolevel", "geoitem") and header.roles[at] != "ignore"]
    period = next((at for at in rest if kinds.get(words[at]) == "period" or header.roles[at] == "period"), None)
    rest = [at for at in rest if at != period]
    figures = [at for at in rest if (kinds[words[at]] == "var" if words[at] in kinds else at in sheet.figures)]
    return Plan(
        "swing_plat",
        "Platte data uit Swing",
        header.start,
        header.names,
        tuple(Value(at, header.names[at], *without_unit(header.names[at])) for at in figures),
        (words.index("geoitem"),),
        period,
        breakdowns=tuple(at for at in rest if at not in figures),
        symbols="swing",
        level=words.index("geolevel"),
    )


def _swing_kinds(sheet: Sheet, sheets: Sequence[Sheet]) -> dict[str, str]:
    """What the other tab of the workbook says of each column: period, geolevel, geoitem, dim or var."""
    kinds = {"period", "geolevel", "geoitem", "dim", "var"}
    for other in sheets:
        rows = [] if other is sheet else other.top
        for at in range(len(rows[0]) if rows else 0):
            if sum(row[at].lower() in kinds for row in rows) >= 3:
                return {_word(row[0]): row[at].lower() for row in rows if row[at].lower() in kinds}
    return {}


def _cbs_table(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """The "tabelindeling" of StatLine: a title, header rows for each dimension, and labels and units beside them."""
    sheet = header.sheet
    top = sheet.top
    lead = next((at for at, row in enumerate(top) if at and row[0] != ""), 0)
    above = [row for row in top[1:lead] if any(row)]
    if len([cell for cell in top[0] if cell]) != 1 or not above or any(row[0] for row in above):
        return None
    body = sheet.grid.iloc[lead + 1 :]
    width = min(next(at for at, cell in enumerate(row) if cell) for row in above)
    while width < len(top[0]) - 1 and not np.isfinite(values.numbers(values.used(body[width]), ",")).any():
        width += 1
    roles = [_stub(top[lead][at], body[at]) for at in range(width)]
    across = [*above, top[lead]] if width < len(top[0]) else []
    across = [row for row in across if len([cell for cell in row[width:] if cell]) > min(1, len(row) - width - 1)]
    told = {"period": [""] * len(top[0]), "region": [""] * len(top[0]), "unit": [""] * len(top[0])}
    subjects: list[list[str]] = []
    for row in across:
        kind = _across(row[width:])
        if kind == "subject":
            subjects.append(row)
        else:
            told[kind] = row
    parts = [[row[at] for row in subjects if row[at]] for at in range(len(top[0]))]
    totals = [row for row in subjects if any(TOTAL.fullmatch(cell) for cell in row[width:])]
    columns = [at for at in range(width, len(top[0])) if all(TOTAL.fullmatch(row[at]) for row in totals)]
    if not columns:
        return None
    codes = _codes_below(body, width)
    by = {role: roles.index(role) for role in set(roles)}
    places = tuple(at for at, role in enumerate(roles) if role == "region")
    whole = not places and not any(told["region"])
    period = by.get("period")
    return Plan(
        "cbs_tabelindeling",
        "Tabel van CBS StatLine",
        lead + 1,
        tuple(top[lead]),
        tuple(
            Value(
                at,
                "|".join([*parts[at], *filter(None, [told["region"][at], told["period"][at]])]),
                "|".join(parts[at]),
                told["unit"][at],
                told["period"][at],
                tuple(filter(None, [codes.get(at, ""), told["region"][at]])),
            )
            for at in columns
        ),
        places,
        period,
        by.get("subject"),
        by.get("unit"),
        breakdowns=tuple(at for at, role in enumerate(roles) if role == "breakdown"),
        fixed_region=regions.COUNTRY if whole else "",
        fixed_period="" if period is not None or any(told["period"]) else values.period_within(top[0][0]),
        symbols="cbs",
        decimal=",",
        remarks=(_WHOLE_COUNTRY,) if whole else (),
    )


def _stub(header: str, column: "pd.Series[str]") -> str:
    """What a column of labels holds, by its header or else by what is in it."""
    texts = pd.Series(values.used(column))
    texts = texts[texts != ""]
    named = role(header)
    if len(texts) and texts.str.fullmatch(_UNIT).mean() > 0.8:
        return "unit"
    if named in _PLACES:
        return "region"
    return named if named in ("period", "subject") else "breakdown"


def _across(cells: list[str]) -> str:
    """What a header row says of its columns."""
    texts = pd.Series([cell for cell in cells if cell], dtype="str")
    if (values.periods(texts)["kind"] != "").all():
        return "period"
    if ((recognise.find(texts) != "") | (recognise.other(texts) != "")).mean() > 0.2 and not texts.str.contains(
        "|", regex=False
    ).any():
        return "region"
    return "unit" if texts.str.fullmatch(_UNIT).mean() > 0.8 else "subject"


_CODE = re.compile("(NL|LD|PV|GM|WK|BU|CR|GG)[0-9]*")


def _codes_below(body: pd.DataFrame, width: int) -> dict[int, str]:
    """Where the regions stand across, a row below them holds their codes."""
    for cells in body.iloc[:12].astype(str).to_numpy().tolist():
        codes = cells[width:]
        if codes and all(_CODE.fullmatch(cell) for cell in codes):
            return dict(enumerate(codes, width))
    return {}


def _one_header(header: Header) -> Header:
    """Two header rows as one: "2018 %" for a year, perhaps over more columns, above a word."""
    top = header.sheet.top
    for at in (header.sheet.header - 1, header.sheet.header):
        if not 0 <= at < len(top) - 1:
            continue
        years, below = top[at], top[at + 1]
        known = values.periods(pd.Series(years, dtype="str"))["kind"] == "jaar"
        words = pd.Index([cell for cell in below[int(known.argmax()) :] if cell], dtype="str")
        missing = words.str.casefold().isin(list(values.MISSING[""]))
        if not known.any() or len(words) < 2 or (values.readable(words) | missing).any():
            continue
        cells, year = [], ""
        for one, word, is_year in zip(years, below, known, strict=True):
            year = one if is_year else "" if one else year
            cells.append(f"{year} {word}".strip() if year and (is_year or word) else one or word)
        return Header(header.sheet, cells, at + 2)
    return header


def _stem(name: str) -> str:
    """The name of a file without what stands behind the last point."""
    return name.rpartition(".")[0] or name


_MARKED_YEAR = re.compile(r"(?:19|20)[0-9]{2}\*{0,2}")


def _year_and(cell: str) -> tuple[str, str]:
    """The year that a header names, and what else it says: "2018 %", "Rokers 2018"; "" and all of it where none."""
    if values.periods(pd.Series([cell], dtype="str"))["kind"][0] == "jaar":
        return cell, ""
    first, *rest = cell.split(maxsplit=1) or [""]
    if rest and _MARKED_YEAR.fullmatch(first):
        return first, rest[0]
    *rest, last = cell.rsplit(maxsplit=1) or [""]
    if rest and _MARKED_YEAR.fullmatch(last):
        return last, rest[0]
    return "", cell


def _years_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Years as columns, perhaps more than one for a year; with a column for the subject a table of a Swing site."""
    header = _one_header(header)
    sheet = header.sheet
    kinds = values.periods(pd.Series(header.names, dtype="str"))
    said = {at: _year_and(header.cells[at]) for at in header.free() if kinds["kind"][at] != "deel"}
    years = [at for at, (year, _) in said.items() if year]
    if not years or (len(years) == 1 and said[years[0]][1]):
        return None
    swing = header.first("subject") is not None and bool(header.places)
    free = [at for at in header.free() if at not in years and kinds["kind"][at] == ""]
    subject = header.first("subject")
    remarks = []
    if subject is None and not header.places and free:
        subject = free.pop(0)
    rests = {rest for _, rest in (said[at] for at in years)}
    title = ""
    if subject is None and any(not rest or _UNIT.fullmatch(rest) for rest in rests):
        title = next((text for text in header.titles if text), "") or _stem(sheet.name)
        remarks.append(f"Het bestand noemt geen onderwerp; gelezen als '{title}', naar de titel of de bestandsnaam.")
    if not header.places:
        remarks.append(_WHOLE_COUNTRY)
    if parts := len(kinds.index[kinds["kind"] == "deel"]):
        remarks.append(f"{parts} kolommen over maanden, kwartalen of dagen zijn overgeslagen.")
    about = {rest: without_unit(f"{title} [{rest}]" if _UNIT.fullmatch(rest) else rest or title) for rest in rests}
    if len(rests) > 1:  # two columns for a year are two subjects
        about |= {rest: (f"{title} [{rest}]", about[rest][1]) for rest in rests if _UNIT.fullmatch(rest)}
    breakdowns = header.breakdowns(free, [*header.places, subject])
    remarks += header.skipped(free, breakdowns)
    return header.base(
        "swing_tabel" if swing else "breed_jaren",
        "Tabel van een Swing-site, zoals waarstaatjegemeente.nl" if swing else "Tabel met jaren als kolommen",
        values=tuple(Value(at, header.names[at], *about[said[at][1]], said[at][0]) for at in years),
        period=None,
        subject=subject,
        breakdowns=breakdowns,
        fixed_region="" if header.places else regions.COUNTRY,
        symbols="swing" if swing else "",
        decimal="," if swing else "",
        remarks=tuple(remarks),
    )


def _regions_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """Regions as columns, each row a year or a subject."""
    sheet = header.sheet
    names = pd.Series(header.names, dtype="str")
    named = (recognise.find(names) != "") & ~names.str.fullmatch("[0-9]+")
    free = [at for at in header.free() if not named[at] and at not in sheet.figures]
    if named.sum() < 2 or named.sum() < (len(names) - len(free)) / 2 or header.places:
        return None
    period, subject = header.first("period"), header.first("subject")
    if subject is None and free:
        subject = free.pop(0)
    title = next((text for text in header.titles if text), "") or _stem(sheet.name)
    name, unit = without_unit(title)
    breakdowns = header.breakdowns(free, [period, subject])
    return header.base(
        "breed_gebieden",
        "Tabel met gebieden als kolommen",
        values=tuple(Value(at, names[at], name, unit, region=(names[at],)) for at in names.index[named]),
        subject=subject,
        breakdowns=breakdowns,
        remarks=tuple(header.skipped(free, breakdowns)),
    )


def _subjects_across(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A row for each region and period, and a column for each subject: CBS, VZinfo, or others."""
    sheet = header.sheet
    period = header.first("period")
    if not header.places and period is None:
        return None
    labels = [at for at in header.free() if header.split[at][1] in LABELS]
    figures = [at for at in header.free() if at not in labels and at in sheet.figures]
    figures += [at for at, role in enumerate(header.roles) if role == "value" and at in sheet.figures]
    if not figures or (not header.places and _word(header.names[period or 0]) != "perioden"):
        return None
    united = [at for at in figures if header.split[at][1]]
    cbs = len(united) * 2 >= len(figures) and any(_word(name) in _CBS_WORDS for name in header.names)
    vzinfo = header.names[0] == "id" and bool(header.places) and period is None
    texts = [at for at in header.free() if at not in (*figures, *labels)]
    breakdowns = header.breakdowns(texts, [*header.places, period])
    skipped = [header.names[at] for at in texts if at not in breakdowns]
    remarks = [f"De kolommen zonder cijfers zijn overgeslagen: {dutch.listing(skipped)}."] if skipped else []
    remarks += [] if header.places else [_WHOLE_COUNTRY]
    return header.base(
        "cbs_symbolen" if cbs else "vzinfo" if vzinfo else "breed",
        "Tabel van CBS StatLine"
        if cbs
        else "Kaartgegevens van VZinfo"
        if vzinfo
        else "Tabel met onderwerpen als kolommen",
        values=tuple(Value(at, header.names[at], *header.split[at]) for at in sorted(figures)),
        region=(*header.places, 0) if vzinfo else header.places,
        subject=None,
        breakdowns=breakdowns,
        fixed_region="" if header.places else regions.COUNTRY,
        symbols="cbs" if cbs else "",
        decimal="." if cbs else "",
        grouping=not cbs,
        remarks=tuple(remarks),
    )


_CBS_WORDS = ("perioden", "regio s", "wijken en buurten", "gemeenten", "provincies")
"""Headers of label columns in files of StatLine."""


def _long(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """One column of figures, and a row for each region, period and subject."""
    sheet = header.sheet
    counts = all(header.first(role) is not None for role in ("numerator", "denominator"))  # a rate follows from those
    candidates = [at for at, role in enumerate(header.roles) if role == "value" and (counts or at in sheet.figures)]
    if not candidates or (len(candidates) > 1 and header.first("subject") is None):
        return None
    if not header.places and header.first("period") is None:
        return None
    order = _ROLES["value"].pattern.split("|")
    value = min(candidates, key=lambda at: order.index(word) if (word := _word(header.names[at])) in order else 99)
    rest = [at for at in (*header.free(), *candidates) if at != value]
    breakdowns = header.breakdowns(rest, [*header.places, header.first("period"), header.first("subject")])
    remarks = header.skipped(rest, breakdowns)
    remarks += [] if header.places else [_WHOLE_COUNTRY]
    return header.base(
        "lang",
        "Lange tabel",
        values=(Value(value, header.names[value], *without_unit(header.names[value])),),
        breakdowns=breakdowns,
        fixed_region="" if header.places else regions.COUNTRY,
        remarks=tuple(remarks),
    )


LAYOUTS: tuple[Callable[[Header, Sequence[Sheet]], Plan | None], ...] = (
    _template,
    _cbs_v4,
    _code_list,
    _cbs_typed,
    _swing_flat,
    _cbs_table,
    _years_across,
    _regions_across,
    _long,
    _subjects_across,
)
"""In the order in which they are tried: the surest first."""


def by_hand(
    sheet: Sheet,
    values: Sequence[str],
    region: str,
    period: str,
    subject: str,
    numerator: str,
    denominator: str,
    fixed_period: str,
) -> Plan:
    """A plan by the names of the columns. Raises DataError when the sheet has no such column."""

    def at(name: str) -> int | None:
        if name and name not in sheet.columns:
            raise DataError(f"{sheet.name}: de kolom '{name}' staat niet in dit bestand. Wijs de kolommen opnieuw aan.")
        return sheet.columns.index(name) if name else None

    if not values:
        raise DataError(f"{sheet.name}: wijs ten minste één kolom met cijfers aan.")
    columns = [(name, column) for name in values if (column := at(name)) is not None]
    place = at(region)
    return Plan(
        "met_de_hand",
        "Met de hand aangewezen kolommen",
        sheet.header + 1,
        sheet.columns,
        tuple(Value(column, name, *without_unit(name)) for name, column in columns),
        () if place is None else (place,),
        at(period),
        at(subject),
        numerator=at(numerator),
        denominator=at(denominator),
        fixed_region=regions.COUNTRY if place is None else "",
        fixed_period=fixed_period,
        remarks=() if region else (_WHOLE_COUNTRY,),
    )
