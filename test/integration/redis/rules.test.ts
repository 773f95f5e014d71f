// Rules published through Redis: what counts, what is kept of those before, and what is let go.
import { afterAll, expect, test } from 'vitest'
import { ask } from '../../../src/queue/redis/connect.ts'
import { currentRules, publishedBy, publishRules, readRules } from '../../../src/queue/redis/rules.ts'
import { freshLinks, redis } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

const publication = (n: number) => ({ hash: `h${n}`, text: `text ${n}` })
const week = 7 * 24 * 3600_000

test.skipIf(!redis)('the newest count, and those before can still be read', async () => {
  const link = await links.open()
  for (const n of [1, 2, 1, 3]) await publishRules(link, 'edge', publication(n))
  expect(await currentRules(link)).toBe('h3')
  expect(await publishedBy(link, 'edge')).toEqual({ current: 'h3', ownBefore: 'h3' })
  expect(await Promise.all(['h1', 'h2', 'h3', 'h4'].map((hash) => readRules(link, hash)))).toEqual([
    'text 1',
    'text 2',
    'text 3',
    null,
  ])
})

test.skipIf(!redis)(
  'a text that was not published for long goes, but for the fifty newest and what counts',
  async () => {
    const link = await links.open()
    for (let n = 1; n <= 60; n++) await publishRules(link, 'edge', publication(n))
    const { rulesets } = link.keys
    const kept = async (): Promise<readonly number[]> => {
      const texts = await Promise.all(Array.from({ length: 61 }, (_, n) => readRules(link, `h${n + 1}`)))
      return texts.flatMap((text, n) => (text === null ? [] : [n + 1]))
    }
    expect(await kept()).toHaveLength(60)
    // As if the first forty had been published more than a week ago, in their order.
    for (let n = 1; n <= 40; n++) await ask(link, (connection) => connection.zincrby(rulesets, n - 100 - week, `h${n}`))
    await publishRules(link, 'edge', publication(61))
    expect(await kept()).toEqual(Array.from({ length: 50 }, (_, n) => n + 12))
    expect(await ask(link, (connection) => connection.zcard(rulesets))).toBe(50)
    // One that comes again is new.
    await publishRules(link, 'edge', publication(12))
    await publishRules(link, 'edge', publication(1))
    expect((await kept()).slice(0, 3)).toEqual([1, 12, 14])
  },
)

test.skipIf(!redis)('what counted before anybody wrote down when is kept for as long', async () => {
  const link = await links.open()
  const { rules, ruleset, rulesets } = link.keys
  await ask(link, (connection) => connection.multi().set(ruleset('old'), 'text').set(rules, 'old').exec())
  await publishRules(link, 'edge', publication(1))
  expect(await readRules(link, 'old')).toBe('text')
  expect(await ask(link, (connection) => connection.zrange(rulesets, '0', '-1'))).toEqual(
    expect.arrayContaining(['h1', 'old']),
  )
})
