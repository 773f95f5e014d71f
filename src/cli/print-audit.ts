// The review of endpoints → what a person reads, and the same as JSON.
import type { Endpoint } from '../audit/endpoint.ts'
import { type Answer, questions, type Review, type Verdict, verdicts } from '../audit/review.ts'
import type { Example } from '../audit/tally.ts'
import { formatTime } from '../event/time.ts'
import { type Colours, count, harmless, json, plural, wrap } from './terminal.ts'

interface Printing {
  readonly colours: Colours
  readonly width: number
}

export const printAudit = (reviews: readonly Review[], printing: Printing): string =>
  [...reviews.map((one) => printReview(one, printing)), summary(reviews, printing)].join('\n\n')

export const nameOf = ({ domain, path }: Endpoint): string => `${domain ?? ''}${path}`

/** Which inputs told of it, and how much. */
export function seenOf({ seen, connections, messages, accepted, refused, subprotocols }: Endpoint): string {
  const where = [...(seen.onTheWire ? ['on the wire'] : []), ...(seen.inALog ? ['in a log'] : [])].join(' and ')
  return [
    `${plural(accepted, 'handshake')} accepted, ${count(refused)} refused`,
    plural(connections, 'connection'),
    plural(messages, 'message'),
    ...(where === '' ? [] : [`seen ${where}`]),
    ...[...subprotocols].map((name) => `subprotocol ${name}`),
  ].join(' · ')
}

export const signs: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', not_seen: '?' }
export const words: Readonly<Record<Verdict, string>> = { pass: 'pass', fail: 'fail', not_seen: 'not seen' }

const paints: Readonly<Record<Verdict, (text: string, colours: Colours) => string>> = {
  pass: (text, c) => c.green(text),
  fail: (text, c) => c.bold(c.red(text)),
  not_seen: (text, c) => c.dim(text),
}

function printReview({ endpoint, answers }: Review, printing: Printing): string {
  const { colours } = printing
  return [
    colours.bold(harmless(nameOf(endpoint))),
    colours.dim(`  ${harmless(seenOf(endpoint))}`),
    ...answers.map((answer) => printAnswer(answer, printing)),
  ].join('\n')
}

const titleWidth = Math.max(...Object.values(questions).map(({ title }) => title.length)) + 2

function printAnswer({ question, verdict, reason, examples }: Answer, { colours, width }: Printing): string {
  const { title, advice } = questions[question]
  const head = `  ${paints[verdict](`${signs[verdict]} ${words[verdict].padEnd(9)}`, colours)} ${title.padEnd(titleWidth)}`
  const indent = ' '.repeat(4)
  return [
    head + harmless(reason),
    ...examples.map((each) => `${indent}${colours.dim('│')} ${clip(harmless(exampleText(each)), width - 6)}`),
    ...(verdict === 'fail' ? [wrap(`→ ${advice}`, width, indent)] : []),
  ].join('\n')
}

export const exampleText = ({ us, client, what }: Example): string =>
  [
    ...(us > 0 ? [formatTime(us, 0).slice(0, 19).replace('T', ' ')] : []),
    ...(client === null ? [] : [client]),
    what,
  ].join('  ')

const clip = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text)

function summary(reviews: readonly Review[], { colours }: Printing): string {
  const all = reviews.flatMap(({ answers }) => answers)
  const counts = verdicts.map((verdict) => {
    const n = all.filter((answer) => answer.verdict === verdict).length
    return paints[verdict](`${n} ${words[verdict]}`, colours)
  })
  return `${plural(reviews.length, 'endpoint')}, ${plural(all.length, 'answer')}: ${counts.join(', ')}`
}

/** One line of JSON for an endpoint. */
export const auditJson = ({ endpoint, answers }: Review): string =>
  json({
    endpoint: { domain: endpoint.domain, path: endpoint.path, subprotocols: [...endpoint.subprotocols] },
    seen: endpoint.seen,
    handshakes: { accepted: endpoint.accepted, refused: endpoint.refused },
    connections: endpoint.connections,
    messages: endpoint.messages,
    answers: answers.map(({ question, verdict, reason, examples }) => ({
      question,
      title: questions[question].title,
      wstg: questions[question].wstg,
      verdict,
      reason,
      examples: examples.map(({ us, client, what }) => ({
        '@timestamp': us > 0 ? formatTime(us, 0) : null,
        client,
        what,
      })),
      advice: verdict === 'fail' ? questions[question].advice : null,
    })),
  })
