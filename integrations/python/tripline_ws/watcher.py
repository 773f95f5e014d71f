# What an application says about how it is watched -> the ways to watch it.
import ipaddress
import itertools
import secrets
import warnings
from typing import Any, Callable, Dict, NamedTuple, Optional, Sequence, Union

from .asgi import Middleware
from .connection import Connection
from .orders import Orders
from .recorder import Recorder, Settings, fragment
from .request import Reading, Request, answered, describe, handshake_only, known
from .shipper import Client, Shipper
from .sockets import watch_handler, watch_response


class Stats(NamedTuple):
    connections: int
    sent: int
    waiting: int
    dropped: int
    skipped: int
    errors: int


class Watcher:
    """One for the whole application. Wrong settings raise at once; later it never raises into the application.

    ``user`` gets the library's own request (``websockets``) or the scope (ASGI) and says who it is from. ``session_key``
    is the content of Tripline's ``privacy.key_file``, so that a session has the same id here, in captures and in logs.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:7070",
        token: Optional[str] = None,
        *,
        user: Optional[Callable[[Any], Optional[str]]] = None,
        sample: float = 1.0,
        messages_per_second: float = 1000,
        max_payload: int = 4096,
        redact: Optional[Callable[[str, str], Optional[str]]] = None,
        session_key: Optional[Union[str, bytes]] = None,
        session_cookies: Sequence[str] = (),
        origins: Sequence[str] = (),
        trusted_proxies: Sequence[str] = (),
        commands: bool = True,
        buffer_events: int = 20_000,
        on_trouble: Optional[Callable[[str], None]] = None,
    ) -> None:
        if not 0 <= sample <= 1:
            raise ValueError("sample must be from 0 to 1")
        if not 0 <= max_payload <= 100_000:
            raise ValueError("max_payload must be from 0 to 100000")
        key = session_key.encode() if isinstance(session_key, str) else session_key
        self.instance = secrets.token_hex(8)
        self._user = user
        self._commands = commands
        self._reading = Reading(
            # Without a key that others know, a session is the same session within this process alone.
            key=key if key is not None else secrets.token_bytes(32),
            session_cookies=tuple(session_cookies),
            origins=tuple(origins),
            trusted_proxies=[ipaddress.ip_network(one, strict=False) for one in trusted_proxies],
        )
        self._shipper = Shipper(Client(url, token), self.instance, buffer_events, on_trouble or _warn)
        self._orders = Orders(
            Client(url, token, timeout=40.0), self.instance, lambda: bool(self._connections), self._obey
        )
        settings = Settings(sample, messages_per_second, max_payload, redact)
        self._recorders = {
            dataset: Recorder(settings, dataset, self._shipper.add, lambda: self._shipper.dropped)
            for dataset in ("websockets", "asgi")
        }
        self._connections: Dict[str, Connection] = {}
        self._numbers = itertools.count(1)

    def handler(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """For ``websockets.asyncio.server.serve``: the handler, watched."""
        return watch_handler(self, handler)

    def process_response(self, connection: Any, request: Any, response: Any) -> None:
        """For ``serve(process_response=…)``: handshakes that were refused are seen too."""
        watch_response(self, connection, request, response)

    def asgi(self, app: Callable[..., Any]) -> Middleware:
        """The application, watched. ``app.add_middleware(watcher.asgi)`` does the same."""
        return Middleware(app, self)

    def stats(self) -> Stats:
        recorders = self._recorders.values()
        return Stats(
            connections=len(self._connections),
            sent=self._shipper.sent,
            waiting=self._shipper.waiting,
            dropped=self._shipper.dropped,
            skipped=sum(recorder.skipped for recorder in recorders),
            errors=sum(recorder.errors for recorder in recorders),
        )

    def flush(self, timeout: float = 3.0) -> bool:
        """Sends what waits. False where not all of it was acknowledged in time."""
        return self._shipper.flush(timeout)

    def close(self, timeout: float = 3.0) -> None:
        """Watches no longer, and sends what waits. To be called when the application ends."""
        self._orders.stop()
        for recorder in self._recorders.values():
            recorder.end()
        self._shipper.flush(timeout)
        self._shipper.stop()

    # Below: for those that watch.

    def recorder(self, dataset: str) -> Recorder:
        return self._recorders[dataset]

    def opened(self, dataset: str, request: Request, subject: Any, more: Dict[str, Any]) -> Optional[Connection]:
        """None where it could not be watched, which is counted. ``more``: what the answer says."""
        recorder = self._recorders[dataset]
        try:
            common = {**self._describe(dataset, request, subject), **known(answered(more))}
            connection = Connection(self._name(), common, handshake_only(request, 101), recorder)
        except Exception:
            recorder.errors += 1
            return None
        self._connections[connection.id] = connection
        if self._commands:
            self._orders.wake()
        return connection

    def refused(self, dataset: str, request: Request, subject: Any, status: int) -> None:
        recorder = self._recorders[dataset]

        def tell() -> None:
            name = self._name()
            common = {**self._describe(dataset, request, subject), "websocket.connection.id": name}
            recorder.put("handshake", f"{name}:handshake", fragment(handshake_only(request, status)), fragment(common))

        recorder.guard(tell)

    def ended(self, dataset: str, connection: Connection) -> None:
        self._connections.pop(connection.id, None)
        self._recorders[dataset].guard(connection.ends)

    def _name(self) -> str:
        return f"app-{self.instance}-{next(self._numbers)}"

    def _describe(self, dataset: str, request: Request, subject: Any) -> Dict[str, Any]:
        common = describe(request, self._reading)
        user = None
        if self._user is not None:
            try:
                user = self._user(subject)
            except Exception:
                self._recorders[dataset].errors += 1
        return common if user is None else {**common, "user.name": str(user)}

    def _obey(self, command: Dict[str, Any]) -> bool:
        connection = self._connections.get(command["connection"])
        if connection is not None:
            connection.obey(command)
        return connection is not None


def _warn(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=2)
