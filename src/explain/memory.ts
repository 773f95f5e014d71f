// A query and the engine's bounds → what its state may grow to, for one key and for all of them.
import type { Query, StatsQuery, StatsStage, Step } from '../compiler/ast.ts'
import type { Bounds } from '../engine/bounds.ts'
import { mostWaiting } from '../engine/correlations/exchange.ts'
import { bytesOf } from '../engine/size.ts'

export interface Amount {
  readonly keys: number
  /** Of which only what the rule needs is kept: a time, and a number or text for each statistic. */
  readonly events: number
  /** Events kept whole, to be shown in the incident. */
  readonly documents: number
  /** Estimated from the above. */
  readonly bytes: number
}

export interface StateBound {
  readonly perKey: Amount
  readonly all: Amount
  /** Events that wait for the watermark, beside the state. */
  readonly waiting: number
}

/** Null for a rule that keeps nothing: it fires on arrival. */
export function stateBound(query: Query, bounds: Bounds, suppresses: boolean): StateBound | null {
  switch (query.kind) {
    case 'limit':
      return stateBound(query.query, bounds, suppresses)
    case 'event':
      return suppresses ? stateOf({ events: 0, documents: 0, values: 0 }, bounds, { keyed: false }) : null
    case 'stats':
      return stateOf(
        {
          events: [query, ...query.next].some(keepsEvents) ? bounds.eventsPerKey : 0,
          documents: bounds.evidencePerKey,
          values: valuesOf(query),
        },
        bounds,
        { keyed: true },
      )
    case 'first_seen':
      return stateOf({ events: bounds.eventsPerKey, documents: 0, values: query.values.length }, bounds, {
        keyed: true,
      })
    case 'sequence':
      return stateOf({ events: 0, documents: partialEvents(query.steps), values: 0 }, bounds, { keyed: true })
    case 'sample': {
      const { steps, atLeast } = query
      return stateOf({ events: 0, documents: steps.length * (atLeast?.value ?? steps.length), values: 0 }, bounds, {
        keyed: true,
      })
    }
    case 'conversation':
      return stateOf({ events: 0, documents: bounds.evidencePerKey, values: 0 }, bounds, { keyed: true })
    case 'exchange':
      // Besides what waits, the newest pair is remembered.
      return stateOf({ events: 0, documents: mostWaiting + 2, values: 0 }, bounds, { keyed: true })
  }
}

/** A window that slides keeps its events, others only what some aggregates have to. */
const keepsEvents = ({ window, aggregates }: StatsStage): boolean =>
  window?.kind === 'sliding' || aggregates.some((part) => keeping.has(part.function.text))

const keeping = new Set(['count_distinct', 'values', 'percentile', 'median'])

/** Of all stages: each keeps a window of its own. */
const valuesOf = ({ aggregates, next }: StatsQuery): number =>
  [{ aggregates }, ...next].reduce((sum, stage) => sum + stage.aggregates.length, 0)

/** One partial sequence a stage, each with an event for every stage that it has passed; the last stage ends it. */
function partialEvents(steps: readonly Step[]): number {
  const happen = steps.reduce((sum, { absent, runs }) => sum + (absent ? 0 : (runs?.value ?? 1)), 0)
  const trailing = steps.at(-1)?.absent === true
  return ((happen - 1) * happen) / 2 + (trailing ? happen : 0)
}

interface PerKey {
  readonly events: number
  readonly documents: number
  readonly values: number
}

function stateOf(one: PerKey, bounds: Bounds, { keyed }: { readonly keyed: boolean }): StateBound {
  const amount = (keys: number, events: number, documents: number): Amount => ({
    keys,
    events,
    documents,
    bytes: bytesOf({ keys, events, values: events * one.values, documents }),
  })
  const keys = keyed ? bounds.keys : 0
  return {
    perKey: amount(keyed ? 1 : 0, Math.min(one.events, bounds.events), Math.min(one.documents, bounds.evidence)),
    all: amount(keys, Math.min(keys * one.events, bounds.events), Math.min(keys * one.documents, bounds.evidence)),
    waiting: bounds.pending,
  }
}
