"""What is measured of a page: plain numbers, one per run. Knows neither how they came about nor how they are shown."""

from dataclasses import dataclass, field
from statistics import median

APP = "this app"
LIMIT = "static page (the limit)"
BARE = "Streamlit with only this"


@dataclass
class Opening:
    """Milliseconds from the start of a visit to the painted charts, with an empty and with a filled cache.

    far, far_again: the same over a line of 40 ms and 20 Mbit/s. fetched: bytes over http of such a first visit.
    """

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    far: list[float] = field(default_factory=list)
    far_again: list[float] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)


@dataclass
class Redraw:
    """What a change costs: time from the reader's act to the painted charts and server CPU (ms), sizes (bytes)."""

    redrawn: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    payload: list[int] = field(default_factory=list)
    """Bytes of the websocket messages that the browser received, after it decompressed them."""
    wire: list[int] = field(default_factory=list)
    """Bytes over the wire of the websocket from server to browser, compressed."""
    messages: list[int] = field(default_factory=list)
    """Number of websocket messages in both directions."""


@dataclass
class Load:
    """What many readers met: milliseconds from the moment a change was due until its script had finished."""

    sessions: int
    opened: int
    """Sessions that had the page open in time; only those took part."""
    changes: int
    errors: int
    """Changes after which the page showed an exception or the connection broke."""
    p50: float
    p95: float
    max: float
    generator_cpu: float
    """CPU seconds per second of the process that plays the readers; near 1 it is the bottleneck itself."""
    server_cpu: float = 0.0
    """CPU seconds per second of the server process, or of all that serve them."""

    def are_served(self, p95_ms: float) -> bool:
        """Whether all came in, met no error, and waited less than this for 95 % of their changes."""
        return self.opened == self.sessions and not self.errors and self.p95 < p95_ms


@dataclass
class Processes:
    """What many readers met of so many processes behind nginx."""

    number: int
    loads: list[Load] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def readers(self, p95_ms: float) -> int:
        """The most readers that were served within this; 0 for none."""
        return max((load.sessions for load in self.loads if load.are_served(p95_ms)), default=0)


@dataclass
class PageResults:
    """All that was measured of one page, by the name of the way to make it; changes also by their own name."""

    name: str
    openings: dict[str, Opening] = field(default_factory=dict)
    changes: dict[str, dict[str, Redraw]] = field(default_factory=dict)
    loads: list[Load] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass
class Publication:
    """A file of so many rows on its way from dropped to published, once for each run: seconds and MB.

    Peaks are what a process needed on top of what it had before. ready: what the first reader afterwards would wait.
    """

    rows: int
    file_mb: float
    pandas: list[float] = field(default_factory=list)
    pandas_peak: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=dict)
    peak: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)


@dataclass
class Store:
    """Opening pages with many large releases in the store, by page, beside the same on the shipped data.

    first: by the first reader of a server that has just started, next: by the others (ms); memory of the server (MB).
    from_nothing: seconds to lay all releases over each other, one_more: to lay one more over them, small numbers
    hidden and the changes found; peak_mb: the memory of the process that did so.
    """

    releases: int
    rows: int
    publish_seconds: float
    from_nothing: float
    one_more: float
    peak_mb: float
    first: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    next: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    memory: dict[str, dict[str, list[float]]] = field(default_factory=dict)


@dataclass
class Batch:
    """Both files of all municipalities in one run of the command.

    valid: of the files that were asked for. seconds_of_one: for one municipality, by the same command. largest: bytes
    by kind of file. digests: SHA-256 by the name of the file.
    """

    asked: int
    valid: int
    seconds: float
    seconds_of_one: float
    cpu_seconds: float
    largest: dict[str, int]
    digests: dict[str, str]


@dataclass
class Briefings:
    """Milliseconds from a click to its file, by kind, and until a link that stays was opened; and two equal runs.

    first: by a server that had done no such thing before, later: by the same server. bare_clicks: until Streamlit with
    only a button has handed out a file of that size. newest: until the newest figures were opened, as by later readers.
    """

    first_clicks: dict[str, float] = field(default_factory=dict)
    later_clicks: dict[str, list[float]] = field(default_factory=dict)
    bare_clicks: list[float] = field(default_factory=list)
    newest: list[float] = field(default_factory=list)
    first_links: list[float] = field(default_factory=list)
    later_links: list[float] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)


def middle(numbers: list[float] | list[int]) -> float | None:
    """The median; None where nothing was measured."""
    return float(median(numbers)) if numbers else None
