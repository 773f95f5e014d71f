// What a run keeps, for commands that look at it from outside: in its store's file, or in Redis where it has a queue.
import type { DeadLetterStore } from '../store/spool.ts'
import type { OutboxStore } from '../store/store.ts'
import type { FoundConfig } from './config.ts'
import { openLink, queueConfig } from './queue.ts'
import { openKeptStore } from './store.ts'

export interface Kept {
  readonly outbox: Pick<OutboxStore, 'list' | 'retry'>
  readonly deadLetters: DeadLetterStore
}

/** Looks, and closes what had to be opened for it. */
export async function withKept<T>(found: FoundConfig, look: (kept: Kept) => Promise<T>): Promise<T> {
  if (found.config.queue) return withQueue(found, look)
  const store = await openKeptStore(found.resolve(found.config.store.path))
  try {
    return await look({ outbox: store, deadLetters: store.deadLetters })
  } finally {
    await store.close()
  }
}

async function withQueue<T>(found: FoundConfig, look: (kept: Kept) => Promise<T>): Promise<T> {
  const link = await openLink(found, 'prompt', () => {})
  const { disconnect } = await import('../queue/redis/connect.ts')
  const { allOutboxes } = await import('../store/redis/outboxes.ts')
  const { deadLetterStore } = await import('../store/redis/dead-letters.ts')
  try {
    const outbox = allOutboxes(link, queueConfig(found).partitions)
    return await look({ outbox, deadLetters: deadLetterStore(link) })
  } finally {
    await disconnect(link)
  }
}
