// Events that the windows of a rule hold on to as evidence → each as one number, their mark. As long as a batch is young its
// rows are only listed, and crossed out where they are let go: when it is old, those that are left are held.
import { youngTurns } from './aging.ts'
import { unmarked } from './entries.ts'
import type { Evidence } from './evidence.ts'
import { HeldEvent } from './held.ts'
import type { HeldRows, RowHolder } from './held-rows.ts'
import { placeOf } from './place-of.ts'
import { RowList } from './row-list.ts'

const rowsPerBatch = 2 ** 24

/** Stands in a list for a row that is held no longer. */
const letGo = -1

/** Of a batch that is young: nothing of it is counted. */
const uncounted = -1

export class Kept implements RowHolder {
  readonly #evidence: Evidence
  /** By number: the rows of a batch, or an event by itself. The first is never used. */
  readonly #holders: (HeldRows | HeldEvent | null)[] = [null]
  /** By number: of a batch that is young the rows that went into windows. A mark tells the place in it. */
  readonly #listOf: RowList[] = [new RowList()]
  /** By number: of a batch that is old what was left in that list. */
  readonly #remaining: Remaining[] = [nothing]
  /** By number: how many are held of a batch that is old. */
  readonly #counted: number[] = [0]
  readonly #free: number[] = []
  readonly #young = new Map<HeldRows, number>()
  /** Rows come a batch at a time. */
  #latest: HeldRows | null = null
  #latestNumber = 0
  #latestList = new RowList()
  /** Room that served already. */
  readonly #spare: RowList[] = []

  constructor(evidence: Evidence) {
    this.#evidence = evidence
  }

  /** How many are kept of one window. */
  get perWindow(): number {
    return this.#evidence.perKey
  }

  /** Comes into a window of so many. `unmarked` where it will not be shown, or no more may be kept. */
  keep(event: HeldEvent | null, size: number): number {
    if (event === null || !this.#takes(size)) return unmarked
    event.keep()
    const number = this.#numberOf(event, noRows)
    this.#counted[number] = 1
    return number * rowsPerBatch
  }

  keepRow(rows: HeldRows, row: number, size: number): number {
    if (!this.#takes(size)) return unmarked
    if (rows !== this.#latest) this.#begin(rows)
    const list = this.#latestList
    list.push(row)
    return this.#latestNumber * rowsPerBatch + list.size - 1
  }

  /** Null where it was not kept. */
  event(mark: number): HeldEvent | null {
    if (mark === unmarked) return null
    const number = numberIn(mark)
    const holder = this.#holders[number]!
    if (holder instanceof HeldEvent) return holder
    return HeldEvent.again(holder, this.#rowOf(number, mark))
  }

  letGo(mark: number): void {
    if (mark === unmarked) return
    this.#evidence.letGo()
    const number = numberIn(mark)
    if (this.#counted[number] !== uncounted) this.#uncount(number, mark)
    else this.#listOf[number]!.numbers[placeIn(mark, number)] = letGo
  }

  /** What windows still hold of a batch is counted from now on, and nothing else of it. */
  retire(rows: HeldRows): void {
    const number = this.#young.get(rows)!
    this.#young.delete(rows)
    if (this.#latest === rows) this.#latest = null
    const list = this.#listOf[number]!
    const remaining = remainingIn(list)
    for (const row of remaining.rows) rows.hold(row)
    this.#listOf[number] = noRows
    list.clear()
    if (this.#spare.length < mostSpare) this.#spare.push(list)
    this.#remaining[number] = remaining
    this.#counted[number] = remaining.rows.length
    if (remaining.rows.length === 0) this.#release(number)
  }

  #takes(size: number): boolean {
    return this.perWindow > 0 && this.#evidence.isShown(size) && this.#evidence.take()
  }

  #rowOf(number: number, mark: number): number {
    const place = placeIn(mark, number)
    if (this.#counted[number] === uncounted) return this.#listOf[number]!.numbers[place]!
    const { places, rows } = this.#remaining[number]!
    return rows[placeOf(place, places)]!
  }

  #uncount(number: number, mark: number): void {
    const holder = this.#holders[number]!
    if (holder instanceof HeldEvent) holder.drop()
    else holder.letGo(this.#rowOf(number, mark))
    if (--this.#counted[number]! === 0) this.#release(number)
  }

  #begin(rows: HeldRows): void {
    const known = this.#young.get(rows)
    const number = known ?? this.#numberOf(rows, this.#spare.pop() ?? new RowList())
    this.#latest = rows
    this.#latestNumber = number
    this.#latestList = this.#listOf[number]!
    if (known !== undefined) return
    this.#counted[number] = uncounted
    this.#young.set(rows, number)
    rows.holdFor(this)
  }

  #numberOf(holder: HeldRows | HeldEvent, list: RowList): number {
    const number = this.#free.pop() ?? this.#holders.length
    this.#holders[number] = holder
    this.#listOf[number] = list
    this.#remaining[number] = nothing
    return number
  }

  #release(number: number): void {
    this.#holders[number] = null
    this.#remaining[number] = nothing
    this.#free.push(number)
  }
}

/** Of a list: places that were not crossed out, ascending, and the rows there. */
interface Remaining {
  readonly places: readonly number[]
  readonly rows: readonly number[]
}

const nothing: Remaining = { places: [], rows: [] }

function remainingIn({ numbers, size }: RowList): Remaining {
  const [places, rows]: [number[], number[]] = [[], []]
  for (let place = 0; place < size; place++) {
    if (numbers[place] === letGo) continue
    places.push(place)
    rows.push(numbers[place]!)
  }
  return rows.length === 0 ? nothing : { places, rows }
}

/** As many batches are young at a time. */
const mostSpare = youngTurns + 1

/** Of an event by itself. */
const noRows = new RowList()

const numberIn = (mark: number): number => Math.floor(mark / rowsPerBatch)
const placeIn = (mark: number, number: number): number => mark - number * rowsPerBatch
