// The end of a drill → what was done, where that shows, and the line that sums it up.
import { inspect } from 'node:util'
import type { DeadLetter } from '../../../src/store/spool.ts'
import type { Crew } from './crew.ts'
import type { History } from './history.ts'
import type { Installation } from './installation.ts'
import type { Difference, Ledger } from './ledger.ts'

interface Done {
  readonly history: History
  readonly installation: Installation
  readonly crew: Crew
}

export function tellFaults({ history, installation, crew }: Done): void {
  const { lost, taken, slowStops, falls } = crew.watched
  const { proxy, receiver } = installation
  const rows: readonly (readonly [string, string | number])[] = [
    ['workers killed', history.count(/worker-\d+ killed/)],
    ['producers killed', history.count(/producer-\w+ killed/)],
    ['Redis killed', history.count(/Redis killed/)],
    ['workers frozen beyond their lease', history.count(/worker-\d+ frozen/)],
    ['partitions that were lost to others while frozen or cut off', lost],
    ['partitions taken', taken],
    ['changes of the number of workers', history.count(/workers wanted/)],
    ['orderly stops that took over 15 s', slowStops],
    ['Elasticsearch killed', history.count(/Elasticsearch killed/)],
    ['Elasticsearch frozen', history.count(/Elasticsearch frozen/)],
    ['rollovers of the data stream', history.count(/stream rolled over$/)],
    ['rollovers given up, as no data stream was there', history.count(/not rolled over/)],
    ...[...proxy.done].sort().map(([what, times]) => [`Elasticsearch: ${what}`, times] as const),
    ['webhooks received', receiver.deliveries()],
    ['webhooks that came again under their id', receiver.deliveries() - receiver.received.size],
    ['programs that gave up and were started again', falls.length],
  ]
  console.log(`What happened in ${history.seconds.toFixed(0)} s:`)
  for (const [what, times] of rows) console.log(`  ${String(times).padStart(6)}  ${what}`)
  for (const [reason, some] of Map.groupBy(falls, ({ lastLine }) => lastLine))
    console.log(`          ${some.length} × ${some[0]!.crashed ? 'CRASH ' : ''}${reason}`)
}

interface Amiss {
  readonly differences: readonly Difference[]
  readonly letters: readonly DeadLetter[]
  readonly history: History
  /** When each turn of events was acknowledged, in seconds. */
  readonly turns: readonly number[]
}

const mostShown = 3
const aroundSeconds = 10

export function tellDifferences({ differences, letters, history, turns }: Amiss): void {
  for (const { id, target, reason } of letters.slice(0, mostShown))
    console.log(`Set aside: ${id} for ${target}: ${reason}`)
  if (differences.length + letters.length === 0) return
  const groups = Map.groupBy(differences, ({ kind, where, obligation }) =>
    [kind, where, obligation?.incident.ruleId ?? 'unexpected'].join(', '),
  )
  for (const [group, some] of groups) console.log(`${some.length} × ${group}`)
  for (const difference of differences.slice(0, mostShown)) tellOne(difference, history, turns)
}

function tellOne({ kind, id, where, obligation, found }: Difference, history: History, turns: readonly number[]): void {
  console.log(`${kind} in ${where}: ${id} ${obligation?.incident.message ?? ''}`)
  if (found !== null) console.log(inspect(found, { depth: 8, breakLength: 140, maxStringLength: 300 }).slice(0, 3000))
  const text = JSON.stringify(obligation?.incident.document ?? found)
  const at = [...new Set([...text.matchAll(/"turn-(\d+)-/g)].map(([, turn]) => Number(turn)))]
  if (at.length === 0) return
  const times = at.map((turn) => turns[turn] ?? 0)
  console.log(
    `  of turns ${at.join(', ')}, acknowledged after ${times.map((time) => time.toFixed(1)).join(', ')} s; around:`,
  )
  const last = Math.max(...times)
  for (const { seconds, what } of history.happened)
    if (Math.abs(seconds - last) < aroundSeconds) console.log(`    ${seconds.toFixed(1)} s ${what}`)
}

export function summarize(acknowledged: number, ledger: Ledger, differences: readonly Difference[]): string {
  const count = (kind: Difference['kind']): number =>
    differences.filter((difference) => difference.kind === kind).length
  const wrong = count('wrong')
  return `acknowledged ${acknowledged}, incidents ${ledger.size}, lost ${count('lost')}, doubled ${count('doubled')}${wrong > 0 ? `, wrong ${wrong}` : ''}`
}
