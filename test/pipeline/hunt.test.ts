// Queries over finite inputs: what a rule could not ask, since its input never ends.
import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../src/compiler/compile.ts'
import { Batch } from '../../src/event/batch.ts'
import { anyCategory, categoryBit } from '../../src/event/category.ts'
import type { Layout } from '../../src/event/layout.ts'
import { end } from '../../src/event/position.ts'
import { Hunt } from '../../src/pipeline/hunt.ts'
import { recorded } from '../../src/pipeline/journal.ts'

const second = 1_000_000

function batchOf(layout: Layout, events: readonly (readonly [at: number, user: string, n: number])[]): Batch {
  const batch = new Batch(layout)
  for (const [i, [at, user, n]] of events.entries()) {
    const event = { 'user.name': user, n }
    const row = batch.add(categoryBit('auth'), at * second, 0, i, recorded(`e${i}`, event))
    for (const name of layout.fields) batch.set(row, layout.slot(name), event[name as keyof typeof event] ?? null)
  }
  return batch
}

function hunt(query: string): Record<string, unknown>[] {
  const compiled = compileQuery(query, { fields: 'dynamic' })
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ code }) => code).join())
  const hunting = new Hunt(compiled, [{ id: 's', categories: anyCategory, latenessUs: 0 }])
  const batch = batchOf(compiled.layout, [
    [0, 'ada', 1],
    [1, 'bob', 5],
    [86_400, 'ada', 2],
  ])
  const matches = [...hunting.evaluate({ source: 's', n: 1, batch, progress: end, resume: null }), ...hunting.end()]
  return matches.map(({ keys, values }) => ({ ...keys, ...values }))
}

describe('statistics without a window', () => {
  test.each<[string, Record<string, unknown>[]]>([
    ['auth where true | stats n = count()', [{ n: 3 }]],
    [
      'auth where true | stats n = count(), most = max(n) by user.name',
      [
        { 'user.name': 'bob', n: 1, most: 5 },
        { 'user.name': 'ada', n: 2, most: 2 },
      ],
    ],
    ['auth where true | stats n = count() by user.name | where n > 1', [{ 'user.name': 'ada', n: 2 }]],
    ['auth where true | stats n = count() by user.name | stats users = count()', [{ users: 2 }]],
    ['auth where true | stats n = count() by user.name | head 1', [{ 'user.name': 'bob', n: 1 }]],
  ])('%s', (query, expected) => expect(hunt(query)).toEqual(expected))

  test('have no rate', () => expect(() => hunt('auth where true | stats r = rate()')).toThrow('R301'))
})
