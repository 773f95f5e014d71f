// What of an event may leave in an incident: by the rule's evidence clause, credentials masked, long text cut.
import { hash } from 'node:crypto'
import type { Rule } from '../compiler/plan.ts'
import { fieldOf, isDecoded } from '../event/schema.ts'
import type { EventDocument, Scalar, Value } from '../event/value.ts'
import { maskSecrets, namesCredential } from './secrets.ts'

/** Characters of a stranger's text that an incident shows. */
const excerpt = 256

/** Fields that tell which event it was: kept whatever the clause says. */
const identity = new Set([
  '@timestamp',
  'event.id',
  'event.sequence',
  'event.category',
  'event.dataset',
  'websocket.connection.id',
])

/** With `keep`, only those fields; `drop` leaves fields out; `hash` puts a SHA-256 in their place. */
export function minimise(event: EventDocument, clause: Rule['evidence']): EventDocument {
  const out: Record<string, Value> = {}
  for (const name of Object.keys(event)) {
    if (clause.drop.includes(name)) continue
    const value = event[name]!
    if (clause.hash.includes(name)) out[name] = `sha256:${hash('sha256', String(value))}`
    else if (clause.keep.length === 0 || clause.keep.includes(name) || identity.has(name)) out[name] = cut(name, value)
  }
  return out
}

/**
 * Our own readers give no credential. Senders of events may: in fields that are theirs, and in URLs and subprotocols that
 * nobody masked.
 */
function cut(name: string, value: Value): Value {
  const kind = kindOf(name)
  if (kind === 'ours') return value
  return kind === 'credential' && typeof value !== 'boolean' ? '***' : excerptOf(value)
}

/** Of a field that holds what strangers wrote, whether it is by its name a credential. */
type Kind = 'ours' | 'written' | 'credential'

const kindOfName = (name: string): Kind => {
  const field = fieldOf(name)
  if (field === undefined) return namesCredential(name) ? 'credential' : 'written'
  return field.text || isWritten(name) ? 'written' : 'ours'
}

/** Fields that hold what strangers wrote, as long as they please. */
const isWritten = (name: string): boolean =>
  name.startsWith('url.') || name === 'websocket.subprotocol' || name === 'http.request.referrer' || isDecoded(name)

/** Events mostly have the same names. Strangers choose them too, so that not all can be remembered. */
const kinds = new Map<string, Kind>()
const mostKinds = 4096
const longestName = 256

function kindOf(name: string): Kind {
  const known = kinds.get(name)
  if (known !== undefined) return known
  const kind = kindOfName(name)
  if (name.length > longestName) return kind
  if (kinds.size >= mostKinds) kinds.clear()
  kinds.set(name, kind)
  return kind
}

/** What all events agree on stays as long as it is: rules over incidents compare it. */
export const maskedAs = (name: string, value: Value): Value =>
  typeof value === 'string' && kindOf(name) === 'written' ? maskSecrets(value) : value

/** A key, or what a message quotes: the same, and hidden where its name is that of a credential. */
export const excerptAs = (name: string, value: Value): Value =>
  value !== null && kindOf(name) === 'credential' && typeof value !== 'boolean' ? '***' : excerptOf(value)

/** A value that strangers may have written, fit to be kept and shown. */
export function excerptOf(value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => excerptOf(one) as Scalar)
  return typeof value === 'string' ? excerptOfText(value) : value
}

/** Masked before it is cut, so that no credential ends at the cut and looks like none. */
function excerptOfText(text: string): string {
  const masked = maskSecrets(text.slice(0, 16 * excerpt))
  return masked.length > excerpt ? `${masked.slice(0, excerpt)}…` : masked
}
