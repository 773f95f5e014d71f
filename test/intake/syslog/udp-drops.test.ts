// The system's table of UDP sockets → the datagrams that it dropped at a port.
import { expect, test } from 'vitest'
import { openUdpDrops } from '../../../src/intake/syslog/udp-drops.ts'

const heading =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops'
const row = (local: string, drops: number): string =>
  `  ${drops}: ${local} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 41 2 0000000000000000 ${drops}`

const tables = (...drops: readonly number[]): Readonly<Record<string, string>> => ({
  '/proc/net/udp': [heading, row('0100007F:158A', drops[0]!), row('0100007F:158B', 900), ''].join('\n'),
  '/proc/net/udp6': [heading, row('00000000000000000000000000000000:158A', drops[1]!), ''].join('\n'),
})

test('those of the port are counted, in both tables, from the start on', () => {
  let now = tables(3, 4)
  const dropped = openUdpDrops(0x158a, (path) => now[path]!)
  expect(dropped()).toBe(0)
  now = tables(5, 10)
  expect(dropped()).toBe(8)
})

test('where the table is gone, or is none, the last count stands', () => {
  let now: Readonly<Record<string, string>> = tables(0, 0)
  const dropped = openUdpDrops(0x158a, (path) => now[path] ?? '')
  now = tables(2, 0)
  expect(dropped()).toBe(2)
  now = {}
  expect(dropped()).toBe(2)
  now = { '/proc/net/udp': 'nonsense\n\n x\n' }
  expect(dropped()).toBe(2)
})
