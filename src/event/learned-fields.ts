// The names of what is learned of an event's class: fields that no source brings.

export const anomalyScore = 'tripline.anomaly.score'
export const anomalyFeatures = 'tripline.anomaly.features'

const prefix = 'tripline.usual.'

/** `usual(field, percent)` */
export interface Usual {
  readonly field: string
  /** 0 to 100. */
  readonly percent: number
}

/** The name under which a row holds what is usual. */
export const usualName = ({ field, percent }: Usual): string => `${prefix}${String(percent).replace('.', '_')}.${field}`

/** What such a name stands for; null for any other name. */
export function usualOf(name: string): Usual | null {
  if (!name.startsWith(prefix)) return null
  const dot = name.indexOf('.', prefix.length)
  const percent = Number(name.slice(prefix.length, dot).replace('_', '.'))
  return Number.isFinite(percent) ? { field: name.slice(dot + 1), percent } : null
}
