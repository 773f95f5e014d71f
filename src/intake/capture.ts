// Capture files → batches of the sensor's events, their packets merged by time as if they were one capture.
import { Batch } from '../event/batch.ts'
import { categoryBits } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import type { Delivery, Source, Unreadable } from '../event/source.ts'
import type { RequestSettings } from '../request/settings.ts'
import type { Bounds } from '../sensor/bounds.ts'
import { Sensor } from '../sensor/sensor.ts'
import { KeyLog } from '../sensor/tls/key-log.ts'
import { openBytes } from './bytes.ts'
import { CaptureMerge } from './capture-merge.ts'
import { captureUnreadable } from './capture-unreadable.ts'

export interface CaptureSettings {
  readonly id: string
  /** Files, or `-` for standard input. */
  readonly inputs: readonly { readonly path: string }[]
  readonly request: RequestSettings
  readonly bounds?: Partial<Bounds>
  /** The text of a key log: secrets of TLS, beside those that captures bring along. */
  readonly keys?: () => string
  /** Where bytes come from; for tests. */
  readonly open?: (path: string) => AsyncIterable<Uint8Array>
  /** Called now and then with the bytes read so far, of all inputs. */
  readonly onBytes?: (bytes: number) => void
}

/** Rows after which a batch is delivered. */
const batchRows = 1000
/** Rows that the packet which fills a batch may bring beyond it: made room for at once, others make it as they come. */
const lastPacketRows = 64
/** Packets after which one is delivered whatever is in it: others wait for word of how far this source is. */
const batchPackets = 50_000

/** What `resume` holds: rows delivered so far. A restart decodes from the start and leaves out so many. */
interface Resume {
  readonly rows: number
}

export function captureSource(settings: CaptureSettings): Source {
  const { id, inputs, open = openBytes } = settings
  let unreadable = (): readonly Unreadable[] => []
  return {
    info: {
      id,
      categories: categoryBits(['network', 'handshake', 'frame', 'message', 'close', 'connection']),
      latenessUs: 0,
    },
    unreadable: () => unreadable(),
    async *deliveries(layout, resume) {
      const { request, bounds } = settings
      const keys = new KeyLog()
      keys.add(settings.keys?.() ?? '')
      const sensor = new Sensor({ layout, request, keys, ...(bounds && { bounds }) })
      const merge = new CaptureMerge(
        inputs.map(({ path }) => ({ path, bytes: open(path) })),
        settings.onBytes,
        (text) => keys.add(text),
      )
      unreadable = () => captureUnreadable(id, merge, sensor)
      yield* numbered(id, batches(sensor, merge, layout), resume)
    },
  }
}

/** A batch, and how far the sensor was when it was full. */
type Filled = Pick<Delivery, 'batch' | 'progress'>

async function* batches(sensor: Sensor, merge: CaptureMerge, layout: Layout): AsyncGenerator<Filled> {
  let batch = new Batch(layout)
  let packets = 0
  const filled = (): Filled => {
    const full = { batch, progress: sensor.position() }
    batch = new Batch(layout, full.batch.length + lastPacketRows)
    packets = 0
    return full
  }
  try {
    while (await merge.ready()) {
      for (let packet = merge.next(); packet !== null; packet = merge.next()) {
        sensor.packet(packet, batch)
        if (batch.length >= batchRows || ++packets >= batchPackets) yield filled()
      }
    }
  } finally {
    await merge.close()
  }
  while (!sensor.end(batch, batchRows)) yield filled()
  if (batch.length > 0) yield filled()
}

/** Numbers the batches, leaving out the rows that were delivered before a restart. */
async function* numbered(
  source: string,
  filled: AsyncIterable<Filled>,
  resume: { readonly n: number; readonly resume: unknown } | undefined,
): AsyncGenerator<Delivery> {
  let n = resume?.n ?? 0
  let rows = 0
  const before = rowsOf(resume?.resume)
  for await (const { batch, progress } of filled) {
    const known = Math.min(batch.length, Math.max(0, before - rows))
    rows += batch.length
    if (rows < before || (rows === before && known > 0)) continue
    n++
    yield { source, n, batch: known === 0 ? batch : restOf(batch, known), progress, resume: { rows } satisfies Resume }
  }
}

const rowsOf = (resume: unknown): number =>
  typeof resume === 'object' && resume !== null && 'rows' in resume ? Number(resume.rows) : 0

/** The rows of a batch from one on. The sensor derives no row from another, so each is its own parent. */
export function restOf(batch: Batch, from: number): Batch {
  const rest = new Batch(batch.layout)
  for (let row = from; row < batch.length; row++) {
    const copy = rest.add(
      batch.categories[row]!,
      batch.times[row]!,
      batch.nanos[row]!,
      batch.sequences[row]!,
      batch.origin(row),
    )
    for (let slot = 0; slot < batch.columns.length; slot++) rest.set(copy, slot, batch.get(row, slot))
  }
  return rest
}
