// Under small bounds: what is let go, that it is counted, and that what is left is still exact.
import { describe, expect, test } from 'vitest'
import type { Detect, SequencePlan, StatsPlan } from '../../src/compiler/plan.ts'
import { type Bounds, type Counters, defaultBounds, noCounts } from '../../src/engine/bounds.ts'
import { capRuleId } from '../../src/engine/caps.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Match } from '../../src/engine/match.ts'
import { anyCategory } from '../../src/event/category.ts'
import { beginning, end, type Position } from '../../src/event/position.ts'
import { raise } from '../../src/incident/raise.ts'
import { Suppressions } from '../../src/incident/suppress.ts'
import { batchOf, counting, foundIn, isKind, layout, rule, source, step, type Tiny, tellsOfBound } from './build.ts'

const second = 1_000_000

/** `Au Bv` → kind A of user u at 0 s, kind B of user v at 1 s, and so on. */
const timeline = (text: string): Tiny[] =>
  text.split(' ').map((word, i) => ({ us: i * second, sequence: i, kind: word[0]!, user: word[1]!, x: null }))

interface Outcome {
  readonly matches: readonly Match[]
  /** What was told of bounds that were reached. */
  readonly told: readonly Match[]
  readonly counters: Partial<Counters>
  readonly refused: number
  readonly unshown: number
}

function run(detect: Detect, events: string, bounds: Partial<Bounds>, progress: Position = end): Outcome {
  const engine = new Engine({ rules: [rule(detect)], layout, hash: '' }, [source], {
    bounds: { ...defaultBounds, ...bounds },
  })
  const found = [...engine.evaluate(source.id, batchOf(timeline(events)), progress, () => {}), ...engine.end('fire')]
  const { refused, unshown, ...counters } = engine.counters()[0]!
  return { matches: foundIn(found), told: found.filter(tellsOfBound), counters: troubles(counters), refused, unshown }
}

const untroubled = (more: Partial<Counters> = {}): Partial<Counters> => troubles({ ...noCounts(), ...more })

type Trouble = Pick<Counters, 'late' | 'evictedKeys' | 'evictedEvents' | 'hurried' | 'errors' | 'lastError'>

const troubles = ({ late, evictedKeys, evictedEvents, hurried, errors, lastError }: Trouble): Trouble => ({
  late,
  evictedKeys,
  evictedEvents,
  hurried,
  errors,
  lastError,
})

const count = (atLeast: number, more: Partial<StatsPlan> = {}): StatsPlan =>
  counting({
    window: { kind: 'sliding', spanUs: 1000 * second },
    having: ([n]) => (n as number) >= atLeast,
    keepWindow: true,
    ...more,
  })

const tumbling = { window: { kind: 'tumbling', spanUs: 1000 * second } } as const

const sequence = (steps: SequencePlan['steps']): SequencePlan => ({
  kind: 'sequence',
  steps,
  until: null,
  maxspanUs: 1000 * second,
})

const completedBy = ({ matches }: Outcome): string[] => matches.map((match) => match.completedBy)
const counts = ({ matches }: Outcome): unknown[] => matches.map(({ values }) => values['n'])

describe('the bound on keys', () => {
  test.each<[string, Detect, string[]]>([
    ['sliding', count(2), ['e3', 'e4']],
    ['tumbling', count(2, tumbling), ['e3@1000000000', 'e4@1000000000']],
    ['a sequence', sequence([step('A'), step('A')]), ['e3', 'e4']],
  ])('%s: the key longest untouched is evicted and begins anew', (_, detect, expected) => {
    const outcome = run(detect, 'Au Av Aw Aw Av', { keys: 2 })
    expect(completedBy(outcome)).toEqual(expected)
    expect(outcome.counters).toEqual(untroubled({ evictedKeys: 1 }))
  })

  test('an absence of an evicted key accuses nobody', () => {
    const outcome = run(sequence([step('A'), step('B', { absent: true })]), 'Au Av Aw', { keys: 2 })
    expect(completedBy(outcome)).toEqual(['e1', 'e2'])
    expect(outcome.counters).toEqual(untroubled({ evictedKeys: 1 }))
  })

  test('a key that has nothing left to wait for takes no room', () => {
    const outcome = run(sequence([step('A'), step('B')]), 'Au Av Bv Aw Bw Bu', { keys: 2 })
    expect(completedBy(outcome)).toEqual(['e2', 'e4', 'e5'])
    expect(outcome.counters).toEqual(untroubled())
  })
})

