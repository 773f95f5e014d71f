// A way to Elasticsearch for a measurement: the one that is given by URL, else one that is started for it.
import { measuredElasticKind } from '../scripts/test/servers/kinds.ts'

export interface MeasuredServer {
  readonly url: string
  stop(): Promise<void>
}

export async function serverToMeasure(): Promise<MeasuredServer> {
  const found = measuredElasticKind.find()
  if (found.kind === 'absent') throw new Error(`No Elasticsearch on this machine. ${found.advice}`)
  if (found.kind === 'url') return { url: found.url, stop: async () => {} }
  const server = await measuredElasticKind.start(found)
  return { url: server.url, stop: () => server.remove() }
}
