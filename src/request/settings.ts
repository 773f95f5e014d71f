// What a deployment tells about its own requests, with defaults that work untold.
import type { TrustedProxies } from './proxies.ts'

export interface RequestSettings {
  /** Origins that are at home, as `https://app.example.com` or a bare domain (its subdomains are home too). Empty: judged by the Host. */
  readonly origins: readonly string[]
  /** Names of the cookies that authenticate. Empty: recognised by their usual names. */
  readonly sessionCookies: readonly string[]
  /** HMAC of a credential: `session.id`. */
  readonly hashSession: (credential: string) => string
  /** Whose word on the client's address counts. */
  readonly trustedProxies: TrustedProxies
}
