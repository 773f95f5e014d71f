// An incident → the text that a search looks through, and the addresses that it can be filtered by.
import type { Scalar } from '../event/value.ts'
import type { Incident } from '../incident/incident.ts'

/** Bounds what one incident adds to the index. */
const textLimit = 65_536

/** Every text in the incident once, without what is the same in all of them. */
export function wordsOf(incident: Incident): string {
  const words = new Set([incident.id, incident.ruleId, incident.message])
  visit(incident.document, '', (path, value) => {
    if (typeof value !== 'boolean' && !isNoise(path)) words.add(String(value))
  })
  // U+0000 would end the text for SQLite's tokenizer.
  return [...words].join('\n').slice(0, textLimit).replaceAll('\0', ' ')
}

/** Every address that the incident or its evidence names, as written. */
export function addressesOf(incident: Incident): ReadonlySet<string> {
  const addresses = new Set(incident.address === null ? [] : [incident.address])
  visit(incident.document, '', (path, value) => {
    if (typeof value === 'string' && isAddress.test(path)) addresses.add(value)
  })
  return addresses
}

const isAddress = /\.(?:source|destination|client|related)\.ip$/

/** Categories, ids and times of events: filters find them; in a search they would be in every answer. */
const isNoise = (path: string): boolean => /\.(?:@timestamp$|event\.(?!original$|reason$|action$))/.test(path)

/** Calls `see` for each leaf; an array's elements have the path of the array. */
function visit(value: unknown, path: string, see: (path: string, value: Scalar) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, path, see)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) visit(each, `${path}.${name}`, see)
  } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') see(path, value)
}
