// node bench/soak/program.ts MINUTES: traffic through reader, rules and incidents for so long, at a steady pace, while the state is
// saved again and again; a line of JSON for each sample of the memory that is left after a collection.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { shippedRules } from '../../src/app/root.ts'
import { loadRules, loginStage } from '../../src/app/rules.ts'
import type { StateWriter } from '../../src/engine/snapshot/write-state.ts'
import { anyCategory } from '../../src/event/category.ts'
import { readRequest } from '../../src/intake/http.ts'
import { UnreadableLog } from '../../src/intake/unreadable.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { createTrustedProxies } from '../../src/request/proxies.ts'
import { sessionHash } from '../../src/request/session.ts'
import { bodies, eventsInBody } from './traffic.ts'

/** So slow that others can work beside it, so fast that an hour of its events passes in a few minutes. */
const eventsPerSecond = 10_000
const sampleEveryMs = 5000

/** Far more often than a run saves its state, and for as long at a time. */
const saveEveryMs = 5000
const savingTurnMs = 20

export interface Sample {
  readonly seconds: number
  readonly events: number
  readonly heapMb: number
  readonly residentMb: number
  readonly incidents: number
  /** Of the state, that were written from end to end. */
  readonly snapshots: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const { ruleset } = loadRules({ paths: [shippedRules, join(import.meta.dirname)] })
const source = { id: 'soak', categories: anyCategory, latenessUs: 5_000_000 }
const evaluator = new Evaluator(ruleset, [source], loginStage(ruleset, []))
const request = {
  origins: [],
  sessionCookies: [],
  hashSession: sessionHash('a key for benches'),
  trustedProxies: createTrustedProxies([]),
}
const context = {
  source: source.id,
  layout: ruleset.layout,
  request,
  unreadable: new UnreadableLog(source.id, 'ndjson'),
}
const untilMs = Number(process.argv[2]) * 60_000
const startedAt = performance.now()
const elapsedMs = (): number => performance.now() - startedAt
let [events, incidents, n, sampledMs] = [0, 0, 0, 0]
let newestUs = 0
let saving: StateWriter | null = null
let [snapshots, savedMs] = [0, 0]

for (const body of bodies(1)) {
  if (elapsedMs() > untilMs) break
  take(body)
  save()
  if (elapsedMs() - sampledMs >= sampleEveryMs) sample()
  const aheadMs = (events / eventsPerSecond) * 1000 - elapsedMs()
  if (aheadMs > 1) await sleep(aheadMs)
}
sample()

function take(body: Uint8Array): void {
  const { batch } = readRequest(body, `r${n}`, context)
  newestUs = Math.max(newestUs, ...batch.times.subarray(0, batch.length))
  const progress = { us: newestUs - source.latenessUs, nanos: 0, sequence: 0 }
  const { changes } = evaluator.evaluate({ source: source.id, n: ++n, batch, progress, resume: null })
  events += eventsInBody
  incidents += changes.filter(({ kind }) => kind === 'raised').length
}

function save(): void {
  if (saving === null && elapsedMs() - savedMs >= saveEveryMs) {
    saving = evaluator.beginSaving()
    savedMs = elapsedMs()
  }
  if (saving === null) return
  const overMs = elapsedMs() + savingTurnMs
  const isOver = (): boolean => elapsedMs() >= overMs
  while (!saving.isDone && !isOver()) saving.next(isOver)
  if (!saving.isDone) return
  saving = null
  snapshots++
}

function sample(): void {
  sampledMs = elapsedMs()
  collect()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  const memory = { heapMb: (heapUsed + arrayBuffers) / 2 ** 20, residentMb: rss / 2 ** 20 }
  console.log(JSON.stringify({ seconds: sampledMs / 1000, events, ...memory, incidents, snapshots } satisfies Sample))
}
