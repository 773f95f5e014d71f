// The name of a field that a mapping fills → what is wrong with it, if anything. Names of one's own are welcome.
import { nearest } from '../../src/diagnostic/nearest.ts'
import { fieldOf, schema } from '../../src/event/schema.ts'
import type { Words } from './mapping.ts'
import { accessMeanings, namesCredential, ownFields, requestMeanings } from './targets.ts'

export function checkField(field: string, isAccess: boolean, put: (words: Words) => void): void {
  if (isKnown(field, isAccess)) return
  if (ownFields.includes(field)) put(own(field))
  else if (namesCredential(field)) put(credential(field))
  else if (!wellFormed.test(field)) put(malformed(field))
  else {
    const meant = misspelt(field)
    if (meant !== null) put(unknown(field, meant))
  }
}

const isKnown = (field: string, isAccess: boolean): boolean =>
  (isAccess ? accessMeanings : requestMeanings)[field] !== undefined ||
  (fieldOf(field) !== undefined && !ownFields.includes(field))

const wellFormed = /^[A-Za-z_@][\w@-]*(?:\.[A-Za-z_@\d][\w@-]*)*$/

/** A name beside one of ours, in a group that is all ours or one letter off. */
function misspelt(field: string): string | null {
  const near = nearest(field, knownNames)
  if (field.startsWith('websocket.')) return near ?? 'a name of your own outside of `websocket.`'
  if (near === null || !isClose(field, near)) return null
  return near
}

const knownNames = [...new Set([...Object.keys(schema), ...Object.keys(requestMeanings)])]

/** The same but for a letter or two of one part that is long enough to be told from another word. */
function isClose(field: string, near: string): boolean {
  const [own, other] = [field.split('.'), near.split('.')]
  const different = own.filter((part, at) => part !== other[at])
  return own.length === other.length && different.length === 1 && different[0]!.length >= shortestTold
}

const shortestTold = 4

const own = (field: string): Words => ({
  message: `\`${field}\` is not a field to fill`,
  label: 'filled by the connector',
  help: 'say `time` and `category` in the mapping itself',
})

const credential = (field: string): Words => ({
  message: `\`${field}\` would hold a credential`,
  label: 'kept out of events',
  help: 'map it to `http.request.header.cookie` or `http.request.header.authorization`: events have its hash as `session.id`',
})

const malformed = (field: string): Words => ({
  message: `\`${field}\` is not the name of a field`,
  label: 'names are words joined by dots',
})

const unknown = (field: string, meant: string): Words => ({
  message: `unknown field \`${field}\``,
  label: 'not a field of an event',
  help: `did you mean ${meant.includes(' ') ? meant : `\`${meant}\``}?`,
})
