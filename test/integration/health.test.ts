// `tripline run` as Prometheus and a supervisor see it: its metrics add up, and it says when its store fails.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { metricList } from '../../src/metrics/table.ts'
import { parseExposition } from '../metrics/exposition.ts'
import { outside, root } from './process.ts'
import { until } from './until.ts'

let folder: string
let child: ChildProcess | null = null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-health-'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Run {
  readonly url: string
  readonly said: () => string
}

async function start(config: string): Promise<Run> {
  writeFileSync(join(folder, 'tripline.yaml'), `version: 1\napi: { port: 0 }\n${config}`)
  const words = [join(root, 'bin/tripline.cjs'), 'run', '--json']
  const started = spawn(process.execPath, words, { cwd: folder, env: outside() })
  child = started
  let said = ''
  started.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const url = await until(
    async () => /Console and API on (http:[^"\s]+)\./.exec(said)?.[1],
    (found) => found !== undefined,
  )
  return { url: url!, said: () => said }
}

const scrape = async (url: string) => parseExposition(await (await fetch(`${url}/metrics`)).text())

type Families = Awaited<ReturnType<typeof scrape>>

const sum = (families: Families, name: string, labels: Readonly<Record<string, string>> = {}): number =>
  (families.get(name)?.samples ?? [])
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((total, { value }) => total + value, 0)

interface Ready {
  readonly status: number
  readonly body: { readonly status: string; readonly checks: Readonly<Record<string, { readonly reason?: string }>> }
}

async function ready(url: string): Promise<Ready> {
  const answer = await fetch(`${url}/readyz`)
  return { status: answer.status, body: (await answer.json()) as Ready['body'] }
}

const event = '{"@timestamp":"2026-11-22T08:00:00Z","event.category":"message","websocket.payload.text":"x"}\n'

const post = (url: string): Promise<Response> =>
  fetch(`${url}/api/events`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: event })

test('a scrape tells what the API tells', async () => {
  copyFileSync(join(root, 'examples/day-of-chat.access.log'), join(folder, 'access.log'))
  const { url } = await start('sources: [{ type: file, path: access.log, connector: nginx }]\n')
  const source = join(folder, 'access.log')
  expect((await post(url)).status).toBe(200)
  await until(
    () => scrape(url),
    (families) => sum(families, 'tripline_events_ingested_total', { source }) === 108,
  )
  const families = await until(
    () => scrape(url),
    (told) => sum(told, 'tripline_incidents_total') > 0,
  )
  const { total } = (await (await fetch(`${url}/api/incidents`)).json()) as { total: number }
  expect(sum(families, 'tripline_incidents_total')).toBe(total)
  expect(sum(families, 'tripline_events_ingested_total', { source: 'http' })).toBe(1)
  expect(sum(families, 'tripline_posts_total', { outcome: 'accepted' })).toBe(1)
  expect(sum(families, 'tripline_ready')).toBe(families.get('tripline_ready')!.samples.length)
  const stats = (await (await fetch(`${url}/api/stats`)).json()) as {
    rules: readonly { rule: string; matches: number }[]
  }
  const { rules } = stats
  expect(rules.length).toBeGreaterThan(5)
  for (const { rule, matches } of rules) expect(sum(families, 'tripline_rule_matches_total', { rule })).toBe(matches)
  const missing = metricList.filter(({ when = 'alone', name }) => when === 'alone' && !families.has(name))
  expect(missing).toEqual([])
  expect(families.has('process_resident_memory_bytes')).toBe(true)
})

test('nothing of the traffic is in a label, whatever a sender sends', async () => {
  const { url } = await start('')
  const strange = `${event.replace('"message"', '"<made up>"').replace('"x"', '"<payload>"')}<no JSON>\n`
  const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': '<key>' }
  await fetch(`${url}/api/events`, { method: 'POST', headers, body: strange })
  const families = await scrape(url)
  expect(sum(families, 'tripline_unreadable_total', { source: 'http' })).toBe(1)
  expect(JSON.stringify([...families])).not.toContain('<')
})

test('a store that is gone is told, and that it is back', async () => {
  const { url } = await start('')
  expect(await ready(url)).toMatchObject({ status: 200, body: { status: 'ready' } })
  renameSync(join(folder, 'tripline.db'), join(folder, 'away.db'))
  const failed = await until(
    () => ready(url),
    ({ status }) => status === 503,
  )
  expect(failed).toMatchObject({
    status: 503,
    body: { checks: { store: { status: 'failed' }, running: { status: 'ok' } } },
  })
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  renameSync(join(folder, 'away.db'), join(folder, 'tripline.db'))
  const back = await until(
    () => ready(url),
    ({ status }) => status === 200,
  )
  expect(back.status).toBe(200)
})

test('commits that fail make it unready, are counted and told in the log, until they succeed', async () => {
  const { url, said } = await start('')
  const other = new DatabaseSync(join(folder, 'tripline.db'))
  other.exec('BEGIN IMMEDIATE')
  const refused = post(url)
  // While SQLite waits for the lock nothing else is answered, and a check may be told as late first.
  const failed = await until(
    () => ready(url),
    ({ body }) => body.checks['store']?.reason?.startsWith('Commits fail.') === true,
  )
  expect(failed.status).toBe(503)
  const during = await scrape(url)
  expect(sum(during, 'tripline_commit_failures_total')).toBeGreaterThan(0)
  expect(sum(during, 'tripline_ready', { check: 'store' })).toBe(0)
  other.exec('ROLLBACK')
  other.close()
  await refused
  const back = await until(
    () => ready(url),
    ({ status }) => status === 200,
  )
  expect(back.status).toBe(200)
  const lines = said()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.find((line) => line['log.level'] === 'error')).toMatchObject({
    message: 'The store failed; trying again.',
    'error.message': expect.stringContaining('locked'),
    'event.dataset': 'tripline.run',
  })
})
