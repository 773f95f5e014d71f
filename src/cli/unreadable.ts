// What could not be read → a few lines on stderr.
import type { Unreadable } from '../event/source.ts'
import { printUnreadable } from './summary.ts'
import { note } from './terminal.ts'

export function reportUnreadable(unreadable: readonly Unreadable[]): void {
  for (const line of printUnreadable(unreadable)) note(line)
}
