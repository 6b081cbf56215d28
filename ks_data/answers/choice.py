"""What a reader chose to see: a municipality, what it is compared with, and the years. Knows no page."""

from dataclasses import dataclass

from ks_data.catalogue import regions


@dataclass(frozen=True, slots=True)
class Choice:
    """A region and a benchmark by their codes, and the first and last year."""

    region: str
    benchmark: str
    first: int
    last: int

    @property
    def name(self) -> str:
        return regions.name(self.region)

    @property
    def benchmark_name(self) -> str:
        return regions.name(self.benchmark)
