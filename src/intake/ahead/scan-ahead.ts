// An NDJSON file → batches, as a reader gives them; it is read, and what can be told from the bytes alone is found, in
// another thread, a few batches ahead of whoever takes them.
import type { Aside } from '../../../connectors/connector.ts'
import { RunPacker } from '../../../connectors/ndjson/packed-runs.ts'
import type { NdjsonReader } from '../../../connectors/ndjson/reader.ts'
import { Batch } from '../../event/batch.ts'
import type { Layout } from '../../event/layout.ts'
import type { Records } from '../records.ts'
import type { Borrower } from './loans.ts'
import { fieldsOf, type ScannedAnswer } from './messages.ts'
import type { ScanThread } from './scan-thread.ts'

export interface Ahead {
  readonly path: string
  /** Bytes to leave out at the beginning. */
  readonly from: number
  readonly reader: NdjsonReader
  readonly layout: Layout
  readonly aside: Aside
  /** Called with how far the file has been read. */
  readonly onBytes: (at: number) => void
}

/** Ends the thread. True where the file was read; false where it is to be read in another way. */
export async function* scanAhead(
  thread: ScanThread,
  { path, from, reader, layout, aside, onBytes }: Ahead,
): AsyncGenerator<Records<Batch>, boolean> {
  const packer = new RunPacker(layout)
  try {
    for await (const answer of thread.scan({ path, from, wanted: fieldsOf(layout) })) {
      if (answer.kind === 'refused') return false
      if (answer.kind === 'scanned') {
        onBytes(answer.end)
        yield { batch: batchOf(answer, { reader, layout, packer, borrowed: thread.borrowed }), end: answer.end }
      }
      for (const [reason, at, excerpt] of answer.aside) aside.put(reason, at, excerpt)
    }
    return true
  } finally {
    await thread.close()
  }
}

interface Filling {
  readonly reader: NdjsonReader
  readonly layout: Layout
  readonly packer: RunPacker
  readonly borrowed: Borrower
}

function batchOf(answer: ScannedAnswer, { reader, layout, packer, borrowed }: Filling): Batch {
  const { loan, tables, length, at, whole, runs, rows } = answer
  const memory = borrowed.take(loan)
  const bytes = new Uint8Array(memory, tables, length)
  const batch = new Batch(layout, rows)
  const unpacked = runs.map((run) => packer.unpack(run, memory))
  const lines = reader.take(unpacked, bytes.subarray(0, whole), at, batch)
  if (whole < length) reader.read(new Uint8Array(bytes.subarray(whole)), at + whole, true, batch)
  batch.onSettled = () => {
    lines.close()
    borrowed.giveBack(loan)
  }
  return batch
}
