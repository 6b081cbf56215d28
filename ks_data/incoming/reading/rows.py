"""A sheet and the plan of its layout -> tidy rows, every figure as the file gives it. Judges nothing."""

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

from ks_data.catalogue import recognise
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import STATUSES
from ks_data.incoming.reading import values
from ks_data.incoming.reading.file import Sheet
from ks_data.incoming.reading.layouts import LABELS, TOTAL, Plan, role, without_unit
from ks_data.incoming.reading.values import Decimal, Floats, Mask
from ks_data.language import dutch

_SCALE = re.compile(r"x\s*(?:(1(?:[ .\u00a0]?000)+)|mln|miljoen)(?![0-9]).*", re.IGNORECASE)
_MOST_ZEROS = 9
"""Figures come in thousands, millions and thousands of millions."""
_DECIMALS = {".": "decimale punt", ",": "decimale komma"}


@dataclass
class _Figures:
    """The figures of some columns: one decimal sign for the whole file, unless a column clearly has the other."""

    body: pd.DataFrame
    columns: list[int]
    usual: Decimal
    grouping: bool
    forced: bool

    def __post_init__(self) -> None:
        unknown = [] if self.forced else self.columns
        self.evidence = dict.fromkeys(self.columns, (0, 0, ""))
        self.evidence |= {at: values.evidence(values.used(self.body[at]), self.grouping) for at in unknown}
        point = sum(each[0] for each in self.evidence.values())
        comma = sum(each[1] for each in self.evidence.values())
        self.seen = bool(point or comma or self.forced)
        self.decimal: Decimal = self.usual
        if not self.forced and bool(point) != bool(comma):
            self.decimal = "." if point else ","

    def sign(self, column: int) -> Decimal:
        point, comma, _ = self.evidence[column]
        if self.forced or point == comma:
            return self.decimal
        return "." if point > comma else ","

    def remarks(self) -> list[str]:
        """What was decided without proof: 1.234 may be a thousand and more, or one and a bit."""
        for at in self.columns:
            point, comma, unclear = self.evidence[at]
            if unclear and not self.forced and not (point or comma):
                read = values.numbers(pd.Index([unclear]), self.sign(at), self.grouping)[0]
                return [
                    f"'{unclear}' kan op twee manieren gelezen worden; het is gelezen als "
                    f"{dutch.number(read, 0 if read.is_integer() else 3)}. Klopt dat?"
                ]
        return []

    def read(self, column: int) -> Floats:
        return values.floats(self.body[column], self.sign(column), self.grouping)


def observations(sheet: Sheet, plan: Plan) -> tuple[pd.DataFrame, str, list[str]]:
    """The rows (see `Reading`), how decimals are written, and what was left out or decided on the way.

    Raises DataError when no row is left, with the reason.
    """
    remarks = list(plan.remarks)
    body = _used(sheet.grid.iloc[plan.start :], plan)
    _refuse_long(sheet, plan, body)
    body = _totals_only(body, plan, remarks)
    plan = _own_columns(plan, remarks)
    columns = [value.column for value in plan.values]
    if columns and not plan.keep_empty and (len(columns) > 1 or plan.symbols == "cbs"):
        empty = np.logical_and.reduce([values.equal(body[at], "") for at in columns])
        body = _without(body, empty, remarks, "zonder enig cijfer (vaak opgeheven gemeenten)")
    if plan.unit is not None:  # rows that say what a region is called, between the figures
        body = _without(body, values.within(body[plan.unit], LABELS))
    if body.empty or not plan.values:
        raise DataError(f"{sheet.name}: onder de kop staat geen enkel cijfer. {' '.join(remarks)}".strip())
    code, written, level = _regions(body, plan)
    if plan.region:
        body = _own_levels(body, level, sheet, remarks)
    if plan.period is not None:
        kinds = values.periods(pd.Series(_labelled(body[plan.period], plan, plan.period), dtype="str"))
        part = np.asarray(kinds["kind"] == "deel")[body[plan.period].cat.codes.to_numpy()]
        if part.all():
            raise DataError(
                f"{sheet.name}: dit bestand gaat alleen over maanden, kwartalen of dagen. "
                "Deze app laat cijfers per jaar zien; sleep een bestand met jaarcijfers."
            )
        body = _without(body, part, remarks, "over maanden, kwartalen of dagen")
    fixed = plan.fixed_period
    period = None
    if plan.period is not None:
        period = values.spread(body[plan.period], _labelled(body[plan.period], plan, plan.period))
    elif not fixed and not any(value.period for value in plan.values):
        fixed, said = _period_told(sheet)
        remarks.append(said)
    places = None
    if plan.region or plan.fixed_region:
        places = (code, written) if len(code) == len(body) else (code[body.index], written[body.index])
    return _melted(sheet, plan, body, remarks, places, period, fixed)


