// `tripline run` behind the programs that people already have: logger, nginx, HAProxy and rsyslog send, and events come of it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { findProgram } from '../../scripts/test/find-program.ts'
import { freePort } from '../../scripts/test/free-port.ts'
import { flatten } from '../../src/event/document.ts'
import { ownCertificate } from '../certificate.ts'
import { outside, root } from './process.ts'
import { until } from './until.ts'

const certificate = ownCertificate('syslog over TLS to a run')
const folder = mkdtempSync(join(tmpdir(), 'tripline-syslog-'))
const children: ChildProcess[] = []
const servers: WebSocketServer[] = []

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Raises an incident for each event that is about a path, so that each can be asked for. */
const rule = `language 1

rule every_path_seen {
  title "Something asked for a path"
  level low
  detect
    any where url.path != null
  incident "{url.path}"
}
`

const secured = (port: number): string =>
  `  - { type: syslog, connector: nginx, tls: { listen: "127.0.0.1:${port}", cert_file: cert.pem, key_file: key.pem, client_ca_file: cert.pem } }`

let url = ''
let udp = 0
let tcp = 0
let tls = 0

beforeAll(async () => {
  tls = await freePort()
  mkdirSync(join(folder, 'rules'))
  writeFileSync(join(folder, 'rules/every_path_seen.trip'), rule)
  writeFileSync(
    join(folder, 'tripline.yaml'),
    `version: 1
sources:
  - { type: syslog, listen: "127.0.0.1:0" }
${certificate === null ? '' : secured(tls)}
rules: [rules]
api: { port: 0 }
`,
  )
  writeFileSync(join(folder, 'key.pem'), certificate?.key ?? '')
  writeFileSync(join(folder, 'cert.pem'), certificate?.cert ?? '')
  const words = [join(root, 'bin/tripline.cjs'), 'run']
  const run = start(process.execPath, words)
  const said = await until(run.said, (text) => /Console and API on/.test(text))
  url = /Console and API on (http:\S+)\./.exec(said)![1]!
  udp = Number(/udp 127\.0\.0\.1:(\d+)/.exec(said)![1])
  tcp = Number(/tcp 127\.0\.0\.1:(\d+)/.exec(said)![1])
})

function start(
  command: string,
  words: readonly string[],
): { readonly said: () => string; readonly child: ChildProcess } {
  const child = spawn(command, words, { cwd: folder, env: outside() })
  children.push(child)
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
  return { child, said: () => said }
}

interface Seen {
  readonly 'event.category': readonly string[]
  readonly [field: string]: unknown
}

/** The events that asked for a path, once there are so many, the first one first. */
async function events(path: string, count: number): Promise<readonly Seen[]> {
  const ids = await until(
    async () => {
      const { incidents } = await ask<{ incidents: readonly { id: string; document: { message: string } }[] }>(
        '?limit=200',
      )
      return incidents.filter(({ document }) => document.message === path).map(({ id }) => id)
    },
    (found) => found.length >= count,
  )
  const whole = await Promise.all(ids.map((id) => ask<Whole>(`/${id}`)))
  const seen = whole.flatMap(({ document }) => document.tripline.incident.events.flatMap((step) => step.events))
  return seen.map((event) => flatten(event) as Seen).sort(bySequence)
}

interface Whole {
  readonly document: { readonly tripline: { readonly incident: { readonly events: readonly { events: object[] }[] } } }
}

const ask = async <Answer>(more: string): Promise<Answer> =>
  (await fetch(`${url}/api/incidents${more}`)).json() as Promise<Answer>

const bySequence = (a: Seen, b: Seen): number => Number(a['event.sequence']) - Number(b['event.sequence'])

let paths = 0

/** One that nothing asked for before. */
const freshPath = (): string => `/path/${++paths}`

/** A line as nginx writes it. */
function line(path: string): string {
  const [, day, month, year, time] = /(\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date().toUTCString())!
  return `192.0.2.7 - - [${day}/${month}/${year}:${time} +0000] "GET ${path} HTTP/1.1" 200 12 "-" "-"`
}

// biome-ignore format: table
const ways: Readonly<Record<string, { readonly words: readonly string[]; readonly to: () => number }>> = {
  'RFC 3164 by UDP':                    { words: ['-d', '--rfc3164'],                 to: () => udp },
  'RFC 5424 by UDP':                    { words: ['-d', '--rfc5424'],                 to: () => udp },
  'RFC 3164 by TCP, lines':             { words: ['-T', '--rfc3164'],                 to: () => tcp },
  'RFC 5424 by TCP, octets counted':    { words: ['-T', '--rfc5424', '--octet-count'], to: () => tcp },
}

const logger = findProgram('logger')
if (logger === null) console.warn('SKIPPED: there is no logger on this machine to send syslog.')

describe.skipIf(logger === null)('logger', () => {
  test.each(Object.keys(ways))('%s', async (name) => {
    const { words, to } = ways[name]!
    const path = freshPath()
    const send = ['-n', '127.0.0.1', '-P', String(to()), '-t', 'nginx', '-p', 'local7.info', '-i', ...words, line(path)]
    execFileSync(logger!, send)
    const [event] = await events(path, 1)
    expect(event).toMatchObject({
      'event.dataset': 'nginx',
      'source.ip': '192.0.2.7',
      'log.syslog.facility.code': 23,
      'log.syslog.severity.code': 6,
      'log.syslog.hostname': hostname(),
      'log.syslog.appname': 'nginx',
      'log.syslog.procid': expect.stringMatching(/^\d+$/),
      'log.source.address': '127.0.0.1',
    })
  })
})

