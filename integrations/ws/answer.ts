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
  const { write, end } = socket
  const hear = (chunk: unknown): void => {
    // Neither deleted nor assigned by a computed name: V8 would keep the socket as a dictionary from then on, and all
    // that is sent over it would go slower.
    socket.write = write
    socket.end = end
    const answer = parseResponse(headIn(chunk))
    if (answer) heard(answer)
  }
  socket.write = before(write, hear)
  socket.end = before(end, hear)
}

/** A method that tells what it is first given, and then does as ever. */
function before<Method extends Duplex['write'] | Duplex['end']>(
  method: Method,
  hear: (chunk: unknown) => void,
): Method {
  return function (this: Duplex, ...words: unknown[]) {
    if (typeof words[0] !== 'function' && words[0] != null) hear(words[0])
    return (method as (...words: unknown[]) => unknown).apply(this, words)
  } as Method
}

function headIn(chunk: unknown): string {
  const text = typeof chunk === 'string' ? chunk : chunk instanceof Uint8Array ? latin1(chunk) : ''
  const end = text.indexOf('\r\n\r\n')
  return end < 0 ? text.slice(0, longestHead) : text.slice(0, end)
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestHead)).toString('latin1')
