"""Small files and published tables that the tests of the checks draw, and what the checks find in them."""

import pandas as pd

from ks_data import TABLES, store
from ks_data.catalogue import regions
from ks_data.incoming import checks, difference
from ks_data.incoming.checks import Checked
from ks_data.incoming.difference import Change
from ks_data.incoming.findings import Finding, Level
from ks_data.incoming.reading import read

BIG2 = "preterm_or_low_birthweight_per_1000"  # per 1.000, a proportion
DEATHS = "perinatal_mortality_24w_7d_per_1000"  # per 1.000, a rate
SMOKING = "smoking_during_pregnancy_percent"  # %
BIRTHS = "births_municipal_report_count"  # a count
ERROR, QUESTION, REMARK = Level.ERROR, Level.QUESTION, Level.REMARK
HEAD = "indicator,region,period,value,numerator,denominator,status,source,note"
TOWNS = list(regions.municipalities()["code"])
BUDGET = "year,region,item,funder,amount_eur,from_date,note,source"
TOTALS = "tranche,1,NL01,2023,2,x,x\ntranche,2,NL01,2023,2,x,x"


def frame(kind: str, text: str) -> pd.DataFrame:
    """A published table from lines of CSV without a header; cells at the end may be left out."""
    names = list(TABLES[kind].names)
    rows = [line.split(",") for line in text.split()]
    table = pd.DataFrame([row + [""] * (len(names) - len(row)) for row in rows], columns=names, dtype="str")
    for column in TABLES[kind].columns:
        if column.type != "text":
            table[column.name] = pd.to_numeric(table[column.name].replace("", None)).astype(float)
    if kind == "observations":
        table["status"] = table["status"].replace("", "definitief")
    return table.assign(release=0)


def tables(kind: str = "observations", published: str = "", totals: str = "") -> dict[str, pd.DataFrame]:
    sources = store.shipped("sources").head(0)
    return {
        "observations": frame("observations", ""),
        kind: frame(kind, published),
        "totals": frame("totals", totals),
        "sources": pd.concat([sources, pd.DataFrame([{"source": "bekend"}])]),
    }


def checked(text: str, published: str = "", name: str = "proef.csv", **subjects: str) -> Checked:
    """Observations, from lines without a header as in the template."""
    reading = read(name, f"{HEAD}\n{text}".encode())
    return checks.checked(reading, tables(published=published), subjects)


def screens(outcome: Checked) -> dict[str, Finding]:
    """What was found, by screen; the last of each."""
    return {finding.screen: finding for finding in outcome.findings if finding.screen != "gelezen"}


def years(indicator: str, region: str, *figures: object, first: int = 2015) -> str:
    """A line for each year."""
    return "\n".join(f"{indicator},{region},{first + year},{figure}" for year, figure in enumerate(figures))


def filled(text: str) -> str:
    """The same lines with nine cells."""
    return "\n".join(line + "," * (8 - line.count(",")) for line in text.splitlines())


def tranches(text: str, published: str = "") -> Checked:
    reading = read("tranches.csv", f"region,tranche,evidence,source\n{text}".encode())
    return checks.checked(reading, tables("tranches", published, TOTALS))


def budget(text: str, published: str = "", totals: str = "budget,totaal,GM0392,2022,105000,EUR,x") -> Checked:
    reading = read("begroting.csv", f"{BUDGET}\n{text}".encode())
    return checks.checked(reading, tables("budget", published, totals))


def change_of(outcome: Checked, published: pd.DataFrame, visible: pd.DataFrame | None = None) -> Change:
    """What publishing a checked file would change in what is published, where not all of it is visible."""
    readable = published if visible is None else visible
    return difference.change_by(
        outcome.kind, outcome.rows, published, readable, small=outcome.small, lines=outcome.lines
    )
