"""Is a server that is forked for a test as good as one that was started for it?"""

import socket
from collections.abc import Callable

import httpx
import pytest

from tests.conftest import Server


def metrics(server: Server) -> int:
    return httpx.get(f"{server.url}/_stcore/metrics", trust_env=False).status_code


def test_each_server_of_a_test_has_what_is_named_for_it_and_nothing_of_another(
    start_server: Callable[..., Server],
) -> None:
    asked, other = start_server(KS_METRICS="1"), start_server(STREAMLIT_SERVER_BASE_URL_PATH="ks")
    assert (metrics(asked), metrics(other)) == (200, 404)
    assert "http://localhost" in asked.said() and "/ks" not in asked.said()
    assert "/ks" in other.said()


def test_a_server_that_ends_is_seen_to_end(start_server: Callable[..., Server]) -> None:
    start_server()
    start_server()
    (first, _), (second, server) = start_server.__self__.started  # type: ignore[attr-defined]
    assert first.poll() is None
    first.kill()
    first.wait(30)
    second.terminate()
    second.wait(30)
    assert first.poll() is not None and second.poll() is not None
    with pytest.raises(httpx.TransportError):
        metrics(server)


def test_a_server_that_cannot_start_is_told_with_what_it_wrote(start_server: Callable[..., Server]) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        with pytest.raises(RuntimeError, match=r"(?s)stopped at once.*[Pp]ort"):
            start_server(port=taken.getsockname()[1])
