"""Which sources can be fetched, each one declaration. Knows no server.

A new table of CBS by municipality and year is one more `Source` in SOURCES: docs/adding.md says how.
"""

from dataclasses import dataclass

from ks_data.catalogue import regions
from ks_data.workshop import births
from ks_data.workshop.regional_figures import Figure


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of a table: what its column is called here, its title at CBS, and words in the title of its group.

    The group tells topics with the same title apart; "" where there is only one. optional: the table may lack it.
    """

    column: str
    title: str
    group: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A count that documents give, by which an answer is recognised as the right table."""

    column: str
    region: str
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class Source:
    """A table of CBS that can be fetched.

    id: on the command line. title: in Dutch, for readers. table: its id at CBS. name: of the table, for the citation.
    topics: what is wanted of it. figures: which indicators follow. counted: the columns with numbers of persons, which
    are added up where municipalities merged. adds_up: of these, which over all municipalities must be the country.
    known: counts that must be in it. levels: of regions. first_year: earlier ones are not asked for.
    """

    id: str
    title: str
    table: str
    name: str
    topics: tuple[Topic, ...]
    figures: tuple[Figure, ...]
    counted: tuple[str, ...] = ()
    adds_up: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    levels: tuple[str, ...] = ("gemeente", "provincie", "land")
    first_year: int = 2012

    @property
    def citation(self) -> str:
        """How readers see where the figures come from."""
        return f"CBS, {self.name} (tabel {self.table}, CC BY 4.0, bewerkt)"


HAARLEM_2020 = Known("live_births", regions.HOME, 2020, 1834)
"""Live births, as the council's note gives them too."""

DECLARED = (
    Source(
        "births",
        "Levend geboren kinderen",
        "37259ned",
        "Bevolkingsontwikkeling; levend geborenen, overledenen en migratie per regio",
        (
            Topic("live_births", "Levend geboren kinderen"),
            Topic("crude_birth_rate", "Levend geboren kinderen, relatief", optional=True),
            Topic("population_1_jan", "Bevolking op 1 januari"),
            Topic("population_31_dec", "Bevolking op 31 december"),
        ),
        (births.LIVE_BIRTHS, births.CRUDE_BIRTH_RATE),
        counted=births.COUNTS[births.POPULATION],
        adds_up=("live_births",),
        known=(HAARLEM_2020,),
    ),
    Source(
        "teenage-mothers",
        "Geboren bij een moeder jonger dan 20 jaar",
        "37201",
        "Geboorte; kerncijfers vruchtbaarheid, leeftijd moeder, regio",
        (
            Topic("live_births", "Totaal levend geboren kinderen", group="leeftijd"),
            Topic("mothers_under_20", "Jonger dan 20 jaar", group="leeftijd"),
        ),
        (births.YOUNG_MOTHERS,),
        counted=births.COUNTS[births.MOTHERS],
        adds_up=("live_births", "mothers_under_20"),
        known=(HAARLEM_2020,),
        first_year=2010,
    ),
    Source(
        "youth-care",
        "Jongeren met jeugdhulp",
        "85098NED",
        "Indicatoren jeugdzorg in natura; gemeenten",
        (Topic("youth_care", "Jongeren met jeugdhulp in natura"),),
        (Figure("youth_care_in_kind_percent", published="youth_care"),),
        levels=("gemeente", "land"),
        first_year=2015,
    ),
)
SOURCES: dict[str, Source] = {source.id: source for source in DECLARED}
"""By id, in the order in which `all` fetches them."""
BOUNDARIES, SWING = "boundaries", "swing"
OTHERS = (BOUNDARIES, SWING)
"""What can be fetched beside tables of CBS: borders, and a variable of a Swing site."""
ALL = "all"
"""Every table of CBS, and the borders of this year."""
INDICATORS_FETCHED = {figure.indicator for source in DECLARED for figure in source.figures}
"""What may have no figure yet: it comes when it is fetched."""
