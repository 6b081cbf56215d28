"""Checks the lines of budgets, also against the totals in the file and the published ones."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.catalogue import regions
from ks_data.catalogue.periods import is_date
from ks_data.catalogue.tables import FUNDERS, TABLES
from ks_data.incoming.checks.outcome import HUGE, NAMED, CellCheck, Checked, Tables, cell_errors, checked_list
from ks_data.incoming.checks.region_names import existing_regions
from ks_data.incoming.findings import Finding, Level, finding, listed, shortened
from ks_data.incoming.reading import Reading
from ks_data.language import dutch
from ks_data.statistics import Mask

CENT = 0.01
TEMPLATE = "sjabloon"
"""The layout of our own template."""
LONGEST_SUM = 30
"""A sum of so many lines at most is looked for within a budget."""
USUAL = (1_000, 25_000_000)
"""Between these, in euros, lies a budget for Kansrijke Start; another is probably in other units."""
_YEAR = "(19|20)[0-9]{2}"
_SUM = re.compile(
    r"(?:sub)?tota(?:al|len)[\s:,(-].*|subtotaal|totalen|eindtotaal|som|saldo|saldo .*|.*\stotaal:?|totaal:",
    re.IGNORECASE,
)
"""What a line calls itself that adds up others."""
_DUTCH_DATE = re.compile("([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")


def checked_budget(reading: Reading, published: Tables, _: str) -> Checked:
    """Budget lines after their checks; see `check.checked`."""
    rows, findings = existing_regions(reading.rows.assign(value=1.0))
    rows = rows[rows["region"] != ""]
    texts = ("year", "region", "item", "funder", "from_date", "note")
    rows = rows.assign(**{name: rows[name].astype("str").str.strip() for name in texts})
    funders = {funder.casefold(): funder for funder in FUNDERS}
    rows["funder"] = rows["funder"].map(lambda text: funders.get(text.casefold(), text))
    rows["from_date"] = rows["from_date"].map(_iso_date)
    rows["amount_eur"] = rows["amount_eur"].where(rows["amount_eur"].abs() < HUGE)
    rows["item"] = rows["item"].mask(_unnamed_totals(rows), "Totaal")
    total = rows["item"].str.casefold().isin(["totaal", "total"])
    rows, total, notes = _without_sums(rows, total)
    findings += notes
    unreadable = ~rows["year"].str.fullmatch(_YEAR).astype(bool)
    findings += cell_errors(rows, _cell_checks(rows, unreadable, total))
    rows = rows.assign(year=rows["year"].mask(unreadable, "0").astype("int64"))
    findings += _negative(rows[~total])
    if reading.layout != TEMPLATE:  # there the column says that it holds whole euros
        findings += _unusual_sizes(rows[~total])
    findings += _totals(rows[~total], rows[total], published)
    return checked_list("budget", rows[~total], findings)


def _cell_checks(rows: pd.DataFrame, unreadable: "pd.Series[bool]", total: "pd.Series[bool]") -> tuple[CellCheck, ...]:
    dates = [text for text in rows["from_date"].unique() if not text or is_date(text)]
    return (
        CellCheck(
            "geen_jaar",
            "Bij deze bedragen staat geen jaar. Zet het in een kolom Jaar, in de kop boven de bedragen of in de titel.",
            rows["year"] == "",
            "amount_text",
        ),
        CellCheck(
            "onbekend_jaar",
            "Dit is geen jaar. Schrijf bijvoorbeeld 2022.",
            unreadable & (rows["year"] != ""),
            "year",
        ),
        CellCheck(
            "geen_bedrag",
            "Dit is geen bedrag. Schrijf een getal, in euro’s.",
            rows["amount_eur"].isna(),
            "amount_text",
        ),
        CellCheck(
            "onbekende_betaler",
            f"Deze betaler kennen we niet. Kies uit: {', '.join(FUNDERS)}.",
            ~rows["funder"].isin(FUNDERS) & ~total,
            "funder",
        ),
        CellCheck("lege_post", "De post mag niet leeg zijn.", rows["item"] == "", "item"),
        CellCheck(
            "onbekende_datum",
            "Dit is geen datum. Schrijf 2022-07-01.",
            ~rows["from_date"].isin(dates),
            "from_date",
        ),
        CellCheck(
            "dubbel",
            "Deze post staat er meer dan één keer voor hetzelfde jaar, dezelfde gemeente en dezelfde betaler. Tel de "
            "bedragen op, of geef elke regel een eigen naam.",
            rows.duplicated(list(TABLES["budget"].key), keep=False),
            "item",
        ),
    )


def _unnamed_totals(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Lines without a name whose amount is the sum of all others of that column: the total below a table."""
    sums = rows.groupby(["year", "region", "funder"])["amount_eur"].transform("sum")
    return (rows["item"] == "") & ((sums - 2 * rows["amount_eur"]).abs() < CENT) & (rows["amount_eur"] != 0)


