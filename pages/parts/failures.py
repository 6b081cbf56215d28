"""What goes wrong becomes one sentence for the reader; the log has the rest. Knows no page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st
from streamlit.errors import FragmentHandledException
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from ks_data import DataError
from ks_data.catalogue.errors import unforeseen
from pages.parts import notices
from pages.parts.markdown import literal

T = TypeVar("T")


@contextmanager
def boundary(area: str, problems: list[str]) -> Iterator[None]:
    """Where what goes wrong in an area of the screen ends: as a sentence for the reader, added to the problems."""
    try:
        yield
    except FragmentHandledException:  # the reader saw it where it went wrong
        raise
    except Exception as error:
        problems.append(_sentence(area, error))


def reported(produce: Callable[[], T]) -> Callable[[], T]:
    """What produces a download when its button is pressed; when that fails, a sentence on the page says so."""
    context = get_script_run_ctx()

    def produce_or_report() -> T:
        try:
            return produce()
        except Exception as error:
            if context:
                notices.tell(context.session_id, _sentence("het maken van de download", error))
            raise

    return produce_or_report


def script_failed(error: Exception) -> bool:
    """Says what goes wrong outside a page: in a callback, or in a fragment. True: the reader has been told.

    A callback runs before anything is shown; so the page is run once more, with the sentence at its top.
    """
    sentence = _sentence("wat u vroeg", error)
    context = get_script_run_ctx()
    if context is None or context.has_script_started or context.script_requests is None:
        st.error(literal(sentence), icon=":material/error:")
    else:
        notices.leave(context.session_id, sentence)
        rerun = RerunData(query_string=context.query_string, page_script_hash=context.page_script_hash)
        context.script_requests.request_rerun(rerun)
    return True


def _sentence(area: str, error: Exception) -> str:
    """The sentence about an error; of what nobody foresaw the log holds the rest."""
    return str(error if isinstance(error, DataError) else unforeseen(area, error))
