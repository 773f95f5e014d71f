// What every way of listening for syslog has, and how its end is told.
import { setTimeout as sleep } from 'node:timers/promises'
import { OperationalError } from '../../errors.ts'
import type { Inbox } from './inbox.ts'

export interface Address {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

export interface Listener {
  /** `udp 127.0.0.1:5514`, with the port that it got. */
  readonly where: string
  /** Messages that were lost because they came faster than they could be taken in. */
  dropped(): number
  /** Hears nobody any more. */
  close(): Promise<void>
}

/** What a listener hands its messages to. */
export interface Hearing {
  readonly inbox: Inbox
  /** Told of what is lost, with the first bytes of it. */
  readonly onLost: (reason: string, begin: Uint8Array) => void
}

export const addressText = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** IPv4 within IPv6 is written as IPv4: one sender has one address. */
export const plainAddress = (address: string | undefined): string => address?.replace(/^::ffff:/, '') ?? ''

/** What the system says of an address → what a person is told. */
export function listenError(address: Address, error: NodeJS.ErrnoException): OperationalError {
  const reason = reasons[error.code ?? ''] ?? error.message
  return new OperationalError('LISTEN_FAILED', { where: addressText(address), reason }, error)
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'ports below 1024 need a permission that this program does not have',
}

const quietMs = 50
const longestWaitMs = 400

/** Resolves when nothing has arrived for a moment, or it has taken too long: what the system had received is in. */
export async function untilQuiet(received: () => number): Promise<void> {
  for (let waited = 0, before = -1; waited < longestWaitMs && before !== received(); waited += quietMs) {
    before = received()
    await sleep(quietMs)
  }
}
