// Pieces of an NDJSON file → batches, as a reader gives them; what can be told from the bytes alone is found in another
// thread, a few pieces ahead of whoever takes the batches.
import type { Aside } from '../../../connectors/connector.ts'
import type { NdjsonReader } from '../../../connectors/ndjson/reader.ts'
import { Batch } from '../../event/batch.ts'
import type { Layout } from '../../event/layout.ts'
import type { Piece, Records } from '../records.ts'
import type { Answer, Scanned } from './messages.ts'
import { ScanThread } from './scan-thread.ts'

export interface Ahead {
  readonly reader: NdjsonReader
  readonly layout: Layout
  readonly aside: Aside
}

/** Pieces that are scanned, or about to be, before they are asked for. */
const mostAhead = 8

export async function* scanAhead(
  pieces: AsyncIterator<Piece>,
  { reader, layout, aside }: Ahead,
): AsyncGenerator<Records<Batch>> {
  const thread = new ScanThread(layout)
  try {
    for await (const { cuts, aside: unread } of answers(pieces, thread)) {
      for (const { batch, end } of cuts) yield { batch: batchOf(batch, reader, layout), end }
      for (const [reason, at, excerpt] of unread) aside.put(reason, at, excerpt)
    }
  } finally {
    await Promise.all([thread.close(), pieces.return?.()])
  }
}

async function* answers(pieces: AsyncIterator<Piece>, thread: ScanThread): AsyncGenerator<Answer> {
  const asked: Promise<Answer>[] = []
  let hasEnded = false
  while (!hasEnded || asked.length > 0) {
    while (!hasEnded && asked.length < mostAhead) {
      const { done, value } = await pieces.next()
      if (done) hasEnded = true
      else asked.push(thread.ask(value))
    }
    if (asked.length > 0) yield await asked.shift()!
  }
}

function batchOf({ bytes, at, whole, runs, rows }: Scanned, reader: NdjsonReader, layout: Layout): Batch {
  const batch = new Batch(layout, rows)
  reader.take(runs, bytes.subarray(0, whole), at, batch)
  if (whole < bytes.length) reader.read(bytes.subarray(whole), at + whole, true, batch)
  return batch
}
