// Conversations and exchanges of connections: the same however the events come, and wherever their state lies.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Category } from '../../src/event/category.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { expectRecovery, type Meaning, rulesetOf, run, spread, told } from './written.ts'

const kinds: Readonly<Record<string, Category>> = {
  H: 'handshake',
  X: 'close',
  Q: 'message',
  R: 'message',
  S: 'message',
}

/** Q is what the client says, R what the server does, S what either may. */
const spoken: Meaning = ({ kind, user, x }) => ({
  category: kinds[kind]!,
  fields: {
    ...(user === null ? {} : { 'websocket.connection.id': user }),
    ...(x === null || kind === 'X' || kind === 'H' ? {} : { 'rpc.id': String(Math.sign(x as number)) }),
    'websocket.direction': kind === 'R' || (kind === 'S' && x === 0.1) ? 'server' : 'client',
    'websocket.payload.text': kind,
  },
})

const ruleset = rulesetOf({
  what_clients_may_say: `step open = [handshake] step ask = [message where websocket.direction == "client" and websocket.payload.text == "Q"]
    conversation by websocket.connection.id { open -> ask+ }`,
  whatever_is_asked: `respond to [message where websocket.payload.text in ("Q", "S")] by websocket.connection.id, rpc.id within 3s
    when unanswered, twice, unasked, slow`,
  told_by_connection: `respond to [message where websocket.payload.text == "Q"] by websocket.connection.id, rpc.id within 2s
    with [message where websocket.payload.text == "R"] by websocket.connection.id, rpc.id when slow, unasked
    suppress 5s by websocket.connection.id`,
  told_by_number: `respond to [message where websocket.payload.text == "Q"] by websocket.connection.id, rpc.id within 2s
    when unanswered
    suppress 5s by rpc.id`,
  told_by_fault: `respond to [message where websocket.payload.text == "Q"] by websocket.connection.id, rpc.id within 2s
    when unanswered, unasked
    suppress 5s by fault`,
})

const arrivals = timelines(Object.keys(kinds)).chain((events) => fc.tuple(fc.constant(events), somehow(events)))

test('batches, order within the lateness and restarts change nothing', () => {
  fc.assert(
    fc.property(arrivals, ([events, arrival]) => {
      expect(told(run(ruleset, arrival, spoken))).toEqual(told(run(ruleset, plainly(events), spoken)))
    }),
    { numRuns: 200 },
  )
})

test('any number of partitions raises what one does', () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 8 }), ([, arrival], partitions) => {
      const alone = run(ruleset, { ...arrival, restartBefore: -1 }, spoken)
      expect(told(spread(ruleset, partitions, arrival, spoken))).toEqual(told(alone))
    }),
    { numRuns: 200 },
  )
})

test('recovered from a snapshot and the rows behind it, it goes on as if nothing had happened', () => {
  fc.assert(
    fc.property(arrivals, fc.nat(6), fc.nat(6), ([, arrival], snapshotAt, crashAt) => {
      expectRecovery(ruleset, arrival, { snapshotAt, crashAt }, spoken)
    }),
    { numRuns: 200 },
  )
})

test('every rule raises something in some timeline', () => {
  const timelinesSeen = fc.sample(timelines(Object.keys(kinds)), { numRuns: 200, seed: 7 })
  const changes = timelinesSeen.flatMap((events) => run(ruleset, plainly(events), spoken))
  const seen = new Set(changes.flatMap((change) => (change.kind === 'raised' ? [change.incident.ruleId] : [])))
  expect([...seen].sort()).toEqual(ruleset.rules.map(({ metadata }) => metadata.id).sort())
})
