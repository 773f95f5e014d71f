// What a rule wants, until the watermark lets it go → in the order of events. What comes in order stays where it is, in the
// rows of its batch; the rest becomes an object each and is sorted.
import type { Batch } from '../event/batch.ts'
import { comparePosition, type Position } from '../event/position.ts'
import { Queue } from './aggregates/queue.ts'
import { youngTurns } from './aging.ts'
import type { Candidate } from './correlations/correlation.ts'
import { compareEvents, HeldEvent } from './held.ts'
import type { Run } from './run.ts'
import type { SavedEvent } from './saved-event.ts'
import { type List, receiveEach } from './snapshot/coming.ts'
import { type Frozen, frozenItems } from './snapshot/frozen.ts'
import { Sorter } from './sorter.ts'

/** Whoever takes what is let go. */
export interface Taker {
  takeRow(run: Run, row: number, input: unknown): void
  takeEvent(candidate: Candidate): void
}

type SavedCandidate = readonly [event: SavedEvent, input: unknown]
export type SavedPending = List<SavedCandidate>

export class Pending {
  readonly #taker: Taker
  /** Each after the one before. */
  readonly #runs = new Queue<Run>()
  readonly #sorter = new Sorter<Candidate>((a, b) => compareEvents(a.event, b.event))
  #size = 0
  /** Nothing that waits is later. */
  #latestUs = Number.NEGATIVE_INFINITY

  constructor(taker: Taker) {
    this.#taker = taker
  }

  get size(): number {
    return this.#size
  }

  add(candidate: Candidate): void {
    this.#size++
    this.#latestUs = Math.max(this.#latestUs, candidate.event.us)
    candidate.event.wait()
    this.#sorter.push(candidate)
  }

  /** A run that is not empty. */
  addRun(run: Run): void {
    const last = this.#runs.newest
    if (last && compareRows(last, last.numbers.length - 1, run, run.next) >= 0) this.#sortIn(run)
    else {
      this.#size += run.numbers.length - run.next
      this.#latestUs = Math.max(this.#latestUs, run.batch.times[run.numbers.at(-1)!]!)
      this.#runs.push(run)
    }
  }

  /** Lets go what is not after the watermark. */
  release(watermark: Position): void {
    for (let run = this.#runs.oldest; run; run = this.#runs.oldest) {
      if (this.#sorter.size > 0 || !this.#releaseRun(run, watermark)) break
    }
    while (this.#size > 0 && this.#isDue(watermark)) this.takeNext()
  }

  /** The earliest of all, before its time. */
  takeNext(): void {
    const run = this.#runs.oldest
    const candidate = this.#sorter.peek()
    this.#size--
    if (run && (!candidate || compareEvents(run.event(run.next), candidate.event) <= 0)) this.#takeRow(run)
    else {
      this.#sorter.pop()
      this.#taker.takeEvent(candidate!)
      candidate!.event.waited()
    }
  }

  /** Lets go of up to so many that are later than that, the farthest first, and nobody takes them. How many it were. */
  dropBeyond(us: number, most: number): number {
    if (this.#latestUs <= us) return 0
    for (let run = this.#runs.oldest; run; run = this.#runs.oldest) this.#sortFirst(run)
    const all = this.#sorter.values()
    const beyond = all.filter(({ event }) => event.us > us).sort((a, b) => compareEvents(b.event, a.event))
    const dropped = new Set(beyond.slice(0, most))
    this.#latestUs = beyond[dropped.size]?.event.us ?? us
    this.#sorter.retain((candidate) => !dropped.has(candidate))
    for (const { event } of dropped) event.waited()
    this.#size -= dropped.size
    return dropped.size
  }

  /** Where the earliest stands; null where nothing waits. */
  peek(): Position | null {
    const run = this.#runs.oldest
    const candidate = this.#sorter.peek()
    if (!run) return candidate?.event ?? null
    const event = run.event(run.next)
    return candidate && compareEvents(candidate.event, event) < 0 ? candidate.event : event
  }

  /** What waits for longer than batches are held on to holds on to its own rows alone. */
  settle(turn: number): void {
    for (let run = this.#runs.oldest; run && run.turn <= turn - youngTurns; run = this.#runs.oldest)
      this.#sortFirst(run)
  }

  save(): Frozen<SavedCandidate> {
    return frozenItems(this.#values(), ({ event, input }) => [event.save(), input] as const, {
      hold: ({ event }) => event.wait(),
      letGo: ({ event }) => event.waited(),
    })
  }

  load(saved: SavedPending): void {
    receiveEach(saved, ([event, input]) => this.add({ event: HeldEvent.load(event), input }))
  }

  /** In no order. */
  #values(): readonly Candidate[] {
    const runs = Array.from({ length: this.#runs.size }, (_, n) => this.#runs.at(n)!.rest())
    return [...runs.flat(), ...this.#sorter.values()]
  }

  /** Whether all of it was let go. */
  #releaseRun(run: Run, watermark: Position): boolean {
    const { batch, numbers } = run
    while (run.next < numbers.length) {
      if (compareRow(batch, numbers[run.next]!, watermark) > 0) return false
      this.#size--
      this.#takeRow(run)
    }
    return true
  }

  #takeRow(run: Run): void {
    const at = run.next++
    const isLast = run.next === run.numbers.length
    if (isLast) this.#runs.shift()
    this.#taker.takeRow(run, run.numbers[at]!, run.inputs[at])
    if (isLast) run.end()
  }

  #isDue(watermark: Position): boolean {
    return comparePosition(this.peek()!, watermark) <= 0
  }

  #sortFirst(run: Run): void {
    this.#runs.shift()
    this.#size -= run.numbers.length - run.next
    this.#sortIn(run)
  }

  #sortIn(run: Run): void {
    for (const candidate of run.rest()) this.add(candidate)
    run.end()
  }
}

const compareRows = (a: Run, n: number, b: Run, m: number): number => compareEvents(a.event(n), b.event(m))

/** Where a row stands beside a place in the order. */
export const compareRow = ({ times, nanos, sequences }: Batch, row: number, at: Position): number =>
  times[row]! - at.us || nanos[row]! - at.nanos || sequences[row]! - at.sequence || 0
