# What all connections of a watcher share: the time and order of events, what is sampled, where lines go, what went wrong.
import json
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Callable, Dict, Optional


@dataclass
class Settings:
    sample: float
    messages_per_second: float
    max_payload: int
    redact: Optional[Callable[[str, str], Optional[str]]]


def fragment(fields: Dict[str, Any]) -> str:
    """Fields as they stand inside an object, without its braces. Empty where there are none."""
    text = json.dumps({name: value for name, value in fields.items() if value is not None}, separators=(",", ":"))
    return text[1:-1]


def is_sampled(connection: str, share: float) -> bool:
    """The same id is always judged the same: FNV-1a, spread over all its bits, against the share."""
    value = 0x811C9DC5
    for character in connection:
        value = ((value ^ ord(character)) * 0x01000193) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    value = ((value ^ (value >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return (value ^ (value >> 16)) / 2**32 < share


class Used:
    """What one connection has used of its second."""

    def __init__(self) -> None:
        self.second = 0
        self.messages = 0


class Recorder:
    def __init__(self, settings: Settings, dataset: str, send: Callable[[str], None], dropped: Callable[[], int]) -> None:
        self.settings = settings
        self._dataset = dataset
        self._send = send
        self._dropped = dropped
        self._lock = threading.Lock()
        self._sequence = 0
        self._at = 0.0
        self._used = Used()
        self._over = False
        self.skipped = 0
        self.errors = 0

    def samples(self, connection: str) -> bool:
        return is_sampled(connection, self.settings.sample)

    def has_room(self, used: Used) -> bool:
        """One connection may have a quarter of the rate: whoever floods does not keep the others out of sight."""
        second = int(time.time())
        with self._lock:
            for each in (self._used, used):
                if each.second != second:
                    each.second, each.messages = second, 0
            most = self.settings.messages_per_second
            if self._over or self._used.messages >= most or used.messages >= -(-most // 4):
                self.skipped += 1
                return False
            self._used.messages += 1
            used.messages += 1
            return True

    def put(self, kind: str, event_id: str, own: str, common: str) -> str:
        """Returns the event's time."""
        at, sequence = self._when()
        head = (
            f'{{"@timestamp":"{at}","event.id":"{event_id}","event.sequence":{sequence},"event.kind":"event",'
            f'"event.category":["network","{kind}"],"event.dataset":"{self._dataset}",'
        )
        if not self._over:
            self._send(head + ",".join(part for part in (own, common) if part) + "}")
        return at

    def lost(self) -> int:
        """All events so far that nobody will see."""
        return self._dropped() + self.skipped

    def end(self) -> None:
        self._over = True

    def guard(self, watch: Callable[[], Any]) -> None:
        """Runs what watches the application, which must never feel that it fails."""
        try:
            watch()
        except Exception:
            self.errors += 1

    def _when(self):
        """Time that is set back stands still, so that the order holds."""
        with self._lock:
            self._at = max(self._at, time.time())
            self._sequence += 1
            at = datetime.fromtimestamp(self._at, timezone.utc)
            return at.isoformat(timespec="microseconds").replace("+00:00", "Z"), self._sequence - 1
