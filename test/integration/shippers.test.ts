// `tripline run` behind real shippers: what they send to /es arrives, and each line counts once though the run is killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProgram } from '../../scripts/test/find-program.ts'
import { freePort } from '../../scripts/test/free-port.ts'
import { hasBulkModule } from '../../scripts/test/tools.ts'
import { onThisNode, outside, root } from './process.ts'
import { until } from './until.ts'

const token = 'a-token-of-thirty-two-characters'

/** Raises an incident for each upgrade, so that they can be counted. */
const rule = `language 1

rule every_upgrade_seen {
  title "A WebSocket was opened"
  level low
  detect
    handshake where url.path != null
  incident "{url.path}"
}
`

let folder = ''
let port = 0
let children: ChildProcess[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-shippers-'))
  children = []
  port = await freePort()
  mkdirSync(join(folder, 'rules'))
  writeFileSync(join(folder, 'rules/every_upgrade_seen.trip'), rule)
  writeFileSync(join(folder, 'token'), token)
  writeFileSync(
    join(folder, 'tripline.yaml'),
    `version: 1\nrules: [rules]\napi: { port: ${port}, token_file: token }\nshippers: { lateness: 1s }\n`,
  )
})

afterEach(async () => {
  for (const child of children) await stop(child)
  rmSync(folder, { recursive: true, force: true })
})

interface Shipper {
  readonly command: string | null
  /** Its arguments; what it reads is written beside. */
  prepare(log: string): readonly string[]
}

const shippers: Readonly<Record<string, Shipper>> = {
  rsyslog: {
    command: hasBulkModule() ? findProgram('rsyslogd') : null,
    prepare(log) {
      const work = join(folder, 'rsyslog')
      mkdirSync(work)
      const config = join(work, 'rsyslog.conf')
      writeFileSync(
        config,
        `global(workDirectory="${work}" net.enableDNS="off")
module(load="imfile")
module(load="omelasticsearch")
input(type="imfile" file="${log}" tag="nginx:" addMetadata="on" ruleset="ship")
template(name="document" type="list" option.jsonf="on") {
  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="file" name="$!metadata!filename" format="jsonf")
  property(outname="message" name="msg" format="jsonf")
}
ruleset(name="ship") {
  action(type="omelasticsearch" server="http://127.0.0.1:${port}/es" searchIndex="logs" bulkmode="on" template="document"
         uid="tripline" pwd="${token}" queue.type="linkedlist" action.resumeRetryCount="-1" action.resumeInterval="1")
}
`,
      )
      return ['-n', '-f', config, '-i', join(work, 'pid')]
    },
  },
  Filebeat: {
    command: findProgram('filebeat'),
    prepare(log) {
      const config = join(folder, 'filebeat.yml')
      writeFileSync(
        config,
        `filebeat.inputs:
  - { type: filestream, id: nginx, paths: ["${log}"], prospector.scanner.check_interval: 1s }
queue.mem.flush.timeout: 1s
output.elasticsearch:
  hosts: ["http://127.0.0.1:${port}/es"]
  username: tripline
  password: "${token}"
  backoff.init: 200ms
  backoff.max: 1s
`,
        { mode: 0o600 },
      )
      return ['-c', config, '--path.home', join(folder, 'filebeat'), '--strict.perms=false']
    },
  },
}

for (const [name, { command }] of Object.entries(shippers))
  if (command === null) console.warn(`SKIPPED: documents of ${name}, which is not on this machine.`)

describe.each(Object.entries(shippers))('%s', (_name, shipper) => {
  test.skipIf(shipper.command === null)(
    'sends what it reads, each line once, also while the run is killed',
    async () => {
      const log = join(folder, 'access.log')
      writeFileSync(log, lines(0, 100))
      let run = await startRun()
      start(shipper.command!, shipper.prepare(log), outside())
      await until(opened, (count) => count === 100)
      run.kill('SIGKILL')
      await once(run, 'exit')
      appendFileSync(log, lines(100, 150))
      await sleep(1000)
      run = await startRun()
      appendFileSync(log, `Dear reader\n${lines(150, 200)}`)
      await until(opened, (count) => count >= 200)
      await until(unreadable, (count) => count >= 1)
      expect(await opened()).toBe(200)
      const incidents = await ask<{ incidents: readonly Found[] }>('/api/incidents?limit=200')
      const paths = incidents.incidents.map(({ document }) => document.message)
      expect(new Set(paths).size).toBe(200)
      expect(await unreadable()).toBe(1)
    },
  )
})

interface Found {
  readonly document: { readonly message: string }
}

/** Kept every few seconds. */
async function unreadable(): Promise<number> {
  const { unreadable: told } = await ask<{ unreadable: readonly { source: string; count: number }[] }>(
    '/api/unreadable',
  )
  return told.filter(({ source }) => source === 'shippers').reduce((sum, { count }) => sum + count, 0)
}

const opened = async (): Promise<number> => (await ask<{ total: number }>('/api/incidents?limit=1')).total

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => {
    const clock = new Date().toISOString().slice(11, 19)
    return `192.0.2.7 - - [22/Nov/2026:${clock} +0000] "GET /ws/${from + n} HTTP/1.1" 101 66 "-" "Mozilla/5.0"\n`
  }).join('')

async function startRun(): Promise<ChildProcess> {
  const { child, said } = start(process.execPath, [join(root, 'bin/tripline.cjs'), 'run'], onThisNode())
  await until(said, (text) => text.includes('Console and API on'))
  return child
}

function start(command: string, words: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(command, words, { cwd: folder, env })
  children.push(child)
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
  return { child, said: () => said }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function ask<Answer>(path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${token}` } })
  return (await response.json()) as Answer
}
