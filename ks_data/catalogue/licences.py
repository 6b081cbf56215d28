"""Under which licence a source may be used, as far as that is known. Knows no rows."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence. name: its id at SPDX and Open Definition; title: for readers; url: of its text."""

    name: str
    title: str
    url: str


CC_BY = Licence(
    "CC-BY-4.0",
    "Creative Commons Naamsvermelding 4.0 Internationaal",
    "https://creativecommons.org/licenses/by/4.0/deed.nl",
)
CC0 = Licence(
    "CC0-1.0",
    "Creative Commons CC0 1.0 Universeel (publiek domein)",
    "https://creativecommons.org/publicdomain/zero/1.0/deed.nl",
)
_BY_NAME = {"CC BY 4.0": CC_BY, "CC0": CC0}
"""By how a citation names them."""
_BY_PUBLISHER = {"CBS": CC_BY}
"""Who gives all figures under one licence (CBS: www.cbs.nl/copyright)."""
_NAMED = re.compile(r"\b(CC BY 4\.0|CC0)\b")


def licence_of(publisher: str, citation: str) -> Licence | None:
    """The licence that a citation names, or else that of all its publisher gives; None where neither is known."""
    named = _NAMED.search(citation)
    return _BY_NAME[named[1]] if named else _BY_PUBLISHER.get(publisher)
