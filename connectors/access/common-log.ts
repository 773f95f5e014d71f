// The Common Log Format and what products append to it → the values of such lines.
import { parseNginxFormat } from '../../grammar/log-format/parse-nginx.ts'
import { type Meaning, number, text } from './facts.ts'
import { templateValues } from './template-values.ts'
import type { OpenValues } from './values.ts'

const common = '$client - $user [$time] "$request" $status $size'

/** `203.0.113.7 - - [22/Nov/2026:04:22:05 +0000] "GET / HTTP/1.1" 200 12`, then `more`: text between variables of its own. */
export function commonLogValues(
  meanings: Readonly<Record<string, Meaning | readonly Meaning[]>>,
  more = '',
): OpenValues {
  const parsed = parseNginxFormat(`${common}${more}`)
  if (!parsed.ok) throw new Error(`not a format: ${more}`)
  const all: Readonly<Record<string, readonly Meaning[]>> = {
    ...usual,
    ...Object.fromEntries(Object.entries(meanings).map(([name, meaning]) => [name, [meaning].flat()])),
  }
  return templateValues(parsed.format, {
    meanings: (name) => all[name] ?? [],
    shapes: { lengths: { time: '22/Nov/2026:04:22:05 +0000'.length }, leads: {} },
  })
}

const usual: Readonly<Record<string, readonly Meaning[]>> = {
  client: [text('client'), text('peer')],
  user: [text('user')],
  request: [text('requestLine')],
  status: [text('status')],
  size: [number('responseBody')],
  referrer: [text('referrer')],
  agent: [text('userAgent')],
}
