// Incidents that other rules ask for: the same however the events come, wherever the rules' state lies, whoever dies.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ruleset } from '../../src/compiler/plan.ts'
import type { IncidentChange } from '../../src/incident/incident.ts'
import { plainly, somehow, timelines } from '../engine/arrivals.ts'
import { expectRecovery, rulesetOf, run, spread, told } from './written.ts'

/** A rule of every kind that others ask, and that asks others. */
const chained = rulesetOf({
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
const chainedAlone = rulesetOf({
  every_action_of_kind_a: 'auth where event.action == "A"',
  told_of_every_action: 'incident where rule.id == "every_action_of_kind_a"',
})

/** One rule asks for all incidents, whosever they are: nothing is common to all of them. */
const chainedTogether = rulesetOf({
  every_action_of_kind_a: 'auth where event.action == "A"',
  three_of_any_user: 'auth | stats n = count() over 4s | where n >= 3',
  much_at_once: 'incident | stats n = count() over tumbling 5s | where n >= 2',
})

const rulesets: Readonly<Record<string, Ruleset>> = { chained, chainedAlone, chainedTogether }

const events = timelines(['A', 'B', 'C'])
const arrivals = events.chain((timeline) => fc.tuple(fc.constant(timeline), somehow(timeline)))

const idsOf = (changes: readonly IncidentChange[]): string[] =>
  changes.flatMap((change) => (change.kind === 'raised' ? [change.incident.ruleId] : []))

describe.each(Object.keys(rulesets))('%s', (name) => {
  const ruleset = rulesets[name]!

  test('batches, order within the lateness and restarts change nothing', () => {
    fc.assert(
      fc.property(arrivals, ([timeline, arrival]) => {
        expect(told(run(ruleset, arrival))).toEqual(told(run(ruleset, plainly(timeline))))
      }),
      { numRuns: 100 },
    )
  })

  test('any number of partitions raises what one does', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 8 }), ([, arrival], partitions) => {
        expect(told(spread(ruleset, partitions, arrival))).toEqual(
          told(run(ruleset, { ...arrival, restartBefore: -1 })),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('recovered from a snapshot and the rows behind it, it goes on as if nothing had happened', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(6), fc.nat(6), ([, arrival], snapshotAt, crashAt) => {
        expectRecovery(ruleset, arrival, { snapshotAt, crashAt })
      }),
      { numRuns: 100 },
    )
  })
})

test('every rule of the chain raises something in some timeline', () => {
  const seen = new Set<string>()
  for (const timeline of fc.sample(events, { numRuns: 300, seed: 7 })) {
    for (const id of idsOf(run(chained, plainly(timeline)))) seen.add(id)
  }
  expect([...seen].sort()).toEqual(chained.rules.map(({ metadata }) => metadata.id).sort())
})

test('what is counted are the incidents that were raised, each at its time', () => {
  fc.assert(
    fc.property(events, (timeline) => {
      const changes = run(chained, plainly(timeline))
      const raised = changes.flatMap((change) => (change.kind === 'raised' ? [change.incident] : []))
      const actions = raised.filter(({ ruleId }) => ruleId === 'every_action_of_kind_a')
      const windows = new Map<unknown, number[]>()
      const expected: string[] = []
      for (const { us, document } of actions.toSorted((a, b) => a.us - b.us)) {
        const { name } = (document['user'] ?? {}) as { readonly name?: string }
        if (name === undefined) continue
        const window = [...(windows.get(name) ?? []).filter((at) => at > us - 5_000_000), us]
        if (window.length >= 2) expected.push(`${name} ${us}`)
        windows.set(name, window.length >= 2 ? [] : window)
      }
      const found = raised
        .filter(({ ruleId }) => ruleId === 'several_actions_of_kind_a')
        .map(({ us, document }) => `${(document['user'] as { readonly name: string }).name} ${us}`)
      expect(found.sort()).toEqual(expected.sort())
    }),
  )
})
