// Figures over time → the straight line closest to them, and whether it lies flat.

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Trend {
  /** Of the line, at the first and at the last point. */
  readonly from: number
  readonly to: number
  readonly slope: number
  readonly mean: number
}

/** Of two points at least. */
export function trendOf(points: readonly Point[]): Trend {
  const mean = average(points.map(({ y }) => y))
  const middle = average(points.map(({ x }) => x))
  const spread = points.reduce((sum, { x }) => sum + (x - middle) ** 2, 0)
  const slope = points.reduce((sum, { x, y }) => sum + (x - middle) * (y - mean), 0) / spread
  const at = (x: number): number => mean + slope * (x - middle)
  return { from: at(points[0]!.x), to: at(points.at(-1)!.x), slope, mean }
}

const average = (figures: readonly number[]): number => figures.reduce((a, b) => a + b, 0) / figures.length

/** What chance alone moves the line by, over the time that was looked at. */
const allowed = 0.05

export const isFlat = ({ from, to, mean }: Trend): boolean => to - from <= allowed * mean
