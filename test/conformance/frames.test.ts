// Crafted captures (frames/*.pcap, written by frames/cases.ts) and the events that must come of them (frames/*.ndjson).
// UPDATE_GOLDEN=1 rewrites both; read the difference before committing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nest } from '../../src/event/document.ts'
import { anomalies } from '../../src/sensor/anomaly.ts'
import { decodeCapture } from '../sensor/decode.ts'
import { writePcap } from '../sensor/packets.ts'
import { frameCases } from './frames/cases.ts'

const folder = join(import.meta.dirname, 'frames')
const file = (name: string): string => join(folder, name)

describe('crafted captures', () => {
  test.each(frameCases)('$name', ({ name, packets }) => {
    const capture = writePcap(packets())
    const { documents, problems } = decodeCapture(capture)
    const events = documents.map((document) => `${JSON.stringify(nest(document))}\n`).join('')
    if (process.env['UPDATE_GOLDEN']) {
      writeFileSync(file(`${name}.pcap`), capture)
      writeFileSync(file(`${name}.ndjson`), events)
    }
    expect(problems).toEqual([])
    expect(capture.equals(readFileSync(file(`${name}.pcap`)))).toBe(true)
    expect(events).toBe(readFileSync(file(`${name}.ndjson`), 'utf8'))
  })

  test('no file is left from a case that is gone', () => {
    const known = new Set(frameCases.flatMap(({ name }) => [`${name}.pcap`, `${name}.ndjson`]))
    expect(readdirSync(folder).filter((each) => !each.endsWith('.ts') && !known.has(each))).toEqual([])
  })

  test('every anomaly has a case', () => {
    const shown = frameCases.map(({ name }) => readFileSync(file(`${name}.ndjson`), 'utf8')).join('')
    expect(anomalies.map(({ name }) => name).filter((name) => !shown.includes(`"${name}"`))).toEqual([])
  })
})
