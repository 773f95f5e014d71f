// The rows of one batch that rules hold on to: as long as it is young the batch itself answers for them, then what is left of it.
import type { Batch, Origin } from '../event/batch.ts'
import type { Position } from '../event/position.ts'
import type { EventDocument } from '../event/value.ts'

/** A row that outlasts its batch. */
interface Left {
  readonly position: Position
  readonly origin: Origin
}

export class HeldRows {
  #batch: Batch | null
  /** By row: how many hold on to it. Made when somebody does. */
  #holders: Uint32Array | null = null
  #left: ReadonlyMap<number, Left> & { delete(row: number): unknown } = none

  #pins = 0
  #isOld = false

  constructor(batch: Batch) {
    this.#batch = batch
  }

  /** Somebody will ask for that row; it is to be let go as often as it is held. */
  hold(row: number): void {
    this.#holders ??= new Uint32Array(this.#batch!.length)
    this.#holders[row]!++
  }

  letGo(row: number): void {
    if (--this.#holders![row]! === 0 && this.#batch === null) this.#left.delete(row)
  }

  /** The whole batch stays, whatever happens. */
  pin(): void {
    this.#pins++
  }

  unpin(): void {
    this.#pins--
    if (this.#isOld) this.retire()
  }

  /** Lets the batch go, as soon as that may be: of rows that nobody holds nothing stays, of others their place and origin. */
  retire(): void {
    const batch = this.#batch
    this.#isOld = true
    if (batch === null || this.#pins > 0) return
    const left = new Map<number, Left>()
    for (const [row, holders] of (this.#holders ?? []).entries())
      if (holders > 0) left.set(row, { position: positionIn(batch, row), origin: compact(batch.origin(row)) })
    this.#left = left
    this.#batch = null
  }

  position(row: number): Position {
    return this.#batch ? positionIn(this.#batch, row) : this.#left.get(row)!.position
  }

  origin(row: number): Origin {
    return this.#batch ? this.#batch.origin(row) : this.#left.get(row)!.origin
  }
}

const none = new Map<number, Left>()

const positionIn = ({ times, nanos, sequences }: Batch, row: number): Position => ({
  us: times[row]!,
  nanos: nanos[row]!,
  sequence: sequences[row]!,
})

/** The same, holding on to nothing that may be much larger. */
function compact(origin: Origin): Origin {
  if (origin.isCompact) return origin
  const [id, document]: [string, EventDocument] = [origin.id(), origin.document()]
  return { isCompact: true, id: () => id, document: () => document }
}
