// An Origin header against the Host that it was sent to: whose page opened this socket? RFC 6455 section 10.2.
import { getDomain } from 'tldts'
import { remembered } from './remembered.ts'
import type { RequestSettings } from './settings.ts'

/** RFC 1035 section 2.3.4: no name is longer. */
const hosts = { texts: 2048, longest: 255 }

export interface OriginFields {
  /** As sent; `null` is the text. */
  readonly origin: string | null
  readonly domain: string | null
  /** Null where nothing can be said: no Origin, and nothing that says a browser sent this. */
  readonly foreign: boolean | null
}

/**
 * Foreign: another registrable domain (public suffix list) than the Host, or outside `settings.origins` where those are
 * given; the text `null`; missing where the other headers are a browser's.
 */
export function originFields(
  request: { readonly origin?: string | undefined; readonly host: string; readonly fromBrowser: boolean },
  settings: RequestSettings,
): OriginFields {
  const { origin, host } = request
  if (origin === undefined) return { origin: null, domain: null, foreign: request.fromBrowser ? true : null }
  if (origin === 'null') return { origin, domain: null, foreign: true }
  const domain = hostOf(origin)
  if (domain === null) return { origin, domain, foreign: true }
  const foreign =
    settings.origins.length > 0
      ? !settings.origins.some((own) => isOwn(own, origin, domain))
      : !sameSite(domain, bareHost(host))
  return { origin, domain, foreign }
}

function isOwn(own: string, origin: string, domain: string): boolean {
  if (own.includes('://')) return own.toLowerCase() === origin.toLowerCase()
  return domain === own.toLowerCase() || domain.endsWith(`.${own.toLowerCase()}`)
}

function sameSite(a: string, b: string): boolean {
  if (a === b) return true
  const site = siteOf(a)
  return site !== null && site === siteOf(b)
}

/** The registrable domain; null where there is none. A deployment has few hosts, and asking the list takes long. */
const siteOf = remembered((host) => getDomain(host, { allowPrivateDomains: true }), hosts)

function hostOf(origin: string): string | null {
  const at = origin.indexOf('://')
  return at < 0 ? null : bareHost(origin.slice(at + 3)) || null
}

/** `App.example.com:8443` → `app.example.com`; `[::1]:80` → `::1`. */
export const bareHost = remembered((host) => {
  if (!host.includes(':')) return host.toLowerCase()
  const bracket = /^\[([^\]]*)\]/.exec(host)
  return (bracket ? bracket[1]! : host.replace(/:\d*$/, '')).toLowerCase()
}, hosts)
