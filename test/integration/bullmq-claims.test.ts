// What is built on BullMQ, asked of BullMQ itself on a real Redis: docs/decisions/jobs-only-wake.md draws the conclusions.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Job, Queue, Worker, type WorkerOptions } from 'bullmq'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { freshPrefix, privateRedis, redisServer } from '../servers.ts'

const redis = await redisServer()
const prefix = `{${freshPrefix()}}`

describe.skipIf(redis === null)('BullMQ', () => {
  let connection: Redis
  let queue: Queue
  let count = 0
  const workers: Worker[] = []
  const processes: WorkerProcess[] = []

  beforeEach(() => {
    connection = connectTo(redis!.url)
    queue = new Queue(`queue${count++}`, { connection, prefix })
  })
  afterEach(async () => {
    for (const { child } of processes.splice(0)) child.kill('SIGKILL')
    await Promise.all(workers.splice(0).map((worker) => worker.close()))
    await queue.close()
    await connection.quit()
  })

  const add = (n: number, options = {}) => queue.add('batch', {}, { jobId: `a-${n}`, ...options })
  const addAll = async (count: number, options = {}) => {
    for (let n = 0; n < count; n++) await add(n, options)
  }
  const work = (process: (job: Job) => Promise<unknown>, options: Partial<WorkerOptions> = {}): Worker => {
    const worker = new Worker(queue.name, process, { connection, prefix, ...options })
    workers.push(worker)
    return worker
  }
  const workElsewhere = (takes: number | 'hang', options: Partial<WorkerOptions>): WorkerProcess => {
    const started = startWorker([redis!.url, prefix, queue.name, JSON.stringify(options), String(takes)])
    processes.push(started)
    return started
  }

  describe('ids of jobs', () => {
    test.each(['7', '-1', 'a:b', '0', '0:a:b'])('%s is refused', async (jobId) => {
      await expect(queue.add('batch', {}, { jobId })).rejects.toThrow(/[Ii]d/)
    })

    test.each(['a-1', 'edge-3-17', 'host.example-0-1', '1.5'])('%s is taken', async (jobId) => {
      expect((await queue.add('batch', {}, { jobId })).id).toBe(jobId)
    })

    test('the same id is added once, while it waits, while it is active and while it is kept', async () => {
      const seen: number[] = []
      const [running, finish] = gate()
      await queue.add('batch', { v: 1 }, { jobId: 'a-1' })
      await queue.add('batch', { v: 2 }, { jobId: 'a-1' })
      expect(await queue.getJobCounts('wait')).toEqual({ wait: 1 })
      work(async ({ data }) => {
        seen.push(data.v)
        await running
      })
      await until(() => seen.length === 1)
      await queue.add('batch', { v: 3 }, { jobId: 'a-1' })
      finish()
      await until(async () => (await queue.getJobCounts('completed'))['completed'] === 1)
      await queue.add('batch', { v: 4 }, { jobId: 'a-1' })
      expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 0 })
      expect(seen).toEqual([1])
    })

    test('an id whose job is gone is added anew: ids alone do not make anything happen once', async () => {
      const seen: number[] = []
      work(async ({ data }) => seen.push(data.v))
      await queue.add('batch', { v: 1 }, { jobId: 'a-1', removeOnComplete: true })
      await until(() => seen.length === 1)
      await until(async () => (await queue.getJob('a-1')) === undefined)
      await queue.add('batch', { v: 2 }, { jobId: 'a-1', removeOnComplete: true })
      await until(() => seen.length === 2)
    })
  })

  describe('order', () => {
    test.each([1, 3])('jobs start in the order in which they were added, %i at a time', async (concurrency) => {
      const started: string[] = []
      await addAll(20)
      const slow = async ({ id }: Job) => {
        started.push(id!)
        await sleep((started.length * 7) % 11)
      }
      work(slow, { concurrency })
      await until(() => started.length === 20)
      expect(started).toEqual(Array.from({ length: 20 }, (_, n) => `a-${n}`))
    })

    test.each([{}, { backoff: { type: 'fixed', delay: 20 } }])(
      'a job that throws comes again after those behind it: %j',
      async (options) => {
        const started: string[] = []
        await addAll(4, { attempts: 3, ...options })
        work(async ({ id, attemptsMade }) => {
          started.push(id!)
          if (id === 'a-0' && attemptsMade === 0) throw new Error('Not yet.')
        })
        await until(() => started.length === 5)
        expect(started).toEqual(['a-0', 'a-1', 'a-2', 'a-3', 'a-0'])
      },
    )
  })

  describe('a worker that is killed', () => {
    const quick = { lockDuration: 2000, stalledInterval: 700 }
    /** Sees soon that a lock has run out, and does not lose its own. */
    const steady = { ...quick, lockDuration: 60_000, maxStalledCount: 9 }

    test('its job comes again once its lock has run out, before all that wait, counted as started again', async () => {
      await addAll(2)
      const first = workElsewhere('hang', { ...quick, maxStalledCount: 9 })
      await first.says('start a-0 1')
      first.child.kill('SIGKILL')
      const started: string[] = []
      const [running, finish] = gate()
      // Busy with a-1 until a-0 is back: then it shows which of a-0 and a-2 is nearer to the front.
      work(async ({ id, attemptsStarted }) => {
        started.push(`${id} ${attemptsStarted}`)
        if (id === 'a-1') await running
      }, steady)
      await until(() => started.length === 1)
      await add(2)
      await until(async () => (await queue.getWaiting()).length === 2)
      finish()
      await until(() => started.length === 3)
      expect(started).toEqual(['a-1 1', 'a-0 2', 'a-2 1'])
    })

    test('its job fails where it stalls more often than maxStalledCount, which is once', async () => {
      await add(0)
      for (const attempt of [1, 2]) {
        const { says, child } = workElsewhere('hang', quick)
        await says(`start a-0 ${attempt}`)
        child.kill('SIGKILL')
      }
      const failures: string[] = []
      work(async () => {}, quick).on('failed', (_, error) => failures.push(error.message))
      await until(() => failures.length > 0)
      expect(failures).toEqual(['job stalled more than allowable limit'])
      expect(await queue.getJobCounts('failed', 'wait', 'active')).toEqual({ failed: 1, wait: 0, active: 0 })
    })

    test('with a global concurrency of one it keeps everybody out until its lock has run out', async () => {
      await queue.setGlobalConcurrency(1)
      await addAll(2)
      const first = workElsewhere('hang', { ...quick, maxStalledCount: 9 })
      await first.says('start a-0 1')
      first.child.kill('SIGKILL')
      const seen: string[] = []
      const next = work(async ({ id }) => seen.push(`start ${id}`), steady)
      next.on('stalled', (id) => seen.push(`stalled ${id}`))
      await until(() => seen.length === 3)
      expect(seen).toEqual(['stalled a-0', 'start a-0', 'start a-1'])
    })
  })

  test('a global concurrency of one lets one job run at a time, by whichever of the workers asks first', async () => {
    await queue.setGlobalConcurrency(1)
    const owners: string[] = []
    let running = 0
    let most = 0
    const as = (owner: string) => async () => {
      most = Math.max(most, ++running)
      owners.push(owner)
      await sleep(2)
      running--
    }
    work(as('A'))
    work(as('B'))
    for (let n = 0; n < 30; n++) {
      await add(n)
      await until(() => owners.length === n + 1)
    }
    expect(most).toBe(1)
    expect(new Set(owners)).toEqual(new Set(['A', 'B']))
  })

  test('close waits for the job that is running', async () => {
    const [running, finish] = gate()
    let done = false
    let started = false
    const worker = work(async () => {
      started = true
      await running
      done = true
    })
    await add(0)
    await until(() => started)
    const closed = worker.close()
    setTimeout(finish, 100)
    await closed
    expect(done).toBe(true)
  })
})

