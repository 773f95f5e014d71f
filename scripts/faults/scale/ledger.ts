// What was acknowledged → which incidents there must be, as one undisturbed process finds them; and how what is there
// differs from that.
import { isDeepStrictEqual } from 'node:util'
import { openInputs } from '../../../src/app/inputs.ts'
import { loadRules, loginStage } from '../../../src/app/rules.ts'
import type { Incident } from '../../../src/incident/incident.ts'
import { Evaluator } from '../../../src/pipeline/evaluator.ts'
import { scan } from '../../../src/pipeline/scan.ts'
import { alertOf, seenAgain, sourceOf } from '../../../src/store/elastic/document.ts'

export interface Obligation {
  readonly incident: Incident
  readonly count: number
  /** Event time of the last sighting. */
  readonly us: number
}

export type Ledger = ReadonlyMap<string, Obligation>

/** `files`: NDJSON, each in order of time. */
export async function expect(files: readonly string[], rules: string): Promise<Ledger> {
  const { ruleset } = loadRules({ paths: [rules] })
  const { sources } = await openInputs(files, { connector: 'ndjson' })
  const infos = sources.map(({ info }) => info)
  const evaluator = new Evaluator(ruleset, infos, loginStage(ruleset, []))
  const ledger = new Map<string, Obligation>()
  for await (const { changes } of scan(sources, evaluator)) {
    for (const change of changes) {
      if (change.kind === 'raised') {
        const { incident } = change
        ledger.set(incident.id, { incident, count: 1, us: incident.us })
      } else if (change.kind === 'counted') {
        const { incident, us } = ledger.get(change.id)!
        ledger.set(change.id, { incident, count: change.count, us: Math.max(us, change.us) })
      }
    }
  }
  return ledger
}

export interface Found {
  readonly id: string
  readonly source: object
}

export interface There {
  /** Of the index of incidents. */
  readonly states: readonly Found[]
  /** Of all backing indices of the data stream. */
  readonly alerts: readonly Found[]
  /** By incident, how many webhooks with ids of their own. */
  readonly webhooks: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Difference {
  readonly kind: 'lost' | 'doubled' | 'wrong'
  readonly id: string
  readonly where: string
  readonly obligation: Obligation | null
  readonly found: unknown
}

export function compare(ledger: Ledger, { states, alerts, webhooks }: There): readonly Difference[] {
  return [
    ...inOnePlace(ledger, states, 'index', stateOf),
    ...inOnePlace(ledger, alerts, 'data stream', alertFor),
    ...ofWebhooks(ledger, webhooks),
  ]
}

function inOnePlace(
  ledger: Ledger,
  all: readonly Found[],
  where: string,
  wanted: (obligation: Obligation) => object,
): readonly Difference[] {
  const differences: Difference[] = []
  const found = Map.groupBy(all, ({ id }) => id)
  for (const [id, obligation] of ledger) {
    const here = found.get(id) ?? []
    const tell = (kind: Difference['kind'], what: unknown): void =>
      void differences.push({ kind, id, where, obligation, found: what })
    if (here.length === 0) tell('lost', null)
    else if (here.length > 1) tell('doubled', `${here.length} times`)
    else {
      const is = settled(here[0]!.source)
      const shall = settled(wanted(obligation))
      if (!isDeepStrictEqual(is, shall)) tell(kindOf(is, obligation), { is, shall })
    }
  }
  for (const [id, [first]] of found)
    if (!ledger.has(id)) differences.push({ kind: 'doubled', id, where, obligation: null, found: first!.source })
  return differences
}

/** Counted too seldom is lost, too often is doubled. */
function kindOf(is: Document, { count }: Obligation): Difference['kind'] {
  const found = is.tripline?.incident?.count ?? count
  return found < count ? 'lost' : found > count ? 'doubled' : 'wrong'
}

function ofWebhooks(ledger: Ledger, webhooks: There['webhooks']): readonly Difference[] {
  const where = 'webhook'
  return [...ledger].flatMap(([id, obligation]): Difference[] => {
    const ids = webhooks.get(id)
    if (!ids)
      return obligation.incident.level === 'critical' ? [{ kind: 'lost', id, where, obligation, found: null }] : []
    return ids.size > 1 ? [{ kind: 'doubled', id, where, obligation, found: [...ids] }] : []
  })
}

const anyTime = { recordedMs: 0, nowMs: 0 }

function stateOf({ incident, count, us }: Obligation): object {
  const first = sourceOf(incident, anyTime)
  return seenAgain(first, { count, us }, 0) ?? first
}

const alertFor = ({ incident }: Obligation): object => alertOf(incident, { nowMs: 0, namespace: 'default' })

interface Document {
  event?: { ingested?: unknown }
  tripline?: { incident?: { count?: number }; search?: { recorded?: unknown } }
}

/** Without the times at which it was written, which are nobody's to foretell. */
function settled(source: object): Document {
  const copy = structuredClone(JSON.parse(JSON.stringify(source))) as Document
  delete copy.event?.ingested
  delete copy.tripline?.search?.recorded
  return copy
}
