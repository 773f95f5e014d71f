// Rules over incidents of rules, written as people write them; and the small events of the engine's tests as logins.
import { compileRules } from '../../src/compiler/compile.ts'
import type { Ruleset } from '../../src/compiler/plan.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory, categoryBit } from '../../src/event/category.ts'
import { exclusive } from '../../src/event/position.ts'
import type { Delivery } from '../../src/event/source.ts'
import { formatTime } from '../../src/event/time.ts'
import { recorded } from '../../src/pipeline/journal.ts'
import type { Arrival, Tiny } from '../engine/build.ts'

/** Sources may bring incidents of others too. */
export const source = { id: 's', categories: anyCategory, latenessUs: 0 }

/** By id, the rule's query and whatever else it says. */
export function rulesetOf(rules: Readonly<Record<string, string>>): Ruleset {
  const files = Object.entries(rules).map(([id, text]) => ({
    path: `tests/${id}.trip`,
    text: `rule ${id} {\n  title "${id}"\n  level high\n  detect ${text}\n}\n`,
  }))
  const { ruleset, problems } = compileRules(files)
  const errors = problems.flatMap(({ path, diagnostics }) =>
    diagnostics.filter(({ code }) => code !== 'R802').map(({ code, message }) => `${path} ${code} ${message}`),
  )
  if (errors.length > 0) throw new Error(errors.join('\n'))
  return ruleset
}

/** An event of a kind is a login of a user that says so. */
export function batchOf(events: readonly Tiny[], { layout }: Ruleset): Batch {
  const batch = new Batch(layout)
  for (const { us, nanos = 0, sequence, kind, user } of events) {
    const id = `e${sequence}`
    const document = {
      '@timestamp': formatTime(us, nanos),
      'event.id': id,
      'event.category': ['authentication', 'auth'],
      'event.action': kind,
      ...(user === null ? {} : { 'user.name': user }),
    }
    const row = batch.add(categoryBit('auth'), us, nanos, sequence, recorded(id, document))
    for (const [slot, field] of layout.fields.entries()) {
      batch.set(row, slot, (document as Readonly<Record<string, string>>)[field] ?? null)
    }
  }
  return batch
}

export function deliveries({ batches, latenessUs }: Arrival, ruleset: Ruleset): Delivery[] {
  let newest = Number.NEGATIVE_INFINITY
  return batches.map((events, i) => {
    newest = Math.max(newest, ...events.map(({ us }) => us))
    const progress = { us: newest - latenessUs, nanos: 0, sequence: exclusive }
    return { source: 's', n: i + 1, batch: batchOf(events, ruleset), progress, resume: null }
  })
}

/** A rule of every kind that others ask, and that asks others. */
export const chained = rulesetOf({
  every_action_of_kind_a: 'auth where event.action == "A"',
  b_told_once_in_a_while: 'auth where event.action == "B"\n  suppress 3s by user.name',
  three_within_a_while: 'auth where user.name != null | stats n = count() by user.name over 4s | where n >= 3',
  a_without_a_c_after_it:
    'sequence by user.name with maxspan=4s [auth where event.action == "A"] ![auth where event.action == "C"]',
  several_actions_of_kind_a:
    'incident where rule.id == "every_action_of_kind_a" | stats n = count() by user.name over 5s | where n >= 2',
  b_and_nothing_was_raised_after_it: `sequence by user.name with maxspan=6s
    [incident where rule.id == "b_told_once_in_a_while"] ![incident where rule.id == "three_within_a_while"]`,
  unanswered_and_then_a_c: `sequence by user.name with maxspan=9s
    [incident where rule.id == "a_without_a_c_after_it"] [auth where event.action == "C"]`,
  one_incident_after_the_other: `sequence by user.name with maxspan=20s
    [incident where rule.id in ("several_actions_of_kind_a", "unanswered_and_then_a_c")]
    [incident where rule.id == "b_and_nothing_was_raised_after_it"]`,
})

/** What lies where its event is, and nobody needs to find again. */
export const chainedAlone = rulesetOf({
  every_action_of_kind_a: 'auth where event.action == "A"',
  told_of_every_action: 'incident where rule.id == "every_action_of_kind_a"',
})

/** One rule asks for all incidents, whosever they are: nothing is common to all of them. */
export const chainedTogether = rulesetOf({
  every_action_of_kind_a: 'auth where event.action == "A"',
  three_of_any_user: 'auth | stats n = count() over 4s | where n >= 3',
  much_at_once: 'incident | stats n = count() over tumbling 5s | where n >= 2',
})
