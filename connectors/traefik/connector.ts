// Traefik access logs → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { commonLogValues } from '../access/common-log.ts'
import { fact, millisecond, time, took } from '../access/facts.ts'
import { type Ask, withHandedOver } from '../access/handed-over.ts'
import { jsonValues } from '../access/json-values.ts'
import { createLocalTimeReader } from '../access/time.ts'
import type { OpenValues } from '../access/values.ts'
import { readFormat } from '../settings.ts'
import { clientHost, ownKeys, traefikKeys, vouchedBy } from './keys.ts'
import { recogniseTraefik } from './recognise.ts'

export const traefik = defineAccessLog({
  name: 'traefik',
  summary: 'Reads Traefik access logs: JSON, with or without headers, and its Common Log Format.',
  recognise: recogniseTraefik,
  configure(settings) {
    const format = readFormat(settings, ['auto', 'json', 'common', 'genericCLF'])
    return format.ok ? { ok: true, config: kinds[format.value]() } : format
  },
})

/** Traefik hands an upgrade over and logs neither its status nor its bytes, but how long it took. */
const isUpgrade = (ask: Ask): boolean =>
  isGet(ask) && ask(fact.responseBody) === '0' && ask.isPositive(fact.took) && isWebSocket(ask(fact.answeredUpgrade))

/** Over HTTP/2 nothing is handed over. */
const isGet = (ask: Ask): boolean => {
  const request = ask(fact.requestLine)
  if (request !== null) return request.startsWith('GET ') && request.endsWith('HTTP/1.1')
  return ask(fact.method) === 'GET' && ask(fact.protocol) === 'HTTP/1.1'
}

/** Where headers are not kept there is nothing but the status to tell it by. */
const isWebSocket = (upgrade: string | null): boolean => upgrade === null || upgrade.toLowerCase() === 'websocket'

/** It begins with the time at which the request came. */
const started = { time: time('started', createLocalTimeReader), client: clientHost }
const said = ' "$referrer" "$agent"'
const own = `${said} $request_count "$router" "$service_url" ` + '${duration}ms'

const json = (): OpenValues =>
  withHandedOver(jsonValues(traefikKeys, { needs: ownKeys, whyNot: 'not a line of a request', vouchedBy }), isUpgrade)
const common = (): OpenValues =>
  withHandedOver(commonLogValues({ ...started, duration: took(millisecond) }, own), isUpgrade)
const generic = (): OpenValues => commonLogValues(started, said)

/** Made where such a log is read: most are of other products. */
const kinds: Readonly<Record<'auto' | 'json' | 'common' | 'genericCLF', () => readonly OpenValues[]>> = {
  auto: () => [json(), common(), generic()],
  json: () => [json()],
  common: () => [common()],
  genericCLF: () => [generic()],
}
