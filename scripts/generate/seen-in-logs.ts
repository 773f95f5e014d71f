// What was found of the attacks in scripts/attacks → which rules find theirs in a log, and in whose.
import type { RuleMetadata } from '../../src/compiler/plan.ts'
import { readFound } from '../attacks/found.ts'
import { type LogFormat, logFormats, nameOf } from '../attacks/logs/index.ts'
import { code, table } from './generated.ts'

export function seenInLogs(rules: readonly RuleMetadata[], link: (rule: RuleMetadata) => string): string[] {
  const found = readFound()
  const isFound = (rule: RuleMetadata, place: string): boolean => found[rule.id]?.[place]?.includes(rule.id) === true
  const shown = rules.filter((rule) => logFormats.some((format) => isFound(rule, nameOf(format))))
  const unseen = rules.filter((rule) => !isFound(rule, 'capture'))
  const mark = (is: boolean): string => (is ? '✓' : '')
  const rows = shown.map((rule) => [
    link(rule),
    mark(isFound(rule, 'capture')),
    ...logFormats.map((format) => mark(isFound(rule, nameOf(format)))),
  ])
  return [
    `For every rule there is an attack in [scripts/attacks](../scripts/attacks/catalogue.ts), played as packets and as the lines that proxies write of the same connections; \`npm run attacks\` makes the captures. In captures all rules find theirs, save ${unseen.map(link).join(', ')}. Of access logs these do, the first eight as their connectors recommend to write them, the others as products come:`,
    table(['rule', 'capture', ...logFormats.map(heading)], rows),
    `The other ${rules.length - shown.length} rules look at frames, at messages or at how the handshake was written, which no access log holds: show them captures, or events from inside the application ([\`tripline/ws\`](../integrations/ws/README.md), [\`tripline_ws\`](../integrations/python/README.md)).`,
  ]
}

const heading = ({ product, title, format }: LogFormat): string =>
  `[${title}](../connectors/${product}/README.md)${format === null ? '' : ` ${code(format)}`}`
