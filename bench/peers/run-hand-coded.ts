// node bench/peers/run-hand-coded.ts FILE [--warmup PASSES] [--mode stream] [--scan]: times the hand-coded loop, with
// JSON.parse or with a scanner for the fields that the rules ask for.
import { scanFields } from './field-scanner.ts'
import { HandCoded } from './hand-coded.ts'
import { type Over, runPasses } from './passes.ts'
import type { PeerEvent } from './peer-event.ts'
import { readLines } from './read-lines.ts'

const scans = process.argv.includes('--scan')

function eachEvent(path: string, visit: (event: PeerEvent) => void): number {
  if (scans) return readLines(path, 'latin1', (line) => visit(scanFields(line)))
  return readLines(path, 'utf8', (line) => visit(JSON.parse(line) as PeerEvent))
}

async function stream(path: string): Promise<Over> {
  const rules = new HandCoded()
  const events = eachEvent(path, (event) => rules.take(event))
  return { events, found: rules.end() }
}

async function load(path: string): Promise<readonly PeerEvent[]> {
  const events: PeerEvent[] = []
  eachEvent(path, (event) => void events.push(event))
  return events
}

function match(events: readonly PeerEvent[]): Over {
  const rules = new HandCoded()
  for (const event of events) rules.take(event)
  return { events: events.length, found: rules.end() }
}

await runPasses({ name: scans ? 'hand-coded, field scanner' : 'hand-coded', stream, load, match })