def _without_sums(
    rows: pd.DataFrame, total: "pd.Series[bool]"
) -> tuple[pd.DataFrame, "pd.Series[bool]", list[Finding]]:
    """Without lines that call themselves a sum of others; "Totaal" itself stays, as the control of its budget.

    What only looks like a sum is asked about, for it may be a line of its own.
    """
    named = rows["item"].str.fullmatch(_SUM).astype(bool) & ~total
    findings = []
    if named.any():
        items = listed([f"“{shortened(item)}”" for item in rows.loc[named, "item"].unique()])
        message = f"Deze regels zijn een optelling van andere en tellen niet mee: {items}. Klopt dat?"
        findings.append(finding(Level.QUESTION, "optelling", message, rows, named.to_numpy(bool), "amount_text"))
    rows, total = rows[~named], total[~named]
    lines = rows[~total & rows["amount_eur"].notna()]
    alike = _sums_of_others(lines)
    if alike.any():
        items = listed([f"“{shortened(item)}”" for item in lines.loc[alike, "item"].unique()])
        message = (
            f"Het bedrag bij {items} is precies de som van andere posten. Is het een totaal, haal die regel dan weg of "
            "noem haar Totaal: anders telt alles dubbel. Het is een gewone post. Klopt dat?"
        )
        findings.append(finding(Level.QUESTION, "lijkt_totaal", message, lines, alike, "amount_text"))
    return rows, total, findings


def _sums_of_others(lines: pd.DataFrame) -> Mask:
    """Which amounts are the sum of all others of a budget and funder, or of two or more lines right below or above."""
    groups = lines.groupby(["year", "region", "funder"], sort=False)
    order = np.argsort(groups.ngroup().to_numpy(), kind="stable")
    group, amounts = groups.ngroup().to_numpy()[order], lines["amount_eur"].to_numpy(float)[order]
    whole = (groups["amount_eur"].transform("sum") - 2 * lines["amount_eur"]).abs() < CENT
    sums = (whole & (groups["amount_eur"].transform("size") > 2)).to_numpy(bool)[order]
    below, above = np.zeros(len(lines)), np.zeros(len(lines))
    for distance in range(1, min(LONGEST_SUM, len(lines) - 1) + 1):
        near = group[distance:] == group[:-distance]
        below[:-distance] += np.where(near, amounts[distance:], np.nan)
        above[distance:] += np.where(near, amounts[:-distance], np.nan)
        if distance > 1:
            sums[:-distance] |= np.abs(below - amounts)[:-distance] < CENT
            sums[distance:] |= np.abs(above - amounts)[distance:] < CENT
    result = np.zeros(len(lines), bool)
    result[order] = sums & (amounts != 0)
    return result


def _negative(rows: pd.DataFrame) -> Iterator[Finding]:
    """A line below nought is a correction, which is asked; a whole budget cannot be."""
    below = (rows["amount_eur"] < 0).to_numpy(bool)
    if not below.any():
        return
    sums = rows.groupby(["year", "region"])["amount_eur"].transform("sum")
    impossible = below & (sums <= 0).to_numpy(bool)
    if impossible.any():
        message = (
            "De posten van deze begroting zijn samen niet meer dan nul. Staan de lasten met een min in het bestand? "
            "Schrijf ze dan zonder min."
        )
        yield finding(Level.ERROR, "onder_nul", message, rows, impossible, "amount_text")
    if (correction := below & ~impossible).any():
        items = listed([f"“{shortened(item)}”" for item in rows.loc[correction, "item"].unique()])
        message = f"Een bedrag onder nul is een correctie en gaat van de begroting af: {items}. Klopt dat?"
        yield finding(Level.QUESTION, "onder_nul", message, rows, correction, "amount_text")


