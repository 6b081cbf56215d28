"""Why there is no figure of a region, in words, and what a reader can do then."""

from collections.abc import Sequence

from ks_data.answers import figures
from ks_data.catalogue import periods, regions
from ks_data.catalogue.indicators import Indicator
from ks_data.catalogue.statuses import Status
from ks_data.language import dutch
from ks_data.store import Snapshot

FEW_REGIONS = 6
"""Up to so many regions that do have a figure are named where another has none."""


def no_benchmark(data: Snapshot, indicator: Indicator, region: str, period: str) -> str:
    """That a region has no figure over a period to compare with, or none that may be shown."""
    years, name = periods.years_of(period), regions.name(region)
    suppressed = figures.within(figures.hidden_periods(data, indicator.id, region), years[0], years[-1])
    together = f"{period} samen" if len(years) > 1 else period
    if period in suppressed:
        return f"Van {name} wordt het cijfer over {together} niet getoond ({Status.SUPPRESSED})."
    if suppressed:
        return (
            f"Van {name} wordt het cijfer over {spans(suppressed)} niet getoond ({Status.SUPPRESSED}); "
            f"over {together} is er geen."
        )
    return f"Van {name} is over {together} geen cijfer bekend."


def headline(data: Snapshot, indicator: Indicator, region: str, first: int, last: int) -> str:
    """The title where a region has no value in a range of years: that there is none, or that it may not be shown."""
    name = regions.name(region)
    hidden, missing = (
        figures.hidden_periods(data, indicator.id, region),
        figures.missing_periods(data, indicator.id, region),
    )
    if figures.within(hidden, first, last):
        return f"{indicator.name}: het cijfer van {name} wordt niet getoond"
    if figures.within(missing, first, last):
        return f"{indicator.name}: het cijfer van {name} ontbreekt in de bron"
    other_years = figures.years_with(data, indicator.id, region) or figures.pooled_with(data, indicator.id, region)
    if other_years or hidden or missing:
        return f"{indicator.name}: van {name} geen cijfer in {first if first == last else f'{first}-{last}'}"
    return f"{indicator.name}: van {name} nog geen cijfer"


def why_empty(data: Snapshot, indicator: Indicator, region: str, first: int, last: int) -> str:
    """Why a region has no value in a range of years, over which it does have one, and the next step."""
    here = f"Voor {regions.name(region)}"
    years, pooled = figures.years_with(data, indicator.id, region), figures.pooled_with(data, indicator.id, region)
    hidden_ever, missing_ever = (
        figures.hidden_periods(data, indicator.id, region),
        figures.missing_periods(data, indicator.id, region),
    )
    suppressed, missing = figures.within(hidden_ever, first, last), figures.within(missing_ever, first, last)
    available = " en ".join(
        filter(None, [f"in {dutch.years(years)}" if years else "", f"over {spans(pooled)}" if pooled else ""])
    )
    if suppressed:
        reason = (
            f"{here} wordt het cijfer over {spans(suppressed)} niet getoond: het gaat om weinig personen, of een "
            f"klein aantal van een ander gebied of jaar zou eruit te berekenen zijn ({Status.SUPPRESSED})."
        )
    elif missing:
        reason = f"{here} ontbreekt het cijfer over {spans(missing)} in de bron."
    elif available or hidden_ever or missing_ever:
        reason = f"{here} is er geen cijfer in {first if first == last else f'{first}-{last}'}"
        elsewhere = f", wel {available}" if available else ""
        elsewhere = elsewhere or (f"; over {spans(hidden_ever)} wordt het niet getoond" if hidden_ever else "")
        reason += f"{elsewhere or f'; over {spans(missing_ever)} ontbreekt het in de bron'}."
    else:
        reason = f"{here} is dit cijfer nog niet aangeleverd."
    if (suppressed or missing) and available:
        reason += f" Wel is er een cijfer {available}."
    return f"{reason} {_next_step(data, indicator, region, first, last)}".strip()


def _next_step(data: Snapshot, indicator: Indicator, region: str, first: int, last: int) -> str:
    """Which years to choose where a region has figures; else who has one, when those are few."""
    if figures.years_with(data, indicator.id, region):
        return "Kies een ander jaar." if first == last else "Kies andere jaren."
    if figures.pooled_with(data, indicator.id, region):
        return "Kies alle jaren van zo'n periode."
    codes = figures.regions_with(data, indicator.id)
    if figures.hidden_periods(data, indicator.id, region) or not 0 < len(codes) <= FEW_REGIONS:
        return ""
    in_range = [code for code in codes if figures.figures_between(data, indicator.id, code, first, last)]
    names = dutch.listing([regions.name(code) for code in in_range or codes])
    return f"Wel voor {names}." if in_range else f"Wel, over andere jaren, voor {names}."


def spans(listed: Sequence[str]) -> str:
    """["2017", "2018", "2019", "2017-2019"] -> "2017 tot en met 2019 en 2017-2019 samen"."""
    years = dutch.years(int(period) for period in listed if "-" not in period)
    pooled = [f"{period} samen" for period in sorted(listed) if "-" in period]
    return dutch.listing([*([years] if years else []), *pooled])
