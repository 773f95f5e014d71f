// A log file → whether a thread of its own is to read it.
import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Connector } from '../../../connectors/connector.ts'
import { ndjson } from '../../../connectors/ndjson/connector.ts'

/** A thread takes some forty milliseconds to start: as long as to read this much. */
export const leastBytes = 1 << 23

/** Beside this one: more would only take turns. */
const mostThreads = (): number => availableParallelism() - 1

/** `running`: threads that read already. A file that cannot be read is worth none: whoever reads it here tells why. */
export function isWorthAThread(path: string, connector: Connector, running: number): boolean {
  if (connector !== ndjson || path === '-' || running >= mostThreads()) return false
  try {
    const found = statSync(path)
    return found.isFile() && found.size >= leastBytes
  } catch {
    return false
  }
}
