# A WebSocket server written in Python -> its handshakes, messages and ends, sent to Tripline in the background.
"""``Watcher(...).handler(handler)`` for websockets, ``Watcher(...).asgi(app)`` for Starlette and FastAPI."""

from .watcher import Watcher

__all__ = ["Watcher"]
