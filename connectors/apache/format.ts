// The settings of an Apache source → how its lines are read, or diagnostics that point into them.
import type { LogFormat } from '../../grammar/log-format/log-format.ts'
import { parseApacheFormat } from '../../grammar/log-format/parse-apache.ts'
import { jsonValues } from '../access/json-values.ts'
import { templateValues } from '../access/template-values.ts'
import type { OpenValues } from '../access/values.ts'
import type { Zone } from '../access/zone.ts'
import type { Configured } from '../connector.ts'
import { readTimezone, type Settings, wrongType } from '../settings.ts'
import { checkParts } from '../template/check.ts'
import { parsedOnce } from '../template/parsed-once.ts'
import { apacheKeys } from './keys.ts'
import { withEitherSize } from './size.ts'
import { joinTimes } from './times.ts'
import { apacheVariables, isTime } from './variables.ts'

const common = '%h %l %u %t "%r" %>s %O'
const combined = `${common} "%{Referer}i" "%{User-Agent}i"`
const vhost = '%v:%p '

/** By the names that Apache's own configuration gives them. Debian's have `%O` where others have `%b`. */
const named: Readonly<Record<string, readonly string[]>> = {
  auto: [`${vhost}${combined}`, combined, common],
  common: [common],
  combined: [combined],
  combinedio: [`${combined} %I %O`],
  vhost_combined: [`${vhost}${combined}`],
  json: [],
}

export function configureApache(settings: Settings): Configured<readonly OpenValues[]> {
  const zone = readTimezone(settings)
  if (!zone.ok) return zone
  const format = settings['format'] ?? 'auto'
  if (typeof format !== 'string') return wrongType('format', format)
  const known = named[format]
  return known === undefined ? own(format, zone.value) : { ok: true, config: usual(format, known, zone.value) }
}

const parseShipped = parsedOnce(parseApacheFormat)

/** JSON is told by its first character, so it is tried first. */
function usual(name: string, formats: readonly string[], zone: Zone): readonly OpenValues[] {
  const texts = formats.flatMap((format) => {
    const parsed = parseShipped(format)
    return parsed.ok ? [withEitherSize(valuesOf(parsed.format, zone))] : []
  })
  return name === 'auto' || name === 'json' ? [jsonValues(apacheKeys(zone)), ...texts] : texts
}

function own(format: string, zone: Zone): Configured<readonly OpenValues[]> {
  const parsed = parseApacheFormat(format)
  if (!parsed.ok) return { ok: false, text: format, diagnostics: parsed.diagnostics }
  const parts = joinTimes(parsed.format.parts)
  const diagnostics = checkParts(parts, {
    leads: apacheVariables(zone).shapes.leads,
    written: (name) => `%${name}`,
    isTime,
    timeHelp: 'add `%t`, or `%{sec}t.%{usec_frac}t`, which is finer',
  })
  return diagnostics.length > 0
    ? { ok: false, text: format, diagnostics }
    : { ok: true, config: [valuesOf(parsed.format, zone)] }
}

const valuesOf = (format: LogFormat, zone: Zone): OpenValues =>
  templateValues({ ...format, parts: joinTimes(format.parts) }, apacheVariables(zone))
