"""A sheet and the plan of its layout -> tidy rows: which rows count, and which region and period they are about.

Every figure stays as the file gives it (see `melt`). Judges nothing.
"""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import Finding, Level, listed, remark
from ks_data.incoming.reading import categories, values, years
from ks_data.incoming.reading.figures import DECIMALS, Figures
from ks_data.incoming.reading.layouts import LABELS, TOTAL, Plan
from ks_data.incoming.reading.melt import labelled, melted
from ks_data.incoming.reading.places import ASKED, NAMELESS_PARTS, Places, places_of
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.surroundings import period_around, region_around
from ks_data.incoming.reading.values import Mask
from ks_data.language import dutch

_FREE = ("note", "source", "value", "numerator", "denominator", "amount_eur")
"""Columns of a template of which a cell is no name."""
_IN_WORDS = re.compile("t/m|tm|tot", re.IGNORECASE)
"""Who writes this means years together and no school year."""


def observations(sheet: Sheet, plan: Plan) -> tuple[pd.DataFrame, str, list[Finding]]:
    """The rows (see `Reading`), how decimals are written, and what was left out or decided on the way.

    Raises DataError when no row is left, with the reason.
    """
    findings = list(plan.findings)
    body = sheet.grid.iloc[plan.start :]
    _refuse_unfit(sheet, plan, body)
    body = _used_columns(body, plan)
    if plan.fixed_region == regions.COUNTRY and not plan.region:
        code, question = region_around(sheet, _texts_only(body, plan))
        plan = replace(plan, fixed_region=code)
        findings.append(question)
    body = _totals_only(body, plan, findings)
    plan = _own_columns(plan, findings)
    body = _filled_rows(body, plan, findings)
    if body.empty or not plan.figures:
        messages = " ".join(finding.message for finding in findings)
        raise DataError(f"{sheet.name}: onder de kop staat geen enkel cijfer. {messages}".strip())
    places = places_of(body, plan, findings)
    if plan.region:
        body = _own_levels(body, places, sheet, findings)
    periods = None
    fixed_period = plan.fixed_period
    if plan.period is not None:
        body = _whole_years(body, plan, plan.period, sheet, findings)
        periods = values.spread(body[plan.period], labelled(body[plan.period], plan, plan.period))
    elif not fixed_period and not any(figure.period for figure in plan.figures):
        fixed_period, question = period_around(sheet)
        findings.append(question)
    findings += _school_years(body, plan, fixed_period)
    named = None
    if plan.region or plan.fixed_region:
        code, name = places.code, places.name
        named = (code, name) if len(code) == len(body) else (code[body.index], name[body.index])
    rows, decimals = melted(sheet, plan, body, findings, named, periods, fixed_period)
    return rows, decimals, findings


def template_rows(sheet: Sheet, plan: Plan) -> tuple[pd.DataFrame, str, list[Finding]]:
    """The rows of a tranche list or a budget in the template."""
    assert plan.table is not None
    body = sheet.grid.iloc[plan.start :]
    _refuse_unfit(sheet, plan, body)
    body = _used_columns(body, plan)
    columns = _template_columns(plan)
    rows = pd.DataFrame({"row": body.index.to_numpy()})
    findings = list(plan.findings)
    places = places_of(body, plan, findings)
    decimals = ""
    for name in plan.table.names:
        texts = body[columns[name]] if name in columns else categories.constant("", body.index)
        texts = texts.reset_index(drop=True)
        if name == "region":
            rows["region"], rows["region_text"] = (
                places.code.reset_index(drop=True),
                places.name.reset_index(drop=True),
            )
        elif name == "amount_eur":
            figures = Figures.of(sheet, plan, body, [columns[name]])
            rows["amount_eur"], rows["amount_text"] = figures.numbers(columns[name]), texts
            decimals = DECIMALS[figures.sign(columns[name])]
        else:
            rows[name] = texts
    return rows, decimals, findings


# --- which columns ---


