// `| stats … over connection`: a window opens with the handshake, or with the first row of a connection that was open
// before, and is judged when the connection ends; with `keep judging` at each row as well.

import type { AnyStage, Window } from '../../compiler/plan.ts'
import { exclusive, type Position } from '../../event/position.ts'
import type { Value } from '../../event/value.ts'
import { compareTime, type HeldEvent, type Time, timeOf } from '../held.ts'
import { joinParts, partsOf } from '../key.ts'
import type { SavedKeys } from '../keys.ts'
import { completer } from '../match.ts'
import { Past, type SavedPast } from '../past.ts'
import type { Size } from '../size.ts'
import { type List, receiveEach } from '../snapshot/coming.ts'
import { frozenItems } from '../snapshot/frozen.ts'
import { Tallies } from '../tallies.ts'
import { type SavedTally, Tally } from '../tally.ts'
import { type At, foundIn, holds, type Life, type Row, type Stage, type StageContext } from './stage.ts'

type ConnectionWindow = Extract<Window, { kind: 'connection' }>

/** When a connection that was closed ends at the latest, and the id of the event that closed it. */
type Closing = readonly [end: Time, id: string]

interface SavedState {
  readonly tallies: SavedKeys<SavedTally>
  readonly closing: List<readonly [connection: string, Closing]>
  readonly past: SavedPast
}

/** After a close frame comes the other side's, and the end of the transport, which some sources do not tell of. */
const lingerUs = 5_000_000

export class ConnectionStage implements Stage {
  #plan: AnyStage
  readonly #window: ConnectionWindow
  readonly #context: StageContext
  readonly #tallies: Tallies
  /** Keys by connection, where a connection has several. */
  readonly #keys = new Map<string, Set<string>>()
  /** In the order in which they end. */
  readonly #closing = new Map<string, Closing>()
  /** By what the key is but for the connection. */
  readonly #past: Past
  /** Whether a connection is worth remembering before anything that is asked for came. */
  readonly #keepsEmpty: boolean

  constructor(plan: AnyStage, window: ConnectionWindow, context: StageContext) {
    this.#plan = plan
    this.#window = window
    this.#context = context
    this.#tallies = new Tallies(plan, context, (tally) => this.#unlist(tally))
    this.#past = new Past(context)
    const empty = new Tally('', { us: 0, nanos: 0 }, plan.aggregates, context.bounds)
    const saysMore = plan.readsKeys || plan.readsPast || plan.aggregates.some(({ kind }) => kind === 'rate')
    this.#keepsEmpty = saysMore || holds(plan, { key: '', values: empty.read(0) }, context.counters)
  }

  take(row: Row, at: At, event: HeldEvent | null): boolean {
    const { key, inputs, life } = row
    this.#endClosed(at)
    const opens = life === 'opens' && this.#keepsEmpty
    if (inputs || opens) this.#add(row, at, event)
    const ended = life !== undefined && this.#follow(life, this.#connectionOf(key), at)
    return inputs !== null || opens || ended
  }

  /** Time alone ends nothing that was not closed. */
  advance(to: Position): void {
    this.#endClosed(to)
  }

  waits(): boolean {
    return this.#closing.size > 0
  }

