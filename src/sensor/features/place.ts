// The name of a feature → its place among the values of a frame.
import { type FeatureName, featureFields, featureName } from '../../event/feature-schema.ts'

export const placeOf = Object.fromEntries(featureFields.map((field, place) => [featureName(field), place])) as Readonly<
  Record<FeatureName, number>
>

/** The values of one frame, by place; NaN where a feature is undefined or nobody wants it. */
export type FeatureValues = number[]

const undefinedValues: FeatureValues = featureFields.map(() => Number.NaN)

export const newValues = (): FeatureValues => undefinedValues.slice()
