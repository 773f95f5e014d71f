// An incident that asks to close connections → outbox rows; such a row → kept until an application has closed, or given up.
import type { Incident } from '../incident/incident.ts'
import type { OutboxRow } from '../store/store.ts'
import { defineAction } from './action.ts'

/** What a row of `close` asks for. */
export interface CloseCommand {
  /** `websocket.connection.id`; null where the incident names no connection. */
  readonly connection: string | null
  readonly code: number
  readonly reason: string
}

/** The one target of all rows: who of all applications it is for stands in the connection's id. */
export const closeTarget = 'application'

/** Connections closed for one incident. */
const mostConnections = 100

/** It reaches the client, which is not to be told which rule it ran into. */
const reason = 'policy violation'

/** One for each connection that the matched events are of; where they name none, one that says so. */
export function closePayloads(incident: Incident, code: number): readonly string[] {
  const connections = connectionsOf(incident).slice(0, mostConnections)
  const targets = connections.length > 0 ? connections : [null]
  return targets.map((connection) => JSON.stringify({ connection, code, reason } satisfies CloseCommand))
}

function connectionsOf({ document }: Incident): readonly string[] {
  const websocket = (document.websocket ?? {}) as { readonly connection?: { readonly id?: unknown } }
  const ids = [websocket.connection?.id ?? []].flat()
  return ids.filter((id) => typeof id === 'string')
}

export const readClose = (payload: string): CloseCommand => JSON.parse(payload) as CloseCommand

/**
 * Which running application holds a connection: those that watch themselves write it into the id, `app-INSTANCE-NUMBER`.
 * Null where the id is another source's, which nobody can reach.
 */
export const holderOf = (connection: string): string | null => /^app-([0-9a-f]{16})-\d+$/.exec(connection)?.[1] ?? null

export const closeDetails = {
  waiting: 'Waits for the application that holds the connection.',
  told: 'The application was told; the end of the connection has not been seen yet.',
  unnamed: 'The incident names no connection: the rule needs events of one connection.',
  unheld: 'No application holds this connection: it was seen in a capture or a log.',
  unclaimed: 'No application holds this connection: none asked for it in time.',
  unconfirmed: 'The application was told, but the end of the connection was not seen in time.',
} as const

export interface CloseSettings {
  /** How long the application may take. */
  readonly lifeMs?: number
}

const usualLifeMs = 120_000

/** It sends nothing: applications ask. It says what can never be, and gives up in time. */
export const close = defineAction<CloseSettings>({
  name: 'close',
  summary: 'Closes the connections of the incident, in the application that holds them.',
  open:
    ({ lifeMs = usualLifeMs }) =>
    async ({ payload, attempts, lastDetail }, { nowMs }) => {
      const { connection } = readClose(payload)
      if (connection === null) return { kind: 'refused', detail: closeDetails.unnamed }
      if (holderOf(connection) === null) return { kind: 'refused', detail: closeDetails.unheld }
      if (attempts === 0) return { kind: 'again', detail: closeDetails.waiting, notBeforeMs: nowMs + lifeMs }
      const wasTold = lastDetail === closeDetails.told
      return { kind: 'refused', detail: wasTold ? closeDetails.unconfirmed : closeDetails.unclaimed }
    },
})

/** Whether an application may be told of it: it was looked at, and can be carried out. */
export const isOpen = ({ action, state, attempts }: OutboxRow): boolean =>
  action === 'close' && state === 'waiting' && attempts > 0
