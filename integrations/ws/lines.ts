// Events of a connection → lines of NDJSON. What all events of a connection have in common is written once.
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

// Built once: for each message only what is its own is put between.
const messageOpenings = {
  client: `${opening('message')}"event.type":["info"],"websocket.direction":"client","websocket.message.type":"`,
  server: `${opening('message')}"event.type":["info"],"websocket.direction":"server","websocket.message.type":"`,
}

/** `connection` is the id, `common` the fragment that all events of the connection have. */
export function messageLine(message: Message, { at, sequence }: When, connection: string, common: string): string {
  const { direction, number, isText, bytes, text, isCut } = message
  const payload = isText
    ? `${text === null ? '' : `,"websocket.payload.text":${JSON.stringify(text)}`},"websocket.payload.truncated":${isCut}`
    : ''
  return `{"@timestamp":"${at}","event.id":"${connection}:${direction === 'client' ? 'c' : 's'}:m${number}","event.sequence":${sequence},${messageOpenings[direction]}${isText ? 'text' : 'binary'}","websocket.message.bytes":${bytes}${payload},${common}}`
}
