"""Any file that an analyst drops -> tidy rows of what it says. Reads and refuses, judges no figure, stores nothing.

A workbook or zip is read in a process of its own (`guard`): a file of 2 kB can ask for all memory.
"""

from ks_data.incoming.reading.evidence import column_evidence, suggested_mapping
from ks_data.incoming.reading.guard import read, ready
from ks_data.incoming.reading.limits import LIMIT
from ks_data.incoming.reading.mapping import ColumnMapping
from ks_data.incoming.reading.sheet import Sheet, TabRefused, Unrecognised
from ks_data.incoming.reading.tidy import Reading

__all__ = [
    "LIMIT",
    "ColumnMapping",
    "Reading",
    "Sheet",
    "TabRefused",
    "Unrecognised",
    "column_evidence",
    "read",
    "ready",
    "suggested_mapping",
]
