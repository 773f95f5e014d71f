// `tripline run` as a person runs it: a log that grows, captures put into a folder, events by HTTP, a webhook, a restart.
import { type ChildProcess, spawn } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { outside, root } from './process.ts'
import { until } from './until.ts'

const folder = mkdtempSync(join(tmpdir(), 'tripline-run-'))
const captures = join(folder, 'captures')
const log = join(folder, 'access.log')
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`
const posted: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []

const receiver = createServer((request, response) => {
  let body = ''
  request.on('data', (bytes: Buffer) => {
    body += bytes.toString()
  })
  request.on('end', () => {
    posted.push({ headers: request.headers, body })
    response.writeHead(posted.length === 1 ? 503 : 204, { 'retry-after': '1' }).end()
  })
})

beforeAll(async () => {
  mkdirSync(captures)
  writeFileSync(log, '')
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  const { port } = receiver.address() as { port: number }
  writeFileSync(
    join(folder, 'tripline.yaml'),
    `version: 1
sources:
  - { type: file, path: access.log, connector: nginx }
  - { type: captures, path: captures }
actions:
  webhooks:
    soc: { url: "http://127.0.0.1:${port}/hook", secret: "${secret}", allow_private: true, levels: [critical] }
api: { port: 0 }
`,
  )
})

let child: ChildProcess | null = null

afterEach(() => {
  child?.kill('SIGKILL')
})

afterAll(() => {
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

const listening = /Console and API on (http:\S+)\./

/** Starts it and resolves to where it listens. */
async function start(): Promise<string> {
  const started = spawn(process.execPath, [join(root, 'bin/tripline.cjs'), 'run'], { cwd: folder, env: outside() })
  child = started
  let said = ''
  started.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const text = await until(
    () => said,
    (text) => listening.test(text),
  )
  return listening.exec(text)![1]!
}

async function stop(): Promise<number | null> {
  const ended = new Promise<number | null>((exit) => child!.once('exit', exit))
  child!.kill('SIGTERM')
  return ended
}

interface Page {
  readonly total: number
  readonly incidents: readonly { readonly id: string; readonly document: { readonly rule: { readonly id: string } } }[]
}

const incidents = async (url: string, query = ''): Promise<Page> =>
  (await fetch(`${url}/api/incidents?limit=200${query}`)).json() as Promise<Page>

const rules = ({ incidents: all }: Page): Set<string> => new Set(all.map(({ document }) => document.rule.id))

test('a log that grows, a capture in a folder and posted events become incidents, once, also over a restart', async () => {
  let url = await start()
  const lines = readFileSync(join(root, 'examples/day-of-chat.access.log'), 'utf8')
  appendFileSync(log, lines)
  const fromLog = await until(
    () => incidents(url),
    (page) => rules(page).has('token_in_url'),
  )
  expect(rules(fromLog)).toContain('token_in_url')

  // Copied under another name first, as a program does that wants a reader to see it whole.
  copyFileSync(join(root, 'examples/day-of-chat.pcap'), join(captures, '.one.pcap'))
  renameSync(join(captures, '.one.pcap'), join(captures, 'one.pcap'))
  const both = await until(
    () => incidents(url),
    (page) => rules(page).has('message_after_logout'),
  )
  for (const rule of [
    'foreign_origin_with_session',
    'sql_injection_in_message',
    'fragment_flood',
    'guessing_then_success',
  ]) {
    expect(rules(both)).toContain(rule)
  }

  const event = {
    '@timestamp': '2026-11-22T08:00:00Z',
    'event.category': ['network', 'frame'],
    'websocket.direction': 'client',
    'websocket.masked': false,
    'source.ip': '192.0.2.77',
  }
  const post = () =>
    fetch(`${url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': 'one' },
      body: `${JSON.stringify(event)}\n`,
    }).then((answer) => answer.json())
  expect(await post()).toEqual({ accepted: 1, unreadable: 0, duplicate: false })
  const atAddress = await until(
    () => incidents(url, '&address=192.0.2.77'),
    ({ total }) => total > 0,
  )
  expect(rules(atAddress)).toEqual(new Set(['unmasked_client_frame']))

  const before = await incidents(url)
  expect(await stop()).toBe(0)
  url = await start()
  expect(await post()).toMatchObject({ duplicate: true })
  await sleep(1500)
  expect((await incidents(url)).incidents.map(({ id }) => id).sort()).toEqual(
    before.incidents.map(({ id }) => id).sort(),
  )
  expect(await stop()).toBe(0)
})

test('a critical incident reached the webhook, signed, after a refusal', async () => {
  const url = await start()
  await until(
    () => posted.length,
    (n) => n >= 2,
  )
  expect(posted.length).toBeGreaterThanOrEqual(2)
  const [first, second] = posted
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
  const { type, data } = new Webhook(secret).verify(second!.body, second!.headers as Record<string, string>) as {
    type: string
    data: { rule: { id: string } }
  }
  expect(type).toBe('incident.opened')
  expect(data.rule.id).toBe('guessing_then_success')
  const { webhooks } = (await (await fetch(`${url}/api/webhooks`)).json()) as {
    webhooks?: readonly { state: string }[]
  }
  expect(webhooks?.map(({ state }) => state)).toContain('delivered')
  expect(await stop()).toBe(0)
})
