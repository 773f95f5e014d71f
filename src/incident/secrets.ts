// Text of a stranger → the same with what looks like a credential masked: it is about to be kept and shown.

const names =
  '[\\w.-]*(?:pass(?:w(?:or)?d|phrase|code)|pwd|secret|token|api[_-]?key|authorization|credential|cookie|otp|pin(?:code)?)'

/** Cookies and parameters of a session: in a log that cannot be read nobody knows which part of a line is which. */
const sessions = '[\\w.-]*(?:sess(?:ion)?(?:[-_.]?id)?|[-_.]sid|jwt|auth)'

// biome-ignore format: table
const patterns: readonly (readonly [RegExp, string])[] = [
  // "password": "…" and 'password': '…', with escaped quotes in it
  [new RegExp(`((?<!\\\\)(?<q>["'])${names}\\k<q>\\s*:\\s*\\k<q>)(?:(?!\\k<q>)[^\\\\]|\\\\.)+`, 'gis'), '$1***'],
  // the same where the JSON is a string inside JSON
  [new RegExp(`(\\\\["']${names}\\\\["']\\s*:\\s*\\\\["'])(?:[^"'\\\\]|\\\\[^"'])+`, 'gi'), '$1***'],
  // password: "…" as a GraphQL document has it, bare and inside JSON
  [new RegExp(`((?<![\\w.-])${names}\\s*:\\s*")(?:[^"\\\\]|\\\\.)+`, 'gis'), '$1***'],
  [new RegExp(`((?<![\\w.-])${names}\\s*:\\s*\\\\")(?:[^"\\\\]|\\\\[^"])+`, 'gi'), '$1***'],
  // the header of a login in STOMP, to the end of its line
  [/((?:\b|\\n)passcode:\s*)[^\r\n\0"'\\]+/gi, '$1***'],
  // password=…  (a query, a form). Only from where a name begins: from each of its words, a long one would take too long
  [new RegExp(`((?<![\\w.-])(?:${names}|${sessions})=)[^&\\s"'\\\\]+`, 'gi'), '$1***'],
  [/(\bbearer\s+)[\w.~+/=-]+/gi, '$1***'],
  // headers as they are on the wire: to the end of the line, since a value may have spaces
  [/(\bauthorization:\s*(?:(?:bearer|basic|digest|negotiate|ntlm|token|apikey)\s+)?)[^\s"'][^"'\r\n]*/gi, '$1***'],
  [/(\b(?:set-)?cookie2?:\s*)[^"'\r\n]+/gi, '$1***'],
  [/(\bx-[\w-]{0,40}(?:key|token|auth|secret):\s*)[^\s"']+/gi, '$1***'],
  // RFC 3986 section 3.2.1: scheme://user:password@host
  [/(\b[a-z][a-z\d+.-]{1,20}:\/\/[^\s/:@"']*:)[^\s/@"']+@/gi, '$1***@'],
]

/**
 * RFC 7519: three parts in base64url, the first of which opens a JSON object; or as much of it as was not cut off. Also what
 * only begins as one: behind that nothing need be looked at again.
 */
const jwt = /\beyJ[\w-]{8,}(?:(?<rest>\.[\w-]+(?:\.[\w-]*|$)|\.?$)|)/g

const maskJwt = (found: string, rest: string | undefined): string => (rest === undefined ? found : '***')

/** A word of each of the patterns, as short as it may be read: a text that has none of them, as most, need not be held against all. */
const anyWord =
  /pass|pwd|secret|token|api[_-]?key|authorization|credential|cookie|otp|pin|bearer|x-[\w-]{0,40}(?:key|auth)|:\/\/|eyJ|(?:sess(?:ion)?(?:[-_.]?id)?|[-_.]sid|jwt|auth)=/i

export function maskSecrets(text: string): string {
  if (!anyWord.test(text)) return text
  return patterns.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text).replace(jwt, maskJwt)
}

const credential =
  /^(?:.*[_-])?(?:cookies?|authorization|pass(?:w(?:or)?d|phrase|code)|pwd|secret|token|api[_-]?key|credentials?)$/i

/**
 * Whether the name of a field, or of a key that is computed, says that it holds a credential: `http.request.headers.cookie`
 * does, and `json(websocket.payload.text, "$.token")`.
 */
export const namesCredential = (field: string): boolean =>
  field.split(/[^\w-]+/).some((part) => credential.test(part) || credential.test(part.replace(humps, '$1_$2')))

/** `authToken`: where a word begins in the middle of a name. */
const humps = /([a-z\d])([A-Z])/g
