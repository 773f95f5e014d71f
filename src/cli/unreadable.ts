// What could not be read: whole inputs, and pieces of them → a few lines on stderr.
import type { OperationalError } from '../errors.ts'
import type { Unreadable } from '../event/source.ts'
import { printUnreadable } from './summary.ts'
import { harmless, note } from './terminal.ts'

export function reportUnreadable(unreadable: readonly Unreadable[]): void {
  for (const line of printUnreadable(unreadable)) note(line)
}

export function reportRefused(refused: readonly OperationalError[]): void {
  for (const { message } of refused) note(`tripline: ${harmless(message)} It is left out; the other inputs are read.`)
}
