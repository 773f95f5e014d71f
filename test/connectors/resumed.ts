// Bytes read in one go, and read with a stop after each line whose reader is thrown away and opened anew from what it saved.
import type { Connector, Reader } from '../../connectors/connector.ts'
import { Batch } from '../../src/event/batch.ts'
import { createLayout } from '../../src/event/layout.ts'
import { request } from './read.ts'

const wanted = createLayout(['http.request.origin_foreign', 'url.path'])
const aside = { put: () => {} }

function open(connector: Connector, config: unknown, saved?: unknown): Reader {
  return connector.open(config, { source: 'sample', wanted, aside, request }, saved)
}

/** `stops`: after which lines, counted from 0, the reader is replaced. */
export function readWithStops(connector: Connector, bytes: Uint8Array, stops: (line: number) => boolean): unknown {
  const configured = connector.configure({})
  if (!configured.ok) throw new Error('It has no settings that must be given.')
  const batch = new Batch(wanted)
  let reader = open(connector, configured.config)
  let at = 0
  for (let line = 0; at < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, at) < 0 ? bytes.length : bytes.indexOf(0x0a, at) + 1
    reader.read(bytes.subarray(at, end), at, end === bytes.length, batch)
    at = end
    if (stops(line))
      reader = open(connector, configured.config, JSON.parse(JSON.stringify(reader.save?.() ?? null)) ?? undefined)
  }
  reader.settle?.(batch)
  return batch.origins.map((origin, row) => [batch.times[row], batch.sequences[row], origin.document()])
}
