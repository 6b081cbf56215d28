"""Bytes as dropped -> the tables in them as text, by the kind of file that they are. Knows not what a column means."""

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading import limits
from ks_data.incoming.reading.archive import zip_sheets
from ks_data.incoming.reading.kind import refuse_other_ole
from ks_data.incoming.reading.sheet import Sheet
from ks_data.incoming.reading.text import text_sheet
from ks_data.incoming.reading.workbook import OLD_EXCEL, ZIP, workbook_sheets


def sheets(name: str, content: bytes) -> list[Sheet]:
    """The tables in a file: one for a CSV, one for each tab of a workbook or each CSV in a zip.

    Raises DataError when the bytes are no table, when they are too large, or when rows differ in length.
    """
    if len(content) > limits.LIMIT:
        megabytes = limits.LIMIT // 2**20
        raise DataError(f"{name} is groter dan {megabytes} MB. Splits het bestand of kies minder onderwerpen.")
    if content.startswith(ZIP):
        return zip_sheets(name, content)
    if content.startswith(OLD_EXCEL):
        refuse_other_ole(name, content)
        return workbook_sheets(name, content)
    return [text_sheet(name, content)]
