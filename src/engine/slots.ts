// Keys → numbers of slots, under which whoever asks keeps a state in arrays. Never more than the bound, and which is let go
// for another: of keys that came only once the stalest, as long as they are more than a fifth; else the stalest of all. A
// flood of keys that never come again pushes out itself, not a key that keeps coming; one that comes again after it was let
// go counts as such. Everything at constant cost, and in arrays: nothing is made for a key but its place in the map.
import { widened } from '../event/widened.ts'
import { type Remembered, rememberedOf, type SavedRemembered } from './remembered.ts'
import { decoderOf, type List as Items, type Placed, receive } from './snapshot/coming.ts'
import type { Decoder } from './snapshot/decoder.ts'
import { Freeze, type FreezeTo } from './snapshot/freeze.ts'
import { frozenSlots, type SlotWriter } from './snapshot/frozen-slots.ts'

/** Nothing, where a slot is asked for. */
export const noSlot = -1

/** Keys as plain data. */
export interface SavedKeys<Saved> {
  readonly size: number
  /** Twice the number of the touch that was its last, and one more where the key came again. */
  readonly items: Items<Saved>
  /** Null where none was let go. */
  readonly remembered: SavedRemembered | null
}

/** Slots in the order in which they were touched. */
interface List {
  oldest: number
  newest: number
  size: number
}

export interface SlotUser {
  /** So many are to be opened next: room for them may be made at once. */
  expect?(slots: number): void
  /** A new key has that slot now: what lay there is of another. */
  open(slot: number): void
  /** Its key is let go before its time. */
  evict(slot: number): void
}

export class Slots {
  readonly #bound: number
  readonly #user: SlotUser
  readonly #slots = new Map<string, number>()
  /** By slot. */
  readonly #keys: string[] = []
  readonly #free: number[] = []
  /** By slot: its neighbours in its list, which touch of all was its last, whether it came again. */
  #older = new Int32Array(leastRoom)
  #newer = new Int32Array(leastRoom)
  #touched = new Float64Array(leastRoom)
  #cameAgain = new Uint8Array(leastRoom)
  readonly #once: List = { oldest: noSlot, newest: noSlot, size: 0 }
  readonly #again: List = { oldest: noSlot, newest: noSlot, size: 0 }
  #touches = 0
  /** Keys that were let go; null as long as none was. */
  #remembered: Remembered | null = null
  /** While they are written: whoever may change one is preceded by it. */
  #freeze: Freeze | null = null

  /** They come from a state in which there may have been more than may be now. */
  #isLoading = false

  constructor(bound: number, user: SlotUser) {
    this.#bound = bound
    this.#user = user
  }

  get size(): number {
    return this.#slots.size
  }

  keyOf(slot: number): string {
    return this.#keys[slot]!
  }

  has(key: string): boolean {
    return this.#slots.has(key)
  }

  /** The slot of a key, whose state may be changed from now on; none where it has none. */
  find(key: string): number {
    const slot = this.#slots.get(key) ?? noSlot
    if (slot !== noSlot) this.#freeze?.keep(slot)
    return slot
  }

  /** The slot of a key, opened where it has none, and now the most recently touched. */
  touch(key: string): number {
    const slot = this.#slots.get(key)
    if (slot === undefined) return this.#add(key)
    this.touchAt(slot)
    return slot
  }