test.skipIf(redis === null)(
  'BullMQ: workers go on by themselves when Redis is killed and comes back',
  async ({ skip }) => {
    const server = await privateRedis()
    if (!server) return skip()
    const connection = connectTo(server.url)
    const queue = new Queue('queue', { connection, prefix })
    const started: string[] = []
    const worker = new Worker(queue.name, async ({ id }) => started.push(id!), { connection, prefix })
    worker.on('error', () => {})
    queue.on('error', () => {})
    try {
      await queue.add('batch', {}, { jobId: 'a-0' })
      await until(() => started.length === 1)
      await server.kill('SIGKILL')
      await sleep(500)
      await server.start()
      await queue.add('batch', {}, { jobId: 'a-1' })
      await until(() => started.includes('a-1'))
    } finally {
      await worker.close()
      await queue.close()
      connection.disconnect()
      await server.remove()
    }
  },
)

interface WorkerProcess {
  readonly child: ChildProcess
  readonly says: (line: string) => Promise<void>
}

function startWorker(words: readonly string[]): WorkerProcess {
  const script = join(import.meta.dirname, 'redis/bullmq-worker.ts')
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  return { child, says: (line) => until(() => said.split('\n').includes(line)) }
}

function connectTo(url: string): Redis {
  const connection = new Redis(url, { maxRetriesPerRequest: null })
  connection.on('error', () => {})
  return connection
}

function gate(): [passed: Promise<void>, open: () => void] {
  const { promise, resolve } = Promise.withResolvers<void>()
  return [promise, resolve]
}

const until = (holds: () => boolean | Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 90_000, interval: 10 })
