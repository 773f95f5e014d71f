// `scan` over a generated log of a million events and a generated capture, with the rulesets that ship and with none.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateCapture } from './generate-capture.ts'
import { writeNdjson } from './generate-ndjson.ts'
import { measure } from './measure.ts'
import { median, type Row } from './table.ts'

const runs = 3
const events = 1_000_000
const shape = { connections: 1000, frames: 1000 }
const folder = join(import.meta.dirname, 'data')

export async function scanBench(): Promise<readonly Row[]> {
  mkdirSync(folder, { recursive: true })
  const log = join(folder, `events-${events}.ndjson`)
  const capture = join(folder, `frames-${shape.connections}x${shape.frames}.pcap`)
  const idle = join(folder, 'idle_rule_for_the_bench.trip')
  if (!existsSync(log)) writeNdjson(log, events, 1)
  if (!existsSync(capture)) await generateCapture(capture, shape)
  writeFileSync(idle, idleRule)
  const frames = shape.connections * shape.frames
  return [
    await row('NDJSON, shipped rules', log, [], events, 'events/s'),
    await row('NDJSON, one idle rule', log, ['--rules', idle], events, 'events/s'),
    await row('capture, shipped rules', capture, [], frames, 'frames/s'),
    await row('capture, one idle rule', capture, ['--rules', idle], frames, 'frames/s'),
  ]
}

/** Reads one field and never fires: what is left is reading the input. */
const idleRule = `rule idle_rule_for_the_bench {
  title "Never fires"
  level low
  detect close where websocket.close.code == 4999
}
`

async function row(name: string, input: string, more: readonly string[], units: number, unit: string): Promise<Row> {
  const seconds: number[] = []
  let peakMb = 0
  for (let run = 0; run < runs; run++) {
    const measured = await measure(['scan', input, '--json', ...more])
    seconds.push(measured.seconds)
    peakMb = Math.max(peakMb, measured.peakMb)
  }
  const middle = median(seconds)
  const mb = statSync(input).size / 1e6
  return {
    scan: name,
    per: unit,
    rate: units / middle,
    'MB/s': mb / middle,
    'median s': middle,
    'least s': Math.min(...seconds),
    'most s': Math.max(...seconds),
    'peak MB': peakMb,
  }
}
