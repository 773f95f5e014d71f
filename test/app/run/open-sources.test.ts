// Sources come and go; what was counted of them does not.
import { expect, test } from 'vitest'
import { OpenSources } from '../../../src/app/run/open-sources.ts'
import type { Source } from '../../../src/event/source.ts'

const source = (id: string, count: number): Source => ({
  info: { id, categories: 0, latenessUs: 0 },
  async *deliveries() {},
  unreadable: () => [{ source: id, connector: 'caddy', reason: 'not JSON', count, samples: [] }],
})

test('what a source could not read stays counted when it is gone', () => {
  const open = new OpenSources()
  const sources = [source('a', 1), source('b', 2), source('c', 4)]
  for (const one of sources) open.add(one)
  open.remove(sources[0]!)
  open.remove(sources[1]!)
  expect(open.ids()).toEqual(['c'])
  expect(open.unreadable()).toMatchObject([{ source: 'c', count: 4 }])
  expect(open.everUnreadable()).toMatchObject([
    { source: 'c', connector: 'caddy', count: 4 },
    { connector: 'caddy', reason: 'not JSON', count: 3 },
  ])
})
