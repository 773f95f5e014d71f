// Options that several commands take, read the same way everywhere.
import { type Level, levels } from '../compiler/plan.ts'
import { OperationalError } from '../errors.ts'

/** `--rules a --rules b` → both. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
]

export function levelOption(value: string): Level {
  const level = levels.find((one) => one === value)
  if (level) return level
  throw new OperationalError('USAGE', { details: `There is no level ${value}. There are: ${levels.join(', ')}.` })
}

/** How many of something: a whole number of at least one. */
export function countOption(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1) return number
  throw new OperationalError('USAGE', { details: `${value} is no number of lines: give 1 or more.` })
}

export const atLeast = (level: Level, wanted: Level): boolean => levels.indexOf(level) >= levels.indexOf(wanted)
