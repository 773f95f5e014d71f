// What rules ask of this application → carried out: a long poll as long as there are connections.
import type { Ask } from './http.ts'
import { pause, pauseAfter } from './patience.ts'

export interface Command {
  readonly id: string
  readonly kind: string
  readonly connection: string
  readonly code: number
  readonly reason: string
}

export interface OrdersOptions {
  readonly ask: Ask
  readonly instance: string
  /** Whether there is anything that could be closed. */
  readonly hasConnections: () => boolean
  /** False where the connection is not here any more. */
  readonly obey: (command: Command) => boolean
}

const waitSeconds = 25
const timeoutMs = (waitSeconds + 15) * 1000

export class Orders {
  readonly #options: OrdersOptions
  readonly #stopping = new AbortController()
  #isAsking = false
  #failures = 0

  constructor(options: OrdersOptions) {
    this.#options = options
  }

  /** To be called when a connection was opened. */
  wake(): void {
    if (this.#isAsking || this.#stopping.signal.aborted) return
    this.#isAsking = true
    void this.#loop().finally(() => {
      this.#isAsking = false
    })
  }

  stop(): void {
    this.#stopping.abort()
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted && this.#options.hasConnections()) {
      try {
        for (const command of await this.#poll()) await this.#carryOut(command)
        this.#failures = 0
      } catch {
        await pause(pauseAfter(++this.#failures), signal)
      }
    }
  }

  async #poll(): Promise<readonly Command[]> {
    const path = `/api/commands?instance=${this.#options.instance}&wait=${waitSeconds}`
    const { signal } = this.#stopping
    const { status, text } = await this.#options.ask({ method: 'GET', path, timeoutMs, signal })
    if (status !== 200) throw new Error(`It answered ${status}`)
    const { commands } = JSON.parse(text) as { readonly commands: readonly Command[] }
    return commands.filter(({ kind }) => kind === 'close')
  }

  async #carryOut(command: Command): Promise<void> {
    if (this.#options.obey(command)) return
    await this.#options.ask({
      method: 'POST',
      path: `/api/commands/${encodeURIComponent(command.id)}/gone`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{}'),
      timeoutMs: 15_000,
      signal: this.#stopping.signal,
    })
  }
}
