"""A reader without a browser: speaks Streamlit's protocol over a raw websocket."""

import io
import json
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import uuid4

import pyarrow as pa
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_VALUE_FIELDS = {"selectbox": "string_value", "slider": "double_array_value", "multiselect": "string_array_value"}


class PageError(RuntimeError):
    """A page that shows an exception, or lacks what it should have."""


@dataclass
class Chart:
    """A Vega-Lite chart as the server sends it: the spec without data, and rows by dataset name."""

    spec: dict[str, Any]
    datasets: dict[str, list[dict[str, Any]]]


@dataclass
class Session:
    """One reader on one page. Open it with `async with Session(port, path)`; `query` is what the link says more."""

    port: int
    path: str
    query: str = ""
    widgets: dict[str, Any] = field(default_factory=dict)
    """The widgets on the page by label, as the server sent them last."""
    _parts: dict[str, str] = field(default_factory=dict)
    """The part of the page that runs again with a widget, by its label; "" for the whole page."""
    _states: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _page_hash: str = ""
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    """Messages of the last run by hash; as to a browser, the server sends only the hash of one that is the same."""

    async def __aenter__(self) -> Self:
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        self._socket: ClientConnection = await connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": f"ks_route={uuid4().hex}"},  # a proxy has given every reader another
            max_size=None,
            open_timeout=60,
            ping_interval=None,
        )
        try:
            self.opened = await self._rerun()
        except BaseException:
            await self._socket.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def change(self, label: str, value: Any) -> list[ForwardMsg]:
        """Gives the widget with this label a value; ends when the server's script has finished.

        Raises PageError when the page then shows an exception, or has no such widget.
        """
        if label not in self.widgets:
            raise PageError(f"no widget {label!r} on the page")
        widget = self.widgets[label].id
        self._states[widget] = (self._states[widget][0], value)
        return await self._rerun(self._parts[label])

    async def _rerun(self, part: str = "") -> list[ForwardMsg]:
        await self._socket.send(self._question(part).SerializeToString())
        messages: list[ForwardMsg] = []
        while not (messages and _is_last(messages[-1])):
            message = ForwardMsg.FromString(await self._socket.recv(decode=False))
            messages.append(self._kept[message.ref_hash] if message.ref_hash else message)
        kept = {message.hash: message for message in messages if message.metadata.cacheable}
        self._kept = {**self._kept, **kept} if part else kept
        shown = next((element for kind, element in map(_element, messages) if kind == "exception"), None)
        if shown is not None:
            raise PageError(f"{shown.type}: {shown.message}")
        self._remember(messages, part)
        return messages

    def _question(self, part: str) -> BackMsg:
        """What a browser sends to have a page, or a part of it, run again: the page and the values of all widgets."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_script_hash = self._page_hash
        asked.page_name = "" if self._page_hash else self.path
        asked.query_string = self.query
        asked.fragment_id = part
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.timezone = "Europe/Amsterdam"
        asked.context_info.locale = "nl-NL"
        asked.context_info.color_scheme = "light"
        for widget, (kind, value) in self._states.items():
            state = asked.widget_states.widgets.add(id=widget)
            if isinstance(value, list):
                getattr(state, kind).data.extend(value)
            elif value is not None:
                setattr(state, kind, value)
        return message

    def _remember(self, messages: list[ForwardMsg], part: str) -> None:
        """Takes over the page, its widgets, and the values that the server gave them, as a browser does."""
        known, self._states = self._states, dict(self._states) if part else {}
        for message in messages:
            if message.WhichOneof("type") == "navigation":
                self._page_hash = message.navigation.page_script_hash
            kind, element = _element(message)
            if kind in _VALUE_FIELDS:
                self.widgets[element.label] = element
                self._parts[element.label] = message.delta.fragment_id
                given = _given_value(kind, element)
                keeps = element.id in known and not element.set_value
                self._states[element.id] = known[element.id] if keeps else (_VALUE_FIELDS[kind], given)


def charts(messages: list[ForwardMsg]) -> list[Chart]:
    """The Vega-Lite charts in the messages of a run, in order."""
    elements = [_element(message) for message in messages]
    return [_chart(element) for kind, element in elements if kind == "vega_lite_chart"]


def _is_last(message: ForwardMsg) -> bool:
    """Whether the script has finished; a script that starts itself again has not."""
    again = ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return message.WhichOneof("type") == "script_finished" and message.script_finished != again


def _element(message: ForwardMsg) -> tuple[str, Any]:
    if not message.HasField("delta") or not message.delta.HasField("new_element"):
        return "", None
    element = message.delta.new_element
    kind = element.WhichOneof("type") or ""
    return kind, getattr(element, kind, None)


def _given_value(kind: str, element: Any) -> Any:
    """The value that a widget has by itself, or that the script gave it."""
    if kind == "slider":
        return list(element.value if element.set_value else element.default)
    if kind == "multiselect":
        return list(element.raw_values) if element.set_value else [element.options[at] for at in element.default]
    if element.set_value:
        return element.raw_value if element.HasField("raw_value") else None
    return element.options[element.default] if element.HasField("default") else None


def _chart(element: Any) -> Chart:
    return Chart(json.loads(element.spec), {each.name: _rows(each.data.data) for each in element.datasets})


def _rows(arrow: bytes) -> list[dict[str, Any]]:
    table = pa.ipc.open_stream(io.BytesIO(arrow)).read_pandas()
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
    return rows
