// Rules that change while batches come: those that did not change find what they would have found all the same.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileRules } from '../../src/compiler/compile.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { Batch } from '../../src/event/batch.ts'
import { categoryBit } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery, SourceInfo } from '../../src/event/source.ts'
import type { EventDocument } from '../../src/event/value.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { recorded } from '../../src/pipeline/journal.ts'
import { SavedMeanwhile } from './saved-meanwhile.ts'

const second = 1_000_000
const source: SourceInfo = { id: 'tests', categories: categoryBit('auth'), latenessUs: 0 }

const ruleText = (id: string, detect: string): string =>
  `rule ${id} {\n  title "A rule"\n  level low\n  detect ${detect}\n  suppress 10s by user.name\n}\n`

const compiled = (...rules: readonly (readonly [id: string, detect: string])[]): Ruleset => {
  const files = rules.map(([id, detect]) => ({ path: `tests/${id}.trip`, text: ruleText(id, detect) }))
  const { ruleset } = compileRules(files)
  expect(ruleset.rules.length).toBe(rules.length)
  return ruleset
}

const failure = 'auth where event.outcome == "failure"'
const success = 'auth where event.outcome == "success" and source.ip == "192.0.2.7"'

/** One of each kind that keeps state in its own way. */
const steady = Object.entries({
  steady_sequence: `sequence by user.name with maxspan=20s [${failure}] with runs=2 [${success}]`,
  steady_absence: `sequence by user.name with maxspan=5s [${failure}] ![${success}]`,
  steady_sample: `sample by user.name with maxspan=9s [${failure}] [${success}]`,
  steady_exchange: `respond to [${failure}] by user.name within 3s with [${success}] when unanswered, slow`,
  steady_sliding: 'auth | stats n = count() by user.name over 5s | where n >= 3',
  steady_tumbling: `${failure} | stats n = count() by user.name over tumbling 6s | where n >= 2`,
  steady_session: `${failure} | stats n = count() by user.name over session 2s | where n >= 2`,
  steady_stages: `auth | stats n = count() by user.name over tumbling 4s | stats m = sum(n) over 20s | where m > 6`,
  steady_conversation: `step failed = [${failure}] step done = [${success}] conversation by user.name { failed+ -> done }`,
  steady_connection:
    'auth | stats n = count() by websocket.connection.id, user.name over connection keep judging | where n >= 3',
  steady_first_seen: 'auth | first_seen event.outcome by user.name over 7s',
})

/** They read other fields, so that columns move. */
const versions: readonly Ruleset[] = [
  compiled(...steady),
  compiled(['an_early_rule_of_two', 'auth where destination.port == 443'], ...steady),
  compiled(...steady, ['the_last_rule_of_all', 'auth where user_agent.original : "*x*" and url.path == "/"']),
]

interface Login {
  readonly user: number
  readonly outcome: string
  readonly rules: number
  /** It was read before the rules changed. */
  readonly isBehind: boolean
}

const login = fc.record<Login>({
  user: fc.nat(1),
  outcome: fc.constantFrom('failure', 'failure', 'success'),
  rules: fc.nat(versions.length - 1),
  isBehind: fc.boolean(),
})

function deliveryOf({ user, outcome }: Login, n: number, layout: Layout): Delivery {
  const document: EventDocument = {
    'user.name': `user ${user}`,
    'event.outcome': outcome,
    'source.ip': '192.0.2.7',
    'websocket.connection.id': `connection ${user}`,
    'destination.port': 443,
    'url.path': '/',
    'user_agent.original': 'xyz',
  }
  const batch = new Batch(layout)
  const us = n * second
  batch.add(categoryBit('auth'), us, 0, n, recorded(`e${n}`, document))
  for (const [field, value] of Object.entries(document)) batch.set(0, layout.slot(field), value)
  return { source: source.id, n, batch, progress: { us, nanos: 0, sequence: exclusive }, resume: null }
}

const found = (evaluator: Evaluator, delivery: Delivery): readonly string[] =>
  evaluator
    .evaluate(delivery)
    .changes.flatMap((change) => (change.kind === 'raised' ? [`${change.incident.ruleId} ${change.incident.id}`] : []))

