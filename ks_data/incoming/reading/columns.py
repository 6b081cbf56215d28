"""What each column of a table is, with the evidence for it: by what is in its cells, and else by its header.

Knows no layouts: these are expectations about the roles that columns get here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue import recognise
from ks_data.catalogue.indicators import INDICATORS
from ks_data.catalogue.statuses import Status
from ks_data.incoming.findings import listed
from ks_data.incoming.reading import signs, values, years
from ks_data.incoming.reading.words import CODED, LABELS, PLACES, UNIT, YEARISH, role, without_unit, word

SAMPLE, FEW = 500, 60
"""So many different texts of a column tell what it is; so few tell that no text in it names a region."""
_KINDS = frozenset(
    ("land", "landsdeel", "provincie", "gemeente", "wijk", "buurt", "stadsdeel", "ggd-regio", "corop-gebied", "ggd")
)
_STATUSES = frozenset(map(str, Status))
_LEVELS = ("wijken en buurten", "GGD-regio's", "landsdelen", "COROP-gebieden")
"""Regions that the app has no figures of, as far as their names or codes can be nothing else."""
_FIGURES = ("value", "numerator", "denominator")
_NAMED = frozenset(
    text.casefold()
    for indicator in INDICATORS.values()
    for text in (
        indicator.name,
        values.bracketed(indicator.name)[0],
        values.bracketed(indicator.official)[0],
        indicator.id,
    )
    if text
)


@dataclass
class Column:
    """A column below its header.

    number: from 0; name: what the header calls it, "" where it does not; role: one of `words`, "row" where it numbers
    the rows, "kind" where it says what level a region is of, or "" for figures and texts.
    meanings: what its texts mean where they are no plain years. doubt: why the analyst must be asked whether the role
    is right, in Dutch.
    """

    number: int
    parts: tuple[str, ...]
    cells: "pd.Series[str]" = field(repr=False)
    role: str = ""
    meanings: dict[str, str] = field(default_factory=dict)
    doubt: str = ""

    @property
    def name(self) -> str:
        return " ".join(self.parts)

    @cached_property
    def hint(self) -> str:
        """What the header suggests: a role, or ""."""
        name = self.name
        subject, unit = without_unit(name)
        parts = [role(part) for part in self.parts]
        if self.is_below_a_year:
            return "limit" if parts and parts[-1] == "limit" else ""
        if not name:
            return "ignore"
        return role(name) or (role(subject) if unit in LABELS else "") or next(filter(None, reversed(parts)), "")

    @cached_property
    def is_below_a_year(self) -> bool:
        """Whether the header names a year, or a part of one."""
        return any(kind for _, _, kind in years.named(self.parts))

    @cached_property
    def _used(self) -> "pd.Index[str]":
        """All of its different texts."""
        return values.used(self.cells)

    @cached_property
    def _is_number(self) -> npt.NDArray[np.bool_]:
        """Which of all its texts are numbers."""
        return values.readable(self._used)

    @cached_property
    def _stands_for_figures(self) -> npt.NDArray[np.bool_]:
        """Which of all its texts are signs for a missing figure."""
        return signs.in_place_of_figures(self._used, self._is_number)

    @cached_property
    def texts(self) -> "pd.Index[str]":
        """Some of its different texts: all where they are few, else from top to end; none is empty or a sign."""
        filled = self._used[~self._stands_for_figures]
        if len(filled) <= SAMPLE:
            return filled
        return filled[np.linspace(0, len(filled) - 1, SAMPLE).astype(int)].unique()

    @property
    def is_empty(self) -> bool:
        return bool(values.equal(self.cells, "").all())

    @cached_property
    def numbers(self) -> npt.NDArray[np.bool_]:
        """Which texts are numbers."""
        return values.readable(self.texts)

    @cached_property
    def is_figures(self) -> bool:
        """Whether at least half of the different texts are numbers, or signs for a missing one; also signs alone.

        Below the name of an indicator anything is one: the checks say of each cell that it is no number.
        """
        if self.is_known_subject and (self._used != "").any():
            return True
        number = self._is_number
        return bool((number | self._stands_for_figures).mean() >= 0.5) if number.any() else self.is_signs

    @cached_property
    def is_signs(self) -> bool:
        """Whether it holds nothing but signs for a missing figure: of figures that are all hidden, or a mark."""
        return bool((self._used != "").any() and self._stands_for_figures.all())

    @cached_property
    def integers(self) -> npt.NDArray[np.int64]:
        """The different numbers, sorted, where all texts are whole numbers; else none."""
        numbers = values.numbers(self.texts, ".")
        whole = len(numbers) > 0 and bool(np.isfinite(numbers).all()) and bool((numbers == np.round(numbers)).all())
        if not whole or self.texts.str.contains("[.,]").any() or np.abs(numbers).max() > 2**53:
            return np.array([], np.int64)
        return np.unique(numbers.astype(np.int64))

    @cached_property
    def counts_rows(self) -> bool:
        """Whether it holds 1, 2, 3, … each once."""
        count = len(self.integers)
        if not self.name and self.number == 0 and count > 1 and self._goes_up:  # what R and pandas write, rows left out
            return True
        if not count or self.integers[0] not in (0, 1) or self.integers[-1] - self.integers[0] != count - 1:
            return values.counts_rows(self.texts) and len(self.texts) == SAMPLE
        return int((self.cells != "").sum()) == count and (count > 4 or self.hint == "ignore")

    @property
    def _goes_up(self) -> bool:
        """Whether each cell holds a larger number than the one above it."""
        numbers = values.numbers(pd.Index(self.cells.iloc[:SAMPLE]), ".")
        return len(numbers) > 1 and bool((np.diff(numbers) > 0).all())

    @cached_property
    def speaks_of_figures(self) -> bool:
        """Whether the header can only stand above figures: it names a known one, a unit, a year or a region."""
        name, (_, unit) = self.name, without_unit(self.name)
        if (unit and unit not in LABELS) or self.hint in _FIGURES or self.is_below_a_year:
            return True
        return self.is_known_subject or bool(name and recognise.codes_of([name])[name])

    @property
    def is_known_subject(self) -> bool:
        """Whether the header is the name of an indicator."""
        return values.bracketed(self.name)[0].casefold() in _NAMED

    @cached_property
    def must_be_figures(self) -> bool:
        """Whether it splits no figures but is one: the header says so, or it holds decimals."""
        if not self.is_figures:
            return False
        return self.speaks_of_figures or (bool(self.numbers.all()) and not len(self.integers))

    # --- what the cells are ---

    @cached_property
    def places(self) -> "pd.Series[str]":
        """Of the texts with letters in them the level that each names: "GM", "PV", "NL", another, or "" for none."""
        texts = pd.Series(self.texts, dtype="str")
        texts = texts[texts.str.contains("[^\\W0-9]")]
        if len(texts) > FEW and not (levels_of(texts.iloc[:: len(texts) // FEW]) != "").any():
            return pd.Series("", texts.index, dtype="str")
        return levels_of(texts)

    @cached_property
    def coded(self) -> bool:
        """Whether its regions are codes, or numbers."""
        texts = pd.Series(self.texts, dtype="str")
        return bool(len(texts)) and bool(texts.str.fullmatch(r"(?:[A-Za-z]{2}\s?)?[0-9]+(?:[.,]0)?").mean() > 0.5)

    @property
    def place_share(self) -> float:
        return float((self.places != "").sum()) / len(self.texts) if len(self.texts) else 0.0

    @cached_property
    def holds_town_numbers(self) -> bool:
        """Whether all texts are numbers of municipalities, and no row numbers."""
        numbers = self.integers
        if not len(numbers) or numbers[0] < 1 or numbers[-1] > 9999 or self.counts_rows:
            return False
        return bool((recognise.region_codes(pd.Series(self.texts, dtype="str")) != "").mean() > 0.9)

    @cached_property
    def holds_years(self) -> bool:
        """Whether all texts are years, school years, or first or last days of one."""
        return self.years_of(self.texts) is not None

    def years_of(self, texts: "pd.Index[str]") -> dict[str, str] | None:
        """What texts mean that are no plain years, as `years.meanings`, by what the header says of years."""
        return years.meanings(texts, self.names_school, _is_called_a_year(self))

    @property
    def names_school(self) -> bool:
        return "school" in self.name.casefold()

    @property
    def place_role(self) -> str:
        """Which of `PLACES` it is when it names regions; the header may choose between them."""
        if self.hint in PLACES:
            return self.hint
        known = self.places[self.places != ""]
        if len(known) and known.isin(["PV", "NL"]).all():
            return "province"
        return "town" if (known == "GM").mean() > 0.5 else "region"


def levels_of(texts: "pd.Series[str]") -> "pd.Series[str]":
    """For each text the level of the region that it names: "GM", "PV", "NL", one that the app has not, or ""."""
    levels = {
        text: code[:2] if code else level if (level := recognise.other_level(text)) in _LEVELS else ""
        for text, code in recognise.codes_of(texts).items()
    }
    return pd.Series([levels[text] for text in texts], texts.index, dtype="str")


def columns(body: pd.DataFrame, parts: Sequence[tuple[str, ...]]) -> list[Column]:
    """Every column with its role; body: the rows below the header, parts: what the header says above each."""
    table = [Column(number, parts[number], body[column]) for number, column in enumerate(body)]
    for column in table:
        column.role = _own_role(column)
    _choose_regions(table)
    _choose_period(table)
    return table


def _own_role(column: Column) -> str:
    """The role by content, or else by the header, of a column that is looked at alone."""
    hint = column.hint
    if not len(column.texts):
        return "" if hint == "ignore" else hint
    if column.place_share > 0.5:
        return column.place_role
    if all(text.casefold() in _KINDS for text in column.texts):
        return "kind"
    numeric = bool(column.numbers.all())
    if hint == "ignore":
        return "row" if column.counts_rows or (column.name and len(column.integers)) else ""
    if column.counts_rows and not column.speaks_of_figures:
        return "row"
    decimals = numeric and not len(column.integers)
    if hint in (*PLACES, "subject", "period", "unit", "status", "note") and decimals:
        return ""
    if word(column.name) == "cijfer" and not column.is_figures:
        return "subject"
    if hint or numeric:
        return hint
    folded = [text.casefold() for text in column.texts]
    if all(text in _STATUSES for text in folded):
        return "status"
    if sum(values.bracketed(text)[0] in _NAMED for text in folded) > len(folded) / 2:
        return "subject"
    return "unit" if all(map(UNIT.fullmatch, column.texts)) else ""


def _choose_regions(table: Sequence[Column]) -> None:
    """Numbers of municipalities name the region where nothing else does; a header alone only where no cell does."""
    known = [column for column in table if column.role in PLACES and column.place_share > 0.5]
    for column in table:
        alone = column.place_share == 0 and column.hint != "area" and not column.holds_town_numbers
        if column.role in PLACES and known and alone:
            column.role = ""  # such as "Land" above countries of birth
    if any(column.role in PLACES and column.role != "province" for column in table):
        return
    numbered = [column for column in table if column.holds_town_numbers and not column.speaks_of_figures]
    numbered = [column for column in numbered if not column.holds_years or CODED.search(word(column.name))]
    likely = [column for column in numbered if column.hint == "ignore" or CODED.search(word(column.name))]
    likely = likely or [column for column in numbered if len(column.integers) > 4]
    if known or not likely:
        return
    likely[0].role = "town"
    if not CODED.search(word(likely[0].name)):
        likely[0].doubt = "bevat nummers van gemeenten en is gelezen als het gebied"


def _choose_period(table: Sequence[Column]) -> None:
    """The column of which all cells are years, whatever it is called; which that is, is asked where it is not plain."""
    dated = [column for column in table if column.role in _PERHAPS_YEARS and column.holds_years]
    named = [column for column in dated if _is_called_a_year(column)]
    loose = [column for column in dated if column not in named and not _speaks_of_counts(column, table)]
    if not named:
        counts = [column for column in dated if column not in loose or not _repeats_years(column, table)]
        loose = [column for column in loose if column not in counts]
        for column in counts:
            if not column.is_below_a_year:
                column.doubt = f"bevat getallen die ook jaren kunnen zijn ({_some(column.texts)}), gelezen als cijfers"
    figures = [column for column in table if column.role in ("", *_FIGURES) and column.is_figures]
    loose = [column for column in loose if any(other is not column for other in figures)]
    returning = _regions_come_back(table)  # then one year for all rows would make most of them double
    candidates = named or sorted(loose, key=lambda column: (returning and len(column.texts) == 1, len(column.texts)))
    if not candidates:
        return
    candidates = sorted(candidates, key=lambda column: (_is_of_delivery(column), column.hint != "period"))
    chosen = candidates[0]
    others = [column for column in table if column in [*candidates, *loose] and column is not chosen]
    for column in table:
        if column.role == "period" and column is not chosen:
            column.role = ""
    for column in others if named else ():
        if column in named:
            column.role = "other_year"
    chosen.role = "period"
    chosen.meanings = chosen.years_of(values.used(chosen.cells)) or {}
    chosen.doubt = _doubt_of_period(chosen, others, bool(named))


_PERHAPS_YEARS = ("", "period", "row", "note", "status", "unit", "subject", *_FIGURES)


_DELIVERY = re.compile("lever|publica|download|export|upload|versie|bijgewerkt|aangemaakt|gemaakt")


def _is_called_a_year(column: Column) -> bool:
    return column.hint == "period" or YEARISH.fullmatch(word(column.name)) is not None


def _is_of_delivery(column: Column) -> bool:
    """Whether the header says that the years are those in which the figures were made or sent."""
    return _DELIVERY.search(column.name.casefold()) is not None


def _speaks_of_counts(column: Column, table: Sequence[Column]) -> bool:
    """Whether the header says that what could be years are figures; "N" does not where each comes back."""
    if not column.speaks_of_figures:
        return False
    regions = any(other.role in PLACES for other in table)
    comes_back = regions and len(column.texts) * 2 <= int((column.cells != "").sum())
    return not (comes_back and column.hint in _FIGURES and column.name.casefold() not in _NAMED)


def _repeats_years(column: Column, table: Sequence[Column]) -> bool:
    """Whether years come back as those of figures do: one for all, or more than one for a region; counts do not."""
    return len(column.texts) == 1 or not any(other.role in PLACES for other in table) or _regions_come_back(table)


def _regions_come_back(table: Sequence[Column]) -> bool:
    """Whether a region stands in more than one row."""
    regions = (column for column in table if column.role in PLACES)
    return any(len(values.used(column.cells)) < len(column.cells) for column in regions)


def _doubt_of_period(chosen: Column, others: Sequence[Column], named: bool) -> str:
    """What to ask of the column that is read as the year: each of these, as far as it is so."""
    doubts = []
    if others or not named or _is_of_delivery(chosen):
        contents = "" if named else f"bevat alleen jaartallen ({_some(chosen.texts)}) en "
        doubts.append(f"{contents}is gelezen als het jaar waar de cijfers over gaan")
    if others:
        names = listed([f"‘{column.name or f'kolom {column.number + 1}'}’" for column in others])
        doubts.append(f"{names} niet, al staan ook daar jaren")
    days = [f"‘{text}’ (gelezen als {year})" for text, year in chosen.meanings.items() if "-" not in year]
    if days:
        doubts.append(f"bevat {listed(days)}")
    return ", en ".join(doubts)


def _some(texts: "pd.Index[str]") -> str:
    return ", ".join(texts[:3]) + (", …" if len(texts) > 3 else "")
