// Events that the windows of a rule hold on to as evidence → each as one number, their mark: negative where it is counted.
// As long as a batch is young its rows are not counted: when it is old, those that windows still hold are.
import { unmarked } from './entries.ts'
import type { Evidence } from './evidence.ts'
import { HeldEvent } from './held.ts'
import type { HeldRows, RowHolder } from './held-rows.ts'
import { RowList } from './row-list.ts'

const rowsPerBatch = 2 ** 24

/** Which rows of a batch went into windows: each row, and its window by its slot as long as that holds it. */
interface YoungRows {
  readonly number: number
  readonly places: RowList
}

const numbersEach = 2
const letGo = -1

/** Who has the marks. */
export interface Keeper {
  /** An entry of that window has another mark from now on. */
  remark(slot: number, mark: number, other: number): void
}

export class Kept implements RowHolder {
  readonly #evidence: Evidence
  readonly #keeper: Keeper
  /** By number: the rows of a batch, or an event of no batch. The first is never used. */
  readonly #holders: (HeldRows | HeldEvent | null)[] = [null]
  /** By number: of a batch that is young, where its rows went. */
  readonly #placesOf: RowList[] = [new RowList()]
  /** How many events of each are counted. */
  readonly #counted: number[] = [0]
  readonly #free: number[] = []
  readonly #young = new Map<HeldRows, YoungRows>()
  /** Rows come a batch at a time. */
  #latest: HeldRows | null = null
  #latestRows: YoungRows = { number: 0, places: new RowList() }
  /** Room that served already. */
  readonly #spare: RowList[] = []

  constructor(evidence: Evidence, keeper: Keeper) {
    this.#evidence = evidence
    this.#keeper = keeper
  }

  /** How many are kept of one window. */
  get perWindow(): number {
    return this.#evidence.perKey
  }

  /** `unmarked` where no more may be kept. */
  keep(event: HeldEvent | null): number {
    if (event === null || this.perWindow === 0 || !this.#evidence.take()) return unmarked
    const number = this.#numberOf(event.rows ?? event)
    event.keep()
    this.#counted[number] = 1
    return -(number * rowsPerBatch + (event.rows ? event.row : 0))
  }

  /** For an entry in the window of that slot. */
  keepRow(rows: HeldRows, row: number, slot: number): number {
    if (this.perWindow === 0 || !this.#evidence.take()) return unmarked
    if (rows !== this.#latest) this.#begin(rows)
    const { number, places } = this.#latestRows
    const at = places.size
    places.push(row)
    places.push(slot)
    return number * rowsPerBatch + at
  }

  /** Null where it was not kept. */
  event(mark: number): HeldEvent | null {
    if (mark === unmarked) return null
    const number = numberIn(mark)
    const holder = this.#holders[number]!
    if (holder instanceof HeldEvent) return holder
    const at = placeIn(mark, number)
    return HeldEvent.again(holder, mark < 0 ? at : this.#placesOf[number]!.numbers[at]!)
  }

  letGo(mark: number): void {
    if (mark === unmarked) return
    this.#evidence.letGo()
    if (mark < 0) this.#uncount(mark)
    else {
      const number = numberIn(mark)
      this.#placesOf[number]!.numbers[placeIn(mark, number) + 1] = letGo
    }
  }

  /** What windows still hold of a batch is counted from now on, and nothing else of it. */
  retire(rows: HeldRows): void {
    const { number, places } = this.#young.get(rows)!
    this.#young.delete(rows)
    const { numbers, size } = places
    for (let at = 0; at < size; at += numbersEach) {
      const slot = numbers[at + 1]!
      if (slot === letGo) continue
      const row = numbers[at]!
      this.#keeper.remark(slot, number * rowsPerBatch + at, -(number * rowsPerBatch + row))
      rows.hold(row)
      this.#counted[number]!++
    }
    places.clear()
    this.#spare.push(places)
    if (this.#latest === rows) this.#latest = null
    if (this.#counted[number] === 0) this.#release(number)
  }

  #uncount(mark: number): void {
    const number = numberIn(mark)
    const holder = this.#holders[number]!
    if (holder instanceof HeldEvent) holder.drop()
    else holder.letGo(placeIn(mark, number))
    if (--this.#counted[number]! === 0) this.#release(number)
  }

  #begin(rows: HeldRows): void {
    this.#latest = rows
    const known = this.#young.get(rows)
    this.#latestRows = known ?? { number: this.#numberOf(rows), places: this.#spare.pop() ?? new RowList() }
    if (known) return
    this.#young.set(rows, this.#latestRows)
    this.#placesOf[this.#latestRows.number] = this.#latestRows.places
    rows.holdFor(this)
  }

  #numberOf(holder: HeldRows | HeldEvent): number {
    const number = this.#free.pop() ?? this.#holders.length
    this.#holders[number] = holder
    this.#counted[number] = 0
    return number
  }

  #release(number: number): void {
    this.#holders[number] = null
    this.#free.push(number)
  }
}

const numberIn = (mark: number): number => Math.floor(Math.abs(mark) / rowsPerBatch)
/** Of a row that is counted its number; of one of a young batch its place among those. */
const placeIn = (mark: number, number: number): number => Math.abs(mark) - number * rowsPerBatch
