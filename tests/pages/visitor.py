"""Someone who speaks the protocol of a real server without a browser."""

import socket
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.conftest import Server
from tests.pages.roles import TRANCHES, plain


@dataclass
class Visitor:
    """Someone with a raw websocket, who can send what no page would let them send."""

    wire: ClientConnection
    server: Server
    page: str
    states: dict[str, tuple[str, Any]] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    """What can be used on the page, by label."""
    said: str = ""
    session: str = ""
    settings: Any = None
    _page_hash: str = ""

    def run(self, *pressed: str) -> None:
        """Has the page run again, with the buttons of these ids pressed."""
        asked = BackMsg()
        asked.rerun_script.page_script_hash = self._page_hash
        asked.rerun_script.page_name = "" if self._page_hash else self.page
        for id, (kind, value) in self.states.items():
            state = asked.rerun_script.widget_states.widgets.add(id=id)
            if kind == "file_uploader_state_value":
                state.file_uploader_state_value.SetInParent()  # also when it holds no file
                state.file_uploader_state_value.CopyFrom(value)
            else:
                setattr(state, kind, value)
        for id in pressed:
            asked.rerun_script.widget_states.widgets.add(id=id, trigger_value=True)
        self.wire.send(asked.SerializeToString())
        self.listen()

    def listen(self) -> None:
        """Hears a run of the page to its end, also one that the server began."""
        while True:
            message = ForwardMsg.FromString(self.wire.recv(30))
            match message.WhichOneof("type"):
                case "new_session":
                    self.session = message.new_session.initialize.session_id or self.session
                    self.settings, self.shown, self.said = message.new_session.config, {}, ""
                case "navigation":
                    self._page_hash = message.navigation.page_script_hash
                case "delta" if message.delta.HasField("new_element"):
                    self._see(message.delta.new_element)
                case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        found = getattr(element, kind)
        if kind in ("html", "alert", "markdown", "heading", "text"):
            self.said += plain(found.body) + "\n"
        elif getattr(found, "id", "") and hasattr(found, "label"):
            self.shown[found.label] = found

    def fill(self, label: str, kind: str, value: object) -> None:
        self.states[self.shown[label].id] = (kind, value)

    def drop(self, name: str, content: bytes) -> None:
        """Drops a file in the sidebar."""
        asked = BackMsg()
        asked.file_urls_request.request_id, asked.file_urls_request.session_id = "1", self.session
        asked.file_urls_request.file_names.append(name)
        self.wire.send(asked.SerializeToString())
        given = self._answer("file_urls_response").file_urls[0]
        with client(self.server) as sender:
            answer = sender.put(given.upload_url, files={name: (name, content)})
        assert answer.status_code == 204, answer.text
        state = BackMsg().rerun_script.widget_states.widgets.add().file_uploader_state_value
        state.uploaded_file_info.add(name=name, size=len(content), file_id=given.file_id, file_urls=given)
        self.fill("CSV, Excel, ODS of zip, tot 200 MB", "file_uploader_state_value", state)
        self.run()

    def press_download(self, file_id: str) -> Any:
        asked = BackMsg()
        asked.backend_operation_request.request_id = uuid.uuid4().hex
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = file_id
        self.wire.send(asked.SerializeToString())
        return self._answer("backend_operation_response")

    def _answer(self, kind: str) -> Any:
        while True:
            message = ForwardMsg.FromString(self.wire.recv(30))
            if message.WhichOneof("type") == kind:
                return getattr(message, kind)

    def drop_and_try_to_publish(self) -> None:
        self.drop("tranches.csv", TRANCHES)
        self.fill("Ja, dat klopt", "bool_value", True)
        self.run()
        self.fill("Bron", "string_value", "Nieuwe bron")
        self.fill("Waarom publiceert u dit?", "string_value", "proef")
        self.run(self.shown["Publiceren"].id)


@contextmanager
def visitor(server: Server, page: str, **headers: str) -> Iterator[Visitor]:
    """headers: what the request has beside the usual, with _ for -."""
    port = urlsplit(server.url).port
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    address = f"ws://localhost:{port}/_stcore/stream"
    with (
        closing(socket.create_connection(("localhost", port))) as wire,
        connect(address, sock=wire, additional_headers=named, proxy=None, max_size=None) as opened,
    ):
        someone = Visitor(opened, server, page)
        someone.run()
        yield someone


@contextmanager
def client(server: Server) -> Iterator[httpx.Client]:
    """Sends requests as a browser does that has seen the app."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as opened:
        opened.get("/_stcore/health")
        opened.headers["X-Xsrftoken"] = opened.cookies["_streamlit_xsrf"]
        yield opened
