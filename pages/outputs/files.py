"""The files of a briefing by name: what a button on a page and the command line hand out. Knows no page's widgets."""

from typing import Literal

from ks_data.answers import Choice
from ks_data.answers.briefing import briefing
from ks_data.store import Snapshot
from pages.outputs import profile, slides
from pages.outputs.house_style import file_name

Form = Literal["pptx", "pdf"]


def made(data: Snapshot, choice: Choice, form: Form, link: str = "", template: bytes | None = None) -> bytes:
    """A briefing of the chosen municipality as a file; the same bytes for the same state, choice, link and template.

    template: the house style of slides; nothing to a PDF. Raises DataError when the file cannot be made.
    """
    content = briefing(data, choice)
    return slides.pptx(content, link, template) if form == "pptx" else profile.pdf(content, link)


def name(data: Snapshot, choice: Choice, form: Form) -> str:
    """ "FICTIEF-kansrijke-start-Haarlem.pdf"; the mark first where figures are not real."""
    return f"{file_name(*data.mark.split(), 'kansrijke-start', choice.name)}.{form}"
