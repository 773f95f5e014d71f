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
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { outside, root } from './process.ts'
import { until } from './until.ts'

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`

interface Posted {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let folder = ''
let captures = ''
let log = ''
let posted: Posted[] = []
let receiver: Server
let child: ChildProcess | null = null

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-run-'))
  captures = join(folder, 'captures')
  log = join(folder, 'access.log')
  mkdirSync(captures)
  writeFileSync(log, '')
  posted = []
  receiver = await startReceiver(posted)
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

afterEach(() => {
  child?.kill('SIGKILL')
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Refuses what comes first. */
async function startReceiver(heard: Posted[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => {
      body += bytes.toString()
    })
    request.on('end', () => {
      heard.push({ headers: request.headers, body })
      response.writeHead(heard.length === 1 ? 503 : 204, { 'retry-after': '1' }).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

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

const growLog = (): void => appendFileSync(log, readFileSync(join(root, 'examples/day-of-chat.access.log'), 'utf8'))

/** Copied under another name first, as a program does that wants a reader to see it whole. */
function putCapture(): void {
  copyFileSync(join(root, 'examples/day-of-chat.pcap'), join(captures, '.one.pcap'))
  renameSync(join(captures, '.one.pcap'), join(captures, 'one.pcap'))
}

test('a log that grows, a capture in a folder and posted events become incidents, once, also over a restart', async () => {
  let url = await start()
  growLog()
  const fromLog = await until(
    () => incidents(url),
    (page) => rules(page).has('token_in_url'),
  )
  expect(rules(fromLog)).toContain('token_in_url')

  putCapture()
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

test('a critical incident reaches the webhook, signed, after a refusal', async () => {
  const url = await start()
  growLog()
  putCapture()
  const repeated = await until(
    () => posted.slice(1).find(({ headers }) => headers['webhook-id'] === posted[0]!.headers['webhook-id']),
    (found) => found !== undefined,
  )
  const { type, data } = new Webhook(secret).verify(repeated!.body, repeated!.headers as Record<string, string>) as {
    type: string
    data: { rule: { id: string } }
  }
  expect(type).toBe('incident.opened')
  expect(['guessing_then_success', 'session_reopened_from_foreign_origin', 'script_relayed_to_others']).toContain(
    data.rule.id,
  )
  const states = async (): Promise<readonly string[]> => {
    const { webhooks } = (await (await fetch(`${url}/api/webhooks`)).json()) as { webhooks: { state: string }[] }
    return webhooks.map(({ state }) => state)
  }
  await until(states, (told) => told.includes('delivered'))
  expect(await stop()).toBe(0)
})
