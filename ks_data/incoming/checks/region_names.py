"""Regions of a file that are not known, that exist no more, or whose code and name disagree. Knows no figures."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.catalogue import mergers, recognise, regions
from ks_data.incoming.checks.outcome import NAMED, selected
from ks_data.incoming.findings import SHOWN, Finding, Level, finding, shortened
from ks_data.incoming.reading import values
from ks_data.language import dutch
from ks_data.statistics import Mask


def existing_regions(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows without municipalities that exist no more; findings about these and about unknown regions.

    rows: region, region_text (texts, or categories of them), and value, as only a municipality with a figure is asked
    about.
    """
    without_region = np.flatnonzero(values.equal(rows["region"], ""))
    unknown_rows = rows.iloc[without_region]
    texts = unknown_rows["region_text"].astype("category")
    names = pd.Series(values.used(texts), dtype="str")
    codes = mergers.former_codes(names)
    former = dict(zip(names[codes != ""], codes[codes != ""], strict=True))
    is_former = values.within(texts, tuple(former))
    findings = [*_codes_and_names(rows), *_unknown_regions(unknown_rows, list(names[codes == ""]))]
    findings += _former_municipalities(unknown_rows, former, is_former)
    exist = np.ones(len(rows), bool)
    exist[without_region[is_former]] = False
    return selected(rows, exist), findings


def _former_municipalities(rows: pd.DataFrame, former: dict[str, str], is_former: Mask) -> Iterator[Finding]:
    """What is asked of municipalities that exist no more and have a figure, and said of those without.

    former: the code of each, by the text that names it; is_former: which rows are about them.
    """
    with_figure = is_former & rows["value"].notna().to_numpy(bool)
    asked = [text for text in map(str, rows["region_text"][with_figure].unique()) if text in former]
    if asked:
        named = dutch.listing([_where_it_went(text, former[text]) for text in asked])
        message = f"Gemeenten die niet meer bestaan: {named}. Hun rijen blijven weg. Klopt dat?"
        yield finding(Level.QUESTION, "opgeheven_gemeente", message, rows, with_figure, "region_text")
    if (silent := is_former & ~with_figure).any():
        message = "Rijen van gemeenten die niet meer bestaan blijven weg: daar staat geen cijfer in."
        yield finding(Level.REMARK, "opgeheven_gemeente", message, rows, silent, "region_text")


def _where_it_went(text: str, code: str) -> str:
    """ "Brielle (sinds 2023 Voorne aan Zee, GM1992)"; of a bare code also the name: "457 (Weesp, sinds 2022 …)"."""
    name = mergers.mergers()[code].name
    named = "" if regions.plain_name(name) in regions.plain_name(text) else f"{name}, "
    return f"{shortened(text)} ({named}{mergers.described(code)})"


def _unknown_regions(rows: pd.DataFrame, unknown: list[str]) -> Iterator[Finding]:
    """An error for each of the first, with a name that is spelled like it; the others are counted."""
    for text in unknown[:NAMED]:
        near = recognise.nearest_name(text)
        hint = f" Bedoelde u {near}?" if near else ""
        message = (
            f"Het gebied “{shortened(text)}” kennen we niet.{hint} Verbeter de naam of de code, of haal de rijen weg."
            if text
            else "In deze rijen staat geen gebied. Vul in elke rij de naam of de code in, of haal de rijen weg."
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
