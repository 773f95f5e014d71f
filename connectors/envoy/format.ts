// The settings of an Envoy source → how its lines are read, or diagnostics that point into them.
import { parseEnvoyFormat, parseEnvoyJson } from '../../grammar/log-format/parse-envoy.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { jsonValues } from '../access/json-values.ts'
import { templateValues } from '../access/template-values.ts'
import type { OpenValues } from '../access/values.ts'
import { type Reasons, withReasons } from '../access/why-not.ts'
import type { Configured } from '../connector.ts'
import { type Settings, wrongType } from '../settings.ts'
import { checkParts } from '../template/check.ts'
import { parsedOnce } from '../template/parsed-once.ts'
import { envoyDefault, istioDefault, timeHelp } from './default-formats.ts'
import { checkMembers, keysOf } from './json-format.ts'
import { envoyKeys, keptKeys } from './keys.ts'
import { envoyVariables, isTime } from './operators.ts'

const named: Readonly<Record<string, readonly string[]>> = {
  auto: [envoyDefault, istioDefault],
  default: [envoyDefault],
  istio: [istioDefault],
  json: [],
}

export function configureEnvoy(settings: Settings): Configured<readonly OpenValues[]> {
  const format = settings['format'] ?? 'auto'
  if (typeof format !== 'string') return wrongType('format', format)
  const known = named[format]
  if (known !== undefined) return { ok: true, config: usual(format, known) }
  return format.trimStart().startsWith('{') ? ownJson(format) : ownText(format)
}

const parseShipped = parsedOnce(parseEnvoyFormat)

/** JSON is told by its first character, so it is tried first. */
function usual(name: string, formats: readonly string[]): readonly OpenValues[] {
  const texts = formats.flatMap((format) => {
    const parsed = parseShipped(format)
    return parsed.ok ? [templateValues(parsed.format, envoyVariables)] : []
  })
  const json = name === 'auto' || name === 'json' ? [jsonValues(envoyKeys, { keeps: keptKeys })] : []
  return [...json, ...texts].map(withReason)
}

function ownText(format: string): Configured<readonly OpenValues[]> {
  const parsed = parseEnvoyFormat(format)
  if (!parsed.ok) return failed(format, parsed.diagnostics)
  const { leads } = envoyVariables.shapes
  const diagnostics = checkParts(parsed.format.parts, { leads, written: (name) => `%${name}%`, isTime, timeHelp })
  return diagnostics.length > 0 ? failed(format, diagnostics) : ready(templateValues(parsed.format, envoyVariables))
}

function ownJson(format: string): Configured<readonly OpenValues[]> {
  const parsed = parseEnvoyJson(format)
  if (!parsed.ok) return failed(format, parsed.diagnostics)
  const diagnostics = checkMembers(parsed.members)
  return diagnostics.length > 0 ? failed(format, diagnostics) : ready(jsonValues(keysOf(parsed.members)))
}

const ready = (values: OpenValues): Configured<readonly OpenValues[]> => ({ ok: true, config: [withReason(values)] })

const failed = (text: string, diagnostics: readonly Diagnostic[]): Configured<never> => ({
  ok: false,
  text,
  diagnostics,
})

/** Envoy's own log, which may go the same way: `[2026-11-22 04:22:30.530][12][info][main] …`. */
const reasons: Reasons = [[/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\]\[\d+\]\[\w+\]/, 'not a line of a request']]

const withReason = (open: OpenValues): OpenValues => withReasons(open, reasons)