describe('the bounds on events in windows', () => {
  test('of one key of a sliding window the oldest go', () => {
    const outcome = run(count(1), 'Au Au Au Au Au', { eventsPerKey: 3 })
    expect(counts(outcome)).toEqual([1, 2, 3, 3, 3])
    expect(outcome.counters).toEqual(untroubled({ evictedEvents: 2 }))
  })

  test('a window that is judged when it is over counts however many come', () => {
    const outcome = run(count(1, tumbling), 'Au Au Au Au Au', { eventsPerKey: 3, events: 1 })
    expect(counts(outcome)).toEqual([5])
    expect(outcome.counters).toEqual(untroubled())
  })

  test('over all keys the one longest untouched goes', () => {
    const outcome = run(count(2), 'Au Av Aw Av Au', { events: 3 })
    expect(completedBy(outcome)).toEqual(['e3'])
    expect(outcome.counters).toEqual(untroubled({ evictedKeys: 2 }))
  })

  test('an only key gives up its oldest', () => {
    const outcome = run(count(1), 'Au Au Au', { events: 2 })
    expect(counts(outcome)).toEqual([1, 2, 2])
    expect(outcome.counters).toEqual(untroubled({ evictedEvents: 1 }))
  })
})

describe('the bounds on values', () => {
  const kinds = (more: Partial<StatsPlan> = {}): StatsPlan =>
    count(1, {
      ...tumbling,
      aggregates: [
        { name: 'n', kind: 'count' },
        { name: 'kinds', kind: 'count_distinct', value: (batch, row) => batch.get(row, layout.slot('kind')) },
      ],
      ...more,
    })

  test('of one key no further values are taken, and what needs none goes on', () => {
    const outcome = run(kinds(), 'Au Bu Cu Du', { eventsPerKey: 2 })
    expect(outcome.matches.map(({ values }) => values)).toEqual([{ n: 4, kinds: 2 }])
    expect(outcome.counters).toEqual(untroubled({ evictedEvents: 2 }))
  })

  test('over all keys the one longest untouched goes', () => {
    const outcome = run(kinds(), 'Au Bu Av Bv', { events: 3 })
    expect(completedBy(outcome)).toEqual(['e3@1000000000'])
    expect(outcome.counters).toEqual(untroubled({ evictedKeys: 1 }))
  })

  test('of what is first seen the value longest not seen of those seen once is forgotten, and is new again', () => {
    const seen: Detect = {
      kind: 'first_seen',
      categories: anyCategory,
      test: () => true,
      values: [{ name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: false }],
      by: [],
      spanUs: 1000 * second,
    }
    const outcome = run(seen, 'Au Bu Au Cu Bu Au', { events: 2 })
    expect(completedBy(outcome)).toEqual(['e0', 'e1', 'e3', 'e4'])
    expect(outcome.counters).toEqual(untroubled({ evictedEvents: 2 }))
  })

  test('a key of many values forgets its own, and over all keys the one longest untouched goes', () => {
    const seen: Detect = {
      kind: 'first_seen',
      categories: anyCategory,
      test: () => true,
      values: [{ name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: false }],
      by: [{ name: 'user', read: (batch, row) => batch.get(row, layout.slot('user')), optional: false }],
      spanUs: 1000 * second,
    }
    const own = run(seen, 'Au Av Bu Cu Av Au', { eventsPerKey: 2 })
    expect(completedBy(own)).toEqual(['e2', 'e3', 'e5'])
    expect(own.counters).toEqual(untroubled({ evictedEvents: 2 }))
    const all = run(seen, 'Au Bu Av Bv Au Cu', { events: 3 })
    expect(completedBy(all)).toEqual(['e1', 'e3', 'e5'])
    expect(all.counters).toEqual(untroubled({ evictedKeys: 2 }))
  })

  test('of connections the one longest untouched is evicted, and judged no more', () => {
    const connections = count(1, {
      test: (batch, row) => batch.get(row, layout.slot('kind')) === 'A',
      window: { kind: 'connection', keepJudging: false, opens: () => false },
      by: [
        { name: 'user', read: (batch, row) => batch.get(row, layout.slot('user')), optional: false },
        { name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: false },
      ],
    })
    const events = timeline('Au Av Aw').concat(
      ['u', 'v', 'w'].map((user, i) => ({ us: 9 * second, sequence: 9 + i, kind: 'connection', user, x: null })),
    )
    const engine = new Engine({ rules: [rule(connections)], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, keys: 2 },
    })
    const found = foundIn(engine.evaluate(source.id, batchOf(events), end, () => {}))
    expect(found.map(({ keys }) => keys['user'])).toEqual(['v', 'w'])
    expect(engine.counters()[0]!.evictedKeys).toBe(1)
  })
})

