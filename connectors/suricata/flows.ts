// What lines said of the flows that may still be open, by flow_id. Bounded, and can be saved.
import { Headway, type SavedHeadway } from '../../src/event/headway.ts'
import type { Aside } from '../connector.ts'
import type { Said } from '../joined/said.ts'

/** Never changed: what was saved stays as it was. */
export interface Flow {
  /** Of its upgrade and its ends. */
  readonly said: Said
  readonly isUpgraded: boolean
  /** Who sent the first close frame; null where none was seen, or nobody can know. */
  readonly close: { readonly by: 'client' | 'server' | null } | null
  readonly at: number
  readonly sinceUs: number
}

/** Plain JSON. */
export interface SavedFlows extends SavedHeadway {
  /** Whether this Suricata knows WebSocket, as it does from version 8 on. */
  readonly knowsWebSocket: boolean
  readonly flows: readonly (readonly [id: string, flow: Flow])[]
}

const mostFlows = 5000
const oldestUs = 7 * 86_400_000_000

export class Flows {
  readonly #aside: Aside
  /** The one that was opened first comes first. */
  readonly #flows: Map<string, Flow>
  readonly #headway: Headway
  #knowsWebSocket: boolean
  /** As they were saved last; null once one of them changed. */
  #savedFlows: SavedFlows['flows'] | null = null
  #saved: { readonly time: SavedHeadway; readonly whole: SavedFlows } | null = null

  constructor(aside: Aside, saved: SavedFlows | null) {
    this.#aside = aside
    this.#flows = new Map(saved?.flows)
    this.#headway = new Headway({ latenessUs: 0 }, saved)
    this.#knowsWebSocket = saved?.knowsWebSocket ?? false
  }

  get knowsWebSocket(): boolean {
    return this.#knowsWebSocket
  }

  seeWebSocket(): void {
    this.#knowsWebSocket = true
  }

  get(id: string): Flow | null {
    return this.#flows.get(id) ?? null
  }

  set(id: string, flow: Flow): void {
    this.#savedFlows = null
    this.#flows.set(id, flow)
    if (this.#flows.size <= mostFlows) return
    const [oldest, forgotten] = this.#flows.entries().next().value!
    this.#flows.delete(oldest)
    this.#aside.put('connection forgotten, as there are too many', forgotten.at, oldest)
  }

  delete(id: string): void {
    if (this.#flows.delete(id)) this.#savedFlows = null
  }

  /** What has been silent about its end for a week is forgotten, as time goes on. */
  reach(us: number): void {
    const before = this.#headway.newestUs
    this.#headway.see([us])
    const { newestUs } = this.#headway
    if (newestUs === null || newestUs === before) return
    for (const [id, { sinceUs }] of this.#flows) {
      if (sinceUs + oldestUs >= newestUs) return
      this.delete(id)
    }
  }

  save(): SavedFlows {
    const time = this.#headway.save()
    this.#savedFlows ??= [...this.#flows]
    const { whole } = this.#saved ?? {}
    const [flows, knowsWebSocket] = [this.#savedFlows, this.#knowsWebSocket]
    if (whole && this.#saved?.time === time && whole.flows === flows && whole.knowsWebSocket === knowsWebSocket)
      return whole
    this.#saved = { time, whole: { ...time, knowsWebSocket, flows } }
    return this.#saved.whole
  }
}
