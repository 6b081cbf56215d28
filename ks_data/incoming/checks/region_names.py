"""Regions of a file that are not known, that exist no more, or whose code and name disagree. Knows no figures."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.catalogue import recognise, regions
from ks_data.incoming.checks.outcome import NAMED, selected
from ks_data.incoming.findings import SHOWN, Finding, Level, finding, shortened
from ks_data.incoming.reading import values
from ks_data.language import dutch

LOOKED_UP = 1000
"""So many are looked up among the municipalities that were."""


def existing_regions(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows without municipalities that exist no more; findings about these and about unknown regions.

    rows: region, region_text, and value, as only a municipality with a figure is asked about.
    """
    unknown_rows = rows[(rows["region"] == "").to_numpy(bool)]
    texts = [str(text) for text in unknown_rows["region_text"].unique()]
    merged = {text: heir for text in texts[:LOOKED_UP] if (heir := recognise.successor(text))}
    unknown = [text for text in texts if text not in merged]
    findings = [*_codes_and_names(rows), *_unknown_regions(unknown_rows, unknown)]
    filled = (unknown_rows["region_text"].isin(list(merged)) & unknown_rows["value"].notna()).to_numpy(bool)
    if filled.any():
        with_figures = set(unknown_rows.loc[filled, "region_text"])
        named = [
            f"{text} (sinds {since} {name}{f', {code}' if code else ''})"
            for text, (code, name, since) in merged.items()
            if text in with_figures
        ]
        message = f"Gemeenten die niet meer bestaan: {dutch.listing(named)}. Hun rijen blijven weg. Klopt dat?"
        findings.append(finding(Level.QUESTION, "opgeheven_gemeente", message, unknown_rows, filled, "region_text"))
    exist = ~((rows["region"] == "") & rows["region_text"].isin(list(merged))).to_numpy(bool)
    return selected(rows, exist), findings


def _unknown_regions(rows: pd.DataFrame, unknown: list[str]) -> Iterator[Finding]:
    for text in unknown[:NAMED]:
        near = recognise.nearest_name(text)
        hint = f" Bedoelde u {near}?" if near else ""
        message = (
            f"Het gebied “{shortened(text)}” kennen we niet.{hint} Verbeter de naam of de code, of haal de rijen weg."
        )
        affected = (rows["region_text"] == text).to_numpy(bool)
        yield finding(Level.ERROR, "onbekend_gebied", message, rows, affected, "region_text")
    if len(unknown) > NAMED:
        number = len(unknown) - NAMED
        message = f"En nog {dutch.number(number, 0)} gebieden die we niet kennen. Verbeter eerst de andere."
        yield Finding(Level.ERROR, "onbekend_gebied", message, number)


def _codes_and_names(rows: pd.DataFrame) -> Iterator[Finding]:
    """Where the code and the name are two regions."""
    region, text = rows["region"].cat, rows["region_text"].cat
    pair = region.codes.to_numpy().astype(np.int64) * len(text.categories) + text.codes.to_numpy()
    region_code, text_code = np.divmod(pd.unique(pair), max(len(text.categories), 1))
    pairs = pd.DataFrame(
        {"region": region.categories[region_code], "region_text": text.categories[text_code]}, dtype="str"
    )
    named = recognise.region_codes(pairs["region_text"])
    differ = pairs[(named != "") & (pairs["region"] != "") & (named != pairs["region"])]
    differ = differ[differ["region"].str[:2] == named[differ.index].str[:2]]  # a town and a province may share a name
    for code, name in differ[["region", "region_text"]].head(SHOWN).itertuples(index=False):
        message = f"{code} is {regions.name(code)}, maar ernaast staat “{shortened(name)}”. Verbeter een van beide."
        affected = values.equal(rows["region"], code) & values.equal(rows["region_text"], name)
        yield finding(Level.ERROR, "code_en_naam", message, rows, affected, "region_text")
