// Who sent a request, and for whom it says to be passed on → the real client behind the proxies that are trusted.
import type { TrustedProxies } from './proxies.ts'

/** A header that came several times is one list, joined by commas (RFC 9110 section 5.3). */
export interface PassedOn {
  /** X-Forwarded-For. */
  readonly forwardedFor?: string | null | undefined
  /** Forwarded, RFC 7239. */
  readonly forwarded?: string | null | undefined
  /** X-Real-IP. */
  readonly realIp?: string | null | undefined
}

/**
 * Each proxy adds the address it was called from at the right, so the nearest address that is no trusted proxy is the
 * client: what stands left of it is only the client's word. Of the headers the first counts that is there. A hop that
 * names no address ends the walk at the last one that did.
 */
export function clientIp(source: string, said: PassedOn, proxies: TrustedProxies): string {
  if (!proxies.judge(source)?.isTrusted) return source
  let client = source
  for (const hop of hops(said)) {
    const judged = hop === null ? null : proxies.judge(withoutPort(hop))
    if (judged === null) return client
    client = judged.address
    if (!judged.isTrusted) return client
  }
  return client
}

function* hops({ forwardedFor, forwarded, realIp }: PassedOn): Generator<string | null> {
  if (forwardedFor) yield* fromRight(forwardedFor)
  else if (forwarded) for (const element of fromRight(forwarded)) yield forOf(element)
  else if (realIp) yield* fromRight(realIp)
}

/**
 * The elements of a list, the last one first. Quoted strings are told from the right too: a quote that the client left
 * open must not swallow what a proxy put behind it.
 */
function* fromRight(list: string): Generator<string> {
  let end = list.length
  while (end >= 0) {
    const comma = lastComma(list, end)
    const element = list.slice(comma + 1, end).trim()
    // RFC 9110 section 5.6.1.2: empty elements do not count.
    if (element !== '') yield element
    end = comma
  }
}

function lastComma(list: string, end: number): number {
  let isQuoted = false
  for (let at = end - 1; at >= 0; at--) {
    const character = list[at]
    if (character === '"' && list[at - 1] !== '\\') isQuoted = !isQuoted
    else if (character === ',' && !isQuoted) return at
  }
  return -1
}

/** RFC 7239 section 4; an unquoted IPv6 address, which many send, is taken as well. */
const pair = /[ \t]*([\w!#$%&'*+.^`|~-]+)=("(?:[^"\\]|\\.)*"|[^\s",;\\]+)[ \t]*(?:;|$)/gy

/** `for="[2001:db8::1]:443";proto=https` → `[2001:db8::1]:443`. Null where the element is malformed or names nobody. */
function forOf(element: string): string | null {
  const pairs = [...element.matchAll(pair)]
  const isWhole = pairs.reduce((length, [text]) => length + text.length, 0) === element.length
  const named = pairs.filter(([, name]) => name!.toLowerCase() === 'for')
  return isWhole && named.length === 1 ? named[0]![2]!.replace(/^"(.*)"$/, '$1') : null
}

/** `[2001:db8::1]:443` → `2001:db8::1`; `203.0.113.9:4711` → `203.0.113.9`. RFC 7239 section 6. */
function withoutPort(hop: string): string {
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(?:\d{1,5}|_[\w.-]+))?$/.exec(hop)
  return parts?.[1] ?? parts?.[2] ?? hop
}
