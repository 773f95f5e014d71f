// A producer and workers over a real Redis, with an index in memory that holds what forwarding says of incidents.
import { setTimeout as sleep } from 'node:timers/promises'
import type { FoundConfig } from '../../../src/app/config.ts'
import { type LoadedRules, loginStage } from '../../../src/app/rules.ts'
import { createLog } from '../../../src/app/run/log.ts'
import { Meter } from '../../../src/app/run/meter.ts'
import { openProducing, type Producing } from '../../../src/app/run/producing.ts'
import type { Forwarding } from '../../../src/app/search-server.ts'
import { type RunningWorker, startWorker } from '../../../src/app/worker/worker.ts'
import { defaultConfig } from '../../../src/config/default.ts'
import type { Source } from '../../../src/event/source.ts'
import type { IncidentChange } from '../../../src/incident/incident.ts'
import { Evaluator } from '../../../src/pipeline/evaluator.ts'
import { scan } from '../../../src/pipeline/scan.ts'
import type { Spool } from '../../../src/store/spool.ts'

/** What is known of an incident in the end: the document as raised, and how often it was seen. */
export type Known = ReadonlyMap<string, { readonly document: string; readonly count: number }>

export class Index {
  readonly #known = new Map<string, { document: string; count: number }>()
  /** Incidents that were raised with another document than before: never, if the law holds. */
  readonly contradictions: string[] = []

  get known(): Known {
    return this.#known
  }

  take(change: IncidentChange): void {
    if (change.kind === 'counted') {
      const known = this.#known.get(change.id)
      if (!known) this.contradictions.push(`${change.id} was counted before it was raised`)
      else known.count = Math.max(known.count, change.count)
      return
    }
    if (change.kind === 'amended') return
    const { id, document } = change.incident
    const text = JSON.stringify(document)
    const known = this.#known.get(id)
    if (known && known.document !== text) this.contradictions.push(`${id} was raised twice, not the same`)
    if (!known) this.#known.set(id, { document: text, count: 1 })
  }

  /** Takes whatever comes, as the search server does. */
  forward(spool: Spool): Forwarding {
    let running = true
    const loop = async (): Promise<void> => {
      while (running) {
        const entries = await spool.read(500).catch(() => [])
        for (const { change } of entries) this.take(change)
        await spool.remove(entries.map(({ id }) => id)).catch(() => {})
        if (entries.length === 0) await sleep(20)
      }
    }
    let ended = Promise.resolve()
    return {
      start: () => {
        ended = loop()
      },
      wake: () => {},
      stop: () => {
        running = false
        return ended
      },
    }
  }
}

export const configOf = (redis: string, prefix: string, more: object = {}): FoundConfig => {
  const config = defaultConfig()
  const queue = { redis, prefix, partitions: 16, max_megabytes: 64, lease: 2_000_000, producer: 'one', ...more }
  return {
    config: { ...config, queue, worker: { ...config.worker, port: 0 } } as FoundConfig['config'],
    path: null,
    resolve: (path) => path,
  }
}

const log = createLog(false, (line) => void (process.env['VERBOSE'] && console.log(line)))

export const startOne = (found: FoundConfig, index: Index): Promise<RunningWorker> =>
  startWorker(found, { forward: (spool) => index.forward(spool), close: async () => {} }, log)

export async function produce(found: FoundConfig, rules: LoadedRules): Promise<Producing> {
  return openProducing({
    ...{ found, rules, log, meter: new Meter([]) },
    onCommit: () => {},
    onTrouble: () => {},
    onRefused: (error) => {
      throw error
    },
  })
}

/** What the same input raises in one process, with no absence decided at its end. */
export async function alone(sources: readonly Source[], rules: LoadedRules): Promise<Known> {
  const index = new Index()
  const evaluator = new Evaluator(
    rules.ruleset,
    sources.map(({ info }) => info),
    loginStage(rules.ruleset, []),
  )
  for await (const { changes } of scan(sources, evaluator)) for (const change of changes) index.take(change)
  return index.known
}

/** Until the partitions have nothing left to do. */
export async function settled({ link, partitions }: Producing, patienceMs = 60_000): Promise<void> {
  const until = Date.now() + patienceMs
  for (;;) {
    let left = 0
    for (let partition = 0; partition < partitions; partition++) {
      const { waiting, spool } = link.keys.partition(partition)
      left += (await link.connection.zcard(waiting)) + (await link.connection.xlen(spool))
    }
    if (left === 0) return
    if (Date.now() > until) throw new Error(`${left} batches and changes are still waiting.`)
    await sleep(50)
  }
}
