"""Holds what a file says against what is declared and published, before it may be published."""

from ks_data.incoming.checks.check import Checked, checked, recognised

__all__ = ["Checked", "checked", "recognised"]
