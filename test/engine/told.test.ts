// Lists that no condition reads: made for matches alone, and in those the same.
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../src/compiler/compile.ts'
import type { Detect, StatsPlan, Window } from '../../src/compiler/plan.ts'
import { Distinct } from '../../src/engine/aggregates/distinct.ts'
import { Engine } from '../../src/engine/engine.ts'
import { watched } from '../../src/engine/watched.ts'
import { end } from '../../src/event/position.ts'
import type { Value } from '../../src/event/value.ts'
import { batchOf, counting, foundIn, layout, readX, rule, source, type Tiny } from './build.ts'

const second = 1_000_000
const events: readonly Tiny[] = ['A', 'A', 'A', 'connection'].map((kind, n) => ({
  ...{ us: n * second, sequence: n, kind, user: 'u', x: `x${n}` },
}))

const valuesFound = (detect: Detect): unknown[] => {
  const engine = new Engine({ rules: [rule(detect)], layout, hash: '' }, [source])
  return foundIn([...engine.evaluate(source.id, batchOf(events), end, () => {}), ...engine.end('fire')]).map(
    ({ values }) => values,
  )
}

const plan = (window: Window): StatsPlan =>
  counting({
    window,
    having: ([n]) => (n as number) >= 2,
    aggregates: [
      { name: 'n', kind: 'count' },
      { name: 'xs', kind: 'values', value: readX },
    ],
  })

describe.each<readonly [string, Window]>([
  ['that slides', { kind: 'sliding', spanUs: 10 * second }],
  ['that ends', { kind: 'tumbling', spanUs: 10 * second }],
  ['of a session', { kind: 'session', gapUs: 10 * second, keepJudging: false }],
  ['of a connection', { kind: 'connection', keepJudging: false, opens: () => false }],
])('a window %s', (_, window) => {
  test('tells the same of a list that its condition reads and of one that it does not', () => {
    const read = valuesFound(plan(window))
    expect(read).not.toEqual([])
    expect(valuesFound({ ...plan(window), reads: [0] })).toEqual(read)
  })
})

test('it is not made where nobody asks for it', () => {
  const list = new Distinct({ lists: true, exactValues: 10, isOnlyTold: true })
  list.add('a')
  expect(list.read()).toBeNull()
  expect(list.told()).toEqual(['a'])
})

test.each([
  ['n > 1', [0]],
  ['n > 1 and m < 9', [0, 1]],
  ['n > previous(m)', undefined],
  ['n > 1 and user.name == "u"', [0, 3]],
])('a compiled condition says what it reads: %s', (condition, reads) => {
  const written = `auth | stats n = count(), m = count(source.ip), xs = values(source.ip) by user.name over tumbling 10s | where ${condition}`
  const compiled = compileQuery(written)
  expect(compiled.ok && (compiled.detect as StatsPlan).reads).toEqual(reads)
})

test('whoever watches judgements sees the list', () => {
  const seen: (readonly Value[])[] = []
  const told = watched(rule({ ...plan({ kind: 'sliding', spanUs: 10 * second }), reads: [0] }), (_, values) => {
    seen.push([...values])
  })
  valuesFound(told.detect)
  expect(seen[0]).toEqual([1, ['x0']])
})
