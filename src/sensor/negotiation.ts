// Extensions offered and chosen → the compression agreed on, and whether the choice answers the offer. RFC 7692 section 7.1.
import type { DeflateSettings } from './deflate.ts'

interface Extension {
  /** In lower case. */
  readonly name: string
  /** In order of appearance; null for a parameter without a value. */
  readonly parameters: readonly (readonly [name: string, value: string | null])[]
}

/** What was agreed on for each direction; null without compression. */
export function agreedDeflate(
  chosen: readonly string[] | null,
): { client: DeflateSettings; server: DeflateSettings } | null {
  const agreed = chosen?.map(readExtension).find(isDeflate)
  if (agreed === undefined) return null
  const parameters = new Map(agreed.parameters)
  return { client: side('client', parameters), server: side('server', parameters) }
}

/** Every extension that was chosen was offered. RFC 6455 section 9.1. */
export function isOffered(offered: readonly string[], chosen: readonly string[]): boolean {
  const names = new Set(offered.map((text) => readExtension(text).name))
  return chosen.every((text) => names.has(readExtension(text).name))
}

/** Whether compression was chosen once, with parameters that mean something and answer one of its offers. */
export function isDeflateAnswer(offered: readonly string[], chosen: readonly string[]): boolean {
  const offers = offered.map(readExtension).filter(isDeflate)
  const answers = chosen.map(readExtension).filter(isDeflate)
  const [answer, second] = answers
  // An extension that was not offered at all goes by another name.
  if (answer === undefined || offers.length === 0) return true
  return second === undefined && isValid(answer, 'answer') && offers.some((offer) => answersOffer(offer, answer))
}

const isDeflate = ({ name }: Extension): boolean => name === 'permessage-deflate'

function readExtension(text: string): Extension {
  const [name = '', ...parameters] = text.split(';')
  return { name: name.trim().toLowerCase(), parameters: parameters.map(readParameter) }
}

function readParameter(text: string): [string, string | null] {
  const at = text.indexOf('=')
  if (at < 0) return [text.trim().toLowerCase(), null]
  // RFC 6455 section 9.1: a quoted value means what is between the quotes.
  const value = text
    .slice(at + 1)
    .trim()
    .replace(/^"(.*)"$/, '$1')
  return [text.slice(0, at).trim().toLowerCase(), value]
}

function side(name: 'client' | 'server', parameters: ReadonlyMap<string, string | null>): DeflateSettings {
  const bits = parameters.get(`${name}_max_window_bits`) ?? null
  return {
    takeover: !parameters.has(`${name}_no_context_takeover`),
    windowBits: isWindowBits(bits) ? Number(bits) : 15,
  }
}

/** Sections 7.1.2.1 and 7.1.2.2: 8 to 15, without leading zeros. */
const isWindowBits = (value: string | null): boolean => value !== null && /^(?:[89]|1[0-5])$/.test(value)

/** Sections 7.1.1 and 7.1.2: what each parameter's value may be. In an offer the client need not say how many bits it wants. */
const values: Readonly<Record<string, (value: string | null, of: 'offer' | 'answer') => boolean>> = {
  server_no_context_takeover: (value) => value === null,
  client_no_context_takeover: (value) => value === null,
  server_max_window_bits: isWindowBits,
  client_max_window_bits: (value, of) => isWindowBits(value) || (value === null && of === 'offer'),
}

function isValid({ parameters }: Extension, of: 'offer' | 'answer'): boolean {
  const isRepeated = new Set(parameters.map(([name]) => name)).size < parameters.length
  return !isRepeated && parameters.every(([name, value]) => values[name]?.(value, of) === true)
}

function answersOffer(offer: Extension, answer: Extension): boolean {
  if (!isValid(offer, 'offer')) return false
  const asked = new Map(offer.parameters)
  const given = new Map(answer.parameters)
  // Section 7.1.1.1, section 7.1.2.1 and section 7.1.2.2.
  if (asked.has('server_no_context_takeover') && !given.has('server_no_context_takeover')) return false
  if (given.has('client_max_window_bits') && !asked.has('client_max_window_bits')) return false
  const most = asked.get('server_max_window_bits')
  return most === undefined || Number(given.get('server_max_window_bits') ?? Number.NaN) <= Number(most)
}
