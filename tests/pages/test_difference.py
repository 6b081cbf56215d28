"""Does a difference show what differs?"""

import numpy as np
import pandas as pd
import pytest

from pages.parts.difference import readable
from tests.incoming.checks.samples import BIG2


def shown(old: tuple, new: tuple) -> list[str]:
    """Was and Wordt for value, status, numerator and denominator before and after."""
    row = {"indicator": BIG2, "region": "GM0392", "period": "2021", "line": 2}
    for side, (value, status, numerator, denominator) in (("old", old), ("new", new)):
        row |= {f"{side}_value": value, f"{side}_status": status}
        row |= {f"{side}_numerator": numerator, f"{side}_denominator": denominator, f"{side}_note": ""}
    return readable("observations", pd.DataFrame([row]))[["Was", "Wordt"]].iloc[0].tolist()


NONE = (np.nan, np.nan)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ((86.0, "definitief", *NONE), (87.0, "definitief", *NONE), ["86,0", "87,0"]),
        ((86.0, "definitief", *NONE), (86.04, "definitief", *NONE), ["86,00", "86,04"]),
        ((86.0, "definitief", *NONE), (86.00001, "definitief", *NONE), ["86,00000", "86,00001"]),
        ((86.0, "voorlopig", *NONE), (86.0, "definitief", *NONE), ["86,0 (voorlopig)", "86,0 (definitief)"]),
        (
            (86.0, "definitief", *NONE),
            (86.0, "definitief", 86, 1000),
            ["86,0 (onbekend van onbekend)", "86,0 (86 van 1.000)"],
        ),
        ((86.0, "definitief", *NONE), (np.nan, "onderdrukt", *NONE), ["86,0", "onderdrukt"]),
        ((np.nan, np.nan, *NONE), (86.0, "definitief", *NONE), ["", "86,0"]),
    ],
)
def test_the_old_and_the_new_figure_differ_where_they_are_shown_as_changed(
    old: tuple, new: tuple, words: list[str]
) -> None:
    assert shown(old, new) == words
