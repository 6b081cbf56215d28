"""What the words in a header stand for: the role of a column, and a subject with its unit. Knows no sheet."""

import re
import unicodedata

from ks_data.catalogue.tables import LONGEST_NAME
from ks_data.incoming.reading import values

_WORDS = {
    "ignore": r"|id|nr|nummer|volgnummer|index|rij|row|unnamed 0",
    "period": r"perioden?|periods?|jaar|jaren|jaartal|years?|(verslag|peil|meet|kalender)jaar|tijd|date.*|(peil)?datum"
    r"|schooljaar|seizoen",
    "unit": r"eenheid|unit",
    "limit": r"(onder|boven)(grens)?|(lower|upper)( .*)?|ll|ul|(95 ?%? ?)?(bi|ci)( .*)?|(95 ?%? ?)?betrouwbaarheids.*"
    r"|(onder|boven)(grens|kant) .*",
    "numerator": r"teller|numerator",
    "denominator": r"noemer|denominator|n",
    "status": r"status|cijferstatus",
    "note": r"note|opmerking(en)?|voetnoot|toelichting",
    "subject": r"onderwerp(en)?( naam)?|indicator(en)?|indicator ?naam|measure|varia(bele|ble)|uitkomst|subject|maat",
    "value": r"waarde|value|cijfer|mean|gemiddelde|percentage|perc|%|score|resultaat|aantal|obs value",
    "town": r"(woon)?gemeenten?( [0-9]{4})?|gem(eente)? ?(naam|code|nr|nummer)|gm ?(code|naam|nr)"
    r"|municipalit(y|ies)( name| code)?",
    "area": r"wijken en buurten|wijkenenbuurten",
    "region": r"regio s|regio|regios|regio ?(naam|code)|regiocode .*|gebied(en)?|gebieds?(naam|code)|geografie"
    r"|geo ?(naam|code|item)|stat(code|naam)|(regioaanduiding )?codering( code)?|gwb code( [0-9]+)?"
    r"|regions?( name| code)?|area|ggd ?regio( s)?|ggd|land",
    "province": r"provincies?|provincie ?(naam|code)|provinces?",
}
_ROLES = {name: re.compile(pattern) for name, pattern in _WORDS.items()}
TEMPLATE_IN_DUTCH = {
    "gemeente": "region",
    "gebied": "region",
    "jaar": "year",
    "post": "item",
    "betaler": "funder",
    "bedrag": "amount_eur",
    "vanaf": "from_date",
    "bewijs": "evidence",
    "toelichting": "note",
    "bron": "source",
}
"""The columns of a list of tranches or a budget as a Dutch reader names them."""
VALUE_WORDS = _WORDS["value"].split("|")
"""What a column of figures is called; the surest word first."""
NUMBERED = re.compile(r"cod|nummer|\bnr")
PLACES = ("town", "area", "region", "province")
"""The roles of columns that name a region."""
YEARISH = re.compile(
    r"(?!leeftijd)(\w+ )?(\w*jaar|jaren|jr|years?|\w*periode?n?|periods?|\w*tijd\w*|\w*datum|date|peil\w*|seizoen)"
    r"( (jaar|jr|year))?( van \w+)?"
)
"""What a column of years is called, or of the days that stand for them; "aantal per jaar" is none."""
CODED = re.compile(r"gem|gm|cbs|cod|regio|gebied")
"""What the header of a column of bare numbers of municipalities has in it."""
STATLINE_WORDS = ("perioden", "regio s", "wijken en buurten", "gemeenten", "provincies")
"""Headers of label columns in files of StatLine."""
UNIT = re.compile(
    r"%.*|in %.*|per (1|10|100|1[ .]?000|10[ .]?000|100[ .]?000)\b.*|x (1[ .]?000.*|mln.*)|aantal.*|euro.*|km.*|m2"
    r"|jaar|jaren|getal|index.*|promille|‰|score|code|naam|omschrijving|dagen|uren|gram|ha|1[ .]000 euro",
    re.IGNORECASE,
)
_UNITS_END = re.compile(r"\.(?!000)")
LABELS = ("code", "naam", "omschrijving", "datum")
"""Units of columns that hold no figures but say what a row is about."""
TOTAL = re.compile(r"(totaal|total)\b.*|alle(n|maal)?|t[0-9]{6}", re.IGNORECASE)


def word(header: str) -> str:
    """A header in plain small letters and single spaces: "Regio's" -> "regio s"."""
    plain = unicodedata.normalize("NFKD", header).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9%]+", " ", plain).strip()


def role(header: str) -> str:
    """What a column with this header holds: a name of `_WORDS`, or "" when the header does not say."""
    if len(header) > LONGEST_NAME:
        return ""
    plain = word(header)
    return next((name for name, pattern in _ROLES.items() if pattern.fullmatch(plain)), "")


def without_unit(text: str, any_unit: bool = False) -> tuple[str, str]:
    """A subject and its unit: "Sterfte [per 1.000]", "Rokers (%)", or as R writes it: "Inwoners..aantal.".

    The unit is empty where the text names none: R makes "Rokers...." of "Rokers (%)".
    """
    if len(text) > LONGEST_NAME:
        return text, ""
    subject, unit = values.bracketed(text)
    if subject and unit:
        return subject, unit
    subject, unit = values.bracketed(text, "()")
    if subject and unit and (any_unit or UNIT.fullmatch(unit)):
        return subject, unit
    if text.endswith("....") and (subject := text.rstrip(".")):  # R writes every sign of " (%)" as a dot
        return subject, ""
    subject, _, unit = text[:-1].rpartition("..") if text.endswith(".") else ("", "", "")
    unit = _UNITS_END.sub(" ", unit)
    if subject and unit and not any(map(str.isspace, text)) and (any_unit or UNIT.fullmatch(unit)):
        return subject, unit
    return text, ""
