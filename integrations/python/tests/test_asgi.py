# An ASGI application driven by hand: its events, its refusals, and a close that a rule asked for.
import asyncio
import time
import unittest

from receiver import Receiver
from tripline_ws import Watcher

SCOPE = {
    "type": "websocket",
    "path": "/chat",
    "raw_path": b"/chat",
    "query_string": b"room=4&token=s3cr3t",
    "headers": [(b"host", b"chat.example.com"), (b"origin", b"https://evil.example"), (b"cookie", b"sid=x")],
    "client": ("192.0.2.1", 4711),
    "server": ("192.0.2.80", 443),
    "http_version": "1.1",
}


async def echo(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "chat"})
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("text") == "close":
            await send({"type": "websocket.close", "code": 4000, "reason": "enough"})
            return
        await send({"type": "websocket.send", "text": message.get("text"), "bytes": message.get("bytes")})


class AsgiTest(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.watcher = Watcher(self.receiver.url, user=lambda scope: "alice", on_trouble=lambda message: None)
        self.addCleanup(self.watcher.close, 0.1)

    def talk(self, *messages, app=echo):
        sent = []
        queue = [{"type": "websocket.connect"}, *messages]

        async def receive():
            return queue.pop(0)

        async def send(message):
            sent.append(message)

        asyncio.run(self.watcher.asgi(app)(dict(SCOPE), receive, send))
        self.assertTrue(self.watcher.flush(5))
        return sent

    def test_a_whole_connection(self):
        hello = {"type": "websocket.receive", "text": "hello"}
        data = {"type": "websocket.receive", "bytes": b"\x01\x02\x03"}
        self.talk(hello, data, {"type": "websocket.disconnect", "code": 1001})
        (handshake,) = self.receiver.of("handshake")
        self.assertEqual(
            {name: handshake[name] for name in ("event.outcome", "http.response.status_code", "url.query", "event.dataset")},
            {"event.outcome": "success", "http.response.status_code": 101, "url.query": "room=4&token=***", "event.dataset": "asgi"},
        )
        messages = [
            (one["websocket.direction"], one["websocket.message.type"], one["websocket.message.bytes"], one.get("websocket.payload.text"))
            for one in self.receiver.of("message")
        ]
        self.assertEqual(
            messages,
            [
                ("client", "text", 5, "hello"),
                ("server", "text", 5, "hello"),
                ("client", "binary", 3, None),
                ("server", "binary", 3, None),
            ],
        )
        inherited = ("user.name", "client.ip", "http.request.origin_foreign", "websocket.subprotocol")
        for event in self.receiver.events:
            self.assertEqual([event[name] for name in inherited], ["alice", "192.0.2.1", True, "chat"])
        (end,) = self.receiver.of("connection")
        self.assertEqual((end["websocket.close.code"], end["websocket.close.by"]), (1001, "client"))
        self.assertEqual((end["websocket.client.messages"], end["websocket.server.bytes"]), (2, 8))
        self.assertEqual([one["websocket.direction"] for one in self.receiver.of("close")], ["client", "server"])

    def test_the_server_closes(self):
        self.talk({"type": "websocket.receive", "text": "close"})
        (end,) = self.receiver.of("connection")
        self.assertEqual((end["websocket.close.code"], end["websocket.close.by"]), (4000, "server"))

    def test_the_wire_broke(self):
        self.talk({"type": "websocket.disconnect", "code": 1006})
        (end,) = self.receiver.of("connection")
        self.assertEqual((end["websocket.close.code"], end["websocket.close.by"]), (1006, "transport"))
        self.assertEqual(self.receiver.of("close"), [])

    def test_a_handshake_that_is_refused(self):
        async def refuse(scope, receive, send):
            await send({"type": "websocket.close", "code": 1008})

        self.talk(app=refuse)
        (event,) = self.receiver.events
        self.assertEqual((event["event.outcome"], event["http.response.status_code"]), ("failure", 403))

    def test_an_application_that_fails_fails_as_before_and_its_connection_ends(self):
        async def fail(scope, receive, send):
            await send({"type": "websocket.accept"})
            raise KeyError("a mistake of the application")

        with self.assertRaises(KeyError):
            self.talk(app=fail)
        self.assertTrue(self.watcher.flush(5))
        self.assertEqual(len(self.receiver.of("connection")), 1)

    def test_a_rule_closes_the_connection(self):
        sent = []

        async def main():
            disconnected = asyncio.Event()

            async def receive():
                await disconnected.wait()
                return {"type": "websocket.disconnect", "code": 1008}

            async def send(message):
                sent.append(message)
                if message["type"] == "websocket.close":
                    disconnected.set()

            async def app(scope, receive, send):
                await send({"type": "websocket.accept"})
                await receive()
                await send({"type": "websocket.send", "text": "too late"})

            running = asyncio.create_task(self.watcher.asgi(app)(dict(SCOPE), receive, send))
            await asyncio.sleep(0)
            (connection,) = self.watcher._connections
            command = {"kind": "close", "code": 1008, "reason": "policy violation"}
            self.receiver.commands = [
                {**command, "id": "m1", "connection": connection},
                {**command, "id": "m2", "connection": "app-0-1"},
            ]
            await asyncio.wait_for(running, 10)

        asyncio.run(main())
        self.assertTrue(self.watcher.flush(5))
        self.assertEqual([message["type"] for message in sent], ["websocket.accept", "websocket.close"])
        (end,) = self.receiver.of("connection")
        self.assertEqual((end["tripline.command.id"], end["websocket.close.by"]), ("m1", "server"))
        until = time.monotonic() + 5
        while not self.receiver.gone and time.monotonic() < until:
            time.sleep(0.01)
        self.assertEqual(self.receiver.gone, ["m2"])

    def test_a_mistake_in_a_function_it_was_given_costs_no_connection(self):
        def broken(*_):
            raise RuntimeError("a mistake of the application")

        watcher = Watcher(self.receiver.url, user=broken, redact=broken)
        self.watcher = watcher
        sent = self.talk({"type": "websocket.receive", "text": "hello"}, {"type": "websocket.disconnect", "code": 1000})
        self.assertEqual([message["type"] for message in sent], ["websocket.accept", "websocket.send"])
        self.assertEqual(len(self.receiver.of("handshake")), 1)
        self.assertEqual(watcher.stats().errors, 3)
        watcher.close(0.1)

    def test_wrong_settings_are_told_at_once(self):
        for wrong in ({"url": "ftp://x"}, {"sample": 2}, {"max_payload": -1}, {"trusted_proxies": ["nobody"]}):
            with self.subTest(**wrong), self.assertRaises(ValueError):
                Watcher(**wrong)


if __name__ == "__main__":
    unittest.main()
