// A plain file → its bytes, read one behind the other into memory that is used again: nothing of it is thrown away.
import { closeSync, openSync, readSync } from 'node:fs'
import { longestLine } from '../../../connectors/lines.ts'
import { type BytesOptions, inputError, isCompressed, openBytes } from '../bytes.ts'

/** What is left unread of the bytes given so far; moved to where the next ones will stand. */
export interface Unfinished {
  /** Returns how long it is. */
  moveRest(to: Uint8Array): number
}

const chunkBytes = 1 << 18

/** As `openBytes`, but bytes are only good until the next ones, save for what `unfinished` moves. Compressed files are read as ever. */
export async function* bytesInPlace(
  path: string,
  options: BytesOptions,
  unfinished: Unfinished,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isPlain = true
  try {
    const file = openSync(path, 'r')
    try {
      isPlain = !isCompressed(headOf(file))
      if (isPlain) yield* read(file, options.from ?? 0, unfinished)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw inputError(path, error)
  }
  if (!isPlain) yield* openBytes(path, options)
}

function headOf(file: number): Uint8Array {
  const head = new Uint8Array(16)
  return head.subarray(0, readSync(file, head, 0, head.length, 0))
}

/** What is left unread is mostly part of a line. The memory is written to from its beginning each time: it stays in the processor's own. */
function* read(file: number, from: number, unfinished: Unfinished): Generator<Uint8Array> {
  const memory = new Uint8Array(longestLine + chunkBytes)
  let at = from
  for (let rest = 0; ; rest = unfinished.moveRest(memory)) {
    const length = readSync(file, memory, rest, chunkBytes, at)
    if (length === 0) return
    yield memory.subarray(rest, rest + length)
    at += length
  }
}
