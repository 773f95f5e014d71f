// Pointers to batches that producers have committed → their texts.
import { ask, type Link } from './connect.ts'
import { batchId } from './keys.ts'

export interface BatchPointer {
  readonly source: string
  readonly n: number
}

/** In the order asked for; null where a batch is not kept (any more). */
export async function readBatches(
  link: Link,
  partition: number,
  pointers: readonly BatchPointer[],
): Promise<readonly (string | null)[]> {
  if (pointers.length === 0) return []
  const { batches } = link.keys.partition(partition)
  return await ask(link, (connection) =>
    connection.hmget(batches, ...pointers.map(({ source, n }) => batchId(source, n))),
  )
}
