// Events of a connection → lines of NDJSON. What all events of a connection have in common is encoded once.
import type { EventDocument, Value } from '../../src/event/value.ts'
import type { Direction } from './options.ts'

export interface When {
  /** RFC 3339. */
  readonly at: string
  readonly sequence: number
}

export interface Message {
  readonly direction: Direction
  /** From 0, per direction. */
  readonly number: number
  readonly isText: boolean
  readonly bytes: number
  /** Null for a binary one, and where no text is to be sent. */
  readonly text: string | null
  readonly isCut: boolean
}

/** Fields as they stand inside an object: `"a":1,"b":2`. Empty where there are none. */
export function fragment(fields: EventDocument): string {
  const known = Object.entries(fields).filter(([, value]) => isKnown(value))
  return JSON.stringify(Object.fromEntries(known)).slice(1, -1)
}

const isKnown = (value: Value | undefined): boolean =>
  value !== null && value !== undefined && value !== '' && !Number.isNaN(value)

const opening = (kind: string): string =>
  `"event.kind":"event","event.category":["network","${kind}"],"event.dataset":"ws",`

const openings = { handshake: opening('handshake'), close: opening('close'), connection: opening('connection') }

/** A handshake, a close, the end of a connection: rare beside messages. */
export const eventLine = (kind: keyof typeof openings, id: string, { at, sequence }: When, fields: string): string =>
  `{"@timestamp":"${at}","event.id":"${id}","event.sequence":${sequence},${openings[kind]}${fields}}`

/** How each message of a connection ends, whose fragment is given: as bytes, which are made once and then only copied. */
export const messageEnd = (common: string): Uint8Array =>
  Buffer.from(`,${opening('message')}"event.type":["info"],${common}}`)

/** How a message begins, up to `messageEnd`: what is its own. */
export function messageBeginning(message: Message, { at, sequence }: When, connection: string): string {
  const { direction, number, isText, bytes, text, isCut } = message
  const payload = isText
    ? `${text === null ? '' : `,"websocket.payload.text":${JSON.stringify(text)}`},"websocket.payload.truncated":${isCut}`
    : ''
  return `{"@timestamp":"${at}","event.id":"${connection}:${direction[0]}:m${number}","event.sequence":${sequence},"websocket.direction":"${direction}","websocket.message.type":"${isText ? 'text' : 'binary'}","websocket.message.bytes":${bytes}${payload}`
}
