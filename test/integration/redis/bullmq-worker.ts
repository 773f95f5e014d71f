// A BullMQ worker in a process of its own, to be killed. Arguments: URL, prefix, queue, worker options, and how long a
// job takes in milliseconds (`hang`: for ever). Says what happens, a line each.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'

const [, , url, prefix, queue, options, takes] = process.argv
const connection = new Redis(url!, { maxRetriesPerRequest: null })
connection.on('error', () => {})
const say = (...words: readonly unknown[]): boolean => process.stdout.write(`${words.join(' ')}\n`)

const worker = new Worker(
  queue!,
  async (job) => {
    say('start', job.id, job.attemptsStarted)
    await (takes === 'hang' ? new Promise(() => {}) : sleep(Number(takes)))
    say('done', job.id)
  },
  { connection, prefix: prefix!, skipVersionCheck: true, ...JSON.parse(options!) },
)
worker.on('error', () => {})
worker.on('failed', (job, error) => say('failed', job?.id, error.message))
await worker.waitUntilReady()
say('ready')