describe('what is let go at the bound on keys is counted also', () => {
  const events = (text: string): Tiny[] =>
    text.split(' ').map((word, n) => {
      const [kind, user] = word.split('/') as [string, string]
      return { us: n * 10 * second, sequence: n, kind, user, x: null }
    })

  function countersOf(detect: Detect, text: string): Counters {
    const engine = new Engine({ rules: [rule(detect)], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, keys: 1 },
    })
    for (const event of events(text))
      engine.evaluate(source.id, batchOf([event]), { ...beginning, us: event.us + 1 }, () => {})
    engine.end('fire')
    return engine.counters()[0]!
  }

  test('of windows that are over and may be compared with', () => {
    const session = count(9, { window: { kind: 'session', gapUs: second, keepJudging: false }, readsPast: true })
    expect(countersOf(session, 'A/u A/u A/u').evictedKeys).toBe(0)
    expect(countersOf(session, 'A/u A/v A/w').evictedKeys).toBe(2)
  })

  test('of connections that are closed, and may yet say more', () => {
    const connection = count(9, { window: { kind: 'connection', keepJudging: false, opens: () => false } })
    const closed = events('A/u close/u close/v').map((event, n) => ({ ...event, us: n }))
    const engine = new Engine({ rules: [rule({ ...connection, test: isKind('A') })], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, keys: 1 },
    })
    const touched: number[] = []
    engine.evaluate(source.id, batchOf(closed), end, (row) => touched.push(row))
    expect(engine.counters()[0]).toMatchObject({ evictedKeys: 0, evictedEvents: 1 })
    expect(touched).toContain(2)
  })
})

describe('the bounds on evidence', () => {
  const shown = ({ matches }: Outcome): unknown[] =>
    matches.at(-1)!.steps.flatMap(({ events }) => events.map((event) => event['event.id']))

  test('of one key the newest are shown, and all are counted', () => {
    const outcome = run(count(4), 'Au Au Au Au', { evidencePerKey: 2 })
    expect(shown(outcome)).toEqual(['e2', 'e3'])
    expect(outcome.matches[0]!.steps[0]!.count).toBe(4)
    expect(outcome.matches[0]!.start).toEqual({ us: 0, nanos: 0 })
  })

  test('the event that completed a match is shown also where no more may be kept', () => {
    const outcome = run(count(2), 'Au Av Av', { evidence: 1 })
    expect(shown(outcome)).toEqual(['e2'])
    expect(outcome.unshown).toBe(2)
  })

  test('what left a window makes room for others', () => {
    const brief = count(1, { window: { kind: 'sliding', spanUs: second } })
    expect(shown(run(brief, 'Au Au Av', { evidence: 2 }))).toEqual(['e2'])
    expect(shown(run(brief, 'Au Au Au', { evidence: 1 }))).toEqual(['e2'])
  })

  test('a sequence keeps the events of the keys touched last', () => {
    const outcome = run(sequence([step('A'), step('A'), step('B')]), 'Au Au Av Av Bv Bu', { evidence: 3 })
    expect(completedBy(outcome)).toEqual(['e4'])
    expect(outcome.counters).toEqual(untroubled({ evictedKeys: 1 }))
  })

  test('what a sequence moved past or finished is no longer held', () => {
    const outcome = run(sequence([step('A'), step('B')]), 'Au Au Au Bu Av Bv Aw Bw', { evidence: 1 })
    expect(completedBy(outcome)).toEqual(['e3', 'e5', 'e7'])
    expect(outcome.counters).toEqual(untroubled())
  })
})

