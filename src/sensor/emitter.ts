// Records → rows of a batch, with the wanted fields and no others.
import type { Batch } from '../event/batch.ts'
import { categoryBits, ecsCategory } from '../event/category.ts'
import type { Layout } from '../event/layout.ts'
import { octetsField } from '../event/schema.ts'
import { type FeatureNeeds, featureNeeds } from './features/needs.ts'
import { askedGettersOf, type Getter, type Kind, kinds } from './fields.ts'
import type { Moment, SensorRecord } from './record.ts'

/** The wanted fields of one kind of event: slots and getters side by side. */
interface Plan {
  readonly categories: number
  readonly slots: readonly number[]
  readonly getters: readonly Getter[]
}

export class Emitter {
  /** Whether any rule reads texts: they are then decoded while their bytes are at hand. */
  readonly wantsText: boolean
  /** Whether binary messages are decoded: their octets are then kept. */
  readonly wantsOctets: boolean
  /** What of the features anybody reads. */
  readonly features: FeatureNeeds | null
  /** Where rows go. */
  batch: Batch | null = null
  /** The latest capture time: never goes back. */
  us = Number.NEGATIVE_INFINITY
  nanos = 0
  /** `event.sequence` of the next event. */
  sequence = 0
  /** The time that the last event had. */
  lastUs = Number.NEGATIVE_INFINITY
  lastNanos = 0
  private readonly plans: Readonly<Record<Kind, Plan>>

  constructor(layout: Layout) {
    this.wantsText = layout.slot('websocket.payload.text') >= 0
    this.wantsOctets = layout.slot(octetsField) >= 0 || layout.slot('websocket.payload.protocol') >= 0
    this.features = featureNeeds(layout)
    this.plans = Object.fromEntries(kinds.map((kind) => [kind, planOf(kind, layout)])) as Record<Kind, Plan>
  }

  /** Moves the clock; false where the time lies behind it, which leaves it as it is. */
  advance(us: number, nanos: number): boolean {
    if (us < this.us || (us === this.us && nanos < this.nanos)) return false
    this.us = us
    this.nanos = nanos
    return true
  }

  /** Time and sequence for the next event. */
  moment(): Moment {
    this.lastUs = this.us
    this.lastNanos = this.nanos
    return { us: this.us, nanos: this.nanos, sequence: this.sequence++ }
  }

  emit(record: SensorRecord): void {
    const { batch } = this
    if (batch === null) return
    const { categories, slots, getters } = this.plans[record.kind]
    const { us, nanos, sequence } = record.moment
    const row = batch.add(categories, us, nanos, sequence, record)
    for (let index = 0; index < slots.length; index++) {
      batch.set(row, slots[index]!, getters[index]!(record))
    }
  }
}

function planOf(kind: Kind, layout: Layout): Plan {
  const wanted = Object.entries(askedGettersOf(kind)).filter(([name]) => layout.slot(name) >= 0)
  return {
    categories: categoryBits(ecsCategory[kind]!),
    slots: wanted.map(([name]) => layout.slot(name)),
    getters: wanted.map(([, getter]) => getter),
  }
}
