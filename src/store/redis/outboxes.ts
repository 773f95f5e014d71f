// Responses of all partitions as one outbox: to look at them, to settle one of any, and to send them again.
import type { Link } from '../../queue/redis/connect.ts'
import type { OutboxRow, OutboxStore } from '../store.ts'
import { outboxStore } from './outbox.ts'

export function allOutboxes(link: Link, partitions: number): Omit<OutboxStore, 'due'> {
  const outboxes = Array.from({ length: partitions }, (_, partition) => outboxStore(link, partition))
  return {
    list: async (filter) => {
      const lists = await Promise.all(outboxes.map((outbox) => outbox.list(filter)))
      return lists.flat().sort(newestFirst).slice(0, filter.limit)
    },
    waiting: async (action, limit) => {
      const lists = await Promise.all(outboxes.map((outbox) => outbox.waiting(action, limit)))
      return lists.flat().sort(oldestFirst).slice(0, limit)
    },
    // Only the partition that has it does anything.
    settle: async (id, result, nowMs) => {
      await Promise.all(outboxes.map((outbox) => outbox.settle(id, result, nowMs)))
    },
    retry: async (id, nowMs) => {
      const counts = await Promise.all(outboxes.map((outbox) => outbox.retry(id, nowMs)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
  }
}

const oldestFirst = (a: OutboxRow, b: OutboxRow): number => a.createdAtMs - b.createdAtMs
const newestFirst = (a: OutboxRow, b: OutboxRow): number => b.createdAtMs - a.createdAtMs
