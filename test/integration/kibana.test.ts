// Every question that Kibana's dashboards ask, asked of a real Elasticsearch that holds the shipped capture.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { detectionRule } from '../../kibana/detection-rule.ts'
import { type Answered, askElasticsearch, isBlank } from '../../kibana/queries/ask.ts'
import { kqlToQuery } from '../../kibana/queries/kql.ts'
import { questionsOf } from '../../kibana/queries/questions.ts'
import { openInputs } from '../../src/app/inputs.ts'
import { shippedCapture } from '../../src/app/root.ts'
import { loadRules, loginStage } from '../../src/app/rules.ts'
import { flatten, nest } from '../../src/event/document.ts'
import type { NestedDocument } from '../../src/event/value.ts'
import type { Incident } from '../../src/incident/incident.ts'
import { Evaluator } from '../../src/pipeline/evaluator.ts'
import { scan } from '../../src/pipeline/scan.ts'
import { connectElastic } from '../../src/store/elastic/connect.ts'
import { alertOf, sourceOf } from '../../src/store/elastic/document.ts'
import { elasticNames } from '../../src/store/elastic/names.ts'
import { setupElastic } from '../../src/store/elastic/setup.ts'
import { fakeKibana } from '../kibana/fake-kibana.ts'
import { elasticServer, freshPrefix } from '../servers.ts'

const root = resolve(import.meta.dirname, '../..')
const elastic = await elasticServer()
const namespace = freshPrefix()
const names = elasticNames(namespace)

interface Sample {
  readonly incidents: readonly Incident[]
  readonly events: readonly NestedDocument[]
}

async function readSample(): Promise<Sample> {
  const { sources, config } = await openInputs([shippedCapture], {})
  const { ruleset } = loadRules({ paths: config.rules, lists: config.lists })
  const evaluator = new Evaluator(
    ruleset,
    sources.map(({ info }) => info),
    loginStage(ruleset, []),
  )
  const incidents: Incident[] = []
  const events: NestedDocument[] = []
  for await (const { changes, delivery } of scan(sources, evaluator)) {
    for (const change of changes) if (change.kind === 'raised') incidents.push(change.incident)
    for (const origin of delivery?.batch.origins ?? []) events.push(nest(origin.document()))
  }
  return { incidents, events }
}

