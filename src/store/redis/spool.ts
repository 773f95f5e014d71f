// Changes to incidents of one partition on their way to where they are searched: a stream that commits append to.

import type { IncidentChange } from '../../incident/incident.ts'
import { ask, type Link } from '../../queue/redis/connect.ts'
import type { Spool, SpoolEntry } from '../spool.ts'

/** Redis takes no others as ids of entries. */
const isEntryId = /^\d+-\d+$/

export function redisSpool(link: Link, partition: number): Spool {
  const { spool } = link.keys.partition(partition)
  return {
    read: async (limit) => {
      const entries = await ask(link, (connection) => connection.xrange(spool, '-', '+', 'COUNT', limit))
      return entries.map(([id, fields]) => entryOf(id, fields))
    },
    remove: async (ids) => {
      const known = ids.filter((id) => isEntryId.test(id))
      if (known.length > 0) await ask(link, (connection) => connection.xdel(spool, ...known))
    },
    size: () => ask(link, (connection) => connection.xlen(spool)),
  }
}

function entryOf(id: string, [, atMs, , change]: readonly string[]): SpoolEntry {
  return { id, atMs: Number(atMs), change: JSON.parse(change!) as IncidentChange }
}
