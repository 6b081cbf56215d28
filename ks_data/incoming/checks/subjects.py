"""Which indicator each subject of a file stands for, and what is asked of the others. Knows no figures."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache

import pandas as pd

from ks_data.catalogue.indicators import INDICATORS
from ks_data.incoming.checks.outcome import NAMED
from ks_data.incoming.checks.units import unit_of
from ks_data.incoming.findings import LONGEST, Finding, Level, finding, listed, shortened
from ks_data.incoming.reading import values
from ks_data.language import dutch

SUGGESTED = 500
"""For so many unknown subjects is looked which known one is spelled like it."""


def recognised(subject: str) -> str:
    """The indicator that a subject of a file stands for: by its id, its official name or its short name; or ""."""
    return _subject_index().get(_plain(subject), "")


def recognised_by_unit(subjects: Iterable[str]) -> dict[str, str]:
    """The indicator of each subject; of "Rokers [%]" and "Rokers [aantal]" only the one in the indicator's unit."""
    indicators = {text: recognised(text) for text in subjects}
    units = {text: unit_of(values.bracketed(text)[1]) for text in indicators}
    certain = {id for text, id in indicators.items() if id and units[text] == INDICATORS[id].unit}
    return {
        text: "" if id in certain and units[text] not in ("", INDICATORS[id].unit) else id
        for text, id in indicators.items()
    }


@cache
def _subject_index() -> dict[str, str]:
    """The indicator of every text that names one, as `_plain` writes it."""
    return {
        _plain(text): indicator.id
        for indicator in INDICATORS.values()
        for text in (indicator.name, indicator.official, indicator.id)
        if text
    }


def _plain(text: str) -> str:
    return " ".join(values.bracketed(text)[0].casefold().split())


def _suggestion(text: str) -> str:
    """The name of the indicator that a subject resembles, or empty."""
    near = difflib.get_close_matches(_plain(text)[:LONGEST], list(_subject_index()), 1, 0.75)
    return INDICATORS[_subject_index()[near[0]]].name if near else ""


def unknown_subjects(subjects: Mapping[str, str], skipped: Collection[str], rows: pd.DataFrame) -> list[Finding]:
    """Beside a subject that is known the others are probably not for this app: one question; else errors."""
    nameless = [text for text in subjects if not text and text not in skipped]
    others = {text: id for text, id in subjects.items() if text}
    if nameless and any(others.values()):
        message = "In deze rijen staat geen onderwerp. Wij slaan ze over; vul het in als zij wel mee moeten. Klopt dat?"
        affected = values.equal(rows["subject"], "")
        question = finding(Level.QUESTION, "geen_onderwerp", message, rows, affected, "region_text")
        return [question, *unknown_subjects(others, skipped, rows)]
    screen = "onbekend_onderwerp"
    unknown = [text for text, id in subjects.items() if not id and text not in skipped]
    if any(subjects.values()) and unknown:
        message = _skipping(unknown)
        affected = values.within(rows["subject"], tuple(unknown))
        return [finding(Level.QUESTION, screen, message, rows, affected, "subject")]
    if not unknown:
        return []
    suggestions = {text: name for text in unknown[:NAMED] if (name := _suggestion(text))}
    if len(unknown) == 1:
        hint = f" Bedoelde u “{suggestions[unknown[0]]}”?" if suggestions else ""
        message = f"Het onderwerp “{shortened(unknown[0])}” kennen we niet.{hint}"
    else:
        hints = {text: f" (bedoelde u “{name}”?)" for text, name in suggestions.items()}
        named = listed([f"“{shortened(text)}”{hints.get(text, '')}" for text in unknown], NAMED)
        message = f"{dutch.number(len(unknown), 0)} onderwerpen kennen we niet: {named}."
    message += " Kies welk cijfer het is, of sla het over."
    affected = values.within(rows["subject"], tuple(unknown))
    return [finding(Level.ERROR, screen, message, rows, affected, "subject")]


def _skipping(unknown: list[str]) -> str:
    """The question whether unknown subjects may be skipped; those with a suggestion first."""
    suggestions = {text: suggestion for text in unknown[:SUGGESTED] if (suggestion := _suggestion(text))}
    named = [f"“{shortened(text)}” (bedoelde u “{suggestion}”?)" for text, suggestion in suggestions.items()]
    named += [f"“{shortened(text)}”" for text in unknown if text not in suggestions]
    if len(named) == 1:
        return f"Dit onderwerp kennen we niet: {named[0]}. Wij slaan het over. Klopt dat?"
    return f"Deze onderwerpen kennen we niet: {listed(named)}. Wij slaan ze over. Klopt dat?"


def chosen_subjects(subjects: Mapping[str, str], skipped: Collection[str]) -> Iterator[Finding]:
    """What the analyst has chosen: another subject for an indicator, or to skip one."""
    for text, id in subjects.items():
        if id and recognised(text) != id:
            indicator = INDICATORS[id]
            message = (
                f"“{shortened(text)}” komt bij “{indicator.name}”. Is dit precies hetzelfde: {indicator.definition} "
                "Een andere definitie hoort in een eigen cijfer."
            )
            yield Finding(Level.QUESTION, "andere_definitie", message)
    if left_out := [f"“{shortened(text)}”" for text in subjects if text in skipped]:
        yield Finding(Level.REMARK, "overgeslagen", f"Overgeslagen: {listed(left_out)}.", len(left_out))
