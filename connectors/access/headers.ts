// The name of a header that a format logs → what its value says, the same for every product.
import { type Meaning, text } from './facts.ts'

/** Of the request. Empty for one that is kept as it is. Names are compared without regard to case. */
export const requestHeader = (name: string): readonly Meaning[] => ofRequest[name.toLowerCase()] ?? []

/** Of the answer. */
export const responseHeader = (name: string): readonly Meaning[] => ofResponse[name.toLowerCase()] ?? []

// biome-ignore format: table
const ofRequest: Readonly<Record<string, readonly Meaning[]>> = {
  host:                    [text('hostHeader')],
  ':authority':            [text('hostHeader')],
  ':method':               [text('method')],
  ':path':                 [text('target')],
  ':scheme':               [text('scheme')],
  'user-agent':            [text('userAgent')],
  referer:                 [text('referrer')],
  origin:                  [text('origin')],
  cookie:                  [text('cookie')],
  authorization:           [text('authorization')],
  'accept-language':       [text('acceptLanguage')],
  'sec-fetch-mode':        [text('fetchMode')],
  upgrade:                 [text('upgrade')],
  'sec-websocket-key':     [text('key')],
  'sec-websocket-version': [text('version')],
  'x-forwarded-for':       [text('forwardedFor')],
  forwarded:               [text('forwarded')],
  'x-real-ip':             [text('realIp')],
  'x-forwarded-proto':     [text('scheme')],
  'x-request-id':          [text('requestId')],
}

// biome-ignore format: table
const ofResponse: Readonly<Record<string, readonly Meaning[]>> = {
  'sec-websocket-protocol':   [text('subprotocol')],
  'sec-websocket-extensions': [text('extensions')],
  upgrade:                    [text('answeredUpgrade')],
}

/** `User-Agent` → `user_agent`: the part of a field's name that stands for it. */
export const headerField = (name: string): string => name.toLowerCase().replace(/[^a-z\d]+/g, '_')
