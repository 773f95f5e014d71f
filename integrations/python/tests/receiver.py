# A Tripline for tests: takes events, gives commands, and fails when it is told to.
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """``fates``: statuses, "cut" to break off, "lost" to take and not say so, one for each request of events."""

    def __init__(self):
        self.events, self.keys, self.gone, self.fates, self.commands = [], set(), [], [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                commands, receiver.commands = receiver.commands, []
                if not commands:
                    time.sleep(0.02)
                self._answer(200, {"commands": commands})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                if self.path.endswith("/gone"):
                    receiver.gone.append(self.path.split("/")[3])
                    return self._answer(200, {})
                fate = receiver.fates.pop(0) if receiver.fates else "take"
                if isinstance(fate, int):
                    return self._answer(fate, {})
                key = self.headers["idempotency-key"]
                if fate != "cut" and key not in receiver.keys:
                    receiver.keys.add(key)
                    receiver.events += [json.loads(line) for line in body.splitlines()]
                if fate == "take":
                    return self._answer(200, {})
                self.close_connection = True

            def _answer(self, status, body):
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def of(self, category):
        return [event for event in self.events if category in event["event.category"]]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
