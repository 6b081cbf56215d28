"""One run of a fetch: what comes back goes the way of a dropped file, with its checks, questions and difference."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ks_data import store
from ks_data.catalogue.errors import DataError
from ks_data.incoming import publication, report
from ks_data.incoming.findings import Level
from ks_data.incoming.publication import Examined
from ks_data.language import dutch
from ks_data.store.releases import Release
from ks_data.workshop.fetch import figures, swing
from ks_data.workshop.fetch.fetched import Fetched
from ks_data.workshop.fetch.sources import ALL, BOUNDARIES, SOURCES, SWING
from ks_data.workshop.fetch.web import Client

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: one line in Dutch, all lines of a check, and the release, if there is one now."""

    message: str
    lines: tuple[str, ...] = ()
    release: Release | None = None
    published: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a run. check: change nothing. confirm: answer each question with yes. year: of the borders, None
    for the newest that there are. site, variable and indicator: of a Swing site.
    """

    author: str
    check: bool = False
    confirm: bool = False
    year: int | None = None
    site: str = ""
    variable: str = ""
    indicator: str = ""


def ids(source: str) -> tuple[str, ...]:
    """The sources that a name stands for."""
    return (*SOURCES, BOUNDARIES) if source == ALL else (source,)


def attempt(id: str, wanted: Wanted, progress: Progress | None = None) -> Outcome:
    """Fetches a source and publishes it, or only checks it; what goes wrong is in the outcome, on one line."""
    try:
        if id == BOUNDARIES:
            return _borders(wanted, progress)
        fetched = _fetched(id, wanted, progress)
        if wanted.check:
            return check(fetched, progress)
        return publish(fetched, author=wanted.author, confirm=wanted.confirm, progress=progress)
    except DataError as error:
        return Outcome(" ".join(str(error).split("\n")), tuple(str(error).split("\n")), failed=True)


def log_line(id: str, outcome: Outcome) -> str:
    """What a run came to as one line of a log: when (UTC), which source, and what."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} fetch {id}: {outcome.message}"


def _fetched(id: str, wanted: Wanted, progress: Progress | None) -> Fetched:
    if id == SWING:
        with swing.client(progress) as client:
            return swing.fetch(wanted.site, wanted.variable, wanted.indicator, client)
    with Client(progress=progress) as client:
        return figures.fetch(SOURCES[id], client)


def _borders(wanted: Wanted, progress: Progress | None) -> Outcome:
    from ks_data.workshop.fetch import borders  # which loads geopandas: a page that fetches figures does without

    year = wanted.year or date.today().year
    with Client(progress=progress) as client:
        try:
            fetched = borders.fetch(year, client)
        except borders.NotYet as nothing:
            if wanted.year:
                raise
            return Outcome(f"niets nieuws: {nothing}")
    change = borders.install(fetched, check=wanted.check)
    if not change:
        return Outcome(f"niets nieuws: de grenzen van {year} waren er al")
    return Outcome(f"niets veranderd; het wordt: {change}" if wanted.check else change, (), published=not wanted.check)


def check(fetched: Fetched, progress: Progress | None = None) -> Outcome:
    """What publishing would change; changes nothing. Raises DataError when errors stand in the way."""
    examined = _examined(fetched, progress)
    lines = (*fetched.remarks, *report.lines(examined))
    if errors := [finding.message for finding in examined.findings if finding.level == Level.ERROR]:
        raise DataError("\n".join(["Dit kan zo niet worden gepubliceerd:", *(f"- {error}" for error in errors)]))
    if not examined.change.anything:
        return Outcome(f"niets nieuws: {_counts(examined)}", lines)
    questions = dutch.plural(len(examined.checked.questions), "vraag", "vragen")
    return Outcome(f"niets veranderd; publiceren geeft {questions} en {_counts(examined)}", lines)


def publish(fetched: Fetched, *, author: str, confirm: bool = False, progress: Progress | None = None) -> Outcome:
    """Publishes what was fetched as a release, or says that it is there already. confirm: answers each question yes.

    Raises DataError when errors or questions stand in the way.
    """
    examined = _examined(fetched, progress)
    try:
        release = publication.publish(
            examined,
            author=author,
            note=fetched.note,
            source=fetched.source,
            source_date=fetched.source_date,
            confirmed={question.key for question in examined.checked.questions} if confirm else (),
            progress=progress,
        )
    except publication.Unchanged as nothing:
        return Outcome(f"niets nieuws: {_counts(examined)}", fetched.remarks, nothing.release)
    store.current().prepare(release.kind)
    message = f"gepubliceerd als release {release.number}: {report.counts_in_words(release.counts)}"
    return Outcome(message, fetched.remarks, release, published=True)


def _examined(fetched: Fetched, progress: Progress | None) -> Examined:
    return publication.examine(fetched.name, fetched.content, subjects=fetched.subjects, progress=progress)


def _counts(examined: Examined) -> str:
    return report.counts_in_words(examined.change.counts)
