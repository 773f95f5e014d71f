// A message's payload as decoders look at it: its text or its octets, and its JSON, parsed at most once.

/** Longer ones are not decoded. */
const longest = 1 << 20

export class Message {
  /** Empty for a binary message. */
  readonly text: string
  /** Null for a text message. */
  readonly octets: Buffer | null
  #json: unknown
  #isParsed = false

  constructor(text: string, octets: Buffer | null) {
    this.text = text
    this.octets = octets
  }

  /** Null where there is nothing to decode, or too much. */
  static of(text: unknown, base64: unknown): Message | null {
    if (typeof text === 'string') return text === '' || text.length > longest ? null : new Message(text, null)
    if (typeof base64 !== 'string' || base64.length > (longest / 3) * 4) return null
    return new Message('', Buffer.from(base64, 'base64'))
  }

  /** Undefined where the text is no JSON object or array. */
  json(): unknown {
    if (this.#isParsed) return this.#json
    this.#isParsed = true
    const first = this.text.trimStart().charCodeAt(0)
    this.#json = first === brace || first === bracket ? parseJson(this.text) : undefined
    return this.#json
  }
}

const [brace, bracket] = [0x7b, 0x5b]

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
