"""Kansrijke Start: everything the app shows, independent of any interface.

Doors, from the top down; each knows only those below it:

    workshop    makes data/ and shapes/
    answers     what a reader asks          incoming    a file on its way to readers: read, check, compare, publish
    store       one state of the data: shipped, released, previewed
    statistics  how sure a figure is, and what must stay hidden
    catalogue   what can be said: indicators, tables, periods, regions
    language    how numbers, dates and lists are written
"""

from ks_data.catalogue.errors import DataError
from ks_data.catalogue.indicators import INDICATORS, Indicator
from ks_data.catalogue.tables import TABLES
from ks_data.store import load

__all__ = ["INDICATORS", "TABLES", "DataError", "Indicator", "load"]