def typed(sheet: Sheet, plan: Plan) -> tuple[pd.DataFrame, str, list[str]]:
    """The rows of a tranche list or a budget in the template."""
    assert plan.table is not None
    body = _used(sheet.grid.iloc[plan.start :], plan)
    _refuse_long(sheet, plan, body)
    at = {one.name: column for one, column in zip(plan.table.columns, plan.typed, strict=True) if column is not None}
    held = {one.name: body[at[one.name]] for one in plan.table.columns if one.name in at}
    rows = pd.DataFrame({"row": body.index.to_numpy()})
    code, written, _ = _regions(body, plan)
    signs = ""
    for column in plan.table.columns:
        texts = held.get(column.name, _constant("", body.index)).reset_index(drop=True)
        if column.name == "region" and code is not None and written is not None:
            rows["region"], rows["region_text"] = code.reset_index(drop=True), written.reset_index(drop=True)
        elif column.name == "amount_eur":
            figures = _Figures(
                body, [at["amount_eur"]], plan.decimal or _usual(sheet), plan.grouping, _exact(sheet, plan)
            )
            rows["amount_eur"], rows["amount_text"] = figures.read(at["amount_eur"]), texts
            signs = _DECIMALS[figures.sign(at["amount_eur"])]
        else:
            rows[column.name] = texts
    return rows, signs, list(plan.remarks)


# --- which rows ---


