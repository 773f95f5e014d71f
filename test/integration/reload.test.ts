// `tripline run` while its rules and lists are edited: what did not change goes on, what is broken stays what it was.
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { outside, root } from './process.ts'
import { until } from './until.ts'

let folder = ''
const at = (path: string): string => join(folder, path)

const rule = (id: string, detect: string, before = ''): void =>
  writeFileSync(
    at(`rules/${id}.trip`),
    `${before}\nrule ${id} {\n  title "A rule"\n  level high\n  detect ${detect}\n  test "quiet" { expect none }\n}\n`,
  )

const steady = `sequence by user.name with maxspan=5m
    [auth where event.outcome == "failure"]
    [auth where event.outcome == "success"]`

let child: ChildProcess
let url = ''
let said = ''

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-reload-'))
  said = ''
  mkdirSync(at('rules'))
  rule('a_steady_sequence', steady)
  rule('a_changing_rule', 'auth where event.outcome == "never"')
  rule('a_rule_with_a_list', 'auth where source.ip in $known', 'list known: ip = file("known.txt")')
  writeFileSync(at('rules/known.txt'), '192.0.2.1\n')
  writeFileSync(at('app.ndjson'), '')
  writeFileSync(
    at('tripline.yaml'),
    'version: 1\nrules: [rules]\nsources:\n  - { type: file, path: app.ndjson, connector: ndjson }\napi: { port: 0 }\n',
  )
  child = spawn(process.execPath, [join(root, 'bin/tripline.cjs'), 'run'], { cwd: folder, env: outside() })
  child.stderr!.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  url = await until(
    async () => /Console and API on (http:\S+)\./.exec(said)?.[1] ?? '',
    (found) => found !== '',
  )
})

afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const base = Date.parse('2026-11-22T12:00:00Z')
let second = 0

const login = (user: string, outcome: string, more: object = {}): string =>
  `${JSON.stringify({
    '@timestamp': new Date(base + 1000 * second++).toISOString(),
    'event.category': 'auth',
    'event.outcome': outcome,
    'user.name': user,
    ...more,
  })}\n`

async function post(body: string): Promise<void> {
  const response = await fetch(`${url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body,
  })
  expect([response.status, await response.json()]).toEqual([200, { accepted: 1, unreadable: 0, duplicate: false }])
}

const get = async <T>(path: string): Promise<T> => (await fetch(`${url}${path}`)).json() as Promise<T>

/** How often each rule fired. */
async function fired(): Promise<Readonly<Record<string, number>>> {
  const { incidents } = await get<{ incidents: readonly { document: { rule: { id: string } } }[] }>(
    '/api/incidents?limit=200',
  )
  return Object.fromEntries(
    [...Map.groupBy(incidents, ({ document }) => document.rule.id)].map(([id, all]) => [id, all.length]),
  )
}

const ruleIds = async (): Promise<readonly string[]> =>
  (await get<{ rules: readonly { id: string }[] }>('/api/rules')).rules.map(({ id }) => id).sort()

test('rules and lists change under way, and nothing of the others is lost', async () => {
  await post(login('alice', 'failure'))
  appendFileSync(at('app.ndjson'), login('bob', 'failure'))

  // It reads a field that nobody read before; the log is open already, and was read without it.
  rule('a_changing_rule', 'auth where event.outcome == "failure" and user_agent.original : "*curl*"')
  await until(
    async () => said,
    (text) => text.includes('The rules have changed.'),
  )
  for (const name of ['one', 'two', 'three'])
    appendFileSync(at('app.ndjson'), login(name, 'failure', { 'user_agent.original': `curl/8 ${name}` }))
  await until(fired, (all) => all['a_changing_rule'] === 3)

  await post(login('alice', 'success'))
  appendFileSync(at('app.ndjson'), login('bob', 'success'))
  await until(fired, (all) => all['a_steady_sequence'] === 2)

  writeFileSync(at('rules/a_changing_rule.trip'), 'rule a_changing_rule {\n  detect auth where nothing ==\n}\n')
  const stats = await until(
    () => get<{ brokenFiles: readonly { path: string; hasLastGood: boolean }[] }>('/api/stats'),
    ({ brokenFiles }) => brokenFiles.length > 0,
  )
  expect(stats.brokenFiles).toMatchObject([{ path: at('rules/a_changing_rule.trip'), hasLastGood: true }])
  expect(said).toContain('its last good version stays in force')
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^tripline_rule_files_broken 1$/m)
  await post(login('carol', 'failure', { 'user_agent.original': 'curl/8' }))
  await until(fired, (all) => all['a_changing_rule'] === 4)

  rmSync(at('rules/a_changing_rule.trip'))
  expect(await until(ruleIds, (ids) => ids.length === 2)).toEqual(['a_rule_with_a_list', 'a_steady_sequence'])

  await post(login('dave', 'failure', { 'source.ip': '192.0.2.2' }))
  writeFileSync(at('rules/known.txt'), '192.0.2.2\n192.0.2.3\n')
  await until(
    async () => said,
    (text) => text.includes('A list has changed.'),
  )
  await post(login('dave', 'failure', { 'source.ip': '192.0.2.2' }))
  expect(await until(fired, (all) => (all['a_rule_with_a_list'] ?? 0) > 0)).toEqual({
    a_steady_sequence: 2,
    a_changing_rule: 4,
    a_rule_with_a_list: 1,
  })
  await post(login('carol', 'success'))
  await until(fired, (all) => all['a_steady_sequence'] === 3)
})
