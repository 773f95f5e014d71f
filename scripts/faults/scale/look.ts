// An installation → what has arrived in Elasticsearch, and what still waits in Redis.
import { readOverview } from '../../../src/queue/redis/overview.ts'
import { deadLetterStore } from '../../../src/store/redis/dead-letters.ts'
import type { Installation } from './installation.ts'
import type { Found } from './ledger.ts'

export const incidentIndex = 'tripline-incidents'
export const alertStream = 'logs-tripline.alert-default'

export interface Waiting {
  readonly batches: number
  readonly changes: number
}

/** Null while Redis is away. */
export async function readWaiting({ link }: Installation): Promise<Waiting | null> {
  try {
    const overview = await readOverview(link)
    const of = overview?.partitions ?? []
    return {
      batches: of.reduce((sum, { depth }) => sum + depth, 0),
      changes: of.reduce((sum, { spool }) => sum + spool, 0),
    }
  } catch {
    return null
  }
}

/** What was set aside, with the reasons. */
export const deadLetters = ({ link }: Installation): ReturnType<ReturnType<typeof deadLetterStore>['listDead']> =>
  deadLetterStore(link).listDead(100)

export async function countIn({ elastic }: Installation, index: string): Promise<number> {
  await fetch(`${elastic.url}/${index}/_refresh`, { method: 'POST' })
  const answer = await ask(`${elastic.url}/${index}/_count`)
  return (answer as { readonly count?: number }).count ?? 0
}

interface Page {
  readonly _scroll_id: string
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _source: object }[] }
}

/** All documents, of all backing indices. */
export async function readAll({ elastic }: Installation, index: string): Promise<readonly Found[]> {
  const found: Found[] = []
  let page = (await ask(`${elastic.url}/${index}/_search?scroll=1m&size=2000`)) as Page
  while (page.hits.hits.length > 0) {
    for (const { _id: id, _source: source } of page.hits.hits) found.push({ id, source })
    page = (await ask(`${elastic.url}/_search/scroll`, { scroll: '1m', scroll_id: page._scroll_id })) as Page
  }
  return found
}

async function ask(url: string, body?: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return await answer.json()
}
