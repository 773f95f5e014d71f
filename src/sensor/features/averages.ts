// Moving means and decaying counts: what they were and what comes → what they are.

/** The mean after one more value; the first value is the mean. */
export const movedMean = (mean: number, value: number, share: number): number =>
  Number.isNaN(mean) ? value : mean + share * (value - mean)

/** The variance after one more value, about the mean before it. */
export const movedVariance = (variance: number, mean: number, value: number, share: number): number =>
  Number.isNaN(mean) ? 0 : (1 - share) * (variance + share * (value - mean) * (value - mean))

/** What is left of one after so many microseconds. */
export const decay = (us: number, halfLifeS: number): number => (us === 0 ? 1 : 2 ** (-us / (halfLifeS * 1e6)))

/** A decayed count as a rate a second. */
export const rate = (count: number, halfLifeS: number): number => (count * Math.LN2) / halfLifeS
