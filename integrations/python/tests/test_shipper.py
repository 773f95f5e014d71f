# What went in is what was taken, once each, or counted as dropped: whatever Tripline does meanwhile.
import json
import random
import unittest

from receiver import Receiver
from tripline_ws.shipper import Client, Shipper


def line(n):
    return json.dumps({"n": n, "event.category": []})


class ShipperTest(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.told = []
        self.addCleanup(self.receiver.close)

    def shipper(self, most_waiting=100_000):
        client = Client(self.receiver.url, None)
        self.addCleanup(client.close)
        return Shipper(client, "i", most_waiting, self.told.append, pause=lambda _: 0.0, collect=0.001)

    def test_events_in_are_events_out_under_any_sequence_of_failures(self):
        for seed in range(25):
            chance = random.Random(seed)
            self.receiver.events.clear()
            self.receiver.keys.clear()
            self.receiver.fates[:] = [chance.choice(["take", "cut", "lost", 503, 429]) for _ in range(8)]
            shipper = self.shipper()
            count = chance.randint(1, 5000)
            for n in range(count):
                shipper.add(line(n))
            self.assertTrue(shipper.flush(10), seed)
            self.assertEqual([event["n"] for event in self.receiver.events], list(range(count)), seed)
            self.assertEqual((shipper.sent, shipper.dropped), (count, 0), seed)
            shipper.stop()

    def test_what_tripline_will_not_take_is_counted(self):
        self.receiver.fates = [400]
        shipper = self.shipper()
        shipper.add(line(0))
        self.assertTrue(shipper.flush(5))
        shipper.add(line(1))
        self.assertTrue(shipper.flush(5))
        self.assertEqual((shipper.sent, shipper.dropped), (1, 1))
        self.assertEqual(len(self.told), 2)
        shipper.stop()

    def test_beyond_the_bound_the_oldest_are_dropped_and_counted(self):
        self.receiver.close()
        shipper = Shipper(Client("http://127.0.0.1:1", None), "i", 10, self.told.append, pause=lambda _: 0.05, collect=0.001)
        for n in range(3000):
            shipper.add(line(n))
        self.assertFalse(shipper.flush(0.1))
        self.assertLessEqual(shipper.waiting, 10 + 2000)
        self.assertEqual(shipper.waiting + shipper.dropped, 3000)
        self.assertEqual(len(self.told), 1)
        shipper.stop()


if __name__ == "__main__":
    unittest.main()
