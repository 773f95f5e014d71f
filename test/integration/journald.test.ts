// `journalctl` as it is on this machine, over journals that systemd's own program wrote: followed, ended, gone on with.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findProgram } from '../../scripts/test/find-program.ts'
import { createLayout } from '../../src/event/layout.ts'
import type { Delivery } from '../../src/event/source.ts'
import { journaldSource } from '../../src/intake/journald.ts'
import { request } from '../connectors/read.ts'

const journalctl = findProgram('journalctl')
const writer = findProgram('systemd-journal-remote')
const isMissing = journalctl === null || writer === null
if (isMissing)
  console.warn('SKIPPED: no journalctl and systemd-journal-remote on this machine to write a journal and read it.')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tripline-journald-'))
  mkdirSync(join(folder, 'journal'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A journal file in the journal's own export format: each message of a boot and a second of its own. */
function writeJournal(name: string, messages: readonly (string | Buffer)[], bootId: string, fromSecond: number): void {
  const entries = messages.map((message, index) => entryOf(message, bootId, fromSecond + index))
  const { status, stderr } = spawnSync(writer!, ['-o', join(folder, 'journal', `${name}.journal`), '-'], {
    input: Buffer.concat(entries),
  })
  if (status !== 0) throw new Error(stderr.toString())
}

function entryOf(message: string | Buffer, bootId: string, second: number): Buffer {
  const us = 1_795_000_000_000_000 + second * 1_000_000
  const bytes = Buffer.from(message)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(bytes.length))
  const head = `__REALTIME_TIMESTAMP=${us}\n__MONOTONIC_TIMESTAMP=${second}\n_BOOT_ID=${bootId}\n`
  const fields = '_HOSTNAME=web1\nSYSLOG_IDENTIFIER=nginx\nPRIORITY=6\n_SYSTEMD_UNIT=nginx.service\nMESSAGE\n'
  return Buffer.concat([Buffer.from(head + fields), length, bytes, Buffer.from('\n\n')])
}

const line = (path: string): string =>
  `192.0.2.7 - - [22/Nov/2026:13:00:00 +0000] "GET ${path} HTTP/1.1" 200 20 "-" "-"`

const layout = createLayout(['url.path'])
const pathsOf = ({ batch }: Delivery): readonly unknown[] => batch.origins.map((_, row) => batch.get(row, 0))

type Before = { readonly n: number; readonly resume: unknown } | undefined

/** Follows until so many events came; `meanwhile` is done once following has begun. */
async function follow(count: number, before: Before, meanwhile = (): void => {}) {
  const stopping = new AbortController()
  const timer = setTimeout(() => stopping.abort(), 200_000)
  const selection = { unit: null, identifier: 'nginx', directory: join(folder, 'journal') }
  const troubles: string[] = []
  const source = journaldSource({
    ...{ id: 'journald', selection, connector: null, request, latenessUs: 0, signal: stopping.signal },
    onTrouble: (reason) => troubles.push(reason),
  })
  const deliveries: Delivery[] = []
  void sleep(500).then(meanwhile)
  for await (const delivery of source.deliveries(layout, before)) {
    deliveries.push(delivery)
    if (deliveries.flatMap(pathsOf).length >= count) stopping.abort()
  }
  clearTimeout(timer)
  const last: Before =
    deliveries.length === 0 ? before : JSON.parse(JSON.stringify({ ...deliveries.at(-1), batch: null }))
  return { paths: deliveries.flatMap(pathsOf), deliveries, troubles, last, unreadable: source.unreadable() }
}

const [first, second] = ['11111111111111111111111111111111', '22222222222222222222222222222222']

test.skipIf(isMissing)(
  'a journal is followed over its end, and over a reboot; what was read does not come again',
  async () => {
    const long = `/long?${'x'.repeat(10_000)}`
    writeJournal(
      'a',
      [line('/1'), line(long), Buffer.from(line('/bytes').replace('"-"', '"\u00ff"'), 'latin1')],
      first,
      0,
    )
    const begun = await follow(4, undefined, () => writeJournal('b', [line('/later')], first, 100))
    expect(begun.troubles).toEqual([])
    expect(begun.paths).toEqual(['/1', '/long', '/bytes', '/later'])
    expect(begun.deliveries[0]!.batch.origins[0]!.document()).toMatchObject({
      'log.syslog.appname': 'nginx',
      'log.syslog.hostname': 'web1',
      'log.syslog.severity.code': 6,
      'systemd.unit': 'nginx.service',
    })
    writeJournal('c', [line('/unread')], first, 200)
    writeJournal('d', [line('/rebooted')], second, 300)
    const rest = await follow(2, begun.last)
    expect(rest.paths).toEqual(['/unread', '/rebooted'])
  },
)
