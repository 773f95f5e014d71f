// A row → what it is to an exchange: a request, an answer, the beginning or the end of a connection.
import type { ExchangePlan, ExchangeSide } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import { categoryBit } from '../../event/category.ts'
import { joinParts, keyOf, partsOf } from '../key.ts'
import type { CorrelationContext } from './correlation.ts'

/**
 * Requests of one key wait in lanes: where an answer is what the other side says, each side has a lane of its own, since
 * both may ask under the same number. A lane's name is the side's letter and the key.
 */
export interface Said {
  /** The lane that it waits in as a request. */
  readonly asks: string | null
  /** The lane that it is an answer for. */
  readonly answers: string | null
  /** The connection that it begins or ends, where it matters which ones were seen to begin. */
  readonly begins: string | null
  readonly ends: string | null
}

const beginning = categoryBit('handshake')
const ending = categoryBit('close') | categoryBit('connection')

/** Null where the row is nothing to the rule, or its state lies elsewhere. */
export function readExchange(
  plan: ExchangePlan,
  batch: Batch,
  row: number,
  owns: CorrelationContext['owns'] = null,
): Said | null {
  const isOwn = (key: string | null): key is string => key !== null && (!owns || owns(key, batch, row))
  const { direction } = plan
  const request = keyIn(plan.request, batch, row)
  // What asks is no answer, unless the rule says itself what an answer is.
  const answer = direction !== null && request !== null ? null : keyIn(plan.answer, batch, row)
  const side = direction === null ? 'either' : direction(batch, row)
  const asks = isOwn(request) ? laneOf(request, side) : null
  const answers = isOwn(answer) ? laneOf(answer, opposite(side)) : null
  const said = { asks, answers, ...connectionIn(plan, batch, row, isOwn) }
  return asks === null && answers === null && said.begins === null && said.ends === null ? null : said
}

/** Every key under which the rule wants the row. */
export function exchangeKeys(plan: ExchangePlan, batch: Batch, row: number): readonly string[] {
  const keys: string[] = []
  readExchange(plan, batch, row, (key) => keys.push(key) > 0)
  return keys
}

export const exchangeCategories = (plan: ExchangePlan): number =>
  plan.request.categories | plan.answer.categories | (watchesConnections(plan) ? beginning | ending : 0)

/** Of a lane's name. */
export const keyOfLane = (lane: string): string => lane.slice(1)

/** The part of a key that says which connection it is; null where no part does, or it is of no interest. */
export const connectionOf = (plan: ExchangePlan, key: string): string | null =>
  watchesConnections(plan) ? partsOf(key, plan.request.by.length)[plan.connection]! : null

/** An answer that nobody asked for is known only where a connection was seen from its beginning. */
export const watchesConnections = ({ when, connection }: ExchangePlan): boolean =>
  connection >= 0 && when.includes('unasked')

function keyIn({ categories, test, by }: ExchangeSide, batch: Batch, row: number): string | null {
  return (categories & batch.categories[row]!) !== 0 && test(batch, row) ? keyOf(by, batch, row) : null
}

function laneOf(key: string, side: unknown): string | null {
  if (side === 'either') return `-${key}`
  return side === 'client' || side === 'server' ? `${side[0]}${key}` : null
}

const opposite = (side: unknown): unknown => (side === 'client' ? 'server' : side === 'server' ? 'client' : side)

function connectionIn(
  plan: ExchangePlan,
  batch: Batch,
  row: number,
  isOwn: (key: string) => boolean,
): Pick<Said, 'begins' | 'ends'> {
  const none = { begins: null, ends: null }
  const categories = batch.categories[row]!
  if ((categories & (beginning | ending)) === 0 || !watchesConnections(plan)) return none
  const { by } = plan.request
  const id = keyOf([by[plan.connection]!], batch, row)
  // The other parts say nothing of where the state of a connection lies.
  if (id === null || !isOwn(by.length === 1 ? id : joinParts(by.map((_, at) => (at === plan.connection ? id : 'n'))))) {
    return none
  }
  return (categories & beginning) !== 0 ? { begins: id, ends: null } : { begins: null, ends: id }
}
