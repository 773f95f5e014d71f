// Caddy access logs → handshake, connection and request events.
import { defineAccessLog } from '../access/access-log.ts'
import { createAnyTimeReader } from '../access/any-time.ts'
import { commonLogValues } from '../access/common-log.ts'
import { fact, time } from '../access/facts.ts'
import { type Ask, withHandedOver } from '../access/handed-over.ts'
import { jsonValues } from '../access/json-values.ts'
import { createLocalTimeReader } from '../access/time.ts'
import type { OpenValues } from '../access/values.ts'
import type { Zone } from '../access/zone.ts'
import { readFormat, readTimezone } from '../settings.ts'
import { consoleValues } from './console-lines.ts'
import type { DurationUnit } from './duration.ts'
import { caddyKeys, requestKey, vouchedBy } from './keys.ts'
import { recogniseCaddy } from './recognise.ts'

export const caddy = defineAccessLog({
  name: 'caddy',
  summary: 'Reads Caddy access logs: JSON with any time_format, console, or the Common Log Format.',
  recognise: recogniseCaddy,
  configure(settings) {
    const format = readFormat(settings, ['auto', 'duration_format ms'])
    if (!format.ok) return format
    const zone = readTimezone(settings)
    if (!zone.ok) return zone
    return { ok: true, config: kinds(zone.value, format.value === 'auto' ? 'ns' : 'ms') }
  },
})

function kinds(zone: Zone, integers: DurationUnit): readonly OpenValues[] {
  const whyNot = 'not a line of a request'
  const json = withHandedOver(
    jsonValues(caddyKeys(zone, integers), { needs: [requestKey], whyNot, vouchedBy }),
    isUpgrade,
  )
  const when = time('ended', () => createAnyTimeReader(zone))
  return [json, consoleValues(json, when), commonLogValues(clf, ' "$referrer" "$agent"'), commonLogValues(clf)]
}

/** `format transform "{common_log}"` and the like. */
const clf = { time: time('ended', createLocalTimeReader) }

/** Caddy before 2.6.3 logs a status of 0, with the headers that it had answered with. */
const isUpgrade = (ask: Ask): boolean => /\bwebsocket\b/i.test(ask(fact.answeredUpgrade) ?? '')
