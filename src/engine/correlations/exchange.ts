// `respond to [request] by … within …`: what is asked and not answered in time, answered twice, late, or unasked. The
// answers of one key belong to its requests in their order.

import type { ExchangeFault, ExchangePlan } from '../../compiler/plan.ts'
import type { Batch } from '../../event/batch.ts'
import type { Position } from '../../event/position.ts'
import type { HeldEvent, Time } from '../held.ts'
import { Keys, type SavedKeys } from '../keys.ts'
import { noSize, type Size } from '../size.ts'
import type { Candidate, Correlation, CorrelationContext } from './correlation.ts'
import { exchangeMatch } from './exchange-match.ts'
import { connectionOf, exchangeCategories, keyOfLane, readExchange, type Said } from './exchange-sides.ts'
import { type Asked, after, type Lane, loadLane, newLane, type SavedLane, saveLane } from './exchange-state.ts'
import { Timers } from './timers.ts'

/** For so many times its span a request is remembered: what is said after that is to a request that nobody knows of. */
const remembered = 10

/** Requests of one key that wait; beyond them the oldest is let go. */
export const mostWaiting = 1000

export class ExchangeCorrelation implements Correlation<Said> {
  readonly categories: number
  #plan: ExchangePlan
  readonly #context: CorrelationContext
  readonly #lanes: Keys<Lane>
  /** Connections that were seen to begin, where that matters. */
  readonly #connections: Keys<string>
  readonly #timers = new Timers<Asked>()
  /** Events that requests hold on to. */
  #kept = 0
  /** Requests that are not answered, and may still be in time. */
  #open = 0