test.skipIf(certificate === null)('a sender with a certificate of its own is heard by TLS', async () => {
  const { cert, key } = certificate!
  const path = freshPath()
  const text = `<190>1 - web1 nginx - - - ${line(path)}`
  const socket = connectTls({ host: '127.0.0.1', port: tls, servername: 'localhost', ca: cert, cert, key })
  socket.end(`${text.length} ${text}`)
  const [event] = await events(path, 1)
  expect(event).toMatchObject({ 'log.syslog.hostname': 'web1', 'source.ip': '192.0.2.7' })
})

/** A WebSocket server behind a proxy: opened, spoken to and closed through it. */
async function speakThrough(port: number, path: string): Promise<void> {
  const socket = await until(
    () => opened(`ws://127.0.0.1:${port}${path}`),
    (one) => one !== null,
  )
  socket!.send('x')
  await once(socket!, 'message')
  socket!.close(1000)
  await once(socket!, 'close')
}

async function opened(at: string): Promise<WebSocket | null> {
  const socket = new WebSocket(at)
  return new Promise((tried) => {
    socket.on('open', () => tried(socket))
    socket.on('error', () => tried(null))
  })
}

async function startEcho(): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  servers.push(server)
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const nginx = findProgram('nginx')
if (nginx === null) console.warn('SKIPPED: there is no nginx on this machine to send syslog.')

test.skipIf(nginx === null)('nginx sends its access log itself', async () => {
  const [port, behind] = [await freePort(), await startEcho()]
  const path = freshPath()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/nginx;`,
  )
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr;
events {}
http {
  ${temporary.join(' ')}
  access_log syslog:server=127.0.0.1:${udp},facility=local7,tag=nginx,severity=info combined;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${behind};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
    }
  }
}
`,
  )
  start(nginx!, ['-p', folder, '-c', join(folder, 'nginx.conf')])
  await speakThrough(port, path)
  const seen = await events(path, 2)
  expect(seen.map((event) => event['event.category'].includes('connection'))).toEqual([false, true])
  for (const event of seen) {
    expect(event).toMatchObject({ 'http.response.status_code': 101, 'log.syslog.appname': 'nginx' })
  }
})

const haproxy = findProgram('haproxy')
if (haproxy === null) console.warn('SKIPPED: there is no haproxy on this machine to send syslog.')

test.skipIf(haproxy === null)('HAProxy sends its log by UDP, and by TCP with octets counted', async () => {
  const [port, behind] = [await freePort(), await startEcho()]
  writeFileSync(
    join(folder, 'haproxy.cfg'),
    `ring tripline
  format rfc5424
  maxlen 8192
  size 65536
  timeout connect 5s
  timeout server 5s
  server tripline 127.0.0.1:${tcp} log-proto octet-count
defaults
  mode http
  option httplog
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend front
  bind 127.0.0.1:${port}
  log 127.0.0.1:${udp} local0
  log ring@tripline local0
  default_backend back
backend back
  server echo 127.0.0.1:${behind}
`,
  )
  start(haproxy!, ['-db', '-f', join(folder, 'haproxy.cfg')])
  const path = freshPath()
  await speakThrough(port, path)
  const seen = await events(path, 4)
  expect(seen.filter((event) => event['event.category'].includes('connection')).length).toBe(2)
  expect(new Set(seen.map((event) => event['event.id'])).size).toBe(4)
  for (const event of seen) {
    expect(event).toMatchObject({ 'http.response.status_code': 101, 'log.syslog.appname': 'haproxy' })
  }
})

const rsyslogd = findProgram('rsyslogd')
if (rsyslogd === null) console.warn('SKIPPED: there is no rsyslogd on this machine to forward a log.')

// biome-ignore format: table
const forwardings = {
  'RFC 5424, octets counted':       'template="RSYSLOG_SyslogProtocol23Format" TCP_Framing="octet-counted"',
  'RFC 3164 with a time of ISO':    'template="RSYSLOG_ForwardFormat"',
  'RFC 3164 as it was':             'template="RSYSLOG_TraditionalForwardFormat" TCP_Framing="octet-counted"',
}

describe.skipIf(rsyslogd === null)('rsyslog follows a log and forwards it by TCP', () => {
  test.each(Object.entries(forwardings))('%s', async (_, forwarding) => {
    const own = mkdtempSync(join(folder, 'rsyslog-'))
    const path = freshPath()
    writeFileSync(join(own, 'access.log'), `${line(path)}\n${line(path)}\n`)
    writeFileSync(
      join(own, 'rsyslog.conf'),
      `global(workDirectory="${own}")
module(load="imfile")
input(type="imfile" File="${own}/access.log" Tag="nginx:" Facility="local7" Severity="info")
action(type="omfwd" target="127.0.0.1" port="${tcp}" protocol="tcp" ${forwarding})
`,
    )
    start(rsyslogd!, ['-n', '-f', join(own, 'rsyslog.conf'), '-i', join(own, 'pid')])
    const seen = await events(path, 2)
    expect(new Set(seen.map((event) => event['event.id'])).size).toBe(2)
    for (const event of seen) {
      expect(event).toMatchObject({
        'log.syslog.facility.code': 23,
        'log.syslog.hostname': hostname(),
        'log.syslog.appname': 'nginx',
      })
    }
  })
})
