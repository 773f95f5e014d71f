# What of a request leaves the application: the same as Tripline's own readers make of it, and no credential.
import json
import unittest

from tripline_ws.recorder import Recorder, Settings, Used, is_sampled
from tripline_ws.request import Reading, Request, answered, describe, handshake_only, mask_query, site_of, without_tokens

READING = Reading(key=b"a key")


def request(target="/", client=("192.0.2.1", 4711), **headers):
    pairs = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Request(target, pairs, client, ("192.0.2.80", 443))


class RequestTest(unittest.TestCase):
    def test_no_credential_is_among_the_fields(self):
        jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
        fields = describe(
            request(f"/chat?ticket=one-time&x={jwt}&room=4", cookie="sid=crumbs; theme=dark", authorization="Basic Ym9iOmh1bnRlcjI="),
            READING,
        )
        text = json.dumps(fields)
        for secret in ("one-time", jwt, "crumbs", "hunter2", "Ym9iOmh1bnRlcjI="):
            self.assertNotIn(secret, text)
        self.assertEqual(fields["url.query"], "ticket=***&x=***&room=4")
        self.assertEqual(fields["http.request.cookie.names"], ["sid", "theme"])
        self.assertEqual(fields["user.name"], "bob")

    def test_a_session_has_the_id_that_tripline_gives_it_under_the_same_key(self):
        fields = describe(request(cookie="session=s3cr3t"), READING)
        self.assertEqual((fields["session.id"], fields["session.from"]), ("2PB0V1Ob7NiGvNln", "cookie"))

    def test_the_first_credential_counts(self):
        bearer = describe(request("/?token=a", authorization="Bearer b"), READING)
        self.assertEqual(bearer["session.from"], "bearer")
        self.assertEqual(describe(request("/?token=a"), READING)["session.from"], "query")
        named = Reading(key=b"a key", session_cookies=("mine",))
        self.assertNotIn("session.id", describe(request(cookie="sid=x"), named))
        self.assertEqual(describe(request(cookie="mine=x"), named)["session.from"], "cookie")

    def test_origins(self):
        cases = [
            ("https://chat.example.com", "chat.example.com", (), False),
            ("https://www.example.com", "chat.example.com:8443", (), False),
            ("https://evil.example", "chat.example.com", (), True),
            ("https://evil.co.uk", "good.co.uk", (), True),
            ("null", "chat.example.com", (), True),
            ("https://10.0.0.2", "10.0.0.1", (), True),
            ("https://partner.example", "chat.example.com", ("partner.example",), False),
            ("http://partner.example", "chat.example.com", ("https://partner.example",), True),
        ]
        for origin, host, origins, foreign in cases:
            with self.subTest(origin=origin, host=host):
                reading = Reading(key=b"k", origins=origins)
                fields = describe(request(origin=origin, host=host), reading)
                self.assertEqual(fields["http.request.origin_foreign"], foreign)

    def test_a_browser_that_sends_no_origin_is_foreign_and_a_program_is_not(self):
        self.assertTrue(describe(request(sec_fetch_mode="websocket"), READING)["http.request.origin_foreign"])
        self.assertNotIn("http.request.origin_foreign", describe(request(), READING))

    def test_who_stands_behind_a_proxy(self):
        import ipaddress

        reading = Reading(key=b"k", trusted_proxies=[ipaddress.ip_network("10.0.0.0/8")])
        cases = [
            ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
            ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
            ("10.0.0.1", "nobody", "10.0.0.1"),
            ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ]
        for source, said, client in cases:
            with self.subTest(said=said):
                fields = describe(request(client=(source, 1), x_forwarded_for=said), reading)
                self.assertEqual((fields["source.ip"], fields["client.ip"]), (source, client))

    def test_tokens_in_paths_referrers_and_subprotocols(self):
        jwt, long = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln", "k" * 40
        asked = request(f"/ws/{jwt}/4", host="app.example", referer=f"https://app.example/{jwt}?token=abc&a=1")
        fields = describe(asked, READING)
        self.assertEqual((fields["url.path"], fields["url.full"]), ("/ws/***/4", "ws://app.example/ws/***/4"))
        self.assertEqual(handshake_only(asked, 101)["http.request.referrer"], "https://app.example/***?token=***&a=1")
        self.assertNotIn("http.request.referrer", handshake_only(request(), 101))
        cases = [
            (jwt, "***"),
            (f"a{jwt}", "a***"),
            (f"chat, {long}", "chat, ***"),
            (f"x,{long},y", "x,***,y"),
            (f"x,{long[1:]},y", f"x,{long[1:]},y"),
            (f"{long}:y", f"{long}:y"),
            (f"base64url.bearer.authorization.k8s.io.{long}", "base64url.bearer.authorization.k8s.io.***"),
            ("graphql-transport-ws", "graphql-transport-ws"),
            ("eyJustAWord.txt", "eyJustAWord.txt"),
        ]
        for text, left in cases:
            with self.subTest(text=text):
                self.assertEqual(without_tokens(text), left)
        self.assertEqual(answered({"websocket.subprotocol": jwt})["websocket.subprotocol"], "***")
        self.assertEqual(answered({"websocket.subprotocol": None}), {"websocket.subprotocol": None})

    def test_masks_and_sites(self):
        self.assertEqual(mask_query("token=eyJ&room=4&sid=x"), "token=***&room=4&sid=x")
        self.assertEqual(site_of("a.b.example.com"), "example.com")
        self.assertEqual(site_of("a.example.co.uk"), "example.co.uk")
        self.assertEqual(site_of("192.0.2.1"), "192.0.2.1")


class SamplingTest(unittest.TestCase):
    def test_the_same_connections_as_in_the_other_language(self):
        ids = [f"app-0123456789abcdef-{n}" for n in range(30)]
        self.assertEqual([n for n, one in enumerate(ids) if is_sampled(one, 0.2)], [3, 5, 6, 8, 16, 17, 21])

    def test_all_is_all_and_none_is_none(self):
        ids = [f"app-0123456789abcdef-{n}" for n in range(1000)]
        self.assertTrue(all(is_sampled(one, 1) for one in ids))
        self.assertFalse(any(is_sampled(one, 0) for one in ids))

    def test_one_connection_has_a_quarter_of_the_rate(self):
        recorder = Recorder(Settings(1, 8, 4096, None), "asgi", lambda line: None, lambda: 0)
        loud, quiet = Used(), Used()
        taken = sum(recorder.has_room(loud) for _ in range(100))
        # The second may turn meanwhile.
        self.assertIn(taken, (2, 3, 4))
        self.assertTrue(recorder.has_room(quiet))
        self.assertEqual(recorder.skipped, 100 - taken)


if __name__ == "__main__":
    unittest.main()
