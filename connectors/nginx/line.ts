// The values of one line → what they mean: time, target, session, origin. Each is worked out at most once a line.
import { clientIp } from '../../src/request/client.ts'
import { bareHost, type OriginFields, originFields } from '../../src/request/origin.ts'
import { cookies, isSessionCookie, type Session, sessionOf } from '../../src/request/session.ts'
import type { RequestSettings } from '../../src/request/settings.ts'
import { parseRequestLine, parseTarget, type RequestLine, type Target } from '../request-line.ts'
import { createLocalTimeReader, parseIsoTime, parseSeconds, remembering } from './time.ts'
import type { Values } from './values.ts'
import { timeVariables, type VariableName } from './variables.ts'

/** What a line is about. */
export type LineKind = 'upgraded' | 'refused' | 'request'

const unknown = Symbol('unknown')
type Memo<T> = T | typeof unknown

const timeReaders = {
  msec: () => parseSeconds,
  time_iso8601: () => remembering(parseIsoTime),
  time_local: createLocalTimeReader,
} satisfies Record<(typeof timeVariables)[number], () => (text: string) => number>

export class Line {
  readonly #values: Values
  readonly #settings: RequestSettings
  readonly #indices: ReadonlyMap<string, number>
  /** `$cookie_NAME`, each by its cookie's name. */
  readonly #cookieVariables: readonly (readonly [name: string, index: number])[]
  /** Those that lines of this kind may have, the finest first. */
  readonly #times: readonly { readonly index: number; readonly parse: (text: string) => number }[]
  #request: Memo<RequestLine | null> = unknown
  #target: Memo<Target | null> = unknown
  #session: Memo<Session | null> = unknown
  #origin: Memo<OriginFields | null> = unknown

  constructor(values: Values, settings: RequestSettings) {
    this.#values = values
    this.#settings = settings
    this.#indices = new Map(values.names.map((name, index) => [name, index]))
    this.#times = timeVariables.flatMap((name) => {
      const index = values.names.indexOf(name)
      return index < 0 ? [] : [{ index, parse: timeReaders[name]() }]
    })
    this.#cookieVariables = values.names.flatMap((name, index) =>
      name.startsWith('cookie_') ? [[name.slice('cookie_'.length), index] as const] : [],
    )
  }

  load(line: string, ascii: boolean): boolean {
    this.#request = this.#target = this.#session = this.#origin = unknown
    return this.#values.load(line, ascii)
  }

  /** Whether the line would say so if the variable had a value. */
  has(name: VariableName): boolean {
    const index = this.#indices.get(name)
    return index !== undefined && this.#values.has(index)
  }

  text(name: VariableName): string | null {
    const index = this.#indices.get(name)
    return index === undefined ? null : this.#values.at(index)
  }

  number(name: VariableName): number | null {
    const text = this.text(name)
    if (text === null) return null
    const value = Number(text)
    return Number.isFinite(value) ? value : null
  }

  others(): ReturnType<Values['others']> {
    return this.#values.others()
  }

  /** When the line was written, in microseconds; NaN where it does not say. */
  time(): number {
    for (const { index, parse } of this.#times) {
      const text = this.#values.at(index)
      const us = text === null ? Number.NaN : parse(text)
      if (!Number.isNaN(us)) return us
    }
    return Number.NaN
  }

  /** How long the request took, for an upgrade the whole connection, in microseconds. */
  tookUs(): number | null {
    const us = parseSeconds(this.text('request_time') ?? '')
    return Number.isNaN(us) ? null : us
  }

  kind(): LineKind {
    const upgrade = this.text('http_upgrade')
    if (upgrade !== null && !/\bwebsocket\b/i.test(upgrade)) return 'request'
    if (this.text('status') === '101') return 'upgraded'
    return upgrade !== null || this.text('http_sec_websocket_key') !== null ? 'refused' : 'request'
  }

  requestLine(): RequestLine | null {
    if (this.#request === unknown) this.#request = parseRequestLine(this.text('request') ?? '')
    return this.#request
  }

  target(): Target | null {
    if (this.#target === unknown) this.#target = this.#readTarget()
    return this.#target
  }

  #readTarget(): Target | null {
    const target = this.requestLine()?.target ?? this.text('request_uri')
    if (target !== null) return parseTarget(target)
    const path = this.text('uri')
    const args = this.text('args')
    return path === null ? null : parseTarget(args === null ? path : `${path}?${args}`)
  }

  /** Where nginx has been told of the proxies itself (realip), `$remote_addr` is behind those already. */
  clientIp(): string | null {
    const address = this.text('remote_addr')
    if (address === null) return null
    const said = {
      forwardedFor: this.text('http_x_forwarded_for'),
      forwarded: this.text('http_forwarded'),
      realIp: this.text('http_x_real_ip'),
    }
    return clientIp(address, said, this.#settings.trustedProxies)
  }

  /** The Host header where it is logged, with its port; else what nginx took for the host. */
  hostHeader(): string | null {
    return this.text('http_host') ?? this.target()?.host ?? this.text('host')
  }

  domain(): string | null {
    const host = this.hostHeader() ?? this.text('server_name')
    return host === null || host === '_' ? null : bareHost(host)
  }

  /** Null where the format logs no cookie at all. */
  cookieNames(): readonly string[] | null {
    if (this.has('http_cookie')) {
      const header = this.text('http_cookie')
      return header === null ? [] : cookies(header).map(({ name }) => name)
    }
    const sent = this.#cookieVariables.filter(([, index]) => this.#values.at(index) !== null).map(([name]) => name)
    return sent.length > 0 ? sent : null
  }

  session(): Session | null {
    if (this.#session === unknown) {
      this.#session = sessionOf(
        {
          cookie: this.text('http_cookie') ?? this.#sessionCookie(),
          authorization: this.text('http_authorization') ?? undefined,
          query: this.target()?.rawQuery ?? undefined,
        },
        this.#settings,
      )
    }
    return this.#session
  }

  #sessionCookie(): string | undefined {
    for (const [name, index] of this.#cookieVariables) {
      const value = this.#values.at(index)
      if (value !== null && isSessionCookie(name, this.#settings)) return `${name}=${value}`
    }
    return undefined
  }

  /** Null where the format does not log the Origin header. */
  origin(): OriginFields | null {
    if (this.#origin === unknown) this.#origin = this.has('http_origin') ? this.#readOrigin() : null
    return this.#origin
  }

  #readOrigin(): OriginFields {
    const origin = this.text('http_origin') ?? undefined
    const host = this.hostHeader() ?? this.domain()
    const fields = originFields({ origin, host: host ?? '', fromBrowser: this.#isFromBrowser() }, this.#settings)
    const canJudge = host !== null || this.#settings.origins.length > 0 || fields.domain === null
    return canJudge ? fields : { ...fields, foreign: null }
  }

  /** Browsers call themselves Mozilla, name their languages, and send an Origin with every upgrade. */
  #isFromBrowser(): boolean {
    if (this.kind() === 'request') return false
    if (this.text('http_sec_fetch_mode') !== null) return true
    const namesNoLanguage = this.has('http_accept_language') && this.text('http_accept_language') === null
    return !namesNoLanguage && (this.text('http_user_agent') ?? '').startsWith('Mozilla/')
  }
}