async function put(url: string, index: string, documents: readonly object[]): Promise<void> {
  const body = documents.map((document) => `{"create":{}}\n${JSON.stringify(document)}\n`).join('')
  const response = await fetch(`${url}/${index}/_bulk?refresh=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  })
  expect(await response.json()).toMatchObject({ errors: false })
}

const timesIn = (documents: readonly NestedDocument[]): number[] =>
  documents.map((document) => Date.parse(String(document['@timestamp'])))

describe.skipIf(elastic === null)('with the shipped capture in Elasticsearch', () => {
  const { url } = elastic ?? { url: '' }
  const answers: Answered[] = []
  let raised = 0
  const own = { 'tripline-incidents*': names.incidents, 'logs-tripline.event-*': names.events } as const

  beforeAll(async () => {
    const { incidents, events } = await readSample()
    raised = incidents.length
    expect(raised).toBeGreaterThan(20)
    const server = await connectElastic({ url, namespace })
    await setupElastic(server, names)
    const nowMs = Date.now()
    const stamps = { recordedMs: nowMs, nowMs }
    await put(
      url,
      names.incidents,
      incidents.map((incident) => sourceOf(incident, stamps)),
    )
    await put(
      url,
      names.alerts,
      incidents.map((incident) => alertOf(incident, { nowMs, namespace })),
    )
    await put(url, names.events, events)
    await server.close()
    const times = timesIn(events)
    const range = { fromMs: Math.min(...times) - 1000, toMs: Math.max(...times) + 1000 }
    const ndjson = readFileSync(join(root, 'kibana/tripline.ndjson'), 'utf8')
    for (const question of questionsOf(ndjson, range)) {
      const index = own[question.index as keyof typeof own]
      answers.push(await askElasticsearch(url, { ...question, index }))
    }
  })

  test('every panel, search and control has something to show', () => {
    expect(answers.length).toBeGreaterThan(30)
    const blank = answers.filter(isBlank).map(({ question }) => `${question.where} · ${question.title}`)
    expect(blank).toEqual([])
  })

  test.each(['Incidents', 'Open', 'Times seen'])('the overview counts: %s', (title) => {
    const found = answers.find(({ question }) => question.where === 'Tripline: overview' && question.title === title)
    expect(found?.rows.map((row) => row.values)).toEqual([[raised]])
  })

  test('the levels of the donut add up to all incidents', () => {
    const donut = answers.find(({ question }) => question.title === 'Incidents by level')!
    expect(donut.rows.map(({ buckets }) => buckets[0])).toEqual(['critical', 'high', 'medium', 'low', 'informational'])
    expect(donut.rows.reduce((sum, { values }) => sum + Number(values[0]), 0)).toBe(raised)
  })

  test('frames over time are as many as frames at all', () => {
    const total = (title: string): number =>
      answers
        .find(({ question }) => question.title === title)!
        .rows.reduce((sum, { values }) => sum + Number(values[0]), 0)
    expect(total('Frames over time, by direction')).toBe(total('Frames'))
    expect(total('Frames over time, by opcode')).toBe(total('Frames'))
    expect(total('Sizes of frames')).toBe(total('Frames'))
  })

  test('the detection rule finds each alert by the time at which it arrived, with all that it takes over', async () => {
    const found = await fetch(`${url}/${names.alerts}/_search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        size: 100,
        query: {
          bool: {
            filter: [
              kqlToQuery(detectionRule.query),
              { range: { [detectionRule.timestamp_override]: { gte: detectionRule.from, lte: detectionRule.to } } },
            ],
          },
        },
      }),
    })
    const { hits } = (await found.json()) as { hits: { hits: { _source: NestedDocument }[] } }
    const alerts = hits.hits.map(({ _source }) => flatten(_source))
    expect(alerts).toHaveLength(raised)
    const known = detectionRule.severity_mapping.map(({ value }) => Number(value))
    expect(alerts.filter((alert) => !known.includes(Number(alert['event.severity'])))).toEqual([])
    expect(alerts.filter((alert) => typeof alert['event.risk_score'] !== 'number')).toEqual([])
    expect(alerts.filter((alert) => typeof alert[detectionRule.rule_name_override] !== 'string')).toEqual([])
  })

  test('the script prints what each panel would show', () => {
    const script = join(root, 'scripts/kibana-queries.ts')
    const printed = execFileSync(process.execPath, [script, '--elasticsearch', url, '--from', '2020-01-01T00:00:00Z'], {
      encoding: 'utf8',
    })
    expect(printed).toContain('Tripline: overview · Incidents by rule')
    expect(printed).toMatch(/\n\d+ panels, searches and controls; \d+ without anything to show\n$/)
  })

  describe('tripline setup elastic --kibana', () => {
    let folder: string
    let config: string
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'tripline-kibana-'))
      config = join(folder, 'tripline.yaml')
      writeFileSync(config, `version: 1\nstore: { elasticsearch: { url: "${url}", namespace: ${namespace} } }\n`)
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    const setup = (...words: string[]): Promise<Ran> => {
      const all = [join(root, 'bin/tripline.cjs'), 'setup', 'elastic', '--config', config, ...words]
      return promisify(execFile)(process.execPath, all).then(
        ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
        ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
          status: code,
          stdout,
          stderr,
        }),
      )
    }

    test('puts all there, and says of each thing what became of it', async () => {
      const kibana = await fakeKibana()
      const { status, stdout } = await setup('--kibana', kibana.url, '--json')
      await kibana.close()
      const steps = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { what: string; outcome: string })
      const inKibana = steps.filter(({ what }) => /view|search|dashboard|rule/.test(what))
      expect(status).toBe(0)
      expect(inKibana).toHaveLength(kibana.objects.size + 1)
      expect(new Set(inKibana.map(({ outcome }) => outcome))).toEqual(new Set(['created']))
    })

    test('ends with 1 where Kibana refused an object', async () => {
      const kibana = await fakeKibana({ unknownTypes: ['search'] })
      const { status, stdout } = await setup('--kibana', kibana.url)
      await kibana.close()
      expect(status).toBe(1)
      expect(stdout).toMatch(/^failed +saved search Tripline: messages/m)
    })

    test.each([
      ['a space without a Kibana', ['--space', 'soc']],
      ['no URL', ['--kibana', 'kibana:5601']],
      ['credentials in the URL', ['--kibana', 'http://elastic:secret@127.0.0.1:1']],
      ['nobody there', ['--kibana', 'http://127.0.0.1:1']],
    ])('ends with 2 and a sentence: %s', async (_name, words) => {
      const { status, stderr } = await setup(...words)
      expect(status).toBe(2)
      expect(stderr).not.toMatch(/secret|\n\s+at /)
    })
  })
})

interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}
