// Documents of shippers on their way to the back end: once, in time, each source known before it delivers.
import { expect, test } from 'vitest'
import type { ShippedDocument } from '../../../src/api/options.ts'
import type { Sink } from '../../../src/app/run/back-end.ts'
import { createShip } from '../../../src/app/run/ship.ts'
import { defaultConfig } from '../../../src/config/default.ts'
import { createLayout } from '../../../src/event/layout.ts'
import type { Delivery } from '../../../src/event/source.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { request } from '../../connectors/read.ts'

const line = '192.0.2.7 - - [22/Nov/2026:04:22:05 +0000] "GET /ws HTTP/1.1" 101 66 "-" "Mozilla/5.0"'
const document = (message: string, path = '/var/log/nginx/access.log'): ShippedDocument => ({
  text: JSON.stringify({ message, log: { file: { path } } }),
  index: 'logs',
  id: null,
})

interface Given {
  readonly streams?: { readonly match: string; readonly connector: string; readonly format?: string }[]
}

function open({ streams = [] }: Given = {}) {
  const state = {
    isFailing: false,
    keep: (): void => {},
    holds: false,
    failsToAdd: false,
    known: new Set<string>(),
    told: [] as string[],
    deliveries: [] as Delivery[],
  }
  const sink = {
    submit: (delivery: Delivery, key: string) => {
      state.told.push('delivery')
      state.deliveries.push(delivery)
      state.known.add(key)
      if (!state.holds) return Promise.resolve()
      return new Promise<void>((kept) => {
        state.keep = kept
      })
    },
  } as unknown as Sink
  const unreadable = new UnreadableLog('shippers', 'bulk')
  const ship = createShip({
    ...{ request, sink, unreadable, patienceMs: 20 },
    layout: createLayout([]),
    store: { knowsRequest: async (key) => state.known.has(key) },
    heard: () => state.told.push('heard'),
    isFailing: () => state.isFailing,
    shippers: { ...defaultConfig().shippers, streams },
    async add(source) {
      if (state.failsToAdd) throw new Error('The store fails.')
      state.told.push(`source ${source.info.id}`)
    },
  })
  return { ship, state, unreadable }
}

test('the source is known before its first delivery, and once', async () => {
  const { ship, state } = open()
  await ship([document(line)], 'one')
  await ship([document(line)], 'two')
  expect(state.told).toEqual(['source shippers', 'heard', 'delivery', 'heard', 'delivery'])
})

test('a source that could not be made known is tried again', async () => {
  const { ship, state } = open()
  state.failsToAdd = true
  await expect(ship([document(line)], 'one')).rejects.toThrow()
  state.failsToAdd = false
  await ship([document(line)], 'one')
  expect(state.told[0]).toBe('source shippers')
})

test('its time goes on behind the newest event, by as much as hosts may differ', async () => {
  const { ship, state } = open()
  await ship([document(line)], 'one')
  expect(state.deliveries[0]!.progress.us).toBe(Date.parse('2026-11-22T04:21:35Z') * 1000)
})

test('the same key again is not counted again, and says nothing against its documents', async () => {
  const { ship, state, unreadable } = open()
  const documents = [document(line), document('Dear reader')]
  expect(await ship(documents, 'one')).toMatchObject({ problems: [null, { isBroken: false }], duplicate: false })
  expect(await ship(documents, 'one')).toEqual({ problems: [null, null], duplicate: true })
  expect(state.deliveries).toHaveLength(1)
  expect(unreadable.count()).toBe(1)
})

test('who comes again while the first is still to be kept, is counted with it', async () => {
  const { ship, state } = open()
  state.holds = true
  await expect(ship([document(line)], 'one')).rejects.toMatchObject({ code: 'BUSY' })
  const again = ship([document(line)], 'one')
  state.keep()
  expect(await again).toMatchObject({ duplicate: true })
  expect(state.deliveries).toHaveLength(1)
})

test('while the store fails nobody waits', async () => {
  const { ship, state } = open()
  state.isFailing = true
  await expect(ship([document(line)], 'one')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('documents of which none could be read are not kept waiting', async () => {
  const { ship, state } = open()
  state.holds = true
  expect(await ship([document('Dear reader')], 'one')).toMatchObject({ problems: [{ isBroken: false }] })
})

test('lines are read as the config says of where they are from', async () => {
  const format = '$remote_addr [$time_local] $status'
  const { ship } = open({ streams: [{ match: '/srv/*/custom.log', connector: 'nginx', format }] })
  const custom = '192.0.2.7 [22/Nov/2026:04:22:05 +0000] 101'
  const { problems } = await ship([document(custom, '/srv/a/custom.log'), document(custom, '/srv/b/other.log')], 'one')
  expect(problems).toEqual([null, { reason: 'no connector knows this line', isBroken: false }])
})

test.each([
  [{ match: '*', connector: 'nginks' }, 'CONNECTOR_UNKNOWN'],
  [{ match: '*', connector: 'nginx', format: '$statsu' }, 'CONFIG_INVALID'],
])('what the config names and cannot be is told at the start: %j', (stream, code) => {
  expect(() => open({ streams: [stream] })).toThrow(expect.objectContaining({ code }))
})