describe('a rule that turns keys away', () => {
  const refuse = { keys: 2, policy: 'refuse' } as const

  test.each<[string, Detect, string[]]>([
    ['sliding', count(2), ['e4', 'e5']],
    ['tumbling', count(2, tumbling), ['e5@1000000000', 'e4@1000000000']],
    [
      'a session',
      count(2, { window: { kind: 'session', gapUs: 9 * second, keepJudging: false } }),
      ['e4@13000000', 'e5@14000000'],
    ],
    ['a sequence', sequence([step('A'), step('A')]), ['e4', 'e5']],
    ['a sample', { kind: 'sample', steps: [step('A'), step('A')], atLeast: 2, maxspanUs: 99 * second }, ['e4', 'e5']],
  ])('%s: those that it knows stay, and nothing of others is counted', (_, detect, expected) => {
    const outcome = run(detect, 'Au Av Aw Aw Av Au', refuse)
    expect(completedBy(outcome).sort()).toEqual(expected.toSorted())
    expect(outcome.counters).toEqual(untroubled())
    expect(outcome.refused).toBe(2)
    expect(outcome.told.map(({ completedBy: id, values }) => [id, values['bound']])).toEqual([['e2', 'new keys']])
  })

  test('a key that is over makes room for another', () => {
    const outcome = run(count(1, { window: { kind: 'sliding', spanUs: second } }), 'Au Av Aw Ax', refuse)
    expect(outcome.refused).toBe(0)
    expect(completedBy(outcome)).toEqual(['e0', 'e1', 'e2', 'e3'])
  })

  test('what is first seen of a key that was turned away accuses nobody', () => {
    const seen: Detect = {
      kind: 'first_seen',
      categories: anyCategory,
      test: () => true,
      values: [{ name: 'kind', read: (batch, row) => batch.get(row, layout.slot('kind')), optional: false }],
      by: [{ name: 'user', read: (batch, row) => batch.get(row, layout.slot('user')), optional: false }],
      spanUs: 1000 * second,
    }
    const outcome = run(seen, 'Au Av Aw Bw Bu', refuse)
    expect(completedBy(outcome)).toEqual(['e4'])
    expect(outcome.refused).toBe(2)
  })

  test('that it did is said by an event that is needed to say so again', () => {
    const engine = new Engine({ rules: [rule(count(2))], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, ...refuse },
    })
    const touched: number[] = []
    engine.evaluate(source.id, batchOf(timeline('Au Av Aw Ax')), end, (row) => touched.push(row))
    expect(touched).toEqual([0, 1, 2])
  })
})

/** Time has begun, and come as far as to the first event. */
const justBefore: Position = { us: -1, nanos: 0, sequence: 0 }

describe('the bound on what waits', () => {
  test('the oldest of too many waiting events is judged before its time', () => {
    const outcome = run(count(2), 'Au Au Au', { pending: 1 }, justBefore)
    expect(counts(outcome)).toEqual([2, 3])
    expect(outcome.counters).toEqual(untroubled({ hurried: 2 }))
  })

  test('of too many open absences the further ones are let go', () => {
    const outcome = run(sequence([step('A'), step('B', { absent: true })]), 'Au Av Aw', { pending: 2 })
    expect(completedBy(outcome)).toEqual(['e0', 'e1'])
    expect(outcome.counters).toEqual(untroubled({ evictedEvents: 1 }))
  })

  test('absences that were answered make room for others', () => {
    const outcome = run(sequence([step('A'), step('B', { absent: true })]), 'Au Bu Av Bv Aw', { pending: 1 })
    expect(completedBy(outcome)).toEqual(['e4'])
    expect(outcome.counters).toEqual(untroubled())
  })
})

test('after a restart what is held counts as before', () => {
  const bounds = { ...defaultBounds, events: 3, evidence: 3, evidencePerKey: 2 }
  const [first, last] = [timeline('Au Av Aw'), timeline('Au Av Aw Av Au').slice(3)]
  const engineOf = (): Engine => new Engine({ rules: [rule(count(2))], layout, hash: '' }, [source], { bounds })
  const whole = engineOf()
  whole.evaluate(source.id, batchOf(first), { us: 2 * second, nanos: 0, sequence: 9 }, () => {})
  const restarted = engineOf()
  restarted.load(JSON.parse(JSON.stringify(whole.save())))
  const rest = (engine: Engine): readonly string[] =>
    engine.evaluate(source.id, batchOf(last), end, () => {}).map((match) => match.completedBy)
  expect(rest(restarted)).toEqual(rest(whole))
  expect(restarted.counters()).toEqual(whole.counters())
})