  constructor(plan: ExchangePlan, context: CorrelationContext) {
    this.categories = exchangeCategories(plan)
    this.#plan = plan
    this.#context = context
    this.#connections = new Keys(context.bounds.keys, () => {
      context.counters.evictedKeys++
    })
    this.#lanes = new Keys(context.bounds.keys, (lane) => {
      context.counters.evictedKeys++
      this.#forgetBeginning(lane.name)
      this.#empty(lane)
    })
  }

  offer(batch: Batch, row: number): Said | null {
    return readExchange(this.#plan, batch, row, this.#context.owns)
  }

  apply({ event, input: { asks, answers, begins, ends } }: Candidate<Said>): boolean {
    const decided = this.#decide(event)
    if (begins !== null) this.#connections.touch(begins, () => begins)
    const answered = answers !== null && this.#answer(answers, event, asks !== null)
    if (asks !== null && !answered) this.#ask(asks, event)
    if (ends !== null) this.#connections.delete(ends)
    return decided || answered || asks !== null || begins !== null || ends !== null
  }

  advance(to: Position): void {
    this.#decide(to)
  }

  waits(): boolean {
    return this.undecided() > 0
  }

  undecided(): number {
    return this.#looksFor('unanswered') ? this.#open : 0
  }

  size(): Size {
    return { ...noSize, keys: this.#lanes.size + this.#connections.size, documents: this.#kept }
  }

  evict(): boolean {
    return this.#lanes.evictOther()
  }

  changePlan(plan: ExchangePlan): void {
    this.#plan = plan
  }

  save(): unknown {
    return {
      connections: this.#connections.saveLater((id) => id),
      lanes: this.#lanes.saveLater(saveLane),
    }
  }

  load(saved: unknown): void {
    const { connections, lanes } = saved as {
      readonly connections: SavedKeys<string>
      readonly lanes: SavedKeys<SavedLane>
    }
    this.#connections.load(connections, (id) => this.#connections.touch(id, () => id))
    this.#lanes.load(lanes, (one) => {
      const lane = loadLane(one)
      this.#lanes.touch(lane.name, () => lane)
      for (const asked of [...lane.waiting, ...(lane.answered ? [lane.answered] : [])]) {
        this.#keep(asked.request)
        if (asked.answer) this.#keep(asked.answer)
        if (asked.state === 'open') this.#open++
        this.#watch(asked)
      }
    })
  }

  #looksFor(fault: ExchangeFault): boolean {
    return this.#plan.when.includes(fault)
  }

  #ask(name: string, event: HeldEvent): void {
    const { bounds, admits } = this.#context
    if (admits && !this.#lanes.get(name) && !admits(this.#lanes.size)) {
      this.#forgetBeginning(name)
      return
    }
    const lane = this.#lanes.touch(name, () => newLane(name))
    if (this.#open >= bounds.pending) {
      this.#lose(lane)
      return
    }
    if (lane.waiting.length >= mostWaiting) {
      this.#lose(lane)
      this.#letGo(lane.waiting.shift()!)
    }
    const asked: Asked = { lane, request: event, answer: null, state: 'open', due: null }
    lane.waiting.push(asked)
    this.#open++
    this.#keep(event)
    this.#watch(asked)
    while (this.#kept > bounds.evidence && this.#lanes.evictOther());
  }

  /** What asks besides answers only what waits. True where it is an answer, or should have been one. */
  #answer(name: string, event: HeldEvent, asksToo: boolean): boolean {
    const lane = this.#lanes.get(name)
    const asked = lane?.waiting[0]
    if (lane && asked) this.#settle(lane, asked, event)
    else if (asksToo) return false
    else if (lane && lane.lost > 0) this.#found(lane)
    else if (lane?.answered) this.#emit('twice', lane.name, { asked: lane.answered, event })
    else if (this.#isKnown(name)) this.#emit('unasked', name, { asked: null, event })
    else return false
    return true
  }

  #lose(lane: Lane): void {
    this.#context.counters.evictedEvents++
    lane.lost++
  }

  /** An answer to what was let go. */
  #found(lane: Lane): void {
    lane.lost--
    this.#dropIfEmpty(lane)
  }

  /** Of what was asked on its connection nobody knows any more. */
  #forgetBeginning(name: string): void {
    const id = connectionOf(this.#plan, keyOfLane(name))
    if (id !== null) this.#connections.delete(id)
  }

  /** What was asked before a connection was seen to begin, nobody knows. */
  #isKnown(name: string): boolean {
    const id = connectionOf(this.#plan, keyOfLane(name))
    return id === null || this.#connections.get(id) !== undefined
  }

  #settle(lane: Lane, asked: Asked, event: HeldEvent): void {
    lane.waiting.shift()
    if (asked.state === 'open') this.#open--
    else this.#emit('slow', lane.name, { asked, event })
    asked.state = 'answered'
    if (this.#remembers()) this.#remember(lane, asked, event)
    else this.#forget(asked)
  }

  /** Of what was answered the newest is enough. */
  #remember(lane: Lane, asked: Asked, answer: HeldEvent): void {
    if (lane.answered) this.#letGo(lane.answered)
    lane.answered = asked
    asked.answer = answer
    this.#keep(answer)
    this.#watch(asked)
  }

  /** Whether anything is asked about a request that was answered, or is overdue. */
  #remembers(): boolean {
    return this.#plan.when.some((fault) => fault !== 'unanswered')
  }

  /** Its time is over when it ought to have been answered, and then when it need not be remembered any more. */
  #watch(asked: Asked): void {
    const { withinUs } = this.#plan
    if (asked.due) this.#timers.cancelled()
    asked.due = after(asked.request, asked.state === 'open' ? withinUs : remembered * withinUs)
    this.#timers.add(asked, asked.due)
  }

  #decide(at: Time): boolean {
    let decided = false
    for (let asked = this.#timers.takeDue(at); asked; asked = this.#timers.takeDue(at)) {
      decided = true
      // To be got is to be written before it changes, where lanes are being saved.
      this.#lanes.get(asked.lane.name)
      this.#expire(asked)
    }
    return decided
  }

  #expire(asked: Asked): void {
    asked.due = null
    const isOver = asked.state !== 'open' || !this.#remembers()
    if (asked.state === 'open') {
      this.#open--
      asked.state = 'overdue'
      this.#emit('unanswered', asked.lane.name, { asked, event: null })
    }
    if (isOver) this.#forget(asked)
    else this.#watch(asked)
  }

  #emit(
    fault: ExchangeFault,
    lane: string,
    found: { readonly asked: Asked | null; readonly event: HeldEvent | null },
  ): void {
    if (this.#looksFor(fault)) this.#context.emit(exchangeMatch(this.#plan, { fault, key: keyOfLane(lane), ...found }))
  }

  #keep(event: HeldEvent): void {
    if (event.keep()) this.#kept++
  }

  #letGo(asked: Asked): void {
    if (asked.state === 'open') this.#open--
    for (const event of [asked.request, asked.answer]) if (event?.drop()) this.#kept--
    if (asked.due) this.#timers.cancelled()
    asked.due = null
  }

  /** It is let go, and with the last of its lane that. */
  #forget(asked: Asked): void {
    const { lane } = asked
    this.#letGo(asked)
    if (lane.answered === asked) lane.answered = null
    else if (lane.waiting.includes(asked)) lane.waiting = lane.waiting.filter((one) => one !== asked)
    this.#dropIfEmpty(lane)
  }

  #dropIfEmpty({ name, waiting, answered, lost }: Lane): void {
    if (waiting.length === 0 && answered === null && lost === 0) this.#lanes.delete(name)
  }

  #empty({ waiting, answered }: Lane): void {
    for (const asked of waiting) this.#letGo(asked)
    if (answered) this.#letGo(answered)
  }
}
