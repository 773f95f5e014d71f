# One WebSocket -> its events, as whoever watches it tells what was received and sent, who closed it and that it ended.
import json
import time
from typing import Any, Callable, Dict, Optional, Tuple, Union

from .recorder import Recorder, Used, fragment

_ABNORMAL = 1006
_NO_STATUS = 1005


class Connection:
    def __init__(self, connection_id: str, common: Dict[str, Any], handshake: Dict[str, Any], recorder: Recorder) -> None:
        self.id = connection_id
        self._recorder = recorder
        self._common_fields = {**common, "websocket.connection.id": connection_id}
        self._common = fragment(self._common_fields)
        self._sampled = recorder.samples(connection_id)
        self._used = Used()
        self._messages = {"client": 0, "server": 0}
        self._bytes = {"client": 0, "server": 0}
        self._closed: Optional[Tuple[int, str, str]] = None
        self._ended = False
        self._command: Optional[str] = None
        self._began = time.monotonic()
        # Closes it from another thread; set by whoever has the socket.
        self.close: Callable[[int, str], None] = lambda _code, _reason: None
        self._start = recorder.put("handshake", f"{connection_id}:handshake", fragment(handshake), self._common)

    def identify(self, user: str) -> None:
        self._common_fields["user.name"] = user
        self._common = fragment(self._common_fields)

    def obey(self, command: Dict[str, Any]) -> None:
        """Closes it because a rule says so; its end says which command it was."""
        self._command = command["id"]
        self.close(command["code"], command["reason"])

    def message(self, direction: str, data: Union[str, bytes, bytearray, memoryview]) -> None:
        is_text = isinstance(data, str)
        number = self._messages[direction]
        size = len(data.encode("utf-8", "surrogatepass")) if isinstance(data, str) else memoryview(data).nbytes
        self._messages[direction] += 1
        self._bytes[direction] += size
        if not self._sampled or not self._recorder.has_room(self._used):
            return
        own = (
            f'"event.type":["info"],"websocket.direction":"{direction}","websocket.message.type":"'
            f'{"text" if is_text else "binary"}","websocket.message.bytes":{size}'
        )
        if isinstance(data, str):
            own += self._payload(data, direction)
        self._recorder.put("message", f"{self.id}:{direction[0]}:m{number}", own, self._common)

    def _payload(self, text: str, direction: str) -> str:
        settings = self._recorder.settings
        masked = settings.redact(text, direction) if settings.redact else text
        if masked is None or settings.max_payload == 0:
            return ',"websocket.payload.truncated":true'
        is_cut = len(masked) > settings.max_payload
        shown = json.dumps(masked[: settings.max_payload])
        return f',"websocket.payload.text":{shown},"websocket.payload.truncated":{"true" if is_cut else "false"}'

    def closes(self, direction: str, code: Optional[int], reason: str = "") -> None:
        """A close frame. The first says who closed the connection."""
        code = _NO_STATUS if code is None else code
        if self._closed is None:
            self._closed = (code, reason, direction)
        own = {
            "event.type": ["info"],
            "websocket.direction": direction,
            "websocket.close.code": code,
            "websocket.close.reason": reason or None,
            "websocket.close.by": self._closed[2],
        }
        self._recorder.put("close", f"{self.id}:{direction[0]}:close", fragment(own), self._common)

    def ends(self) -> None:
        if self._ended:
            return
        self._ended = True
        code, reason, by = self._closed or (_ABNORMAL, "", "transport")
        own = {
            "event.type": ["end"],
            "event.reason": "closed" if self._closed else "lost",
            "event.start": self._start,
            "event.duration": round((time.monotonic() - self._began) * 1e9),
            "websocket.close.code": code,
            "websocket.close.reason": reason or None,
            "websocket.close.by": by,
            "websocket.client.messages": self._messages["client"],
            "websocket.client.bytes": self._bytes["client"],
            "websocket.server.messages": self._messages["server"],
            "websocket.server.bytes": self._bytes["server"],
            "tripline.sampled": self._sampled,
            "tripline.dropped": self._recorder.lost(),
            "tripline.command.id": self._command,
        }
        self._recorder.put("connection", f"{self.id}:connection", fragment(own), self._common)
