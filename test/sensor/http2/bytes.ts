// A tiny writer of HTTP/2: frames and header blocks without compression, for tests and crafted captures.

export const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

/** RFC 9113 section 4.1. */
export function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array | string = ''): Buffer {
  const body = Buffer.from(payload as string)
  const head = Buffer.alloc(9)
  head.writeUIntBE(body.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, body])
}

export const settings = (): Buffer => http2Frame(4, 0, 0)

export const dataFrame = (stream: number, payload: Uint8Array | string, flags = 0): Buffer =>
  http2Frame(0, flags, stream, payload)

/** RFC 9113 section 6.1: its length before the payload, zeros behind. */
export const paddedData = (stream: number, payload: Uint8Array, padding: number): Buffer =>
  http2Frame(0, 8, stream, Buffer.concat([Buffer.from([padding]), payload, Buffer.alloc(padding)]))

/** RFC 7541 section 6.2.2: every field written out. Names and values are shorter than 127 bytes. */
export const headerBlock = (fields: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat(Object.entries(fields).flatMap(([name, value]) => [Buffer.from([0]), short(name), short(value)]))

const short = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])

export const headersFrame = (stream: number, fields: Readonly<Record<string, string>>, flags = 4): Buffer =>
  http2Frame(1, flags, stream, headerBlock(fields))

/** RFC 8441 section 4. */
export const askFields = (path: string, more: Readonly<Record<string, string>> = {}) => ({
  ':method': 'CONNECT',
  ':protocol': 'websocket',
  ':scheme': 'http',
  ':path': path,
  ':authority': 'app.example.com',
  'sec-websocket-version': '13',
  ...more,
})
