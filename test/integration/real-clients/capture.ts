// What goes over loopback between now and later → a capture of it, made by tcpdump, and what the sensor reads in that.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { openInputs } from '../../../src/app/inputs.ts'
import { isFeature } from '../../../src/event/feature-schema.ts'
import { createLayout } from '../../../src/event/layout.ts'
import { octetsField, schema } from '../../../src/event/schema.ts'
import { readStatistics } from '../../../src/intake/live-statistics.ts'
import { sideBySide } from '../../../src/pipeline/scan.ts'
import type { SensorRecord } from '../../../src/sensor/record.ts'
import { until } from '../until.ts'

export interface Capturing {
  /** All that was sent before is in the file; returns how many packets are not. */
  stop(): Promise<number>
}

/** In KiB: a megabyte is sent within a millisecond, and each packet takes the room of the longest, 64 KiB. */
const buffer = '262144'

/** tcpdump gives up root before it opens files: what it writes goes through a descriptor of ours. */
export async function captureLoopback(ports: readonly number[], path: string): Promise<Capturing> {
  const file = openSync(path, 'w')
  const filter = ports.map((port) => `tcp port ${port}`).join(' or ')
  const words = ['-n', '-i', 'lo', '-s', '0', '-B', buffer, '--immediate-mode', '-w', '-', filter]
  const child = spawn('tcpdump', words, { stdio: ['ignore', file, 'pipe'] })
  closeSync(file)
  let said = ''
  child.stderr!.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const ended = once(child, 'close')
  await until(
    () => said,
    (text) => text.includes('listening on') || child.exitCode !== null,
  )
  return {
    async stop() {
      child.kill('SIGINT')
      await ended
      const counts = readStatistics(said)
      if (counts === null) throw new Error(`tcpdump: ${said}`)
      return counts.dropped
    },
  }
}

/** Octets of binary messages are given to whoever asks for them. */
const everything = createLayout([...Object.keys(schema).filter((name) => !isFeature(name)), octetsField])

/** As `tripline events` reads it. */
export async function recordsOf(path: string): Promise<readonly SensorRecord[]> {
  const { sources } = await openInputs([path], {})
  const records: SensorRecord[] = []
  for await (const { delivery } of sideBySide(sources, everything))
    records.push(...((delivery?.batch.origins ?? []) as readonly unknown[] as readonly SensorRecord[]))
  return records
}