const isSteady = (incident: string): boolean => incident.startsWith('steady_')

test('a rule that did not change goes on with its state, and with its suppression', () => {
  fc.assert(
    fc.property(fc.array(login, { maxLength: 40 }), (logins) => {
      const alone = new Evaluator(versions[0]!, [source])
      const changing = new Evaluator(versions[0]!, [source])
      const [expected, actual]: string[][] = [[], []]
      for (const [i, each] of logins.entries()) {
        expected!.push(...found(alone, deliveryOf(each, i + 1, versions[0]!.layout)))
        const before = changing.ruleset.layout
        if (changing.ruleset !== versions[each.rules]) changing.changeRules(versions[each.rules]!, null)
        const layout = each.isBehind ? before : changing.ruleset.layout
        actual!.push(...found(changing, deliveryOf(each, i + 1, layout)))
      }
      expect(actual!.filter(isSteady)).toEqual(expected)
    }),
  )
})

test('what is being saved when rules change is what was there before', () => {
  fc.assert(
    fc.property(fc.array(login, { minLength: 4, maxLength: 30 }), fc.nat(8), (logins, at) => {
      const alone = new Evaluator(versions[0]!, [source])
      const changing = new Evaluator(versions[0]!, [source])
      const [before, after] = [logins.slice(0, at), logins.slice(at)]
      for (const [i, each] of before.entries())
        for (const one of [alone, changing]) found(one, deliveryOf(each, i + 1, versions[0]!.layout))
      const saving = new SavedMeanwhile(changing)
      for (const [i, each] of after.entries()) {
        if (changing.ruleset !== versions[each.rules]) changing.changeRules(versions[each.rules]!, null)
        found(changing, deliveryOf(each, at + i + 1, changing.ruleset.layout))
        saving.goOn()
      }
      const restored = new Evaluator(versions[0]!, [source])
      restored.load(saving.pieces())
      const goOn = (one: Evaluator): readonly string[] =>
        after.flatMap((each, i) => found(one, deliveryOf(each, at + i + 1, versions[0]!.layout)))
      expect(goOn(restored)).toEqual(goOn(alone))
    }),
  )
})

test('a rule that came reads the fields of a batch that was read without it', () => {
  const evaluator = new Evaluator(versions[0]!, [source])
  evaluator.changeRules(versions[2]!, null)
  const first = deliveryOf({ user: 0, outcome: 'success', rules: 0, isBehind: true }, 1, versions[0]!.layout)
  const later = { ...first, n: 2, progress: { ...first.progress, us: 9 * second } }
  expect([...found(evaluator, first), ...found(evaluator, { ...later, batch: new Batch(later.batch.layout) })]).toEqual(
    [expect.stringMatching(/^the_last_rule_of_all /)],
  )
})

test('rules that change over a restart go on from events of which those of before read less', () => {
  const before = compiled(
    ['asked_in_talk', 'message where url.path == "/admin"'],
    ['counted_by_user', 'request | stats n = count() by user.name over 1m | where n >= 9'],
  )
  const after = compiled([
    'sought_by_user',
    'request where url.path == "/admin" | stats n = count() by user.name over 1m | where n >= 2',
  ])
  const asked: SourceInfo = { ...source, categories: categoryBit('request') }
  const delivered = (n: number, layout: Layout): Delivery => {
    const document = { 'user.name': 'anna', 'url.path': '/admin' }
    const batch = new Batch(layout)
    batch.add(asked.categories, n * second, 0, n, recorded(`${n}`, document))
    for (const [field, value] of Object.entries(document)) {
      const slot = layout.slot(field)
      if (layout.isRead(slot, asked.categories)) batch.set(0, slot, value)
    }
    return { source: source.id, n, batch, progress: { us: n * second, nanos: 0, sequence: exclusive }, resume: null }
  }
  const first = new Evaluator(before, [asked]).evaluate(delivered(1, before.layout))
  const again = new Evaluator(after, [asked])
  again.replay(first.journal())
  again.evaluate(delivered(2, after.layout))
  expect(found(again, delivered(3, after.layout))).toHaveLength(1)
})
