// The frames of one class → what is usual for it, and how far a frame is from that.
import { type FeatureName, featureFields, featureName } from '../event/feature-schema.ts'
import { otherScale, placeOn, type Scale, scales, valueAt } from './scales.ts'
import { rare, type SavedSketch, Sketch } from './sketch.ts'

/** How far a name that never came is from those that did. */
const farthestName = 4
/** Values beyond what is usual are learned as if they lay so far beyond it at most. */
const longestStep = 0.5

/** A feature that is not as usual. */
export interface Departure {
  readonly feature: FeatureName
  readonly value: number
  /** 0 to 1. */
  readonly degree: number
  /** What is usual; null where only names are counted. */
  readonly from: number | null
  readonly to: number | null
}

export interface SavedProfile {
  readonly features: readonly SavedSketch[]
  readonly fields: readonly (readonly [field: string, sketch: SavedSketch])[]
}

const names = featureFields.map(featureName)
const scaleOf: readonly Scale[] = names.map((name) => scales[name])

export class Profile {
  readonly #features = names.map(() => new Sketch())
  readonly #fields = new Map<string, Sketch>()

  /** `values` by place of the feature; null where a frame has none. */
  learn(values: readonly (number | null)[], weight: number): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (value !== null) add(this.#features[i]!, scaleOf[i]!, value, weight)
    }
  }

  /** A value of a field that is no feature. */
  learnField(field: string, value: number, weight: number): void {
    const sketch = this.#fields.get(field) ?? new Sketch()
    this.#fields.set(field, sketch)
    add(sketch, otherScale, value, weight)
  }

  /** How unusual each feature is, 0 to 1, into `out`. */
  degrees(values: readonly (number | null)[], out: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      const excess = value === null ? 0 : excessOf(this.#features[i]!, scaleOf[i]!, value)
      out[i] = excess / (1 + excess)
    }
  }

  departure(i: number, value: number, degree: number): Departure {
    const isName = scaleOf[i]!.kind === 'name'
    return {
      feature: names[i]!,
      value,
      degree,
      from: isName ? null : this.#value(i, rare),
      to: isName ? null : this.#value(i, 1 - rare),
    }
  }

  /** The value below which a share of them lies; null where nothing was learned of it. */
  usual(field: string, share: number): number | null {
    const i = featureFields.indexOf(field as (typeof featureFields)[number])
    if (i >= 0) return this.#value(i, share)
    const place = this.#fields.get(field)?.quantile(share) ?? null
    return place === null ? null : valueAt(otherScale, place)
  }

  lighten(by: number): void {
    for (const sketch of this.#features) sketch.lighten(by)
    for (const sketch of this.#fields.values()) sketch.lighten(by)
  }

  save(): SavedProfile {
    return {
      features: this.#features.map((sketch) => sketch.save()),
      fields: [...this.#fields].map(([field, sketch]) => [field, sketch.save()]),
    }
  }

  load({ features, fields }: SavedProfile): void {
    for (const [i, saved] of features.entries()) this.#features[i]?.load(saved)
    for (const [field, saved] of fields) {
      const sketch = new Sketch()
      sketch.load(saved)
      this.#fields.set(field, sketch)
    }
  }

  #value(i: number, share: number): number | null {
    const place = this.#features[i]!.quantile(share)
    return place === null ? null : valueAt(scaleOf[i]!, place)
  }
}

/** What lies beyond the usual is drawn nearer: a sudden change moves the baseline by a step, however large it is. */
function add(sketch: Sketch, scale: Scale, value: number, weight: number): void {
  const place = placeOn(scale, value)
  const { low, high } = sketch
  if (scale.kind === 'name') sketch.add(place, weight)
  else if (place > high + longestStep) sketch.add(high + longestStep, weight)
  else if (place < low - longestStep) sketch.add(low - longestStep, weight)
  else sketch.add(place, weight)
}

/** How far outside the usual a value lies, in widths of the half of it on that side; 0 within, and where too few came. */
function excessOf(sketch: Sketch, scale: Scale, value: number): number {
  const place = placeOn(scale, value)
  const { low, middle, high } = sketch
  if (scale.kind === 'name') return Math.max(0, farthestName * (1 - sketch.share(place) / rare))
  if (place > high) return (place - high) / Math.max(high - middle, 1)
  if (place < low) return (low - place) / Math.max(middle - low, 1)
  return 0
}
