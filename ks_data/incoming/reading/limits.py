"""How much a dropped file may hold before it is refused; what reading it may cost is limited in `worker`."""

LIMIT = 200 * 2**20
"""The most bytes a file may have, as dropped and also once unpacked."""
MAX_COLUMNS = 2_000
NARROW = 60
"""A text with more columns is read in the other process, as finding out what a column is takes milliseconds."""
MOST_TO_POINT_OUT = 300
"""Of a table of an unknown layout with more columns nobody is asked what each of them is."""
MAX_CELLS = 40_000_000
"""The most cells in a text."""
MAX_WORKBOOK_CELLS = 10_000_000
"""The most cells in all tabs of a workbook together: they are read singly, and cost far more than text."""
MAX_LINE = 1_000_000
"""The most bytes on a line."""
