// `tripline run` with a search server and no queue: incidents go on to it and are looked up there, also after an outage.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../../../scripts/test/servers/server.ts'
import { privateElastic } from '../../servers.ts'
import { onThisNode, outside, root, run } from '../process.ts'

const password = 'a password of the tests'
const server = await privateElastic(password)
const folder = mkdtempSync(join(tmpdir(), 'tripline-elastic-run-'))
const launcher = join(root, 'bin/tripline.cjs')

const config = (passwordFile: string): string => `version: 1
rules: [probe_for_this_test.trip]
store:
  elasticsearch: { url: "${server?.url}", username: elastic, password_file: ${passwordFile} }
api: { port: 0 }
`

const rule = `rule probe_for_this_test {
  title "A probe"
  level high
  detect message where websocket.payload.text : "*probe*"
  incident "probe from {source.ip}"
}
`

describe.skipIf(server === null)('a run with Elasticsearch', () => {
  let child: ChildProcess | null = null
  let said = ''
  let url = ''

  beforeAll(() => {
    writeFileSync(join(folder, 'password'), `${password}\n`)
    writeFileSync(join(folder, 'wrong'), 'guessed\n')
    writeFileSync(join(folder, 'tripline.yaml'), config('password'))
    writeFileSync(join(folder, 'wrong.yaml'), config('wrong'))
    writeFileSync(join(folder, 'probe_for_this_test.trip'), rule)
  })
  afterAll(async () => {
    child?.kill('SIGKILL')
    await (server as Server).remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const tripline = (...words: readonly string[]) => run(folder, onThisNode(), process.execPath, [launcher, ...words])

  async function start(): Promise<void> {
    said = ''
    child = spawn(process.execPath, [launcher, 'run'], { cwd: folder, env: outside() })
    child.stderr!.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    await expect.poll(() => /Console and API on (http:\S+)\./.exec(said)?.[1], { timeout: 30_000 }).toBeDefined()
    url = /Console and API on (http:\S+)\./.exec(said)![1]!
  }

  async function stop(): Promise<void> {
    const ended = new Promise((done) => child!.once('exit', done))
    child!.kill('SIGTERM')
    expect(await ended).toBe(0)
  }

  async function post(id: string): Promise<void> {
    const event = {
      '@timestamp': '2026-03-01T08:00:00Z',
      event: { id, category: ['network', 'message'] },
      source: { ip: '203.0.113.9' },
      websocket: { payload: { text: 'a probe' } },
    }
    const answer = await fetch(`${url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: JSON.stringify(event),
    })
    expect(answer.ok).toBe(true)
  }

  const totals = async (): Promise<number> => {
    const answer = await fetch(`${url}/api/incidents?text=probe`)
    return answer.ok ? ((await answer.json()) as { total: number }).total : -answer.status
  }

  test('wrong credentials are told with what to do', () => {
    const { status, stderr } = tripline('setup', 'elastic', '--config', 'wrong.yaml')
    expect(status).toBe(2)
    expect(stderr).toContain('refuses these credentials')
  })

  test('setup says what it made, and the second time that all is there', () => {
    const first = tripline('setup', 'elastic', '--json')
    expect(first.status).toBe(0)
    expect(new Set(first.stdout.trim().split('\n').map(outcomeOf))).toEqual(new Set(['created']))
    expect(new Set(tripline('setup', 'elastic', '--json').stdout.trim().split('\n').map(outcomeOf))).toEqual(
      new Set(['unchanged']),
    )
  })

  const outcomeOf = (line: string): string => (JSON.parse(line) as { outcome: string }).outcome

  test('what it raises is found in Elasticsearch by way of the API', async () => {
    await start()
    await post('one')
    await expect.poll(totals, { timeout: 15_000 }).toBe(1)
    const { incidents } = (await (await fetch(`${url}/api/incidents`)).json()) as { incidents: { id: string }[] }
    const authorization = `Basic ${Buffer.from(`elastic:${password}`).toString('base64')}`
    const found = await fetch(`${server!.url}/tripline-incidents/_doc/${incidents[0]!.id}`, {
      headers: { authorization },
    })
    expect(await found.json()).toMatchObject({ found: true, _source: { rule: { id: 'probe_for_this_test' } } })
  })

  test('while Elasticsearch is down events are taken all the same, and their incidents arrive later, once', async () => {
    const elastic = server as Server
    await elastic.kill('SIGKILL')
    await post('two')
    await post('three')
    await expect.poll(() => said, { timeout: 15_000 }).toContain('Elasticsearch failed; trying again.')
    expect(await totals()).toBe(-503)
    await stop()
    await elastic.start()
    await start()
    await expect.poll(totals, { timeout: 60_000 }).toBe(3)
    await stop()
  })

  test('nothing was refused', () => {
    expect(tripline('dead-letters', '--json')).toMatchObject({ status: 0, stdout: '' })
  })
})
