// `_webSocketMessages` of an entry → its messages in the order of time, each with its kind and size.
import { isTime } from '../../src/event/time.ts'
import type { Totals } from './events.ts'

export interface HarMessage {
  /** Microseconds since the epoch. */
  readonly us: number
  readonly side: 'client' | 'server'
  readonly type: 'text' | 'binary' | 'close'
  /** Text as it was sent; of the others the bytes in base64. */
  readonly data: string
}

export interface Messages {
  readonly messages: readonly HarMessage[]
  readonly error: string | null
  /** When the last of them came; null where there is none. */
  readonly lastUs: number | null
}

/** A message without a time of its own is as late as the one before it, the first as the request. */
export function readMessages(list: unknown, startedUs: number): Messages {
  const messages: HarMessage[] = []
  let error: string | null = null
  let us = startedUs
  let lastUs: number | null = null
  for (const item of Array.isArray(list) ? list : []) {
    if (typeof item !== 'object' || item === null) continue
    const { type, time, opcode, data } = item as Readonly<Record<string, unknown>>
    us = timeOf(time) ?? us
    lastUs = Math.max(us, lastUs ?? us)
    const text = typeof data === 'string' ? data : ''
    if (type === 'error') error = text || 'error'
    const kind = kindOf(opcode)
    if (kind !== null && (type === 'send' || type === 'receive'))
      messages.push({ us, side: type === 'send' ? 'client' : 'server', type: kind, data: text })
  }
  // Both directions are noted as they are seen, nearly always in order already.
  return { messages: messages.sort((a, b) => a.us - b.us), error, lastUs }
}

/** Seconds since the epoch, with a fraction. */
function timeOf(time: unknown): number | null {
  if (typeof time !== 'number' || time <= 0) return null
  const us = Math.round(time * 1_000_000)
  return isTime(us) ? us : null
}

/** RFC 6455 section 5.2; pings and pongs are no messages. */
function kindOf(opcode: unknown): HarMessage['type'] | null {
  if (opcode === 8) return 'close'
  if (opcode === 2) return 'binary'
  return opcode === 1 || opcode === undefined ? 'text' : null
}

export const bytesOf = ({ type, data }: HarMessage): number =>
  Buffer.byteLength(data, type === 'text' ? 'utf8' : 'base64')

/** RFC 6455 section 5.5.1: two bytes of a code, then the reason. 1005 stands for neither. */
export function readClose({ data }: HarMessage): { readonly code: number; readonly reason: string | null } {
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length < 2) return { code: 1005, reason: null }
  return { code: bytes.readUInt16BE(0), reason: bytes.toString('utf8', 2) || null }
}

export function totalsOf(messages: readonly HarMessage[]): Totals {
  const count = (wanted: HarMessage['side']): number =>
    messages.reduce((sum, { side, type }) => sum + (side === wanted && type !== 'close' ? 1 : 0), 0)
  const close = messages.find(({ type }) => type === 'close')
  return {
    events: messages.length,
    client: count('client'),
    server: count('server'),
    close: close === undefined ? null : { by: close.side, ...readClose(close) },
  }
}
