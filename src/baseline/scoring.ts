// Batches of events → the same batches, with what is usual for their class and how unusual they are. It learns from what it sees.
import type { Batch, Origin } from '../event/batch.ts'
import { categoryBit } from '../event/category.ts'
import { featureFields, isFeature } from '../event/feature-schema.ts'
import type { Layout } from '../event/layout.ts'
import { anomalyFeatures, anomalyScore, type Usual, usualOf } from '../event/learned-fields.ts'
import type { EventDocument, Value } from '../event/value.ts'
import type { Baseline, ClassState, SavedBaseline, Seen } from './baseline.ts'
import { classOf } from './class-of.ts'
import type { Departure } from './profile.ts'
import { departuresOf } from './score.ts'

const frameBit = categoryBit('frame')
/** Of which events it learns. */
export const learnedCategories = frameBit | categoryBit('message')

/** Events that score less do not show it. */
const leastShown = 0.3

const classFields = ['url.domain', 'url.path', 'websocket.subprotocol', 'websocket.direction', 'client.ip'] as const

/** What must have a slot besides, where rules read what is learned. */
export function baselineNeeds(fields: ReadonlySet<string>): readonly string[] {
  const usual = [...fields].flatMap((name) => usualOf(name) ?? [])
  const scored = fields.has(anomalyScore) || fields.has(anomalyFeatures)
  if (usual.length === 0 && !scored) return []
  const read = usual.map(({ field }) => field)
  return [...classFields, ...read, ...(scored ? [...featureFields, anomalyScore, anomalyFeatures] : [])]
}

interface UsualSlot extends Usual {
  /** Where what is usual goes. */
  readonly slot: number
}

interface FieldSlot {
  readonly field: string
  readonly slot: number
}

export class Scoring {
  readonly #baseline: Baseline
  readonly #slots: Readonly<Record<(typeof classFields)[number] | 'score' | 'found', number>>
  readonly #features: readonly number[]
  readonly #usual: readonly UsualSlot[]
  /** Fields that are no features, and are learned for `usual`. */
  readonly #fields: readonly FieldSlot[]
  readonly #values: (number | null)[] = featureFields.map(() => null)
  readonly #degrees = new Float64Array(featureFields.length)

  constructor(layout: Layout, baseline: Baseline) {
    this.#baseline = baseline
    this.#slots = {
      ...(Object.fromEntries(classFields.map((field) => [field, layout.slot(field)])) as Record<
        (typeof classFields)[number],
        number
      >),
      score: layout.slot(anomalyScore),
      found: layout.slot(anomalyFeatures),
    }
    this.#features = featureFields.map((field) => layout.slot(field))
    this.#usual = layout.fields.flatMap((name, slot) => {
      const usual = usualOf(name)
      return usual === null ? [] : [{ ...usual, slot }]
    })
    const others = new Set(this.#usual.map(({ field }) => field).filter((field) => !isFeature(field)))
    this.#fields = [...others].map((field) => ({ field, slot: layout.slot(field) }))
  }

  /** Calls `touch` for each row that it learned from. */
  extend(batch: Batch, touch: (row: number) => void): void {
    for (let row = 0; row < batch.length; row++) {
      if ((batch.categories[row]! & learnedCategories) === 0) continue
      const seen = this.#seen(batch, row)
      if (seen === null) continue
      this.#row(batch, row, seen)
      touch(row)
    }
  }

  snapshot(): SavedBaseline {
    return this.#baseline.save()
  }

  /** `state` is what `snapshot` gave. What was to be begun with since then stands. */
  restore(state: unknown): void {
    const saved = state as SavedBaseline
    const { begunWith } = this.#baseline
    if (begunWith === null || begunWith === saved.begunWith) this.#baseline.load(saved)
  }

  /** Null for an event that is of no class: of a log that does not say which side spoke. */
  #seen(batch: Batch, row: number): Seen | null {
    const slots = this.#slots
    const direction = textIn(batch, row, slots['websocket.direction'])
    const domain = textIn(batch, row, slots['url.domain'])
    const path = textIn(batch, row, slots['url.path'])
    if (direction === null || (domain === null && path === null)) return null
    const subprotocol = textIn(batch, row, slots['websocket.subprotocol'])
    const name = classOf({ domain, path, subprotocol, direction })
    return { name, us: batch.times[row]!, who: textIn(batch, row, slots['client.ip']) ?? '' }
  }

  #row(batch: Batch, row: number, seen: Seen): void {
    const state = this.#baseline.classOf(seen)
    // What was usual before this event, whatever it is itself.
    if (this.#usual.length > 0 && this.#baseline.isWarm(state)) this.#tellUsual(batch, row, state)
    if ((batch.categories[row]! & frameBit) !== 0) this.#frame(batch, row, { seen, state })
    for (const { field, slot } of this.#fields) {
      const value = batch.get(row, slot)
      if (typeof value === 'number' && state.shares.takes(`${seen.who} ${field}`, seen.us))
        this.#baseline.field(state, seen.us, field, value)
    }
  }

  #tellUsual(batch: Batch, row: number, { profile }: ClassState): void {
    for (const { slot, field, percent } of this.#usual) batch.set(row, slot, profile.usual(field, percent / 100))
  }

  #frame(batch: Batch, row: number, { seen, state }: { readonly seen: Seen; readonly state: ClassState }): void {
    const values = this.#values
    for (let i = 0; i < values.length; i++) {
      const value = batch.get(row, this.#features[i]!)
      values[i] = typeof value === 'number' ? value : null
    }
    const score = this.#baseline.frame(state, seen, values, this.#degrees)
    // A rule's test says itself how unusual an event is, and a journal what it was.
    if (score === null || batch.get(row, this.#slots.score) !== null) return
    batch.set(row, this.#slots.score, score)
    if (score < leastShown) return
    const found = departuresOf(state.profile, values, this.#degrees).map(inWords)
    batch.set(row, this.#slots.found, found)
    batch.setOrigin(row, scoredOrigin(batch.origin(row), { [anomalyScore]: rounded(score), [anomalyFeatures]: found }))
  }
}

const textIn = (batch: Batch, row: number, slot: number): string | null => {
  const value: Value = batch.get(row, slot)
  return typeof value === 'string' ? value : null
}

/** `fs_len 1048576 (usual 20 to 812)` */
function inWords({ feature, value, from, to }: Departure): string {
  const usual = from === null || to === null ? 'rare' : `usual ${rounded(from)} to ${rounded(to)}`
  return `${feature} ${rounded(value)} (${usual})`
}

const rounded = (value: number): number => Number(value.toPrecision(3))

/** The event, and what was found of it. */
function scoredOrigin(origin: Origin, found: EventDocument): Origin {
  return {
    isCompact: false,
    id: () => origin.id(),
    document: () => ({ ...origin.document(), ...found }),
    ...(origin.written && {
      written: () => {
        const written = origin.written!()
        return { ...written, learned: { ...written.learned, ...found } }
      },
    }),
  }
}
