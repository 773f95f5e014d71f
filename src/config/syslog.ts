// What must hold for a source of type syslog: it listens somewhere, and addresses can be told apart from ports.
import * as v from 'valibot'

export interface Address {
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:5514`, `[::1]:5514`. */
const written = /^(?:\[(?<ipv6>[0-9A-Fa-f:.]+)\]|(?<name>[^\s:/@[\]]+)):(?<port>\d{1,5})$/

export const listenAddress = v.pipe(
  v.string(),
  v.transform(parseAddress),
  v.check((address) => address !== null, 'must be an address and a port such as 127.0.0.1:5514 or [::1]:5514'),
  v.transform((address) => address!),
)

function parseAddress(text: string): Address | null {
  const { ipv6, name, port } = written.exec(text)?.groups ?? {}
  const host = ipv6 ?? name
  return host === undefined || Number(port) > 65_535 ? null : { host, port: Number(port) }
}

interface Syslog {
  readonly listen?: Address | undefined
  readonly udp?: Address | undefined
  readonly tcp?: Address | undefined
  readonly tls?: unknown
}

export const listensSomewhere = ({ listen, udp, tcp, tls }: Syslog): boolean =>
  [listen, udp, tcp, tls].some((each) => each !== undefined)

/** `listen` is both. */
export const listensOnce = ({ listen, udp, tcp }: Syslog): boolean =>
  listen === undefined || (udp === undefined && tcp === undefined)
