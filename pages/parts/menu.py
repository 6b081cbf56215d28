"""The menu: every page once, with what it shows; and where on which page a subject stands. Draws nothing.

A new page is a script in pages/ and a line here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ks_data.answers.subjects import Subject, Target
from ks_data.catalogue import regions
from ks_data.catalogue.indicators import INDICATORS

OWN, COUNTRY, BACKGROUND, MANAGE = "Uw gemeente", "Heel Nederland", "Achtergrond", "Beheer"
"""What the pages stand under in the menu, in this order."""
TOWN, BESIDE, YEARS = "gemeente", "vergelijk", "jaren"
"""The choices that all pages share, as a link calls them."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the menu.

    name: of its file and in its address. subjects: what it is about, the main one first. summary: what it shows a
    part of, that another page is about. words: by which it can be found besides its title. group: what it stands under
    in the menu. choices: which of those that all pages share work on it; why_no_years: why those years do not.
    """

    name: str
    title: str
    icon: str
    subjects: tuple[Subject, ...] = ()
    summary: tuple[Subject, ...] = ()
    words: str = ""
    group: str = BACKGROUND
    choices: tuple[str, ...] = ()
    why_no_years: str = ""

    @property
    def file(self) -> str:
        """Its script, seen from app.py."""
        return f"pages/{self.name}.py"


NEW_FIGURES = Page("nieuw", "Nieuwe cijfers", ":material/upload_file:", group=MANAGE)
"""The page that opens when a file is dropped."""
PAGES = (
    Page(
        "overzicht",
        "Overzicht",
        ":material/space_dashboard:",
        (Subject.MUNICIPALITY, Subject.BENCHMARK, Subject.CORE_FIGURES, Subject.BIRTHS),
        (Subject.TRANCHES, Subject.BUDGET),
        words="begin samenvatting gemeente cijfers",
        group=OWN,
        choices=(TOWN, BESIDE, YEARS),
    ),
    Page(
        "ontwikkeling",
        "Ontwikkeling",
        ":material/show_chart:",
        (Subject.TREND, Subject.BREAKS, Subject.BIRTHS),
        words="grafiek trend verloop jaren",
        group=OWN,
        choices=(TOWN, BESIDE, YEARS),
    ),
    Page(
        "vergelijken",
        "Vergelijken",
        ":material/compare_arrows:",
        (Subject.COMPARISON,),
        words="gemeenten provincies kaart rangorde trechter verschil toeval",
        group=OWN,
        choices=(TOWN, BESIDE),
        why_no_years="Deze pagina vergelijkt in één jaar: u kiest het hieronder.",
    ),
    Page(
        "begroting",
        "Begroting",
        ":material/euro:",
        (Subject.BUDGET, Subject.BUDGET_TOTAL),
        words="geld kosten euro budget bedragen betaler impulsmiddelen gemeentefonds Rijk",
        group=OWN,
        choices=(TOWN,),
        why_no_years="Een begroting is van één jaar: u ziet hieronder welk.",
    ),
    Page(
        "programma",
        "Programma",
        ":material/account_tree:",
        (Subject.PROGRAMME, Subject.EVENTS),
        words="actielijnen acties doelen projecten coalitie leden tijdlijn gebeurtenissen",
        group=OWN,
        choices=(TOWN,),
        why_no_years="Deze pagina toont alle jaren van het programma.",
    ),
    Page(
        "tranchekaart",
        "Tranchekaart",
        ":material/map:",
        (Subject.TRANCHES,),
        words="landkaart gemeenten lokale coalities uitrol tranches",
        group=COUNTRY,
        choices=(TOWN,),
        why_no_years="De kaart heeft haar eigen jaren, onder de kaart.",
    ),
    Page(
        "monitor",
        "Landelijke monitor",
        ":material/monitor_heart:",
        (Subject.MONITOR, Subject.FALSE_START),
        words="landelijke monitor RIVM indicatoren",
        group=COUNTRY,
        choices=(TOWN,),
        why_no_years="Deze pagina toont altijd het nieuwste cijfer.",
    ),
    Page(
        "groei",
        "Groei",
        ":material/trending_up:",
        (Subject.SPREAD,),
        words="aantal gemeenten verloop coalities impuls Nu Niet Zwanger",
        group=COUNTRY,
        choices=(TOWN,),
        why_no_years="Deze pagina toont alle jaren van het programma.",
    ),
    Page(
        "bronnen",
        "Bronnen en beweringen",
        ":material/fact_check:",
        (Subject.CLAIMS, Subject.SOURCES),
        words="bronnen documenten citeren bronvermelding feiten controle klopt",
    ),
    Page(
        "begrippen",
        "Begrippen",
        ":material/dictionary:",
        (Subject.TERMS,),
        words="uitleg betekenis woorden woordenlijst help",
    ),
    Page(
        "gegevens",
        "Gegevens en API",
        ":material/api:",
        words="open data downloaden tabellen csv json parquet api openapi datapackage licentie",
        choices=(TOWN,),
    ),
    NEW_FIGURES,
    Page("releases", "Releases", ":material/history:", group=MANAGE),
    Page(
        "toegankelijkheid",
        "Toegankelijkheid",
        ":material/accessibility_new:",
        words="verklaring WCAG beperking schermlezer toetsenbord contact",
    ),
)
"""Those of a group in the order of the menu; the first is the one that a bare address opens."""
TABS = {Subject.CLAIMS: ("onderdeel", "Beweringen"), Subject.SOURCES: ("onderdeel", "Bronnen")}
"""The part of a page that a subject stands on, with the key by which that is chosen."""


def at(path: str) -> Page | None:
    """The page at an address, of which the bare one is the first; None for an unknown one."""
    return next((page for page in PAGES if page.name == (path or PAGES[0].name)), None)


def grouped() -> dict[str, list[Page]]:
    """The pages by the title that they stand under, in the order of the menu."""
    return {group: [page for page in PAGES if page.group == group] for group in (OWN, COUNTRY, BACKGROUND, MANAGE)}


def showing(subjects: Iterable[Subject]) -> list[Page]:
    """The pages that show any of these subjects, each once: subject by subject, the pages that are about it first."""
    pages = []
    for subject in subjects:
        pages += [page for page in PAGES if subject in page.subjects]
        pages += [page for page in PAGES if subject in page.summary]
    return list(dict.fromkeys(pages))


def titles() -> dict[Subject, list[str]]:
    """The titles of the pages that show each subject."""
    return {subject: [page.title for page in showing([subject])] for subject in Subject}


def page_of(target: Target) -> Page:
    """The page to open for a target; raises LookupError when no page shows it."""
    pages = [page for page in PAGES if page.name == target.page]
    pages += showing([target.subject]) if target.subject else []
    if not pages:
        raise LookupError(f"No page of the menu shows {target}.")
    return pages[0]


def widgets(target: Target) -> dict[str, str | list[str]]:
    """What must be chosen to see a target, by the key of the widget; only a municipality can be chosen as one's own."""
    choice: dict[str, str | list[str]] = {}
    if target.subject == Subject.BENCHMARK:
        choice["vergelijk"] = regions.name(target.region)
    elif target.region and regions.level(target.region) == "gemeente":
        choice["gemeente"] = regions.name(target.region)
    if target.subject == Subject.TREND:
        choice["cijfers"] = [INDICATORS[target.indicator].name]
    if target.subject in TABS:
        tabs, tab = TABS[target.subject]
        choice[tabs] = tab
    if target.document:
        choice["bron"] = target.document
    return choice
