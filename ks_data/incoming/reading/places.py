"""Which region each row of a table is about: the cells of the row decide, never another row. Knows no figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import mergers, recognise
from ks_data.incoming.findings import MOST, Finding, Level, Place, listed, placed, shortened
from ks_data.incoming.reading import categories, values
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.melt import labelled
from ks_data.incoming.reading.values import Mask
from ks_data.incoming.reading.words import role
from ks_data.language import dutch

_CODE = re.compile(r"[A-Za-z]{2}\s?[0-9]{2,8}")
_PARTS = "wijken en buurten"
NAMELESS_PARTS = "wijken en buurten zonder code"
ASKED = "gebieden die een gemeente of een wijk kunnen zijn"
_PART, _OTHER = 0, 2
_SIZES = {"GM": 1, "PV": 3, "NL": 4}
"""How large a region is: parts of municipalities come before them, other levels between them and provinces."""
_AS_CODE, _AS_NAME, _AS_NUMBER, _UNKNOWN, _EMPTY = 0, 10, 20, 90, 99
"""What weighs most in a row: a code, a name, a bare number, what names nothing; of each the smallest region."""


@dataclass(frozen=True, slots=True)
class Places:
    """For each row the code of its region, its name as written, and its level where the app has no such regions."""

    code: "pd.Series[str]"
    name: "pd.Series[str]"
    level: "pd.Series[str]"


@dataclass(frozen=True, slots=True)
class _Cells:
    """A column that names regions: for each row its code, its level and how much it weighs."""

    column: int
    texts: "pd.Series[str]"
    code: "pd.Series[str]"
    level: "pd.Series[str]"
    weight: npt.NDArray[np.int8]


def places_of(body: pd.DataFrame, plan: Plan, findings: list[Finding]) -> Places:
    """The place of each row; adds to the findings what must be asked of it."""
    nothing = categories.constant("", body.index)
    if not plan.region:
        return Places(categories.constant(plan.fixed_region, body.index), nothing, nothing)
    columns = [_cells(body, plan, column) for column in plan.region]
    if plan.table is not None:  # there the column of codes leads wherever it is filled
        columns[0].weight[columns[0].weight != _EMPTY] = _AS_CODE
    best = np.stack([cells.weight for cells in columns]).argmin(axis=0)
    code, level, decisive = nothing, nothing, nothing
    for number, cells in enumerate(columns):
        decides = best == number
        code = categories.filled(code, cells.code, decides)
        level = categories.filled(level, cells.level, decides)
        decisive = categories.filled(decisive, cells.texts, decides)
    odd = np.zeros(len(body), bool)
    if len(columns) > 1:
        odd, questions = _contradictions(columns, best, code, plan)
        findings += questions
    elif role(plan.names[plan.region[0]]) == "area" and not plan.by_hand:
        below, questions = _below_a_part(columns[0], plan)
        findings += questions
        level = categories.filled(level, categories.constant(ASKED, body.index), below)
    return Places(code, _names(body, plan, odd | values.equal(code, ""), decisive), level)


def _cells(body: pd.DataFrame, plan: Plan, column: int) -> _Cells:
    """What each cell of a column names, worked out once for each different text."""
    texts = own = body[column]
    if plan.level is not None:
        kind = body[plan.level].astype("str").str.strip()
        kind = kind.where(~kind.str.casefold().isin(["land", "nederland"]) | own.str.isdigit().to_numpy(bool), "")
        texts = (kind + " " + own.astype("str")).astype("category")
    names = pd.Series(texts.cat.categories, dtype="str").str.strip()
    codes, levels = recognise.region_codes(names), recognise.other_levels(names)
    if role(plan.names[column]) == "area":
        part = (codes == "") & (levels == "") & (names != "")
        levels = levels.mask(part & (mergers.former_codes(names) == ""), NAMELESS_PARTS)
    weight = np.array([*map(_weight, names, codes, levels)], np.int8)
    return _Cells(
        column, own, values.spread(texts, codes), values.spread(texts, levels), weight.take(texts.cat.codes.to_numpy())
    )


def _weight(text: str, code: str, level: str) -> int:
    if not text:
        return _EMPTY
    written = text.rpartition(" ")[2] if " " in text else text
    size = _SIZES.get(code[:2], _PART if level in (_PARTS, NAMELESS_PARTS) else _OTHER)
    if _CODE.fullmatch(text) or _CODE.fullmatch(written):
        return _AS_CODE + size
    if not code and not level:
        return _UNKNOWN
    return (_AS_NUMBER if written.isdigit() else _AS_NAME) + size


def _names(body: pd.DataFrame, plan: Plan, odd: Mask, decisive: "pd.Series[str]") -> "pd.Series[str]":
    """What the file calls the region of each row; of odd rows the cell that decided, for that is what to look at."""
    last = plan.region[-1]
    name = values.spread(body[last], labelled(body[last], plan, last))
    for column in plan.region[:-1]:
        name = categories.filled(name, body[column], values.equal(name, ""))
    if len(plan.region) > 1 and odd.any():
        name = categories.filled(categories.constant("", body.index), name, ~odd)
        name = categories.filled(name, decisive, odd)
    return name


# --- what must be asked ---


def _contradictions(
    columns: Sequence[_Cells], best: npt.NDArray[np.intp], code: "pd.Series[str]", plan: Plan
) -> tuple[Mask, list[Finding]]:
    """The rows in which another column names another municipality than the one that decided; a question about each.

    best: which column decided in each row, and code: what. A code beside the name of another is for the checks.
    """
    by_name = np.stack([_by_name(cells) for cells in columns])
    decided_by_name = by_name[best, np.arange(len(best))]
    any_row, findings = np.zeros(len(best), bool), []
    for number, cells in enumerate(columns):
        different = _different_towns(code, cells.code) & by_name[number] & decided_by_name
        any_row |= different
        if not different.any():
            continue
        row = int(np.flatnonzero(different)[0])
        pair = (columns[int(best[row])], cells)
        shown = [f"‘{shortened(str(one.texts.iloc[row]))}’ in kolom ‘{plan.names[one.column]}’" for one in pair]
        count = dutch.plural(int(different.sum()), "rij noemt", "rijen noemen")
        message = f"{count} twee gebieden, zoals {shown[0]} en {shown[1]}. Gelezen is het eerste. Klopt dat?"
        findings.append(_asked("twee_gebieden", message, different, cells, plan))
    return any_row, findings


def _by_name(cells: _Cells) -> Mask:
    weight: Mask = (cells.weight >= _AS_NAME) & (cells.weight < _AS_NUMBER)
    return weight


def _different_towns(first: "pd.Series[str]", second: "pd.Series[str]") -> Mask:
    number = {code: position for position, code in enumerate({*first.cat.categories, *second.cat.categories})}
    numbers = [
        np.array([number[code] if code.startswith("GM") else -1 for code in codes.cat.categories])[codes.cat.codes]
        for codes in (first, second)
    ]
    different: Mask = (numbers[0] != numbers[1]) & (numbers[0] >= 0) & (numbers[1] >= 0)
    return different


def _below_a_part(cells: _Cells, plan: Plan) -> tuple[Mask, list[Finding]]:
    """Which names of municipalities stand below a part of one, in a column without codes, and a question about them.

    A part may have such a name too: "Waterland" among the parts of Amsterdam is no municipality.
    """
    part = values.within(cells.level, (_PARTS, NAMELESS_PARTS))
    below = np.logical_or.accumulate(part) & values.starting(cells.code, "GM") & (cells.weight >= _AS_NAME)
    if not below.any():
        return below, []
    names = listed([f"‘{shortened(text)}’" for text in cells.texts[below].unique()])
    message = (
        f"Deze gebieden hebben geen code en staan onder een wijk of buurt, die ook zo kan heten: {names}. Zij zijn "
        "niet gelezen. Klopt dat? Zet anders de codes van de gebieden (GM…, WK…, BU…) in het bestand, of wijs de "
        "kolommen met de hand aan: dan telt elke naam van een gemeente als die gemeente."
    )
    return below, [_asked("gemeente_of_wijk", message, below, cells, plan)]


def _asked(screen: str, message: str, rows: Mask, cells: _Cells, plan: Plan) -> Finding:
    """A question about cells of a column that names regions."""
    texts = cells.texts[rows].iloc[:MOST]
    places = (
        Place(int(row), plan.names[cells.column], shortened(str(text)))
        for row, text in zip(texts.index, texts, strict=True)
    )
    return placed(Level.QUESTION, screen, message, int(rows.sum()), places)
