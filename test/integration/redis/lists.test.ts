// What lists hold, published through Redis: each text once, and only the one that counts.
import { afterAll, expect, test } from 'vitest'
import { publishedLists, publishLists, readList } from '../../../src/queue/redis/lists.ts'
import { freshLinks, redis } from './link.ts'

const links = freshLinks()
afterAll(() => links.close())

test.skipIf(!redis)('a text takes the place of the one before it', async () => {
  const link = await links.open()
  await publishLists(link, [
    { key: 'ip a b', hash: 'h1', text: 'one' },
    { key: 'ip c d', hash: 'h1', text: 'one' },
  ])
  await publishLists(link, [{ key: 'ip a b', hash: 'h2', text: 'two' }])
  const shared = await readList(link, 'h1')
  await publishLists(link, [{ key: 'ip c d', hash: 'h2', text: 'two' }])
  expect([
    [...(await publishedLists(link))].sort(),
    shared,
    await readList(link, 'h1'),
    await readList(link, 'h2'),
  ]).toEqual([
    [
      ['ip a b', 'h2'],
      ['ip c d', 'h2'],
    ],
    'one',
    null,
    'two',
  ])
})
