// What could not be read: whole inputs, and pieces of them → a few lines on stderr.
import type { ScanInputs } from '../app/inputs.ts'
import type { Unreadable } from '../event/source.ts'
import { printUnreadable } from './summary.ts'
import { harmless, note } from './terminal.ts'

export function reportUnreadable(unreadable: readonly Unreadable[]): void {
  for (const line of printUnreadable(unreadable)) note(line)
}

/** What is left out of the inputs, and what is likely a mistake in how they are read. */
export function reportInputs({ refused, warnings }: Pick<ScanInputs, 'refused' | 'warnings'>): void {
  for (const warning of warnings) note(warning)
  for (const { message } of refused) note(`tripline: ${harmless(message)} It is left out; the other inputs are read.`)
}