def _used_columns(body: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The columns as categories that all occur; a plain column of figures may stay plain."""
    single = plan.table is None or plan.table.name == "observations"
    figures = {*(figure.column for figure in plan.figures), plan.numerator, plan.denominator} if single else set()
    columns = {}
    for column in body:
        texts = body[column]
        if isinstance(texts.dtype, pd.CategoricalDtype):
            used = values.used(texts)
            columns[column] = texts if len(used) == len(texts.cat.categories) else texts.cat.set_categories(used)
        else:
            columns[column] = texts if column in figures else values.stripped(texts.astype("category"))
    return pd.DataFrame(columns, index=body.index, copy=False)


def _texts_only(body: pd.DataFrame, plan: Plan) -> list[str]:
    """The names of the columns that split the figures further and hold no numbers: they may name regions."""
    split = [column for column in (*plan.breakdowns, plan.subject) if column is not None]
    return [plan.names[column] for column in split if not values.readable(values.used(body[column])).any()]


def _template_columns(plan: Plan) -> dict[str, int]:
    """The columns of a template by name; none where the layout is another."""
    if plan.table is None:
        return {}
    columns = zip(plan.table.names, plan.template_columns, strict=True)
    return {name: column for name, column in columns if column is not None}


def _refuse_unfit(sheet: Sheet, plan: Plan, body: pd.DataFrame) -> None:
    """Raises DataError where a column that is read holds texts that are too long for what they are, or too many."""
    single = (plan.period, plan.subject, plan.unit, plan.status, plan.level)
    columns = {*plan.region, *plan.breakdowns, *(column for column in single if column is not None)}
    columns |= {column for name, column in _template_columns(plan).items() if name not in _FREE}
    for column in sorted(columns):
        values.refuse_no_names(sheet.name, plan.names[column], body[column])
    for column in (column for column in (plan.note, plan.source) if column is not None):
        values.refuse_many(sheet.name, plan.names[column], body[column])


def _own_columns(plan: Plan, findings: list[Finding]) -> Plan:
    """Where regions are columns, only those of the levels that the app has."""
    if plan.region or plan.fixed_region or not plan.figures:
        return plan
    if nameless := [figure for figure in plan.figures if not figure.region]:
        findings.append(remark(f"Kolommen waar geen gebied boven staat zijn overgeslagen: {len(nameless)}."))
        plan = replace(plan, figures=tuple(figure for figure in plan.figures if figure.region))
    levels = recognise.other_levels(pd.Series([figure.region[0] for figure in plan.figures], dtype="str"))
    for level in levels[levels != ""].unique():
        findings.append(
            remark(f"{int((levels == level).sum())} kolommen over {level} horen niet in deze app en zijn overgeslagen.")
        )
    own = tuple(figure for figure, level in zip(plan.figures, levels, strict=True) if not level)
    return replace(plan, figures=own)


# --- which rows ---


def _filled_rows(body: pd.DataFrame, plan: Plan, findings: list[Finding]) -> pd.DataFrame:
    """Without rows that hold no figure at all, and those that only say what a region is called."""
    columns = [figure.column for figure in plan.figures]
    if columns and not plan.with_empty_rows and (len(columns) > 1 or plan.symbols == "cbs"):
        empty = np.logical_and.reduce([values.equal(body[column], "") for column in columns])
        body = _without(body, empty, findings, "zonder enig cijfer (vaak opgeheven gemeenten)")
    return body if plan.unit is None else _without(body, values.within(body[plan.unit], LABELS))


def _whole_years(body: pd.DataFrame, plan: Plan, period: int, sheet: Sheet, findings: list[Finding]) -> pd.DataFrame:
    """Without rows over months, quarters or days."""
    kinds = values.periods(pd.Series(labelled(body[period], plan, period), dtype="str"))["kind"]
    shorter = np.asarray(kinds == "deel")[body[period].cat.codes.to_numpy()]
    if shorter.all():
        raise DataError(
            f"{sheet.name}: dit bestand gaat alleen over maanden, kwartalen of dagen. "
            "Deze app laat cijfers per jaar zien; sleep een bestand met jaarcijfers."
        )
    return _without(body, shorter, findings, "over maanden, kwartalen of dagen")


def _school_years(body: pd.DataFrame, plan: Plan, fixed_period: str) -> list[Finding]:
    """The question whether two years in a row are a school year or two years together; the template means the last."""
    if plan.table is not None or plan.school_years:
        return []
    texts = values.used(body[plan.period]) if plan.period is not None else None
    if texts is None:
        own = [figure.period for figure in plan.figures]
        texts = pd.Index(own if any(own) or plan.by_hand else [fixed_period], dtype="str")
    pairs = {
        text: pair
        for text, pair in years.school_years(
            texts.unique(), plan.period in plan.labels, plan.period in plan.labels
        ).items()
        if not _IN_WORDS.search(text)
    }
    if not pairs:
        return []
    text, pair = next(iter(pairs.items()))
    message = (
        f"{listed([f'‘{text}’' for text in pairs])}: dat kan een schooljaar zijn, of twee jaren samen. Gelezen als "
        f"twee jaren samen: ‘{text}’ is {'-'.join(pair)}. Klopt dat? Wijs anders de kolommen met de hand aan en kies "
        "welk jaar van een schooljaar telt."
    )
    return [Finding(Level.QUESTION, "schooljaar", message, len(pairs))]


def _own_levels(body: pd.DataFrame, places: Places, sheet: Sheet, findings: list[Finding]) -> pd.DataFrame:
    """Only the rows about municipalities, provinces or the country, and those about what is unknown."""
    level = places.level
    names = [name for name in values.used(level) if name]
    foreign = ~values.equal(level, "")
    if foreign.all():
        raise DataError(
            f"{sheet.name}: dit bestand gaat alleen over {dutch.listing(names)}. "
            "Deze app laat cijfers per gemeente, per provincie en over heel Nederland zien; sleep een bestand daarover."
        )
    for name in names:
        if name == ASKED:  # it is asked already
            continue
        rows = values.equal(level, name)
        count = int(rows.sum())
        belong = "hoort" if count == 1 else "horen"
        named = f" ({listed(list(values.used(places.name[rows])))})" if name == NAMELESS_PARTS else ""
        findings.append(remark(_passed_over(count, f"over {name}{named} {belong} niet in deze app en")))
    return _without(body, foreign)


def _totals_only(body: pd.DataFrame, plan: Plan, findings: list[Finding]) -> pd.DataFrame:
    """Of each breakdown that has a total only the rows of the total."""
    for column in plan.breakdowns:
        names = labelled(body[column], plan, column)
        is_total = np.array([bool(TOTAL.fullmatch(name)) for name in names], dtype=bool)
        total = is_total[body[column].cat.codes.to_numpy()]
        if total.any() and not total.all():
            others = _passed_over(int((~total).sum()), "over een deel")
            findings.append(remark(f"Van '{plan.names[column]}' is alleen het totaal gelezen; {others}"))
            body = body[total]
    return body


def _without(
    body: pd.DataFrame, rows: Mask, findings: list[Finding] | None = None, description: str = ""
) -> pd.DataFrame:
    if not rows.any():
        return body
    if findings is not None:
        findings.append(remark(_passed_over(int(rows.sum()), description)))
    return body[~rows]


def _passed_over(count: int, description: str) -> str:
    return f"{dutch.plural(count, 'rij', 'rijen')} {description} {'is' if count == 1 else 'zijn'} overgeslagen."


# --- regions and periods ---
