"""Texts that stand where a figure should: what a sign says counts, and what it does not say the analyst is asked once.

What a sign says is told in `reading.signs`. Knows no layouts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.statuses import WITHOUT_VALUE, Status
from ks_data.incoming.checks.indicator_rows import NUMBERS
from ks_data.incoming.checks.outcome import NAMED
from ks_data.incoming.findings import Finding, Level, finding, listed, shortened
from ks_data.incoming.reading import categories, signs, values
from ks_data.incoming.reading.signs import Meaning
from ks_data.language import dutch
from ks_data.statistics import Mask

_MONTH = "(?:jan|feb|mrt|maa|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)"
_DATE = re.compile(
    rf"[0-9]{{1,2}}[-/ ]{_MONTH}\.?|{_MONTH}\.?[-/ ][0-9]{{1,4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[ t][0-9:.]*)?"
    r"|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}"
)
"""As Excel likes to show 1-4."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one column that hold no number.

    lines: their rows; codes: which of the texts stands in each; meanings: what each text says, None where it does not.
    unexplained: whether neither the cell nor what stands beside it says why there is no number.
    """

    name: str
    lines: npt.NDArray[np.intp]
    codes: npt.NDArray[np.intp]
    texts: Sequence[str]
    meanings: Sequence[Meaning | None]
    unexplained: Mask

    @classmethod
    def of(cls, rows: pd.DataFrame, name: str) -> "_Cells":
        lines = np.flatnonzero(rows[name].isna().to_numpy())
        codes, different = values.different(rows[f"{name}_text"].iloc[lines])
        texts = [text.strip() for text in different]
        meanings = [signs.meaning(text) if text else None for text in texts]
        silent = np.array([bool(text) and not meaning for text, meaning in zip(texts, meanings, strict=True)], bool)
        unexplained = silent[codes]
        if name == "value":
            unexplained &= ~values.within(rows["status"].iloc[lines], WITHOUT_VALUE)
        return cls(name, lines, codes, texts, meanings, unexplained)

    def of_texts(self, among: Sequence[bool]) -> Mask:
        """Which of the cells hold one of these texts."""
        return np.array(among, bool)[self.codes]

    def finding(self, screen: str, message: str, rows: pd.DataFrame, cells: Mask) -> Finding:
        return finding(Level.ERROR, screen, message, rows, cells, f"{self.name}_text", lines=self.lines)


def explained(rows: pd.DataFrame, answers: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, str], list[Finding]]:
    """The rows with what their signs say; the signs that only the analyst can explain; and what there is to know.

    answers: what the analyst says of a sign, one of `signs.ANSWERS`. In what comes back a sign without answer is "".
    """
    answers = {signs.plain(sign): answer for sign, answer in answers.items() if answer in signs.ANSWERS}
    columns = [_Cells.of(rows, name) for name in NUMBERS]
    counts = _counts(columns)
    open_signs = [sign for sign, _ in counts.most_common() if sign not in answers][:NAMED]
    asked = {sign: answers.get(sign, "") for sign in counts if sign in answers or sign in open_signs}
    findings = [_question(rows, columns, sign, counts[sign]) for sign in open_signs]
    findings += [note for cells in columns for note in _broken(rows, cells, asked)]
    if told := [
        f"“{sign}” als {answer} ({dutch.number(counts[sign], 0)} keer)" for sign, answer in asked.items() if answer
    ]:
        findings.append(Finding(Level.REMARK, "teken", f"Gelezen zoals u koos: {listed(told)}.", len(told)))
    rows = _with_zeros(rows, columns, asked)
    rows, notes = _with_reasons(rows, columns, asked)
    return rows, asked, [*findings, *notes]


def _counts(columns: Sequence[_Cells]) -> Counter[str]:
    """In how many cells each sign stands that only the analyst can explain."""
    counts: Counter[str] = Counter()
    for cells in columns:
        often = np.bincount(cells.codes[cells.unexplained], minlength=len(cells.texts))
        for text, count in zip(cells.texts, often.tolist(), strict=True):
            if count and signs.is_askable(text):
                counts[signs.plain(text)] += count
    return counts


# --- what is not known ---


def _question(rows: pd.DataFrame, columns: Sequence[_Cells], sign: str, count: int) -> Finding:
    """What blocks until the analyst has said what a sign stands for."""
    message = (
        f"“{shortened(sign)}” staat {dutch.number(count, 0)} keer op de plaats van een cijfer, en het bestand zegt "
        f"niet wat het betekent. Kies: {Status.SUPPRESSED}, {Status.MISSING} of {signs.ZERO}."
    )
    for cells in columns:
        here = cells.unexplained & cells.of_texts([signs.plain(text) == sign for text in cells.texts])
        if here.any():
            return replace(cells.finding("geen_getal", message, rows, here), count=count)
    raise AssertionError(sign)


def _broken(rows: pd.DataFrame, cells: _Cells, asked: Mapping[str, str]) -> Iterator[Finding]:
    """What is no number and no sign: a date that Excel made, or something that went wrong in typing."""
    wrong = cells.unexplained & cells.of_texts([signs.plain(text) not in asked for text in cells.texts])
    dated = wrong & cells.of_texts([_DATE.fullmatch(signs.plain(text)) is not None for text in cells.texts])
    if dated.any():
        message = (
            "Hier staat een datum in plaats van een getal. Excel maakt van 1-4 of 2.5 soms een datum. Vul in wat er in "
            "de bron staat, en geef de kolom in Excel eerst de eigenschap Tekst."
        )
        yield cells.finding("datum", message, rows, dated)
    if (rest := wrong & ~dated).any():
        message = (
            "Dit is geen getal en geen teken dat wij kennen. Verbeter de cel. Is het getal er "
            f"niet, schrijf dan waarom: {Status.SUPPRESSED} of {Status.MISSING}."
        )
        yield cells.finding("geen_getal", message, rows, rest)


# --- what is known ---


def _with_zeros(rows: pd.DataFrame, columns: Sequence[_Cells], asked: Mapping[str, str]) -> pd.DataFrame:
    """The rows with 0 where the analyst says that a sign means that."""
    for cells in columns:
        zero = cells.unexplained & cells.of_texts([asked.get(signs.plain(text)) == signs.ZERO for text in cells.texts])
        if zero.any():
            numbers = rows[cells.name].to_numpy(float, copy=True)
            numbers[cells.lines[zero]] = 0.0
            rows = rows.assign(**{cells.name: numbers})
    return rows


def _with_reasons(
    rows: pd.DataFrame, columns: Sequence[_Cells], asked: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows with why a value is not there, as its cell says, or else as the count does that it would follow from."""
    reasons: dict[Meaning, int] = {Meaning("", ""): 0}
    reason = np.zeros(len(rows), np.int32)
    stated = np.zeros(len(rows), bool)
    stated[columns[0].lines] = columns[0].of_texts([bool(text) for text in columns[0].texts])
    for cells in columns:
        meanings = [
            meaning or _answered(text, asked) for text, meaning in zip(cells.texts, cells.meanings, strict=True)
        ]
        if cells.name != "value":  # of these only says something that the number is hidden
            meanings = [meaning if meaning and meaning.status == Status.SUPPRESSED else None for meaning in meanings]
        codes = np.array(
            [reasons.setdefault(meaning, len(reasons)) if meaning else 0 for meaning in meanings], np.int32
        )
        known = codes[cells.codes] if len(codes) else np.zeros(0, np.int32)
        if cells.name != "value":
            known = np.where(stated[cells.lines], 0, known)
        reason[cells.lines] = np.where(reason[cells.lines] == 0, known, reason[cells.lines])
    missing = rows["value"].isna().to_numpy()
    hides = np.array([status == Status.SUPPRESSED for status, _ in reasons], bool)[reason]
    says_missing = values.equal(rows["status"], Status.MISSING)
    changed = missing & (reason > 0) & (hides | ~values.within(rows["status"], WITHOUT_VALUE))
    changed &= ~values.equal(rows["status"], Status.SUPPRESSED)
    if not changed.any():
        return rows, []
    findings = []
    if (differ := changed & hides & says_missing & stated).any():
        message = (
            "De cel zegt dat het cijfer verborgen is, de status dat het ontbreekt. Wij nemen onderdrukt. Klopt dat?"
        )
        findings.append(finding(Level.QUESTION, "teken_en_status", message, rows, differ, "value_text"))
    said = pd.Categorical.from_codes(np.where(changed, reason, 0), pd.RangeIndex(len(reasons)))
    columns_said = {"status": [status for status, _ in reasons], "note": [note for _, note in reasons]}
    return rows.assign(
        status=_over(rows["status"], categories.mapped(said, columns_said["status"]), changed),
        note=_over(rows["note"], categories.mapped(said, columns_said["note"]), changed & ~own_notes(rows)),
    ), findings


def own_notes(rows: pd.DataFrame) -> Mask:
    """Which rows have a note of the file itself, and not one that reading wrote."""
    written = {note for meanings in values.MISSING.values() for _, note in meanings.values()}
    return ~values.within(rows["note"], ("", *written))


def _answered(text: str, asked: Mapping[str, str]) -> Meaning | None:
    """What the analyst says of a text."""
    answer = asked.get(signs.plain(text), "") if text else ""
    if answer in ("", signs.ZERO):
        return None
    return Meaning(answer, f"'{shortened(text)}' in de bron: bij het aanleveren gelezen als {answer}")


def _over(texts: "pd.Series[str]", others: pd.Categorical, rows: Mask) -> "pd.Series[str]":
    """The texts, and in these rows the others."""
    own = categories.only(pd.Categorical(texts), ~rows)
    return pd.Series(categories.coalesced(own, categories.only(others, rows)), index=texts.index)
