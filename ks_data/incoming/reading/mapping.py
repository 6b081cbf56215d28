"""Which column is what, as an analyst points it out in a table of an unknown layout. Knows no file."""

import json
from dataclasses import asdict, dataclass, fields

from ks_data.catalogue.errors import DataError
from ks_data.language import dutch

SCHOOL_YEARS = ("", "first", "last")
"""What a school year 2019/2020 counts for: both years together, the year it begins in, the year it ends in."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column of an unknown layout is what, by the names in `Sheet.columns`.

    values: one or more columns of figures; without a subject column each is a subject of its own. Without a region
    column all is about fixed_region, or else the country. fixed_period: for what no column holds. years_across: the
    header of each column of figures names its year. school_year: one of `SCHOOL_YEARS`. ask: nothing is chosen yet;
    the table is wanted, to point its columns out. sheet: the tab of a workbook, "" for the one that is read by itself;
    alone, without columns, that tab is recognised.
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
    sheet: str = ""
    ask: bool = False

    @property
    def points_out(self) -> bool:
        """Whether columns are pointed out, or are to be."""
        return bool(self.values) or self.ask

    @property
    def described(self) -> str:
        """What was chosen, in Dutch: "blad 'Cijfers', gebied uit 'Waar', cijfers uit 'Percentage'"."""
        words = {"region": "gebied", "period": "jaar", "subject": "onderwerp", "numerator": "teller"}
        words |= {"denominator": "noemer", "unit": "eenheid", "status": "status", "note": "toelichting"}
        parts = [f"blad '{self.sheet}'"] if self.sheet else []
        parts += [f"{word} uit '{column}'" for name, word in words.items() if (column := getattr(self, name))]
        figures = [f"'{column}'" for column in self.values]
        parts += [f"alles over {self.fixed_region}"] if self.fixed_region else []
        parts += ["jaren uit de kop"] if self.years_across else []
        return ", ".join([*parts, *([f"cijfers uit {dutch.listing(figures)}"] if figures else [])])

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
            kinds = {field.name: type(field.default) for field in fields(cls)}
            fits = all(isinstance(field, kinds[name]) for name, field in single.items())
            if fits and all(isinstance(column, str) for column in columns):
                return cls(columns, **single)
            raise ValueError(text)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise DataError("De bewaarde kolomkeuze is niet leesbaar. Wijs de kolommen opnieuw aan.") from None