def _used(body: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The columns that the plan asks for, as categories that all occur; a plain column of figures may stay plain."""
    single = plan.table is None or plan.table.name == "observations"
    figures = {*(one.column for one in plan.values), plan.numerator, plan.denominator} if single else set()
    columns = {}
    for at in body:
        texts = body[at]
        if isinstance(texts.dtype, pd.CategoricalDtype):
            held = values.used(texts)
            columns[at] = texts if len(held) == len(texts.cat.categories) else texts.cat.set_categories(held)
        else:
            columns[at] = texts if at in figures else values.stripped(texts.astype("category"))
    return pd.DataFrame(columns, index=body.index, copy=False)


def _refuse_long(sheet: Sheet, plan: Plan, body: pd.DataFrame) -> None:
    """Raises DataError where a cell that is read as a name, a period or a unit is too long for one."""
    single = (plan.period, plan.subject, plan.unit, plan.status, plan.level)
    columns = {*plan.region, *plan.breakdowns, *(at for at in single if at is not None)}
    if plan.table is not None:
        written = {one.name: at for one, at in zip(plan.table.columns, plan.typed, strict=True) if at is not None}
        columns |= {at for name, at in written.items() if name not in _FREE}
    for at in sorted(columns):
        values.refuse_long(sheet.name, plan.names[at], body[at])


_FREE = ("note", "source", "value", "numerator", "denominator", "amount_eur")
"""Columns of a template of which a cell is no name."""


def _without(body: pd.DataFrame, drop: Mask, remarks: list[str] | None = None, which: str = "") -> pd.DataFrame:
    if not drop.any():
        return body
    if remarks is not None:
        remarks.append(_passed_over(int(drop.sum()), which))
    return body[~drop]


def _own_levels(body: pd.DataFrame, level: "pd.Series[str]", sheet: Sheet, remarks: list[str]) -> pd.DataFrame:
    """Only the rows about municipalities, provinces or the country, and those about what is unknown."""
    names = [each for each in values.used(level) if each]
    drop = ~values.equal(level, "")
    if drop.all():
        raise DataError(
            f"{sheet.name}: dit bestand gaat alleen over {dutch.listing(names)}. "
            "Deze app laat cijfers per gemeente, per provincie en over heel Nederland zien; sleep een bestand daarover."
        )
    for name in names:
        count = int(values.equal(level, name).sum())
        belong = "hoort" if count == 1 else "horen"
        remarks.append(_passed_over(count, f"over {name} {belong} niet in deze app en"))
    return _without(body, drop)


def _own_columns(plan: Plan, remarks: list[str]) -> Plan:
    """Where regions are columns, only those of the levels that the app has."""
    if plan.region or plan.fixed_region or not plan.values:
        return plan
    if nameless := [one for one in plan.values if not one.region]:
        remarks.append(f"Kolommen waar geen gebied boven staat zijn overgeslagen: {len(nameless)}.")
        plan = replace(plan, values=tuple(one for one in plan.values if one.region))
    level = recognise.other(pd.Series([one.region[0] for one in plan.values], dtype="str"))
    for name in level[level != ""].unique():
        remarks.append(
            f"{int((level == name).sum())} kolommen over {name} horen niet in deze app en zijn overgeslagen."
        )
    return replace(plan, values=tuple(one for one, other in zip(plan.values, level, strict=True) if not other))


def _passed_over(count: int, which: str) -> str:
    return f"{dutch.plural(count, 'rij', 'rijen')} {which} {'is' if count == 1 else 'zijn'} overgeslagen."


def _totals_only(body: pd.DataFrame, plan: Plan, remarks: list[str]) -> pd.DataFrame:
    """Of each breakdown that has a total only the rows of the total."""
    for at in plan.breakdowns:
        names = _labelled(body[at], plan, at)
        total = np.array([bool(TOTAL.fullmatch(name)) for name in names], dtype=bool)[body[at].cat.codes.to_numpy()]
        if total.any() and not total.all():
            others = _passed_over(int((~total).sum()), "over een deel")
            remarks.append(f"Van '{plan.names[at]}' is alleen het totaal gelezen; {others}")
            body = body[total]
    return body


def _labelled(texts: "pd.Series[str]", plan: Plan, column: int | None) -> list[str]:
    """What the different texts of a column mean."""
    labels = plan.labels.get(-1 if column is None else column, {})
    return [labels.get(text, text) for text in texts.cat.categories]


# --- regions and periods ---


def _regions(body: pd.DataFrame, plan: Plan) -> "tuple[pd.Series[str], pd.Series[str], pd.Series[str]]":
    """For each row the code of its region, its name as written, and the name of its level when the app has it not."""
    code = level = _constant("", body.index)
    if not plan.region:
        return _constant(plan.fixed_region, body.index), code, level
    first = body[plan.region[0]]
    told = np.zeros(len(body), bool) if plan.table is None else ~values.equal(first, "")  # in our template codes lead
    for at in plan.region:
        texts = body[at]
        if plan.level is not None:
            texts = (body[plan.level].astype("str") + " " + texts.astype("str")).astype("category")
        held = pd.Series(texts.cat.categories, dtype="str")
        other = recognise.other(held)
        if role(plan.names[at]) == "area":  # where all that is no municipality is a part of one
            other = other.mask((recognise.find(held) == "") & (other == "") & (held != ""), "wijken en buurten")
        may = values.equal(level, "") & ~(told & (at != plan.region[0]))
        code = _filled(code, values.spread(texts, recognise.find(held)), may)
        level = _filled(level, values.spread(texts, other), values.equal(code, ""))
    if len(plan.region) == 1 and role(plan.names[plan.region[0]]) == "area" and values.used(level).any():
        below = np.maximum.accumulate(~values.equal(level, ""))  # "Waterland" among the parts of a town is no town
        doubt = below & values.starting(code, "GM")
        level = _filled(level, _constant("gebieden zonder code, die ook een wijk kunnen zijn,", body.index), doubt)
    name = plan.region[-1]
    written = values.spread(body[name], _labelled(body[name], plan, name))
    for at in plan.region[:-1]:
        written = _filled(written, body[at], values.equal(written, ""))
    if (strange := told & values.equal(code, "")).any():  # then the code is what to look at, not the name beside it
        written = _filled(_filled(_constant("", body.index), written, ~strange), first, strange)
    return code, written, level


def _period_told(sheet: Sheet) -> tuple[str, str]:
    """The period that a title or the file name speaks of, and how we know."""
    for text in [" ".join(filter(None, row)) for row in sheet.top[: sheet.header]]:
        if period := values.period_within(text):
            return period, f"De periode {period} komt uit de titel boven de tabel."
    if period := values.period_within(sheet.name.rpartition("/")[2]):
        return period, f"De periode {period} komt uit de bestandsnaam."
    return "", "Het bestand noemt geen jaar: niet in een kolom, niet in de titel en niet in de bestandsnaam."


# --- one row for each figure ---


@dataclass(frozen=True, slots=True)
class _Shape:
    """Rows and columns of figures, to be laid in one long column, row by row."""

    count: int
    wide: int

    def down(self, texts: "pd.Series[str]") -> pd.Categorical:
        """A text for each row, repeated for each figure in it."""
        held = pd.Categorical(texts)
        return held if self.wide == 1 else held.take(np.repeat(np.arange(self.count), self.wide))

    def each(self, numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """A number for each row, repeated for each figure in it."""
        return numbers if self.wide == 1 else np.repeat(numbers, self.wide)

    def across(self, texts: list[str]) -> pd.Categorical:
        """A text for each column of figures, repeated for each row."""
        small = pd.Categorical(texts)
        return pd.Categorical.from_codes(np.tile(small.codes, self.count), small.categories)

    def all(self, columns: "list[pd.Series[str]]") -> "pd.Series[str]":
        """The texts of the figures themselves."""
        if self.wide == 1:
            return columns[0].reset_index(drop=True)
        order = np.arange(self.count * self.wide).reshape(self.wide, self.count).T.ravel()
        return pd.Series(union_categoricals([one.astype("category") for one in columns]).take(order))


def _melted(
    sheet: Sheet,
    plan: Plan,
    body: pd.DataFrame,
    remarks: list[str],
    places: "tuple[pd.Series[str], pd.Series[str]] | None",
    period: "pd.Series[str] | None",
    fixed_period: str,
) -> tuple[pd.DataFrame, str, list[str]]:
    shape = _Shape(len(body), len(plan.values))
    columns = [value.column for value in plan.values]
    beside = {name: at for name in ("numerator", "denominator") if (at := getattr(plan, name)) is not None}
    figures = _Figures(
        body, [*columns, *beside.values()], plan.decimal or _usual(sheet), plan.grouping, _exact(sheet, plan)
    )
    remarks += figures.remarks()
    text = shape.all([body[at] for at in columns])
    value = np.column_stack([figures.read(at) for at in columns]).ravel()
    status, note = _missing(text, value, plan)
    value[np.asarray(status != "")] = np.nan
    subject, unit = _subjects(plan, body, shape)
    value = _scaled(value, unit, remarks)
    when = shape.across([one.period or fixed_period for one in plan.values]) if period is None else shape.down(period)
    read = values.periods(pd.Series(when.categories, dtype="str"))
    if plan.status is not None:
        given = shape.down(body[plan.status])
        said = given.categories.str.casefold()
        if plan.table is None:  # elsewhere a status may be anything
            said = said.where(said.isin(STATUSES), "")
        given = _mapped(given, said)
        status = _or(given, status) if plan.table else _or(status, given)
    if (read["status"] != "").any():  # 2019* says something of a figure, not of a cell without one
        status = _or(status, _only(_mapped(when, read["status"]), ~np.isnan(value)))
    blank = _blank(shape.count * shape.wide)
    if places is None:
        region = shape.across(list(recognise.find(pd.Series([one.region[0] for one in plan.values], dtype="str"))))
        region_text = shape.across([one.region[-1] for one in plan.values])
    else:
        region, region_text = shape.down(places[0]), shape.down(places[1])
    rows = {
        "row": shape.each(body.index.to_numpy()),
        "column": shape.across([one.header for one in plan.values]),
        "subject": subject,
        "unit": unit,
        "region": region,
        "region_text": region_text,
        "period": _mapped(when, read["period"]),
        "period_text": when,
        "value": value,
        "value_text": text,
        **{
            name: shape.each(figures.read(beside[name])) if name in beside else np.nan
            for name in ("numerator", "denominator")
        },
        **{
            f"{name}_text": shape.all([body[beside[name]]] * shape.wide) if name in beside else blank
            for name in ("numerator", "denominator")
        },
        "status": status,
        "note": note if plan.note is None else _or(shape.down(body[plan.note]), note),
        "source": blank if plan.source is None else shape.down(body[plan.source]),
    }
    return pd.DataFrame(rows, copy=False), _DECIMALS[figures.sign(columns[0])] if figures.seen else "", remarks


def _subjects(plan: Plan, body: pd.DataFrame, shape: _Shape) -> tuple[pd.Categorical, pd.Categorical]:
    """The subject of each figure, and its unit."""
    subject = shape.across([one.subject for one in plan.values])
    unit = shape.across([one.unit for one in plan.values])
    if plan.subject is not None:
        texts = shape.down(body[plan.subject])
        named = _labelled(body[plan.subject], plan, plan.subject)
        split = [(one, plan.units[one]) if one in plan.units else without_unit(one) for one in named]
        split = split if plan.table is None else [(one, "") for one in named]
        own = _mapped(texts, [one for one, _ in split])
        subject = own if len(plan.values) == 1 or plan.values[0].period else _joined(own, subject)
        unit = _or(_mapped(texts, [one for _, one in split]), unit)
    if plan.unit is not None:
        unit = shape.down(body[plan.unit])
    for at in plan.breakdowns:
        if len(values.used(body[at])) > 1:
            part = [f"{plan.names[at]}: {one}" if one else "" for one in _labelled(body[at], plan, at)]
            subject = _joined(subject, shape.down(values.spread(body[at], part)))
    return subject, unit


def _missing(text: "pd.Series[str]", value: Floats, plan: Plan) -> tuple[pd.Categorical, pd.Categorical]:
    """The status and the meaning of each sign for a missing figure; empty where there is a figure or something else."""
    known = {**values.MISSING[plan.symbols], "figure": ("", "")}
    if plan.table is not None:  # the template says in its own columns why a cell is empty
        known[""] = ("", "")
    known |= {"hidden": ("onderdrukt", "-99996 in Swing: afgeschermd vanwege privacy")}
    known |= {"lost": ("ontbreekt", "een getal van -99990 of lager staat in Swing voor een ontbrekend cijfer")}
    signs = list(known)
    which = np.full(len(value), signs.index("figure"), dtype=np.int8)
    blank = np.flatnonzero(np.isnan(value))
    at = pd.Index(signs).get_indexer(text.iloc[blank].astype(object).str.strip().str.casefold())
    which[blank] = np.where((at < 0) | (at >= signs.index("figure")), signs.index("figure"), at)
    if plan.symbols != "cbs" and plan.table is None:
        which[value <= values.LOST] = signs.index("lost")
        which[value == values.HIDDEN] = signs.index("hidden")
    signed = pd.Categorical.from_codes(which, signs)
    status, note = (_mapped(signed, [known[sign][part] for sign in signs]) for part in (0, 1))
    return status, note


def _scaled(value: Floats, unit: pd.Categorical, remarks: list[str]) -> Floats:
    """Figures in thousands or millions made whole."""
    factors = [_factor(one) for one in unit.categories]
    if not len(value) or all(factor == 1 for factor in factors):
        return value
    for one, factor in zip(unit.categories, factors, strict=True):
        if factor > 1:
            remarks.append(f"De eenheid is '{one}': de cijfers zijn met {dutch.number(factor, 0)} vermenigvuldigd.")
    scaled: Floats = np.round(value * np.array(factors, dtype=float)[unit.codes], 6)
    return scaled


def _factor(unit: str) -> int:
    found = _SCALE.fullmatch(unit.strip())
    if not found:
        return 1
    if (zeros := (found[1] or "1000000").count("0")) > _MOST_ZEROS:
        raise DataError(
            f"De eenheid '{unit[:40]}' is te groot: cijfers kunnen hoogstens in miljarden staan. Reken de cijfers om."
        )
    return int(10**zeros)


# --- decimals ---


def _usual(sheet: Sheet) -> Decimal:
    """What a file means when nothing in it decides: with commas between the cells a point, and else a comma."""
    return "." if sheet.separator == "," else ","


def _exact(sheet: Sheet, plan: Plan) -> bool:
    """The template with commas between the cells has points for decimals, whatever a cell looks like."""
    return plan.table is not None and sheet.separator == ","


# --- columns of text ---


def _blank(count: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(count, dtype=np.int8), [""])


def _constant(text: str, index: "pd.Index[int]") -> "pd.Series[str]":
    return pd.Series(pd.Categorical.from_codes(np.zeros(len(index), dtype=np.int8), [text]), index=index)


def _mapped(texts: pd.Categorical, mapped: "pd.Series[str] | pd.Index[str] | list[str]") -> pd.Categorical:
    """What stands for each different text."""
    small = pd.Categorical(mapped)
    return pd.Categorical.from_codes(small.codes.astype(np.int32).take(texts.codes), small.categories)


def _empty(texts: "pd.Categorical | pd.Series[str]") -> Mask:
    return values.equal(pd.Series(texts), "")


def _only(texts: pd.Categorical, where: Mask) -> pd.Categorical:
    """The text in some rows, and nothing in the others."""
    both = union_categoricals([texts, pd.Categorical([""])])
    return pd.Categorical.from_codes(np.where(where, both.codes[:-1], both.codes[-1]), both.categories)


def _or(first: pd.Categorical, second: pd.Categorical) -> pd.Categorical:
    """The first text, or where it is empty the second."""
    if not (_empty(first) & ~_empty(second)).any():
        return first
    both = union_categoricals([first, second])
    own, other = both.codes[: len(first)], both.codes[len(first) :]
    empty = both.categories.get_indexer([""])[0]
    return pd.Categorical.from_codes(np.where(own == empty, other, own), both.categories)


def _filled(first: "pd.Series[str]", second: "pd.Series[str]", where: Mask) -> "pd.Series[str]":
    """The first text, or where it is empty and it may be filled the second."""
    if where.all() and _empty(first).all():
        return second
    return pd.Series(_or(pd.Categorical(first), _only(pd.Categorical(second), where)), index=first.index)


def _joined(first: pd.Categorical, second: pd.Categorical) -> pd.Categorical:
    """Two texts with a semicolon between them, as far as they are there."""
    pairs = first.codes.astype(np.int64) * len(second.categories) + second.codes
    codes, different = pd.factorize(pairs)
    whole, part = np.divmod(different, len(second.categories))
    texts = [
        "; ".join(filter(None, pair)) for pair in zip(first.categories[whole], second.categories[part], strict=True)
    ]
    small = pd.Categorical(texts)
    return pd.Categorical.from_codes(small.codes.astype(np.int32)[codes], small.categories)
