"""A briefing as a file: what a button on a page and the command line hand out. Heavy: imported when it is asked for."""

import logging
import os
from pathlib import Path

from ks_data.answers import Choice, standing
from ks_data.answers.briefing import briefing
from ks_data.catalogue.errors import DataError
from ks_data.language import disks
from ks_data.store import Snapshot
from pages.outputs.names import FORMS, Form, file_name, link
from pages.outputs.profile import pdf
from pages.outputs.slides import pptx

__all__ = ["FORMS", "file_name", "made"]
LOG = logging.getLogger("ks_data.outputs")
TEMPLATE = "KS_SLIDES"
"""The environment variable with the house template of slides, a .pptx or .potx."""


def made(data: Snapshot, choice: Choice, form: Form, address: str = "", template: bytes | None = None) -> bytes:
    """A briefing of the chosen municipality; the same bytes for the same state, choice, address and template.

    address: of the app, for the link in the file to this state; may be empty. template: for slides, of who asks for
    them; without it that of the operator. Raises DataError when the file cannot be made.
    """
    stand = standing.text_for_link(data) if address else ""
    content, where = briefing(data, choice), link(choice, address, stand)
    if form == "pdf":
        return pdf(content, where)
    template = _template() if template is None else template
    try:
        return pptx(content, where, template)
    except DataError:
        raise
    except Exception as error:
        if template is None:
            raise
        LOG.warning("slides in a house template: %r", error, exc_info=error)
        raise DataError("Met dit sjabloon zijn geen dia's te maken. Kies een ander sjabloon.") from error


def _template() -> bytes | None:
    path = os.environ.get(TEMPLATE, "")
    try:
        return Path(path).read_bytes() if path else None
    except OSError as error:
        raise DataError(f"Het sjabloon {path} ({TEMPLATE}) is niet te lezen: {disks.refusal(error)}.") from None
