"""The data behind the app. Knows nothing of Streamlit or Altair.

What nearly every user of it needs stands here; the rest is asked of the module that has it, by name.
"""

from ks_data.errors import DataError
from ks_data.indicators import INDICATORS, Indicator
from ks_data.store import load
from ks_data.tables import TABLES

__all__ = ["INDICATORS", "TABLES", "DataError", "Indicator", "load"]
