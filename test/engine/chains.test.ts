// Rules over incidents: in which order they are judged, how far their time has come, where their state lies.
import { describe, expect, test } from 'vitest'
import type { Rule } from '../../src/compiler/plan.ts'
import { askedBy, placementsOf, ranksOf } from '../../src/engine/chains.ts'
import { categoryBit } from '../../src/event/category.ts'
import { exclusive, type Position } from '../../src/event/position.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { batchOf, login, rulesetOf } from '../pipeline/written.ts'

const second = 1_000_000
const at = (seconds: number): Position => ({ us: seconds * second, nanos: 0, sequence: exclusive })

const nothing_came =
  'sequence by user.name with maxspan=10s [auth where event.action == "A"] ![auth where event.action == "B"]'

describe('of rules that ask each other', () => {
  const { rules } = rulesetOf({
    of_events_alone: 'auth where event.action == "A"',
    of_the_first_one: 'incident where rule.id == "of_events_alone"',
    of_the_second_one: 'sequence by user.name with maxspan=1m [incident where rule.id : "of_the_first_one"] [auth]',
    of_all_that_see_events: 'incident where event.severity > 20',
    of_either_of_two: 'incident where rule.id == "of_the_second_one" or rule.id == "of_all_that_see_events"',
  })
  const idOf = ({ metadata }: Rule): string => metadata.id

  test('each is judged after those that it asks', () => {
    expect(Object.fromEntries([...ranksOf(rules)].map(([rule, rank]) => [idOf(rule), rank]))).toEqual({
      of_events_alone: 0,
      of_the_first_one: 1,
      of_the_second_one: 2,
      of_all_that_see_events: 1,
      of_either_of_two: 3,
    })
  })

  test('whoever names none asks those that see events alone', () => {
    const [open] = rules.filter((rule) => idOf(rule) === 'of_all_that_see_events')
    expect(askedBy(open!, rules).map(idOf)).toEqual(['of_events_alone'])
  })

  test('any is any event, and no incident', () => {
    const [any] = rulesetOf({ any_event_at_all: 'any where event.action == "A"' }).rules
    expect(any).not.toHaveProperty('chain')
  })
})

describe('time', () => {
  const ruleset = rulesetOf({
    nothing_came_of_it: nothing_came,
    and_then_a_message: `sequence by user.name with maxspan=1m
      [incident where rule.id == "nothing_came_of_it"] ![message where event.action == "C"]`,
  })
  const logins = { id: 'logins', categories: categoryBit('auth'), latenessUs: 0 }
  const messages = { id: 'messages', categories: categoryBit('message'), latenessUs: 0 }

  const step = (evaluator: Evaluator, source: string, kinds: string, seconds: number): readonly string[] => {
    const events = [...kinds].map((kind) => ({ us: seconds * second, sequence: 0, kind, user: 'u', x: null }))
    const meaning =
      source === 'logins'
        ? login
        : (event: Parameters<typeof login>[0]) => ({ ...login(event), category: 'message' as const })
    const batch = batchOf(events, ruleset, meaning)
    const { changes } = evaluator.evaluate({ source, n: 0, batch, progress: at(seconds), resume: null })
    return ids(changes)
  }
  const ids = (changes: ReturnType<Evaluator['end']>): readonly string[] =>
    changes.flatMap((change) =>
      change.kind === 'raised' ? [`${change.incident.ruleId} ${change.incident.us / second}`] : [],
    )

  test('an absence after an absence is decided when the time of both is over', () => {
    const evaluator = new Evaluator(ruleset, [logins, messages])
    expect(step(evaluator, 'logins', 'A', 0)).toEqual([])
    expect(step(evaluator, 'messages', '', 500)).toEqual([])
    expect(step(evaluator, 'logins', '', 30)).toEqual(['nothing_came_of_it 10'])
    expect(step(evaluator, 'logins', '', 69)).toEqual([])
    expect(step(evaluator, 'logins', '', 71)).toEqual(['and_then_a_message 70'])
  })

  test('what comes in between counts, however far the other source is by then', () => {
    const evaluator = new Evaluator(ruleset, [logins, messages])
    step(evaluator, 'logins', 'A', 0)
    step(evaluator, 'messages', 'C', 40)
    step(evaluator, 'messages', '', 500)
    expect(step(evaluator, 'logins', '', 400)).toEqual(['nothing_came_of_it 10'])
    expect(ids(evaluator.end('fire'))).toEqual([])
  })

  test('a source that is over holds nobody back, but where something of it is undecided', () => {
    const evaluator = new Evaluator(ruleset, [logins, messages])
    step(evaluator, 'logins', 'A', 0)
    evaluator.idle('logins')
    // Whether nothing came of it is not known: what follows from it must wait.
    expect(step(evaluator, 'messages', 'C', 40)).toEqual([])
    expect(step(evaluator, 'messages', '', 500)).toEqual([])
    expect(ids(evaluator.idle('logins', at(12)).changes)).toEqual(['nothing_came_of_it 10'])
    expect(ids(evaluator.end('fire'))).toEqual([])
  })

  test('what is undecided at the end stays so, at every rank', () => {
    const evaluator = new Evaluator(ruleset, [logins, messages])
    step(evaluator, 'logins', 'A', 0)
    step(evaluator, 'logins', '', 30)
    step(evaluator, 'messages', '', 30)
    expect(ids(evaluator.end('undecided'))).toEqual([])
    expect([...evaluator.undecided()]).toEqual([['and_then_a_message', 1]])
  })
})

describe('state lies', () => {
  const placesOf = (rules: Readonly<Record<string, string>>): readonly string[] => {
    const ruleset = rulesetOf(rules)
    const placementOf = placementsOf(ruleset)
    const batch = batchOf([{ us: 0, sequence: 0, kind: 'A', user: 'u', x: null }], ruleset, login)
    return ruleset.rules.map((rule) => placementOf(rule)(rule.detect.kind === 'event' ? '' : 'u', batch, 0))
  }

  test('by the key that all of them have', () => {
    const places = placesOf({
      any_action_of_one: 'auth where event.action == "A"',
      many_of_one_user:
        'incident where rule.id == "any_action_of_one" | stats n = count() by user.name over 1m | where n > 2',
      nothing_came_of_it: nothing_came,
      one_or_the_other:
        'incident where rule.id in ("many_of_one_user", "nothing_came_of_it")\n  suppress 1m by user.name',
    })
    expect(new Set(places)).toEqual(new Set(['u']))
  })

  test('in one place where they have none in common', () => {
    const places = placesOf({
      nothing_came_of_it: nothing_came,
      many_altogether: 'incident where rule.id == "nothing_came_of_it" | stats n = count() over 1m | where n > 2',
      of_another_matter: nothing_came,
    })
    expect(places).toEqual(['rules many_altogether', 'rules many_altogether', 'u'])
  })
})
