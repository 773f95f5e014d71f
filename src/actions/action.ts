// The contract of an action: an outbox row goes out, what became of it comes back. It never throws for the world's faults.
import type { OutboxRow } from '../store/store.ts'

export interface Attempt {
  /** Wall time of this attempt. */
  readonly nowMs: number
  /** Aborted when the program stops: what was under way counts as not tried. */
  readonly signal: AbortSignal
}

export type Sent =
  /** `isRepeatable`: to do it once more does no harm. */
  | { readonly kind: 'delivered'; readonly detail: string; readonly isRepeatable?: true }
  /** Worth another attempt, not before `notBeforeMs` where the other side asks for that. */
  | { readonly kind: 'again'; readonly detail: string; readonly notBeforeMs?: number }
  /** No attempt will help until somebody changes something. `gone`: the target wants nothing more at all. */
  | { readonly kind: 'refused'; readonly detail: string; readonly gone?: true }
  /** The program stopped first. */
  | { readonly kind: 'interrupted' }

export type Send = (row: OutboxRow, attempt: Attempt) => Promise<Sent>

export interface Action<Settings> {
  readonly name: OutboxRow['action']
  /** One sentence, for `--help` and the reference. */
  readonly summary: string
  open(settings: Settings): Send
}

/** Gives an action its types. */
export const defineAction = <Settings>(action: Action<Settings>): Action<Settings> => action
