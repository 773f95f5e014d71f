// Laws of the search text: never an error, and what is in an incident is found by its words.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { raising } from './incidents.ts'
import { typedText } from './typed-text.ts'

let store: Store
beforeAll(() => {
  store = openSqliteStore(':memory:')
})
afterAll(() => store.close())

test('no text is a syntax error', async () => {
  await fc.assert(
    fc.asyncProperty(typedText, async (text) => {
      expect((await store.search({ text })).total).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 500 },
  )
})

test('an incident is found by any text that its evidence holds', async () => {
  let n = 0
  await fc.assert(
    fc.asyncProperty(typedText, async (text) => {
      n += 1
      await store.commit([raising(n, { id: `i${n}`, payload: text })], 0)
      const page = await store.search({ text, limit: 10_000 })
      expect(page.incidents.map(({ id }) => id)).toContain(`i${n}`)
    }),
    { numRuns: 150 },
  )
})
