// `tripline run` with a search server and no queue: incidents go on to it and are looked up there, also after an outage.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { elasticNames } from '../../../src/store/elastic/names.ts'
import { elasticServer, freshPrefix } from '../../servers.ts'
import { onThisNode, outside, root, run } from '../process.ts'
import { type Door, doorTo } from './door.ts'

const server = await elasticServer()
const launcher = join(root, 'bin/tripline.cjs')

const config = (url: string, namespace: string): string => `version: 1
rules: [probe_for_this_test.trip]
store:
  elasticsearch: { url: "${url}", namespace: ${namespace} }
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
  let door: Door
  let folder = ''
  let index = ''

  beforeEach(async () => {
    door = await doorTo(server!.url)
    folder = mkdtempSync(join(tmpdir(), 'tripline-elastic-run-'))
    const namespace = freshPrefix()
    index = elasticNames(namespace).incidents
    writeFileSync(join(folder, 'tripline.yaml'), config(door.url, namespace))
    writeFileSync(join(folder, 'nobody.yaml'), config('http://127.0.0.1:1', namespace))
    writeFileSync(join(folder, 'probe_for_this_test.trip'), rule)
  })
  afterEach(async () => {
    child?.kill('SIGKILL')
    await fetch(`${server!.url}/${index}`, { method: 'DELETE' })
    await door.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const tripline = (...words: readonly string[]) => run(folder, onThisNode(), process.execPath, [launcher, ...words])

  /** Without holding up this process, through whose door it goes. */
  async function ran(
    ...words: readonly string[]
  ): Promise<{ readonly status: number | null; readonly stdout: string }> {
    const command = spawn(process.execPath, [launcher, ...words], { cwd: folder, env: outside() })
    let stdout = ''
    command.stdout.on('data', (bytes: Buffer) => {
      stdout += bytes.toString()
    })
    const status = await new Promise<number | null>((done) => command.once('close', done))
    return { status, stdout }
  }

  async function start(): Promise<void> {
    said = ''
    child = spawn(process.execPath, [launcher, 'run'], { cwd: folder, env: outside() })
    child.stderr!.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    await expect.poll(() => /Console and API on (http:\S+)\./.exec(said)?.[1]).toBeDefined()
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

  test('a server that is not there is told of, with what to do', () => {
    const { status, stderr } = tripline('setup', 'elastic', '--config', 'nobody.yaml')
    expect(status).toBe(2)
    expect(stderr).toContain('Elasticsearch at http://127.0.0.1:1 does not answer')
  })

  test('setup says what it did, and the second time that all is there', async () => {
    const outcomes = async (): Promise<readonly string[]> => {
      const { status, stdout } = await ran('setup', 'elastic', '--json')
      expect(status).toBe(0)
      return stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { outcome: string }).outcome)
    }
    expect((await outcomes()).at(-1)).toBe('created')
    expect(new Set(await outcomes())).toEqual(new Set(['unchanged']))
  })

  test('what it raises is found in Elasticsearch by way of the API; what it raises while that is down, later and once', async () => {
    await ran('setup', 'elastic')
    await start()
    await post('one')
    await expect.poll(totals).toBe(1)
    const { incidents } = (await (await fetch(`${url}/api/incidents`)).json()) as { incidents: { id: string }[] }
    const found = await fetch(`${server!.url}/${index}/_doc/${incidents[0]!.id}`)
    expect(await found.json()).toMatchObject({ found: true, _source: { rule: { id: 'probe_for_this_test' } } })

    door.shut()
    await post('two')
    await post('three')
    await expect.poll(() => said).toContain('Indexing failed; trying again.')
    expect(await totals()).toBe(-503)
    await stop()
    door.open()
    await start()
    await expect.poll(totals).toBe(3)
    await stop()
    expect(tripline('dead-letters', '--json')).toMatchObject({ status: 0, stdout: '' })
  })
})
