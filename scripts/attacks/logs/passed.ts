// A connection that is over, as the proxy knows it that it passed through.
import type { Scene } from '../scene.ts'

export interface Passed {
  readonly client: string
  readonly clientPort: number
  readonly host: string
  /** With its query. */
  readonly path: string
  readonly status: number
  /** Of the request, beside those that every upgrade has. */
  readonly headers: Readonly<Record<string, string>>
  /** Which was agreed on. */
  readonly subprotocol: string | null
  readonly startUs: number
  readonly endUs: number
  /** Who closed first. */
  readonly endedBy: 'client' | 'server'
  /** Bytes of the request and of the answer, without their bodies. */
  readonly heads: { readonly client: number; readonly server: number }
  /** Bytes of frames, with their headers; of a refusal the body. */
  readonly bodies: { readonly client: number; readonly server: number }
}

/** In the order in which lines are written: of those that are over, the one that ended first. */
export const passedIn = (scenes: readonly Scene[]): readonly Passed[] =>
  scenes
    .flatMap(({ visits }) => visits)
    .flatMap((visit) => (visit.endUs === null ? [] : [{ ...passedOf(visit), endUs: visit.endUs }]))
    .sort((a, b) => a.endUs - b.endUs)

type Visit = Scene['visits'][number]

const passedOf = (visit: Visit): Omit<Passed, 'endUs'> => {
  const { client, clientPort, host, path, status, headers, subprotocol, startUs, endedBy, heads, bodies } = visit
  return { client, clientPort, host, path, status, headers, subprotocol, startUs, endedBy, heads, bodies }
}

export const isUpgraded = ({ status }: Passed): boolean => status === 101

export const header = ({ headers }: Passed, name: string): string | null => headers[name] ?? null

/** RFC 6455 section 4.1: the one that there is, where a client does not say another. */
export const versionOf = (passed: Passed): string => header(passed, 'Sec-WebSocket-Version') ?? '13'

export const requestLine = ({ path }: Passed): string => `GET ${path} HTTP/1.1`

export const tookUs = ({ startUs, endUs }: Passed): number => endUs - startUs

/** All that came of a side, head and frames. */
export const bytesOf = ({ heads, bodies }: Passed, side: 'client' | 'server'): number => heads[side] + bodies[side]

/** An address with its port; of IPv6 in brackets. */
export const endpoint = ({ client, clientPort }: Passed): string =>
  client.includes(':') ? `[${client}]:${clientPort}` : `${client}:${clientPort}`
