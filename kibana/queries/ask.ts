// Questions → Elasticsearch's answers to them, as rows.
import type { Row } from './aggregations.ts'
import type { Answer, Question } from './questions.ts'

export interface Answered {
  readonly question: Question
  readonly rows: readonly Row[]
}

/** `url` may hold a user and a password; `apiKey` goes before them. Throws in the words of a server that refuses. */
export async function askElasticsearch(url: string, question: Question, apiKey?: string): Promise<Answered> {
  const { origin, pathname, username, password } = new URL(url)
  const base = `${origin}${pathname.replace(/\/+$/, '')}`
  const response = await fetch(`${base}/${encodeURI(question.index)}/_search?ignore_unavailable=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentials(username, password, apiKey) },
    body: JSON.stringify(question.body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${question.where}, ${question.title}: status ${response.status}: ${text}`)
  return { question, rows: rowsIn(question, JSON.parse(text) as Answer) }
}

/** No index at all is no row, and nothing to read. */
const rowsIn = (question: Question, answer: Answer): readonly Row[] =>
  question.body['aggs'] !== undefined && answer.aggregations === undefined && answer.hits.total.value === 0
    ? []
    : question.read(answer)

function credentials(username: string, password: string, apiKey?: string): Readonly<Record<string, string>> {
  if (apiKey !== undefined) return { authorization: `ApiKey ${apiKey}` }
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** A panel of which nothing is drawn: no row, or none with anything counted in it. */
export const isBlank = ({ rows }: Answered): boolean =>
  rows.every(({ values }) => values.length > 0 && values.every((value) => value === 0 || value === null))
