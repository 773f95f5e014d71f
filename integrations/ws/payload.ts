// What was sent or received, in whatever form ws takes it → its size, whether it is text, and as much of it as may be sent.

export interface Excerpt {
  readonly text: string
  readonly isCut: boolean
}

export function byteLength(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data)
  if (data instanceof Uint8Array) return data.length
  if (Array.isArray(data)) return data.reduce<number>((sum, part) => sum + byteLength(part), 0)
  if (typeof data === 'number') return String(data).length
  const { byteLength: bytes, size } = (data ?? {}) as { readonly byteLength?: unknown; readonly size?: unknown }
  return typeof bytes === 'number' ? bytes : typeof size === 'number' ? size : 0
}

/** `options.binary` decides; without it, what is no string and no number goes out as binary. */
export function isTextToSend(data: unknown, options: unknown): boolean {
  const binary = (options as { readonly binary?: unknown } | null | undefined)?.binary
  return binary === undefined ? typeof data === 'string' || typeof data === 'number' : !binary
}

/** At most so many characters. Where it cannot be read, nothing. */
export function excerpt(data: unknown, most: number): Excerpt {
  if (typeof data === 'string') return cut(data, most)
  if (typeof data === 'number') return cut(String(data), most)
  if (Array.isArray(data)) return excerpt(Buffer.concat(data.filter((part) => part instanceof Uint8Array)), most)
  const bytes = bytesOf(data)
  // UTF-8 has at most three bytes for each UTF-16 unit; behind that many a character may be halved without harm.
  return cut(bytes.toString('utf8', 0, most * 3 + 4), most)
}

function cut(text: string, most: number): Excerpt {
  if (text.length <= most) return { text, isCut: false }
  const last = text.charCodeAt(most - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return { text: text.slice(0, isHalf ? most - 1 : most), isCut: true }
}

function bytesOf(data: unknown): Buffer {
  if (Buffer.isBuffer(data)) return data
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.alloc(0)
}
