// Responses of all partitions as one outbox: to list them, and to send them again.
import type { Link } from '../../queue/redis/connect.ts'
import type { OutboxRow, OutboxStore } from '../store.ts'
import { outboxStore } from './outbox.ts'

export function allOutboxes(link: Link, partitions: number): Pick<OutboxStore, 'list' | 'retry'> {
  const outboxes = Array.from({ length: partitions }, (_, partition) => outboxStore(link, partition))
  return {
    list: async (filter) => {
      const lists = await Promise.all(outboxes.map((outbox) => outbox.list(filter)))
      return lists.flat().sort(newestFirst).slice(0, filter.limit)
    },
    retry: async (id, nowMs) => {
      const counts = await Promise.all(outboxes.map((outbox) => outbox.retry(id, nowMs)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

const newestFirst = (a: OutboxRow, b: OutboxRow): number => b.createdAtMs - a.createdAtMs
