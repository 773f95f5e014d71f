// A rule whose own code fails: that is counted, and stops neither the other rules nor what can be recovered.
import { describe, expect, test } from 'vitest'
import type { Detect, Rule, StatsPlan } from '../../src/compiler/plan.ts'
import { anyCategory } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, counting, isKind, raised, rule, rulesetOf, source, step, type Tiny } from './build.ts'

const second = 1_000_000
const fail = (): never => {
  throw new Error('no such luck')
}

const stats = (more: Partial<StatsPlan>): StatsPlan =>
  counting({
    window: { kind: 'sliding', spanUs: 100 * second },
    having: ([n]) => (n as number) >= 2,
    keepWindow: true,
    ...more,
  })

const named = (id: string, detect: Detect): Rule => ({
  ...rule(detect),
  metadata: { ...rule(detect).metadata, id },
})

const events: readonly Tiny[] = [0, 1, 2].map((i) => ({ us: i * second, sequence: i, kind: 'A', user: 'u', x: i }))

const delivery = (some: readonly Tiny[], n = 1): Delivery => {
  const progress = { us: some.at(-1)!.us, nanos: 0, sequence: some.at(-1)!.sequence }
  return { source: source.id, n, batch: batchOf(some), progress, resume: null }
}

describe('where a rule’s code fails', () => {
  const tumbling = { kind: 'tumbling', spanUs: second } as const

  test.each<[string, Detect, number]>([
    ['in its condition', { kind: 'event', categories: anyCategory, test: fail }, 3],
    ['in the filter of its statistics', stats({ test: fail }), 3],
    ['in an aggregate', stats({ aggregates: [{ name: 'n', kind: 'sum', value: fail }] }), 3],
    ['in its key', stats({ by: [{ name: 'user', optional: false, read: fail }] }), 3],
    ['in the judgement of a sliding window', stats({ having: fail }), 3],
    // Once for the empty window, which is judged when the rule is loaded, and once for each that closed.
    ['in the judgement of a tumbling window', stats({ having: fail, window: tumbling }), 4],
    [
      'in a step',
      { kind: 'sequence', steps: [step('A', { test: fail }), step('B')], until: null, maxspanUs: second },
      3,
    ],
  ])('%s it is counted, and the next rule finds what it would', (_, detect, errors) => {
    const evaluator = new Evaluator(rulesetOf(named('failing_rule', detect), named('sound_rule', stats({}))), [source])
    const { changes } = evaluator.evaluate(delivery(events))
    expect(raised([...changes, ...evaluator.end('fire')])).toHaveLength(2)
    const [failing, sound] = evaluator.ruleCounters()
    expect(failing).toMatchObject({ errors, lastError: 'no such luck', matches: 0 })
    expect(sound).toMatchObject({ errors: 0, lastError: null, matches: 2 })
  })
})

test('an event whose judgement failed still counts, also when the batch is run again', () => {
  const judgement = ([n]: readonly unknown[]): boolean => (n === 2 ? fail() : (n as number) >= 3)
  const ruleset = rulesetOf(named('fails_at_two', stats({ having: judgement })))
  const [whole, recovered] = [new Evaluator(ruleset, [source]), new Evaluator(ruleset, [source])]
  recovered.replay(whole.evaluate(delivery(events.slice(0, 2))).journal())
  const last = (evaluator: Evaluator): string[] => raised(evaluator.evaluate(delivery(events.slice(2), 2)).changes)
  expect(last(whole)).toHaveLength(1)
  expect(last(recovered)).toHaveLength(1)
})

test('a failing rule leaves no window open', () => {
  const failing = stats({ having: fail, test: isKind('A'), window: { kind: 'tumbling', spanUs: second } })
  const evaluator = new Evaluator(rulesetOf(named('failing_rule', failing)), [source])
  evaluator.evaluate({ ...delivery(events), progress: { us: 50 * second, nanos: 0, sequence: exclusive } })
  expect(evaluator.waits()).toBe(false)
})
