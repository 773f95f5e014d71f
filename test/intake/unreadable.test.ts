// What could not be read: counted whole, kept in part, bounded whatever comes.
import { expect, test } from 'vitest'
import { UnreadableLog, type UnreadablePiece } from '../../src/intake/unreadable.ts'

test('pieces are counted by connector and reason, the source’s own connector where none is named', () => {
  const log = new UnreadableLog('syslog', 'nginx')
  log.put('not JSON', 1, 'a')
  log.put('not JSON', 2, 'b', 'caddy')
  log.put('not JSON', 3, 'c', null)
  expect(log.list()).toEqual([
    { source: 'syslog', connector: 'nginx', reason: 'not JSON', count: 2, samples: [{ at: 1, excerpt: 'a' }, { at: 3, excerpt: 'c' }] }, // biome-ignore format: table
    { source: 'syslog', connector: 'caddy', reason: 'not JSON', count: 1, samples: [{ at: 2, excerpt: 'b' }] },
  ])
  expect(log.count()).toBe(3)
})

test('a connector that gives a reason of its own for every line is counted under one', () => {
  const log = new UnreadableLog('log', 'broken')
  for (let n = 0; n < 1000; n++) log.put(`reason ${n}`, n, '')
  expect(log.list().length).toBeLessThanOrEqual(101)
  expect(log.count()).toBe(1000)
  expect(log.list().at(-1)).toMatchObject({ count: 900 })
})

test('of what another part counted the numbers are added, and samples up to the bound', () => {
  const log = new UnreadableLog('folder', 'sensor')
  const part = { source: 'one.pcap', connector: 'sensor', reason: 'cut', count: 4, samples: [{ at: 0, excerpt: 'x' }] }
  for (let n = 0; n < 7; n++) log.merge([part])
  expect(log.list()).toMatchObject([{ source: 'folder', count: 28, samples: { length: 5 } }])
})

test('whoever keeps pieces gets them whole', () => {
  const kept: UnreadablePiece[] = []
  const log = new UnreadableLog('log', 'nginx', (piece) => kept.push(piece))
  log.put('not JSON', 7, 'x'.repeat(300))
  expect(kept).toEqual([{ source: 'log', connector: 'nginx', reason: 'not JSON', at: 7, text: 'x'.repeat(300) }])
  expect(log.list()[0]!.samples[0]!.excerpt.length).toBe(200)
})
