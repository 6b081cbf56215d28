"""The y-axis of a chart of figures: round ends and the values that are named along it. Draws nothing."""

import math

from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch

MOST_TICKS = 6
"""So many values at most are named along an axis."""


def bounds(extent: tuple[float, float], indicator: Indicator) -> tuple[float, float]:
    """Round ends for the y-axis around the values that it must hold (see `TrendAnswer`), in the unit of the indicator.

    The axis starts at zero where the lowest is less than half of the highest, and for a count; it ends at 100%.
    """
    low, high = extent
    if low < high / 2 or indicator.kind == "count":
        low = 0.0
    room = (high - low) or high or 1.0
    step = 10.0 ** math.floor(math.log10(room))
    step = next(size for size in (step / 5, step / 2, step, step * 2) if room / size <= 6)
    floor = max(0.0, math.floor((low - 0.05 * room) / step) * step)
    ceiling = math.ceil((high + 0.05 * room) / step) * step
    return round(floor, 6), round(min(ceiling, 100.0) if indicator.unit == "%" and high <= 100 else ceiling, 6)


def step(low: float, high: float) -> float:
    """The distance between two named values of an axis: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10((high - low) / MOST_TICKS))
    return next(power * size for size in (1, 2, 5, 10) if (high - low) / (power * size) <= MOST_TICKS)


def ticks(low: float, high: float) -> tuple[tuple[float, str], ...]:
    """The values that are named along an axis, each as it is written."""
    distance = step(low, high)
    decimals = max(0, -math.floor(math.log10(distance)))
    first, last = math.ceil(low / distance - 1e-9), math.floor(high / distance + 1e-9)
    return tuple(
        (round(number * distance, 6), dutch.number(number * distance, decimals)) for number in range(first, last + 1)
    )
