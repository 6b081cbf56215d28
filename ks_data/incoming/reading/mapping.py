"""Which column is what, as an analyst points it out in a table of an unknown layout. Knows no file."""

import json
from dataclasses import asdict, dataclass, fields

from ks_data.catalogue.errors import DataError

SCHOOL_YEARS = ("", "first", "last")
"""What a school year 2019/2020 counts for: both years together, the year it begins in, the year it ends in."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of an unknown layout is what, by the names in `Sheet.columns`.

    values: one or more columns of figures; without a subject column each is a subject of its own. Without a region
    column all is about fixed_region, or else the country. fixed_period: for what no column holds. years_across: the
    header of each column of figures names its year. school_year: one of `SCHOOL_YEARS`. ask: nothing is chosen yet;
    the table is wanted, to point its columns out.
    """

    values: tuple[str, ...]
    region: str = ""
    period: str = ""
    subject: str = ""
    numerator: str = ""
    denominator: str = ""
    fixed_period: str = ""
    unit: str = ""
    status: str = ""
    note: str = ""
    fixed_region: str = ""
    years_across: bool = False
    school_year: str = ""
    ask: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ColumnMapping":
        """Raises DataError when the text is no mapping."""
        try:
            stored = json.loads(text)
            columns = tuple(stored["values"])
            names = [field.name for field in fields(cls) if field.name in stored and field.name != "values"]
            single = {name: stored[name] for name in names}  # an older mapping may say more
            flags = [single.pop(name, False) for name in ("years_across", "ask")]
            if all(isinstance(text, str) for text in (*columns, *single.values())) and {*map(type, flags)} == {bool}:
                return cls(columns, **single, years_across=flags[0], ask=flags[1])
            raise ValueError(text)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise DataError("De bewaarde kolomkeuze is niet leesbaar. Wijs de kolommen opnieuw aan.") from None
