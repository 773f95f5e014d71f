// Takes due rows out of the outbox, sends them, and settles what became of them. At least once, with a stable id.
import type { Delivered, OutboxRow, OutboxStore } from '../store/store.ts'
import type { Send, Sent } from './action.ts'
import { nextAttemptMs } from './retry-schedule.ts'

export interface OutboxSenderOptions {
  readonly store: Pick<OutboxStore, 'due' | 'settle'>
  /** How to send, by action. A row of an action that is not here fails at once, visibly. */
  readonly send: Readonly<Partial<Record<OutboxRow['action'], Send>>>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Told of what must not pass unseen: the store failed, or an action did. */
  readonly onError: (error: unknown) => void
  readonly pollMs?: number
}

/** Rows under way at once: in all, and to one target, so that a slow one leaves room for the others. */
const concurrency = 8
const concurrencyPerTarget = 2

/** Rows taken from the store at a time. */
const fetchSize = 128

/** A target that said 410 is left alone for so long, unless somebody asks for another attempt. */
const goneForMs = 3600_000

/** How long a stop waits for what is under way. The rest is broken off, and sent again after the next start. */
const defaultGraceMs = 5000

export class OutboxSender {
  readonly #options: OutboxSenderOptions
  readonly #underWay = new Map<string, { readonly target: string; readonly done: Promise<void> }>()
  /** Fetched, not yet begun. */
  #ready: readonly OutboxRow[] = []
  readonly #goneUntil = new Map<string, number>()
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #filling: Promise<void> = Promise.resolve()
  #isFilling = false
  #fillAgain = false
  /** Whether the store is to be asked for more. */
  #look = false
  #stopped = false

  constructor(options: OutboxSenderOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#fill(), this.#options.pollMs ?? 1000)
    this.#fill()
  }

  /** Looks at once for what is due: after a commit, or when somebody asked for another attempt. */
  wake(): void {
    this.#fill()
  }

  /** Sends what is due now, without waiting for what comes due later. Resolves when all of it is settled. */
  async drain(): Promise<void> {
    do await this.#fill()
    while (await this.#idle())
  }

  /** Takes nothing new, lets what is under way end within the grace, breaks off the rest. */
  async stop(graceMs = defaultGraceMs): Promise<void> {
    clearInterval(this.#timer)
    const timer = setTimeout(() => this.#stopping.abort(), graceMs)
    this.#stopped = true
    await this.#filling
    await this.#idle()
    clearTimeout(timer)
  }

  /** Waits until nothing is under way. Returns whether anything was. */
  async #idle(): Promise<boolean> {
    const busy = this.#underWay.size > 0
    while (this.#underWay.size > 0) await Promise.all([...this.#underWay.values()].map(({ done }) => done))
    return busy
  }

  /** One at a time; asked for again meanwhile, it runs once more. */
  #fill({ look } = { look: true }): Promise<void> {
    this.#fillAgain = true
    this.#look ||= look
    if (!this.#isFilling) this.#filling = this.#fillUp()
    return this.#filling
  }

  async #fillUp(): Promise<void> {
    this.#isFilling = true
    try {
      while (this.#fillAgain && !this.#stopped) {
        this.#fillAgain = false
        this.#beginReady()
        if (!this.#look || this.#underWay.size >= concurrency) continue
        this.#look = false
        await this.#fetch()
        this.#beginReady()
      }
    } catch (error) {
      this.#options.onError(error)
    } finally {
      this.#isFilling = false
    }
  }

  async #fetch(): Promise<void> {
    // To the store these are due until they are settled, which may happen while it answers.
    const underWay = new Set(this.#underWay.keys())
    const rows = await this.#options.store.due(this.#options.now(), fetchSize)
    this.#ready = rows.filter(({ id }) => !underWay.has(id))
  }

  #beginReady(): void {
    const waiting: OutboxRow[] = []
    for (const row of this.#ready) {
      if (!this.#stopped && this.#hasRoom(row)) this.#begin(row)
      else waiting.push(row)
    }
    this.#ready = waiting
  }

  #hasRoom(row: OutboxRow): boolean {
    if (this.#underWay.size >= concurrency) return false
    const sameTarget = [...this.#underWay.values()].filter(({ target }) => target === targetOf(row))
    return sameTarget.length < concurrencyPerTarget
  }

  #begin(row: OutboxRow): void {
    this.#underWay.set(row.id, { target: targetOf(row), done: this.#deliver(row) })
  }

  async #deliver(row: OutboxRow): Promise<void> {
    try {
      const sent = await this.#attempt(row)
      if (sent.kind !== 'interrupted') await this.#settle(row, sent)
    } catch (error) {
      this.#options.onError(error)
      return
    } finally {
      this.#underWay.delete(row.id)
    }
    await this.#fill({ look: !this.#ready.some((next) => targetOf(next) === targetOf(row)) })
  }

  async #settle(row: OutboxRow, sent: Settled): Promise<void> {
    const nowMs = this.#options.now()
    if (sent.kind === 'refused' && sent.gone) this.#goneUntil.set(targetOf(row), nowMs + goneForMs)
    await this.#options.store.settle(row.id, settlement(row, sent, { nowMs, random: this.#options.random() }), nowMs)
  }

  async #attempt(row: OutboxRow): Promise<Sent> {
    const send = this.#options.send[row.action]
    const nowMs = this.#options.now()
    if (!send) return { kind: 'refused', detail: `Nothing here can carry out ${row.action}.` }
    if (!isAskedFor(row) && (this.#goneUntil.get(targetOf(row)) ?? 0) > nowMs) {
      return { kind: 'refused', detail: 'Not sent: this target answered 410 Gone shortly before.' }
    }
    try {
      return await send(row, { nowMs, signal: this.#stopping.signal })
    } catch (error) {
      this.#options.onError(error)
      return { kind: 'again', detail: 'The action failed unexpectedly.' }
    }
  }
}

const targetOf = (row: OutboxRow): string => `${row.action} ${row.target}`

/** Its attempts were set back, but something became of it before: somebody wants it sent again. */
const isAskedFor = (row: OutboxRow): boolean => row.attempts === 0 && row.lastDetail !== ''

type Settled = Exclude<Sent, { kind: 'interrupted' }>

function settlement(row: OutboxRow, sent: Settled, at: { readonly nowMs: number; readonly random: number }): Delivered {
  const { detail } = sent
  if (sent.kind === 'delivered')
    return { outcome: 'delivered', detail, ...(sent.isRepeatable && { isRepeatable: true }) }
  if (sent.kind === 'refused') return { outcome: 'failed', detail }
  const nextAtMs = nextAttemptMs(row.attempts + 1, at.nowMs, at.random)
  if (nextAtMs === null) return { outcome: 'failed', detail }
  return { outcome: 'retry', detail, nextAtMs: Math.max(nextAtMs, sent.notBeforeMs ?? 0) }
}
