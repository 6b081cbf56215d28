"""What an indicator is: its unit, group and phase, and how chance works on it. Knows no single indicator."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["proportion", "rate", "count"]
Unit = Literal["per 1.000", "%", "aantal"]
Group = Literal["kern", "landelijk", "monitor"]
Phase = Literal["programmabreed", "voor de zwangerschap", "tijdens de zwangerschap", "na de geboorte"]

ENDINGS: dict[Unit, str] = {"per 1.000": "_per_1000", "%": "_percent", "aantal": "_count"}
"""What an id ends in, by unit."""

BEFORE: Phase = "voor de zwangerschap"
DURING: Phase = "tijdens de zwangerschap"
AFTER: Phase = "na de geboorte"
OVERALL: Phase = "programmabreed"
PHASES: tuple[Phase, ...] = (OVERALL, BEFORE, DURING, AFTER)
"""In the order in which a page goes through them."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure means.

    id: stable name in data, links and exports; ends in the unit.
    name: short Dutch name that readers use.
    definition: the full definition, as far as the source gives one.
    unit: "per 1.000", "%" or "aantal".
    per: what the rate is counted over, in Dutch plural ("geboortes"); empty for a count.
    group: "kern" (what a municipality opens with), "landelijk" (shown when chosen) or "monitor".
    phase: the phase of the first 1,000 days.
    better: direction in which a figure is favourable; None where none is declared.
    decimals: how many the source publishes.
    sentence: how a sentence about it runs: verb for one, verb for many, who, and what they did.
    kind: how chance works on it: a proportion (part of the whole), a rate of rare events, or a count.
    births: whether it is counted over (about) all births, so that the number of births says how sure it is.
    among: whether those counted are among those they are counted over; births are not among inhabitants.
    threshold: numbers of persons from 1 up to this are hidden; 0 where the source applies a rule of its own.
    official: name of the subject in the source system, where there is one.
    part_of: ids of wider definitions of the same registration, which count each of these cases too.

    Raises ValueError when the id ends in another unit than its own, or when kind and unit do not go together.
    """

    id: str
    name: str
    definition: str
    unit: Unit
    per: str
    group: Group
    phase: Phase
    sentence: tuple[str, str, str, str]
    better: Literal["lower", "higher"] | None = None
    decimals: int = 1
    kind: Kind = "proportion"
    births: bool = False
    among: bool = True
    threshold: int = 10
    official: str = ""
    part_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit not in ENDINGS or not self.id.endswith(ENDINGS[self.unit]):
            raise ValueError(f"{self.id}: an indicator in “{self.unit}” ends in {ENDINGS.get(self.unit)}")
        if (self.kind == "count") != (self.unit == "aantal"):
            raise ValueError(f"{self.id}: a {self.kind} cannot be in “{self.unit}”")

    @property
    def measure(self) -> str:
        """The unit in words, as it stands beside a chart: "per 1.000 kinderen"."""
        return {
            "per 1.000": f"per 1.000 {self.per}",
            "%": f"% van de {self.per}",
            "aantal": f"aantal {self.per}",
        }[self.unit]
