// The `format` setting of an nginx source → how its lines are read, or diagnostics that point into it.
import type { Part, Variable } from '../../grammar/log-format/log-format.ts'
import { parseNginxFormat } from '../../grammar/log-format/parse-nginx.ts'
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts'
import { jsonValues } from '../access/json-values.ts'
import { templateValues } from '../access/template-values.ts'
import type { OpenValues } from '../access/values.ts'
import type { Configured } from '../connector.ts'
import { type Checks, checkParts } from '../template/check.ts'
import { misspelt, type Names } from '../template/misspelt.ts'
import { parsedOnce } from '../template/parsed-once.ts'
import { isOfFamily, nginxNames } from './names.ts'
import { nginxKeys, nginxMeanings, nginxVariables, synonyms, timeVariables } from './variables.ts'

const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

/** What nginx's own configuration file calls `main`. */
const main = `${combined} "$http_x_forwarded_for"`

export function configureFormat(settings: Readonly<Record<string, unknown>>): Configured<readonly OpenValues[]> {
  const format = settings['format'] ?? 'auto'
  if (format === 'auto') return ready([combined, main], true)
  if (format === 'combined') return ready([combined], false)
  if (format === 'json') return ready([], true)
  if (typeof format !== 'string') return failed(JSON.stringify(format), [wrongType(format)])
  const parsed = parseNginxFormat(format)
  if (!parsed.ok) return failed(format, parsed.diagnostics)
  const known = { ...parsed.format, parts: joinTarget(parsed.format.parts.map(withUsualName)) }
  const diagnostics = checkParts(known.parts, checks)
  return diagnostics.length > 0
    ? failed(format, diagnostics)
    : {
        ok: true,
        config: [templateValues(known, nginxVariables)],
        warned: { text: format, diagnostics: misspelt(parsed.format.parts, names) },
      }
}

const parseShipped = parsedOnce(parseNginxFormat)

/** Templates are tried in their order, and JSON by its keys before them. */
function ready(templates: readonly string[], json: boolean): Configured<readonly OpenValues[]> {
  const formats = templates.map(parseShipped).flatMap((parsed) => (parsed.ok ? [parsed.format] : []))
  const texts = formats.map((format) => templateValues(format, nginxVariables))
  return { ok: true, config: json ? [jsonValues(nginxKeys), ...texts] : texts }
}

const checks: Checks = {
  leads: nginxVariables.shapes.leads,
  written: (name) => `$${name}`,
  isTime: (name) => timeVariables.includes(name),
  timeHelp: 'add `$msec` (best), `$time_iso8601` or `$time_local`',
}

const names: Names = {
  isKnown: (name) => nginxNames.has(name) || isOfFamily(name),
  known: [...nginxNames, ...nginxMeanings],
  written: checks.written,
  help: 'one of your own, of a `map` or a `set`, is kept as it is',
}

const failed = (text: string, diagnostics: readonly Diagnostic[]): Configured<readonly OpenValues[]> => ({
  ok: false,
  text,
  diagnostics,
})

const wrongType = (format: unknown): Diagnostic => ({
  code: 'F108',
  message: 'a log format is text',
  primary: { span: { start: 0, end: JSON.stringify(format).length }, message: `not text, but ${typeof format}` },
  help: 'give `combined`, `json`, or the log_format directive of your nginx.conf',
})

const withUsualName = (part: Part): Part =>
  part.kind === 'variable' ? { ...part, name: synonyms[part.name] ?? part.name } : part

/** `$uri$is_args$args` is a target in three variables. */
function joinTarget(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part, at) => {
    const [next, last] = parts.slice(at + 1, at + 3)
    if (isNamed(part, 'uri') && isNamed(next, 'is_args') && isNamed(last, 'args')) {
      return [{ ...part, name: 'request_uri', span: { ...part.span, end: last.span.end } }]
    }
    return isWithinTarget(parts, at) ? [] : [part]
  })
}

const isWithinTarget = (parts: readonly Part[], at: number): boolean =>
  [at - 1, at - 2].some(
    (start) =>
      isNamed(parts[start], 'uri') && isNamed(parts[start + 1], 'is_args') && isNamed(parts[start + 2], 'args'),
  )

const isNamed = (part: Part | undefined, name: string): part is Variable =>
  part?.kind === 'variable' && part.name === name
