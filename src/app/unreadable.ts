// Where what could not be read is kept whole: beside the store of a run, or in the file that a scan was told.
import { closeSync, openSync, writeSync } from 'node:fs'
import { OperationalError } from '../errors.ts'
import type { KeepPiece } from '../intake/unreadable.ts'
import { pieceLine, UnreadableFile } from '../intake/unreadable-file.ts'
import type { FoundConfig } from './config.ts'
import type { Log } from './run/log.ts'

/** `tripline.db` → `tripline-unreadable.ndjson`. */
export function openUnreadableFile({ config, resolve }: FoundConfig, log: Log): UnreadableFile {
  const path = `${resolve(config.store.path).replace(/\.\w+$/, '')}-unreadable.ndjson`
  return new UnreadableFile({
    path,
    onTrouble: (error) => log.warn('What cannot be read is counted, but cannot be kept.', { path, error }),
  })
}

export interface PieceWriter {
  readonly keep: KeepPiece
  close(): void
}

const bufferLength = 1 << 16

/** Writes all of them to a new file. Throws OperationalError where it cannot be made. */
export function openPieceWriter(path: string): PieceWriter {
  const file = create(path)
  let waiting = ''
  const write = (): void => {
    if (waiting !== '') writeSync(file, waiting)
    waiting = ''
  }
  return {
    keep(piece) {
      waiting += pieceLine(piece)
      if (waiting.length > bufferLength) write()
    },
    close() {
      write()
      closeSync(file)
    },
  }
}

function create(path: string): number {
  try {
    return openSync(path, 'w', 0o600)
  } catch (error) {
    const details = `${path} cannot be written: ${(error as Error).message}.`
    throw new OperationalError('USAGE', { details }, error)
  }
}
