// The properties of an MQTT 5.0 packet: those that a rule may ask about, and the length of the others.
import type { Octets } from './octets.ts'

export interface Properties {
  readonly content_type?: string
  readonly response_topic?: string
  readonly reason?: string
  readonly user_properties?: Readonly<Record<string, string>>
}

type Kind = 'byte' | 'uint16' | 'uint32' | 'variable' | 'text' | 'pair'

/** MQTT 5.0 section 2.2.2.2. Binary data is read as a text is. */
// biome-ignore format: table
const kinds: Readonly<Record<number, Kind>> = {
  1: 'byte', 23: 'byte', 25: 'byte', 36: 'byte', 37: 'byte', 40: 'byte', 41: 'byte', 42: 'byte',
  19: 'uint16', 33: 'uint16', 34: 'uint16', 35: 'uint16',
  2: 'uint32', 17: 'uint32', 24: 'uint32', 39: 'uint32',
  11: 'variable',
  3: 'text', 8: 'text', 9: 'text', 18: 'text', 21: 'text', 22: 'text', 26: 'text', 28: 'text', 31: 'text',
  38: 'pair',
}

const names: Readonly<Record<number, 'content_type' | 'response_topic' | 'reason'>> = {
  3: 'content_type',
  8: 'response_topic',
  31: 'reason',
}

/** Null where what stands there are no properties; then nothing says how much of it was read. */
export function readProperties(octets: Octets): Properties | null {
  const length = octets.variable()
  if (octets.isShort || length > octets.left) return null
  const part = octets.part(length)
  const found: { -readonly [Name in keyof Properties]: Properties[Name] } = {}
  const user: Record<string, string> = Object.create(null)
  while (part.left > 0) {
    const id = part.variable()
    const kind = kinds[id]
    if (kind === undefined) return null
    const value = readValue(kind, part)
    if (Array.isArray(value)) user[value[0]!] = value[1]!
    else if (names[id] && typeof value === 'string') found[names[id]] = value
  }
  if (part.isShort) return null
  return Object.keys(user).length > 0 ? { ...found, user_properties: user } : found
}

const readValue = (kind: Kind, octets: Octets): number | string | readonly string[] =>
  kind === 'pair' ? [octets.text(), octets.text()] : octets[kind]()
