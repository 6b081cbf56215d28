"""Why a column is taken for what it is, in Dutch, for the analyst: how many of its cells fit, and which do not."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from ks_data.incoming.findings import SHOWN, listed, shortened
from ks_data.incoming.reading import values, years
from ks_data.incoming.reading.columns import levels_of
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.layouts.plan import COUNTS_ONLY
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.values import Mask
from ks_data.incoming.reading.words import PLACES
from ks_data.language import dutch

MOST = 10_000
"""Of a column with more different texts no evidence is given: it would take too long."""
FIGURES = 8
"""So many columns of figures are named one by one."""
_NOUNS = {
    "region": "het gebied",
    "period": "het jaar",
    "subject": "het onderwerp",
    "unit": "de eenheid",
    "numerator": "de teller",
    "denominator": "de noemer",
    "status": "de status",
    "note": "de toelichting",
    "level": "het soort gebied",
    "limit": "een grens van een cijfer, en wordt niet gelezen",
    "row": "het nummer van de rij, en wordt niet gelezen",
    "figure": "een cijfer",
}
_PLURALS = {"GM": "gemeenten", "PV": "provincies", "NL": "Nederland"}
_NUMBERS = ("figure", "numerator", "denominator")


def evidence_of(sheet: Sheet, plan: Plan) -> tuple[str, ...]:
    """A sentence for each column that a plan reads: what it is taken for and how many of its cells fit."""
    single = ("period", "subject", "unit", "numerator", "denominator", "status", "note", "level")
    roles = [(column, "region") for column in plan.region]
    roles += [(column, role) for role in single if (column := getattr(plan, role)) is not None]
    roles += [(figure.column, "figure") for figure in plan.figures[:FIGURES] if figure.column != COUNTS_ONLY]
    lines = _sentences(sheet.grid.iloc[plan.start :], plan.names, sorted(roles))
    if len(plan.figures) > FIGURES:
        lines.append(f"En nog {dutch.plural(len(plan.figures) - FIGURES, 'kolom', 'kolommen')} met cijfers.")
    return tuple(lines)


def column_evidence(sheet: Sheet) -> tuple[str, ...]:
    """The same for a sheet of which the columns are to be pointed out: what each column looks like."""
    return tuple(_sentences(sheet.body, sheet.columns, [(number, role) for number, role in _roles(sheet) if role]))


def suggested_mapping(sheet: Sheet) -> ColumnMapping:
    """What the columns of a sheet look like, for the analyst to correct."""
    by_role: dict[str, str] = {}
    roles = _roles(sheet)
    for number, role in roles:
        by_role.setdefault(role, sheet.columns[number])
    figures = [sheet.columns[number] for number, role in roles if role == "figure"]
    return ColumnMapping(
        tuple(figures),
        region=by_role.get("region", ""),
        period=by_role.get("period", ""),
        subject=by_role.get("subject", ""),
        unit=by_role.get("unit", ""),
        numerator=by_role.get("numerator", ""),
        denominator=by_role.get("denominator", ""),
        status=by_role.get("status", ""),
        note=by_role.get("note", ""),
        years_across="period" not in by_role and _names_years(sheet, figures),
    )


def _names_years(sheet: Sheet, figures: Sequence[str]) -> bool:
    """Whether the header gives each column of figures a year."""
    parts = [sheet.heading.parts[sheet.columns.index(name)] for name in figures]
    return bool(parts) and all(any(kind == "jaar" for _, _, kind in years.named(part)) for part in parts)


def _roles(sheet: Sheet) -> list[tuple[int, str]]:
    """The number and the role of each column, "" where it has none."""
    roles = []
    for column in sheet.recognised_columns:
        role = "region" if column.role in PLACES else column.role
        if role in ("", "value"):
            role = "figure" if column.is_figures else ""
        roles.append((column.number, role if role in _NOUNS else ""))
    return roles


def _sentences(body: pd.DataFrame, names: Sequence[str], roles: Sequence[tuple[int, str]]) -> list[str]:
    return [sentence for number, role in roles for sentence in _sentence(body[number], number, names[number], role)]


def _sentence(cells: "pd.Series[str]", number: int, name: str, role: str) -> Iterator[str]:
    """The evidence of one column, where it can be given."""
    if not isinstance(cells.dtype, pd.CategoricalDtype) or len(cells.cat.categories) > MOST:
        return
    texts = cells.cat.categories
    counts = np.bincount(cells.cat.codes.to_numpy(), minlength=len(texts))
    filled = np.asarray((texts != "") & (counts > 0))
    fits, contents = _fitting(texts, role)
    head = f"Kolom {number + 1} is {_NOUNS[role]}"
    called = "" if name == f"kolom {number + 1}" else f" (kop: ‘{shortened(name)}’)"
    total, fitting = int(counts[filled].sum()), int(counts[filled & fits].sum())
    if not contents:
        yield f"{head}{called}."
        return
    odd = [f"‘{shortened(text)}’" for text in texts[filled & ~fits][: SHOWN + 1]]
    misfits = f" Niet: {listed(odd) if len(odd) <= SHOWN else ', '.join(odd[:SHOWN]) + ', …'}." if odd else ""
    share = f"{dutch.number(fitting, 0)} van de {dutch.number(total, 0)} cellen zijn"
    yield f"{head}: {share} {contents}{called}.{misfits}"


def _fitting(texts: "pd.Index[str]", role: str) -> tuple[Mask, str]:
    """Which texts fit a role, and what those are, in Dutch; "" where anything fits."""
    everything = np.ones(len(texts), bool)
    if role == "region":
        levels = levels_of(pd.Series(texts, dtype="str"))
        known = levels[levels != ""]
        coded = pd.Series(texts[known.index]).str.fullmatch(r"(?:[A-Za-z]{2}\s?)?[0-9]+").mean() > 0.5
        common = known.mode()
        noun = _PLURALS.get(common[0], "gebieden") if len(common) and (known == common[0]).mean() > 0.8 else "gebieden"
        return np.asarray(levels != ""), f"{'codes' if coded else 'namen'} van {noun}"
    if role == "period":
        meanings = years.periods(pd.Series(texts, dtype="str"))["kind"] == "jaar"
        days = years.first_or_last_days(texts)
        return np.asarray(meanings) | np.asarray(texts.isin(list(days))), "jaartallen"
    if role in _NUMBERS:
        return values.readable(texts), "getallen"
    return everything, ""
