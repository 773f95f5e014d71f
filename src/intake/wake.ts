// A folder and a signal → sleep that ends early when something in the folder changes, and for good when the signal comes.
import { type FSWatcher, watch } from 'node:fs'

export interface Waker {
  /**
   * Until something changed, or a quarter of a second has passed; false where it is time to stop. Where nothing is going on
   * (`isBusy` false), each sleep is longer than the one before, up to `idleMs`.
   */
  sleep(isBusy?: boolean): Promise<boolean>
  close(): void
}

/** Watching is a courtesy of the system: network file systems do not tell, so a look now and then comes beside it. */
const usualSleepMs = 250

export interface WakerOptions {
  /** By the name of what changed in the folder; all of it where it is not given. */
  readonly concerns?: (name: string) => boolean
  /** The longest sleep, where the system can be asked to tell of changes. */
  readonly idleMs?: number
}

export function createWaker(folder: string, signal: AbortSignal, options: WakerOptions = {}): Waker {
  const { concerns = () => true, idleMs = usualSleepMs } = options
  let sleepMs = usualSleepMs
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
    async sleep(isBusy = true) {
      sleepMs = isBusy || changed || watcher === null ? usualSleepMs : Math.min(idleMs, sleepMs * 2)
      if (!changed && !signal.aborted)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, sleepMs)
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
