"""Hides small numbers of persons, and whatever would let a reader recompute them."""

from ks_data.statistics.disclosure.counts import KEY
from ks_data.statistics.disclosure.counts import is_small as small
from ks_data.statistics.disclosure.gate import suppressed

__all__ = ["KEY", "small", "suppressed"]
