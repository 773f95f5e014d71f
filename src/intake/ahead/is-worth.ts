// A log file → whether a thread of its own is to scan it.
import { stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import type { Connector } from '../../../connectors/connector.ts'
import { ndjson } from '../../../connectors/ndjson/connector.ts'
import { unwrapHead } from '../container-log.ts'
import { readHead } from '../head.ts'

/** A thread takes some forty milliseconds to start: as long as to read this much. */
export const leastBytes = 1 << 23

/** A file that cannot be read is worth none: whoever reads it here tells why. */
export async function isWorthAThread(path: string, connector: Connector): Promise<boolean> {
  if (connector !== ndjson || path === '-' || availableParallelism() < 2) return false
  try {
    const found = await stat(path)
    return found.isFile() && found.size >= leastBytes && unwrapHead(await readHead(path)) === null
  } catch {
    return false
  }
}
