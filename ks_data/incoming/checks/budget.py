"""Checks the lines of budgets, also against the totals in the file and the published ones."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
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

Amounts = npt.NDArray[np.float64]

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


def checked_budget(reading: Reading, published: Tables, _: Mapping[str, str]) -> Checked:
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
    alike = np.zeros(len(lines), bool)
    for positions in lines.groupby(["year", "region", "funder"]).indices.values():
        amounts = lines["amount_eur"].to_numpy()[positions]
        alike[positions] = _sums_of_others(amounts)
    if alike.any():
        items = listed([f"“{shortened(item)}”" for item in lines.loc[alike, "item"].unique()])
        message = (
            f"Het bedrag bij {items} is precies de som van andere posten. Is het een totaal, haal die regel dan weg of "
            "noem haar Totaal: anders telt alles dubbel. Het is een gewone post. Klopt dat?"
        )
        findings.append(finding(Level.QUESTION, "lijkt_totaal", message, lines, alike, "amount_text"))
    return rows, total, findings


def _sums_of_others(amounts: Amounts) -> Mask:
    """Which amounts are the sum of all others, or of two or more in the lines right below them or right above them."""
    whole = (np.abs(amounts.sum() - 2 * amounts) < CENT) & (len(amounts) > 2)
    sums = whole
    for ordered, back in ((amounts, slice(None)), (amounts[::-1], slice(None, None, -1))):
        running = np.zeros(len(amounts))
        for distance in range(1, min(LONGEST_SUM, len(amounts) - 1) + 1):
            running[:-distance] += ordered[distance:]
            reached = np.abs(running - ordered) < CENT
            reached[len(amounts) - distance :] = False
            if distance > 1:
                sums = sums | reached[back]
    return np.asarray(sums & (amounts != 0))


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
    totals = published["totals"]
    published_totals = totals[totals["kind"] == "budget"].set_index(["region", "period"])["value"]
    controls = file_totals.drop_duplicates(["region", "year", "funder"])  # one for each column of a funder
    in_file = controls.groupby(["region", "year"])["amount_eur"].sum()
    before = published["budget"]
    errors = 0
    for (year, region), budget in lines.groupby(["year", "region"]):
        total = float(budget["amount_eur"].sum())
        name = f"{regions.name(str(region))} {year}"
        sum_of_lines = f"{name}: de posten zijn samen {dutch.euro(total)}"
        file_total = in_file.get((region, year), total)
        if abs(file_total - total) > CENT and (errors := errors + 1) <= NAMED:
            message = (
                f"{sum_of_lines}, maar het totaal in het bestand is {dutch.euro(file_total)}. Verbeter een van beide."
            )
            yield Finding(Level.ERROR, "telt_niet_op", message, len(budget))
        published_total = published_totals.get((region, str(year)), total)
        if abs(published_total - total) > CENT:
            message = f"{sum_of_lines}, maar gepubliceerd is een totaal van {dutch.euro(published_total)}. Klopt dat?"
            yield Finding(Level.QUESTION, "ander_totaal", message, len(budget))
        items = before.loc[(before["year"] == year) & (before["region"] == region), "item"]
        if gone := [f"“{item}”" for item in items[~items.isin(budget["item"])]]:
            message = f"{name}: deze posten staan niet meer in het bestand en vervallen: {listed(gone)}. Klopt dat?"
            yield Finding(Level.QUESTION, "posten_weg", message, len(gone))
    if errors > NAMED:
        count = dutch.number(errors - NAMED, 0)
        message = f"En nog {count} begrotingen waarvan de posten een ander totaal geven dan er staat."
        yield Finding(Level.ERROR, "telt_niet_op", message, errors - NAMED)
