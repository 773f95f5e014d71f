// A conversation of one connection: when it begins and ends, what its incident tells, how much of it is kept.
import { describe, expect, test } from 'vitest'
import type { ConversationPlan } from '../../src/compiler/plan.ts'
import { defaultBounds } from '../../src/engine/bounds.ts'
import { Engine } from '../../src/engine/engine.ts'
import { categoryBit } from '../../src/event/category.ts'
import { end } from '../../src/event/position.ts'
import { batchOf, foundIn, isKind, rule, rulesetOf, source, type Tiny } from './build.ts'
import { chain, conversation, one, repeat } from './flows.ts'

const second = 1_000_000

/** `A B3 Cv4`: a kind, a user (`u` where none is given), a time in seconds (the event before, and one, where none is). */
function timeline(text: string): Tiny[] {
  let at = -1
  return text.split(' ').map((word, sequence) => {
    const [, kind, user, seconds] = /^([A-Z])([a-z]?)(\d*)$/.exec(word)!
    at = seconds ? Number(seconds) : at + 1
    return { us: at * second, sequence, kind: kind!, user: user || 'u', x: null }
  })
}

/** X ends the connection: it is of a category of its own. */
function evaluated(plan: ConversationPlan, events: string, bounds = defaultBounds) {
  const engine = new Engine(rulesetOf(rule(plan)), [source], { bounds })
  const batch = batchOf(timeline(events))
  for (let row = 0; row < batch.length; row++) {
    if (isKind('X')(batch, row)) batch.categories[row] = categoryBit('close')
  }
  return { matches: foundIn(engine.evaluate(source.id, batch, end, () => {})), engine }
}

const log = categoryBit('log')
const ofConnection: Partial<ConversationPlan> = {
  ends: categoryBit('close'),
  judged: [{ categories: log, test: () => true }],
}
const thenOnlyB = chain(one('A'), repeat(one('B'), '*'))
const whole = (text: string, more: Partial<ConversationPlan> = ofConnection) =>
  evaluated(conversation(thenOnlyB, more), text).matches.map(({ completedBy }) => completedBy)

describe('of a connection', () => {
  test('the first event that does not fit is the match, and nothing after it until the end', () => {
    expect(whole('A B C B C A D X')).toEqual(['e2'])
  })

  test('what follows the end is no part of it', () => {
    expect(whole('A B X C B')).toEqual([])
    expect(whole('A C X A C')).toEqual(['e1', 'e4'])
  })

  test('what was not seen to begin is left alone', () => {
    expect(whole('B C B X')).toEqual([])
  })

  test('where the flow is over, nothing more fits', () => {
    const plan = conversation(chain(one('A'), one('B')), ofConnection)
    expect(evaluated(plan, 'A B').matches).toEqual([])
    expect(evaluated(plan, 'A B B').matches).toMatchObject([{ values: { expected: ['nothing'], found: ['B'] } }])
  })

  test('each key has its own', () => {
    expect(whole('Au Av Bu Cv Cu')).toEqual(['e3', 'e4'])
  })
})

describe('of another key', () => {
  test('a first step after what did not fit begins anew', () => {
    expect(whole('A C B A C', {})).toEqual(['e1', 'e4'])
  })

  test('where the flow is over, it may begin anew', () => {
    const plan = conversation(chain(one('A'), one('B')))
    expect(evaluated(plan, 'A B A B B A A').matches.map(({ completedBy }) => completedBy)).toEqual(['e6'])
  })
})

test('the match tells the way, what could have followed, and what came instead', () => {
  const plan = conversation(chain(one('A'), repeat(one('B'), '+'), one('C')), ofConnection)
  const { matches } = evaluated(plan, 'A B B B A')
  expect(matches).toMatchObject([
    {
      us: 4 * second,
      start: { us: 0 },
      completedBy: 'e4',
      keys: { user: 'u' },
      values: { path: ['A', 'B ×3'], expected: ['B', 'C'], found: ['A'] },
      steps: [
        { name: 'A', count: 1, events: [{ 'event.id': 'e0' }] },
        { name: 'B', count: 3, events: [{ 'event.id': 'e1' }, { 'event.id': 'e2' }, { 'event.id': 'e3' }] },
        { name: 'unexpected', count: 1, events: [{ 'event.id': 'e4' }] },
      ],
    },
  ])
})

test('how it began and the newest events are shown, however long it was', () => {
  const { matches } = evaluated(conversation(thenOnlyB, ofConnection), `A ${'B '.repeat(500)}C`)
  const [began, went] = matches[0]!.steps
  expect(began!.events).toMatchObject([{ 'event.id': 'e0' }])
  expect(went).toMatchObject({ count: 500 })
  expect(went!.events.map((event) => event['event.id'])).toEqual(Array.from({ length: 9 }, (_, i) => `e${492 + i}`))
})

test('beyond the bound the connection that was longest silent is forgotten, and counted', () => {
  const bounds = { ...defaultBounds, keys: 2 }
  const { matches, engine } = evaluated(conversation(thenOnlyB, ofConnection), 'Au Av Bu Aw Cu Cv Cw', bounds)
  expect(matches.map(({ key }) => key)).toEqual(['u', 'w'])
  expect(engine.counters()).toMatchObject([{ evictedKeys: 1 }])
})
