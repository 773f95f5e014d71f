// Redis and the loaded rules → the producer of this run: whatever is submitted to it reaches the workers.
import { OperationalError } from '../../errors.ts'
import { Producer, type ProducerWork, type Refusal } from '../../pipeline/producer.ts'
import { MemoryQueue } from '../../queue/memory.ts'
import { createBatchQueue } from '../../queue/redis/batch-queue.ts'
import { disconnect, type Link } from '../../queue/redis/connect.ts'
import { createAnnouncer } from '../../queue/redis/jobs.ts'
import type { FoundConfig } from '../config.ts'
import { boundBytes, checkQueue, openLink, producerName, queueConfig } from '../queue.ts'
import { type LoadedRules, loginStage } from '../rules.ts'
import { agreeOnRules } from './agreed-rules.ts'
import type { Log } from './log.ts'
import type { Meter } from './meter.ts'

export interface ProducingSettings {
  readonly found: FoundConfig
  /** Those of the config. */
  readonly rules: LoadedRules
  readonly meter: Meter
  readonly log: Log
  readonly onCommit: () => void
  readonly onTrouble: (error: unknown) => void
  /** It cannot go on as it is. */
  readonly onRefused: (error: OperationalError) => void
}

export interface Producing {
  readonly producer: Producer
  readonly link: Link
  /** What it goes by; of another run where that published them since. */
  readonly rules: LoadedRules
  readonly rulesAreOfAnother: boolean
  readonly partitions: number
  /** After the producer has stopped. */
  close(): Promise<void>
}

/** Deliveries waiting to be committed: beyond it, sources wait. */
const queueBound = 256

export async function openProducing(settings: ProducingSettings): Promise<Producing> {
  const { found, meter, log, onCommit, onTrouble, onRefused } = settings
  const config = queueConfig(found)
  const { partitions } = config
  const name = producerName(config)
  const link = await openLink(found, 'prompt', onTrouble)
  const jobs = await openLink(found, 'waiting', () => {})
  await checkQueue(link, partitions, log)
  const { rules, hash, areOfAnother } = await agreeOnRules(link, name, settings.rules)
  const announcer = await createAnnouncer(jobs, () => {})
  const batches = createBatchQueue(link, {
    ...{ producer: name, partitions, rules: hash, boundBytes: boundBytes(config) },
    announce: (producer, batches) => announcer.announce(producer, batches),
  })
  const producer = new Producer({
    ...{ name, partitions, rules: hash, ruleset: rules.ruleset },
    stage: loginStage(rules.ruleset, found.config.app.login).stage,
    batches: meter.batches(batches, () => performance.now()),
    queue: new MemoryQueue<ProducerWork>(queueBound),
    now: Date.now,
    onCommit,
    onTrouble,
    onRefused: (refusal) => onRefused(explain(refusal, name)),
  })
  await producer.start()
  return {
    ...{ producer, link, partitions, rules },
    rulesAreOfAnother: areOfAnother,
    async close() {
      await announcer.close()
      await Promise.all([disconnect(link), disconnect(jobs)])
    },
  }
}

const explain = (refusal: Refusal, name: string): OperationalError =>
  new OperationalError(
    ({ superseded: 'PRODUCER_SUPERSEDED', outdated: 'RULES_OUTDATED', lost: 'QUEUE_LOST' } as const)[refusal],
    { name },
  )
