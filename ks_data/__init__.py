"""The data behind the app: the only door for pages and scripts. Knows nothing of Streamlit or Altair."""

from ks_data.errors import DataError
from ks_data.indicators import INDICATORS, Indicator
from ks_data.store import load
from ks_data.tables import TABLES

__all__ = ["INDICATORS", "TABLES", "DataError", "Indicator", "load"]
