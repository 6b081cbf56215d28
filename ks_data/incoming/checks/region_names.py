"""Regions of a file that are not known, that exist no more, or whose code and name disagree. Knows no figures."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ks_data.catalogue import mergers, recognise, regions
from ks_data.incoming.checks.outcome import NAMED, selected
from ks_data.incoming.findings import SHOWN, Finding, Level, finding, listed, shortened
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
    """One error on all regions that are not known, the first with what may have been meant; one on rows without any."""
    if "" in unknown:
        message = "In deze rijen staat geen gebied. Vul in elke rij de naam of de code in, of haal de rijen weg."
        nameless = values.equal(rows["region_text"].astype("category"), "")
        yield finding(Level.ERROR, "onbekend_gebied", message, rows, nameless, "region_text")
    unknown = [text for text in unknown if text]
    if not unknown:
        return
    near = {text: name for text in unknown[:NAMED] if (name := recognise.nearest_name(text))}
    if len(unknown) == 1:
        hint = f" Bedoelde u {near[unknown[0]]}?" if near else ""
        problem = f"Het gebied “{shortened(unknown[0])}” kennen we niet.{hint}"
    else:
        hints = {text: f" (bedoelde u {name}?)" for text, name in near.items()}
        named = listed([f"“{shortened(text)}”{hints.get(text, '')}" for text in unknown], NAMED)
        problem = f"{dutch.number(len(unknown), 0)} gebieden kennen we niet: {named}."
    message = f"{problem} Verbeter de naam of de code, of haal de rijen weg."
    affected = values.within(rows["region_text"].astype("category"), tuple(unknown))
    yield finding(Level.ERROR, "onbekend_gebied", message, rows, affected, "region_text")


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
    if differ.empty:
        return
    named_pairs = [
        f"{code} is {regions.name(code)}, maar ernaast staat “{shortened(name)}”"
        for code, name in differ[["region", "region_text"]].head(SHOWN).itertuples(index=False)
    ]
    more = f", en nog {dutch.number(len(differ) - SHOWN, 0)}" if len(differ) > SHOWN else ""
    message = f"{'; '.join(named_pairs)}{more}. Verbeter een van beide."
    disagree = set(zip(differ["region"], differ["region_text"], strict=True))
    codes, names = region.categories[region_code], text.categories[text_code]
    wrong = [key for key, *texts in zip(pd.unique(pair), codes, names, strict=True) if tuple(texts) in disagree]
    yield finding(Level.ERROR, "code_en_naam", message, rows, np.isin(pair, wrong), "region_text")
