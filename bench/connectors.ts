// Every connector over lines of its own samples, against one JSON.parse or one regular expression for each of the lines.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { connectors } from '../connectors/index.ts'
import { samplesOf } from './connectors/lines.ts'
import type { Row } from './table.ts'

/** What people have, and what our guides recommend. All samples of a connector that is not named. */
const formats: Readonly<Record<string, readonly string[]>> = {
  apache: ['combined', 'session'],
  caddy: ['session'],
  cloudflare: ['session', 'websocket-analytics'],
  envoy: ['default', 'session'],
  generic: ['gateway', 'session'],
  haproxy: ['httplog', 'captures', 'session'],
  har: ['session'],
  nginx: ['combined', 'websocket', 'session'],
  socketio: ['session'],
  suricata: ['session'],
  traefik: ['common', 'session'],
  zeek: ['session', 'websocket', 'conn'],
}

export async function connectorsBench(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { name } of connectors) {
    const samples = samplesOf(join(import.meta.dirname, '../connectors', name, 'samples'))
    const wanted = samples.filter((sample) => formats[name]?.includes(sample.name.replace(/\.\w+$/, '')) ?? true)
    for (const sample of wanted) rows.push(...(await measure(name, sample.name)))
  }
  return rows
}

function measure(connector: string, sample: string): Promise<readonly Row[]> {
  const worker = new Worker(new URL('./connectors/thread.ts', import.meta.url), { workerData: { connector, sample } })
  return new Promise((done, failed) => {
    worker.on('message', (rows: readonly Row[]) => {
      void worker.terminate()
      done(rows)
    })
    worker.on('error', failed)
  })
}
