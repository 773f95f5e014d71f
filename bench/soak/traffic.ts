// Traffic without an end, connections coming and going, as request bodies of NDJSON.
import { ndjsonEvents } from '../generate-ndjson.ts'

export const eventsInBody = 500

export function* bodies(seed: number): Generator<Uint8Array> {
  let lines: string[] = []
  for (const line of ndjsonEvents(Number.MAX_SAFE_INTEGER, seed)) {
    lines.push(line)
    if (lines.length < eventsInBody) continue
    yield Buffer.from(lines.join('\n'))
    lines = []
  }
}
