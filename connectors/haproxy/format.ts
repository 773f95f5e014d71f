// The settings of an HAProxy source → how its lines are read, or diagnostics that point into them.
import type { LogFormat } from '../../grammar/log-format/log-format.ts'
import { parseHaproxyFormat } from '../../grammar/log-format/parse-haproxy.ts'
import { jsonValues } from '../access/json-values.ts'
import { templateValues } from '../access/template-values.ts'
import type { OpenValues } from '../access/values.ts'
import type { Zone } from '../access/zone.ts'
import type { Configured } from '../connector.ts'
import { readTimezone, type Settings, wrongType } from '../settings.ts'
import { checkParts } from '../template/check.ts'
import { parsedOnce } from '../template/parsed-once.ts'
import { type Captures, withCaptures } from './captures.ts'
import { readFragment } from './config.ts'
import { haproxyKeys, keptKeys } from './keys.ts'
import { withinSyslog } from './message.ts'
import { joinPairs } from './pairs.ts'
import { haproxyVariables, isTime } from './variables.ts'
import { withReason } from './why-not.ts'

/** `option httplog`. */
const httplog =
  '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs "%r"'

/** `option httpslog` writes more of the TLS connection behind it. */
const httpslog = `${httplog} %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc`

/** `option httplog clf`: what was captured stands at its end. */
const clf =
  '%ci - - [%trg] "%r" %ST %B "" "" %cp %ms "%ft" "%b" "%s" %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %hrl'

const named: Readonly<Record<string, readonly string[]>> = {
  auto: [httplog, httpslog, clf],
  httplog: [httplog],
  httpslog: [httpslog],
  clf: [clf],
  json: [],
}

export function configureHaproxy(settings: Settings): Configured<readonly OpenValues[]> {
  const zone = readTimezone(settings)
  if (!zone.ok) return zone
  const format = settings['format'] ?? 'auto'
  if (typeof format !== 'string') return wrongType('format', format)
  const fragment = readFragment(format)
  const source: Source = { zone: zone.value, captures: fragment ?? noCaptures }
  const wanted = fragment === null ? format : (fragment.format ?? 'httplog')
  const known = named[wanted]
  return known === undefined ? own(wanted, format, source) : { ok: true, config: usual(wanted, known, source) }
}

interface Source {
  readonly zone: Zone
  readonly captures: Captures
}

const noCaptures: Captures = { requestHeaders: null, responseHeaders: null }

const parseShipped = parsedOnce(parseHaproxyFormat)

/** JSON is told by its first character, so it is tried first. */
function usual(name: string, formats: readonly string[], source: Source): readonly OpenValues[] {
  const texts = formats.flatMap((format) => {
    const parsed = parseShipped(format)
    return parsed.ok ? [valuesOf(parsed.format, source)] : []
  })
  const json =
    name === 'auto' || name === 'json' ? [withinSyslog(jsonValues(haproxyKeys(source.zone), { keeps: keptKeys }))] : []
  return [...json, ...texts].map(withReason)
}

/** Places in the format are places in the `text` that it was given in. */
function own(format: string, text: string, source: Source): Configured<readonly OpenValues[]> {
  const parsed = parseHaproxyFormat(format)
  if (!parsed.ok) return { ok: false, text, diagnostics: parsed.diagnostics }
  const diagnostics = checkParts(joinPairs(parsed.format.parts), {
    leads: haproxyVariables(source.zone, source.captures).shapes.leads,
    written: (name) => `%${name}`,
    isTime,
    timeHelp: 'add `%tr` (with the setting `timezone` where the server is not in UTC), `%Ts.%ms` or `%trg`',
  })
  return diagnostics.length > 0
    ? { ok: false, text, diagnostics }
    : { ok: true, config: [withReason(valuesOf(parsed.format, source))] }
}

function valuesOf(format: LogFormat, { zone, captures }: Source): OpenValues {
  const parts = joinPairs(format.parts)
  const values = templateValues({ ...format, parts }, haproxyVariables(zone, captures))
  return withinSyslog(withCaptures(values, parts, captures))
}
