// The last snapshot and the journal since give the state that was lost: what comes after is the same to the last byte.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import type { Delivery } from '../../src/event/source.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { somehow, timelines } from '../engine/arrivals.ts'
import { batchOf, byUser, deliveries, rule, rulesetOf, source, step } from '../engine/build.ts'
import { rulesOfAllKinds } from '../engine/kinds.ts'
import { SavedMeanwhile } from '../pipeline/saved-meanwhile.ts'
import { arrivals, lanes } from './lanes.ts'

const named = (id: string, made: Rule): Rule => ({ ...made, metadata: { ...made.metadata, id } })

const second = 1_000_000
const count = {
  kind: 'stats' as const,
  categories: anyCategory,
  test: () => true,
  aggregates: [{ name: 'n', kind: 'count' as const }],
  by: byUser,
  keepWindow: false,
}

const ruleset = rulesetOf(
  named(
    'three_within_a_while',
    rule({ ...count, window: { kind: 'sliding', spanUs: 5 * second }, having: ([n]) => (n as number) >= 3 }),
  ),
  named(
    'many_in_one_window',
    rule({ ...count, window: { kind: 'tumbling', spanUs: 5 * second }, having: ([n]) => (n as number) >= 2 }),
  ),
  named(
    'nothing_came_after',
    rule({ kind: 'sequence', steps: [step('A'), step('B', { absent: true })], until: null, maxspanUs: 4 * second }),
  ),
  named(
    'nothing_in_one_window',
    rule({
      ...count,
      test: step('A').test,
      window: { kind: 'tumbling', spanUs: 3 * second },
      having: ([n]) => (n as number) < 1,
    }),
  ),
  named(
    'alone_among_others',
    rule({
      kind: 'sequence',
      steps: [step('B', { absent: true }), step('A', { runs: 2 }), step('B', { absent: true })],
      until: null,
      maxspanUs: 6 * second,
    }),
  ),
  named(
    'one_then_the_other',
    rule({
      kind: 'sequence',
      steps: [step('A', { runs: 2 }), step('B', { withinUs: 3 * second })],
      until: null,
      maxspanUs: 9 * second,
    }),
  ),
  named(
    'suppressed_for_a_while',
    rule(
      { kind: 'event', categories: anyCategory, test: step('A').test },
      { suppress: { spanUs: 7 * second, by: ['user'] } },
    ),
  ),
)

test('recovered, an evaluator goes on as if nothing had happened', () => {
  const coming = timelines(['A', 'B']).chain(somehow).map(deliveries)
  const create = (): Evaluator => new Evaluator(ruleset, [source])
  fc.assert(
    fc.property(coming, fc.nat(6), fc.nat(6), (all, snapshotAt, crashAt) => {
      const whole = create()
      const expected = all.map((delivery) => whole.evaluate(delivery).changes)
      const seen = new Recovering(create, { snapshotAt, crashAt })
      expect(all.map((delivery, i) => seen.evaluate(delivery, i))).toEqual(expected)
      expect(seen.evaluator.end('fire')).toEqual(whole.end('fire'))
    }),
  )
})

test('of several sources and rules of every kind, it goes on just so', () => {
  const kinds = ['A', 'B', 'C', 'D', 'handshake', 'close', 'connection']
  const coming = timelines(kinds)
    .map((events) => events.map((event) => ({ ...event, id: `e${String(event.sequence).padStart(2, '0')}` })))
    .chain((events) => arrivals(events))
  const create = (): Evaluator =>
    new Evaluator(
      rulesOfAllKinds,
      lanes.map((lane) => ({ ...lane, categories: anyCategory })),
    )
  fc.assert(
    fc.property(coming, fc.nat(9), fc.nat(9), (all, snapshotAt, crashAt) => {
      const whole = create()
      const expected = all.map((delivery) => whole.evaluate(delivery).changes)
      const seen = new Recovering(create, { snapshotAt, crashAt })
      expect(all.map((delivery, i) => seen.evaluate(delivery, i))).toEqual(expected)
      expect(seen.evaluator.end('fire')).toEqual(whole.end('fire'))
      expect(seen.evaluator.ruleCounters()).toEqual(whole.ruleCounters())
    }),
  )
})

/** Saves its state before one delivery, bit by bit, and loses it before another. */
class Recovering {
  evaluator: Evaluator
  readonly #create: () => Evaluator
  readonly #at: { readonly snapshotAt: number; readonly crashAt: number }
  #snapshot: SavedMeanwhile | null = null
  #journal: string[] = []

  constructor(create: () => Evaluator, at: { readonly snapshotAt: number; readonly crashAt: number }) {
    this.evaluator = create()
    this.#create = create
    this.#at = at
  }

  evaluate(delivery: Delivery, n: number): readonly IncidentChange[] {
    if (n === this.#at.snapshotAt) [this.#snapshot, this.#journal] = [new SavedMeanwhile(this.evaluator), []]
    if (n === this.#at.crashAt) this.#recover()
    const { changes, journal } = this.evaluator.evaluate(delivery)
    this.#journal.push(journal())
    this.#snapshot?.goOn()
    return changes
  }

  #recover(): void {
    this.evaluator = this.#create()
    if (this.#snapshot) this.evaluator.load(this.#snapshot.pieces())
    for (const entry of this.#journal) this.evaluator.replay(entry)
  }
}

test('of many rules, each is looked at as time goes on after a restart', () => {
  const many = Array.from({ length: 50 }, (_, n) => named(`nothing_came_after_${n}`, ruleset.rules[2]!))
  const before = new Evaluator(rulesetOf(...many), [source])
  before.evaluate(deliveries({ batches: [[{ us: 0, sequence: 0, kind: 'A', user: 'u', x: null }]], latenessUs: 0 })[0]!)
  const after = new Evaluator(rulesetOf(...many), [source])
  after.load(before.save())
  expect(after.idle('s', { us: 60 * second, nanos: 0, sequence: 0 }).changes.length).toBe(many.length)
})

test('a rule that changed starts empty, the others keep their state', () => {
  const events = [0, 1].map((i) => ({ us: i * second, sequence: i, kind: 'A', user: 'u', x: null }))
  const before = new Evaluator(ruleset, [source])
  before.evaluate({
    source: 's',
    n: 1,
    batch: batchOf(events),
    progress: { us: 2 * second, nanos: 0, sequence: 0 },
    resume: null,
  })
  const [first, ...others] = ruleset.rules
  const changed = { ...first!, metadata: { ...first!.metadata, version: 'v2' } }
  const after = new Evaluator(rulesetOf(changed, ...others), [source])
  after.load(before.save())
  const third = batchOf([{ us: 2 * second, sequence: 2, kind: 'C', user: 'u', x: null }])
  const raisedBy = (evaluator: Evaluator): string[] =>
    evaluator
      .evaluate({ source: 's', n: 2, batch: third, progress: { us: 60 * second, nanos: 0, sequence: 0 }, resume: null })
      .changes.flatMap((change) => (change.kind === 'raised' ? [change.incident.ruleId] : []))
  expect(raisedBy(before)).toContain('three_within_a_while')
  const found = raisedBy(after)
  expect(found).not.toContain('three_within_a_while')
  expect(found).toContain('many_in_one_window')
  expect(found).toContain('nothing_came_after')
})
