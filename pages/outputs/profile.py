"""The profile of one municipality as a PDF for everybody: PDF/UA-1 and PDF/A-2a, laid out by profile.typ."""

import json
from collections import Counter
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from ks_data.answers.briefing import Briefing, TrancheMap
from ks_data.catalogue.errors import DataError
from pages.charts.theme import LIGHT
from pages.outputs.line_chart import line_chart
from pages.outputs.tranche_map import colours_of, tranche_map

FOLDER = Path(__file__).parent


def pdf(briefing: Briefing, link: str = "") -> bytes:
    """A briefing as a PDF; the same bytes for the same briefing and link.

    link: the address where the figures are on the screen; may be empty. Raises DataError for a text that the fonts
    cannot show, as a PDF for everybody must be readable aloud and in print.
    """
    shared, notes = _notes(briefing)
    content = {
        "shared": shared,
        "notes": notes,
        "briefing": asdict(briefing),
        "title": title(briefing),
        "link": link,
        "look": asdict(LIGHT),
        "charts": [line_chart(section.chart) if section.chart else "" for section in briefing.sections],
        "map": tranche_map(briefing.map),
        "legend": legend(briefing.map),
        "legend_heading": "Uit bron of lijst" if briefing.map.inferred_counts else "Uit een bron",
        "budget": [
            {"name": line.name, "amount": line.amount, "percent": line.percent} for line in briefing.budget.lines
        ]
        if briefing.budget
        else [],
    }
    return compiled((FOLDER / "profile.typ").read_bytes(), "pdf", content=json.dumps(content, ensure_ascii=False))


def title(briefing: Briefing) -> str:
    """What a file calls itself: the mark of figures that are not real first."""
    return f"{f'{briefing.mark}: ' if briefing.mark else ''}Kansrijke Start in {briefing.name}"


def _notes(briefing: Briefing) -> tuple[list[str], list[list[str]]]:
    """What to know when reading the charts and tables: what holds for several of them, and the rest of each.

    What names a figure or a year stays with its own chart.
    """
    of_each = [[*section.remarks, *(section.table.legend if section.table else ())] for section in briefing.sections]
    times = Counter(words for notes in of_each for words in notes)
    general = [words for words in times if not any(sign.isdigit() for sign in words.replace("95%", ""))]
    shared = [words for words in general if times[words] > 1]
    return shared, [[words for words in notes if words not in shared] for notes in of_each]


def legend(answer: TrancheMap) -> list[dict[str, str | bool]]:
    """What the colours of the map mean: stated tranches, then those that follow from the list, then unknown ones."""
    groups: list[dict[str, str | bool]] = []
    for counts, is_inferred in ((answer.counts, False), (answer.inferred_counts, True)):
        for count in counts:
            fill, hatch = colours_of(count.tranche, is_inferred)
            words = {"name": count.name, "published": count.published, "documented": count.documented}
            groups.append({**words, "fill": fill, "hatch": hatch, "rising": count.tranche.startswith("1")})
    if answer.unknown:
        words = {"name": "Tranche niet bekend", "published": str(answer.unknown), "documented": ""}
        groups.append({**words, "fill": colours_of("", False)[0], "hatch": "", "rising": False})
    return groups


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The letters of the app, and those within typst; never those of this machine, so that all make the same file."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FOLDER / "fonts"])


def compiled(source: bytes, form: Literal["pdf", "png"], ppi: float | None = None, **inputs: str) -> bytes:
    """A Typst document as a PDF or a PNG. Raises DataError when it cannot be made just as it should be."""
    try:
        made, warnings = typst.compile_with_warnings(
            source,
            root=FOLDER,
            font_paths=_fonts(),  # type: ignore[type-var]
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            sys_inputs=inputs,
            pdf_standards=["ua-1", "a-2a"] if form == "pdf" else [],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise DataError(f"De PDF kon niet worden gemaakt: {error.message}.") from error
    if warnings:
        raise DataError(f"De PDF kon niet worden gemaakt: {warnings[0].message}.")
    return made
