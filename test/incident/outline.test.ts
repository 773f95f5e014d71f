// What is known of an incident before it is described is what its document says.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Match } from '../../src/engine/match.ts'
import { describe } from '../../src/incident/describe.ts'
import { outline, outlineOf } from '../../src/incident/outline.ts'
import { raise } from '../../src/incident/raise.ts'
import { Suppressions } from '../../src/incident/suppress.ts'
import { rule, step } from '../engine/build.ts'

const detect = { kind: 'event' as const, categories: step('A').categories, test: step('A').test }
const respond = [{ kind: 'block', spanUs: 60_000_000 }] as const

const address = fc.constantFrom('192.0.2.7', '2001:db8::7', '10.0.0.1', 'x'.repeat(300), null)
const event = fc.record({ 'source.ip': address, 'client.ip': address }, { requiredKeys: [] })
const steps = fc.array(
  fc.array(event, { maxLength: 3 }).map((events) => ({ name: '1', count: events.length, events })),
  { maxLength: 2 },
)

const match: fc.Arbitrary<Match> = fc.record({ keys: event, steps, completedBy: fc.string() }).map((more) => ({
  ...{ rule: rule(detect, { respond }), us: 1_767_225_600_000_000, nanos: 0, sequence: 0, key: 'k', values: {} },
  start: { us: 1_767_225_600_000_000, nanos: 0 },
  ...more,
}))

test('an outline is the same before and after', () => {
  fc.assert(
    fc.property(match, (one) => {
      expect({ ...outline(one) }).toEqual(outlineOf(describe(one)))
    }),
  )
})

const one = fc.sample(match, 1)[0]!

test('who cannot wait is told of what is raised, not of what is counted', () => {
  const suppressing = { ...one, rule: rule(detect, { respond, suppress: { spanUs: 60_000_000, by: [] } }) }
  const told: string[] = []
  const changes = raise([suppressing, { ...suppressing, completedBy: 'another' }], new Suppressions(), {
    ahead: ({ id }) => told.push(id),
  })
  expect(changes.map(({ kind }) => kind)).toEqual(['raised', 'counted'])
  expect(told).toEqual([describe(suppressing).id])
})

test('where a rule asks for no response nobody is told', () => {
  raise([{ ...one, rule: rule(detect) }], new Suppressions(), { ahead: () => expect.fail() })
})
