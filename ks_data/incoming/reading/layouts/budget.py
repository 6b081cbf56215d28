"""Budgets as municipalities keep them: a line for each item, and columns of amounts. Knows no layout of others.

Money is told by what the file says: words above the columns, in the titles and in its name, and signs in the cells.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.catalogue.errors import DataError
from ks_data.catalogue.tables import FUNDERS, LONGEST_NAME, TABLES
from ks_data.incoming.findings import Finding, Level, remark
from ks_data.incoming.reading import money, values
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.sheet import Sheet
from ks_data.language import dutch

TEMPLATE = (
    "Neem de posten van Kansrijke Start over in het sjabloon ‘begroting’: op de pagina Nieuwe cijfers, of met "
    "python -m ks_data template budget."
)
_ITEM = re.compile(r"(?:begrotings?|kosten|budget)?post(?:en)?|(?:naam|omschrijving) (?:van de )?post|item")
_DESCRIPTION = re.compile(
    r"omschrijving|onderdeel|onderdelen|activiteit(?:en)?|maatregel(?:en)?|kostensoort|product(?:en)?|naam|wat"
    r"|beschrijving|interventie|inzet|regel"
)
_ROLES = {
    "region": re.compile(r"gemeenten?|gemeente ?(?:naam|code|nr)|gm ?code|gebied|regio|region"),
    "year": re.compile(r"(?:begrotings?|kalender|boek)?jaar|year|periode"),
    "funder": re.compile(
        r"betalers?|funder|financier(?:ing)?|bekostiging|dekking|geldstroom|betaald door|gefinancierd door|wie betaalt"
    ),
    "from_date": re.compile(r"vanaf|ingangsdatum|startdatum|from date|ingang"),
    "note": re.compile(r"toelichting|opmerking(?:en)?|note|notitie|bijzonderheden"),
    "source": re.compile(r"bron|source"),
}
_ACCOUNTS = re.compile("taakveld|verslagsoort|balanspost|iv3")
_LEDGER = ("categorie", "economische categorie", "functie", "hoofdfunctie", "grootboek", "kostenplaats")
"""How columns of the accounts of a whole municipality begin, as it sends them to CBS (Iv3) or keeps them itself."""
_NO_MONEY = re.compile(r"|%|aandeel|nr|nummer|volgnummer|id|code|index|fte|aantal.*|uren|stuks|prijs.*|tarief.*")
_SPENT = re.compile(r"realisatie|gerealiseerd|werkelijk|jaarrekening|rekening|uitputting|besteed")
_PLANNED = re.compile(r"begroting|begroot|raming|geraamd|budget")
_INCOME = re.compile(r"baten|inkomsten|opbrengst(?:en)?")
_COSTS = re.compile(r"lasten|kosten|uitgaven")
_SUM = re.compile(r"(?:sub)?totaal.*|saldo.*|som|verschil.*|afwijking.*")
_FUNDERS = {
    "gemeente": "gemeente", "gemeentelijk": "gemeente", "eigen middelen": "gemeente",
    "gemeentelijke middelen": "gemeente", "bijdrage gemeente": "gemeente", "gemeentefonds": "gemeentefonds",
    "uit gemeentefonds": "gemeentefonds", "bijdrage gemeentefonds": "gemeentefonds", "rijk": "Rijk", "het rijk": "Rijk",
    "rijksmiddelen": "Rijk", "bijdrage rijk": "Rijk", "rijksbijdrage": "Rijk",
    "vws": "Rijk", "ministerie van vws": "Rijk", "spuk": "Rijk",
}  # fmt: skip
"""Who pays, as budgets call them."""
_YEAR_OR_WORD = re.compile(r"(?:19|20)[0-9]{2}|\b(?:bedrag(?:en)?|begroting|bijdrage van|bijdrage|in)\b")


_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4}|[0-9]{4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,2}|[0-9]{8})(?![0-9])"
    r"|(?<![0-9])[0-9]{1,2} (?:jan|feb|maa|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]* [0-9]{4}",
    re.IGNORECASE,
)
"""A day, as of a download: it says nothing of the year of a budget."""
LOOKED_AT = 1000
"""So many rows tell what a column of a budget is; of a table that is none only they are looked at."""
MOST_ALIKE = 2
"""Of two columns for the same year the last may be the changed one; more are months or parts."""


def funder_of(text: str) -> str:
    """The funder that a cell or a header names, as the app calls it; "" where it names none of them."""
    plain = " ".join(text.casefold().split()) if len(text) <= LONGEST_NAME else ""
    return _FUNDERS.get(plain, _FUNDERS.get(plain.removeprefix("de ").removeprefix("het "), ""))


def accounts(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """The accounts of whole municipalities (Iv3), refused with a DataError before a row is made of them."""
    words = {name: _word(name) for name in header.names}
    if any(_ITEM.fullmatch(plain) for plain in words.values()):
        return None
    marks = [name for name, plain in words.items() if _ACCOUNTS.match(plain)]
    ledger = {start: name for start in _LEDGER for name, plain in words.items() if plain.startswith(start)}
    if not marks and not (len(ledger) > 1 and any(map(money.speaks_of_money, words))):
        return None
    marks += [name for name in ledger.values() if name not in marks]
    columns = f"{'kolom' if len(marks) == 1 else 'kolommen'} {dutch.listing([f'‘{name}’' for name in marks[:4]])}"
    raise DataError(
        f"{header.sheet.name}: dit zijn financiële gegevens van hele gemeenten, zoals Iv3 ({columns}), en geen "
        f"begroting van Kansrijke Start. {TEMPLATE}"
    )


def budget(header: Header, _: Sequence[Sheet]) -> Plan | None:
    """A budget with an item on each line. Raises DataError for amounts of money without one."""
    columns = _Columns.of(header)
    if columns is None:
        return None
    findings: list[Finding] = []
    region = (columns.roles["region"],) if "region" in columns.roles else ()
    fixed_region = "" if region else _region_around(header, findings)
    figures = _without_doubles(_amounts(columns, findings), findings)
    dated = "year" in columns.roles or all(figure.period for figure in figures)
    fixed_period = "" if dated else _year_around(header, findings)
    if "funder" not in columns.roles and not all(figure.subject for figure in figures):
        message = f"Het bestand zegt niet wie betaalt. Bij alle posten komt als betaler ‘{FUNDERS[0]}’. Klopt dat?"
        findings.append(Finding(Level.QUESTION, "begroting_betaler", message))
    used = {*columns.roles.values(), *columns.amounts, columns.item}
    skipped = [header.names[column] for column in header.sheet.grid if column not in used and columns.is_filled(column)]
    if skipped:
        findings.append(
            remark(f"Kolommen die niet bij een begroting horen, zijn overgeslagen: {dutch.listing(skipped)}.")
        )
    by_name = {"item": columns.item, **columns.roles}
    return Plan(
        "begroting_posten",
        "Begroting, met een post op elke regel",
        header.start,
        header.names,
        figures,
        region,
        columns.roles.get("year"),
        columns.item,
        note=columns.roles.get("note"),
        source=columns.roles.get("source"),
        fixed_region=fixed_region,
        fixed_period=fixed_period,
        template_columns=tuple(by_name.get(name) for name in TABLES["budget"].names),
        table=TABLES["budget"],
        findings=tuple(findings),
    )


# --- which column is what ---


@dataclass
class _Columns:
    """What each column of a budget is: the item, what has a role, and the amounts."""

    header: Header
    item: int
    roles: dict[str, int]
    amounts: list[int]

    @classmethod
    def of(cls, header: Header) -> "_Columns | None":
        """The columns of a budget; None where the table is none. Raises DataError for money without items."""
        body = header.sheet.grid.iloc[header.start : header.start + LOOKED_AT]
        words = {column: _word(header.names[column]) for column in body}
        texts = {column: _filled(values.used(body[column])) for column in body}
        if not any(map(_ITEM.fullmatch, words.values())) and not _speaks_of_money(header, texts):
            return None
        named = {
            role: [column for column in texts if pattern.fullmatch(words[column])] for role, pattern in _ROLES.items()
        }
        never = {*named["year"], *named["from_date"], *named["note"], *named["source"]}
        amounts = [
            column
            for column, cells in texts.items()
            if column not in never
            and not _NO_MONEY.fullmatch(words[column])
            and (not _is_year(cells) or _is_named_amount(header.names[column]))
            and _are_amounts(cells)
        ]
        if not amounts:
            return None
        texts_of = {role: [column for column in columns if column not in amounts] for role, columns in named.items()}
        roles = {role: columns[0] for role, columns in texts_of.items() if columns}
        if "region" not in roles and (numbered := _numbered_regions(amounts, words, texts)) is not None:
            roles["region"] = numbered
            amounts.remove(numbered)
        years = [column for column, cells in texts.items() if _is_year(cells) and column not in amounts]
        if "year" not in roles and years:
            roles["year"] = years[0]
        free = [column for column in texts if column not in (*amounts, *roles.values())]
        places = [column for column in free if _are_municipalities(texts[column])]
        if "region" not in roles and places:
            roles["region"] = places[0]
            free.remove(places[0])
        item = next((column for column in free if _ITEM.fullmatch(words[column])), None)
        if item is None:
            numbers, amounts = amounts, _of_money(header, amounts, texts)
            item = next((column for column in free if amounts and _DESCRIPTION.fullmatch(words[column])), None)
        if item is None and amounts and _is_called_budget(header):
            item = next((column for column in free if len(texts[column])), None)
        if item is None:
            _refuse_money_without_items(header, numbers)
            return None
        return cls(header, item, roles, amounts)

    def is_filled(self, column: int) -> bool:
        below = self.header.sheet.grid[column].iloc[self.header.start :]
        return not values.equal(below, "").all()


def _filled(texts: "pd.Index[str]") -> "pd.Index[str]":
    return texts[texts != ""]


def _word(name: str) -> str:
    """A header in small letters and single blanks, without its scale; "" of one that is too long."""
    plain = money.without_scale(name) if len(name) <= LONGEST_NAME else ""
    return " ".join(re.sub(r"[^\w%]+|_", " ", plain.casefold()).split())


def _are_amounts(cells: "pd.Index[str]") -> bool:
    nothing = cells.str.casefold().isin(money.NO_AMOUNT)
    amounts = pd.notna(money.euros(cells[~nothing]))
    return bool(amounts.any()) and float((amounts.sum() + nothing.sum()) / len(cells)) >= 0.5


def _is_year(cells: "pd.Index[str]") -> bool:
    return len(cells) > 0 and bool(cells.str.fullmatch("(19|20)[0-9]{2}").all())


def _is_named_amount(name: str) -> bool:
    """Whether a header says that a column holds amounts, though all look like years: € 2.000 may be one."""
    return money.speaks_of_money(name) or bool(_year_in(name)) or bool(funder_of(_YEAR_OR_WORD.sub("", _word(name))))


def _are_municipalities(cells: "pd.Index[str]") -> bool:
    """Whether most cells are names or codes of municipalities, whatever the column is called; not bare numbers."""
    codes = recognise.region_codes(pd.Series(cells, dtype="str")).str.startswith("GM")
    return len(cells) > 0 and bool((codes.to_numpy(bool) & ~cells.str.isdigit()).mean() > 0.8)


def _numbered_regions(amounts: Iterable[int], words: dict[int, str], texts: "dict[int, pd.Index[str]]") -> int | None:
    """A column of numbers that are codes of municipalities and not what the municipality pays."""
    for column in amounts:
        if _ROLES["region"].fullmatch(words[column]) and (
            "code" in words[column] or (recognise.region_codes(pd.Series(texts[column], dtype="str")) != "").all()
        ):
            return column
    return None


def _is_called_budget(header: Header) -> bool:
    return any(_PLANNED.search(text.casefold()) for text in (*header.titles, header.sheet.name))


def _speaks_of_money(header: Header, texts: "dict[int, pd.Index[str]]") -> bool:
    """Whether the file says that its figures are amounts of money: in words, or by a sign in the cells."""
    around = (*header.names, *header.titles, header.sheet.name.rpartition("/")[2])
    return any(map(money.speaks_of_money, around)) or any(map(money.has_sign, texts.values()))


def _of_money(header: Header, amounts: list[int], texts: "dict[int, pd.Index[str]]") -> list[int]:
    """Of columns of numbers those that are money by what the file says of all, or by their own header and cells."""
    if any(map(money.speaks_of_money, (*header.titles, header.sheet.name.rpartition("/")[2]))):
        return amounts
    return [
        column
        for column in amounts
        if money.speaks_of_money(header.names[column])
        or money.has_sign(texts[column])
        or funder_of(_YEAR_OR_WORD.sub("", _word(header.names[column])))
    ]


def _refuse_money_without_items(header: Header, amounts: Sequence[int]) -> None:
    """Raises DataError where all figures are money by their headers or stand in a budget: no indicator is money."""
    names = [header.names[column] for column in amounts]
    if names and (all(map(money.speaks_of_money, names)) or _is_called_budget(header)):
        listed = dutch.listing([f"‘{name}’" for name in names[:4]])
        raise DataError(
            f"{header.sheet.name}: dit bestand gaat over geld ({listed}), maar heeft geen kolom met posten. Van geld "
            f"laat deze app alleen begrotingen van Kansrijke Start zien. {TEMPLATE}"
        )


# --- the amounts ---


def _amounts(columns: _Columns, findings: list[Finding]) -> tuple[FigureColumn, ...]:
    """The columns of amounts, with the funder as subject, the scale as unit and the year as period of each."""
    header = columns.header
    around, where = next(((text, where) for text, where in header.around if money.scale(text) > 1), ("", ""))
    figures = []
    for column in columns.amounts:
        name = header.names[column]
        word = _word(name)
        if _SUM.fullmatch(_YEAR_OR_WORD.sub("", word).strip()):
            findings.append(remark(f"De kolom ‘{name}’ is een optelling van andere kolommen en is overgeslagen."))
            continue
        unit = name if money.scale(name) > 1 else around
        funder = funder_of(_YEAR_OR_WORD.sub("", word))
        figures.append(FigureColumn(column, name, funder, unit, _year_in(name)))
    findings += _multiplied(figures, around, where)
    if any(figure.subject for figure in figures):  # then the others pay too, and the checks ask who they are
        figures = [replace(figure, subject=figure.subject or _payer_in(figure.header)) for figure in figures]
    return tuple(figures)


def _payer_in(name: str) -> str:
    """What a header calls the one who pays, whether the app knows them or not; "" where it is only money."""
    payer = " ".join(_YEAR_OR_WORD.sub("", _word(name)).split())
    return "" if money.speaks_of_money(name) else payer


def _year_in(text: str) -> str:
    """The year that a text names, "2024-2027" where it names more, "" where it names none; days do not count."""
    return "-".join(sorted(set(_YEAR.findall(_DATE.sub(" ", text)))))


def _multiplied(figures: Sequence[FigureColumn], around: str, where: str) -> Iterator[Finding]:
    """By how much amounts were multiplied: a remark where their own header says so, a question where the rest does."""
    for unit in dict.fromkeys(figure.unit for figure in figures if figure.unit):
        factor = dutch.number(money.scale(unit), 0)
        if unit == around:
            message = (
                f"{dutch.capital(where)} noemt een schaal: de bedragen zijn met {factor} vermenigvuldigd. Klopt dat?"
            )
            yield Finding(Level.QUESTION, "begroting_schaal", message)
        else:
            yield remark(f"De kolom heet ‘{unit}’: de bedragen zijn met {factor} vermenigvuldigd.")


def _without_doubles(figures: Sequence[FigureColumn], findings: list[Finding]) -> tuple[FigureColumn, ...]:
    """Of columns about the same year and funder the one of the budget: not what was spent, and not what came in."""
    left: list[FigureColumn] = []
    groups: dict[tuple[str, str], list[FigureColumn]] = {}
    for figure in figures:
        groups.setdefault((figure.period, figure.subject), []).append(figure)
    for group in groups.values():
        chosen = group
        for wanted, unwanted in ((_PLANNED, _SPENT), (_COSTS, _INCOME)):
            others = [figure for figure in chosen if not unwanted.search(figure.header.casefold())]
            chosen = others or chosen
            named = [figure for figure in chosen if wanted.search(figure.header.casefold())]
            chosen = named or chosen
        left.append(chosen[-1])
        if len(chosen) > MOST_ALIKE:
            message = (
                f"De kolommen {dutch.listing([f'‘{figure.header}’' for figure in chosen[:12]])} hebben elk een bedrag "
                "voor hetzelfde jaar. Laat er één staan met het bedrag van het hele jaar, of zet boven elke kolom haar "
                "jaar of betaler."
            )
            findings.append(Finding(Level.ERROR, "begroting_kolommen", message, len(chosen)))
            continue
        if dropped := [figure.header for figure in group if figure is not chosen[-1]]:
            message = (
                f"Van de kolommen {dutch.listing([f'‘{figure.header}’' for figure in group])} is ‘{chosen[-1].header}’ "
                f"gelezen. Niet gelezen: {dutch.listing([f'‘{name}’' for name in dropped])}. Klopt dat?"
            )
            findings.append(Finding(Level.QUESTION, "begroting_kolommen", message, len(dropped)))
    return tuple(sorted(left, key=lambda figure: figure.column))


# --- what the file does not say in its columns ---


def _region_around(header: Header, findings: list[Finding]) -> str:
    """The municipality that a title or the name of the file names, or else the one the app starts with; asked."""
    code, message = regions.HOME, ""
    for text, where in header.around:
        if len(named := _municipalities_in(text)) == 1:
            code = named.pop()
            message = f"{dutch.capital(where)} noemt {regions.name(code)}: daar komen alle posten bij."
            break
    message = message or (
        f"Alle posten komen bij {regions.name(code)}, de gemeente waarmee deze app begint. Is het een andere, zet dan "
        "haar naam in een kolom Gemeente of in de bestandsnaam."
    )
    message = f"Het bestand heeft geen kolom met de gemeente. {message} Klopt dat?"
    findings.append(Finding(Level.QUESTION, "begroting_gemeente", message))
    return code


def _municipalities_in(text: str) -> set[str]:
    """The municipalities that a text names, of one to five words; the longest names count."""
    words = text[:LONGEST_NAME].split()
    found: set[str] = set()
    for length in range(5, 0, -1):
        spans = [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]
        named = recognise.region_codes(pd.Series([span for span in spans if not span.isdigit()], dtype="str"))
        codes = {code for code in named if code.startswith("GM")}
        if codes:
            return codes
    return found


def _year_around(header: Header, findings: list[Finding]) -> str:
    """The year that a title or the name of the file names, asked; "" where there is none."""
    for text, where in header.around:
        if (year := _year_in(text)).isdigit():
            message = f"Het jaar {year} komt uit {where}: geen kolom noemt een jaar. Klopt dat?"
            findings.append(Finding(Level.QUESTION, "begroting_jaar", message))
            return year
    return ""
