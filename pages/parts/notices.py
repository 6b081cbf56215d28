"""Sentences for a visitor about what happened outside the run of a page: a callback, a download, an upload.

Knows sessions of Streamlit and no page. Streamlit has no public way to run a page anew from outside; it is pinned.
"""

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

_waiting: dict[str, str] = {}
"""The sentence that waits for a session, by its id."""


def leave(session_id: str, sentence: str) -> None:
    """Keeps a sentence for the next run of a page in this session."""
    _waiting[session_id] = sentence


def tell(session_id: str, sentence: str) -> None:
    """Shows a sentence in a session now, by running its page anew; nothing when its visitor has left. On any thread."""
    leave(session_id, sentence)
    if not run_again(session_id):
        _waiting.pop(session_id, None)


def run_again(session_id: str) -> bool:
    """Has the page of a session run anew, as soon as may be. False when its visitor has left. On any thread."""
    info = runtime.get_instance()._session_mgr.get_active_session_info(session_id) if runtime.exists() else None
    if info is None:
        return False
    session = info.session
    session._event_loop.call_soon_threadsafe(session.request_rerun, session._client_state)
    return True


def take() -> str:
    """The sentence that waits for this session, once; empty when there is none."""
    context = get_script_run_ctx()
    return _waiting.pop(context.session_id, "") if context else ""
