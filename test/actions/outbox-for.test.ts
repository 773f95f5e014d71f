// Which responses an incident gives, and what they carry.
import { expect, test } from 'vitest'
import { outboxFor } from '../../src/actions/outbox-for.ts'
import { payloadLimit } from '../../src/actions/payload.ts'
import { incident, messageEvent, start } from '../store/incidents.ts'

const soc = { kind: 'webhook', name: 'soc' } as const

const targets = (entries: ReturnType<typeof outboxFor>) => entries.map(({ action, target }) => `${action} ${target}`)

test('an incident without responses gives nothing', () => {
  expect(outboxFor(incident({ id: 'i1' }), [{ name: 'soc' }])).toEqual([])
})

test('a webhook is sent to where the rule names it, also where the config lacks it', () => {
  const raised = incident({ id: 'i1', respond: [soc, { kind: 'webhook', name: 'pager' }] })
  expect(targets(outboxFor(raised, [{ name: 'soc' }]))).toEqual(['webhook soc', 'webhook pager'])
})

test('a webhook with levels gets its incidents unnamed, and no incident twice', () => {
  const webhooks = [
    { name: 'soc', levels: ['high'] as const },
    { name: 'all', levels: ['low', 'high'] as const },
  ]
  expect(targets(outboxFor(incident({ id: 'i1', respond: [soc] }), webhooks))).toEqual(['webhook soc', 'webhook all'])
  expect(targets(outboxFor(incident({ id: 'i1', level: 'low' }), webhooks))).toEqual(['webhook all'])
})

test('log, close and block give a row each', () => {
  const respond = [{ kind: 'block', spanUs: 1 }, { kind: 'log' }, { kind: 'close', code: 1008 }] as const
  expect(targets(outboxFor(incident({ id: 'i1', respond }), []))).toEqual([
    'log log',
    'close application',
    'block kernel',
  ])
})

test('the same incident gives the same rows; ids differ by incident and target and hold no full stop', () => {
  const rows = (id: string) => outboxFor(incident({ id, respond: [soc, { kind: 'webhook', name: 'a.b c\n' }] }), [])
  expect(rows('i1')).toEqual(rows('i1'))
  const ids = [...rows('i1'), ...rows('i2')].map(({ id }) => id)
  expect(new Set(ids).size).toBe(4)
  for (const id of ids) expect(id).toMatch(/^msg_[\w-]{27}$/)
})

test('the payload is the document, by type and time', () => {
  const raised = incident({ id: 'i1', respond: [soc] })
  expect(JSON.parse(outboxFor(raised, [])[0]!.payload)).toEqual({
    type: 'incident.opened',
    timestamp: '2026-03-01T08:00:00.000Z',
    data: raised.document,
  })
})

const events = (count: number, characters: number) =>
  Array.from({ length: count }, (_, at) => messageEvent(start + at, `${at} ${'☃'.repeat(characters)}`, '203.0.113.9'))

test.each([
  ['many events: the first and last of each step stay', events(400, 10), 2],
  ['two long events: one stays', events(2, 4000), 1],
  ['one event that is too long: none stays', events(1, 9000), 0],
])('%s', (_, evidence, kept) => {
  const raised = incident({ id: 'i1', respond: [soc], events: evidence })
  const { payload } = outboxFor(raised, [])[0]!
  const { data } = JSON.parse(payload)
  expect(Buffer.byteLength(payload)).toBeLessThan(payloadLimit)
  expect(data.tripline.incident.events).toMatchObject([{ step: '1', count: evidence.length }])
  expect(data.tripline.incident.events[0].events).toHaveLength(kept)
  expect(data.tripline.incident.events_cut).toBe(true)
})

test('a document too long without evidence still says which incident it is', () => {
  const raised = incident({ id: 'i1', respond: [soc], message: '\u0001'.repeat(30_000) })
  const { payload } = outboxFor(raised, [])[0]!
  expect(Buffer.byteLength(payload)).toBeLessThan(payloadLimit)
  expect(JSON.parse(payload).data).toMatchObject({
    rule: { id: 'injection_in_message' },
    tripline: { level: 'high', incident: { id: 'i1', events_cut: true } },
  })
})
