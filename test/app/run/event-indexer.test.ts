// Events on their way to the search server: those that are wanted, masked, and never more than there is room for.
import { expect, test } from 'vitest'
import { EventIndexer } from '../../../src/app/run/event-indexer.ts'
import { createLog } from '../../../src/app/run/log.ts'
import { Batch } from '../../../src/event/batch.ts'
import { categoryBits } from '../../../src/event/category.ts'
import { createLayout } from '../../../src/event/layout.ts'
import type { NestedDocument } from '../../../src/event/value.ts'
import { recorded } from '../../../src/pipeline/journal.ts'

function batchOf(...events: readonly (readonly [category: string, text: string])[]): Batch {
  const batch = new Batch(createLayout([]))
  for (const [i, [category, text]] of events.entries()) {
    const id = `e${i}`
    const document = { 'event.id': id, 'event.category': [category], 'websocket.payload.text': text }
    batch.add(categoryBits([category]), i, 0, i, recorded(id, document))
  }
  return batch
}

function indexer(write: (documents: readonly NestedDocument[]) => Promise<void>, bound = 10) {
  const lines: string[] = []
  const log = createLog(false, (line) => void lines.push(line))
  return { indexer: new EventIndexer({ categories: ['message', 'close'], write, log, bound }), lines }
}

test('the wanted categories are written, with credentials masked', async () => {
  const written: NestedDocument[] = []
  const { indexer: events } = indexer(async (documents) => void written.push(...documents))
  events.offer(batchOf(['message', 'password=hunter2 hello'], ['frame', 'not wanted'], ['close', '']))
  await events.stop(1000)
  expect(written.map(({ event }) => (event as NestedDocument)['id'])).toEqual(['e0', 'e2'])
  expect(JSON.stringify(written)).not.toContain('hunter2')
})

test('where the server cannot keep up, what is beyond the bound is left out and counted', async () => {
  let release = (): void => {}
  const { indexer: events, lines } = indexer(() => new Promise((done) => (release = done)), 2)
  for (let n = 0; n < 3; n++) events.offer(batchOf(['message', 'a'], ['message', 'b']))
  expect([events.waiting, events.dropped]).toEqual([2, 2])
  expect(lines).toHaveLength(1)
  release()
  await new Promise((done) => setTimeout(done))
  release()
  await events.stop(1000)
  expect(events.waiting).toBe(0)
  expect(lines.at(-1)).toContain('leftOut=2')
})

test('a stop does not wait for ever', async () => {
  const { indexer: events, lines } = indexer(() => new Promise(() => {}))
  events.offer(batchOf(['message', 'a']))
  events.offer(batchOf(['message', 'b']))
  await events.stop(10)
  expect(lines.at(-1)).toContain('events=1')
})
