// The socket of a request for a WebSocket → the head of what the server answers, read where it is written.
import type { Duplex } from 'node:stream'
import { parseResponse, type ResponseHead } from '../../src/sensor/http-head.ts'

/** A head is written at once by all servers that are known; longer ones are not searched. */
const longestHead = 16_384

/** Sockets that are listened to already: a request may pass several servers. */
const watched = new WeakSet<Duplex>()

/** Calls back once, before the answer is sent on. What is no answer calls nothing. */
export function onAnswer(socket: Duplex, heard: (answer: ResponseHead) => void): void {
  if (watched.has(socket)) return
  watched.add(socket)
  const listening = new AbortController()
  const hear = (chunk: unknown): void => {
    listening.abort()
    const answer = parseResponse(headIn(chunk))
    if (answer) heard(answer)
  }
  for (const name of ['write', 'end'] as const) listen(socket, name, hear, listening.signal)
}

/** Puts itself before a method of the socket, until the signal says that it was heard enough. */
function listen(socket: Duplex, name: 'write' | 'end', hear: (chunk: unknown) => void, signal: AbortSignal): void {
  const original = socket[name] as (...words: unknown[]) => never
  socket[name] = function (this: Duplex, ...words: unknown[]) {
    if (!signal.aborted && typeof words[0] !== 'function' && words[0] != null) hear(words[0])
    return original.apply(this, words)
  }
  signal.addEventListener('abort', () => {
    // Not deleted: V8 would keep the socket as a dictionary from then on, and all that is sent would go slower.
    socket[name] = original
  })
}

function headIn(chunk: unknown): string {
  const text = typeof chunk === 'string' ? chunk : chunk instanceof Uint8Array ? latin1(chunk) : ''
  const end = text.indexOf('\r\n\r\n')
  return end < 0 ? text.slice(0, longestHead) : text.slice(0, end)
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestHead)).toString('latin1')
