// The first line of a request, as proxies log it → its method, target and version, and what the target says.
import { maskPath } from '../src/request/tokens.ts'

export interface RequestLine {
  readonly method: string
  readonly target: string
  /** `1.1`; null where the line ends early. */
  readonly version: string | null
}

/** RFC 9112 section 3. Null where the text is no request line: scanners send anything. */
export function parseRequestLine(text: string): RequestLine | null {
  const first = text.indexOf(' ')
  const method = text.slice(0, Math.max(0, first))
  if (method !== 'GET' && !isToken(method)) return null
  const last = text.lastIndexOf(' ')
  const version = last > first && text.startsWith('HTTP/', last + 1) ? text.slice(last + 6) : null
  const target = version === null ? text.slice(first + 1) : text.slice(first + 1, last)
  return target === '' ? null : { method, target, version }
}

// RFC 9110 section 5.6.2.
const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~\w-]+$/.test(text)

export interface Target {
  /** Without its tokens. */
  readonly path: string
  /** As sent, with its credentials: for `sessionOf`, and through `maskQuery` for an event. Null where there is none. */
  readonly rawQuery: string | null
  /** Host and port of an absolute target (RFC 9112 section 3.2.2), else null. */
  readonly host: string | null
}

export function parseTarget(target: string): Target {
  const absolute = target.startsWith('/') ? null : /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target)
  const local = absolute ? target.slice(absolute[0].length) : target
  const mark = local.indexOf('?')
  return {
    path: maskPath(mark < 0 ? local : local.slice(0, mark)) || '/',
    rawQuery: mark < 0 ? null : local.slice(mark + 1),
    // A name and password before the host (RFC 3986 section 3.2.1) are credentials.
    host: absolute ? absolute[1]!.slice(absolute[1]!.lastIndexOf('@') + 1) || null : null,
  }
}
