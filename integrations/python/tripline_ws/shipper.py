# Lines of events -> requests to Tripline, by a thread of its own, tried again until they are acknowledged. Bounded.
import http.client
import random
import ssl
import threading
from collections import deque
from typing import Callable, Deque, Dict, NamedTuple, Optional
from urllib.parse import urlsplit

_MOST_LINES = 2000
_MOST_CHARACTERS = 256 * 1024
_COLLECT = 0.2
_TIMEOUT = 15.0
# The same request would be refused again.
_HOPELESS = frozenset((400, 413, 415))


class Answer(NamedTuple):
    status: int
    text: str
    retry_after: float


class Client:
    """One kept connection. Not for two threads at a time."""

    def __init__(self, url: str, token: Optional[str], timeout: float = _TIMEOUT) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("url must be an http or https URL")
        self._parts = parts
        self._timeout = timeout
        self._headers = {} if token is None else {"authorization": f"Bearer {token}"}
        self._connection: Optional[http.client.HTTPConnection] = None

    def ask(self, method: str, path: str, body: Optional[str] = None, headers: Optional[Dict[str, str]] = None) -> Answer:
        """Raises where no answer came."""
        try:
            if self._connection is None:
                self._connection = self._open()
            data = None if body is None else body.encode("utf-8", "replace")
            self._connection.request(method, self._parts.path.rstrip("/") + path, data, {**self._headers, **(headers or {})})
            response = self._connection.getresponse()
            text = response.read(1 << 20).decode("utf-8", "replace")
            return Answer(response.status, text, _seconds(response.getheader("retry-after")))
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def _seconds(header: Optional[str]) -> float:
    try:
        return min(60.0, max(0.0, float(header or 0)))
    except ValueError:
        return 0.0


def pause_after(failures: int) -> float:
    """Half a second, doubled up to half a minute; a fifth is added, so that many do not come back together."""
    return min(30.0, 0.5 * 2 ** (failures - 1)) * (1 + random.random() / 5)


class Shipper:
    def __init__(
        self,
        client: Client,
        instance: str,
        most_waiting: int,
        on_trouble: Callable[[str], None],
        pause: Callable[[int], float] = pause_after,
        collect: float = _COLLECT,
    ) -> None:
        self._client = client
        self._instance = instance
        self._most_waiting = most_waiting
        self._on_trouble = on_trouble
        self._pause = pause
        self._collect = collect
        self._lines: Deque[str] = deque()
        self._under_way = 0
        self._changed = threading.Condition()
        self._hurry = False
        self._stopped = False
        self._in_trouble = False
        self._thread: Optional[threading.Thread] = None
        self.sent = 0
        self.dropped = 0

    @property
    def waiting(self) -> int:
        return len(self._lines) + self._under_way

    def add(self, line: str) -> None:
        with self._changed:
            if self._stopped:
                return
            self._lines.append(line)
            if len(self._lines) > self._most_waiting:
                self._lines.popleft()
                self.dropped += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tripline", daemon=True)
                self._thread.start()
            if len(self._lines) in (1, _MOST_LINES):
                self._changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """False where not all of it was acknowledged in time."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: self.waiting == 0, timeout)
            self._hurry = False
            return done

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _run(self) -> None:
        requests = 0
        while True:
            body, lines = self._take()
            if lines == 0:
                self._client.close()
                return
            requests += 1
            self._send(body, lines, f"{self._instance}-{requests}")

    def _take(self):
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self._stopped)
            # Lines that come one by one are better sent together.
            self._changed.wait_for(lambda: self._hurry or self._stopped or len(self._lines) >= _MOST_LINES, self._collect)
            taken, characters = [], 0
            while self._lines and not self._stopped and len(taken) < _MOST_LINES and characters < _MOST_CHARACTERS:
                taken.append(self._lines.popleft())
                characters += len(taken[-1])
            self._under_way = len(taken)
            return "\n".join(taken) + "\n", len(taken)

    def _send(self, body: str, lines: int, key: str) -> None:
        failures = 0
        while not self._stopped:
            refused, wait = self._attempt(body, key)
            if refused is not None:
                self._settle(lines, refused)
                return
            failures += 1
            with self._changed:
                self._changed.wait_for(lambda: self._stopped, max(self._pause(failures), wait))

    def _attempt(self, body: str, key: str):
        """Whether it was refused for good; None: again, not before that many seconds."""
        headers = {"content-type": "application/x-ndjson", "idempotency-key": key}
        try:
            answer = self._client.ask("POST", "/api/events", body, headers)
        except Exception as error:
            self._tell(f"Tripline does not take events; they wait: {error}")
            return None, 0.0
        if 200 <= answer.status < 300:
            if self._in_trouble:
                self._in_trouble = False
                self._on_trouble("Tripline takes events again.")
            return False, 0.0
        self._tell(f"Tripline does not take events: {answer.status} {answer.text[:200]}")
        return (True, 0.0) if answer.status in _HOPELESS else (None, answer.retry_after)

    def _settle(self, lines: int, refused: bool) -> None:
        with self._changed:
            if refused:
                self.dropped += lines
            else:
                self.sent += lines
            self._under_way = 0
            self._changed.notify_all()

    def _tell(self, message: str) -> None:
        if not self._in_trouble:
            self._in_trouble = True
            self._on_trouble(message)
