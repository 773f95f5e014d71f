// `node scripts/kibana-queries.ts --elasticsearch URL`: asks every question that Kibana's dashboards ask, and prints
// what each panel would show. Tells without a Kibana what an analyst will find in it.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Answered, askElasticsearch, isBlank } from '../kibana/queries/ask.ts'
import { type Question, questionsOf, type TimeRange } from '../kibana/queries/questions.ts'

const usage = `node scripts/kibana-queries.ts --elasticsearch URL
  --from TIME        the beginning: RFC 3339, or now-24h (default: now-30d)
  --to TIME          the end (default: now)
  --api-key-file F   the key to ask with; or write user:password@ into the URL
  --json             one JSON object a panel`

const root = resolve(import.meta.dirname, '..')
const shownRows = 8
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      elasticsearch: { type: 'string' },
      from: { type: 'string', default: 'now-30d' },
      to: { type: 'string', default: 'now' },
      'api-key-file': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.elasticsearch === undefined) {
    console.error(usage)
    return 2
  }
  const range = { fromMs: timeOf(values.from), toMs: timeOf(values.to) }
  const keyFile = values['api-key-file']
  const key = keyFile === undefined ? undefined : readFileSync(keyFile, 'utf8').trim()
  const answers = await askAll(values.elasticsearch, range, key)
  for (const answer of answers) console.log(values.json ? JSON.stringify(asData(answer)) : asText(answer))
  const blank = answers.filter(isBlank)
  if (!values.json)
    console.log(`${answers.length} panels, searches and controls; ${blank.length} without anything to show`)
  return 0
}

async function askAll(url: string, range: TimeRange, key: string | undefined): Promise<Answered[]> {
  const answers: Answered[] = []
  const files = readFileSync(join(root, 'kibana/tripline.ndjson'), 'utf8')
  for (const question of dashboardsFirst(questionsOf(files, range))) {
    answers.push(await askElasticsearch(url, question, key))
  }
  return answers
}

const dashboardsFirst = (questions: readonly Question[]): readonly Question[] =>
  questions.toSorted((a, b) => Number(a.where === 'Discover') - Number(b.where === 'Discover'))

function timeOf(text: string): number {
  const [, amount, unit] = /^now(?:-(\d+)([mhd]))?$/.exec(text) ?? []
  const ms = text.startsWith('now') ? Date.now() - Number(amount ?? 0) * unitMs[unit ?? 'm']! : Date.parse(text)
  if (Number.isNaN(ms)) throw new Error(`${text} is no time: write 2026-11-22T08:00:00Z or now-24h.`)
  return ms
}

const asData = ({ question, rows }: Answered): unknown => ({
  dashboard: question.where,
  panel: question.title,
  index: question.index,
  columns: question.head,
  rows: rows.map(({ buckets, values }) => [...buckets, ...values]),
})

function asText(answer: Answered): string {
  const { question, rows } = answer
  const head = `${question.where} · ${question.title}`
  if (isBlank(answer)) return `${head}\n  nothing\n`
  const cells = [
    question.head,
    ...rows.slice(0, shownRows).map(({ buckets, values }) => [...buckets, ...values].map(cell)),
  ]
  const widths = question.head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column]!)).join('  ')}`.trimEnd())
  const more = rows.length > shownRows ? [`  and ${rows.length - shownRows} more`] : []
  return [head, ...lines, ...more, ''].join('\n')
}

/** Strangers' text on one line, harmless and not too long. */
const cell = (value: string | number | null): string => {
  const text = String(value ?? '–').replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

process.exitCode = await main().catch((error: Error) => {
  console.error(`${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}\n\n${usage}`)
  return 2
})
