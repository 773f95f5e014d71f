// Rows of the outbox that applications carry out → told to the one that holds the connection, and settled by its end.
import { setTimeout as sleep } from 'node:timers/promises'
import { closeDetails, holderOf, isOpen, readClose } from '../../actions/close.ts'
import type { Commands as ApiCommands, Command } from '../../api/options.ts'
import type { OutboxRow, OutboxStore } from '../../store/store.ts'

export interface CommandsOptions {
  readonly store: Pick<OutboxStore, 'waiting' | 'settle'>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly pollMs?: number
}

/** How a connection ended that an application was asked to close. */
export interface Ended {
  readonly command: string
  readonly connection: string
  readonly code: number | null
  readonly by: string | null
}

/** Commands that are looked through at a time. */
const mostWaiting = 10_000

/** An answer may be lost: after so long it is told again. The application knows which it has heard. */
const repeatMs = 10_000

const usualPollMs = 500

export class Commands implements ApiCommands {
  readonly #options: CommandsOptions
  readonly #pollMs: number
  /** When each command was told last, by its id. */
  readonly #told = new Map<string, number>()
  /** What was read last, for all who ask at the same time. */
  #read: { readonly atMs: number; readonly rows: Promise<readonly OutboxRow[]> } | null = null

  constructor(options: CommandsOptions) {
    this.#options = options
    this.#pollMs = options.pollMs ?? usualPollMs
  }

  async take(holder: string, waitMs: number, signal: AbortSignal): Promise<readonly Command[]> {
    const untilMs = this.#options.now() + waitMs
    for (;;) {
      // Who hung up would be told, and not again for a while.
      if (signal.aborted) return []
      const commands = await this.#takeNow(holder)
      if (commands.length > 0 || this.#options.now() >= untilMs) return commands
      await sleep(this.#pollMs, undefined, { signal }).catch(() => {})
    }
  }

  async gone(id: string): Promise<boolean> {
    const row = (await this.#waiting()).get(id)
    return row !== undefined && (await this.#settle(row, 'The connection had ended already.'))
  }

  /**
   * The ends of connections were seen. What is no longer waited for, or is of another connection, changes nothing. An end
   * settles whatever else was asked of the same connection. Returns how many commands were settled.
   */
  async confirm(ends: readonly Ended[]): Promise<number> {
    if (ends.length === 0) return 0
    let settled = 0
    const waiting = Map.groupBy((await this.#waiting()).values(), ({ payload }) => readClose(payload).connection)
    for (const { command, connection, code, by } of ends) {
      const rows = waiting.get(connection) ?? []
      if (!rows.some(({ id }) => id === command)) continue
      const detail = `The connection has ended: code ${code ?? 'unknown'}, by ${by ?? 'nobody knows whom'}.`
      for (const row of rows) await this.#settle(row, detail)
      waiting.delete(connection)
      settled += rows.length
    }
    return settled
  }

  async #waiting(): Promise<Map<string, OutboxRow>> {
    const rows = await this.#options.store.waiting('close', mostWaiting)
    return new Map(rows.map((row) => [row.id, row]))
  }

  async #settle({ id }: OutboxRow, detail: string): Promise<true> {
    const { store, now } = this.#options
    await store.settle(id, { outcome: 'delivered', detail }, now())
    return true
  }

  async #takeNow(holder: string): Promise<readonly Command[]> {
    const nowMs = this.#options.now()
    const rows = (await this.#rows(nowMs)).filter(isOpen).flatMap((row) => {
      const { connection, code, reason } = readClose(row.payload)
      return connection !== null && holderOf(connection) === holder ? [{ row, connection, code, reason }] : []
    })
    const untold = rows.filter(({ row }) => nowMs - (this.#told.get(row.id) ?? Number.NEGATIVE_INFINITY) >= repeatMs)
    for (const { row } of untold) await this.#tell(row, nowMs)
    return untold.map(({ row, connection, code, reason }) => ({ id: row.id, kind: 'close', connection, code, reason }))
  }

  /** That it was told is kept with the row, so that whoever gives it up can say so. */
  async #tell(row: OutboxRow, nowMs: number): Promise<void> {
    const { store } = this.#options
    this.#told.set(row.id, nowMs)
    if (row.lastDetail === closeDetails.told) return
    await store.settle(row.id, { outcome: 'retry', detail: closeDetails.told, nextAtMs: row.nextAtMs }, nowMs)
  }

  #rows(nowMs: number): Promise<readonly OutboxRow[]> {
    const age = nowMs - (this.#read?.atMs ?? Number.NEGATIVE_INFINITY)
    if (this.#read && age >= 0 && age < this.#pollMs / 2) return this.#read.rows
    const rows = this.#options.store.waiting('close', mostWaiting)
    this.#read = { atMs: nowMs, rows }
    rows.then(
      (found) => this.#forget(found),
      () => {},
    )
    return rows
  }

  /** What waits no longer is not told again. */
  #forget(waiting: readonly OutboxRow[]): void {
    const ids = new Set(waiting.map(({ id }) => id))
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id)
  }
}
