"""What a file or a release changes, for readers: how many rows of each group, and the old beside the new."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from ks_data import INDICATORS
from ks_data.catalogue import regions
from ks_data.incoming import publication
from ks_data.incoming.difference import WHAT, Change
from ks_data.language import dutch
from pages.html import text

SHOW = 500
"""So many rows of a difference are shown; the others are counted."""
MOST_DECIMALS = 15
"""Of more decimals a number on a computer knows nothing."""
WORDS = {
    "nieuw": "nieuw",
    "gewijzigd": "gewijzigd",
    "gelijk": "hetzelfde",
    "weg": "niet in het bestand",
}
GONE = {
    "observations": "Deze cijfers staan niet in het bestand. Zij blijven zoals zij gepubliceerd zijn.",
    "tranches": "Deze gemeenten staan niet in het bestand. Hun tranche blijft zoals die gepubliceerd is.",
    "budget": "Deze posten staan niet in het bestand. Zij vervallen: een nieuwe begroting vervangt de oude.",
}


def groups(examination: publication.Examined) -> None:
    """What would be new, changed, the same or gone; small numbers stay hidden here too."""
    counts = examination.change.counts
    for column, group in zip(st.columns(4), WHAT, strict=True):
        column.metric(WORDS[group].capitalize(), dutch.number(counts[group], 0))
    initial = next((group for group in ("gewijzigd", "nieuw", "weg", "gelijk") if counts[group]), None)
    if initial is None:
        return
    options = {f"{WORDS[group]} ({dutch.number(counts[group], 0)})": group for group in WHAT if counts[group]}
    index = list(options.values()).index(initial)
    group = options[st.radio("Toon", list(options), index, horizontal=True, label_visibility="collapsed")]
    if group == "weg":
        st.html(str(text.quiet(GONE[examination.checked.kind])))
    table(examination.checked.kind, examination.change, group)


def table(kind: str, change: Change, group: str) -> None:
    """Old and new side by side, in words and Dutch numbers."""
    st.dataframe(readable(kind, change.rows(group, SHOW)), hide_index=True)
    if (count := change.counts[group]) > SHOW:
        st.html(str(text.quiet(f"De eerste {SHOW} van {dutch.number(count, 0)} rijen.")))


def readable(kind: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a difference for readers; figures about few people are hidden, before and after."""
    names = regions.names()
    places = [names.get(code, code) for code in rows["region"]]
    sides = {"old": "Was", "new": "Wordt"}
    if kind == "tranches":
        columns = {title: rows[f"{side}_tranche"].astype(object).fillna("") for side, title in sides.items()}
        return pd.DataFrame({"Gemeente": places, **columns})
    if kind == "budget":
        columns = {
            title: [dutch.euro(amount) if np.isfinite(amount) else "" for amount in rows[f"{side}_amount_eur"]]
            for side, title in sides.items()
        }
        return pd.DataFrame({"Jaar": rows["year"], "Gebied": places, "Post": rows["item"], **columns})
    columns = {
        title: [_figure(row, side) for row in rows.astype(object).to_dict("records")] for side, title in sides.items()
    }
    title = [INDICATORS[indicator].name for indicator in rows["indicator"]]
    return pd.DataFrame({"Cijfer": title, "Gebied": places, "Periode": rows["period"], **columns})


def _figure(row: Mapping[str, Any], side: str) -> str:
    """The old or the new figure of a row, with as many decimals as it takes to see that they differ, or what does."""
    old, new, own = row["old_value"], row["new_value"], row[f"{side}_value"]
    usual = INDICATORS[row["indicator"]].decimals
    if not np.isfinite(own):
        status = row[f"{side}_status"]
        return "" if pd.isna(status) else str(status) or "niet gelezen"
    if not (np.isfinite(old) and np.isfinite(new)):
        return dutch.number(own, usual)
    if old != new:
        differ = (more for more in range(usual, MOST_DECIMALS) if dutch.number(old, more) != dutch.number(new, more))
        return dutch.number(own, next(differ, usual))
    details = []
    if row["old_status"] != row["new_status"]:
        details.append(str(row[f"{side}_status"]))
    counts = [(row[f"{which}_numerator"], row[f"{which}_denominator"]) for which in ("old", "new", side)]
    if not np.array_equal(counts[0], counts[1], equal_nan=True):
        details.append(
            " van ".join(dutch.number(count, 0) if np.isfinite(count) else "onbekend" for count in counts[2])
        )
    return f"{dutch.number(own, usual)} ({', '.join(details)})" if details else dutch.number(own, usual)
