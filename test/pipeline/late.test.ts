// Events that come after their window was judged: counted, and added to the incident that was raised of it.
import { expect, test } from 'vitest'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { exclusive } from '../../src/event/position.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, counting, rule, rulesetOf, source, step, type Tiny } from '../engine/build.ts'

const second = 1_000_000

const threeWithin5s = rulesetOf(
  rule(counting({ window: { kind: 'sliding', spanUs: 5 * second }, having: ([n]) => (n as number) >= 3 })),
)

let sequence = 0
const event = (seconds: number, user = 'u', kind = 'A'): Tiny => ({
  us: seconds * second,
  sequence: sequence++,
  kind,
  user,
  x: null,
})

interface Step {
  readonly events: readonly Tiny[]
  readonly upTo: number
}

/** What each delivery changes, and the evaluator behind the last. */
function take(ruleset: Ruleset, steps: readonly Step[], evaluator = new Evaluator(ruleset, [source])) {
  const taken = steps.map(({ events, upTo }, i) => {
    const progress = { us: upTo * second, nanos: 0, sequence: exclusive }
    const evaluation = evaluator.evaluate({ source: 's', n: i + 1, batch: batchOf(events), progress, resume: null })
    return { changes: evaluation.changes, journal: evaluation.journal() }
  })
  return { taken, evaluator }
}

const guessing: Step = { events: [event(10), event(11), event(12)], upTo: 20 }

const idOf = ([change]: readonly IncidentChange[]): string =>
  change?.kind === 'raised' ? change.incident.id : expect.unreachable()

test('a late event of an incident’s window and key amends it, with the event as evidence', () => {
  const late = event(11.5)
  const { taken, evaluator } = take(threeWithin5s, [guessing, { events: [late], upTo: 21 }])
  const [raised, amended] = taken
  expect(amended!.changes).toEqual([
    {
      kind: 'amended',
      id: idOf(raised!.changes),
      us: late.us,
      late: 1,
      events: [{ event: { id: `e${late.sequence}` }, kind: 'A', user: 'u' }],
    },
  ])
  expect(evaluator.ruleCounters()).toMatchObject([{ late: 1, matches: 1 }])
})

test.each([
  ['is of another key', event(11.5, 'v')],
  ['is older than the window', event(6.9)],
  ['is after the incident', event(13)],
])('one that %s amends nothing, and is counted all the same', (_, late) => {
  const { taken, evaluator } = take(threeWithin5s, [guessing, { events: [late], upTo: 21 }])
  expect(taken[1]!.changes).toEqual([])
  expect(evaluator.ruleCounters()).toMatchObject([{ late: 1 }])
})

test('an event that a sequence asks for in one of its steps amends what the sequence raised', () => {
  const pair = rule({ kind: 'sequence', steps: [step('A'), step('B')], until: null, maxspanUs: 5 * second })
  const { taken } = take(rulesetOf(pair), [
    { events: [event(10), event(12, 'u', 'B')], upTo: 20 },
    { events: [event(11, 'u', 'B'), event(11, 'u', 'C')], upTo: 21 },
  ])
  expect(taken[1]!.changes).toMatchObject([{ kind: 'amended', id: idOf(taken[0]!.changes), late: 1 }])
})

test('what falls under an incident that counts repetitions amends that one', () => {
  const [plain] = threeWithin5s.rules
  const suppressed = rulesetOf({ ...plain!, suppress: { spanUs: 60 * second, by: ['user'] } })
  const { taken } = take(suppressed, [
    { events: [10, 11, 12, 30, 31, 32].map((at) => event(at)), upTo: 40 },
    { events: [event(31.5)], upTo: 41 },
  ])
  expect(taken[1]!.changes).toMatchObject([{ kind: 'amended', id: idOf(taken[0]!.changes), late: 1 }])
})

test('the newest ten are shown, all are counted, over a restart and over a crash', () => {
  const lates = Array.from({ length: 12 }, () => ({ events: [event(11.5)], upTo: 21 }))
  const whole = take(threeWithin5s, [guessing, ...lates])
  const last = whole.taken.at(-1)!.changes
  expect(last).toMatchObject([{ late: 12, events: { length: 10 } }])

  const before = take(threeWithin5s, [guessing, ...lates.slice(0, 5)])
  const restarted = new Evaluator(threeWithin5s, [source])
  restarted.load(before.evaluator.save())
  expect(take(threeWithin5s, lates.slice(5), restarted).taken.at(-1)!.changes).toEqual(last)

  const recovered = new Evaluator(threeWithin5s, [source])
  for (const { journal } of whole.taken.slice(0, -1)) recovered.replay(journal)
  expect(take(threeWithin5s, lates.slice(11), recovered).taken.at(-1)!.changes).toEqual(last)
})
