# An ASGI application -> the same application, its WebSockets watched. Other requests pass.
import asyncio
from typing import Any, Callable, Dict, Optional

from .connection import Connection
from .request import Request

_DATASET = "asgi"
# What servers answer where an application closes before it has accepted.
_FORBIDDEN = 403

Scope = Dict[str, Any]
Message = Dict[str, Any]


class Middleware:
    def __init__(self, app: Callable[..., Any], watcher: Any = None) -> None:
        if watcher is None:
            raise TypeError("give the watcher: Middleware(app, watcher), or watcher.asgi(app)")
        self._app = app
        self._watcher = watcher

    async def __call__(self, scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        talk = _Talk(self._watcher, scope, send)

        async def watched_receive() -> Message:
            message = await receive()
            self._watcher.recorder(_DATASET).guard(lambda: talk.received(message))
            return message

        async def watched_send(message: Message) -> None:
            # What the application still says after a rule has closed the connection has nowhere to go.
            if talk.was_ordered and message["type"].startswith("websocket."):
                return
            await send(message)
            self._watcher.recorder(_DATASET).guard(lambda: talk.sent(message))

        try:
            await self._app(scope, watched_receive, watched_send)
        finally:
            talk.ends()


class _Talk:
    """One connection, from the scope to its end."""

    def __init__(self, watcher: Any, scope: Scope, send: Callable[..., Any]) -> None:
        self._watcher = watcher
        self._scope = scope
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._connection: Optional[Connection] = None
        self._was_answered = False
        self._server_closed = False
        self.was_ordered = False

    def received(self, message: Message) -> None:
        connection = self._connection
        if connection is None:
            return
        if message["type"] == "websocket.receive":
            connection.message("client", _data(message))
        elif message["type"] == "websocket.disconnect":
            code = message.get("code", 1005)
            if code != 1006 and not self._server_closed:
                reason = message.get("reason") or ""
                connection.closes("client", code, reason)
                connection.closes("server", code, reason)
            self.ends()

    def sent(self, message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.accept":
            self._accepted(message)
        elif kind == "websocket.http.response.start":
            self._refused(message["status"])
        elif kind == "websocket.close" and self._connection is None:
            self._refused(_FORBIDDEN)
        elif kind == "websocket.send" and self._connection is not None:
            self._connection.message("server", _data(message))
        elif kind == "websocket.close" and self._connection is not None:
            self._closed(message.get("code", 1000), message.get("reason") or "")

    def ends(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            self._watcher.ended(_DATASET, connection)

    def _accepted(self, message: Message) -> None:
        self._was_answered = True
        more = {"websocket.subprotocol": message.get("subprotocol")}
        self._connection = self._watcher.opened(_DATASET, _request(self._scope), self._scope, more)
        if self._connection is not None:
            self._connection.close = self._close

    def _refused(self, status: int) -> None:
        if not self._was_answered:
            self._was_answered = True
            self._watcher.refused(_DATASET, _request(self._scope), self._scope, status)

    def _closed(self, code: int, reason: str) -> None:
        self._server_closed = True
        if self._connection is not None:
            self._connection.closes("server", code, reason)

    def _close(self, code: int, reason: str) -> None:
        """From the thread that asks for commands."""
        asyncio.run_coroutine_threadsafe(self._order(code, reason), self._loop)

    async def _order(self, code: int, reason: str) -> None:
        if self._connection is None or self._server_closed:
            return
        self.was_ordered = True
        await self._send({"type": "websocket.close", "code": code, "reason": reason})
        self._watcher.recorder(_DATASET).guard(lambda: self._closed(code, reason))


def _data(message: Message) -> Any:
    text = message.get("text")
    return message.get("bytes") or b"" if text is None else text


def _request(scope: Scope) -> Request:
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope.get("raw_path") or scope["path"].encode()
    target = path.decode("latin-1").split("?", 1)[0] + (f"?{query}" if query else "")
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    client, server = scope.get("client"), scope.get("server")
    return Request(
        target,
        headers,
        (client[0], client[1]) if client else None,
        (server[0], server[1]) if server else None,
        scope.get("http_version", "1.1"),
    )
