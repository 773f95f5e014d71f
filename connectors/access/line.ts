// The values of one line → what they mean: times, target, session, origin. Each is worked out at most once a line.
import { clientIp } from '../../src/request/client.ts'
import { bareHost, type OriginFields, originFields } from '../../src/request/origin.ts'
import { ownCopy } from '../../src/request/remembered.ts'
import { cookies, isSessionCookie, maskQuery, type Session, sessionOf } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import { parseRequestLine, parseTarget, type RequestLine, type Target } from '../request-line.ts'
import { type Fact, fact } from './facts.ts'
import { type Clock, LineFacts, type Times } from './line-facts.ts'
import type { Values } from './values.ts'

/** What a line is about. */
export type LineKind = 'upgraded' | 'refused' | 'request'

const unknown = Symbol('unknown')
type Memo<T> = T | typeof unknown

export class AccessLine {
  readonly #facts: LineFacts
  readonly #settings: RequestSettings
  #request: Memo<RequestLine | null> = unknown
  #target: Memo<Target | null> = unknown
  #query: Memo<string | null> = unknown
  #session: Memo<Session | null> = unknown
  #origin: Memo<OriginFields | null> = unknown
  /** Of the line before: most of a log is of one host. */
  #host: { readonly written: string; readonly bare: string } = { written: '', bare: '' }
  readonly #judged = new JudgedOrigins()
  #kind: LineKind | null = null
  #times: Times | null = null

  constructor(values: Values, settings: RequestSettings) {
    this.#facts = new LineFacts(values)
    this.#settings = settings
  }

  /** False where the line is not of this kind. */
  load(line: string, ascii: boolean, bytes?: Uint8Array, start?: number): boolean {
    if (!this.#facts.load(line, ascii, bytes, start)) return false
    this.#request = this.#target = this.#query = this.#session = this.#origin = unknown
    this.#kind = this.#times = null
    return true
  }

  has(which: Fact): boolean {
    return this.#facts.has(which)
  }

  text(which: Fact): string | null {
    return this.#facts.text(which)
  }

  number(which: Fact): number | null {
    return this.#facts.number(which)
  }

  /** Why the line that was not loaded is of another kind, where that is known. */
  whyNot(): string | null {
    return this.#facts.values.whyNot?.() ?? null
  }

  /** What a line of this kind gives of an upgrade, where not both its events. */
  get tells(): Values['tells'] {
    return this.#facts.values.tells
  }

  /** Of what else it says, the names that are whole. */
  get named(): ReadonlySet<string> | undefined {
    return this.#facts.values.named
  }

  others(): ReturnType<Values['others']> {
    return this.#facts.values.others()
  }

  other(name: string): ReturnType<Values['other']> {
    return this.#facts.values.other(name)
  }

  /** When the line was written, in microseconds; where only the start is known, that. NaN where it does not say. */
  time(): number {
    // Every line is asked for it, and few for the rest.
    const only = this.#facts.onlyTime()
    if (only !== null) return only
    const { started, ended } = this.#allTimes()
    return Number.isNaN(ended) ? started : ended
  }

  #allTimes(): Times {
    this.#times ??= this.#facts.times()
    return this.#times
  }

  /** Microseconds; NaN where it cannot be known. */
  started(): number {
    return this.#allTimes().started
  }

  ended(): number {
    return this.#allTimes().ended
  }

  /** How long the request took, for an upgrade the whole connection, in nanoseconds. */
  took(): number | null {
    return this.#facts.took()
  }

  /** The same as far as the line says it itself. */
  saidTook(): number | null {
    return this.#facts.saidTook()
  }

  get clock(): Clock | null {
    return this.#facts.clock
  }

  /** Whether lines of the kind may say when the request came. */
  get tellsStart(): boolean {
    return this.#facts.tellsStart
  }

  /** When the request came, as far as the line says it itself: NaN where it does not. */
  saidStarted(): number {
    return this.#facts.saidStarted()
  }

  kind(): LineKind {
    this.#kind ??= this.#readKind()
    return this.#kind
  }

  #readKind(): LineKind {
    const upgrade = this.text(fact.upgrade)
    if (upgrade !== null && upgrade !== 'websocket' && !/\bwebsocket\b/i.test(upgrade)) return 'request'
    const status = this.text(fact.status)
    if (status === '101' || (upgrade !== null && this.#isExtended(status))) return 'upgraded'
    return upgrade !== null || this.text(fact.key) !== null ? 'refused' : 'request'
  }

  /** RFC 8441 section 5: over HTTP/2 an upgrade is a CONNECT that succeeds. */
  #isExtended(status: string | null): boolean {
    return status?.startsWith('2') === true && (this.requestLine()?.method ?? this.text(fact.method)) === 'CONNECT'
  }