describe('a bound that is reached', () => {
  const told = (outcome: Outcome): unknown[] => outcome.told.map(({ completedBy, values }) => [completedBy, values])
  const said = (bound: string, n: number): unknown => ({ rule: 'a_rule_of_the_tests', bound, let_go: n })

  test.each<[string, Detect, Partial<Bounds>, unknown[]]>([
    ['keys', count(9), { keys: 2 }, [['e2', said('keys', 1)]]],
    ['events', count(9), { eventsPerKey: 1 }, [['e4', said('events', 1)]]],
    ['keys for their events', count(9), { events: 2 }, [['e2', said('keys', 1)]]],
    ['nothing', count(9), {}, []],
  ])('is told of at the event that reached it: %s', (_, detect, bounds, expected) => {
    expect(told(run(detect, 'Au Av Aw Ax Ax', bounds))).toEqual(expected)
  })

  test('events that are judged before their time are told of, too', () => {
    expect(told(run(count(9), 'Au Av Aw', { pending: 1 }, justBefore))).toEqual([['e0', said('waiting', 1)]])
  })

  test('is told of again when an hour has passed, and with all that was let go by then', () => {
    const events = Array.from({ length: 9 }, (_, n) => ({
      ...timeline('Au')[0]!,
      sequence: n,
      us: n * 1200 * second,
      user: `u${n}`,
    }))
    const day = count(9, { window: { kind: 'sliding', spanUs: 86_400 * second } })
    const engine = new Engine({ rules: [rule(day)], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, keys: 2 },
    })
    const found = engine.evaluate(source.id, batchOf(events), end, () => {})
    expect(found.map(({ completedBy, values }) => [completedBy, values['let_go']])).toEqual([
      ['e2', 1],
      ['e5', 4],
      ['e8', 7],
    ])
  })

  test('its incident shows no more of an event than the rule allows', () => {
    const evidence = { keep: [], hash: [], drop: ['user'] }
    const engine = new Engine({ rules: [rule(count(9), { evidence })], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, keys: 1 },
    })
    const [change] = raise(
      engine.evaluate(source.id, batchOf(timeline('Au Av')), end, () => {}),
      new Suppressions(),
    )
    expect(change).toMatchObject({ kind: 'raised', incident: { ruleId: capRuleId, level: 'low' } })
    expect(JSON.stringify(change)).not.toContain('"user"')
  })
})

describe('a flood of keys that come once', () => {
  const minute = 60 * second
  const slow = counting({ window: { kind: 'sliding', spanUs: 60 * minute }, having: ([n]) => (n as number) >= 5 })

  /** In an hour 20,000 users come once each, and one of them all fourteen times. */
  const flood = (): Tiny[] =>
    Array.from({ length: 20_000 }, (_, n) => ({ us: n * 180_000, sequence: n, kind: 'A', user: `u${n}`, x: null })).map(
      (event) => (event.sequence % 1429 === 700 ? { ...event, user: 'attacker' } : event),
    )

  test('a slow attack by an old key is found all the same', () => {
    const engine = new Engine({ rules: [rule(slow)], layout, hash: '' }, [source], {
      bounds: { ...defaultBounds, keys: 1000 },
    })
    const found = engine.evaluate(source.id, batchOf(flood()), end, () => {})
    expect(accused(found)).toEqual(['attacker', 'attacker'])
    expect(engine.counters()[0]!.evictedKeys).toBeGreaterThan(18_000)
  })

  test('it is found at the same events however the flood is cut into batches, and after a restart', () => {
    const events = flood().slice(0, 9000)
    const engineOf = (): Engine =>
      new Engine({ rules: [rule(slow)], layout, hash: '' }, [source], { bounds: { ...defaultBounds, keys: 1000 } })
    const whole = engineOf()
    const expected = whole.evaluate(source.id, batchOf(events), end, () => {})
    let engine = engineOf()
    const found: Match[] = []
    for (let start = 0; start < events.length; start += 700) {
      const part = events.slice(start, start + 700)
      if (start % 2800 === 1400) {
        const saved = JSON.parse(JSON.stringify(engine.save()))
        engine = engineOf()
        engine.load(saved)
      }
      const last = part.at(-1)!
      found.push(
        ...engine.evaluate(source.id, batchOf(part), { us: last.us, nanos: 0, sequence: last.sequence }, () => {}),
      )
    }
    expect(found.map(({ completedBy }) => completedBy)).toEqual(expected.map(({ completedBy }) => completedBy))
    expect(engine.counters()).toEqual(whole.counters())
    expect(accused(expected)).toContain('attacker')
  })
})

const accused = (matches: readonly Match[]): unknown[] => matches.flatMap(({ keys }) => keys['user'] ?? [])

test('a rule may have bounds of its own', () => {
  const [usual, own] = [
    rule(count(9)),
    rule(count(9), { metadata: { ...rule(count(9)).metadata, id: 'another_rule' } }),
  ]
  const engine = new Engine({ rules: [usual, own], layout, hash: '' }, [source], {
    bounds: { ...defaultBounds, keys: 2 },
    boundsOf: new Map([['another_rule', { ...defaultBounds, keys: 3 }]]),
  })
  engine.evaluate(source.id, batchOf(timeline('Au Av Aw Ax')), end, () => {})
  expect(engine.counters().map(({ evictedKeys }) => evictedKeys)).toEqual([2, 1])
})
