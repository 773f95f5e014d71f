// A path → resolved once there is a file with something in it, or the run stops.
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 500

export async function waitForFile(path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const found = await stat(path).catch(() => null)
    if (found && found.size > 0) return
    await sleep(pollMs, undefined, { signal }).catch(() => {})
  }
}
