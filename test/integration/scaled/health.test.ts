// A run and a worker over a real Redis, as Prometheus and a supervisor see them; Elasticsearch is away all the while.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { metricList } from '../../../src/metrics/table.ts'
import { parseExposition } from '../../metrics/exposition.ts'
import { freshPrefix, privateRedis } from '../../servers.ts'
import { outside, root } from '../process.ts'
import { until } from '../until.ts'

const redis = await privateRedis()
afterAll(() => redis?.remove())

const children: ChildProcess[] = []
const folders: string[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function configured(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tripline-scaled-health-'))
  folders.push(folder)
  copyFileSync(join(root, 'examples/day-of-chat.access.log'), join(folder, 'access.log'))
  writeFileSync(
    join(folder, 'tripline.yaml'),
    `version: 1
sources: [{ type: file, path: access.log, connector: nginx }]
queue: { redis: "${redis!.url}", prefix: ${freshPrefix()}, partitions: 4 }
store: { elasticsearch: { url: "http://127.0.0.1:9" } }
api: { port: 0 }
worker: { port: 0 }
`,
  )
  return folder
}

interface Program {
  readonly url: string
  readonly child: ChildProcess
}

async function start(folder: string, command: 'run' | 'worker'): Promise<Program> {
  const words = [join(root, 'bin/tripline.cjs'), command, '--json']
  const child = spawn(process.execPath, words, { cwd: folder, env: outside() })
  children.push(child)
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const url = await until(
    async () => /on (http:[^"\s]+)\."/.exec(said)?.[1],
    (found) => found !== undefined,
  )
  return { url: url!, child }
}

const scrape = async ({ url }: Program) => parseExposition(await (await fetch(`${url}/metrics`)).text())

const sum = (families: Awaited<ReturnType<typeof scrape>>, name: string): number | null =>
  families.get(name)?.samples.reduce((total, { value }) => total + value, 0) ?? null

const check = async ({ url }: Program, name: string): Promise<string | undefined> => {
  const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: Record<string, { status: string }> }
  return checks[name]?.status
}

describe.skipIf(redis === null)('with a queue', () => {
  test('run and worker together tell every metric; a partition that nobody has is told, and Redis when it is gone', async () => {
    // Where it was killed, and this is tried again.
    await redis!.start()
    const folder = configured()
    const run = await start(folder, 'run')
    const alone = await until(
      () => scrape(run),
      (families) =>
        sum(families, 'tripline_events_ingested_total') === 108 && sum(families, 'tripline_queue_depth')! > 0,
    )
    expect(sum(alone, 'tripline_partitions_unowned')).toBe(4)
    expect(sum(alone, 'tripline_queue_workers')).toBe(0)

    const worker = await start(folder, 'worker')
    const working = await until(
      () => scrape(worker),
      (families) => sum(families, 'tripline_incidents_total')! > 0 && sum(families, 'tripline_partitions_owned') === 4,
    )
    expect(sum(working, 'tripline_incidents_total')).toBeGreaterThan(0)
    expect(sum(working, 'tripline_search_backlog')).toBeGreaterThan(0)
    expect(await check(worker, 'search')).toBe('ok')
    const served = await until(
      () => scrape(run),
      (families) => sum(families, 'tripline_partitions_unowned') === 0,
    )
    expect(sum(served, 'tripline_queue_workers')).toBe(1)
    const told = new Set([...served.keys(), ...working.keys()])
    // This run indexes no events.
    told.add('tripline_events_unindexed_total')
    expect(metricList.filter(({ when, name }) => when !== 'alone' && !told.has(name))).toEqual([])

    await redis!.kill()
    for (const program of [run, worker]) {
      expect(
        await until(
          () => check(program, 'queue'),
          (status) => status === 'failed',
        ),
      ).toBe('failed')
      expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
    }
    const meanwhile: (string | undefined)[] = []
    for (let n = 0; n < 20; n++, await sleep(300))
      meanwhile.push(...(await Promise.all([run, worker].map((program) => check(program, 'queue')))))
    expect(new Set(meanwhile)).toEqual(new Set(['failed']))
    await redis!.start()
    for (const program of [run, worker])
      expect(
        await until(
          () => check(program, 'queue'),
          (status) => status === 'ok',
        ),
      ).toBe('ok')
  })
})
