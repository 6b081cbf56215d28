"""All layouts that are recognised, in the order in which they are tried. Knows what none of them looks for."""

from collections.abc import Callable, Sequence

from ks_data.catalogue.errors import DataError
from ks_data.incoming.reading.layouts import annex, budget, cbs, long, swing, template, wide
from ks_data.incoming.reading.layouts.header import Header
from ks_data.incoming.reading.layouts.plan import Plan
from ks_data.incoming.reading.sheet import Sheet

OWN: tuple[Callable[[Header, Sequence[Sheet]], Plan | None], ...] = (
    template.template,
    budget.accounts,
    cbs.bulk,
    cbs.code_list,
    cbs.open_data,
    swing.flat,
    cbs.statline_table,
    annex.annex,
    budget.budget,
)
"""Layouts that say themselves which column is what."""
LAYOUTS = (*OWN, wide.years_across, wide.regions_across, long.long, wide.subjects_across)
"""The surest first."""


def plan(sheets: Sequence[Sheet], candidates: Sequence[Sheet]) -> tuple[Sheet, Plan] | None:
    """The first of the candidates whose layout is known, and how to read it, perhaps with what other sheets say.

    Raises DataError where none is known and one of them is a table that cannot be read.
    """
    headers = [Header(sheet) for sheet in candidates]
    refusals: list[DataError] = []
    for layout in LAYOUTS:
        for header in list(headers):
            try:
                plan = layout(header, sheets)
            except DataError as error:
                refusals.append(error)
                headers = [other for other in headers if other is not header]  # another tab may hold the figures
                continue
            if plan and not (plan.fixed_region and header.unnamed_regions):  # or Haarlem would become the country
                return header.sheet, plan if layout in OWN else header.asked(plan)
    if refusals:
        raise refusals[0]
    return None
