# A handler of the websockets library -> the same handler, watched: what it receives, sends and closes becomes events.
import asyncio
import functools
from typing import Any, Callable, Dict, Optional

from .connection import Connection
from .request import Request

_DATASET = "websockets"
_SWITCHING = 101
_UNEXPECTED = 1011


def watch_handler(watcher: Any, handler: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(handler)
    async def watched(socket: Any) -> Any:
        connection = watcher.opened(_DATASET, _request(socket, socket.request), socket.request, _agreed(socket))
        if connection is None:
            return await handler(socket)
        _follow(socket, connection, watcher.recorder(_DATASET).guard)
        try:
            result = await handler(socket)
            # What the library does when a handler has returned, so that the end is seen here.
            await socket.close()
            return result
        except Exception:
            await socket.close(_UNEXPECTED)
            raise
        finally:
            watcher.recorder(_DATASET).guard(lambda: _tell_close(socket, connection))
            watcher.ended(_DATASET, connection)

    return watched


def watch_response(watcher: Any, connection: Any, request: Any, response: Any) -> None:
    if response.status_code != _SWITCHING:
        watcher.refused(_DATASET, _request(connection, request), request, response.status_code)


def _request(socket: Any, request: Any) -> Request:
    headers = [(name.lower(), value) for name, value in request.headers.raw_items()]
    return Request(request.path, headers, _endpoint(socket.remote_address), _endpoint(socket.local_address))


def _endpoint(address: Any) -> Any:
    return (address[0], address[1]) if isinstance(address, tuple) else None


def _agreed(socket: Any) -> Dict[str, Any]:
    header = socket.response.headers.get("Sec-WebSocket-Extensions")
    return {
        "websocket.subprotocol": socket.subprotocol,
        "websocket.extensions": [one.strip() for one in header.split(",")] if header else None,
    }


def _follow(socket: Any, connection: Connection, guard: Callable[[Callable[[], Any]], None]) -> None:
    """Puts itself before the methods by which the application receives and sends: iterating over a socket uses them too."""
    receive, send = socket.recv, socket.send
    loop = asyncio.get_running_loop()

    async def recv(*words: Any, **named: Any) -> Any:
        message = await receive(*words, **named)
        guard(lambda: connection.message("client", _as_sent(message, named.get("decode"))))
        return message

    async def watched_send(message: Any, *words: Any, **named: Any) -> Any:
        result = await send(message, *words, **named)
        # Pieces of one message that come over time are not put together here.
        if isinstance(message, (str, bytes, bytearray, memoryview)):
            guard(lambda: connection.message("server", _as_sent(message, named.get("text"))))
        return result

    def close(code: int, reason: str) -> None:
        asyncio.run_coroutine_threadsafe(socket.close(code, reason), loop)

    socket.recv, socket.send, connection.close = recv, watched_send, close


def _as_sent(message: Any, text: Optional[bool]) -> Any:
    """A text may be given as bytes (``send(…, text=True)``)."""
    return bytes(message).decode("utf-8", "replace") if text is True and not isinstance(message, str) else message


def _tell_close(socket: Any, connection: Connection) -> None:
    protocol = socket.protocol
    frames = {"client": protocol.close_rcvd, "server": protocol.close_sent}
    order = ("client", "server") if protocol.close_rcvd_then_sent else ("server", "client")
    for direction in order:
        frame = frames[direction]
        if frame is not None:
            connection.closes(direction, frame.code, frame.reason)
