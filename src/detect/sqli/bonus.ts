// How a reading ended → what that adds to what was read, or takes from it.
import type { Continuation } from './continuation.ts'
import type { Level } from './value.ts'

/** Nobody explains what a comment takes away that is not there to explain. */
export function commentBonus(remainder: string): Level {
  if (!/\p{L}/u.test(remainder) || /^[^\p{L}\s]\S*$/u.test(remainder)) return 2
  return /\s/.test(remainder) ? 0 : 1
}

/** Where no quote was left before. */
export function bareBonus({ ending, level, remainder, shape, isClosed, isBlank }: Continuation): Level {
  // A statement that was ended is whole, whatever follows.
  if (ending === 'misfit') return shape === 'union' || isClosed ? -1 : -2
  if (ending === 'comment') return level > 0 ? commentBonus(remainder) : 0
  // The quote that is missing is the query's.
  if (ending === 'open-string') return level > 1 && !isBlank ? 1 : 0
  const isWhole = isClosed || (ending === 'end' && shape === 'stacked-statement')
  return isWhole && level > 1 ? 1 : 0
}
