// Lines of columns between spaces, those that may hold a space in quotes: how such lines are told from others.

export interface Spaced {
  /** Of the columns, in their order; what stands behind the last is left alone. */
  readonly names: readonly string[]
  /** A line of fewer columns is another one. */
  readonly fewest: number
  /** What the first column is. */
  readonly heads: readonly string[]
}