  /** The same of a slot that has a key. */
  touchAt(slot: number): void {
    this.#freeze?.keep(slot)
    this.#touched[slot] = this.#touches++
    if (slot !== this.#again.newest) this.#moveToAgain(slot)
  }

  /** A slot for a key that is new, as it is known to be while a state is loaded: it is not looked for. */
  open(key: string): number {
    return this.#add(key)
  }

  /** Lets its key go. */
  close(slot: number): void {
    this.#freeze?.detach(slot)
    this.#freeze?.passOver(slot)
    this.#slots.delete(this.#keys[slot]!)
    this.#keys[slot] = ''
    this.#unlink(slot)
    this.#free.push(slot)
  }

  /** The slot of a key whose state is dropped next, or replaced by another, but not changed. */
  locate(key: string): number {
    return this.#slots.get(key) ?? noSlot
  }

  /** What lies there is replaced by another next. */
  renew(slot: number): void {
    this.#freeze?.detach(slot)
  }

  /** The longest untouched, whose state may be changed from now on; none where there is no key. */
  get oldest(): number {
    const slot = this.#oldest
    if (slot !== noSlot) this.#freeze?.keep(slot)
    return slot
  }

  /** The longest untouched first, each of which may be changed, and closed, on the way. */
  *[Symbol.iterator](): IterableIterator<number> {
    for (const slot of this.asTheyAre()) {
      this.#freeze?.keep(slot)
      yield slot
    }
  }

  /** The longest untouched first, each of which may be closed, or renewed, on the way, but not changed. */
  *asTheyAre(): IterableIterator<number> {
    let [once, again] = [this.#once.oldest, this.#again.oldest]
    for (let slot = this.#staler(once, again); slot !== noSlot; slot = this.#staler(once, again)) {
      if (slot === once) once = this.#newer[slot]!
      else again = this.#newer[slot]!
      yield slot
    }
  }

  /** Lets one go before it is over: not the one touched last, as long as there is another. */
  evict(): void {
    const stalest = this.#stalest
    const isLast = stalest !== noSlot && this.#touched[stalest] === this.#touches - 1
    this.#evict(isLast ? this.#oldest : stalest)
  }

  /** The same, of more than one. False where there is no other. */
  evictOther(): boolean {
    if (this.size < 2) return false
    this.evict()
    return true
  }

  save<Saved>(one: (slot: number) => Saved): SavedKeys<Saved> {
    const items = Array.from(this.asTheyAre(), (slot): Placed<Saved> => [this.placeOf(slot), one(slot)])
    return { size: this.#slots.size, items, remembered: this.#remembered?.save() ?? null }
  }

  /**
   * The same, a few at a time where it is wanted. What is written of a slot is changed only by who has it of these: found,
   * touched, passed by on the way.
   */
  saveLater<Saved>(writer: SlotWriter): SavedKeys<Saved> {
    const items = frozenSlots<Saved>(this, writer)
    return { size: this.#slots.size, items, remembered: this.#remembered?.saveLater() ?? null }
  }

  /** From now on each is taken before it changes. */
  freeze(to: FreezeTo): Freeze {
    const oldest = [this.#once.oldest, this.#again.oldest]
    this.#freeze = new Freeze(this, { oldest, before: this.#touches, slots: this.#keys.length }, to)
    return this.#freeze
  }

  thaw(freeze: Freeze): void {
    if (this.#freeze === freeze) this.#freeze = null
  }

  /**
   * `read` is called where each that was saved comes next, in any order, and is to open its key, or to touch it, which is
   * new; `open` where they are at hand.
   */
  load<Saved>(
    { size, items, remembered }: SavedKeys<Saved>,
    read: (from: Decoder) => void,
    open: (saved: Saved) => void = (saved) => read(decoderOf(saved)),
  ): void {
    let inOrder = true
    this.#isLoading = true
    this.#expect(Math.min(size, mostExpected))
    if (remembered !== null) {
      this.#remembered = rememberedOf(this.#bound)
      this.#remembered.load(remembered)
    }
    // How often one was touched is said by its place, whatever order they come in.
    const place = (at: number, before: number): void => {
      this.#touches = before
      if (!this.#place(this.#once.newest, at)) inOrder = false
    }
    receive(items, {
      read: (at, from) => {
        const before = this.#touches
        read(from)
        place(at, before)
      },
      take: (at, saved) => {
        const before = this.#touches
        open(saved)
        place(at, before)
      },
      finish: () => {
        if (!inOrder) for (const list of [this.#once, this.#again]) this.#sort(list)
        this.#isLoading = false
        while (this.#slots.size > this.#bound) this.#evict(this.#stalest)
      },
    })
  }

  /** Twice the number of the touch that was its last, and one more where its key came again. */
  placeOf(slot: number): number {
    return this.#touched[slot]! * 2 + this.#cameAgain[slot]!
  }

  newerThan(slot: number): number {
    return this.#newer[slot]!
  }

  touchOf(slot: number): number {
    return this.#touched[slot]!
  }

  get #oldest(): number {
    return this.#staler(this.#once.oldest, this.#again.oldest)
  }

  get #stalest(): number {
    return this.#once.size * 5 > this.#slots.size ? this.#once.oldest : this.#oldest
  }

  #add(key: string): number {
    if (this.#slots.size >= this.#bound && !this.#isLoading) this.#evict(this.#stalest)
    const slot = this.#free.pop() ?? this.#keys.length
    if (slot >= this.#older.length) this.#widen(this.#older.length * 2)
    this.#keys[slot] = key
    this.#slots.set(key, slot)
    this.#touched[slot] = this.#touches++
    this.#cameAgain[slot] = !this.#isLoading && this.#remembered?.has(key) ? 1 : 0
    this.#append(slot)
    this.#user.open(slot)
    return slot
  }

  #expect(slots: number): void {
    if (slots > this.#older.length) this.#widen(slots)
    this.#user.expect?.(slots)
  }

  #widen(room: number): void {
    this.#older = widened(this.#older, new Int32Array(room))
    this.#newer = widened(this.#newer, new Int32Array(room))
    this.#touched = widened(this.#touched, new Float64Array(room))
    this.#cameAgain = widened(this.#cameAgain, new Uint8Array(room))
  }

  #moveToAgain(slot: number): void {
    this.#freeze?.passOver(slot)
    this.#unlink(slot)
    this.#cameAgain[slot] = 1
    this.#append(slot)
  }

  #evict(slot: number): void {
    if (slot === noSlot) return
    this.#freeze?.detach(slot)
    this.#remembered ??= rememberedOf(this.#bound)
    this.#remembered.add(this.#keys[slot]!)
    this.#user.evict(slot)
    this.close(slot)
  }

  #listOf(slot: number): List {
    return this.#cameAgain[slot] === 1 ? this.#again : this.#once
  }

  #append(slot: number): void {
    const list = this.#listOf(slot)
    this.#older[slot] = list.newest
    this.#newer[slot] = noSlot
    if (list.newest === noSlot) list.oldest = slot
    else this.#newer[list.newest] = slot
    list.newest = slot
    list.size++
  }

  #unlink(slot: number): void {
    const list = this.#listOf(slot)
    const older = this.#older[slot]!
    const newer = this.#newer[slot]!
    if (older === noSlot) list.oldest = newer
    else this.#newer[older] = newer
    if (newer === noSlot) list.newest = older
    else this.#older[newer] = older
    list.size--
  }

  /** Of two the one that was touched longer ago. */
  #staler(a: number, b: number): number {
    if (a === noSlot || b === noSlot) return a === noSlot ? b : a
    return this.#touched[a]! < this.#touched[b]! ? a : b
  }

  /** One that was just touched for the first time. False where it came before one that was touched before it. */
  #place(slot: number, place: number): boolean {
    this.#touched[slot] = Math.floor(place / 2)
    this.#touches = Math.max(this.#touches, this.#touched[slot]! + 1)
    if (place % 2 === 1) this.#moveToAgain(slot)
    const older = this.#older[slot]!
    return older === noSlot || this.#touched[older]! < this.#touched[slot]!
  }

  /** They were put in another order than they are to stand in. */
  #sort(list: List): void {
    const slots: number[] = []
    for (let slot = list.oldest; slot !== noSlot; slot = this.#newer[slot]!) slots.push(slot)
    list.oldest = list.newest = noSlot
    list.size = 0
    for (const slot of slots.sort((a, b) => this.#touched[a]! - this.#touched[b]!)) this.#append(slot)
  }
}

const leastRoom = 16

/** Room for so many keys is made before they are read: a number in a state that somebody spoilt makes no more. */
const mostExpected = 2 ** 22
