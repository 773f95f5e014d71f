# What rules ask of this application -> carried out, by a thread that asks for it as long as there are connections.
import json
import threading
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import quote

from .shipper import Client, pause_after

_WAIT = 25


class Orders:
    """``obey`` says whether the connection is here."""

    def __init__(self, client: Client, instance: str, busy: Callable[[], bool], obey: Callable[[Dict[str, Any]], bool]) -> None:
        self._client = client
        self._instance = instance
        self._busy = busy
        self._obey = obey
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: Optional[threading.Thread] = None

    def wake(self) -> None:
        """To be called when a connection was opened."""
        with self._lock:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._run, name="tripline orders", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def _run(self) -> None:
        failures = 0
        while not self._is_over():
            try:
                for command in self._poll():
                    if not self._obey(command):
                        self._gone(command)
                failures = 0
            except Exception:
                failures += 1
                self._stopping.wait(pause_after(failures))
        self._client.close()

    def _is_over(self) -> bool:
        with self._lock:
            if self._busy() and not self._stopping.is_set():
                return False
            self._thread = None
            return True

    def _poll(self) -> List[Dict[str, Any]]:
        answer = self._client.ask("GET", f"/api/commands?instance={self._instance}&wait={_WAIT}")
        if answer.status != 200:
            raise OSError(f"Tripline answered {answer.status}")
        return [command for command in json.loads(answer.text)["commands"] if command["kind"] == "close"]

    def _gone(self, command: Dict[str, Any]) -> None:
        path = f"/api/commands/{quote(command['id'], safe='')}/gone"
        self._client.ask("POST", path, "{}", {"content-type": "application/json"})
