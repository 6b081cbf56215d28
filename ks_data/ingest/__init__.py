"""Any file that an analyst drops -> tidy rows of what it says. Reads and refuses, judges no figure, keeps nothing.

A workbook or zip is read in a process of its own (`apart`): a file of 2 kB can ask for all memory.
"""

from ks_data.ingest.apart import read, ready
from ks_data.ingest.file import LIMIT, Sheet, Unrecognised
from ks_data.ingest.reading import Mapping, Reading

__all__ = ["LIMIT", "Mapping", "Reading", "Sheet", "Unrecognised", "read", "ready"]
