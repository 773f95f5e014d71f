// A capture that is being written → batches of the sensor's events, each handed on when nothing more is there to read yet.
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Batch } from '../event/batch.ts'
import { categoryBits } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, Source, Unreadable } from '../event/source.ts'
import type { RequestSettings } from '../request/settings.ts'
import { CaptureReader } from '../sensor/capture.ts'
import { Sensor } from '../sensor/sensor.ts'
import { KeyLog } from '../sensor/tls/key-log.ts'
import { inputError } from './bytes.ts'
import { restOf } from './capture.ts'
import { captureUnreadable } from './capture-unreadable.ts'
import type { FilePlace } from './file-place.ts'
import { GrowingFile, plainHolds, rewritten } from './growing-file.ts'
import { UnreadableLog } from './unreadable.ts'
import { createWaker, type Waker } from './wake.ts'

export interface GrowingCaptureSettings {
  readonly id: string
  readonly path: string
  readonly request: RequestSettings
  /** What a key log says that it did not say before. */
  readonly freshKeys?: () => string
  readonly signal: AbortSignal
}

/** Which file it was, how far it was read, and how many of its rows were delivered: it is decoded again from its start. */
interface Resume {
  readonly place: FilePlace
  readonly position: number
  readonly rows: number
}

export function growingCapture(settings: GrowingCaptureSettings): Source {
  const unreadable = new UnreadableLog(settings.id, 'sensor')
  let now: Reading | null = null
  return {
    info: {
      id: settings.id,
      categories: categoryBits(['network', 'handshake', 'frame', 'message', 'close', 'connection']),
      latenessUs: 0,
    },
    unreadable: () => {
      const all = new UnreadableLog(settings.id, 'sensor')
      all.merge(unreadable.list())
      if (now !== null) all.merge(now.unreadable())
      return all.list()
    },
    async *deliveries(layout, before) {
      const { path, signal } = settings
      const waker = createWaker(dirname(path), signal, { concerns: (name) => name === basename(path) })
      let resume = before?.resume as Resume | undefined
      let n = before?.n ?? 0
      try {
        do {
          const file = await opened(path)
          if (file === null) continue
          const known = resume && (await plainHolds(path, resume.place, resume.position)) ? resume.rows : 0
          resume = undefined
          now = new Reading(settings, layout, file)
          for await (const delivery of now.deliveries(waker, known)) yield { ...delivery, n: ++n }
          unreadable.merge(now.unreadable())
          now = null
        } while (await waker.sleep())
      } finally {
        waker.close()
      }
    },
  } satisfies Source
}

/** Null where there is none yet, or nothing in it. */
async function opened(path: string): Promise<GrowingFile | null> {
  try {
    const found = await stat(path).catch(() => null)
    return found === null || found.size === 0 ? null : await GrowingFile.open(path, { base: 0, position: 0 })
  } catch (error) {
    throw inputError(path, error)
  }
}

/** Rows after which a batch is delivered though more can be read. */
const batchRows = 1000

/** One file, until another takes its place. */
class Reading {
  readonly #settings: GrowingCaptureSettings
  readonly #layout: Layout
  readonly #file: GrowingFile
  readonly #keys = new KeyLog({ mayGrow: true })
  readonly #reader = new CaptureReader((text) => void this.#keys.add(text))
  readonly #sensor: Sensor
  #batch: Batch
  #rows = 0

  constructor(settings: GrowingCaptureSettings, layout: Layout, file: GrowingFile) {
    this.#settings = settings
    this.#layout = layout
    this.#file = file
    this.#sensor = new Sensor({ layout, request: settings.request, keys: this.#keys })
    this.#batch = new Batch(layout)
  }

  /** `known`: rows that were delivered before a restart. What is open when the run stops is still open then. */
  async *deliveries(waker: Waker, known: number): AsyncGenerator<Delivery> {
    try {
      while (!this.#settings.signal.aborted) {
        const piece = await this.#file.read()
        if (piece === rewritten || (piece === null && (await this.#isReplaced()))) break
        if (piece !== null)
          yield* this.#read(Buffer.from(piece.bytes.buffer, piece.bytes.byteOffset, piece.bytes.length), known)
        else {
          yield* this.#filled(known)
          await waker.sleep()
        }
      }
      if (this.#settings.signal.aborted) return
      while (!this.#sensor.end(this.#batch, batchRows)) yield* this.#filled(known)
      yield* this.#filled(known)
    } finally {
      await this.#file.close()
    }
  }

  unreadable(): readonly Unreadable[] {
    const { id, path } = this.#settings
    const problems = () => this.#reader.problems.map((problem) => ({ path, ...problem }))
    return captureUnreadable(id, { problems, wrongTimes: () => 0 }, this.#sensor)
  }

  *#read(bytes: Buffer, known: number): Generator<Delivery> {
    this.#keys.add(this.#settings.freshKeys?.() ?? '')
    this.#reader.push(bytes)
    for (let packet = this.#reader.next(); packet !== null; packet = this.#reader.next()) {
      this.#sensor.packet(packet, this.#batch)
      if (this.#batch.length >= batchRows) yield* this.#filled(known)
    }
  }

  *#filled(known: number): Generator<Delivery> {
    const full = this.#batch
    if (full.length === 0) return
    this.#batch = new Batch(this.#layout)
    const delivered = Math.min(full.length, Math.max(0, known - this.#rows))
    this.#rows += full.length
    if (delivered === full.length) return
    const { place, position } = this.#file
    const resume: Resume = { place, position, rows: this.#rows }
    const batch = delivered === 0 ? full : restOf(full, delivered)
    yield { source: this.#settings.id, n: 0, batch, progress: this.#sensor.position(), resume }
  }

  /** Another file has its name; one that is gone may come back. */
  async #isReplaced(): Promise<boolean> {
    const found = await stat(this.#settings.path).catch(() => null)
    return found !== null && found.ino !== this.#file.inode
  }
}