  requestLine(): RequestLine | null {
    if (this.#request === unknown) this.#request = parseRequestLine(this.text(fact.requestLine) ?? '')
    return this.#request
  }

  target(): Target | null {
    if (this.#target === unknown) this.#target = this.#readTarget()
    return this.#target
  }

  #readTarget(): Target | null {
    const target = this.requestLine()?.target ?? this.text(fact.target)
    if (target !== null) return parseTarget(target)
    const path = this.text(fact.path)
    const query = this.text(fact.query)?.replace(/^\?/, '') || null
    return path === null ? null : parseTarget(query === null ? path : `${path}?${query}`)
  }

  /** Where the product has been told of the proxies before it, it has found the client itself. */
  clientIp(): string | null {
    const address = this.text(fact.client) ?? this.text(fact.peer)
    if (address === null || !this.#settings.trustedProxies.judge(address)?.isTrusted) return address
    const said = {
      forwardedFor: this.text(fact.forwardedFor),
      forwarded: this.text(fact.forwarded),
      realIp: this.text(fact.realIp),
    }
    return clientIp(address, said, this.#settings.trustedProxies)
  }

  /** The Host header where it is logged, with its port; else what the product took for the host. */
  hostHeader(): string | null {
    return this.text(fact.hostHeader) ?? this.target()?.host ?? this.text(fact.host)
  }

  domain(): string | null {
    const host = this.hostHeader() ?? this.text(fact.serverName)
    if (host === null || host === '_') return null
    if (host !== this.#host.written) this.#host = { written: host, bare: bareHost(host) }
    return this.#host.bare
  }

  /** The query, with the values of token-like parameters masked. */
  query(): string | null {
    if (this.#query === unknown) this.#query = this.#readQuery()
    return this.#query
  }

  #readQuery(): string | null {
    const query = this.target()?.rawQuery ?? null
    return query === null ? null : maskQuery(query)
  }

  /** Null where the format logs no cookie at all, or hides them. */
  cookieNames(): readonly string[] | null {
    if (this.has(fact.cookie)) {
      const header = this.text(fact.cookie)
      if (header === null) return []
      return isHidden(header) ? null : cookies(header).map(({ name }) => name)
    }
    const sent = this.#facts.singleCookies().map(({ name }) => name)
    return sent.length > 0 ? sent : null
  }

  /** Null where it cannot be known. */
  sendsCookies(): boolean | null {
    const names = this.cookieNames()
    return names === null ? this.text(fact.cookie) !== null || null : names.length > 0
  }

  /** `basic`, `bearer` …: the first word of the credentials. */
  authorizationScheme(): string | null {
    return this.#credential(fact.authorization)?.split(' ', 1)[0]?.toLowerCase() ?? null
  }

  #credential(which: Fact): string | null {
    const text = this.text(which)
    return text === null || isHidden(text) ? null : text
  }

  session(): Session | null {
    if (this.#session === unknown) this.#session = this.#readSession()
    return this.#session
  }

  #readSession(): Session | null {
    const cookie = this.#credential(fact.cookie) ?? this.#sessionCookie()
    const authorization = this.#credential(fact.authorization) ?? undefined
    const query = this.target()?.rawQuery ?? undefined
    if (cookie === undefined && authorization === undefined && query === undefined) return null
    return sessionOf({ cookie, authorization, query }, this.#settings)
  }

  #sessionCookie(): string | undefined {
    for (const { name, value } of this.#facts.singleCookies())
      if (isSessionCookie(name, this.#settings)) return `${name}=${value}`
    return undefined
  }

  /** Null where the format does not log the Origin header, or hides it. */
  origin(): OriginFields | null {
    if (this.#origin === unknown) this.#origin = this.has(fact.origin) ? this.#readOrigin() : null
    return this.#origin
  }

  #readOrigin(): OriginFields | null {
    const origin = this.text(fact.origin) ?? undefined
    if (origin !== undefined && isHidden(origin)) return null
    const host = this.hostHeader() ?? this.domain()
    if (origin === undefined) return this.#judge(origin, host)
    return this.#judged.of(origin, host) ?? this.#judged.keep(this.#judge(ownCopy(origin), host), host)
  }

  #judge(origin: string | undefined, host: string | null): OriginFields {
    const fields = originFields({ origin, host: host ?? '', fromBrowser: this.#isFromBrowser() }, this.#settings)
    const canJudge = host !== null || this.#settings.origins.length > 0 || fields.domain === null
    return canJudge ? fields : { ...fields, foreign: null }
  }

  /** Browsers call themselves Mozilla, name their languages, and send an Origin with every upgrade. */
  #isFromBrowser(): boolean {
    if (this.kind() === 'request') return false
    if (this.text(fact.fetchMode) !== null) return true
    const namesNoLanguage = this.has(fact.acceptLanguage) && this.text(fact.acceptLanguage) === null
    return !namesNoLanguage && (this.text(fact.userAgent) ?? '').startsWith('Mozilla/')
  }
}

/** Who comes to a host comes from few origins: what was found of each, at the host that it came to last. */
class JudgedOrigins {
  readonly #known = new Map<string, { readonly host: string | null; readonly fields: OriginFields }>()

  of(origin: string, host: string | null): OriginFields | null {
    const known = this.#known.get(origin)
    return known !== undefined && known.host === host ? known.fields : null
  }

  keep(fields: OriginFields, host: string | null): OriginFields {
    const { origin } = fields
    if (origin === null || origin.length > longestOrigin) return fields
    if (this.#known.size >= mostOrigins) this.#known.clear()
    this.#known.set(origin, { host: host === null ? null : ownCopy(host), fields })
    return fields
  }
}

/** Strangers choose them: not all are kept. */
const mostOrigins = 1024
const longestOrigin = 256

/** Some products log that there was something, and not what. */
const isHidden = (text: string): boolean => text === 'REDACTED' || (text.startsWith('*') && /^\*+$/.test(text))
