"""Holds what a file says against what is declared and published, before it may be published."""

from ks_data.incoming.checks.check import checked
from ks_data.incoming.checks.outcome import Checked
from ks_data.incoming.checks.subjects import recognised
from ks_data.incoming.checks.tranches import ONE_TRANCHE
from ks_data.incoming.reading.layouts import ANNEX

__all__ = ["ANNEX", "ONE_TRANCHE", "Checked", "checked", "recognised"]
