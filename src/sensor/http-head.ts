// The text of an HTTP/1.1 head → its first line and its headers. RFC 9112 sections 2 to 5.

/** By lower-case name, in order of appearance. */
export type Headers = ReadonlyMap<string, readonly string[]>

export interface RequestHead {
  readonly method: string
  readonly target: string
  /** `1.1`; `2`, where it is no text but a stream. */
  readonly version: string
  readonly headers: Headers
  /** Whether a line of it is no header, or a header over several lines. */
  readonly isMalformed?: boolean
  /** Whether it came, or says that it came, over TLS. */
  readonly isSecure?: boolean
}

export interface ResponseHead {
  readonly status: number
  readonly version: string
  readonly headers: Headers
  readonly isMalformed?: boolean
}

/** Null where the text is no request. */
export function parseRequest(text: string): RequestHead | null {
  const { first, ...rest } = split(text)
  const line = /^([A-Z][A-Z-]{0,31}) (\S+) HTTP\/(\d\.\d)$/.exec(first)
  return line && { method: line[1]!, target: line[2]!, version: line[3]!, ...rest }
}

/** Null where the text is no response. */
export function parseResponse(text: string): ResponseHead | null {
  const { first, ...rest } = split(text)
  const line = /^HTTP\/(\d\.\d) (\d{3})(?: .*)?$/.exec(first)
  return line && { status: Number(line[2]), version: line[1]!, ...rest }
}

function split(text: string): { first: string; headers: Headers; isMalformed?: boolean } {
  // Section 5.2: a line that begins with a space goes on from the one before.
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ')
  const [first = '', ...lines] = unfolded.split(/\r?\n/)
  const headers = new Map<string, string[]>()
  let isMalformed = unfolded !== text
  for (const line of lines) {
    if (!wellFormed.test(line)) isMalformed = true
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const values = headers.get(name)
    const value = line.slice(colon + 1).trim()
    if (values) values.push(value)
    else headers.set(name, [value])
  }
  return { first, headers, ...(isMalformed && { isMalformed }) }
}

/** Section 5: a token, a colon without a space before it, and no control characters. */
const wellFormed = /^[\w!#$%&'*+.^`|~-]+:[^\0-\x08\n-\x1f\x7f]*$/

/** To whom a request goes: a whole URL as the target counts for more than Host. Section 3.2.2. */
export const hostOf = (request: RequestHead): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?@]*@)?([^/?]+)/i.exec(request.target)?.[1] ?? header(request, 'host')

/** The first value of a header. */
export const header = (head: { headers: Headers }, name: string): string | undefined => head.headers.get(name)?.[0]

/** A header's comma-separated elements over all its lines. RFC 9110 section 5.6.1. */
export const elements = (head: { headers: Headers }, name: string): readonly string[] =>
  (head.headers.get(name) ?? [])
    .flatMap((value) => value.split(','))
    .map((element) => element.trim())
    .filter((element) => element !== '')

/** Whether a header names a token, in whatever case. */
export const names = (head: { headers: Headers }, name: string, token: string): boolean =>
  elements(head, name).some((element) => element.toLowerCase() === token)

/** What follows a head, before the next one. RFC 9112 section 6.3. */
export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-end' }

export const requestBody = (head: RequestHead): Body => framing(head) ?? { kind: 'none' }

export function responseBody(head: ResponseHead, method: string): Body {
  if (method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304) return { kind: 'none' }
  return framing(head) ?? { kind: 'until-end' }
}

/** Whether two programs may see its end in two places. Section 6.3. */
export function isTwofold(head: { headers: Headers }): boolean {
  const lengths = new Set(elements(head, 'content-length'))
  return lengths.size > 1 || (lengths.size > 0 && head.headers.has('transfer-encoding'))
}

function framing(head: { headers: Headers }): Body | null {
  if (elements(head, 'transfer-encoding').at(-1)?.toLowerCase() === 'chunked') return { kind: 'chunked' }
  const length = header(head, 'content-length')
  return length !== undefined && /^\d{1,15}$/.test(length) ? { kind: 'length', bytes: Number(length) } : null
}
