"""Which regions of a file make up which other ones. Knows no figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ks_data.catalogue import regions
from ks_data.statistics import Floats, Mask


@dataclass(frozen=True, slots=True)
class RegionLevel:
    """Regions of one level and what they make up together, among the regions of a file.

    members: which of all regions are of this level; wholes: the positions of what they make up; complete: how many
    members each whole should have. lies_in: 1 where a region (column) is a member of a whole (row).
    """

    members: Mask
    wholes: npt.NDArray[np.int64]
    complete: Floats
    lies_in: Floats


def region_levels(codes: Sequence[str]) -> tuple[RegionLevel, ...]:
    """Municipalities in provinces, provinces in the country, and municipalities in the country."""
    parents = regions.parents()
    grandparents = {code: parents.get(parent) for code, parent in parents.items()}
    levels = (("GM", parents), ("PV", parents), ("GM", grandparents))
    return tuple(_region_level(codes, prefix, above) for prefix, above in levels)


def _region_level(codes: Sequence[str], prefix: str, above: "dict[str, str] | dict[str, str | None]") -> RegionLevel:
    positions = {code: position for position, code in enumerate(codes)}
    members = [code.startswith(prefix) for code in codes]
    sizes = Counter(
        whole for code, whole in above.items() if whole is not None and whole in positions and code.startswith(prefix)
    )
    lies_in = [
        [member and above.get(code) == whole for code, member in zip(codes, members, strict=True)] for whole in sizes
    ]
    return RegionLevel(
        np.array(members, bool),
        np.array([positions[whole] for whole in sizes], np.int64),
        np.array(list(sizes.values()), float)[:, None],
        np.array(lies_in, float).reshape(len(sizes), len(codes)),
    )
