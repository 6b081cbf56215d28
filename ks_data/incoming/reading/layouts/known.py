"""All layouts that are recognised, in the order in which they are tried. Knows what none of them looks for."""

from collections.abc import Callable, Sequence

from ks_data.incoming.reading.layouts import budget, cbs, long, swing, template, wide
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import Plan
from ks_data.incoming.reading.sheet import Sheet

LAYOUTS: tuple[Callable[[Header, Sequence[Sheet]], Plan | None], ...] = (
    template.template,
    budget.accounts,
    cbs.bulk,
    cbs.code_list,
    cbs.open_data,
    swing.flat,
    cbs.statline_table,
    budget.budget,
    wide.years_across,
    wide.regions_across,
    long.long,
    wide.subjects_across,
)
"""The surest first."""


def plan(sheets: Sequence[Sheet]) -> tuple[Sheet, Plan] | None:
    """The first sheet whose layout is known, and how to read it. Raises DataError for tables that hold no figures."""
    headers = [Header(sheet) for sheet in sheets]
    for layout in LAYOUTS:
        for header in headers:
            plan = layout(header, sheets)
            if plan and not (plan.fixed_region and header.has_unnamed_regions):  # or Haarlem would become the country
                return header.sheet, plan
    return None
