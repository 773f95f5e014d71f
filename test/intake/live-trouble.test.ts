// What tcpdump says → the error that somebody can do something about.
import { expect, test } from 'vitest'
import { readStatistics } from '../../src/intake/live-statistics.ts'
import { explainTrouble } from '../../src/intake/live-trouble.ts'

// biome-ignore format: table
test.each([
  ['CAPTURE_PROGRAM',   'ENOENT'],
  ['CAPTURE_INTERFACE', 'tcpdump: nosuch: No such device exists\n(No such device exists)'],
  ['CAPTURE_INTERFACE', 'tcpdump: eth1: That device is not up'],
  ['CAPTURE_INTERFACE', 'tcpdump: pcap_loop: The interface disappeared\nnetwork is down'],
  ['CAPTURE_PRIVILEGE', "tcpdump: lo: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)"],
  ['CAPTURE_PRIVILEGE', 'EACCES'],
  ['CAPTURE_FILTER',    "tcpdump: can't parse filter expression: syntax error"],
  ['CAPTURE_ENDED',     'it ended with SIGKILL'],
])('%s: %s', (code, said) => {
  expect(explainTrouble(said, 'eth1').code).toBe(code)
})

// biome-ignore format: table
test.each([
  ['while it runs', 'tcpdump: 1 packet captured, 12 packets received by filter, 3 packets dropped by kernel\n',                              { received: 12, dropped: 3 }],
  ['at its end',    '10 packets captured\n12 packets received by filter\n3 packets dropped by kernel\n4 packets dropped by interface\n',      { received: 12, dropped: 7 }],
  ['when it begins', 'tcpdump: listening on lo, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n',                               null],
])('what it counted %s', (_, said, counts) => {
  expect(readStatistics(said)).toEqual(counts)
})
