"""Which of several figures of a region changed through the years, as the title of a page. Knows no page."""

from collections.abc import Sequence

from ks_data.answers import citations, comparisons
from ks_data.answers.choice import Choice
from ks_data.answers.comparisons import Comparison
from ks_data.catalogue.indicators import Indicator
from ks_data.language import dutch
from ks_data.store import Snapshot

DIRECTIONS = {"rising": "stijgend", "falling": "dalend"}


def headline(data: Snapshot, indicators: Sequence[Indicator], choice: Choice) -> tuple[str, str]:
    """The title: which of these figures changed more than by chance, and the sentences beneath it.

    It says what the recent trend of each says (`comparison_sentences.recent_trend`), of all of them together.
    """
    newest = [rows[-1] for indicator in indicators if (rows := _compared(data, indicator, choice))]
    known = [row for row in newest if not row.trend.reason]
    changed = [row for row in known if row.trend.direction in DIRECTIONS]
    lead = [*(_which(changed) if len(changed) > 1 else []), _rest(newest, known, changed)]
    ids = [indicator.id for indicator in indicators]
    origin = citations.publishers(data, citations.sources_of(data, ids, [choice.region], choice.first, choice.last))
    return _title(newest, known, changed, choice), " ".join(filter(None, [*lead, origin]))


def _compared(data: Snapshot, indicator: Indicator, choice: Choice) -> list[Comparison]:
    return comparisons.by_strength(data, indicator.id, choice.region, choice.benchmark, choice.first, choice.last)


def _title(newest: list[Comparison], known: list[Comparison], changed: list[Comparison], choice: Choice) -> str:
    name = choice.name
    if not newest:
        return f"Van {name} zelf is in {dutch.years(range(choice.first, choice.last + 1))} nog geen cijfer te zien"
    if not known:
        period = max(row.figure.year for row in newest)
        return f"Ontwikkeling in {name} tot en met {period}: te weinig jaren om een verandering te zien"
    if len(changed) == 1:
        subject, direction = changed[0].figure.indicator.name, DIRECTIONS[changed[0].trend.direction]
        return f"{subject} in {name}: aantoonbaar {direction} over {_years(changed)}"
    number = f"{len(changed)} van de {len(known)} cijfers" if changed else f"geen van de {len(known)} cijfers"
    if len(known) == 1:
        return f"{known[0].figure.indicator.name} in {name}: geen aantoonbare verandering over {_years(known)}"
    return f"In {name} {'veranderden' if changed else 'veranderde'} {number} aantoonbaar over {_years(known)}"


def _years(rows: Sequence[Comparison]) -> str:
    years = [year for row in rows for year in row.trend.years]
    return f"{min(years)}-{max(years)}"


def _which(changed: Sequence[Comparison]) -> list[str]:
    """Which of them rose and which fell."""
    by_word: dict[str, list[str]] = {}
    for row in changed:
        name = row.figure.indicator.name
        by_word.setdefault(DIRECTIONS[row.trend.direction], []).append(f"{name[:1].lower()}{name[1:]}")
    return [f"{dutch.capital(word)}: {dutch.listing(names)}." for word, names in by_word.items()]


def _rest(newest: Sequence[Comparison], known: Sequence[Comparison], changed: Sequence[Comparison]) -> str:
    """Of how many others nothing changed for sure, and of how many that cannot be computed."""
    steady, unknown = len(known) - len(changed), len(newest) - len(known)
    words = []
    if len(changed) == 1 and steady:
        others = "Het andere cijfer verandert" if steady == 1 else f"{steady} andere cijfers veranderen"
        words.append(f"{others} niet aantoonbaar.")
    if known and unknown:
        others = "het andere cijfer" if unknown == 1 else f"{unknown} andere cijfers"
        words.append(f"Van {others} is dat niet te berekenen.")
    return " ".join(words)
