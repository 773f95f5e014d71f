// A folder and a signal → sleep that ends early when something in the folder changes, and for good when the signal comes.
import { type FSWatcher, watch } from 'node:fs'

export interface Waker {
  /** Until something changed, or a quarter of a second has passed; false where it is time to stop. */
  sleep(): Promise<boolean>
  close(): void
}

/** Watching is a courtesy of the system: network file systems do not tell, so a look now and then comes beside it. */
const longestSleepMs = 250

/** `concerns`: by the name of what changed in the folder; all of it where it is not given. */
export function createWaker(
  folder: string,
  signal: AbortSignal,
  concerns: (name: string) => boolean = () => true,
): Waker {
  let changed = false
  let wake = (): void => {}
  const notice = (): void => {
    changed = true
    wake()
  }
  const watcher = tryWatch(folder, (name) => {
    if (name === null || concerns(name)) notice()
  })
  signal.addEventListener('abort', notice)
  return {
    async sleep() {
      if (!changed && !signal.aborted)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, longestSleepMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      changed = false
      return !signal.aborted
    },
    close() {
      watcher?.close()
      signal.removeEventListener('abort', notice)
    },
  }
}

function tryWatch(folder: string, notice: (name: string | null) => void): FSWatcher | null {
  try {
    const watcher = watch(folder, (_event, name) => notice(name))
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
