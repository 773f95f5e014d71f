// Packets of an interface as they come → batches of the sensor's events, each handed on as soon as nothing more is there to read.
import type { OperationalError } from '../errors.ts'
import { Batch } from '../event/batch.ts'
import { categoryBits } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, Source, Traffic, Unreadable } from '../event/source.ts'
import type { RequestSettings } from '../request/settings.ts'
import type { Bounds } from '../sensor/bounds.ts'
import { CaptureReader } from '../sensor/capture.ts'
import { Sensor } from '../sensor/sensor.ts'
import { KeyLog } from '../sensor/tls/key-log.ts'
import { captureUnreadable } from './capture-unreadable.ts'
import { LiveCapture, type LiveRunning, type LiveSelection } from './live-tcpdump.ts'
import { nowUs } from './now.ts'

export interface LiveSettings extends LiveRunning, LiveSelection {
  readonly id: string
  readonly request: RequestSettings
  readonly bounds?: Partial<Bounds>
  /** What a key log of TLS says that it did not say before. */
  readonly freshKeys?: () => string
  /** Microseconds since the epoch; for tests. */
  readonly now?: () => number
}

export interface LiveSource extends Source {
  packets(): Traffic
  trouble(): OperationalError | null
  isListening(): boolean
}

/** Rows after which a batch is delivered though more can be read. */
const batchRows = 1000

/** How often others are told how far this source is, where its packets bring no events. */
const wordEveryUs = 1_000_000

/** Packets of two seconds ago are here by now: for how long a connection has been silent can be told without any. */
const behindUs = 2_000_000

export function liveSource(settings: LiveSettings): LiveSource {
  const { id } = settings
  const capture = new LiveCapture(settings, settings)
  let unreadable = (): readonly Unreadable[] => []
  return {
    info: {
      id,
      categories: categoryBits(['network', 'handshake', 'frame', 'message', 'close', 'connection']),
      latenessUs: 0,
    },
    packets: () => capture.traffic(),
    trouble: () => capture.trouble,
    isListening: () => capture.isListening,
    unreadable: () => [...unreadable(), ...dropped(id, capture.traffic())],
    async *deliveries(layout, resume) {
      const { request, bounds, freshKeys, now = nowUs } = settings
      const keys = new KeyLog({ mayGrow: freshKeys !== undefined })
      const sensor = new Sensor({ layout, request, keys, ...(bounds && { bounds }) })
      const live = new Live(sensor, layout, { now, refresh: () => void keys.add(freshKeys?.() ?? '') })
      unreadable = () => captureUnreadable(id, { problems: () => live.problems(), wrongTimes: () => 0 }, sensor)
      let n = resume?.n ?? 0
      for await (const filled of live.batches(capture))
        yield { source: id, n: ++n, ...filled, resume: null, isFleeting: true }
    },
  }
}

const dropped = (source: string, { dropped: count }: Traffic): readonly Unreadable[] => {
  const reason = 'packet dropped by the kernel: they come faster than they can be taken in'
  return count === 0 ? [] : [{ source, connector: 'sensor', reason, count, samples: [] }]
}

type Filled = Pick<Delivery, 'batch' | 'progress'>

/** The state of TCP is kept over all batches, and over new starts of tcpdump: what is missing then is a gap. */
class Live {
  readonly #sensor: Sensor
  readonly #layout: Layout
  readonly #now: () => number
  readonly #refresh: () => void
  readonly #problems: { readonly path: string; readonly reason: string; readonly at: number }[] = []
  #reader = new CaptureReader()
  #batch: Batch
  /** How far others know this source to be. */
  #toldUs = Number.NEGATIVE_INFINITY

  /** `refresh` is called before packets are read. */
  constructor(
    sensor: Sensor,
    layout: Layout,
    { now, refresh }: { readonly now: () => number; readonly refresh: () => void },
  ) {
    this.#sensor = sensor
    this.#now = now
    this.#refresh = refresh
    this.#layout = layout
    this.#batch = new Batch(layout)
  }

  async *batches(capture: LiveCapture): AsyncGenerator<Filled> {
    for await (const piece of capture.pieces()) {
      if (piece.kind === 'begun') this.#begin()
      if (piece.kind === 'nothing') this.#sensor.tick(this.#now() - behindUs, this.#batch)
      if (piece.kind === 'bytes') yield* this.#read(piece.bytes)
      if (this.#batch.length > 0 || this.#hasNews(piece.kind === 'bytes')) yield this.#filled()
    }
    while (!this.#sensor.end(this.#batch, batchRows)) yield this.#filled()
    if (this.#batch.length > 0) yield this.#filled()
  }

  problems(): readonly { readonly path: string; readonly reason: string; readonly at: number }[] {
    return [...this.#problems, ...this.#ofReader()]
  }

  #begin(): void {
    this.#problems.push(...this.#ofReader())
    this.#reader = new CaptureReader()
  }

  #ofReader() {
    return this.#reader.problems.map((problem) => ({ path: '-', ...problem }))
  }

  *#read(bytes: Buffer): Generator<Filled> {
    this.#refresh()
    this.#reader.push(bytes)
    for (let packet = this.#reader.next(); packet !== null; packet = this.#reader.next()) {
      this.#sensor.packet(packet, this.#batch)
      if (this.#batch.length >= batchRows) yield this.#filled()
    }
  }

  /** Where nothing comes, time goes on without this source. */
  #hasNews(isHeard: boolean): boolean {
    return isHeard && this.#sensor.position().us >= this.#toldUs + wordEveryUs
  }

  #filled(): Filled {
    const full = { batch: this.#batch, progress: this.#sensor.position() }
    this.#toldUs = full.progress.us
    this.#batch = new Batch(this.#layout)
    return full
  }
}
