// Slots and how each is written → the list of all of them as it is at one moment, while they move on.
import type { Placed } from './coming.ts'
import type { Encoder } from './encoder.ts'
import type { Freeze, FreezeTo } from './freeze.ts'
import { type Frozen, plainOf } from './frozen.ts'

export interface SlotWriter<Detached = unknown> {
  /** As one value. */
  write(slot: number, to: Encoder): void
  /** Where what a slot holds need not be written before the slot has another: that, to be held on to. */
  readonly detached?: {
    of(slot: number): Detached
    write(detached: Detached, to: Encoder): void
    letGo(detached: Detached): void
  }
}

interface Slots {
  asTheyAre(): Iterable<number>
  placeOf(slot: number): number
  freeze(to: FreezeTo): Freeze
  thaw(freeze: Freeze): void
}

export function frozenSlots<Saved>(slots: Slots, writer: SlotWriter): Frozen<Saved> {
  const { detached } = writer
  const left: { readonly place: number; readonly detached: unknown }[] = []
  let next = (): boolean => false
  let close = (): void => {}
  const now = (): readonly Placed<Saved>[] =>
    Array.from(slots.asTheyAre(), (slot) => [slots.placeOf(slot), plainOf<Saved>((to) => writer.write(slot, to))])
  return {
    begin: (taker) => {
      const take = (slot: number): void => writer.write(slot, taker.at(slots.placeOf(slot)))
      const detach = (slot: number): void => {
        left.push({ place: slots.placeOf(slot), detached: detached!.of(slot) })
      }
      const freeze = slots.freeze({ take, detach: detached ? detach : take })
      next = () => {
        const one = left.pop()
        if (!one) return freeze.next()
        detached!.write(one.detached, taker.at(one.place))
        detached!.letGo(one.detached)
        return true
      }
      close = () => {
        slots.thaw(freeze)
        for (const one of left.splice(0)) detached!.letGo(one.detached)
      }
    },
    next: () => next(),
    close: () => close(),
    toJSON: now,
    [Symbol.iterator]: () => now()[Symbol.iterator](),
  }
}
