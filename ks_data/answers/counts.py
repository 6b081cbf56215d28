"""What the documents count, with the tranches added up; knows nothing of what is said of it."""

import pandas as pd

from ks_data.answers import rollout
from ks_data.answers.tranche_starts import TRANCHE_START
from ks_data.catalogue import regions
from ks_data.catalogue.counts import COUNTS, TRANCHES
from ks_data.catalogue.tables import TABLES
from ks_data.language import dutch
from ks_data.store import Snapshot, memoized

_DEFINITIONS = {count.id: count.definition for count in COUNTS.values()}


@memoized
def counts(data: Snapshot, everywhere: bool = False) -> pd.DataFrame:
    """The national counts and the tranches added up, by way of counting and date; those without a date come first.

    Columns of the table counts: what, definition, region, date ("" when the source gives none), value, unit, note,
    source, id. everywhere: also those of municipalities and areas.
    """
    rows = data.table("counts")
    rows = pd.concat([rows if everywhere else rows[rows["region"] == regions.COUNTRY], _tranches(data)])
    undefined = rows["definition"] == ""
    rows["definition"] = rows["definition"].mask(undefined, rows["id"].map(_DEFINITIONS).fillna(""))
    return rows.sort_values(["what", "date"], kind="stable", ignore_index=True)


def _tranches(data: Snapshot) -> pd.DataFrame:
    """The tranches added up: by year of start, the last sum on the date that the source gives for all of them."""
    totals = rollout.tranche_totals(data)
    years = totals["key"].map(TRANCHE_START)
    sums = totals.groupby(years)["value"].sum().cumsum()
    rows = []
    for year, total in sums.items():
        day = str(totals["period"].iloc[0])
        date = day if year == sums.index[-1] else str(year)
        tranches = dutch.listing([str(tranche) for tranche in totals.loc[years <= year, "key"]])
        definition = f"Gemeenten zoals ze op {dutch.date(day)} waren; tranches zelf opgeteld."
        note, source = f"tranche {tranches}", totals["source"].iloc[0]
        cells = (TRANCHES.name, definition, regions.COUNTRY, date, float(total), TRANCHES.unit, note, source)
        rows.append((*cells, TRANCHES.id))
    return pd.DataFrame(rows, columns=TABLES["counts"].names)


def quantity(row: "pd.Series[object]") -> str:
    """A count in words: "272 gemeenten in lokale coalities", or "valse start bij de geboorte, 16%"."""
    number = float(str(row["value"]))
    if row["unit"] == "%":
        return f"{row['what']}, {dutch.number(number, 0 if number.is_integer() else 1)}%"
    return f"{dutch.number(number, 0)} {row['what']}"