  undecided(): number {
    const closed = [...this.#closing].flatMap(([connection, [end]]) =>
      this.#keysOf(connection).map((key) => [this.#tallies.get(key)!, end] as const),
    )
    return closed.filter(([tally, end]) => !isSpent(tally) && this.#holds(tally, read(tally, end))).length
  }

  size(): Size {
    return this.#tallies.amount()
  }

  evict(): boolean {
    return this.#tallies.evict()
  }

  changePlan(plan: AnyStage): void {
    this.#plan = plan
  }

  save(): SavedState {
    return {
      tallies: this.#tallies.save(),
      closing: frozenItems([...this.#closing], (one) => one),
      past: this.#past.save(),
    }
  }

  load(saved: unknown): void {
    const { tallies, closing, past } = saved as SavedState
    this.#tallies.load(tallies, (tally) => this.#list(tally))
    receiveEach(closing, ([connection, one]) => this.#closing.set(connection, one))
    this.#past.load(past)
  }

  #add({ key, inputs }: Row, at: At, event: HeldEvent | null): void {
    if (!this.#tallies.admits(key)) return
    const tally = this.#tallies.touch(key, at)
    this.#list(tally)
    if (!inputs) return
    this.#tallies.add(tally, { at, event, inputs })
    if (!this.#window.keepJudging || !this.#judge(tally, at, () => at.id)) return
    tally.hasFired = true
    this.#tallies.clear(tally, at)
  }

  /** Also a connection of which nothing came yet is closed: what is still on its way belongs to it. */
  #follow(life: Life, connection: string, at: At): boolean {
    const isKnown = this.#closing.has(connection)
    if (life === 'closes' && !isKnown) {
      if (this.#closing.size < this.#context.bounds.keys) this.#closing.set(connection, [after(at, lingerUs), at.id])
      else this.#context.counters.evictedEvents++
      return true
    }
    if (life !== 'ends' || (!isKnown && this.#keysOf(connection).length === 0)) return false
    this.#end(connection, at, at.id)
    return true
  }

  #endClosed(to: Time): void {
    for (const [connection, [end, id]] of this.#closing) {
      if (compareTime(end, to) > 0) return
      this.#end(connection, { ...end, sequence: exclusive }, id)
    }
  }

  #end(connection: string, at: Position, id: string): void {
    this.#closing.delete(connection)
    for (const key of this.#keysOf(connection)) this.#close(this.#tallies.get(key)!, at, id)
  }

  #close(tally: Tally, at: Position, completedBy: string): void {
    if (!isSpent(tally)) this.#judge(tally, at, () => completedBy)
    if (this.#plan.readsPast) this.#past.set(this.#pastKey(tally), read(tally, at))
    this.#tallies.forget(tally)
    this.#unlist(tally)
  }

  #judge(tally: Tally, at: Position, completedBy: () => string): boolean {
    const values = read(tally, at)
    if (!this.#holds(tally, values)) return false
    this.#context.found(foundIn(tally, { at, completedBy: completer(completedBy()), values }))
    return true
  }

  #holds(tally: Tally, values: readonly Value[]): boolean {
    const past = this.#plan.readsPast ? this.#past.get(this.#pastKey(tally)) : null
    return holds(this.#plan, { key: tally.key, values, past }, this.#context.counters)
  }

  #connectionOf(key: string): string {
    return partsOf(key, this.#plan.by.length)[0]!
  }

  #pastKey({ key }: Tally): string {
    return joinParts(partsOf(key, this.#plan.by.length).slice(1))
  }

  /** Of a connection that is open. */
  #keysOf(connection: string): readonly string[] {
    if (this.#plan.by.length === 1) return this.#tallies.get(connection) ? [connection] : []
    return [...(this.#keys.get(connection) ?? [])]
  }

  #list({ key }: Tally): void {
    if (this.#plan.by.length === 1) return
    const connection = this.#connectionOf(key)
    const known = this.#keys.get(connection)
    if (known) known.add(key)
    else this.#keys.set(connection, new Set([key]))
  }

  #unlist({ key }: Tally): void {
    if (this.#plan.by.length === 1) return
    const connection = this.#connectionOf(key)
    const known = this.#keys.get(connection)
    known?.delete(key)
    if (known?.size === 0) this.#keys.delete(connection)
  }
}

const after = (at: Time, us: number): Time => ({ ...timeOf(at), us: at.us + us })

const read = (tally: Tally, at: Time): readonly Value[] => tally.read(at.us - tally.opened.us)

/** Nothing came since it fired. */
const isSpent = ({ hasFired, size }: Tally): boolean => hasFired && size === 0
