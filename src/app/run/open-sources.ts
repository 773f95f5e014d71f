// The sources of a run that are open now: files come and go, and what was counted of them stays counted.
import type { Source, Unreadable } from '../../event/source.ts'
import { UnreadableLog } from '../../intake/unreadable.ts'

export class OpenSources {
  readonly #open: Source[] = []
  /** Metrics must not count backwards. */
  readonly #gone = new UnreadableLog('(gone)', '')

  /** The same list for as long as it lives. */
  get list(): readonly Source[] {
    return this.#open
  }

  add(source: Source): void {
    this.#open.push(source)
  }

  remove(source: Source): void {
    this.#gone.merge(source.unreadable())
    this.#open.splice(this.#open.indexOf(source), 1)
  }

  ids(): readonly string[] {
    return this.#open.map(({ info }) => info.id)
  }

  unreadable(): readonly Unreadable[] {
    return this.#open.flatMap((source) => source.unreadable())
  }

  /** With what those could not read that are gone, all as one. */
  everUnreadable(): readonly Unreadable[] {
    return [...this.unreadable(), ...this.#gone.list()]
  }
}
