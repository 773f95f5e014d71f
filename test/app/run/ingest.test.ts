// Posted events while the store fails: nobody waits for ever, nothing counts twice.
import { expect, test } from 'vitest'
import type { Sink } from '../../../src/app/run/back-end.ts'
import { createIngest } from '../../../src/app/run/ingest.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { UnreadableLog } from '../../../src/intake/unreadable.ts'
import { request } from '../../connectors/read.ts'

const body = Buffer.from('{"@timestamp":"2026-03-01T12:00:00Z","event.category":"message"}\n')

function withStore() {
  const store = { failing: false, submitted: 0, keep: (): void => {} }
  const sink = {
    submit: () => {
      store.submitted++
      return new Promise<void>((kept) => {
        store.keep = kept
      })
    },
  } as unknown as Sink
  const ingest = createIngest({
    layout: () => createLayout([]),
    request,
    sink,
    store: { knowsRequest: async () => false },
    unreadable: new UnreadableLog('http', 'ndjson'),
    heard: () => {},
    isFailing: () => store.failing,
    patienceMs: 20,
  })
  return { store, ingest }
}

test('who waited long enough is asked to come again', async () => {
  const { ingest } = withStore()
  await expect(ingest(body, 'one')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('who comes again while the first is still to be kept, is counted with it', async () => {
  const { store, ingest } = withStore()
  await expect(ingest(body, 'one')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  store.failing = true
  const again = ingest(body, 'one')
  store.keep()
  expect(await again).toEqual({ accepted: 1, unreadable: 0, duplicate: true })
  expect(store.submitted).toBe(1)
})

test('what is new is refused at once while the store fails', async () => {
  const { store, ingest } = withStore()
  store.failing = true
  await expect(ingest(body, 'one')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  await expect(ingest(body, null)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(store.submitted).toBe(0)
})
