"""Draws a million observations as an analyst could deliver them: every column filled, and everything adds up.

Births of each municipality are Poisson, who is counted among them is binomial; provinces and the country are sums.
"""

import numpy as np
import pandas as pd

from ks_data import INDICATORS, store
from ks_data.catalogue import regions
from ks_data.statistics import SCALE

NOTES = ("", "cijfer na controle bij de bron", "herzien na levering van ontbrekende registraties")
SHARES = {"stillbirths_24w_count": 0.0027}
"""The part of all births that a count is about, where it is not all of them."""


def observations(rows: int, chance: int = 1) -> pd.DataFrame:
    """At least so many observations, sorted by key: every indicator everywhere in so many years as that takes.

    No analyst brings half an indicator. Another `chance` gives other figures for the same keys.
    """
    random = np.random.default_rng(20180912)
    towns = regions.municipalities().sort_values("code")
    published = store.shipped("observations").groupby("indicator")["value"].median().fillna(10.0)
    size = np.exp(random.normal(np.log(300), 0.75, len(towns))).clip(45, 4400)
    random = np.random.default_rng(chance)
    above = [towns["province"].factorize(sort=True)[0], np.zeros(len(towns), int)]
    codes = [towns["code"], np.sort(towns["province"].unique()), [regions.COUNTRY]]
    places = np.concatenate(codes)
    years = np.arange(2024, 2024 - -(-rows // (len(places) * len(INDICATORS))), -1)[::-1]

    def everywhere(persons: np.ndarray) -> np.ndarray:
        """The numbers of the municipalities with those of the provinces and the country, as one column."""
        sums = [np.zeros((len(code), len(years))) for code in codes[1:]]
        for total, group in zip(sums, above, strict=True):
            np.add.at(total, group, persons)
        return np.concatenate([persons, *sums]).ravel()

    born = random.poisson(size[:, None], (len(towns), len(years))).astype(float)
    parts = []
    for id, indicator in INDICATORS.items():
        share = published.get(id, 10.0) / SCALE[indicator.unit] if indicator.kind != "count" else SHARES.get(id, 1.0)
        numerator = everywhere(random.binomial(born.astype(int), share).astype(float))
        denominator = everywhere(born)
        value = np.round(SCALE[indicator.unit] * numerator / np.maximum(denominator, 1), indicator.decimals)
        if indicator.kind == "count":
            value, numerator, denominator = numerator, np.nan, np.nan
        parts.append(
            pd.DataFrame(
                {
                    "indicator": id,
                    "region": np.repeat(places, len(years)),
                    "period": np.tile(years.astype(str), len(places)),
                    "value": value,
                    "numerator": numerator,
                    "denominator": denominator,
                }
            )
        )
    whole = pd.concat(parts, ignore_index=True)
    status = np.where(whole["period"] == str(years[-1]), "voorlopig", "definitief")
    note = np.array(NOTES, object)[random.choice(len(NOTES), len(whole), p=(0.6, 0.3, 0.1))]
    return whole.assign(status=status, source="cbs-statline", note=note)
