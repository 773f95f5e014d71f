// Lines → a file, a chunk at a time: there may be more of them than memory holds.
import { closeSync, openSync, writeSync } from 'node:fs'

const chunkCharacters = 1 << 20

export function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w')
  let chunk = ''
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < chunkCharacters) continue
    writeSync(file, chunk)
    chunk = ''
  }
  writeSync(file, chunk)
  closeSync(file)
}
