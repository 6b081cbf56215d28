"""How a table is arranged: which column is what, for every known layout and by hand. Reads no figures.

To add a layout, write a function from a header (and the other sheets of the file) to a plan or None, and list it in
`known`.
"""

from ks_data.incoming.reading.layouts.annex import ANNEX
from ks_data.incoming.reading.layouts.by_hand import by_hand
from ks_data.incoming.reading.layouts.header import figure_columns
from ks_data.incoming.reading.layouts.known import plan
from ks_data.incoming.reading.layouts.plan import FigureColumn, Plan
from ks_data.incoming.reading.words import LABELS, TOTAL, role, without_unit

__all__ = [
    "ANNEX",
    "LABELS",
    "TOTAL",
    "FigureColumn",
    "Plan",
    "by_hand",
    "figure_columns",
    "plan",
    "role",
    "without_unit",
]
