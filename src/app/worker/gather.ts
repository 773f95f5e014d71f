// The spools and outboxes of the partitions that this worker owns, as one of each: one loop serves them all.
import type { Spool } from '../../store/spool.ts'
import type { OutboxStore } from '../../store/store.ts'

export type Served<Part> = () => ReadonlyMap<number, Part>

/** An entry's id says which partition it is of. */
export function gatherSpools(spools: Served<Spool>): Spool {
  return {
    async read(limit) {
      const own = [...spools()]
      const share = Math.max(leastShare, Math.ceil(limit / Math.max(1, own.length)))
      const each = await Promise.all(
        own.map(async ([partition, spool]) =>
          (await spool.read(share)).map((entry) => ({ ...entry, id: `${partition}/${entry.id}` })),
        ),
      )
      return inTurns(each).slice(0, limit)
    },
    async size() {
      const sizes = await Promise.all([...spools().values()].map((spool) => spool.size()))
      return sizes.reduce((sum, size) => sum + size, 0)
    },
    async remove(ids) {
      for (const [partition, own] of Map.groupBy(ids, partitionIn))
        await spools()
          .get(partition)
          ?.remove(own.map((id) => id.slice(id.indexOf('/') + 1)))
    },
  }
}

/** Entries read of one partition at least. */
const leastShare = 64

/** The first of each, the second of each, …: a partition with many does not keep the others out. */
function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat()
}

const partitionIn = (id: string): number => Number(id.slice(0, id.indexOf('/')))

type Serving = Pick<OutboxStore, 'due' | 'settle'>

export function gatherOutboxes(outboxes: Served<Serving>): Serving {
  /** Of rows that were handed out. */
  const partitionOf = new Map<string, number>()
  return {
    async due(nowMs, limit) {
      const each = await Promise.all(
        [...outboxes()].map(async ([partition, outbox]) => {
          const rows = await outbox.due(nowMs, limit)
          for (const { id } of rows) partitionOf.set(id, partition)
          return rows
        }),
      )
      return inTurns(each).slice(0, limit)
    },
    async settle(id, result, nowMs) {
      const partition = partitionOf.get(id)
      partitionOf.delete(id)
      // Of a partition that is somebody else's by now: it is sent again there, under the same id.
      if (partition !== undefined) await outboxes().get(partition)?.settle(id, result, nowMs)
    },
  }
}
