"""The ways of counting in the documents, by id. Knows no number and no source; the numbers are in the table `counts`.

A way of counting is part of a count's identity, as a definition is of an indicator's: two ways are two ids and never
share a line, however much their names are alike. An id ends in its unit. A new one is a line here and rows in
data/sources/counts.csv.
"""

from dataclasses import dataclass
from enum import StrEnum, auto

from ks_data.catalogue.indicator import BEFORE, DURING, ENDINGS, OVERALL, Phase, Unit


class CountGroup(StrEnum):
    """What a way of counting is about, and so where it is shown."""

    SPREAD = auto()
    """How far the programme has spread over the municipalities."""
    OLDER_PROGRAMME = auto()
    """How far the programme before it had spread: listed, not drawn."""
    CONTEXT = auto()
    """Anything else that a document counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """A way of counting.

    id: stable name in data and exports; ends in the unit. One that is an indicator's too is the same way of counting,
    in another year or document, and shares its line.
    name: what is counted, in Dutch, as it follows a number ("272 gemeenten in lokale coalities").
    definition: in a sentence, for rows that give none of their own.
    phase: the phase of the first 1,000 days that it is about.

    Raises ValueError when the id ends in another unit than its own.
    """

    id: str
    name: str
    unit: Unit = "aantal"
    group: CountGroup = CountGroup.CONTEXT
    phase: Phase = OVERALL
    definition: str = ""

    def __post_init__(self) -> None:
        if not self.id.endswith(ENDINGS[self.unit]):
            raise ValueError(f"{self.id}: a count in “{self.unit}” ends in {ENDINGS[self.unit]}")


_SPREAD, _OLDER = CountGroup.SPREAD, CountGroup.OLDER_PROGRAMME

BIRTHS_A_YEAR = Count("births_a_year_count", "geboren kinderen per jaar")
"""About how many children are born in a year, as a source states it."""
FALSE_START = Count("false_start_at_birth_percent", "valse start bij de geboorte", "%")
TRANCHES = Count("municipalities_in_tranches_count", "gemeenten die in een tranche instapten", group=_SPREAD)
"""Not typed in, but added up from the tranches."""
COALITIONS = Count(
    "municipalities_in_coalitions_count",
    "gemeenten in lokale coalities",
    group=_SPREAD,
    definition="Gemeenten waar in een lokale coalitie wordt gewerkt.",
)
LOCAL_COALITIONS = Count(
    "local_coalitions_count",
    "lokale coalities die aan de slag gingen",
    definition="Lokale coalities, geen gemeenten: in één coalitie kunnen gemeenten samenwerken.",
)
IMPULSE = Count(
    "municipalities_in_impulse_count",
    "gemeenten die meedoen aan de impuls Kansrijke Start",
    group=_SPREAD,
    definition="Gemeenten die meedoen aan de impuls, de regeling van het Rijk voor lokale coalities.",
)
TAKING_PART = Count("municipalities_taking_part_count", "gemeenten die meedoen aan Kansrijke Start", group=_SPREAD)
NU_NIET_ZWANGER = Count(
    "municipalities_with_nu_niet_zwanger_count",
    "gemeenten met Nu Niet Zwanger",
    group=_SPREAD,
    phase=BEFORE,
    definition="Gemeenten waar Nu Niet Zwanger beschikbaar is.",
)
HOME_VISITS = Count("prenatal_home_visits_count", "prenatale huisbezoeken", phase=DURING)

_DECLARED = (
    BIRTHS_A_YEAR,
    FALSE_START,
    TRANCHES,
    COALITIONS,
    LOCAL_COALITIONS,
    IMPULSE,
    NU_NIET_ZWANGER,
    HOME_VISITS,
    TAKING_PART,
    Count(
        "municipalities_with_nu_niet_zwanger_parliament_count",
        "gemeenten met Nu Niet Zwanger (Kamervragen)",
        group=_SPREAD,
        phase=BEFORE,
    ),
    Count(
        "municipalities_with_nu_niet_zwanger_ggd_ghor_percent",
        "gemeenten met Nu Niet Zwanger (GGD GHOR)",
        "%",
        _SPREAD,
        BEFORE,
    ),
    Count("residents_with_nu_niet_zwanger_percent", "inwoners met toegang tot Nu Niet Zwanger", "%", _SPREAD, BEFORE),
    Count("municipalities_with_voorzorg_percent", "gemeenten met VoorZorg", "%", _SPREAD),
    Count("municipalities_with_voorzorg_count", "gemeenten met VoorZorg", group=_SPREAD),
    Count("municipalities_paid_to_cooperate_percent", "gemeenten die geld kregen om samen te werken", "%", _SPREAD),
    Count("gids_municipalities_pharos_count", "GIDS-gemeenten (Pharos)", group=_OLDER),
    Count("gids_municipalities_platform31_count", "GIDS-gemeenten (Platform31)", group=_OLDER),
    Count("gids_municipalities_vng_count", "GIDS-gemeenten (VNG)", group=_OLDER),
    Count("national_conferences_count", "landelijke conferenties"),
    Count(
        "nu_niet_zwanger_officers_kennemerland_count",
        "geschoolde aandachtsfunctionarissen Nu Niet Zwanger in Kennemerland",
        phase=BEFORE,
    ),
    Count("trained_professionals_count", "geschoolde zorgverleners"),
)

COUNTS: dict[str, Count] = {count.id: count for count in _DECLARED}
"""All ways of counting by id."""


AREAS = {"Kennemerland": ("GM0392",)}
"""Areas without a code that documents count in, and the municipalities whose documents speak of them."""


def ids(*groups: CountGroup) -> set[str]:
    """The ids of the ways of counting in these groups."""
    return {count.id for count in COUNTS.values() if count.group in groups}
