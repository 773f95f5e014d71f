// The levels from the gravest, and the colour of each wherever Kibana shows it.
import { type Level, levels } from '../src/compiler/plan.ts'

/** Dark enough for white text on them. */
export const levelColours: Readonly<Record<Level, string>> = {
  critical: '#be123c',
  high: '#c2410c',
  medium: '#92690a',
  low: '#1d6fb8',
  informational: '#5f6b7a',
}

export const gravestFirst: readonly Level[] = levels.toReversed()
