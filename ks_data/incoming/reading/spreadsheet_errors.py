"""What stands in a cell when a spreadsheet could not compute it, in Dutch and in English. Knows no sheet."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from ks_data.catalogue.statuses import Status

NO_RESULT = "formule zonder uitkomst"
"""The text of a cell with a formula that nobody has computed yet."""
DUTCH = {
    "#DIV/0!": "#DEEL/0!",
    "#REF!": "#VERW!",
    "#N/A": "#N/B",
    "#NAME?": "#NAAM?",
    "#VALUE!": "#WAARDE!",
    "#NUM!": "#GETAL!",
    "#NULL!": "#LEEG!",
    "#SPILL!": "#OVERLOOP!",
    "#CALC!": "#BEREKENEN!",
}
"""What a Dutch Excel shows for what is in the file."""
UNAVAILABLE = ("#N/A", "#N/B", "#NV")
"""What says that there is no figure, rather than that something is wrong."""
_BROKEN = re.compile(r"#[A-Z][\w/ ]{1,20}[!?]|#GETTING_DATA|#N/[AB]|#NV|#{2,}|(?:Err|Fout):[0-9]{3}", re.IGNORECASE)
_STARTS = ("#", "Err:", "Fout:", "formule ")
MEANINGS = {
    text.casefold(): (Status.MISSING, f"'{text}' in het rekenblad: niet uitgerekend")
    for text in (*DUTCH, *DUTCH.values(), NO_RESULT)
    if text not in UNAVAILABLE
}
"""What such a text means where a figure should stand; the file is refused besides."""


def broken(texts: "pd.Index[str]") -> npt.NDArray[np.bool_]:
    """Which texts stand for an error in a spreadsheet, or for a formula without a result."""
    is_broken = np.array(texts.str.startswith(_STARTS), dtype=bool)
    for position in np.flatnonzero(is_broken).tolist():
        text = texts[position]
        is_broken[position] = text == NO_RESULT or _BROKEN.fullmatch(text) is not None
    return is_broken