def _iso_date(text: str) -> str:
    """1-7-2022, as a Dutch Excel makes of it, -> 2022-07-01."""
    date = _DUTCH_DATE.fullmatch(text)
    return f"{date[3]}-{int(date[2]):02}-{int(date[1]):02}" if date else text


def _unusual_sizes(lines: pd.DataFrame) -> Iterator[Finding]:
    """Budgets so small or so large that they are probably in other units."""
    sums = lines.groupby(["year", "region"])["amount_eur"].sum()
    for unusual, hint in (
        (sums[(sums > 0) & (sums < USUAL[0])], "Zijn het duizenden euro’s, zet dan ‘x € 1.000’ in de kop."),
        (sums[sums >= USUAL[1]], "Dat is veel voor Kansrijke Start: staan de bedragen in hele euro’s?"),
    ):
        if len(unusual):
            named = [
                f"{regions.name(str(region))} {year} {dutch.euro(total)}" for (year, region), total in unusual.items()
            ]
            message = f"De posten zijn samen: {listed(named)}. {hint} Klopt dat?"
            yield Finding(Level.QUESTION, "andere_grootte", message, len(unusual))


def _totals(lines: pd.DataFrame, file_totals: pd.DataFrame, published: Tables) -> Iterator[Finding]:
    """The lines against the total in the file, which must be right, and the published one; and what disappears."""
    sums = lines.groupby(["year", "region"])["amount_eur"].agg(["sum", "size"])
    controls = file_totals.drop_duplicates(["region", "year", "funder"])  # one for each column of a funder
    in_file = controls.groupby(["year", "region"])["amount_eur"].sum()
    wrong = _differing(sums, in_file)
    for (year, region), total, size, file_total in wrong[:NAMED]:
        message = (
            f"{_sum_of_lines(region, year, total)}, maar het totaal in het bestand is {dutch.euro(file_total)}. "
            "Verbeter een van beide."
        )
        yield Finding(Level.ERROR, "telt_niet_op", message, size)
    if len(wrong) > NAMED:
        count = dutch.number(len(wrong) - NAMED, 0)
        message = f"En nog {count} begrotingen waarvan de posten een ander totaal geven dan er staat."
        yield Finding(Level.ERROR, "telt_niet_op", message, len(wrong) - NAMED)
    totals = published["totals"][published["totals"]["kind"] == "budget"]
    years = pd.to_numeric(totals["period"], errors="coerce")
    for (year, region), total, size, published_total in _differing(
        sums, pd.Series(totals["value"].to_numpy(float), index=[years, totals["region"]])
    ):
        words = _sum_of_lines(region, year, total)
        message = f"{words}, maar gepubliceerd is een totaal van {dutch.euro(published_total)}. Klopt dat?"
        yield Finding(Level.QUESTION, "ander_totaal", message, size)
    yield from _vanishing_items(lines, published["budget"])


def _differing(sums: pd.DataFrame, totals: "pd.Series[float]") -> list[tuple[tuple[int, str], float, int, float]]:
    """The budgets of which a total is known that is not the sum of the lines: which, that sum, its size, the total."""
    known = totals[~totals.index.duplicated()].reindex(sums.index)
    budgets = sums[(known - sums["sum"]).abs() > CENT]
    numbers = zip(budgets["sum"], budgets["size"], known[budgets.index], strict=True)
    return [
        (key, float(total), int(size), float(other))
        for key, (total, size, other) in zip(budgets.index, numbers, strict=True)
    ]


def _sum_of_lines(region: str, year: int, total: float) -> str:
    return f"{regions.name(region)} {year}: de posten zijn samen {dutch.euro(total)}"


def _vanishing_items(lines: pd.DataFrame, before: pd.DataFrame) -> Iterator[Finding]:
    """The published items of the same budgets that are not in the file: they disappear."""
    present = lines.groupby(["year", "region"]).indices
    for key, items in before.groupby(["year", "region"])["item"]:
        if key not in present:
            continue
        gone = [f"“{item}”" for item in items[~items.isin(lines["item"].to_numpy()[present[key]])]]
        if gone:
            year, region = key
            name = f"{regions.name(str(region))} {year}"
            message = f"{name}: deze posten staan niet meer in het bestand en vervallen: {listed(gone)}. Klopt dat?"
            yield Finding(Level.QUESTION, "posten_weg", message, len(gone))
