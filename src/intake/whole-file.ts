// A log file that is not followed → its bytes in pieces, to its end or to where it is damaged.
import type { Aside } from '../../connectors/connector.ts'
import { OperationalError } from '../errors.ts'
import { openBytes } from './bytes.ts'
import type { Piece } from './records.ts'

export interface WholeFile {
  readonly from: number
  readonly signal: AbortSignal
  readonly aside: Aside
  /** Called with how long each piece was, and where it ended. */
  readonly onBytes: (length: number, at: number) => void
  /** Reads them in a way of its own. */
  readonly open?: typeof openBytes
}

/** What came before a fault in the middle (compressed data that ends too early) counts; the rest is told as not read. */
export async function* wholeFile(
  path: string,
  { from, signal, aside, onBytes, open = openBytes }: WholeFile,
): AsyncGenerator<Piece, void, undefined> {
  let at = from
  try {
    for await (const bytes of open(path, { from, signal })) {
      // Whoever takes the piece may hand its bytes on.
      const { length } = bytes
      yield { bytes, at, last: false }
      at += length
      onBytes(length, at)
    }
  } catch (error) {
    if (at === from || !(error instanceof OperationalError)) throw error
    aside.put('the rest cannot be read', at, error.message)
  }
  yield { bytes: new Uint8Array(0), at, last: true }
}
