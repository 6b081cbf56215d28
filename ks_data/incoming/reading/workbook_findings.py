"""What must be known of a table because it comes from a spreadsheet: hidden, merged, not computed. Reads no file."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.errors import DataError
from ks_data.incoming.findings import MOST, SHOWN, Finding, Level, Place, placed, remark, shortened
from ks_data.incoming.reading import spreadsheet_errors, values
from ks_data.incoming.reading.layouts import Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.workbook_cells import Span, among, letters, spans_of
from ks_data.language import dutch

Mask = npt.NDArray[np.bool_]


# --- what is hidden ---


def without_hidden_rows(sheet: Sheet, hidden: Sequence[Span]) -> Sheet:
    """The sheet without the hidden rows below its header, which is a question; the header is read all the same.

    Raises DataError when no other row holds anything.
    """
    rows = sheet.grid.index.to_numpy()
    below = np.arange(len(rows)) > sheet.header
    unseen = among(rows, hidden) & below
    above = rows[among(rows, hidden) & ~below].tolist()
    findings = list(sheet.findings)
    if above:
        findings.append(
            _question(f"{_rows(above)} boven de cijfers{_on(sheet)} is verborgen, en toch gelezen.", len(above))
        )
    if unseen.any():
        numbers = rows[unseen].tolist()
        aside = (
            f"Verborgen{_on(sheet)}: {_rows(numbers).lower()}. Wat daar staat is niet gelezen; maak de rijen in Excel "
            "zichtbaar als zij wel mee moeten."
        )
        if unseen.sum() == below.sum():
            raise DataError(
                f"{sheet.name}: alle rijen onder de kop{_on(sheet)} zijn verborgen. "
                "Maak ze in Excel zichtbaar en bewaar het bestand opnieuw."
            )
        cells = sheet.grid[unseen].iloc[:MOST]
        places = [
            Place(int(row), str(sheet.columns[0]), shortened(str(text)))
            for row, text in zip(cells.index, cells[0], strict=True)
        ]
        findings.append(_question(aside, len(numbers), places))
    return replace(sheet, grid=sheet.grid[~unseen], findings=tuple(findings))


def unknown_cells(sheet: Sheet) -> Finding:
    """The question about a tab of which the file does not say what is hidden, merged or not computed."""
    return _question(
        f"Van blad '{sheet.tab}' is niet te zien of er iets verborgen, samengevoegd of niet uitgerekend is. Kijk dat "
        "zelf na, of bewaar het bestand in Excel opnieuw als .xlsx.",
        0,
    )


def without_hidden_figures(sheet: Sheet, plan: Plan) -> tuple[Plan, list[Finding]]:
    """The plan without figures in hidden columns, unless those were named by hand; each hidden column is a question.

    What else a hidden column says, a year or a unit, is read, or the other figures would lose their meaning. Raises
    DataError when all figures are in hidden columns.
    """
    if not sheet.hidden_columns:
        return plan, []
    findings = []
    hidden = [figure for figure in plan.figures if figure.column in sheet.hidden_columns]
    unseen = [figure.column for figure in hidden] if plan.layout != "met_de_hand" else []
    if unseen and len(hidden) == len(plan.figures):
        raise DataError(
            f"{sheet.name}: alle kolommen met cijfers{_on(sheet)} zijn verborgen. "
            "Maak ze in Excel zichtbaar en bewaar het bestand opnieuw."
        )
    if unseen:
        message = (
            f"Verborgen{_on(sheet)}: {_columns(plan, unseen)}. De cijfers daarin zijn niet gelezen; maak de kolommen "
            "in Excel zichtbaar als zij wel mee moeten."
        )
        findings.append(_question(message, len(unseen)))
    others = [column for column in sheet.hidden_columns if column not in unseen]
    if used := [column for column in others if column in _used_columns(plan)]:
        message = f"Verborgen{_on(sheet)}, en toch gelezen: {_columns(plan, used)}."
        findings.append(_question(message, len(used)))
    if idle := [column for column in others if column not in _used_columns(plan)]:
        findings.append(remark(f"Verborgen{_on(sheet)}, en niet gelezen: {_columns(plan, idle)}."))
    figures = tuple(figure for figure in plan.figures if figure.column not in unseen)
    return replace(plan, figures=figures), findings


def _question(message: str, count: int, places: Sequence[Place] = ()) -> Finding:
    return placed(Level.QUESTION, "rekenblad", f"{message} Klopt dat?", count, places)


def _on(sheet: Sheet) -> str:
    return f" op blad '{sheet.tab}'" if sheet.tab else ""


def _rows(numbers: Sequence[int]) -> str:
    """Rij 4 tot en met 9, 12 en nog 3 andere."""
    spans = spans_of(numbers)
    texts = [str(first) if first == last else f"{first} tot en met {last}" for first, last in spans[: 2 * SHOWN]]
    rest = sum(last - first + 1 for first, last in spans[2 * SHOWN :])
    others = [f"nog {dutch.number(rest, 0)} andere"] if rest else []
    return f"{'Rij' if len(numbers) == 1 else 'Rijen'} {dutch.listing([*texts, *others])}"


def _columns(plan: Plan, columns: Sequence[int]) -> str:
    names = [f"{letters(column + 1)} ('{plan.names[column][:40]}')" for column in columns[: 2 * SHOWN]]
    others = [f"nog {len(columns) - 2 * SHOWN} andere"] if len(columns) > 2 * SHOWN else []
    return f"{'kolom' if len(columns) == 1 else 'kolommen'} {dutch.listing([*names, *others])}"


def _used_columns(plan: Plan) -> set[int]:
    """The columns that say what is published: figures, and what they are about."""
    single = (plan.period, plan.subject, plan.unit, plan.numerator, plan.denominator, plan.status, plan.level)
    columns = {*plan.region, *plan.breakdowns, *(figure.column for figure in plan.figures)}
    return columns | {column for column in (*single, *plan.template_columns) if column is not None}


# --- what is merged ---


def merged_figures(sheet: Sheet, plan: Plan, rows_read: npt.NDArray[np.int64]) -> list[Finding]:
    """A question where one number was written in a cell that covers several figures: each of them got it."""
    figures = {figure.column for figure in plan.figures} | {
        column for column in (plan.numerator, plan.denominator) if column is not None
    }
    read = {top for top, *_ in sheet.merged}.intersection(rows_read.tolist()) if sheet.merged else set()
    numbers = sheet.grid.index.to_numpy()
    places, count = [], 0
    for top, left, bottom, right in sheet.merged:
        columns = [column for column in range(left - 1, right) if column in figures]
        if not columns or top not in read:
            continue
        text = str(sheet.grid[columns[0]].array[int(np.searchsorted(numbers, top))])
        if values.readable(pd.Index([text], dtype="str"))[0]:
            count += 1
            area = f"{letters(left)}{top}:{letters(right)}{bottom}"
            places.append((area, Place(top, plan.names[columns[0]], shortened(text))))
    if not count:
        return []
    areas = dutch.listing([area for area, _ in places[:SHOWN]])
    message = f"Samengevoegde cellen{_on(sheet)} ({areas}): het getal daarin is in elk van die cellen gelezen."
    return [_question(message, count, [place for _, place in places])]


# --- what is not computed ---


def broken_cells(sheet: Sheet, plan: Plan, rows_read: npt.NDArray[np.int64]) -> list[Finding]:
    """Errors and formulas without a result: an error where they are read or in the header, a remark elsewhere."""
    broken = {column: texts for column in sheet.grid if (texts := _broken_in(sheet.grid[column]))}
    if not broken:
        return []
    used = _used_columns(plan)
    position = np.arange(len(sheet.grid))
    read = np.isin(sheet.grid.index.to_numpy(), rows_read) & (position >= plan.start)
    header = (position < plan.start) & _with_more_cells(sheet, plan.start)
    kinds: dict[tuple[Level, str], list[tuple[int, int, str]]] = {}
    counts: dict[tuple[Level, str], int] = {}
    for column, texts in broken.items():
        for text, rows in texts.items():
            needed = rows & (header | read) if column in used else rows & header
            for level, cells in ((_level(text), needed), (Level.REMARK, rows & ~needed)):
                if cells.any():
                    places = kinds.setdefault((level, text), [])
                    counts[level, text] = counts.get((level, text), 0) + int(cells.sum())
                    room = MOST - len(places)
                    places += [(row, column, text) for row in sheet.grid.index[cells][: max(room, 0)].tolist()]
    return [
        _broken(sheet, plan, level, text, sorted(places), counts[level, text])
        for (level, text), places in kinds.items()
    ]


def refuse_broken_header(sheet: Sheet) -> None:
    """Raises DataError where the header of a table of no known layout was not computed: that is why it is not known."""
    for column, text in enumerate(sheet.top[sheet.header] if sheet.header >= 0 else []):
        if spreadsheet_errors.broken(pd.Index([text], dtype="str"))[0]:
            cell = f"{letters(column + 1)}{sheet.grid.index[sheet.header]}"
            raise DataError(
                f"{sheet.name}: in de kop{_on(sheet)}, in cel {cell}, staat {_named(text)}. {_advice(text)}"
            )


def _with_more_cells(sheet: Sheet, start: int) -> Mask:
    """Which of the rows above this position hold more than one cell, as a header does and a title does not."""
    more = np.zeros(len(sheet.grid), bool)
    for position, cells in enumerate(sheet.top[:start]):
        more[position] = sum(cell != "" for cell in cells) > 1
    return more


def _broken_in(column: "pd.Series[str]") -> dict[str, Mask]:
    """By the text of an error the rows that have it."""
    texts = values.used(column)
    return {text: values.equal(column, text) for text in texts[spreadsheet_errors.broken(texts)].unique()}


def _level(text: str) -> Level:
    return Level.QUESTION if text.upper() in spreadsheet_errors.UNAVAILABLE else Level.ERROR


def _broken(
    sheet: Sheet, plan: Plan, level: Level, text: str, cells: Sequence[tuple[int, int, str]], count: int
) -> Finding:
    """A finding on all cells with the same error."""
    names = [f"{letters(column + 1)}{row}" for row, column, _ in cells[:SHOWN]]
    others = [f"nog {dutch.number(count - SHOWN, 0)}"] if count > SHOWN else []
    cell = "cel" if count == 1 else "de cellen"
    where = f"In {cell} {dutch.listing([*names, *others])}{_on(sheet)} staat {_named(text)}."
    ending = {
        Level.ERROR: _advice(text),
        Level.QUESTION: "Dat is gelezen als ‘ontbreekt’. Klopt dat?",
        Level.REMARK: "Wat daar staat is niet gelezen.",
    }[level]
    places = (Place(row, plan.names[column], text) for row, column, _ in cells)
    return placed(level, "rekenblad", f"{where} {ending}", count, places)


def _named(text: str) -> str:
    """What a Dutch reader sees in the cell."""
    if text == spreadsheet_errors.NO_RESULT:
        return "een formule zonder uitkomst"
    shown = spreadsheet_errors.DUTCH.get(text.upper(), text)
    return f"de fout {shown}" if shown == text else f"de fout {shown} ({text})"


def _advice(text: str) -> str:
    if text == spreadsheet_errors.NO_RESULT:
        return "Open en bewaar het bestand eerst in Excel, dan rekent Excel de formules uit. Sleep het daarna opnieuw."
    if text.startswith("##"):
        return "De kolom was te smal om het getal te tonen. Maak haar in Excel breder en bewaar het bestand opnieuw."
    return "Herstel de formule in Excel en bewaar het bestand opnieuw."


def tabs_named(tabs: Sequence[str]) -> str:
    """blad 'A', of bladen 'A', 'B' en 'C'."""
    names = [f"'{tab}'" for tab in tabs[: 2 * SHOWN]]
    others = [f"nog {len(tabs) - 2 * SHOWN} andere"] if len(tabs) > 2 * SHOWN else []
    return f"{'blad' if len(tabs) == 1 else 'de bladen'} {dutch.listing([*names, *others])}"
