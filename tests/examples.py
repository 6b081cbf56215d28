"""How many examples a property test draws: few in the suite, more in a long search by hand."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("KS_EXAMPLES", "1"))
"""KS_EXAMPLES=20 draws twenty times as many."""


def examples(count: int) -> settings:
    """So many files or tables, drawn anew in every run; reading one may take long on a busy machine."""
    return settings(max_examples=count * TIMES, suppress_health_check=list(HealthCheck))
