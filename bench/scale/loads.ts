// What is measured: rules, and the deliveries of a log, read anew for every turn since evaluation adds to them.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openInputs } from '../../src/app/inputs.ts'
import { type LoadedRules, loadRules } from '../../src/app/rules.ts'
import type { Delivery, Source, SourceInfo } from '../../src/event/source.ts'
import { writeNdjson } from '../generate-ndjson.ts'

export interface Load {
  readonly name: string
  readonly rules: LoadedRules
  readonly events: number
  /** NDJSON. */
  readonly log: string
}

const folder = join(import.meta.dirname, '../data')

/** Every event counts for its connection, and is evidence when too many came: all of them go to a partition. */
const wantsAll = (name: string, window: string): string => `rule ${name} {
  title "Too many events of one connection"
  level low
  detect
    network
    | stats events = count() by websocket.connection.id over ${window}
    | where events > 100000000
}
`

export function loads(events: number): readonly Load[] {
  const shipped = { name: 'shipped rules', rules: loadRules({ paths: undefined }), events, log: logOf(events) }
  return [{ ...wantingAll(events, 'every_event_of_the_bench', '10s'), name: 'a rule that wants every event' }, shipped]
}

/** Nothing of it is forgotten before its end. */
export const longWindow = (events: number): Load => wantingAll(events, 'long_window_of_the_bench', '1d')

function wantingAll(events: number, name: string, window: string): Load {
  return { name, rules: rulesFrom(name, wantsAll(name, window)), events, log: logOf(events) }
}

function logOf(events: number): string {
  mkdirSync(folder, { recursive: true })
  const log = join(folder, `scale-${events}.ndjson`)
  if (!existsSync(log)) writeNdjson(log, events, 1)
  return log
}

export function rulesFrom(name: string, text: string): LoadedRules {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.trip`)
  writeFileSync(path, text)
  const rules = loadRules({ paths: [path] })
  if (rules.ruleset.rules.length === 0) throw new Error(`${path} is no rule.`)
  return rules
}

export const openLog = async ({ log }: Load): Promise<Source> => (await openInputs([log], {})).sources[0]!

export interface Deliveries {
  readonly info: SourceInfo
  /** The first of them, before the clock runs: processes that have run for a while are what is measured. */
  readonly warming: readonly Delivery[]
  readonly measured: readonly Delivery[]
}

const warmingShare = 1 / 4

/** In memory, so that reading the log is not measured with what follows. */
export async function deliveriesOf(load: Load): Promise<Deliveries> {
  const source = await openLog(load)
  const all = await Array.fromAsync(source.deliveries(load.rules.ruleset.layout))
  const warming = Math.floor(all.length * warmingShare)
  return { info: source.info, warming: all.slice(0, warming), measured: all.slice(warming) }
}

/** Events that are measured. */
export const eventsIn = (deliveries: readonly Delivery[]): number =>
  deliveries.reduce((sum, { batch }) => sum + batch.length, 0)
