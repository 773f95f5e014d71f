// A folder that captures are put into → their deliveries, one capture after another in the order of their names.
import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OperationalError } from '../errors.ts'
import type { Layout } from '../event/layout.ts'
import { beginning, later, type Position } from '../event/position.ts'
import type { Delivery, Source, SourceInfo, Unreadable } from '../event/source.ts'
import { UnreadableLog } from './unreadable.ts'
import { createWaker } from './wake.ts'

export interface FolderSettings {
  readonly id: string
  readonly path: string
  readonly categories: number
  /** The source of one file. */
  readonly open: (path: string) => Source
  readonly signal: AbortSignal
  /** The youngest file is finished when it has not changed for so long. One that is renamed into the folder mostly is at once. */
  readonly quietMs?: number
}

interface Resume {
  /** Names of the files read to their ends; those that are no longer in the folder are forgotten. */
  readonly done: readonly string[]
  readonly current: { readonly name: string; readonly n: number; readonly resume: unknown } | null
}

export function folderSource(settings: FolderSettings): Source {
  const info: SourceInfo = { id: settings.id, categories: settings.categories, latenessUs: 0 }
  const unreadable = new UnreadableLog(settings.id, 'sensor')
  return {
    info,
    deliveries: (layout, before) => new FolderReading(settings, layout, unreadable, before).deliveries(),
    unreadable: () => unreadable.list(),
  }
}

class FolderReading {
  readonly #settings: FolderSettings
  readonly #layout: Layout
  readonly #unreadable: UnreadableLog
  #done: Set<string>
  #current: Resume['current']
  #n: number
  #progress: Position = beginning
  /** Files that could not be opened, as they were then: tried again when something about them changes. */
  readonly #refused = new Map<string, number>()

  constructor(
    settings: FolderSettings,
    layout: Layout,
    unreadable: UnreadableLog,
    before: { readonly n: number; readonly resume: unknown } | undefined,
  ) {
    const resume = (before?.resume ?? { done: [], current: null }) as Resume
    this.#settings = settings
    this.#layout = layout
    this.#unreadable = unreadable
    this.#done = new Set(resume.done)
    this.#current = resume.current
    this.#n = before?.n ?? 0
  }

  async *deliveries(): AsyncGenerator<Delivery> {
    const { path, signal } = this.#settings
    await mustBeFolder(path)
    const waker = createWaker(path, signal)
    try {
      do {
        for (const name of await this.#finished()) {
          if (signal.aborted) return
          yield* this.#file(name)
        }
      } while (await waker.sleep())
    } finally {
      waker.close()
    }
  }

  /** The next files, by name; the one that a restart broke into comes first. */
  async #finished(): Promise<readonly string[]> {
    const names = (await readdir(this.#settings.path)).filter(isCapture).sort()
    this.#done = new Set([...this.#done].filter((name) => names.includes(name)))
    for (const name of this.#refused.keys()) if (!names.includes(name)) this.#refused.delete(name)
    const fresh = names.filter((name) => !this.#done.has(name))
    const states = await Promise.all(fresh.map(async (name) => ({ name, found: await this.#stateOf(name) })))
    const youngestMs = Math.max(...states.map(({ found }) => found?.mtimeMs ?? 0))
    return states
      .filter(({ name, found }) => found?.isFile() && this.#isFinished(name, found, found.mtimeMs === youngestMs))
      .map(({ name }) => name)
      .sort((a, b) => this.#rank(a) - this.#rank(b))
  }

  #rank(name: string): number {
    return name === this.#current?.name ? 0 : 1
  }

  /** Who writes a capture may pause in it; who has begun the next one is done with it. */
  #isFinished(name: string, { ctimeMs, mtimeMs }: Stats, isYoungest: boolean): boolean {
    if (this.#refused.get(name) === ctimeMs) return false
    const { quietMs = usualQuietMs } = this.#settings
    // One of the future is of another machine's clock, or from before ours was set back.
    return Math.abs(Date.now() - mtimeMs) >= (isYoungest ? quietMs : Math.min(quietMs, quietBeforeAnotherMs))
  }

  #stateOf(name: string): Promise<Stats | null> {
    return stat(join(this.#settings.path, name)).catch(() => null)
  }

  /** A file that cannot be opened is told and left out: the others are read. */
  async *#file(name: string): AsyncGenerator<Delivery> {
    try {
      yield* this.#contents(name)
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error
      const found = await this.#stateOf(name)
      if (found === null) return
      this.#refused.set(name, found.ctimeMs)
      this.#unreadable.put('file that cannot be opened', 0, error.message)
    }
  }

  async *#contents(name: string): AsyncGenerator<Delivery> {
    const source = this.#settings.open(join(this.#settings.path, name))
    const from = this.#current?.name === name ? this.#current : undefined
    for await (const delivery of source.deliveries(this.#layout, from)) {
      this.#current = { name, n: delivery.n, resume: delivery.resume }
      this.#progress = later(this.#progress, delivery.progress)
      yield this.#own(delivery)
      if (this.#settings.signal.aborted) return
    }
    this.#unreadable.merge(source.unreadable().map((one) => ofFile(name, one)))
    this.#done.add(name)
    this.#current = null
  }

  #own(delivery: Delivery): Delivery {
    const resume: Resume = { done: [...this.#done], current: this.#current }
    return { ...delivery, source: this.#settings.id, n: ++this.#n, progress: this.#progress, resume }
  }
}

/** Where nothing of the contents can be shown, which file it was. */
function ofFile(name: string, { samples, ...rest }: Unreadable): Unreadable {
  if (samples.length === 0) return { ...rest, samples: [{ at: 0, excerpt: name }] }
  return { ...rest, samples: samples.map(({ at, excerpt }) => ({ at, excerpt: excerpt === '' ? name : excerpt })) }
}

const usualQuietMs = 5000
const quietBeforeAnotherMs = 1000

/** Programs that write a file under another name first choose these. */
const isCapture = (name: string): boolean => !name.startsWith('.') && !/\.(?:tmp|part|partial|swp)$/.test(name)

async function mustBeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new OperationalError('INPUT_NOT_FOUND', { path }, error)
  })
  if (!found.isDirectory()) throw new OperationalError('INPUT_UNREADABLE', { path, reason: 'it is no folder' })
}
