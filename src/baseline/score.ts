// How unusual each feature of a frame is → one score, and the features that made it.
import { featureFields, featureName } from '../event/feature-schema.ts'
import type { Departure, Profile } from './profile.ts'

/** Features whose names begin alike say much the same: of each group only the most unusual one counts. */
const groups = ['op_', 'fs_', 'pl_', 'fg_', 'tm_'].map((prefix) =>
  featureFields.flatMap((field, i) => (featureName(field).startsWith(prefix) ? [i] : [])),
)

/** 0 to 1: one less the product of what each group leaves of one. */
export function scoreOf(degrees: Float64Array): number {
  let left = 1
  for (const group of groups) {
    let most = 0
    for (const i of group) if (degrees[i]! > most) most = degrees[i]!
    left *= 1 - most
  }
  return 1 - left
}

const leastDegree = 0.3
const mostDepartures = 5

/** The features that a score comes from, the most unusual first. */
export function departuresOf(
  profile: Profile,
  values: readonly (number | null)[],
  degrees: Float64Array,
): readonly Departure[] {
  return [...degrees.keys()]
    .filter((i) => degrees[i]! >= leastDegree)
    .sort((a, b) => degrees[b]! - degrees[a]!)
    .slice(0, mostDepartures)
    .map((i) => profile.departure(i, values[i]!, degrees[i]!))
}
