// The file → what is asked of which index; and how an answer, a refusal or an empty server is taken.
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askElasticsearch, isBlank } from '../../kibana/queries/ask.ts'
import { type Question, questionsOf } from '../../kibana/queries/questions.ts'

const ndjson = readFileSync(join(import.meta.dirname, '../../kibana/tripline.ndjson'), 'utf8')
const range = { fromMs: Date.parse('2026-01-01T00:00:00Z'), toMs: Date.parse('2026-01-02T00:00:00Z') }
const questions = questionsOf(ndjson, range)
const find = (title: string): Question => questions.find((question) => question.title === title)!

describe('questions', () => {
  test('every panel, control and search asks one, of an index of ours and of the time range', () => {
    const patterns = ['tripline-incidents*', 'logs-tripline.event-*']
    const inRange = '"@timestamp":{"gte":"2026-01-01T00:00:00.000Z","lte":"2026-01-02T00:00:00.000Z"'
    expect(questions).toHaveLength(47)
    expect(questions.filter(({ index }) => !patterns.includes(index))).toEqual([])
    expect(questions.filter(({ body }) => !JSON.stringify(body).includes(inRange))).toEqual([])
  })

  test('a panel asks for what it is about and for what its dashboard is about', () => {
    const asked = JSON.stringify(find('Close codes').body)
    expect(asked).toContain('{"match_phrase":{"event.category":"connection"}}')
    expect(asked).toContain('{"exists":{"field":"websocket.connection.id"}}')
  })

  test('intervals are as wide as fits about 75 of them into the range', () => {
    const asked = JSON.stringify(find('Frames over time, by opcode').body)
    expect(asked).toContain('"fixed_interval":"1152000ms"')
  })

  test('a reference that leads nowhere is not passed over', () => {
    const [view, ...others] = ndjson.split('\n')
    expect(view).toContain('tripline-view-incidents')
    expect(() => questionsOf(others.join('\n'), range)).toThrow('index-pattern')
  })
})

describe('asking', () => {
  const seen: IncomingMessage[] = []
  let answer = { status: 200, body: '' }
  const server = createServer((request, response) => {
    seen.push(request)
    request.resume().on('end', () => response.writeHead(answer.status).end(answer.body))
  })
  let url: string
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    url = `http://elastic:s%3Acret@127.0.0.1:${(server.address() as AddressInfo).port}/es/`
  })
  afterAll(() => new Promise<void>((closed) => server.close(() => closed())))

  const hits = (value: number): string => JSON.stringify({ hits: { total: { value }, hits: [] }, aggregations: {} })

  test('who asks stands in the URL, or is a key', async () => {
    answer = { status: 200, body: hits(3) }
    await askElasticsearch(url, find('Incidents'))
    await askElasticsearch(url, find('Incidents'), 'a2V5')
    const headers = seen.slice(-2).map((request) => request.headers.authorization)
    expect(headers).toEqual([`Basic ${Buffer.from('elastic:s:cret').toString('base64')}`, 'ApiKey a2V5'])
    expect(seen.at(-1)?.url).toBe('/es/tripline-incidents*/_search?ignore_unavailable=true')
  })

  test('a count is a row', async () => {
    answer = { status: 200, body: hits(3) }
    const answered = await askElasticsearch(url, find('Incidents'))
    expect(answered.rows).toEqual([{ buckets: [], values: [3] }])
    expect(isBlank(answered)).toBe(false)
  })

  test('nothing counted is nothing to show', async () => {
    answer = { status: 200, body: hits(0) }
    expect(isBlank(await askElasticsearch(url, find('Incidents')))).toBe(true)
  })

  test('where there is no index, there is nothing to show, and that is no mistake', async () => {
    answer = { status: 200, body: '{"hits":{"total":{"value":0},"hits":[]}}' }
    for (const title of ['Incidents by rule', 'Choose: Level', 'Tripline: messages']) {
      expect(isBlank(await askElasticsearch(url, find(title)))).toBe(true)
    }
  })

  test('a refusal names the panel, and says it in the words of the server', async () => {
    answer = { status: 400, body: '{"error":"no such field"}' }
    const asking = askElasticsearch(url, find('Incidents by rule'))
    await expect(asking).rejects.toThrow(/Incidents by rule: status 400.*no such field/)
  })
})
