// What both sides of one connection say, written down as it would happen.
import { headersOf, type Person } from './people.ts'
import type { Act, Ending, Talk } from './talk.ts'
import type { Visit } from './visits.ts'

export interface Place {
  readonly host: string
  readonly path: string
  readonly subprotocol?: string
  readonly isDeflated?: boolean
}

type Payload = string | Uint8Array | object

const written = (payload: Payload): string | Uint8Array =>
  typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload)

export class Script {
  readonly acts: Act[] = []

  client(at: number, payload: Payload, others: Partial<Act> = {}): this {
    this.acts.push({ at, side: 'client', payload: written(payload), ...others })
    return this
  }

  server(at: number, payload: Payload, others: Partial<Act> = {}): this {
    this.acts.push({ at, side: 'server', payload: written(payload), ...others })
    return this
  }

  /** RFC 6455 section 5.5.2: a server that wants to know whether somebody is there. */
  pings({ from, to }: { readonly from: number; readonly to: number }, every: number): this {
    for (let at = from + every; at < to; at += every) {
      this.server(at, '', { opcode: 9 })
      this.client(at + 0.04, '', { opcode: 10 })
    }
    return this
  }
}

/** The connection of a visit, with what of the script falls into it. */
export function talkOf(visit: Visit, place: Place, { acts }: Script): Talk {
  const { address, from, to, ending, person } = visit
  const headers = headersOf(person, originOf(place.host))
  return {
    ...{ ...place, address, from, to, headers, ending, status: 101 },
    acts: acts.filter(({ at }) => at > from + 0.05 && at < to).sort((a, b) => a.at - b.at),
  }
}

/** A handshake that the server did not take. */
export const refusal = (
  { person, address, from }: Pick<Visit, 'address' | 'from'> & { readonly person: Person },
  place: Place,
  status: number,
): Talk => ({
  ...{ ...place, address, from, to: from, status, acts: [], ending: { kind: 'lost' } satisfies Ending },
  headers: headersOf(person, originOf(place.host)),
})

const originOf = (host: string): string => `https://${host.replace(/^(?:ws|api|stream)\./, 'app.')}`
